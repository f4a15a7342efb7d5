/** Which small drawing stands for an indicator. New ones get the drawing of their family. */

const DRAWINGS = {
  lgt: "lightbulb", opn: "arrows-out", eye: "eye", ppl: "users-three", sec: "shield-check", pth: "person-simple-walk",
  trn: "bus", gen: "gender-female", fee: "smiley", crs: "swap", iso: "map-pin", acc: "person-simple-walk",
};

export function drawingFor(code) {
  return DRAWINGS[code.split("_")[0]] ?? "question";
}

/** Scenes of the four levels of the core questions, by the name that the dictionary gives a drawing. */
const SCENES = {
  lgt_level: "scene-light", opn_view: "scene-open", eye_watch: "scene-see", ppl_density: "scene-people", sec_presence: "scene-guard",
  pth_walk: "scene-path", trn_near: "scene-bus", gen_mix: "scene-women", fee_safe: "scene-feel",
};

/** @returns {string|null} what the ids of its scenes begin with */
export function scenesFor({ drawing }) {
  return SCENES[drawing] ?? drawing ?? null;
}
