/** How images become what an input takes: `{ range 0..1, mean […], std […], channels rgb }`. */
import type { Preparation } from "@lathe/engine";
import type { Image } from "./image.ts";

/** Brings bytes of one channel into the range, then takes the mean away and divides by the deviation. */
export function channelScale(
  preparation: Preparation | undefined,
  channel: number,
  isFloat: boolean,
): { readonly factor: number; readonly offset: number } {
  // Without a range, floats are from 0 to 1, as every framework's own conversion gives them, and integers are the bytes.
  const [low, high] = preparation?.range ?? (isFloat ? [0, 1] : [0, 255]);
  const one = (numbers: readonly number[] | undefined, none: number) => numbers?.[channel] ?? numbers?.[0] ?? none;
  const [mean, std] = [one(preparation?.mean, 0), one(preparation?.std, 1)];
  return { factor: (high - low) / 255 / std, offset: (low - mean) / std };
}

/** An image as numbers, channel by channel: three of colour, or one of brightness (ITU-R BT.601, as image libraries have it). */
export function planesOf(
  { width, height, pixels }: Image,
  channels: 1 | 3,
  preparation: Preparation | undefined,
  isFloat: boolean,
): Float32Array {
  const area = width * height;
  const numbers = new Float32Array(channels * area);
  for (let channel = 0; channel < channels; channel++) {
    const { factor, offset } = channelScale(preparation, channel, isFloat);
    const colour = preparation?.channels === "bgr" ? 2 - channel : channel;
    for (let pixel = 0; pixel < area; pixel++) {
      const at = (index: number) => pixels[pixel * 3 + index] ?? 0;
      const value = channels === 3 ? at(colour) : 0.299 * at(0) + 0.587 * at(1) + 0.114 * at(2);
      numbers[channel * area + pixel] = value * factor + offset;
    }
  }
  return numbers;
}
