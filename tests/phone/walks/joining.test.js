import assert from "node:assert/strict";
import { test } from "node:test";
import { isWhole, secretIn, tidyCode } from "../../../static/phone/walks/codes.js";
import { joinBody, joined, spokenBy, walkRecord } from "../../../static/phone/walks/joining.js";
import { messageAddress, telephoneAddress } from "../../../static/phone/walks/contacts.js";
import { aPack, AT } from "../makers.js";

test("the secret of a link is read from behind the #, and nothing else is taken for one", () => {
  assert.equal(secretIn("#u7Qm0pWvT2kY5sLr8nXa1g"), "u7Qm0pWvT2kY5sLr8nXa1g");
  for (const other of ["", "#", "#<script>", "#main"]) assert.equal(secretIn(other), "");
});

test("a code may be typed in small letters, with spaces and dashes", () => {
  assert.equal(tidyCode(" 7q3k-9mxw "), "7Q3K9MXW");
  assert.ok(isWhole("7Q3K9MXW"));
  assert.ok(!isWhole("7Q3K9MX"));
});

test("she agrees to the very words that she was shown", () => {
  const walk = walkRecord({ pack: aPack(), code: "7Q3K9MXW", language: "sw", scopes: ["take-part"], at: AT });
  assert.equal(spokenBy(aPack(), "sw"), "en");
  const body = joinBody(walk, AT);
  assert.equal(body.consent.text_sha256, "b".repeat(64));
  assert.match(body.walker, /^[0-9a-f-]{36}$/);
  assert.equal(body.language, "sw");
});

test("a captive portal's 200 does not make her a walker", () => {
  const walk = walkRecord({ pack: aPack(), code: "7Q3K9MXW", language: "en", scopes: ["take-part"], at: AT });
  for (const answer of [null, {}, { token: "" }, { token: "t" }, "<html>"]) assert.equal(joined(walk, answer, 0), null);
  const inWalk = joined(walk, { token: "t", receipt: "1234 5678 9012 3456", server_time: AT }, Date.parse(AT) - 5000);
  assert.equal(inWalk.offset_ms, 5000);
  assert.ok(inWalk.isJoined);
});

test("a number is dialled without its dots and brackets, and a message carries its text", () => {
  assert.equal(telephoneAddress("+254 (0)20 / 116-016"), "tel:+254020116016");
  assert.equal(messageAddress("١١٦", "I & you"), "sms:?body=I%20%26%20you".replace(":?", ":116?"));
});
