/** Resizes images as image libraries do for training: a triangle filter that widens where the image shrinks. */
import type { Image } from "./image.ts";

/** An image in another size. Sizes that differ in shape stretch it: nothing is cut away. */
export function resized(image: Image, width: number, height: number): Image {
  const across = image.width === width ? image.pixels : along(image.pixels, image.height, image.width, width, 3);
  const pixels = image.height === height ? across : along(across, 1, image.height, height, 3 * width);
  return { width, height, pixels };
}

/**
 * Resamples the middle axis of [outer, from, inner] to `to`. A pixel's value is that of its middle; the filter is as wide as
 * two pixels of the result, or of the image where that has fewer (A. R. Smith, "A Pixel Is Not A Little Square", 1995).
 */
function along(values: Float32Array, outer: number, from: number, to: number, inner: number): Float32Array {
  const result = new Float32Array(outer * to * inner);
  const scale = from / to;
  const reach = Math.max(scale, 1);
  for (let target = 0; target < to; target++) {
    const middle = (target + 0.5) * scale;
    const first = Math.max(0, Math.floor(middle - reach));
    const last = Math.min(from - 1, Math.ceil(middle + reach));
    const weights: number[] = [];
    for (let at = first; at <= last; at++) weights.push(Math.max(0, 1 - Math.abs(at + 0.5 - middle) / reach));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (let o = 0; o < outer; o++) {
      const to0 = (o * to + target) * inner;
      for (const [index, weight] of weights.entries()) {
        if (weight === 0) continue;
        const from0 = (o * from + first + index) * inner;
        const share = weight / sum;
        for (let i = 0; i < inner; i++) result[to0 + i] = (result[to0 + i] ?? 0) + share * (values[from0 + i] ?? 0);
      }
    }
  }
  return result;
}
