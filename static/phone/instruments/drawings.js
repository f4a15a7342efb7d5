/** Which small drawing stands for an indicator. New ones get the drawing of their family. */

const DRAWINGS = {
  lgt: "lightbulb", opn: "arrows-out", eye: "eye", ppl: "users-three", sec: "shield-check", pth: "person-simple-walk",
  trn: "bus", gen: "gender-female", fee: "smiley", crs: "swap", iso: "map-pin", acc: "person-simple-walk",
};

export function drawingFor(code) {
  return DRAWINGS[code.split("_")[0]] ?? "question";
}
