/**
 * Frames as clips × frames of a clip; a part of the channels moves by one frame, padded with zeros at one end and cut at the
 * other, a part the other way, and the rest stays (Lin et al., 2019).
 */
import { int as intValue } from "../../base/value.ts";
import { shift as operator } from "../../operators/shift.ts";
import { numberArgument, wordArgument } from "../ops/arguments.ts";
import { isShape } from "../ops/shapes.ts";
import { type Cut, cutOf } from "../ops/slice.ts";
import { from, type Idiom, type IdiomNode, isNumber, isSame } from "./idiom.ts";
import { isOp, reshapedBy } from "./parts.ts";

export const shift: Idiom = {
  name: "shift",
  anchors: ["Reshape"],
  match(anchor) {
    const joined = from(anchor, 0, "Concat");
    if (joined === undefined || (joined.int("axis") ?? 1) !== 2) return undefined;
    const parts = Array.from({ length: joined.inputCount }, (_, index) => partOf(joined.from(index)));
    const known = parts.flatMap((part) => part ?? []);
    const clips = known[0]?.slice.from(0);
    const x = clips?.input(0);
    const [, segments, channels] = known[0]?.slice.input(0)?.type.shape ?? [];
    if (known.length < parts.length || !isOp(clips, "Reshape") || x === undefined) return undefined;
    if (segments === undefined || typeof channels !== "number") return undefined;
    const isOne = known.every(({ slice }) => isSame(slice.input(0), known[0]?.slice.input(0)));
    const isKept = isShape(reshapedBy(anchor) ?? [], x.type.shape) && isShape([channels], x.type.shape.slice(1, 2));
    const moved = widths(known, channels);
    const directions = known.map(({ by }) => by).filter((by) => by !== 0);
    const mode = { "-1,1": "bidirectional", "1": "online" }[directions.join()];
    if (!isOne || !isKept || moved === undefined || mode === undefined) return undefined;
    // Few digits where they lead to the same channels, such as 1/8.
    return {
      operator,
      inputs: [x],
      arguments: {
        fraction: numberArgument(moved / channels),
        mode: wordArgument(mode),
        segments: intValue(segments),
      },
      nodes: [clips, joined, ...known.flatMap(({ slice, pad }) => (pad === undefined ? [slice] : [slice, pad]))],
    };
  },
};

interface ChannelPart {
  readonly cut: Cut;
  /** By how many frames it moves: −1, 0 or 1. */
  readonly by: number;
  readonly slice: IdiomNode;
  readonly pad: IdiomNode | undefined;
}

function partOf(node: IdiomNode | undefined): ChannelPart | undefined {
  const pad = isOp(node, "Pad") ? node : undefined;
  const slice = pad === undefined ? node : pad.from(0);
  const cut = isOp(slice, "Slice") ? cutOf(slice) : undefined;
  if (slice === undefined || cut?.axis !== 2 || cut.step !== 1) return undefined;
  if (pad === undefined) return { cut, by: 0, slice, pad };
  const pads = pad.input(1)?.numbers ?? [];
  const rank = pads.length / 2;
  const by = pads[1] ?? 0;
  const isMove = pads.every((each, place) => each === (place === 1 ? by : place === rank + 1 ? -by : 0));
  const isZero = pad.input(2) === undefined || isNumber(pad.input(2), 0);
  return isMove && isZero && Math.abs(by) === 1 ? { cut, by, slice, pad } : undefined;
}

/** How many channels each moving part has, if the parts follow each other to the end and are equally wide. */
function widths(parts: readonly ChannelPart[], channels: number): number | undefined {
  let place = 0;
  let width: number | undefined;
  for (const [index, { cut, by }] of parts.entries()) {
    const end = cut.end ?? channels;
    if (cut.start !== place || typeof end !== "number") return undefined;
    if (by === 0 && index < parts.length - 1) return undefined;
    if (by !== 0 && width !== undefined && end - place !== width) return undefined;
    if (by !== 0) width = end - place;
    place = end;
  }
  return place === channels ? width : undefined;
}
