import assert from "node:assert/strict";
import { test } from "node:test";
import { keepOnPhone } from "../../../static/phone/foundation/keeping.js";

test("the worker is asked once it works, and not before", async () => {
  const asked = [];
  let begin;
  const workers = { ready: new Promise((ready) => { begin = ready; }) };
  const asking = keepOnPhone("/w/words/hi.json", workers);
  assert.deepEqual(asked, []);
  begin({ active: { postMessage: (wish) => asked.push(wish) } });
  await asking;
  assert.deepEqual(asked, [{ keep: "/w/words/hi.json" }]);
});

test("a browser without workers speaks her language all the same", async () => {
  await keepOnPhone("/w/words/hi.json", undefined);
});
