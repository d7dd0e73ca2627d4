/** Every name in a file, what it means across files, and what it takes to rename it. */
export { definitionsOf, means, originsOf, withImports } from "./meaning.ts";
export type { DefinitionKind, NameDefinition, Occurrence, Target } from "./occurrence.ts";
export { type Occurrences, occurrencesOf } from "./read.ts";
export { applyEdits, renamedAt, renameEdits, type TextEdit } from "./rename.ts";
