/**
 * What she marks in passing, beside the stops: a mark that says what it is, or only the moment, to be answered later when
 * she sits somewhere safe. Each is a finding of its own with its place and time. Pure.
 */

/** On the wire: this is where she pressed, and the rest may follow. */
export const MOMENT = "noticed-here";

/** Marks by their word on the wire, with their drawing. Never a story: a tick, and a place. */
export const MARKS = [
  { mark: "broken-lamp", drawing: "lamp" }, { mark: "blocked-path", drawing: "barricade" }, { mark: "dark-corner", drawing: "moon-stars" },
  { mark: "harassment", drawing: "hand-palm", asksHelpFirst: true }, { mark: "good-place", drawing: "heart" }, { mark: "no-toilet", drawing: "toilet" },
  { mark: "no-water", drawing: "drop" }, { mark: "other", drawing: "dots-three" },
];

/** A fresh finding as a mark. */
export function marked(record, mark) {
  const aside = mark === MOMENT ? "moment" : "mark";
  return { ...record, aside, body: { ...record.body, revision: record.body.revision + 1, marks: [...record.body.marks, mark] } };
}

/** A moment that is answered now was noticed before: the analysis keeps the two apart. */
export function answeredLater(before, record) {
  if (before.aside !== "moment" || before.body.revision === 0) return record;
  return { ...record, body: { ...record.body, entry: "later_same_day" } };
}

/** The moments that still wait for their answers, oldest first. @param {object[]} standing findings, oldest first */
export function waitingMoments(standing) {
  return standing.filter((record) => record.aside === "moment" && Object.keys(record.body.answers).every((code) => code === "ctx_period"));
}

/** The planned stop that lies nearest to a place, with its distance in metres; null without stops or place. */
export function nearestStop(stops, place, distance_m) {
  if (!place) return null;
  const far = stops.map((stop) => ({ stop, metres: distance_m(stop, place) }));
  return far.sort((a, b) => a.metres - b.metres)[0] ?? null;
}
