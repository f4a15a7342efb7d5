// The planner's map: puts a living map in the place of the server's picture, and keeps it and the list in step.
import { Map as Chart, NavigationControl, ScaleControl, setWorkerCount } from "../vendor/maplibre/maplibre-gl.mjs";
import { connectList } from "./map_list.js";
import { addMarkImage, SHAPE_NAMES } from "./map_marks.js";
import { styleOf, themeOf } from "./map_style.js";

const box = document.querySelector("[data-map]");
const status = box.querySelector("[data-map-status]");

function say(words) {
  status.textContent = words;
  status.hidden = !words;
}

function numbersIn(text) {
  return text.split(",").map(Number);
}

function hasWebGL() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function openChart() {
  const [west, south, east, north] = numbersIn(box.dataset.bounds);
  const tiles = new URL(box.dataset.tiles, location.href).href;
  const style = () => styleOf(themeOf(document.documentElement), tiles, box.dataset.query);
  const room = document.createElement("div");
  room.className = "map-living";
  box.prepend(room);
  setWorkerCount(1); // cheap laptops: one neighbourhood never needs more
  const chart = new Chart({
    container: room,
    style: style(),
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 24 },
    attributionControl: false, // the credit stands below, as text
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 20,
    cooperativeGestures: matchMedia("(pointer: coarse)").matches, // one finger scrolls the page, two move the map
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    locale: {
      "NavigationControl.ZoomIn": box.dataset.zoomIn,
      "NavigationControl.ZoomOut": box.dataset.zoomOut,
      "Map.Title": box.dataset.canvas,
      "CooperativeGesturesHandler.MobileHelpText": box.dataset.twoFingers,
    },
  });
  chart.touchZoomRotate.disableRotation();
  chart.addControl(new NavigationControl({ showCompass: false }), "top-right");
  chart.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-right");
  chart.setMissingStyleImageResolver(async (id) => {
    if (SHAPE_NAMES.includes(id)) addMarkImage(chart, id, themeOf(document.documentElement));
  });
  repaintWithTheme(chart, style);
  return chart;
}

/** A map drawn for the day would blind at night: draw it anew when the theme changes. */
function repaintWithTheme(chart, style) {
  const repaint = () => chart.setStyle(style(), { diff: false });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

function start() {
  if (!hasWebGL()) {
    say(box.dataset.unavailable);
    return;
  }
  const chart = openChart();
  chart.once("load", () => {
    box.classList.add("is-living"); // only now: until then the picture is better than a grey box
    connectList(chart, say, box.dataset.group);
  });
}

start();
