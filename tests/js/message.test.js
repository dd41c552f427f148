import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../../landscape/viewer/js/message.js";

/** A message as its layout is described, made by hand. */
function packed(header, arrays, shift = 0) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 4) * 4;
  const size = Math.max(0, ...arrays.map(({ at, bytes }) => at + bytes.length));
  const all = new Uint8Array(shift + 4 + length + size).fill(32);
  new DataView(all.buffer).setUint32(shift, length, true);
  all.set(text, shift + 4);
  for (const { at, bytes } of arrays) all.set(bytes, shift + 4 + length + at);
  return all.subarray(shift);
}

const floats = new Float32Array([1.5, -2, NaN]);
const places = {
  x: { at: 0, kind: "f4", shape: [3] },
  n: { at: 12, kind: "i4", shape: [1, 2] },
  b: { at: 20, kind: "u1", shape: [2] },
};
const parts = [
  { at: 0, bytes: new Uint8Array(floats.buffer) },
  { at: 12, bytes: new Uint8Array(new Int32Array([-7, 70000]).buffer) },
  { at: 20, bytes: new Uint8Array([0, 255]) },
];

test("numbers of every kind come out as they went in, wherever the bytes lie", () => {
  for (const shift of [0, 1, 2, 3]) {
    const { header, arrays } = unpack(packed({ title: "zwei Täler", arrays: places }, parts, shift));
    assert.equal(header.title, "zwei Täler");
    assert.deepEqual(arrays.x, floats);
    assert.deepEqual(arrays.n, new Int32Array([-7, 70000]));
    assert.deepEqual(arrays.b, new Uint8Array([0, 255]));
  }
});

test("a message that is cut short is refused", () => {
  const whole = packed({ arrays: places }, parts);
  assert.throws(() => unpack(whole.subarray(0, whole.length - 1)), /ends within b/);
  assert.throws(() => unpack(whole.subarray(0, 3)), /at least 4 bytes, got 3/);
});
