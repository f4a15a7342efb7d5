import assert from "node:assert/strict";
import { test } from "node:test";
import { Courier, patience } from "../../../static/phone/findings/courier.js";
import { NobodyAnswered, Refused } from "../../../static/phone/findings/sending.js";

const work = { hasWork: () => true, locks: null };

test("patience doubles to five minutes and is spread by chance", () => {
  assert.equal(patience(1, 1), 2000);
  assert.equal(patience(30, 1), 300000);
  assert.equal(patience(30, 0), 0);
});

test("two taps do not send two couriers", async () => {
  let errands = 0;
  const courier = new Courier(async () => { errands += 1; await new Promise((done) => setTimeout(done, 20)); }, { ...work, hasWork: () => errands === 0 });
  await Promise.all([courier.go(), courier.go(), courier.go()]);
  assert.equal(errands, 1);
});

test("a second tab stays at home while the first one's courier is out", async () => {
  let errands = 0;
  const locks = { request: (_name, { ifAvailable }, run) => run(ifAvailable ? null : {}) };
  await new Courier(async () => { errands += 1; }, { ...work, locks }).go();
  assert.equal(errands, 0);
});

test("the words tell what is the matter", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const states = { waiting: new NobodyAnswered(), captive: Object.assign(new NobodyAnswered(), { isCaptive: true }), refused: new Refused(401, { code: "token-unknown", title: "Join again." }) };
  for (const [state, trouble] of Object.entries(states)) {
    const courier = new Courier(() => Promise.reject(trouble), work);
    await courier.go();
    assert.equal(courier.state, state);
  }
});

test("Retry-After holds even when the network comes and goes", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let errands = 0;
  let now = 0;
  const courier = new Courier(() => { errands += 1; return Promise.reject(new Refused(503, null, 60)); }, { ...work, now: () => now });
  await courier.go();
  await courier.hurry();
  now = 59000;
  await courier.hurry();
  assert.equal(errands, 1);
  now = 400000;
  await courier.hurry();
  assert.equal(errands, 2);
});

test("patience asked for with an old code ends with a new one", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let errands = 0;
  const courier = new Courier(async () => { errands += 1; if (errands === 1) throw new Refused(429, null, 900); }, { ...work, now: () => 0 });
  await courier.go();
  await courier.hurry();
  assert.equal(errands, 1);
  await courier.beginAnew();
  assert.equal(errands, 2);
  assert.equal(courier.state, "resting");
});

test("a clock that is set back by years makes nobody wait for years", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.parse("2038-02-01T00:00:00Z") });
  let errands = 0;
  const courier = new Courier(() => { errands += 1; return Promise.reject(new NobodyAnswered()); }, work);
  await courier.go();
  t.mock.timers.setTime(Date.parse("1970-01-02T00:00:00Z"));
  await courier.wake();
  assert.equal(errands, 2);
});

test("phones that were told the same second do not all come back in it", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const waits = new Set();
  for (let phone = 0; phone < 20; phone += 1) {
    let now = 0;
    let errands = 0;
    const courier = new Courier(() => { errands += 1; return Promise.reject(new Refused(503, null, 5)); }, { ...work, now: () => now });
    await courier.go();
    while (errands < 2) { now += 50; await courier.go(); }
    assert.ok(now >= 5000);
    waits.add(now);
  }
  assert.ok(waits.size > 5, "spread by chance");
});

test("a server that is down is waited for; one that says no is shown", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  for (const [status, state] of [[500, "waiting"], [503, "waiting"], [429, "waiting"], [401, "refused"]]) {
    const courier = new Courier(() => Promise.reject(new Refused(status, null, null)), work);
    await courier.go();
    assert.equal(courier.state, state, String(status));
  }
});
