/** Series of numbers in JSON: base64 of their little-endian bytes, exact, small and quick to write. */

import { z } from 'zod';

/** Of any buffer, which z.instanceof narrows to one kind. */
const float64Array = z.custom<Float64Array>((value) => value instanceof Float64Array);
const numberList = z.custom<number[]>(Array.isArray);
const uint8Array = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** As x86-64 has them in memory, which alone measures. */
export const doubles = z.codec(z.string(), float64Array, {
  decode: (text, context) => new Float64Array(bytesIn(text, Float64Array, context)),
  encode: base64,
});

/** Half as long, to seven digits. */
export const singles = z.codec(z.string(), float64Array, {
  decode: (text, context) =>
    Float64Array.from(new Float32Array(bytesIn(text, Float32Array, context))),
  encode: (values) => base64(Float32Array.from(values)),
});

/** Any numbers, NaN and infinities included, which JSON has not. */
export const doubleList = z.codec(z.string(), numberList, {
  decode: (text, context) => Array.from(new Float64Array(bytesIn(text, Float64Array, context))),
  encode: (values) => base64(Float64Array.from(values)),
});

export const octets = z.codec(z.string(), uint8Array, {
  decode: (text, context) => new Uint8Array(bytesIn(text, Uint8Array, context)),
  encode: base64,
});

function base64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** Empty, with an issue, for text that is not what `base64` makes of whole numbers. */
function bytesIn(
  text: string,
  { BYTES_PER_ELEMENT }: { BYTES_PER_ELEMENT: number },
  context: z.core.ParsePayload,
): ArrayBuffer {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  if (bytes.length % BYTES_PER_ELEMENT === 0 && base64(bytes) === text) return bytes.buffer;
  context.issues.push({ code: 'custom', message: 'expected numbers in base64', input: text });
  return new ArrayBuffer(0);
}
