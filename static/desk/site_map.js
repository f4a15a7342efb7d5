// The map of a site: its uploaded street lines and an outline, on plain ground. Nothing is fetched from anywhere else.
import { AttributionControl, LngLatBounds, Map as Picture, NavigationControl } from "../vendor/maplibre/maplibre-gl.mjs";

const EMPTY = { type: "FeatureCollection", features: [] };
const WORLD = [[-20, -40], [60, 55]];

/** The map in `box` with the lines at `streetsUrl`, once it can be drawn on. `outline` is a GeoJSON geometry or null. */
export async function openSiteMap(box, streetsUrl, outline) {
  const streets = await fetch(streetsUrl).then((answer) => (answer.ok ? answer.json() : EMPTY));
  const around = boundsOf(outline ? [outline] : streets.features.map((line) => line.geometry));
  const picture = new Picture({
    container: box,
    style: styleOf(streets, outline),
    bounds: around.isEmpty() ? WORLD : around,
    fitBoundsOptions: { padding: 40 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    cooperativeGestures: matchMedia("(pointer: coarse)").matches, // one finger scrolls the page, two move the map
  });
  picture.touchZoomRotate.disableRotation();
  picture.addControl(new NavigationControl({ showCompass: false }));
  if (streets.credit) picture.addControl(new AttributionControl({ customAttribution: streets.credit, compact: false }));
  await new Promise((ready) => picture.once("load", ready));
  return picture;
}

/** Numbers in the digits of the page: browsers write plain "ar" with Latin ones, the server with those of Egypt. */
export function numberWriter(options) {
  const { lang } = document.documentElement;
  return new Intl.NumberFormat(lang === "ar" ? "ar-EG" : lang, options);
}

/** Show `geometry` (or nothing) as the outline. */
export function drawOutline(picture, geometry) {
  picture.getSource("outline").setData(featureOf(geometry));
}

/** "lat, lon" as people read it, from a map position. */
export const placeText = ({ lng, lat }) => `${lat.toFixed(6)}, ${lng.toFixed(6)}`;

/** A map position from "lat, lon"; null when the text is none. The server reads more scripts; the map follows after saving. */
export function placeFrom(text) {
  const numbers = (text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  if (numbers.length !== 2 || Math.abs(numbers[0]) > 85 || Math.abs(numbers[1]) > 180) return null;
  return { lng: numbers[1], lat: numbers[0] };
}

function featureOf(geometry) {
  return geometry ? { type: "Feature", properties: {}, geometry } : EMPTY;
}

function boundsOf(geometries) {
  const around = new LngLatBounds();
  const take = (part) => (typeof part[0] === "number" ? around.extend(part) : part.forEach(take));
  geometries.forEach((geometry) => take(geometry.coordinates));
  return around;
}

function styleOf(streets, outline) {
  const tokens = getComputedStyle(document.documentElement);
  const colour = (name) => tokens.getPropertyValue(name).trim();
  return {
    version: 8,
    sources: {
      streets: { type: "geojson", data: streets },
      outline: { type: "geojson", data: featureOf(outline) },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("--bg2") } },
      { id: "area", type: "fill", source: "outline", paint: { "fill-color": colour("--brand"), "fill-opacity": 0.12 } },
      {
        id: "streets", type: "line", source: "streets", layout: { "line-cap": "round" },
        paint: { "line-color": colour("--line"), "line-width": ["interpolate", ["linear"], ["zoom"], 12, 0.6, 18, 6] },
      },
      {
        id: "names", type: "symbol", source: "streets", minzoom: 15,
        layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-size": 13 },
        paint: { "text-color": colour("--ink"), "text-halo-color": colour("--bg2"), "text-halo-width": 2 },
      },
      {
        id: "edge", type: "line", source: "outline", layout: { "line-join": "round" },
        paint: { "line-color": colour("--brand"), "line-width": 3 },
      },
    ],
  };
}
