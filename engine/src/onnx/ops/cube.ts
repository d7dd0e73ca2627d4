/**
 * Where points lie in a cube of cells (Liu et al., "Point-Voxel CNN", 2019, `normalize=True`): centred, divided by twice the
 * greatest distance from the centre and moved by ½, so that they fill the unit cube; then scaled to cells and kept inside.
 */
import { type Dim, isKnown, mulDim, subDim } from "../../base/dim.ts";
import { isRefusal, type Refusal } from "../../base/report.ts";
import { int } from "../attributes.ts";
import { numberOfDtype } from "../dataTypes.ts";
import type { EmittedValue, NodeWriter } from "../facet.ts";
import { cast } from "./operands.ts";
import { reduce } from "./reduction.ts";

/** What keeps points that all lie in one place from a division by zero: they are in the middle then. */
const leastDiameter = 1e-20;

/** Coordinates [N, 3, P] in f32, from 0 to resolution − 1. */
export function placesInCube(to: NodeWriter, points: EmittedValue, resolution: Dim): string | Refusal {
  const last = floatExtent(to, subDim(resolution, 1));
  const cells = floatExtent(to, resolution);
  if (isRefusal(last)) return last;
  if (isRefusal(cells)) return cells;
  const data = cast(to, points.name, points.type.dtype, "f32");
  const centred = to.node("Sub", [data, reduce(to, "ReduceMean", data, [2], true)]);
  const radius = reduce(to, "ReduceMax", reduce(to, "ReduceL2", centred, [1], true), [2], true);
  const diameter = to.node("Mul", [radius, to.constant("f32", 2)]);
  const unit = to.node("Div", [centred, to.node("Max", [diameter, to.constant("f32", leastDiameter)])]);
  const scaled = to.node("Mul", [to.node("Add", [unit, to.constant("f32", 0.5)]), cells]);
  return to.node("Min", [to.node("Max", [scaled, to.constant("f32", 0)]), last]);
}

/** An extent as a number in f32. */
function floatExtent(to: NodeWriter, dim: Dim): string | Refusal {
  if (isKnown(dim)) return to.constant("f32", dim);
  const extent = to.extents([dim]);
  return isRefusal(extent) ? extent : to.node("Cast", [extent], { to: int(numberOfDtype("f32")) });
}

/** How far cells lie apart along x, y and z when a cube is flat, as i64: x is the outermost axis. */
export function cellStrides(to: NodeWriter, resolution: Dim): readonly [string, string] | Refusal {
  const [outer, middle] = [to.extents([mulDim(resolution, resolution)]), to.extents([resolution])];
  if (isRefusal(outer)) return outer;
  return isRefusal(middle) ? middle : [outer, middle];
}
