import assert from "node:assert/strict";
import { test } from "node:test";
import { Diary } from "../../../static/phone/findings/diary.js";
import { inOrderOfSending } from "../../../static/phone/findings/photos.js";
import { recorded, Recording, typeToRecord } from "../../../static/phone/findings/recording.js";
import { keepVoice, recoverVoice, whileNobodySpeaks } from "../../../static/phone/findings/voices.js";
import { Outing } from "../../../static/phone/walks/outing.js";
import { aPhone, aWalk, AT, nowhere } from "../makers.js";

/** A recorder that says what it is told to. */
function aRecorder() {
  const recorder = {
    state: "inactive", mimeType: "audio/webm;codecs=opus", said: [],
    start: () => { recorder.state = "recording"; },
    say: (text) => recorder.ondataavailable({ data: new Blob([text]) }),
    stop: () => { recorder.state = "inactive"; recorder.onstop(); },
  };
  return recorder;
}

async function aSpeaker(phone = aPhone().phone) {
  const { storage } = aPhone();
  const outing = new Outing({ phone, diary: new Diary(phone, { storage }), whereabouts: nowhere() });
  await outing.begin(aWalk({ scopes: ["take-part", "voice"] }));
  const recorder = aRecorder();
  let now = 0;
  const recording = new Recording({ phone, recorder, finding: outing.finding, indicator: "lgt_level", at: AT, now: () => now });
  recording.start();
  return { outing, phone, recorder, recording, wait: (ms) => { now += ms; } };
}

const text = (bytes) => new TextDecoder().decode(bytes);

test("the type that all engines share is asked for first, and nothing is forced on a browser that knows none", () => {
  assert.equal(typeToRecord(() => true), "audio/webm;codecs=opus");
  assert.equal(typeToRecord((type) => type.startsWith("audio/mp4")), "audio/mp4;codecs=mp4a.40.2");
  assert.equal(typeToRecord((type) => type === "audio/mp4"), "audio/mp4");
  assert.equal(typeToRecord(() => false), "");
});

test("what she says becomes one note of her stop, and no part of it stays behind", async () => {
  const { outing, phone, recorder, recording, wait } = await aSpeaker();
  for (const word of ["the lamp ", "is out ", "since May"]) { wait(2000); recorder.say(word); }
  recording.stop();
  await recording.ended;
  const medium = await keepVoice(outing);
  assert.deepEqual([medium.kind, medium.type, medium.seconds, medium.indicator], ["voice", "audio/webm", 6, "lgt_level"]);
  assert.equal(outing.finding.body.media[0].seconds, 6);
  assert.equal(outing.finding.body.answers.ctx_period, "night");
  const bytes = await phone.all("bytes");
  assert.deepEqual(bytes.map((one) => [one.key, text(one.bytes)]), [[medium.key, "the lamp is out since May"]]);
  assert.equal(await phone.read("kept", "recording"), undefined);
});

test("a phone that dies while she speaks keeps all that was written, at the stop where she stood", async () => {
  const { phone, recorder, recording, wait } = await aSpeaker();
  wait(2000);
  recorder.say("the lamp ");
  wait(2000);
  recorder.say("is out");
  while ((await phone.read("kept", "recording"))?.parts !== 2) await new Promise((soon) => setTimeout(soon, 5));
  assert.ok(recording.mark.id); // and here it dies: nobody calls stop
  const again = new Outing({ phone, diary: new Diary(phone, { storage: aPhone().storage }), whereabouts: nowhere() });
  await again.resume();
  const medium = await recoverVoice(again, null);
  assert.equal(medium.seconds, 4);
  assert.equal(text((await phone.read("bytes", medium.key)).bytes), "the lamp is out");
  assert.equal(await recoverVoice(again, null), null, "and once is enough");
  assert.equal(again.finding.body.media.length, 1);
});

test("a part that was lost ends the note there; what came before is kept", async () => {
  const { phone, recorder, recording } = await aSpeaker();
  for (const word of ["one ", "two ", "three"]) recorder.say(word);
  recording.stop();
  await recording.ended;
  await phone.write({}, { bytes: [`part.${recording.mark.id}.1`] });
  assert.equal(text((await recorded(phone)).bytes), "one ");
});

test("silence is no note", async () => {
  const { outing, recording } = await aSpeaker();
  recording.stop();
  await recording.ended;
  assert.equal(await keepVoice(outing), null);
  assert.equal(outing.finding.body.revision, 0);
});

test("a second tab does not take the words out of the first one's mouth", async () => {
  const locks = { request: (_name, _how, work) => work(null) };
  assert.equal(await whileNobodySpeaks(locks, async (isMine) => isMine), false);
});

test("voice notes go before photos, and small ones first", () => {
  const media = [{ kind: "photo", size: 1 }, { kind: "voice", size: 9 }, { kind: "voice", size: 5 }];
  assert.deepEqual(inOrderOfSending(media).map(({ kind, size }) => `${kind} ${size}`), ["voice 5", "voice 9", "photo 1"]);
});
