/** The trained weights of an analysed net: its file opened, its tensors found by the net's names for them. */
import { fileURLToPath } from "node:url";
import {
  foundInputSteps,
  foundWeights,
  isRefusal,
  type Reach,
  type Refusal,
  refuse,
  renaming,
  resolveFile,
  type ShownNet,
  type Tensor,
  type TensorFile,
  type Trained,
  weightName,
} from "@lathe/engine";
import { tensorOf } from "./tensors/array.ts";
import { openArrays } from "./tensors/open.ts";

export interface OpenedWeights {
  readonly kind: "weights";
  /** What everything that shows figures says of them: `random`, also where a file says so, or its path as the net states it. */
  readonly source: string;
  /** For `bindWeights`. */
  readonly trained: Trained;
  /** Ends reading: tensors that were not read by then cannot be. */
  close(): Promise<void>;
}

/** All weights are drawn. */
export const noWeights: OpenedWeights = {
  kind: "weights",
  source: "random",
  trained: () => undefined,
  close: async () => {},
};

/**
 * Opens the file of trained weights that a net states. Without one, or with one that has none of its names, everything is drawn,
 * which is not refused here: the check of weights has said so. Refuses a file that cannot be read, and a weight of a type
 * that Lathe has no name for. `uri` is that of the net's file.
 */
export async function openWeights(
  { elaborated, cost }: Pick<ShownNet, "elaborated" | "cost">,
  uri: string,
  reach: Reach,
): Promise<OpenedWeights | Refusal> {
  const [declared] = elaborated.declared.weights;
  if (declared === undefined) return noWeights;
  const file = resolveFile(reach, uri, declared.path);
  if (isRefusal(file)) return file;
  const opened = await openArrays(fileURLToPath(file), reach.roots);
  if ("reason" in opened) return refuse("file-unreadable", `"${declared.path}" cannot be read: ${opened.reason}.`);
  const { arrays } = opened;
  const map = declared.map.flatMap((line) => renaming(line) ?? []);
  const { graph } = cost;
  const tensors = new Map<string, Tensor>();
  const content: TensorFile = { kind: "tensors", tensors: arrays };
  const found = [
    ...foundWeights(graph, content, map).map(
      ({ op, weight, stored }) => [weightName(graph.ops[op]?.path ?? "", weight), stored] as const,
    ),
    ...foundInputSteps(graph, content, map),
  ];
  for (const [name, stored] of found) {
    const array = arrays.get(stored);
    if (array === undefined) continue;
    const tensor = tensorOf(array);
    if (tensor === undefined) {
      await opened.close();
      const message = `\`${stored}\` of "${declared.path}" has an element type that Lathe does not read.`;
      return refuse("unknown-dtype", message, { help: "Save it as f32, f16, bf16 or integers." });
    }
    tensors.set(name, tensor);
  }
  return {
    kind: "weights",
    source: opened.isRandom ? "random" : declared.path,
    trained: (name) => tensors.get(name),
    close: () => opened.close(),
  };
}
