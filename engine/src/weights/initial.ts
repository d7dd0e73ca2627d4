/**
 * Weights of a net that nobody has trained: drawn from a seed that follows from their name, with arithmetic that IEEE 754
 * fixes to the last bit, so that they are the same on every machine. They are good for timing and for shapes, not for results.
 */
import type { Dtype } from "../base/tensor.ts";
import type { Weight } from "../operators/operator.ts";
import { bytesOfNumbers } from "./numbers.ts";
import { byteLength, elementCount, type Tensor, tensorOfBytes } from "./tensor.ts";

/** Standard deviation of weights that are drawn from a normal distribution, as transformers are (Radford et al., 2018). */
const normalDeviation = 0.02;

/** Tensors above this size are drawn each time that they are read. */
const keptBytes = 65_536;

/** Draws a weight by its name. `kaiming` is uniform within ±√(6 / fan-in) (He et al., 2015); stated values stand. */
export function initialTensor(name: string, weight: Weight, shape: readonly number[], dtype: Dtype): Tensor {
  const read = () => bytesOfNumbers(dtype, initialNumbers(name, weight, shape));
  if (byteLength({ dtype, shape }) <= keptBytes) return tensorOfBytes(dtype, shape, read());
  return { dtype, shape, content: { kind: "deferred", read: async () => read() } };
}

function initialNumbers(name: string, { initial, values }: Weight, shape: readonly number[]): ArrayLike<number> {
  const count = elementCount(shape);
  if (typeof values === "object") return values;
  if (values !== undefined) return new Float64Array(count).fill(values);
  if (initial === "zeros") return new Float64Array(count);
  if (initial === "ones") return new Float64Array(count).fill(1);
  const random = uniform(name);
  const numbers = new Float32Array(count);
  if (initial === "kaiming") {
    const bound = Math.sqrt(6 / Math.max(1, elementCount(shape.slice(1))));
    for (let i = 0; i < count; i++) numbers[i] = (2 * random() - 1) * bound;
    return numbers;
  }
  for (let i = 0; i < count; i++) {
    // Twelve uniform numbers have variance 1: near enough to normal, and without a logarithm that machines round differently.
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += random();
    numbers[i] = sum * normalDeviation;
  }
  return numbers;
}

/** Numbers from 0 to 1, excluded, in steps of 2^-32: sfc32 (Doty-Humphrey, PractRand) seeded by the name's FNV-1a hash. */
export function uniform(seed: string): () => number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  let [a, b, c, counter] = [hash | 0, Math.imul(hash, 0x9e3779b1) | 0, ~hash | 0, 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first numbers still show the seed.
  for (let i = 0; i < 12; i++) next();
  return next;
}
