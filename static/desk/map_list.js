// Row to map and map to row: the list and the map are two faces of one set, and either leads to the other.

const CLICKABLE = ["findings", "cells", "cell-marks", "stops-empty", "stops"];
const CLOSE_ENOUGH = 17;
const REACH_PX = 8; // a finger is not a needle

/** Let rows show themselves on the map and marks show themselves in the list. `groupWords` holds "{n}". */
export function connectList(chart, say, groupWords) {
  for (const button of document.querySelectorAll("[data-show]")) {
    button.hidden = false;
    button.addEventListener("click", () => showOnMap(chart, say, button.closest("[data-mark]")));
  }
  chart.on("click", ({ point }) => showInList(chart, say, groupWords, point));
  chart.on("style.load", () => ring(chart, document.querySelector("tr.is-chosen"))); // another theme begins with nothing chosen
  const layers = CLICKABLE.filter((id) => chart.getLayer(id));
  chart.on("mousemove", layers, () => { chart.getCanvas().style.cursor = "pointer"; });
  chart.on("mouseleave", layers, () => { chart.getCanvas().style.cursor = ""; });
}

function showOnMap(chart, say, row) {
  const centre = [Number(row.dataset.lon), Number(row.dataset.lat)];
  choose(chart, say, row);
  const view = { center: centre, zoom: Math.max(chart.getZoom(), CLOSE_ENOUGH) };
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) chart.jumpTo(view);
  else chart.easeTo({ ...view, duration: 400 });
  chart.getContainer().scrollIntoView({ block: "nearest" });
}

function showInList(chart, say, groupWords, point) {
  const around = [[point.x - REACH_PX, point.y - REACH_PX], [point.x + REACH_PX, point.y + REACH_PX]];
  const [mark] = chart.queryRenderedFeatures(around, { layers: CLICKABLE.filter((id) => chart.getLayer(id)) });
  if (!mark) return;
  if (!mark.properties.mark) {
    say(groupWords.replace("{n}", new Intl.NumberFormat(document.documentElement.lang).format(mark.properties.n)));
    return;
  }
  const row = document.querySelector(`[data-mark="${CSS.escape(mark.properties.mark)}"]`);
  if (!row) return;
  choose(chart, say, row);
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("[data-show]")?.focus({ preventScroll: true });
}

/** Mark the row and its place, and say what stands there in the row's own words. */
function choose(chart, say, row) {
  for (const other of document.querySelectorAll("tr.is-chosen")) other.classList.remove("is-chosen");
  row.classList.add("is-chosen");
  ring(chart, row);
  say([...row.querySelectorAll("[data-said]")].map((cell) => cell.textContent.trim()).join(" · "));
}

function ring(chart, row) {
  if (!row) return;
  const coordinates = [Number(row.dataset.lon), Number(row.dataset.lat)];
  chart.getSource("chosen").setData({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } });
}
