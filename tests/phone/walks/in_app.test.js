import assert from "node:assert/strict";
import { test } from "node:test";
import { isInsideAnApp, outsideAddress } from "../../../static/phone/walks/in_app.js";

const CHROME = "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";
const WEBVIEW = "Mozilla/5.0 (Linux; Android 13; SM-A145F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36";
const IPHONE_APP = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 320.0";

test("a page inside another app is told from one in a browser", () => {
  assert.ok(isInsideAnApp(WEBVIEW));
  assert.ok(isInsideAnApp(IPHONE_APP));
  assert.ok(!isInsideAnApp(CHROME));
});

test("Android can be asked to open its browser, and the secret stays behind the #", () => {
  const address = outsideAddress(WEBVIEW, { protocol: "https:", host: "walk.example" }, "u7Qm0pWvT2");
  const [data, intent] = [address.slice(0, address.lastIndexOf("#")), address.slice(address.lastIndexOf("#"))];
  assert.equal(data, "intent://walk.example/w/#u7Qm0pWvT2");
  assert.equal(intent, "#Intent;scheme=https;action=android.intent.action.VIEW;end");
});

test("an iPhone has no such address", () => {
  assert.equal(outsideAddress(IPHONE_APP, { protocol: "https:", host: "walk.example" }, "u7Qm0pWvT2"), "");
});
