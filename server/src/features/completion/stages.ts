// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the places of snippets.
/** Stages of a pipeline: those that fit the tensor at hand first. */
import {
  builtins,
  float,
  type Graph,
  int,
  isFloat,
  isInteger,
  isRefusal,
  type Operator,
  operators,
  operatorsByName,
  type ShapedTensor,
  type TensorType,
  type Value,
} from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { declarationOf, libraryOf, type Neighbours } from "../../neighbours.ts";
import type { Cursor } from "../cursor.ts";
import { flowInto, stagePlace } from "../flow.ts";
import { importEdit } from "./imports.ts";
import { declarationItem, operatorItem } from "./items.ts";
import { keyword, netAround, type Place, ranked } from "./place.ts";

export const stages: Place = (cursor, neighbours) => {
  const place = cursor.kind === "word" ? stagePlace(cursor.statement) : undefined;
  if (place === undefined) return undefined;
  const flowing = flowInto(cursor.analysis, cursor.offset, place);
  return [
    ...operatorItems(flowing, netAround(cursor)?.cost.graph),
    ...declaredItems(cursor, neighbours, flowing.length),
    ...ranked(6, [keyword("repeat", "repeat ${1:2} { $0 }"), keyword("collect", "collect ${1:2} { $0 }")]),
    ...libraryItems(cursor, neighbours),
  ];
};

/** What one reaches for first, by what flows. */
const favourites = {
  integers: ["embedding", "cast", "gather"],
  spatial: [
    "conv",
    "bn",
    "relu",
    "maxpool",
    "dwconv",
    "avgpool",
    "global_avgpool",
    "conv_transpose",
    "resize",
    "flatten",
  ],
  sequence: ["linear", "layernorm", "attention", "gelu", "dropout", "rmsnorm", "lstm", "gru", "transpose", "mean"],
  features: ["linear", "relu", "dropout", "softmax", "bn", "layernorm", "gelu", "sigmoid", "reshape"],
  any: ["conv", "bn", "relu", "linear", "layernorm", "maxpool", "flatten"],
} as const;

function favouritesFor(type: TensorType | undefined, graph: Graph | undefined): readonly string[] {
  if (type?.shape === undefined) return favourites.any;
  if (isInteger(type.dtype)) return favourites.integers;
  if (!isFloat(type.dtype)) return [];
  const rank = type.shape.length;
  if (rank >= 4) return favourites.spatial;
  if (rank <= 2) return favourites.features;
  // [N, C, L] and [N, S, D] look alike: where the net convolves rank 3, it means signals.
  const convolves = graph?.ops.some(
    ({ operator, inputs }) =>
      operator.family === "convolution" && graph.tensors[inputs[0] ?? -1]?.type.shape?.length === 3,
  );
  return convolves === true ? favourites.spatial : favourites.sequence;
}

/** Favourites first, then what takes the tensor, then what needs more tensors, then what refuses it. */
function operatorItems(flowing: readonly TensorType[], graph: Graph | undefined): readonly CompletionItem[] {
  const first = favouritesFor(flowing[0], graph);
  const groups: CompletionItem[][] = [[], [], [], []];
  for (const operator of operators) {
    const { length: inputs } = operator.inputs;
    // Such as `param`: it begins a pipeline.
    if (inputs === 0) continue;
    const fits = takes(operator, flowing);
    const isFavourite = first.includes(operator.name);
    const group = !fits ? 3 : isFavourite ? 0 : inputs > Math.max(1, flowing.length) ? 2 : 1;
    groups[group]?.push(operatorItem(operator, flowing.length));
  }
  groups[0]?.sort((a, b) => first.indexOf(a.label) - first.indexOf(b.label));
  const ranks = [0, 2, 4, 7];
  return groups.flatMap((items, index) => ranked(ranks[index] ?? 0, items));
}

/** Whether an operator takes a tensor, as far as it can say without its arguments; unknown tensors go anywhere. */
function takes(operator: Operator, flowing: readonly TensorType[]): boolean {
  const [type] = flowing;
  const [input] = operator.inputs;
  if (type === undefined || input === undefined) return true;
  if (!takesDtype(input.takes, type)) return false;
  const shaped = flowing.flatMap((entry) => (isShaped(entry) ? [entry] : []));
  const [data] = shaped;
  const values = typicalArguments(operator);
  if (data === undefined || values === undefined) return true;
  const tensors = operator.inputs.map((_, index) => shaped[index] ?? data);
  return !isRefusal(operator.call(tensors, values));
}

function isShaped(type: TensorType): type is ShapedTensor {
  return type.shape !== undefined;
}

function takesDtype(takes: Operator["inputs"][number]["takes"], { dtype }: TensorType): boolean {
  switch (takes) {
    case "float":
      return isFloat(dtype);
    case "integer":
      return isInteger(dtype);
    case "number":
      return isFloat(dtype) || isInteger(dtype);
    case "bool":
      return dtype === "bool";
    case "any":
      return true;
  }
}

/** Arguments that fit nearly every tensor; undefined where there are none, such as for a shape. */
function typicalArguments({ parameters, inputs }: Operator): ReadonlyMap<string, Value> | undefined {
  // Two tensors of one shape say little of whether others would fit.
  if (inputs.length > 1 && inputs.every(({ variadic }) => variadic === undefined)) return undefined;
  const values = new Map<string, Value>();
  for (const [name, { type, default: value }] of Object.entries(parameters)) {
    if (value.kind !== "required") continue;
    const typical = typicalByType[type];
    if (typical === undefined) return undefined;
    values.set(name, typical);
  }
  return values;
}

const typicalByType: Readonly<Record<string, Value>> = {
  int: int(1),
  "int or list": int(1),
  float: float(0.5),
  dtype: { kind: "dtype", dtype: "f32" },
};

/** What the file declares and imports: blocks first, nets late, fns never. */
function declaredItems(cursor: Cursor, neighbours: Neighbours, flowing: number): readonly CompletionItem[] {
  const { module } = cursor.analysis;
  const blocks: CompletionItem[] = [];
  const nets: CompletionItem[] = [];
  for (const name of [...module.declarations.keys(), ...module.imports.keys()]) {
    const declaration = declarationOf(neighbours, module, name);
    if (declaration === undefined) {
      blocks.push({ label: name, kind: CompletionItemKind.Function, detail: "imported" });
      continue;
    }
    if (declaration.kind === "fn") continue;
    const item = declarationItem(declaration, name, flowing);
    if (declaration.kind === "net" || declaration.kind === "variant") nets.push(item);
    else blocks.push(item);
  }
  return [...ranked(1, blocks), ...ranked(5, nets)];
}

/** Blocks of the standard library that the file does not import yet; they bring the import along. */
function libraryItems({ analysis }: Cursor, neighbours: Neighbours): readonly CompletionItem[] {
  const { module } = analysis;
  const items = libraryOf(neighbours)
    .filter((file) => file.module.uri !== module.uri)
    .flatMap(({ path, module: library }) =>
      [...library.declarations.values()].flatMap((declaration): CompletionItem[] => {
        const { name, kind } = declaration;
        const isTaken = module.declarations.has(name) || module.imports.has(name) || operatorsByName.has(name);
        if (kind !== "block" || isTaken || builtins.has(name)) return [];
        const edit = importEdit(analysis, path, name);
        return [
          { ...declarationItem(declaration, name, 1), detail: `block from ${path}`, additionalTextEdits: [edit] },
        ];
      }),
    );
  return ranked(8, items);
}
