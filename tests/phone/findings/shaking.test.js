import assert from "node:assert/strict";
import { test } from "node:test";
import { shakes } from "../../../static/phone/findings/shaking.js";

const REST = { x: 0, y: 9.8, z: 0 };

function counted() {
  let times = 0;
  const feel = shakes(() => { times += 1; });
  return { swing: (strength, at) => { feel({ x: strength, y: 0, z: 0 }, at); feel(REST, at + 40); }, times: () => times };
}

test("three hard swings mark once, and only once", () => {
  const { swing, times } = counted();
  for (let swings = 0; swings < 9; swings += 1) swing(26, swings * 200);
  assert.equal(times(), 1);
});

test("walking fast marks nothing", () => {
  const { swing, times } = counted();
  for (let step = 0; step < 200; step += 1) swing(15, step * 300);
  assert.equal(times(), 0);
});

test("a phone that falls down once marks nothing, and a sensor without numbers neither", () => {
  const { swing, times } = counted();
  swing(40, 0);
  swing(40, 5000);
  shakes(() => assert.fail())({ x: null, y: null, z: null }, 0);
  assert.equal(times(), 0);
});
