/** Axis links that many operators share. */
import { addDim, type Dim, divideDim, equalDims, isUnknown, productDims } from "../base/dim.ts";
import type { AxisLink, AxisMember, AxisPlace, ShapedTensor } from "./operator.ts";
import type { Shape } from "./shapes.ts";

/** Axis i of the first input is axis i of every output, for all axes but those that the operator treats itself. */
export function passThrough(
  shape: Shape,
  options: { readonly except?: readonly number[]; readonly outputs?: number } = {},
) {
  return shape.flatMap((size, axis): AxisLink[] =>
    options.except?.includes(axis) ? [] : [{ size, members: [input(0, axis), ...outputs(options.outputs ?? 1, axis)] }],
  );
}

/** Every axis of the output is the axis of all inputs that are not stretched along it. */
export function broadcastLinks(inputs: readonly ShapedTensor[], output: Shape): readonly AxisLink[] {
  return output.flatMap((size, axis): AxisLink[] => {
    if (isUnknown(size)) return [];
    const members: AxisMember[] = [];
    for (const [index, { shape }] of inputs.entries()) {
      const own = axis - (output.length - shape.length);
      const extent = shape[own] ?? 1;
      // An unknown extent may be stretched or not: then nobody can say what belongs together.
      if (isUnknown(extent)) return [];
      if (equalDims(extent, size) && own >= 0) members.push(input(index, own));
    }
    return [{ size, members: [...members, { kind: "output", index: 0, axis }] }];
  });
}

/** Parts laid one after the other along an axis; parts behind one of unknown extent are left out. */
export function offsets(extents: readonly Dim[]): readonly (Dim | undefined)[] {
  let offset: Dim = 0;
  return extents.map((extent) => {
    const own = offset;
    offset = addDim(offset, extent);
    return isUnknown(own) ? undefined : own;
  });
}

export function input(index: number, axis: number): AxisPlace & { readonly kind: "input"; readonly index: number } {
  return { kind: "input", index, axis };
}

export function output(axis: number, index = 0): AxisPlace & { readonly kind: "output"; readonly index: number } {
  return { kind: "output", index, axis };
}

export function weight(name: string, axis: number): AxisPlace & { readonly kind: "weight"; readonly name: string } {
  return { kind: "weight", name, axis };
}

function outputs(count: number, axis: number): readonly AxisMember[] {
  return Array.from({ length: count }, (_, index) => output(axis, index));
}

/**
 * Links of a tensor whose elements keep their order under another shape. Both shapes are cut into the smallest runs of
 * axes with equal products; where a run is one axis on either side, each axis of the other side lives on it.
 * `stated` names the arguments that state an output extent, or undefined where the extent follows another axis.
 */
export function reshapeLinks(
  from: Shape,
  to: Shape,
  stated: (output: number, inputs: readonly number[]) => readonly AxisMember[] | undefined = () => [],
): readonly AxisLink[] {
  return runs(from, to).flatMap(({ inputs, outputs }): AxisLink[] => {
    if (inputs.length !== 1 && outputs.length !== 1) return [];
    const [longer, extents] = inputs.length >= outputs.length ? [inputs, from] : [outputs, to];
    return longer.flatMap((axis, place): AxisLink[] => {
      const outer = productDims(longer.slice(0, place).map((other) => extents[other] ?? 1));
      const inner = productDims(longer.slice(place + 1).map((other) => extents[other] ?? 1));
      const whole = longer === inputs;
      const outputAxis = whole ? (outputs[0] ?? 0) : axis;
      const arguments_ = stated(outputAxis, inputs);
      if (arguments_ === undefined) return [];
      return [
        {
          size: extents[axis] ?? 1,
          members: [
            whole ? input(0, axis) : { ...input(0, inputs[0] ?? 0), outer, inner },
            whole ? { ...output(outputAxis), outer, inner } : output(axis),
            ...arguments_.map((argument) => (whole ? { ...argument, outer, inner } : argument)),
          ],
        },
      ];
    });
  });
}

interface Run {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/**
 * The smallest runs of axes that hold equally many elements on both sides, taken from the front and, where that stops at
 * something unknown, from the back. What cannot be matched is left out.
 */
function runs(from: Shape, to: Shape): readonly Run[] {
  const left = axesLongerThanOne(from);
  const right = axesLongerThanOne(to);
  const result: Run[] = [];
  for (const end of ["front", "back"] as const) {
    for (let run = takeRun(left, right, end); run !== undefined; run = takeRun(left, right, end)) {
      result.push(run);
      left.splice(end === "front" ? 0 : -run.inputs.length, run.inputs.length);
      right.splice(end === "front" ? 0 : -run.outputs.length, run.outputs.length);
    }
  }
  return result;

  function takeRun(inputs: readonly number[], outputs: readonly number[], end: "front" | "back"): Run | undefined {
    const take = (axes: readonly number[], count: number) =>
      end === "front" ? axes.slice(0, count) : axes.slice(-count);
    let [i, j] = [1, 1];
    while (i <= inputs.length && j <= outputs.length) {
      const run = { inputs: take(inputs, i), outputs: take(outputs, j) };
      const a = productDims(run.inputs.map((axis) => from[axis] ?? 1));
      const b = productDims(run.outputs.map((axis) => to[axis] ?? 1));
      if (equalDims(a, b)) return run;
      if (isLess(a, b)) i++;
      else if (isLess(b, a)) j++;
      else return undefined;
    }
    return undefined;
  }
}

/** Whether `a` is known to be the smaller one: as a number, or because `b` is a multiple of it. */
function isLess(a: Dim, b: Dim): boolean {
  if (typeof a === "number" && typeof b === "number") return a < b;
  return divideDim(b, a) !== undefined;
}

function axesLongerThanOne(shape: Shape): number[] {
  return [...shape.keys()].filter((axis) => shape[axis] !== 1);
}
