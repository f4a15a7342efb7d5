/** Whether a phone is shaken on purpose. Pure: what the sensor says goes in. */

/** In m/s²: a fast walk stays below 15, a shaken hand goes beyond 20. Gravity is part of it. */
const STRONG = 22;
const SWINGS = 3;
const WITHIN_MS = 900;
const REST_MS = 2500;

/**
 * @param {() => void} act called once a shake
 * @returns {(pull: {x, y, z}, at: number) => void} takes acceleration with gravity in m/s² and a time in milliseconds
 */
export function shakes(act) {
  let swings = [];
  let isHigh = false;
  let quietUntil = -Infinity;
  return ({ x, y, z }, at) => {
    const wasHigh = isHigh;
    isHigh = Math.hypot(x ?? 0, y ?? 0, z ?? 0) > STRONG;
    if (!isHigh || wasHigh || at < quietUntil) return;
    swings = [...swings.filter((then) => at - then < WITHIN_MS), at];
    if (swings.length < SWINGS) return;
    swings = [];
    quietUntil = at + REST_MS;
    act();
  };
}
