/** What names can be, as editors colour them. */
import { attributes, dtypes, metrics, type NameDefinition, type Occurrence } from "@lathe/engine";

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

export const plain = (type: Role["type"]): Role => ({ type, modifiers: [] });
export const shipped = (type: Role["type"]): Role => ({ type, modifiers: ["defaultLibrary"] });
export const fixed = (type: Role["type"]): Role => ({ type, modifiers: ["readonly"] });

/** By type, and by which modifiers hold: a file of ten thousand names has a dozen roles. */
const shared = new Map<Role["type"], Map<number, Role>>();

export function sharedRole(type: Role["type"], ...holds: readonly [boolean, boolean, boolean]): Role {
  const [isDeclaration, isReadonly, isShipped] = holds;
  const key = Number(isDeclaration) + 2 * Number(isReadonly) + 4 * Number(isShipped);
  const ofType = shared.get(type) ?? new Map<number, Role>();
  const role = ofType.get(key) ?? { type, modifiers: roleModifiers.filter((_, index) => holds[index]) };
  shared.set(type, ofType.set(key, role));
  return role;
}

export const metric = shipped("metric");
export const property = plain("property");
export const attribute = shipped("property");
export const typeName = shipped("type");

/** Of names that something declares, by what declares them; a value that is settled before data flows is `readonly`. */
export const definitionRoles: Readonly<Record<NameDefinition["kind"], Role["type"]>> = {
  net: "class",
  variant: "class",
  block: "struct",
  fn: "function",
  op: "method",
  // Aliases are followed to what they stand for.
  alias: "struct",
  parameter: "parameter",
  dim: "typeParameter",
  input: "variable",
  state: "variable",
  binding: "variable",
  binder: "variable",
  carried: "variable",
  output: "variable",
  label: "label",
};

/** Of the language's own words whose names do not matter. */
export const wordRoles = {
  argument: plain("argument"),
  label: { type: "label", modifiers: ["declaration"] },
  annotation: shipped("decorator"),
  setting: property,
  target: plain("target"),
  word: plain("enumMember"),
  function: shipped("function"),
  domain: shipped("namespace"),
  foreign: plain("method"),
  result: shipped("variable"),
} as const satisfies Partial<Record<Occurrence["namespace"], Role>>;

export const typeNames = new Set<string>([...dtypes, "tensor", "int", "float", "bool", "string", "list", "op"]);
export const attributeNames = new Set(attributes.map(({ name }) => name));
export const metricNames = new Set(metrics.map(({ name }) => name));
