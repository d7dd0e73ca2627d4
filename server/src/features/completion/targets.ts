/** Targets: devices, those that the file names first; and inside their parentheses what picks one of their variants. */
import { type Device, isRefusal, keyText, type Table, targetSettings } from "@lathe/engine";
import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import { argumentName, type Cursor, openCall, type Piece } from "../cursor.ts";
import { type Place, type Reference, ranked, replacing } from "./place.ts";

/** What many have, before all the others. */
const wellKnown = ["pixel4", "raspberrypi4", "stm32h743", "stm32f746", "host"];

export const targets: Place = (cursor, neighbours) => {
  const { pieces } = cursor.statement;
  const [first, second] = pieces;
  if (second?.text === "=" || !["target", "budget", "policy"].includes(first?.text ?? "")) return undefined;
  const call = openCall(cursor.statement);
  if (call !== undefined) {
    const device = call.index === 0 ? undefined : neighbours.devices.get(call.callee.text);
    return device === undefined || isRefusal(device) ? [] : settingItems(cursor, device, call.arguments);
  }
  const isList = first?.text === "target" && [undefined, ","].includes(pieces.slice(1).at(-1)?.text);
  if (cursor.kind !== "word" || !(isList || pieces.length === 1)) return undefined;
  const named = cursor.analysis.shown.flatMap(({ elaborated }) => [
    ...elaborated.declared.targets.map(({ name }) => name),
    ...elaborated.declared.budgets.flatMap(({ target }) => target ?? []),
  ]);
  const { devices } = neighbours;
  const common = wellKnown.filter((name) => devices.ids.includes(name));
  const written = new Set(pieces.map(({ text }) => text));
  const names = [...new Set([...named, ...common, ...devices.ids])].filter((name) => !written.has(name));
  return ranked(
    0,
    names.map((name) => deviceItem(name, devices.get(name), named.includes(name))),
  );
};

/** A device is found by its other names too, and by what people call it. */
function deviceItem(label: string, device: Device | { readonly message: string }, isNamed: boolean): CompletionItem {
  const item = { label, kind: CompletionItemKind.Constant };
  if ("message" in device) return { ...item, detail: isNamed ? "named in this file" : "device" };
  const { name, chip, aliases = [] } = device;
  const data: Reference = { kind: "device", name: label };
  return {
    ...item,
    detail: chip === undefined || chip === name ? name : `${name}, ${chip}`,
    data,
    filterText: [label, name, ...aliases].join(" "),
  };
}

/** What may pick a variant, as far as the tables of the device differ in it. */
function settingItems(
  cursor: Cursor,
  { tables }: Device,
  all: readonly (readonly Piece[])[],
): readonly CompletionItem[] {
  const given = new Map(
    all.slice(0, -1).flatMap((argument) => {
      const name = argumentName(argument);
      return name === undefined ? [] : [[name, withoutQuotes(argument[2]?.text ?? "")] as const];
    }),
  );
  const fitting = tables.filter((table) => [...given].every(([name, value]) => fits(table, name, value)));
  const current = all.at(-1) ?? [];
  const name = argumentName(current);
  if (name === undefined)
    return current.length > 0
      ? []
      : ranked(
          0,
          targetSettings
            .filter((setting) => !given.has(setting))
            .map((setting) => ({
              label: `${setting}=`,
              kind: CompletionItemKind.Property,
              detail: [...new Set(fitting.map((table) => String(table[setting])))].join(", "),
              filterText: setting,
            })),
        );
  const setting = targetSettings.find((each) => each === name);
  if (setting === undefined || current.length > 2) return [];
  const byValue = Map.groupBy(fitting, (table) => String(table[setting]));
  return ranked(
    0,
    [...byValue].map(([value, those]) => ({
      label: value,
      kind: CompletionItemKind.EnumMember,
      detail: those.map(keyText).join("; "),
      ...(cursor.kind === "string"
        ? replacing(cursor, value)
        : { insertText: /^\w+$/.test(value) ? value : JSON.stringify(value), filterText: value }),
    })),
  );
}

function fits(table: Table, name: string, value: string): boolean {
  const setting = targetSettings.find((each) => each === name);
  if (setting === undefined) return true;
  const own = String(table[setting]);
  // `tflite` means every version of it.
  return own === value || (setting === "runtime" && own.startsWith(`${value}-`));
}

function withoutQuotes(text: string): string {
  return text.replace(/^"|"$/g, "");
}
