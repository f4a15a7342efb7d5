// How the map looks: everything from our own tiles, in the colours of the page's theme.

const GROUND_LAYERS = "boundary,streets";
const FOUND_LAYERS = "cells,cell-centres,findings,stops";
const MAIN = ["motorway", "trunk", "primary", "secondary", "tertiary"];
const PATHS = ["footway", "path", "steps", "cycleway", "pedestrian", "track"];

/** The colours of the page's theme, from its style tokens. */
export function themeOf(root) {
  const tokens = getComputedStyle(root);
  const token = (name) => tokens.getPropertyValue(name).trim();
  return {
    outside: token("--bg2"),
    ground: token("--bg"),
    ink: token("--ink"),
    quiet: token("--ink2"),
    road: mixed(token("--line"), token("--bg"), 0.5),
    lane: mixed(token("--line"), token("--bg"), 0.32),
    path: mixed(token("--line"), token("--bg"), 0.22),
    brand: token("--brand"),
    edge: token("--edge") || token("--ink"),
    halo: token("--halo") || token("--bg"),
    lamp: token("--lamp"),
    levels: [0, 1, 2, 3].map((level) => token(`--level-${level}`)),
    font: token("--font") || "sans-serif",
    digits: root.lang === "ar" ? "ar-EG" : root.lang, // as the server writes numbers
  };
}

/** A colour between two `#rrggbb`: opaque, because see-through lines show every joint. */
function mixed(colour, ground, share) {
  const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const [one, other] = [parts(colour), parts(ground)];
  return `rgb(${one.map((value, at) => Math.round(value * share + other[at] * (1 - share))).join(",")})`;
}

/** MapLibre's style for one selection (`query`) of the tiles below `tiles`. */
export function styleOf(theme, tiles, query) {
  const source = (names, more) => ({ type: "vector", tiles: [`${tiles}/${names}/{z}/{x}/{y}.mvt${more}`], minzoom: 8, maxzoom: 18 });
  return {
    version: 8,
    sources: {
      ground: source(GROUND_LAYERS, ""),
      found: source(FOUND_LAYERS, `?${query}`),
      chosen: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers: [
      { id: "outside", type: "background", paint: { "background-color": theme.outside } },
      { id: "area", type: "fill", source: "ground", "source-layer": "boundary", paint: { "fill-color": theme.ground } },
      ...streetLayers(theme),
      ...cellLayers(theme),
      {
        id: "edge", type: "line", source: "ground", "source-layer": "boundary",
        paint: { "line-color": theme.brand, "line-width": 2.5, "line-dasharray": [4, 2] },
      },
      streetNames(theme),
      ...markLayers(theme),
    ],
  };
}

function streetLayers(theme) {
  const lines = (id, filter, colour, widths) => ({
    id, type: "line", source: "ground", "source-layer": "streets", filter,
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": colour, "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 13, widths[0], 19, widths[1]] },
  });
  const kind = ["get", "kind"];
  return [
    lines("paths", ["in", kind, ["literal", PATHS]], theme.path, [0.8, 7]),
    lines("lanes", ["!", ["in", kind, ["literal", [...MAIN, ...PATHS]]]], theme.lane, [1.4, 18]),
    lines("roads", ["in", kind, ["literal", MAIN]], theme.road, [2.2, 24]),
  ];
}

function streetNames(theme) {
  return {
    id: "street-names", type: "symbol", source: "ground", "source-layer": "streets", minzoom: 14.5,
    layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 13, "text-font": [theme.font], "symbol-spacing": 350 },
    paint: { "text-color": theme.quiet, "text-halo-color": theme.ground, "text-halo-width": 2 },
  };
}

function cellLayers(theme) {
  const cells = { source: "found", "source-layer": "cells" };
  return [
    {
      id: "cells", type: "fill", ...cells, filter: ["has", "level"],
      paint: { "fill-color": ["match", ["get", "level"], 0, theme.levels[0], 1, theme.levels[1], 2, theme.levels[2], theme.levels[3]], "fill-opacity": 0.6 },
    },
    { id: "cell-edges", type: "line", ...cells, filter: ["has", "level"], paint: { "line-color": theme.edge, "line-width": 1.5 } },
    { id: "cells-few", type: "line", ...cells, filter: ["!", ["has", "level"]], paint: { "line-color": theme.quiet, "line-width": 1.5, "line-dasharray": [2, 3] } },
  ];
}

function markLayers(theme) {
  const shape = ["case", ["has", "level"], ["concat", "level-", ["to-string", ["get", "level"]]], "level-none"];
  // The worse, the higher: a good neighbour must not hide a lamp that is out.
  const order = { "symbol-sort-key": ["-", 3, ["coalesce", ["get", "level"], 4]], "icon-allow-overlap": true };
  const words = { "text-font": [theme.font], "text-size": 13, "text-allow-overlap": true };
  const number = (name) => ["number-format", ["get", name], { locale: theme.digits }];
  const ink = { "text-color": theme.ink, "text-halo-color": theme.halo, "text-halo-width": 2 };
  const found = (id, layer, more) => ({ id, type: "symbol", source: "found", "source-layer": layer, ...more });
  return [
    found("cell-marks", "cell-centres", { filter: ["has", "level"], layout: { ...order, "icon-image": shape } }),
    found("findings", "findings", {
      layout: {
        ...order, ...words, "icon-image": shape,
        "icon-size": ["case", [">", ["get", "n"], 1], 0.9, 0.5],
        "text-field": ["case", [">", ["get", "n"], 1], number("n"), ""], "text-offset": [0, 1.3],
      },
      paint: ink,
    }),
    { id: "chosen", type: "circle", source: "chosen", paint: { "circle-radius": 20, "circle-color": theme.lamp, "circle-opacity": 0.5, "circle-stroke-color": theme.edge, "circle-stroke-width": 2 } },
    found("stops-empty", "stops", {
      filter: ["!", ["has", "level"]],
      layout: { "icon-image": ["case", ["==", ["get", "bead"], true], "bead", "level-none"], "icon-allow-overlap": true },
    }),
    found("stops", "stops", { filter: ["has", "level"], layout: { ...order, "icon-image": shape, "icon-size": ["case", ["get", "sure"], 1, 0.7] } }),
    found("stop-numbers", "stops", {
      layout: { ...words, "text-field": ["case", ["has", "number"], number("number"), ""], "text-anchor": "left", "text-offset": [0.95, -0.75] },
      paint: ink,
    }),
  ];
}
