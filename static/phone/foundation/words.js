/**
 * The walker's words, numbers and direction. The catalogue comes from the server, one JSON file a language:
 * {"language", "direction", "locale": for digits and dates, "plurals": [CLDR category of each form], "words": {msgid: text | [forms]}}.
 */

const RIGHT_TO_LEFT = /[\u0590-\u08ff]/;

let spoken = { language: "en", locale: "en", direction: "ltr", plurals: ["one", "other"], words: {} };

/** Speak with this catalogue from now on. */
export function speak(catalogue) {
  spoken = { ...spoken, ...catalogue };
}

export function languageNow() {
  return spoken.language;
}

export function directionNow() {
  return spoken.direction;
}

/**
 * The text in the language of the moment, with {name} placeholders filled.
 * @param {string} msgid the English text, always a plain string literal
 */
export function _(msgid, values = {}) {
  const text = spoken.words[msgid];
  return filled((Array.isArray(text) ? text[0] : text) || msgid, values);
}

/** The text that fits the number n, filled; {n} is the number in the digits of the language. */
export function ngettext_(one, many, n, values = {}) {
  const forms = spoken.words[one];
  const texts = Array.isArray(forms) && forms.every(Boolean) ? forms : null;
  const text = texts ? formFor(texts, n) : n === 1 ? one : many;
  return filled(text, { n: numeral(n), ...values });
}

/** A number in the digits of the language. */
export function numeral(value, options = {}) {
  return new Intl.NumberFormat(spoken.locale, options).format(value);
}

/** A text with its digits as this language writes them: words of questions come with 0 to 9. */
export function inDigits(text) {
  return numeral(0) === "0" ? text : text.replace(/[0-9]/g, (digit) => numeral(Number(digit)));
}

/** A length in whole metres, with its unit in the right order for the script. */
export function metres(value) {
  return numeral(Math.round(value), { style: "unit", unit: "meter", unitDisplay: "narrow" });
}

export function timeOfDay(iso) {
  return new Intl.DateTimeFormat(spoken.locale, { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

function formFor(texts, n) {
  const category = new Intl.PluralRules(spoken.locale).select(n);
  const index = spoken.plurals.indexOf(category);
  return texts[index < 0 ? texts.length - 1 : Math.min(index, texts.length - 1)];
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? isolated(String(values[name])) : whole));
}

/** Where scripts of both directions may meet, a value stands between isolates: <bdi> for plain text. */
function isolated(value) {
  return spoken.direction === "rtl" || RIGHT_TO_LEFT.test(value) ? `\u2068${value}\u2069` : value;
}
