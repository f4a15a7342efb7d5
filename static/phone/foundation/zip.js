/** A ZIP file that only stores (APPNOTE 6.3.10, method 0): photos and sound do not shrink any further. */

const TABLE = Uint32Array.from({ length: 256 }, (_unused, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;

/** CRC-32 as in ISO 3309. */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * @param {AsyncIterable<{name: string, bytes: ArrayBuffer}>} files under 4 GB together; one at a time is in memory
 * @returns {Promise<Blob>}
 */
export async function zipOf(files, at = new Date()) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for await (const { name, bytes } of files) {
    const title = new TextEncoder().encode(name);
    const facts = factsOf(bytes, title, at);
    parts.push(numbers([[0x04034b50, 4], ...facts]), title, new Blob([bytes]));
    directory.push(numbers([[0x02014b50, 4], [VERSION, 2], ...facts, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), title);
    offset += 30 + title.byteLength + bytes.byteLength;
  }
  const size = directory.reduce((sum, part) => sum + part.byteLength, 0);
  const count = directory.length / 2;
  const end = numbers([[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

/** What the local header and the directory both say of a file. */
function factsOf(bytes, title, at) {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
  const day = (Math.max(0, at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
  return [[VERSION, 2], [FLAGS, 2], [0, 2], [time, 2], [day, 2], [crc32(new Uint8Array(bytes)), 4], [bytes.byteLength, 4], [bytes.byteLength, 4], [title.byteLength, 2], [0, 2]];
}

/** Little-endian numbers, each [value, bytes]. */
function numbers(fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [, width]) => sum + width, 0)));
  let place = 0;
  for (const [value, width] of fields) {
    if (width === 2) view.setUint16(place, value, true);
    else view.setUint32(place, value, true);
    place += width;
  }
  return new Uint8Array(view.buffer);
}
