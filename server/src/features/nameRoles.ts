/** What every name of a file is, as editors colour it: an operator or a block, a tensor or a dim, a label or an argument. */
import {
  builtins,
  type Module,
  type Occurrence,
  occurrencesOf,
  operatorsByName,
  originsOf,
  type Program,
  type Target,
} from "@lathe/engine";
import {
  attribute,
  attributeNames,
  definitionRoles,
  metric,
  metricNames,
  type NamedToken,
  plain,
  property,
  type Role,
  sharedRole,
  shipped,
  typeName,
  typeNames,
  wordRoles,
} from "./roles.ts";

const operatorRole = shipped("method");

/** Every name whose meaning is known, in the order of the text. `library` is the folder of the standard library. */
export function nameRoles(module: Module, program: Program, library: string): readonly NamedToken[] {
  const { starts, lines } = module.file.lines;
  const named: NamedToken[] = [];
  let line = 0;
  for (const occurrence of occurrencesOf(module).all) {
    const { start, end } = occurrence.span;
    while ((starts[line + 1] ?? Number.POSITIVE_INFINITY) <= start) line++;
    const column = start - (starts[line] ?? 0);
    // Names in comments stay comments.
    if (column >= (lines[line]?.comment?.start ?? Number.POSITIVE_INFINITY)) continue;
    const role = roleOf(occurrence, module, program, library);
    if (role !== undefined) named.push({ line, start: column, length: end - start, role });
  }
  return named;
}

function roleOf(occurrence: Occurrence, module: Module, program: Program, library: string): Role | undefined {
  const { name, namespace, refers } = occurrence;
  switch (namespace) {
    case "segment":
    case "file":
      return undefined;
    case "cost":
      return metricNames.has(name) ? metric : property;
    case "metric":
      return metricNames.has(name) ? metric : plain("metric");
    case "attribute":
      return attributeNames.has(name) ? attribute : property;
    case "type":
      return typeNames.has(name) ? typeName : undefined;
    case "callable":
    case "value":
    case "import":
      return refers === undefined
        ? shippedRole(occurrence)
        : referredRole(occurrence, refers, module, program, library);
    default:
      return wordRoles[namespace];
  }
}

/** Of an operator, a function or a type that the language has. */
function shippedRole({ name, namespace }: Occurrence): Role | undefined {
  if (namespace === "value") return typeNames.has(name) ? typeName : undefined;
  if (operatorsByName.has(name)) return operatorRole;
  return builtins.has(name) ? wordRoles.function : undefined;
}

function referredRole(
  { namespace, isDefinition }: Occurrence,
  refers: Target,
  module: Module,
  program: Program,
  library: string,
): Role | undefined {
  // What the file itself declares is known without asking.
  const [definition] = "span" in refers && refers.kind !== "alias" ? [refers] : originsOf(program, refers);
  if (definition === undefined) return undefined;
  const isShipped = definition.module !== module && definition.module.uri.startsWith(library);
  return sharedRole(
    definitionRoles[definition.kind],
    isDefinition || namespace === "import",
    definition.isSettled,
    isShipped,
  );
}
