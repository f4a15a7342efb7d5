/** Small wishes of the person who holds the phone. Nothing in here says which walk she is on. */

let told = () => {};

/** Someone who keeps the wishes in a safer place: browsers write localStorage late, and a killed phone forgets it. */
export function tellWishes(listener) {
  told = listener;
}

const STANDARD = { theme: "auto", language: "", isMirrored: false, face: "picture" };
const THEMES = ["day", "night", "red"];

export function preferences(storage = globalThis.localStorage) {
  try {
    return { ...STANDARD, ...JSON.parse(storage.getItem("preferences")) };
  } catch {
    return { ...STANDARD };
  }
}

export function prefer(changes, storage = globalThis.localStorage) {
  const wishes = { ...preferences(storage), ...changes };
  try {
    storage.setItem("preferences", JSON.stringify(wishes));
  } catch {
    // Without room the wish holds until the page closes.
  }
  told(wishes);
  return wishes;
}

/** The theme to wear: her own choice wins; otherwise the night theme when it is dark at the site. */
export function themeToWear(wish, period) {
  if (THEMES.includes(wish)) return wish;
  return period === "night" || period === "dusk" ? "night" : "auto";
}

/** One button goes round: day, night, red. */
export function nextTheme(worn) {
  return THEMES[(THEMES.indexOf(worn === "auto" ? "day" : worn) + 1) % THEMES.length];
}
