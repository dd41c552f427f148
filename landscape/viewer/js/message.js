// Reads a message as landscape/viewer/packing.py packs it: header length, JSON header, arrays at multiples of four.
/** @import { Header } from "./types/header.js" */
/** @import { Arrays, Numbers } from "./types/viewer.js" */

/** @typedef {{ header: Header, arrays: Arrays }} Message */

const KINDS = { f4: Float32Array, u1: Uint8Array, i4: Int32Array };

/**
 * From bytes to { header, arrays }; arrays are flat and typed, their shapes stand in `header.arrays`.
 * @param {Uint8Array} bytes
 * @returns {Message}
 */
export function unpack(bytes) {
  if (bytes.byteLength < 4) throw new RangeError(`a message has at least 4 bytes, got ${bytes.byteLength}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  /** @type {Record<string, Numbers>} */
  const arrays = {};
  for (const [name, { at, kind, shape }] of Object.entries(header.arrays)) {
    const Kind = KINDS[kind];
    const size = shape.reduce((product, n) => product * n, 1) * Kind.BYTES_PER_ELEMENT;
    const begin = 4 + length + at;
    if (begin + size > bytes.byteLength) throw new RangeError(`the message ends within ${name}`);
    arrays[name] = new Kind(bytes.slice(begin, begin + size).buffer); // a copy, so that it is aligned
  }
  return { header, arrays: /** @type {Arrays} */ (/** @type {unknown} */ (arrays)) };
}
