/** Which tensor of a file is which weight of a net: by name, as PyTorch names a state_dict, after the file's map. */
import { type Dim, evaluateDim } from "../base/dim.ts";
import { dotted, fill, type Glob, glob } from "../base/glob.ts";
import type { Graph, Op } from "../graph/graph.ts";
import type { Weight } from "../operators/operator.ts";
import { inputName, stepsNames } from "./quantized.ts";
import type { StoredTensor, TensorFile } from "./tensorFile.ts";

/** A rule of the map: tensors called like `from` are weights called like `to`. */
export interface Renaming {
  readonly from: Glob;
  readonly to: string;
}

export interface WeightMatch {
  /** Weights that the file does not have. */
  readonly missing: readonly NetWeight[];
  /** Tensors that the net has no use for, by their names in the file. */
  readonly unused: readonly string[];
  readonly misshapen: readonly (NetWeight & { readonly stored: StoredTensor })[];
  /** Two tensors that the map makes into one. */
  readonly collisions: readonly { readonly name: string; readonly stored: readonly [string, string] }[];
  /** How many weights the file has, in the right shape. */
  readonly matched: number;
  /** Rules of the map that no tensor is called like. */
  readonly idle: readonly Renaming[];
}

export interface NetWeight {
  /** `layer1.0.conv1.weight`. */
  readonly name: string;
  readonly op: Op;
  readonly weight: Weight;
  /** At the dims' sample values. */
  readonly shape: readonly (number | undefined)[];
}

/** `layer1[0].conv1` and `weight` → `layer1.0.conv1.weight`; a weight without a name is called as its op. */
export function weightName(path: string, weight: string): string {
  return weight === "" ? dotted(path) : `${dotted(path)}.${weight}`;
}

/** A line of a map as a rule; undefined where its two sides have different stars. */
export function renaming({ from, to }: { readonly from: string; readonly to: string }): Renaming | undefined {
  const theirs = glob(from);
  return theirs.stars.join() === glob(to).stars.join() ? { from: theirs, to } : undefined;
}

/** Holds the weights of a net against the tensors of a file. */
export function matchWeights(graph: Graph, file: TensorFile, map: readonly Renaming[]): WeightMatch {
  const { byName, collisions, idle } = rename(file, map);
  const samples = new Map(graph.dims.map(({ name, sample }) => [name, sample]));
  const missing: NetWeight[] = [];
  const misshapen: (NetWeight & { readonly stored: StoredTensor })[] = [];
  const known = new Set([
    ...graph.ops.flatMap(({ path, call }) => stepsOf(call).map((name) => weightName(path, name))),
    ...graph.inputs.flatMap(({ name }) => stepsNames(inputName(name))),
  ]);
  let matched = 0;
  for (const op of graph.ops) {
    for (const weight of op.call.weights ?? []) {
      const name = weightName(op.path, weight.name);
      known.add(name);
      const stored = byName.get(name)?.tensor;
      // Programs store a tied weight once, or again under each of its names.
      const isTied = op.tied?.weights.includes(weight.name) ?? false;
      const shape = weight.shape.map((dim) => extentOf(dim, samples));
      const entry = { name, op, weight, shape };
      if (stored === undefined) {
        // A constant has its stated value where no file has another.
        if (!isTied && weight.role !== "buffer") missing.push(entry);
      } else if (fits(shape, stored.shape)) matched++;
      else misshapen.push({ ...entry, stored });
    }
  }
  const unused = [...byName].flatMap(([name, { stored }]) => (known.has(name) ? [] : [stored]));
  return { missing, unused, misshapen, collisions, matched, idle };
}

/** A tensor of a file that an op of the net has a use for, whatever its shape. */
export interface FoundWeight {
  /** Index of the op. */
  readonly op: number;
  /** The weight's name in the op, or that of steps there: `weight_scale`, `output_zero_point`. */
  readonly weight: string;
  /** The tensor's name in the file. */
  readonly stored: string;
}

/** Which tensor of a file stands for which weight of a net, or for which steps of a weight or result. */
export function foundWeights(graph: Graph, file: TensorFile, map: readonly Renaming[]): readonly FoundWeight[] {
  const { byName } = rename(file, map);
  return graph.ops.flatMap(({ path, call }, op) =>
    [...(call.weights ?? []).map(({ name }) => name), ...stepsOf(call)].flatMap((weight) => {
      const stored = byName.get(weightName(path, weight))?.stored;
      return stored === undefined ? [] : [{ op, weight, stored }];
    }),
  );
}

/** Which tensor of a file has the steps of an input: by their names in the net, the names in the file. */
export function foundInputSteps(
  { inputs }: Graph,
  file: TensorFile,
  map: readonly Renaming[],
): readonly (readonly [name: string, stored: string])[] {
  const { byName } = rename(file, map);
  return inputs.flatMap((input) =>
    stepsNames(inputName(input.name)).flatMap((name) => {
      const stored = byName.get(name)?.stored;
      return stored === undefined ? [] : [[name, stored] as const];
    }),
  );
}

/** What the steps of an op's weights and of its result are called in it. */
function stepsOf({ weights = [] }: Op["call"]): readonly string[] {
  return [...weights.flatMap(({ name }) => (name === "" ? [] : [name])), "output"].flatMap(stepsNames);
}

function rename(
  file: TensorFile,
  map: readonly Renaming[],
): {
  readonly byName: ReadonlyMap<string, { readonly tensor: StoredTensor; readonly stored: string }>;
  readonly collisions: WeightMatch["collisions"];
  readonly idle: readonly Renaming[];
} {
  const byName = new Map<string, { readonly tensor: StoredTensor; readonly stored: string }>();
  const collisions: { readonly name: string; readonly stored: readonly [string, string] }[] = [];
  const idle = new Set(map);
  for (const [stored, tensor] of file.tensors) {
    // PyTorch counts training batches beside the statistics; no net needs that to run.
    if (/(?:^|\.)num_batches_tracked$/.test(stored)) continue;
    let name = stored;
    for (const rule of map) {
      const stars = rule.from.match(stored);
      if (stars === undefined) continue;
      idle.delete(rule);
      name = fill(rule.to, stars);
      break;
    }
    const other = byName.get(name);
    if (other !== undefined) collisions.push({ name, stored: [other.stored, stored] });
    else byName.set(name, { tensor, stored });
  }
  return { byName, collisions, idle: [...idle] };
}

function extentOf(dim: Dim, samples: ReadonlyMap<string, number>): number | undefined {
  return typeof dim === "number" ? dim : evaluateDim(dim, samples);
}

function fits(wanted: readonly (number | undefined)[], stored: readonly number[]): boolean {
  return (
    wanted.length === stored.length && wanted.every((extent, axis) => extent === undefined || extent === stored[axis])
  );
}
