// The four shapes of the lantern scale, drawn once for the map: triangle, diamond, square, circle from worst to best.

export const SHAPE_NAMES = ["level-0", "level-1", "level-2", "level-3", "level-none", "bead"];

const SIDE = 28; // CSS pixels
const RATIO = 2; // drawn twice as fine, for dense screens
const R = 10;
const MIDDLE = SIDE / 2;

const OUTLINES = {
  "level-0": [[-1, -0.8], [1, -0.8], [0, 1]],
  "level-1": [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]],
  "level-2": [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]],
};

const ROUND = { "level-3": 0.95, "level-none": 0.7, bead: 0.35 }; // radius in parts of R

/** Draw the shape of one name in the theme's colours and give it to the map. */
export function addMarkImage(chart, name, theme) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE * RATIO;
  const pen = canvas.getContext("2d");
  pen.scale(RATIO, RATIO);
  pen.lineJoin = "round";
  draw(pen, name, theme);
  if (!chart.hasImage(name)) chart.addImage(name, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: RATIO });
}

function draw(pen, name, theme) {
  const path = pathOf(name);
  if (name === "bead") {
    pen.fillStyle = theme.quiet;
    pen.fill(path);
    return;
  }
  if (name === "level-none") {
    pen.fillStyle = theme.ground;
    pen.fill(path);
    pen.setLineDash([3, 3]);
  } else {
    stroke(pen, path, theme.halo, 5); // the halo keeps the mark apart from whatever lies below
    pen.fillStyle = theme.levels[Number(name.at(-1))];
    pen.fill(path);
  }
  stroke(pen, path, theme.edge, 2);
}

function stroke(pen, path, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(path);
}

function pathOf(name) {
  const path = new Path2D();
  const corners = OUTLINES[name];
  if (!corners) {
    path.arc(MIDDLE, MIDDLE, R * (ROUND[name] ?? 1), 0, 2 * Math.PI);
    return path;
  }
  corners.forEach(([x, y], at) => path[at ? "lineTo" : "moveTo"](MIDDLE + x * R, MIDDLE + y * R));
  path.closePath();
  return path;
}
