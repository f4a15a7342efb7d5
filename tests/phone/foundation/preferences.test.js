import assert from "node:assert/strict";
import { test } from "node:test";
import { nextTheme, prefer, preferences, themeToWear } from "../../../static/phone/foundation/preferences.js";
import { aShelf } from "../makers.js";

test("one button goes from day to night to red and round again", () => {
  assert.deepEqual(["auto", "day", "night", "red"].map(nextTheme), ["night", "night", "red", "day"]);
});

test("it turns to night by itself after sunset, unless she chose", () => {
  assert.equal(themeToWear("auto", "night"), "night");
  assert.equal(themeToWear("auto", "day"), "auto");
  assert.equal(themeToWear("day", "night"), "day");
});

test("a wish outlives the page, and broken notes are forgotten", () => {
  const shelf = aShelf();
  prefer({ isMirrored: true }, shelf);
  assert.equal(preferences(shelf).isMirrored, true);
  shelf.setItem("preferences", "nonsense");
  assert.equal(preferences(shelf).isMirrored, false);
});
