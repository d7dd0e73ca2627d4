/** Arrays for the inputs of a net: an `.npz`, a folder of `.npy`, or one `.npy` for a net with one input. */
import { join } from "node:path";
import {
  byteLength,
  bytesOfNumbers,
  type Dtype,
  elementBytes,
  elementCount,
  formatTensor,
  type Graph,
  type InputPort,
  isFloat,
  isRefusal,
  numbersOf,
  type Refusal,
  refuse,
  type TensorType,
} from "@lathe/engine";
import type { StoredArray } from "../tensors/array.ts";
import type { OpenArrays } from "../tensors/open.ts";
import { openArrays } from "../tensors/open.ts";
import type { DataSet } from "./dataSet.ts";
import { channelScale } from "./prepare.ts";

/** The arrays of a file for a net; of one that holds a single array without a name, that is the only input's. */
export async function openArrayFile(path: string, graph: Graph, roots: readonly string[]): Promise<DataSet | Refusal> {
  const opened = await openArrays(path, roots);
  if ("reason" in opened) return refuse("file-unreadable", `${path} cannot be read: ${opened.reason}`);
  const [input] = graph.inputs;
  const nameless = opened.arrays.get("");
  const arrays =
    nameless !== undefined && input !== undefined && graph.inputs.length === 1
      ? new Map([[input.name, nameless]])
      : opened.arrays;
  return await dataOf(graph, arrays, [opened]);
}

/** The arrays of a folder, each in a file called as its input. */
export async function openArrayFolder(
  path: string,
  names: readonly string[],
  graph: Graph,
  roots: readonly string[],
): Promise<DataSet | Refusal> {
  const wanted = [...graph.inputs, ...graph.states].map(({ name }) => name);
  const arrays = new Map<string, StoredArray>();
  const files: OpenArrays[] = [];
  for (const name of [...wanted, "labels"]) {
    if (!names.includes(`${name}.npy`)) continue;
    const opened = await openArrays(join(path, `${name}.npy`), roots);
    if ("reason" in opened) {
      await closeAll(files);
      return refuse("file-unreadable", `${join(path, name)}.npy cannot be read: ${opened.reason}`);
    }
    files.push(opened);
    const array = opened.arrays.get("");
    if (array !== undefined) arrays.set(name, array);
  }
  return await dataOf(graph, arrays, files);
}

async function closeAll(files: readonly OpenArrays[]): Promise<void> {
  for (const file of files) await file.close();
}

async function dataOf(
  graph: Graph,
  given: ReadonlyMap<string, StoredArray>,
  files: readonly OpenArrays[],
): Promise<DataSet | Refusal> {
  const arrays = fitted(graph, given);
  if (isRefusal(arrays)) {
    await closeAll(files);
    return arrays;
  }
  return { kind: "data", arrays, labels: given.get("labels"), close: () => closeAll(files) };
}

function fitted(graph: Graph, given: ReadonlyMap<string, StoredArray>): ReadonlyMap<string, StoredArray> | Refusal {
  const arrays = new Map<string, StoredArray>();
  for (const port of [...graph.inputs, ...graph.states]) {
    const array = given.get(port.name);
    const type = graph.tensors[port.tensor]?.type;
    if (array === undefined) {
      // A state begins with its first value unless the data has another.
      if (graph.states.some(({ name }) => name === port.name)) continue;
      const has = [...given.keys()].slice(0, 10).join(", ");
      const help = `Its arrays are ${has === "" ? "none" : has}; arrays are called as inputs are.`;
      return refuse("data-missing", `the data has no array for the input \`${port.name}\``, { help });
    }
    const fitting = type === undefined ? array : asInput(port, type, array);
    if (isRefusal(fitting)) return fitting;
    arrays.set(port.name, fitting);
  }
  return arrays;
}

/** An array in the element type of the input. Bytes for an input that says how images become tensors are prepared so. */
function asInput(port: InputPort, type: TensorType, array: StoredArray): StoredArray | Refusal {
  const { dtype } = array;
  const { name } = port;
  if (dtype === undefined)
    return refuse("unknown-dtype", `the array \`${name}\` has an element type that Lathe does not read`);
  const fits =
    type.shape === undefined ||
    (type.shape.length === array.shape.length &&
      type.shape.every((dim, axis) => axis === 0 || typeof dim !== "number" || dim === array.shape[axis]));
  if (!fits) {
    const message = `the array \`${name}\` is [${array.shape.join(", ")}], and the net takes ${formatTensor(type)}`;
    return refuse("data-misshapen", message, { help: "The first axis is samples; the others are as in the net." });
  }
  if (isFloat(dtype) && !isFloat(type.dtype)) {
    return refuse("wrong-dtype", `the array \`${name}\` is ${dtype}, and the net takes ${type.dtype}`);
  }
  if (dtype === "u8" && isFloat(type.dtype) && port.preparation !== undefined)
    return prepared(port, type.dtype, array, dtype);
  return dtype === type.dtype ? array : convertedArray(array, dtype, type.dtype, (numbers) => numbers);
}

/** The same numbers in another type, worked out range by range. */
function convertedArray(
  array: StoredArray,
  from: Dtype,
  to: Dtype,
  change: (numbers: Float64Array, first: number) => ArrayLike<number>,
): StoredArray {
  const all = byteLength({ dtype: to, shape: array.shape });
  return {
    dtype: to,
    shape: array.shape,
    async read(start = 0, end = all) {
      const [first, last] = [start / elementBytes(to), end / elementBytes(to)];
      const bytes = await array.read(first * elementBytes(from), last * elementBytes(from));
      return bytesOfNumbers(to, change(numbersOf(from, bytes), first));
    },
  };
}

/** Bytes of images, channels first, prepared as pictures in files are. */
function prepared({ preparation }: InputPort, dtype: Dtype, array: StoredArray, from: Dtype): StoredArray {
  const [, channels = 1, ...rest] = array.shape;
  const area = elementCount(rest);
  const isTurned = preparation?.channels === "bgr" && channels === 3;
  const scales = Array.from({ length: channels }, (_, channel) => channelScale(preparation, channel, true));
  return convertedArray(array, from, dtype, (numbers, first) => {
    const result = new Float32Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      const channel = Math.floor((first + i) / area) % channels;
      const source = isTurned ? i + (2 - 2 * channel) * area : i;
      const { factor, offset } = scales[channel] ?? { factor: 1, offset: 0 };
      result[i] = (numbers[source] ?? 0) * factor + offset;
    }
    return result;
  });
}
