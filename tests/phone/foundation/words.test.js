import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { _, metres, ngettext_, numeral, speak } from "../../../static/phone/foundation/words.js";

const ARABIC = { language: "ar", locale: "ar-EG", direction: "rtl", plurals: ["zero", "one", "two", "few", "other", "many"],
  words: { "{n} stop": ["صفر", "واحد", "اثنان", "قليل {n}", "غير {n}", "كثير {n}"], Undo: "تراجع" } };

beforeEach(() => speak({ language: "en", locale: "en", direction: "ltr", plurals: ["one", "other"], words: {} }));

test("a word that nobody translated stays English instead of vanishing", () => {
  assert.equal(_("Undo"), "Undo");
  speak({ ...ARABIC, words: { Undo: "" } });
  assert.equal(_("Undo"), "Undo");
});

test("a stop called {name} is not filled twice", () => {
  assert.equal(_("Saved. {name}: {answer}", { name: "{answer}", answer: "weak" }), "Saved. {answer}: weak");
});

test("Arabic forms are found by their category, whatever order gettext has them in", () => {
  speak(ARABIC);
  const said = (n) => ngettext_("{n} stop", "{n} stops", n).replace(/[\u2068\u2069]/g, "");
  assert.deepEqual([0, 1, 2, 3, 11, 100].map(said), ["صفر", "واحد", "اثنان", "قليل ٣", "كثير ١١", "غير ١٠٠"]);
});

test("English counts one and many", () => {
  assert.equal(ngettext_("{n} stop", "{n} stops", 1), "1 stop");
  assert.equal(ngettext_("{n} stop", "{n} stops", 0), "0 stops");
});

test("numbers wear the digits of the language and metres their unit", () => {
  assert.equal(metres(17.6), "18m");
  speak(ARABIC);
  assert.equal(numeral(4), "٤");
  assert.match(metres(18), /١٨/);
});

test("a Latin name inside an Arabic sentence keeps its own direction", () => {
  speak({ ...ARABIC, words: { "Stop {number}": "المحطة {number}" } });
  assert.equal(_("Stop {number}", { number: "7a" }), "المحطة \u20687a\u2069");
});
