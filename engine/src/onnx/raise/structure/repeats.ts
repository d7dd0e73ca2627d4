/** Stages that follow each other and say the same, or the same with other numbers, become a `repeat`. */
import type { Draft } from "../draft.ts";
import { freshName, identifier } from "../identifiers.ts";
import { valueText } from "../valueText.ts";
import { areNamed, commonModule, type ModulePath, pathsOf } from "./names.ts";
import { agree, type BlockStage, type RepeatStage, type Slot, type Stage, slotsOf } from "./sketch.ts";
import { runsOf } from "./stretches.ts";
import { at } from "./tree.ts";

/** More numbers than this for each element of a list nobody reads. */
const widest = 8;

/** `taken` are names that the text around knows. */
export function withRepeats(draft: Draft, stages: readonly Stage[], taken: ReadonlySet<string>): Stage[] {
  return lists(draft, equals(draft, modules(draft, stages, taken), taken), taken);
}

/** Calls of one block that the model numbers from 0 on: `layer1.0`, `layer1.1`. */
function modules(draft: Draft, stages: readonly Stage[], taken: ReadonlySet<string>): readonly Stage[] {
  const result: Stage[] = [];
  for (let from = 0; from < stages.length; ) {
    let to = from;
    for (; to < stages.length; to++) {
      const [first, stage] = [stages[from], stages[to]];
      if (first?.kind !== "block" || stage?.kind !== "block" || !isNext(first, stage, to - from)) break;
    }
    const items = stages.slice(from, to).map((stage) => [stage]);
    const module = stages[from]?.module?.slice(0, -1);
    if (to - from > 1 && module !== undefined) result.push(repeatOf(draft, items, module, taken));
    else result.push(...stages.slice(from, Math.max(to, from + 1)));
    from = Math.max(to, from + 1);
  }
  return result;
}

function isNext(first: BlockStage, stage: BlockStage, index: number): boolean {
  const [path, own] = [first.module, stage.module];
  if (path === undefined || own === undefined || path.length < 2 || own.length !== path.length) return false;
  const sameModule = own.slice(0, -1).every((part, i) => part === path[i]);
  return sameModule && own.at(-1) === String(index) && keyOf(first) === keyOf(stage) && isPiped(stage);
}

/** Calls of one block with equal arguments. */
function equals(draft: Draft, stages: readonly Stage[], taken: ReadonlySet<string>): readonly Stage[] {
  const words = new Map<string, number>();
  const keys = stages.map((stage, index) => {
    if (stage.kind !== "block" || !isPiped(stage)) return -1 - index;
    const key = `${keyOf(stage)} ${slotsOf(stage).map(textOfSlot).join(" ")}`;
    const word = words.get(key) ?? words.size;
    words.set(key, word);
    return word;
  });
  const runs = runsOf(keys, { longest: 1, isWanted: () => true });
  const result = [...stages];
  for (const { from, count } of runs.toReversed()) {
    const items = result.slice(from, from + count).map((stage) => [stage]);
    const [first] = items;
    // Only what the model numbers from 0 on keeps its numbers; others are called after the first.
    result.splice(from, count, repeatOf(draft, items, first?.[0]?.module, taken));
  }
  return result;
}

/** Stages that come again with other numbers: `repeat [(64, 2), (128, 2)] as (out, count) { … }`. */
function lists(draft: Draft, stages: readonly Stage[], taken: ReadonlySet<string>): Stage[] {
  const words = new Map<string, number>();
  const keys = stages.map((stage, index) => {
    if (!isPiped(stage)) return -1 - index;
    const key = keyOf(stage);
    const word = words.get(key) ?? words.size;
    words.set(key, word);
    return word;
  });
  const result = [...stages];
  const runs = runsOf(keys, {
    longest: 8,
    isWanted: (from, period, count) => {
      if (count < 3) return false;
      const items = itemsOf(stages, from, period, count);
      const unit = items[0] ?? [];
      const weighted = unit.filter(({ calls }) => calls.some((call) => at(draft.calls, call).weights.size > 0));
      const numbers = unit.length === 1 && unit[0]?.kind === "call" ? 0 : widest;
      return (
        weighted.length > 0 &&
        differing(items).length <= numbers &&
        !areNamed(items.map((item) => item.map(({ module }) => module)))
      );
    },
  });
  for (const { from, period, count } of runs.toReversed()) {
    const items = itemsOf(stages, from, period, count);
    result.splice(from, period * count, repeatOf(draft, items, undefined, taken));
  }
  return result;
}

function itemsOf(stages: readonly Stage[], from: number, period: number, count: number): readonly (readonly Stage[])[] {
  return Array.from({ length: count }, (_, i) => stages.slice(from + i * period, from + (i + 1) * period));
}

/** A repeat of items that differ in numbers alone. The first item's stages become its body. */
function repeatOf(
  draft: Draft,
  items: readonly (readonly Stage[])[],
  module: ModulePath | undefined,
  taken: ReadonlySet<string>,
): RepeatStage {
  const stages = items[0] ?? [];
  const calls = items.flatMap((item) => item.flatMap((stage) => [...stage.calls]));
  const count: Slot = { name: "count", given: undefined, text: String(items.length) };
  let binder: string | undefined;
  const rows = differing(items);
  if (rows.length > 0) {
    const isFirst = rows.every(({ texts }) => texts.slice(2).every((text) => text === texts[1]));
    const isOption = rows.every(({ slots }) => /(^|_)(stride|kernel|project)$/.test(slots[0]?.name ?? ""));
    if (isFirst && rows.length <= 2 && (isOption || items.length > 4)) {
      binder = freshName("i", new Set(taken));
      for (const { slots, texts } of rows)
        for (const slot of slots) slot.text = `if ${binder} == 0 then ${texts[0]} else ${texts[1]}`;
    } else {
      const used = new Set(taken);
      const isWide = rows.length > 4;
      const names = rows.map(({ slots }, index) => {
        const wish = isWide ? "abcdefgh"[index] : identifier(slots[0]?.name ?? "");
        return freshName(wish || "value", used);
      });
      for (const [index, { slots }] of rows.entries()) for (const slot of slots) slot.text = names[index];
      const isOne = rows.length === 1;
      binder = isOne ? (names[0] ?? "value") : `(${names.join(", ")})`;
      const elements = items.map((_, i) => rows.map(({ texts }) => texts[i] ?? "").join(", "));
      count.text = `[${elements.map((element) => (isOne ? element : `(${element})`)).join(", ")}]`;
    }
  }
  agree(
    draft,
    stages,
    items,
    items.map((item) => item.flatMap((stage) => [...stage.calls])),
  );
  const paths = pathsOf(draft, calls);
  const own = module ?? (paths.length === 0 ? undefined : commonModule(paths));
  return { kind: "repeat", module: own, differs: false, label: undefined, calls, count, binder, stages };
}

interface Row {
  /** Places that say the same in each item. */
  readonly slots: Slot[];
  /** By item. */
  readonly texts: readonly string[];
}

/** The places in which items differ. */
function differing(items: readonly (readonly Stage[])[]): readonly Row[] {
  const columns = items.map((item) => item.flatMap(allSlots));
  const rows: Row[] = [];
  for (const [index, slot] of (columns[0] ?? []).entries()) {
    const texts = columns.map((column) => textOfSlot(column[index]));
    if (texts.every((text) => text === texts[0])) continue;
    const same = rows.find((row) => row.texts.every((text, i) => text === texts[i]));
    if (same !== undefined) same.slots.push(slot);
    else rows.push({ slots: [slot], texts });
  }
  return rows;
}

function allSlots(stage: Stage): readonly Slot[] {
  return stage.kind === "repeat" ? [...slotsOf(stage), ...stage.stages.flatMap(allSlots)] : slotsOf(stage);
}

/** How a place is written, as far as that can differ; of a tensor something that is its own. */
export function textOfSlot(slot: Slot | undefined): string {
  if (slot?.text !== undefined) return slot.text;
  if (slot?.given === undefined) return "";
  return slot.given.kind === "tensor" ? `#${slot.given.id}` : valueText(slot.given.value, (id) => `#${id}`, true);
}

/** What stages must share to be one stage with other numbers: everything but these. */
function keyOf(stage: Stage): string {
  const tensors = slotsOf(stage).map(({ text, given }) =>
    text === undefined && given?.kind === "tensor" ? `#${given.id}` : "",
  );
  switch (stage.kind) {
    case "call": {
      const { callee } = stage.call;
      const operands = stage.operands.map((operand) => (typeof operand === "string" ? operand : "slot"));
      const names = stage.arguments.map(
        ({ name, given }) => `${name} ${given?.kind === "value" ? given.value.kind : ""}`,
      );
      const name = callee.kind === "operator" ? callee.operator.name : `onnx.${callee.name}`;
      return `${name}(${operands.join()};${names.join()};${tensors.join()}${stage.call.annotations.join("")})`;
    }
    case "block":
      return `${stage.block.name}(${tensors.join()})`;
    case "repeat":
      return `${stage.binder === undefined ? "T" : `L${textOfSlot(stage.count)}`}{${stage.stages.map(keyOf).join(">")}}`;
  }
}

/** Whether a stage takes what flows in as its first operand and nothing else of it, so that it can stand after an arrow. */
export function isPiped(stage: Stage): boolean {
  switch (stage.kind) {
    case "call": {
      const [first, ...others] = stage.operands;
      return (
        first === "before" &&
        !others.includes("before") &&
        stage.call.callee.kind === "operator" &&
        stage.call.results.length === 1
      );
    }
    case "block":
      return stage.takesFlow;
    case "repeat":
      return true;
  }
}
