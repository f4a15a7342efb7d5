/** Re-encoding a picture on a canvas. What comes out is made of pixels only: no place, no phone name, no time inside. */

import { shrinkingSteps, within } from "./photos.js";

const SMALL_EDGE_PX = 160;

/** The file is no picture that this browser can read. */
export class NotAPicture extends Error {}

/**
 * @param {ImageBitmapSource} source a file, or a frame of the camera
 * @param {{photo_edge_px: number, photo_bytes: number}} limits
 * @returns {Promise<{bytes: ArrayBuffer, small: ArrayBuffer, width: number, height: number}>} JPEG. Raises NotAPicture.
 */
export async function reencoded(source, limits) {
  const bitmap = await createImageBitmap(source, { imageOrientation: "from-image" }).catch(() => { throw new NotAPicture(); });
  try {
    const small = await jpegOf(bitmap, { ...within(bitmap.width, bitmap.height, SMALL_EDGE_PX), quality: 0.6 });
    for (const step of shrinkingSteps(bitmap.width, bitmap.height, limits)) {
      const bytes = await jpegOf(bitmap, step);
      if (bytes.byteLength <= limits.photo_bytes) return { bytes, small, width: step.width, height: step.height };
    }
    throw new NotAPicture();
  } finally {
    bitmap.close();
  }
}

async function jpegOf(bitmap, { width, height, quality }) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  canvas.getContext("2d", { alpha: false }).drawImage(bitmap, 0, 0, width, height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
  canvas.width = 0; // gives the memory back at once on small phones
  if (!blob) throw new NotAPicture();
  return blob.arrayBuffer();
}
