import { isRefusal } from "../../base/report.ts";
import { shift as operator } from "../../operators/shift.ts";
import { int } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { statedExtent } from "./arguments.ts";
import { shapeOf } from "./shapes.ts";
import { toTheEnd } from "./slice.ts";

export const shift = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { fraction, mode, segments } = call.parameters;
    const [, , ...behind] = type.shape;
    const channels = statedExtent(type.shape[1] ?? 1, "channels");
    if (isRefusal(channels)) return channels;
    const moved = Math.floor(channels * fraction);
    if (moved === 0) return [name];
    const clips = to.extents([-1, segments, channels, ...behind]);
    if (isRefusal(clips)) return clips;
    const rank = type.shape.length + 1;
    const all = to.node("Reshape", [name, clips]);
    const part = (begin: number, end: number) => {
      const last = end === channels ? toTheEnd(to) : to.constant("i64", [end]);
      return to.node("Slice", [all, to.constant("i64", [begin]), last, to.constant("i64", [2])]);
    };
    /** Frames move to the next (1) or to the one before (−1); what comes in is zero. */
    const move = (x: string, by: 1 | -1) => {
      const pads = Array.from({ length: 2 * rank }, (_, place) => (place === 1 ? by : place === 1 + rank ? -by : 0));
      return to.node("Pad", [x, to.constant("i64", pads)]);
    };
    // The order of the authors' code (Lin et al., 2019): first what comes from the next frame, then what came before.
    const moving = mode === "online" ? [1 as const] : [-1 as const, 1 as const];
    const parts = moving.map((by, i) => move(part(i * moved, (i + 1) * moved), by));
    const resting = moving.length * moved;
    if (resting < channels) parts.push(part(resting, channels));
    const joined = parts.length === 1 ? (parts[0] ?? all) : to.node("Concat", parts, { axis: int(2) });
    return [to.node("Reshape", [joined, shapeOf(to, name, type)])];
  },
  raise: {},
});
