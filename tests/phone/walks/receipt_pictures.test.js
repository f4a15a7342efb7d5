import assert from "node:assert/strict";
import { test } from "node:test";
import { PICTURES, picturesOf } from "../../../static/phone/walks/receipt_pictures.js";

const four = (number) => String(number).padStart(4, "0");

test("the same number gives the same four pictures, in any spacing and any script", () => {
  const pictures = picturesOf("1234 5678 9012 3456");
  assert.equal(pictures.length, 4);
  assert.deepEqual(picturesOf("1234567890123456"), pictures);
  assert.deepEqual(picturesOf("١٢٣٤ ٥٦٧٨ ٩٠١٢ ٣٤٥٦"), pictures);
  assert.deepEqual(picturesOf("१२३४-५६७८-९०१२-३४५६"), pictures);
});

test("while she types, each whole group shows its picture", () => {
  assert.deepEqual(picturesOf("123"), []);
  assert.deepEqual(picturesOf("1234 56"), picturesOf("1234 5678").slice(0, 1));
  assert.equal(picturesOf("1234 5678 9012 3456 7890").length, 4);
});

test("one wrong digit, or two neighbours swapped, always shows another picture", () => {
  for (let number = 0; number < 10000; number += 1) {
    const digits = four(number);
    const [picture] = picturesOf(digits);
    for (let place = 0; place < 4; place += 1) {
      const wrong = digits.slice(0, place) + ((Number(digits[place]) + 1 + (number % 9)) % 10) + digits.slice(place + 1);
      assert.notEqual(picturesOf(wrong)[0], picture, `${digits} and ${wrong}`);
      const swapped = digits.slice(0, place) + (digits[place + 1] ?? "") + digits[place] + digits.slice(place + 2);
      if (place < 3 && swapped !== digits) assert.notEqual(picturesOf(swapped)[0], picture, `${digits} and ${swapped}`);
    }
  }
});

test("no two pictures have one name, and all are shown about equally often", () => {
  assert.equal(new Set(PICTURES).size, PICTURES.length);
  const seen = Object.fromEntries(PICTURES.map((name) => [name, 0]));
  for (let number = 0; number < 10000; number += 1) seen[picturesOf(four(number))[0]] += 1;
  assert.ok(Math.max(...Object.values(seen)) - Math.min(...Object.values(seen)) <= 1);
});
