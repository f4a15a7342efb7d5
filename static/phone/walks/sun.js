/**
 * Where the sun stands, so that questions about light are asked at dusk and at night only.
 * The low-precision solar position of the Astronomical Almanac: good to about 0.01 degrees between 1950 and 2050,
 * far finer than the half degree that the sun moves in two minutes.
 */

const RAD = Math.PI / 180;
const J2000_MS = Date.UTC(2000, 0, 1, 12);
const DAY_MS = 86400000;
/** The upper edge of the sun touches the horizon: half its disc and the bending of light by the air, in degrees. */
const SUNSET = -0.833;
/** The end of civil twilight: below this, streets are dark without lamps. */
const NIGHTFALL = -6;

/**
 * @param {number} lon degrees east @param {number} lat degrees north @param {Date} at
 * @returns {number} height of the sun's centre above the horizon in degrees, without refraction
 */
export function sunElevation(lon, lat, at) {
  const days = (at.getTime() - J2000_MS) / DAY_MS;
  const anomaly = (357.528 + 0.9856003 * days) * RAD;
  const longitude = (280.46 + 0.9856474 * days + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RAD;
  const tilt = (23.439 - 0.0000004 * days) * RAD;
  const ascension = Math.atan2(Math.cos(tilt) * Math.sin(longitude), Math.cos(longitude));
  const declination = Math.asin(Math.sin(tilt) * Math.sin(longitude));
  const sidereal = (280.46062 + 360.985647366 * days + lon) * RAD;
  const hour = sidereal - ascension;
  const height = Math.sin(lat * RAD) * Math.sin(declination) + Math.cos(lat * RAD) * Math.cos(declination) * Math.cos(hour);
  return Math.asin(Math.max(-1, Math.min(1, height))) / RAD;
}

/** @returns {"day"|"dusk"|"night"} the same limits as the server's */
export function periodAt(lon, lat, at) {
  const height = sunElevation(lon, lat, at);
  if (height >= SUNSET) return "day";
  return height >= NIGHTFALL ? "dusk" : "night";
}
