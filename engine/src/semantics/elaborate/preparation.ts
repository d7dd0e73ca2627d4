/** `input image: f32[…] { range 0..1, mean […], std […], channels rgb }`: how images become tensors. */

import { formatDim } from "../../base/dim.ts";
import { didYouMean } from "../../base/report.ts";
import type { TensorType } from "../../base/tensor.ts";
import { nameOfKind, type Value } from "../../base/value.ts";
import type { Preparation } from "../../graph/graph.ts";
import type { Entry, Statement } from "../../syntax/ast.ts";
import { nearest } from "../scope.ts";
import { evaluate } from "./expression.ts";
import { type Context, reportAside } from "./state.ts";

const settings = ["range", "mean", "std", "channels"] as const;

/** Reads the braces of an input; what cannot be understood is reported and left out. */
export function readPreparation(
  context: Context,
  statement: Statement & { readonly kind: "input" },
  type: TensorType,
): Preparation | undefined {
  const body = statement.body === undefined ? undefined : context.chunk.bodies[statement.body];
  if (body === undefined) return undefined;
  const read: { -readonly [Key in keyof Preparation]: Preparation[Key] } = {};
  const seen = new Set<string>();
  for (const chunk of body.chunks) {
    if (chunk.statement.kind !== "entries") continue;
    const inside = { ...context, chunk };
    for (const entry of chunk.statement.entries) {
      if (entry.kind !== "setting") continue;
      const { name, at } = entry.name;
      if (seen.has(name))
        reportAside(inside, at, "setting-twice", `\`${name}\` is given twice.`, "Leave one of them out.");
      seen.add(name);
      readSetting(inside, entry, type, read);
    }
  }
  return read;
}

function readSetting(
  context: Context,
  entry: Entry & { readonly kind: "setting" },
  type: TensorType,
  read: { -readonly [Key in keyof Preparation]: Preparation[Key] },
): void {
  const { name, at } = entry.name;
  switch (settings.find((known) => known === name)) {
    case "range": {
      const numbers = pairOf(context, entry);
      if (numbers !== undefined) read.range = numbers;
      return;
    }
    case "mean":
    case "std": {
      const numbers = perChannel(context, entry, type);
      if (numbers === undefined) return;
      if (name === "mean") read.mean = numbers;
      else if (numbers.every((number) => number > 0)) read.std = numbers;
      else reportAside(context, entry.value.at, "bad-setting", "Values are divided by `std`, so each must be above 0.");
      return;
    }
    case "channels": {
      const order = entry.value.kind === "name" ? entry.value.name : undefined;
      if (order === "rgb" || order === "bgr") read.channels = order;
      else reportAside(context, entry.value.at, "bad-setting", "The order of channels is `rgb` or `bgr`.");
      return;
    }
    case undefined: {
      const suggestion = nearest(name, settings);
      const help = suggestion === undefined ? `There are ${settings.join(", ")}.` : didYouMean(suggestion);
      reportAside(context, at, "unknown-setting", `An input has no setting \`${name}\`.`, help);
    }
  }
}

/** `0..1`: the range of the language holds whole numbers without its end, so its ends are read by themselves. */
function pairOf(context: Context, { value }: Entry & { kind: "setting" }): readonly [number, number] | undefined {
  const ends = value.kind === "range" ? [value.from, value.to] : value.kind === "list" ? value.items : [];
  const numbers = ends.map((end) => plainNumber(evaluate(context, end)));
  const [low, high] = numbers;
  if (numbers.length === 2 && low !== undefined && high !== undefined && low < high) return [low, high];
  reportAside(context, value.at, "bad-setting", "A range has a lower and a higher end.", "Write `range 0..1`.");
  return undefined;
}

/** One number for each channel of the input, or one for all. */
function perChannel(
  context: Context,
  { value, name }: Entry & { kind: "setting" },
  { shape }: TensorType,
): readonly number[] | undefined {
  const given = evaluate(context, value);
  if (given.kind === "unknown") return undefined;
  const items = given.kind === "list" ? given.items : [given];
  const numbers = items.flatMap((item) => plainNumber(item) ?? []);
  const channels = shape?.[1];
  if (numbers.length === 0 || numbers.length < items.length) {
    const message = `\`${name.name}\` is a list with a number for each channel; this is ${nameOfKind(given)}.`;
    reportAside(context, value.at, "bad-setting", message, "Write `mean [0.485, 0.456, 0.406]`.");
    return undefined;
  }
  if (given.kind === "list" && typeof channels === "number" && numbers.length !== channels) {
    const message = `\`${name.name}\` has ${numbers.length} numbers for ${formatDim(channels)} channels.`;
    reportAside(context, value.at, "bad-setting", message, "Give one for each channel, or one for all.");
    return undefined;
  }
  return numbers;
}

function plainNumber(value: Value): number | undefined {
  return value.kind === "number" && typeof value.value === "number" && value.unit === undefined
    ? value.value
    : undefined;
}
