/** What names can be, and the scopes in which they are it. */
import { attributes, dtypes, metrics } from "@lathe/engine";

/** The kinds of names, called as the protocol calls them where it has a word. */
export const roleTypes = [
  "namespace",
  "class",
  "struct",
  "method",
  "function",
  "parameter",
  "variable",
  "property",
  "typeParameter",
  "type",
  "enumMember",
  "decorator",
  "label",
  "argument",
  "metric",
  "target",
] as const;

export const roleModifiers = ["declaration", "readonly", "defaultLibrary"] as const;

export interface Role {
  readonly type: (typeof roleTypes)[number];
  readonly modifiers: readonly (typeof roleModifiers)[number][];
}

/** A name in a line; `start` counts from the line's start. */
export interface NamedToken {
  readonly line: number;
  readonly start: number;
  readonly length: number;
  readonly role: Role;
}

/** Values and callables have a namespace each. */
export interface Scope {
  readonly values: Map<string, Role>;
  readonly callables: Map<string, Role>;
  readonly parent: Scope | undefined;
}

export const plain = (type: Role["type"]): Role => ({ type, modifiers: [] });
export const shipped = (type: Role["type"]): Role => ({ type, modifiers: ["defaultLibrary"] });
export const fixed = (type: Role["type"]): Role => ({ type, modifiers: ["readonly"] });

export const tensor = plain("variable");
/** Settled before any data flows: a number, a list, a choice. */
export const constant = fixed("variable");
export const dim = fixed("typeParameter");
export const word = plain("enumMember");
export const argument = plain("argument");
export const property = plain("property");
export const target = plain("target");
export const label: Role = { type: "label", modifiers: ["declaration"] };
export const decorator = shipped("decorator");
export const metric = shipped("metric");
export const attribute = shipped("property");
export const typeName = shipped("type");

export const kinds = { net: "class", variant: "class", block: "struct", fn: "function", op: "method" } as const;
export const typeNames = new Set<string>([...dtypes, "tensor", "int", "float", "bool", "string", "list", "op"]);
export const attributeNames = new Set(attributes.map(({ name }) => name));
export const metricNames = new Set(metrics.map(({ name }) => name));

export function emptyScope(parent: Scope | undefined): Scope {
  return { values: new Map(), callables: new Map(), parent };
}

export function lookUp(scope: Scope | undefined, space: "values" | "callables", name: string): Role | undefined {
  for (let at = scope; at !== undefined; at = at.parent) {
    const role = at[space].get(name);
    if (role !== undefined) return role;
  }
  return undefined;
}

/** What a name is by the words beside it, where there is no tree; a value or a stage is looked up. */
export function guessRole(
  before: string | undefined,
  after: string | undefined,
  isArgument: boolean,
): Role | "value" | "stage" {
  if (before === "@") return decorator;
  if (before === ".") return property;
  if (before === "->" && after === ":") return label;
  if (isArgument && after === "=") return argument;
  return before === "->" || after === "(" ? "stage" : "value";
}
