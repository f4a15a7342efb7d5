/** Her own words, for those who like to type. Kept while she writes; nobody has to. */

import { button, h } from "../foundation/dom_view.js";
import { openSheet } from "../foundation/sheet_view.js";
import { _, languageNow } from "../foundation/words.js";
import { wordsOf } from "../instruments/questions.js";
import { ownWords, WordsKeeper } from "./writing.js";

/** The server takes no more under one question; it is ten minutes of typing. */
const LONGEST = 4000;

/** @param {string|null} code the question to begin with */
export function openWriting(app, code = null) {
  const { outing } = app;
  const keepers = [];
  const field = (question) => {
    const said = h("small", { class: "quiet", role: "status" });
    const box = h("textarea", { class: "words", rows: "3", maxlength: String(LONGEST), autocomplete: "off", id: `words-${question.code}` });
    box.value = outing.finding.body.words[question.code] ?? "";
    const tell = (isKept) => { said.textContent = isKept ? _("Saved.") : _("Not saved. Tap again."); };
    const keeper = new WordsKeeper({ outing, code: question.code, text: () => box.value, tell });
    keepers.push(keeper);
    box.addEventListener("input", () => keeper.later());
    box.addEventListener("blur", () => keeper.now());
    return h("div", { class: "field" }, h("label", { for: box.id }, wordsOf(question, languageNow()).question), box, said);
  };
  const fields = ownWords(outing.walk.pack).map(field);
  const flush = () => Promise.all(keepers.map((keeper) => keeper.now()));
  const hidden = () => document.hidden && flush();
  document.addEventListener("visibilitychange", hidden);
  const sheet = openSheet({
    title: _("Write it down"), body: [h("p", {}, _("Write about the place. No names and nothing that shows who somebody is.")), ...fields],
    foot: [button({ class: "big-button big-button--main" }, () => sheet.close(), _("Done"))],
  });
  if (code) document.getElementById(`words-${code}`)?.focus();
  return sheet.closed.then(flush).then(() => { document.removeEventListener("visibilitychange", hidden); return app.redraw(); });
}
