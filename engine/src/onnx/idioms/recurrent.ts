/**
 * Recurrent layers. ONNX has places before samples, one node a layer, and directions as an axis of the result: a call is a
 * transposition of the data, nodes with [S, directions, N, hidden] → [S, N, directions·hidden] between them, and one back; or the last
 * states alone. Weights are brought from ONNX's order of gates into PyTorch's.
 */
import { equalDims } from "../../base/dim.ts";
import { bool, int } from "../../base/value.ts";
import type { Operator } from "../../operators/operator.ts";
import { gru as gruOperator, lstm as lstmOperator, rnn as rnnOperator } from "../../operators/recurrent.ts";
import { sliced } from "../../weights/rearrange.ts";
import { reshaped, type Tensor } from "../../weights/tensor.ts";
import type { Argument, RaisableValue } from "../facet.ts";
import { gruKind, lstmKind, type RecurrentKind, reordered, rnnKind } from "../ops/recurrent.ts";
import type { Idiom, IdiomMatch, IdiomNode } from "./idiom.ts";
import { hasAxes, sourceLayout, wholeAxis } from "./layout.ts";
import { along, type Ending, endingsOf, type Given, given, isFilled, pathsTo } from "./scores.ts";

export const lstm = recurrent("lstm", lstmOperator, lstmKind);
export const gru = recurrent("gru", gruOperator, gruKind);
export const rnn = recurrent("rnn", rnnOperator, rnnKind);

function recurrent(name: string, operator: Operator, kind: RecurrentKind): Idiom {
  return {
    name,
    anchors: ["Transpose", "Reshape", kind.op],
    match(anchor) {
      for (const ending of endingsOf(anchor)) {
        if (ending.last.node.op !== kind.op || ending.last.node.domain !== "") continue;
        return call(anchor, ending, operator, kind);
      }
      return undefined;
    },
  };
}

function call(anchor: IdiomNode, ending: Ending, operator: Operator, kind: RecurrentKind): IdiomMatch | undefined {
  const layers = layersUpTo(ending.last, kind);
  const [first] = layers ?? [];
  if (layers === undefined || first === undefined) return undefined;
  const { directions } = first.layer;
  // Of the anchor itself the last states are the results, and what it gives at every place must not be wanted.
  const isNode = ending.last === anchor;
  if (isNode ? layers.length > 1 || anchor.readers(0).length > 0 : !isSamplesFirst(ending, first.layer))
    return undefined;
  const states: Record<string, Argument> = {};
  for (const [index, state] of kind.states.entries()) {
    const value = stateOf(
      layers.map(({ layer }) => layer.states[index]),
      directions,
    );
    if (value === "unfit") return undefined;
    if (value !== undefined) states[state] = value;
  }
  return {
    operator,
    inputs: [first.source],
    arguments: {
      hidden: int(first.layer.hidden),
      layers: int(layers.length),
      bidirectional: bool(directions === 2),
      bias: bool(first.layer.hasBias),
      ...(first.layer.isRelu && { nonlinearity: { kind: "string", value: "relu" } }),
      ...states,
    },
    weights: Object.fromEntries(layers.flatMap(({ layer }, index) => layer.weights(index))),
    nodes: [...layers.flatMap(({ nodes }) => nodes), ...ending.nodes].filter((node) => node !== anchor),
    // Of several layers the last states are put together elsewhere.
    ...(!isNode && layers.length === 1 && { innerResults: [undefined, ...ending.last.results.slice(1)] }),
    ...(isNode && { results: [unread, ...kind.states.map((_, index) => index + 1)] }),
  };
}

/** No place of a node's results. */
const unread = 99;

interface Layer {
  readonly hidden: number;
  readonly directions: 1 | 2;
  readonly hasBias: boolean;
  readonly isRelu: boolean;
  readonly states: readonly (Given | undefined)[];
  weights(layer: number): readonly (readonly [string, Tensor])[];
}

interface Stacked {
  readonly layer: Layer;
  /** What the first layer of all reads, [N, S, features]. */
  readonly source: RaisableValue;
  readonly nodes: readonly IdiomNode[];
}

/** All layers that end in this one, the first of them in front. */
function layersUpTo(last: IdiomNode, kind: RecurrentKind): readonly Stacked[] | undefined {
  const layer = layerOf(last, kind);
  const data = given(last, 0);
  if (layer === undefined || data === undefined) return undefined;
  for (const path of pathsTo(data)) {
    if (path.factor !== 1) return undefined;
    const { value, giver } = path.source;
    const nodes = [...path.nodes, last];
    const { shape } = value.type;
    const layout = along(path, sourceLayout(shape));
    if (giver?.node.op === kind.op && giver.results[0]?.id === value.id) {
      const before = layersUpTo(giver, kind);
      const isSame = before?.every(({ layer: other }) => isLike(other, layer)) === true;
      const [s, d, n, h] = shape.map((extent, axis) => wholeAxis(axis, extent));
      if (before === undefined || !isSame || !hasAxes(layout, [s, n, [...(d ?? []), ...(h ?? [])]])) return undefined;
      const source = before[0]?.source ?? value;
      return [...before, { layer, source, nodes }];
    }
    const [samples, places, features] = shape.map((extent, axis) => wholeAxis(axis, extent));
    if (shape.length === 3 && hasAxes(layout, [places, samples, features])) return [{ layer, source: value, nodes }];
  }
  return undefined;
}

function isLike(a: Layer, b: Layer): boolean {
  return a.hidden === b.hidden && a.directions === b.directions && a.hasBias === b.hasBias && a.isRelu === b.isRelu;
}

/** Whether results at every place, [S, directions, N, hidden], become [N, S, directions·hidden]. */
function isSamplesFirst(ending: Ending, { directions }: Layer): boolean {
  const shape = ending.value?.type.shape;
  if (shape === undefined || ending.value?.id !== ending.last.results[0]?.id || ending.factor !== 1) return false;
  const [s, d, n, h] = shape.map((extent, axis) => wholeAxis(axis, extent));
  const layout = along(ending, sourceLayout(shape));
  return equalDims(shape[1] ?? 0, directions) && hasAxes(layout, [n, s, [...(d ?? []), ...(h ?? [])]]);
}

/** One node as a layer of the catalogue's; undefined for whatever PyTorch's layers do not have. */
function layerOf(node: IdiomNode, kind: RecurrentKind): Layer | undefined {
  const [w, r, b] = [1, 2, 3].map((index) => node.input(index)?.constant);
  const direction = node.text("direction") ?? "forward";
  const directions = direction === "bidirectional" ? 2 : 1;
  const hidden = r?.shape[2];
  const isPlain =
    direction !== "reverse" &&
    (node.int("layout") ?? 0) === 0 &&
    (node.int("input_forget") ?? 0) === 0 &&
    (node.int("linear_before_reset") ?? 0) === (kind.op === "GRU" ? 1 : 0) &&
    ["clip", "activation_alpha", "activation_beta"].every((name) => !node.node.attributes.has(name));
  const isRelu = nonlinearity(node, kind, directions);
  if (w === undefined || r === undefined || hidden === undefined || !isPlain || isRelu === undefined) return undefined;
  const isLeftOut = (index: number) => (node.node.inputs[index] ?? "") === "";
  // Biases that are worked out, lengths of sequences, and peepholes.
  if ((b === undefined && !isLeftOut(3)) || !isLeftOut(4) || !isLeftOut(7)) return undefined;
  const inverse = kind.gates.map((_, gate) => kind.gates.indexOf(gate));
  const rows = kind.gates.length * hidden;
  const ofDirection = (tensor: Tensor, direction: number) => {
    const one = sliced(tensor, 0, direction, direction + 1);
    return reshaped(one, one.shape.slice(1));
  };
  return {
    hidden,
    directions,
    hasBias: b !== undefined,
    isRelu,
    states: kind.states.map((_, index) => (isLeftOut(5 + index) ? undefined : given(node, 5 + index))),
    weights: (layer) =>
      Array.from({ length: directions }, (_, direction) => {
        const suffix = `_l${layer}${direction === 1 ? "_reverse" : ""}`;
        const biases = b === undefined ? undefined : ofDirection(b, direction);
        return [
          [`weight_ih${suffix}`, reordered(ofDirection(w, direction), inverse)],
          [`weight_hh${suffix}`, reordered(ofDirection(r, direction), inverse)],
          ...(biases === undefined
            ? []
            : ([
                [`bias_ih${suffix}`, reordered(sliced(biases, 0, 0, rows), inverse)],
                [`bias_hh${suffix}`, reordered(sliced(biases, 0, rows, 2 * rows), inverse)],
              ] as const)),
        ] as const;
      }).flat(),
  };
}

/** Whether the activations are those of the catalogue: true for the plain layer with relu; undefined for any others. */
function nonlinearity(node: IdiomNode, { op }: RecurrentKind, directions: number): boolean | undefined {
  const usual = { LSTM: ["sigmoid", "tanh", "tanh"], GRU: ["sigmoid", "tanh"], RNN: ["tanh"] }[op];
  const attribute = node.node.attributes.get("activations");
  if (attribute === undefined) return false;
  if (attribute.kind !== "strings") return undefined;
  const stated = attribute.values.map((name) => name.toLowerCase());
  const isAll = (names: readonly string[]) =>
    stated.length === names.length * directions && stated.every((name, i) => name === names[i % names.length]);
  if (isAll(usual)) return false;
  return op === "RNN" && isAll(["relu"]) ? true : undefined;
}

/** The tensor that holds the first states of all layers; undefined where all are zeros. */
function stateOf(states: readonly (Given | undefined)[], directions: number): RaisableValue | undefined | "unfit" {
  if (states.every((state) => state === undefined || isFilled(state, (number) => number === 0))) return undefined;
  const [first] = states;
  if (first === undefined) return "unfit";
  if (states.length === 1) return first.value;
  for (const { source } of pathsTo(first)) {
    const isWhole = equalDims(source.value.type.shape[0] ?? 0, states.length * directions);
    if (isWhole && states.every((state, layer) => isPart(state, source.value, layer * directions, directions))) {
      return source.value;
    }
  }
  return "unfit";
}

/** Whether a state is some entries of a tensor's first axis. */
function isPart(state: Given | undefined, whole: RaisableValue, begin: number, extent: number): boolean {
  if (state === undefined) return false;
  return pathsTo(state).some((path) => {
    if (path.source.value.id !== whole.id || path.factor !== 1) return false;
    const layout = along(path, sourceLayout(whole.type.shape));
    if (layout === undefined || !equalDims(layout.offsets.get(0) ?? 0, begin)) return false;
    const wanted = whole.type.shape.map((size, axis) => wholeAxis(axis, axis === 0 ? extent : size));
    return [...layout.offsets.keys()].every((axis) => axis === 0) && hasAxes({ ...layout, offsets: new Map() }, wanted);
  });
}
