/** Walking along without taking part: every question can be seen and tried, nothing is kept and nothing is sent. */

import { phoneTime } from "../foundation/clock.js";
import { MemoryStore } from "../foundation/memory_store.js";
import { languageNow } from "../foundation/words.js";
import { Diary } from "../findings/diary.js";
import { walkRecord } from "./joining.js";
import { Outing } from "./outing.js";

const NO_WITNESS = { getItem: () => null, setItem() {} };
const NOWHERE = { fixes: [], listen() {}, latest: () => null, freshen() {} };

/** An outing that leaves no trace. */
export async function anOutingToLookAt({ pack, code, language, at }) {
  const phone = new MemoryStore();
  const outing = new Outing({ phone, diary: new Diary(phone, { storage: NO_WITNESS, jar: null }), whereabouts: NOWHERE });
  await outing.begin({ ...walkRecord({ pack, code, language, scopes: [], at }), isStarted: true, isLookOnly: true });
  return outing;
}

/** Put it in the place of the real one until she takes part or the page closes. */
export async function lookAround(app, pack, code) {
  await app.setOut();
  app.stopLooking?.(); // whoever taps twice would take the first look for her real walk
  const real = app.outing;
  app.stopLooking = () => { app.outing = real; };
  app.outing = await anOutingToLookAt({ pack, code, language: languageNow(), at: phoneTime() });
  app.takePart = () => { app.stopLooking(); return app.go("consent", { pack, code, page: 0 }); };
  await app.go("answering");
}
