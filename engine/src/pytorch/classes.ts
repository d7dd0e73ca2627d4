/** Templates that differ in nothing but literals become one class; the literals that differ, parameters of its constructor. */
import type { Value } from "../base/value.ts";
import { type Code, type Hole, holesOf, type Named, render, skeletonOf } from "./code.ts";
import { isAttribute, safeName, Taken } from "./names.ts";
import { type BoundValues, push } from "./structure.ts";
import type { Template } from "./template.ts";

/** A class as it is written. */
export interface PythonClass {
  readonly name: string;
  readonly templates: readonly Template[];
  /** Of the constructor. */
  readonly parameters: readonly string[];
  /** Lines of `__init__` and `forward`, without indentation. */
  readonly init: readonly string[];
  readonly forward: readonly string[];
}

export interface Assigned {
  readonly template: Template;
  readonly class: PythonClass;
  readonly arguments: readonly Named[];
}

/** Groups templates of equal depth; `nameOf` gives each class a name that no other has. */
export function classesOf(
  templates: readonly Template[],
  values: BoundValues,
  nameOf: (template: Template) => string,
): readonly Assigned[] {
  const groups = new Map<string, Template[]>();
  for (const template of templates) {
    const { scope, inputs, symbols, init, forward } = template;
    const lines = [...init.map(skeletonOf), "", ...forward.map(skeletonOf)];
    const key = [scope.kind, scope.name, inputs.join(), symbols.map(({ variable }) => variable).join(), ...lines].join(
      "\n",
    );
    push(groups, key, template);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : unify(group, first, values, nameOf(first));
  });
}

function unify(group: readonly Template[], first: Template, values: BoundValues, name: string): readonly Assigned[] {
  const columns = columnsOf(group);
  const initHoles = first.init.flatMap(holesOf).length;
  const taken = new Taken(namesIn(first));
  const byColumn = new Map<string, string>();
  const inForward: string[] = [];
  for (const [index, { key, hints, texts }] of columns.entries()) {
    if (texts.every((text) => text === texts[0])) continue;
    let parameter = byColumn.get(key);
    if (parameter === undefined) {
      parameter = taken.take(
        safeName(blockParameter(group, texts, values, taken) ?? hints[0]),
        ...hints.slice(1).map(safeName),
      );
      byColumn.set(key, parameter);
    }
    if (index >= initHoles && !inForward.includes(parameter)) inForward.push(parameter);
  }
  let at = 0;
  const fill = (prefix: string) => (hole: Hole) => {
    const column = columns[at++];
    const parameter = column === undefined ? undefined : byColumn.get(column.key);
    return parameter === undefined || column === undefined ? hole.text : prefix + parameter;
  };
  const init = first.init.map((code) => render(code, fill("")));
  const forward = first.forward.map((code) => render(code, fill("self.")));
  const written: PythonClass = {
    name,
    templates: group,
    parameters: [...byColumn.values()],
    init: [...inForward.map((parameter) => `self.${parameter} = ${parameter}`), ...init],
    forward,
  };
  return group.map((template, row) => ({
    template,
    class: written,
    arguments: [...byColumn].map(([key, parameter]) => ({
      name: parameter,
      text: columns.find((column) => column.key === key)?.texts[row] ?? "None",
      default: undefined,
    })),
  }));
}

interface Column {
  readonly key: string;
  readonly hints: readonly [string, ...string[]];
  /** One for each template. */
  readonly texts: readonly string[];
}

/** The literals in the same place of every template. */
function columnsOf(group: readonly Template[]): readonly Column[] {
  const rows = group.map(({ init, forward }) => [...init, ...forward].flatMap(holesWithPlaces));
  return (rows[0] ?? []).map(({ hole: { hint }, place }, index) => {
    const texts = rows.map((row) => row[index]?.hole.text ?? "None");
    return { key: texts.join("\n"), hints: place === undefined ? [hint] : [hint, `${place}_${hint}`], texts };
  });
}

/** The literals of a line, with the name of what it builds: `conv2` of `self.conv2 = …`. */
function holesWithPlaces(code: Code): readonly { readonly hole: Hole; readonly place: string | undefined }[] {
  const [start] = code;
  const place = typeof start === "string" ? /^self\.([\w.]+) = /.exec(start)?.[1]?.replaceAll(".", "_") : undefined;
  return holesOf(code).map((hole) => ({ hole, place }));
}

/** The block's own parameter, or a value that it names, that is the same literal in every copy. */
function blockParameter(
  group: readonly Template[],
  texts: readonly string[],
  values: BoundValues,
  taken: Taken,
): string | undefined {
  const [first, ...others] = group.map(({ scope }) => values.get(scope.instance));
  if (first === undefined) return undefined;
  for (const name of first.keys()) {
    if (taken.has(safeName(name))) continue;
    const isSame = [first, ...others].every((row, index) => pythonText(row?.get(name)) === texts[index]);
    if (isSame) return name;
  }
  return undefined;
}

function pythonText(value: Value | undefined): string | undefined {
  if (value?.kind === "number" && typeof value.value === "number") return String(value.value);
  if (value?.kind === "bool") return value.value ? "True" : "False";
  if (value?.kind !== "list") return undefined;
  const items = value.items.map(pythonText);
  return items.includes(undefined) ? undefined : `(${items.join(", ")})`;
}

/** What a parameter cannot be called: attributes of the class, and variables of `forward`. */
function namesIn({ init, forward, inputs, scope }: Template): readonly string[] {
  const text = [...init, ...forward].map((code) => render(code, ({ text }) => text)).join("\n");
  const words = [...text.matchAll(/self\.(\w+)/g)].flatMap(([, word]) => word ?? []);
  const inside = scope.items.map(
    ({ path }) => path.slice(scope.path === "" ? 0 : scope.path.length + 1).split(/[.[]/)[0] ?? "",
  );
  const all = [...words, ...inside, ...inputs];
  return all.filter((name) => isAttribute(name));
}
