/** Renaming: every place of a name in every file that is known, and the proof that all names still mean what they meant. */
import { isRefusal, type Refusal, refuse } from "../../base/report.ts";
import type { Span } from "../../base/span.ts";
import { lineAt } from "../../syntax/lines.ts";
import { readSource } from "../../syntax/read.ts";
import { keywordNames } from "../../syntax/tokens.ts";
import type { Program } from "../callable.ts";
import { type Module, readModule } from "../module.ts";
import { definitionsOf, means } from "./meaning.ts";
import type { NameDefinition, Occurrence } from "./occurrence.ts";
import { occurrencesOf } from "./read.ts";
import { isShipped } from "./scopes.ts";

/** Words that the language keeps for later. */
const reservedNames: readonly string[] = ["onnx", "teacher", "accelerator", "score", "deploy"];

const callables: ReadonlySet<NameDefinition["kind"]> = new Set(["net", "variant", "block", "fn", "op", "alias"]);

/** A stretch of a file and the text that takes its place. */
export interface TextEdit {
  readonly module: Module;
  readonly span: Span;
  readonly text: string;
}

/**
 * The definition that a rename at this place would rename, and the stretch that holds its name. Refuses what has no
 * definition, such as operators of the catalogue, and what is declared in the `library`, a URI that ends in `/`.
 */
export function renamedAt(
  program: Program,
  occurrence: Occurrence,
  library: string,
): { readonly definition: NameDefinition; readonly span: Span } | Refusal {
  const { name, namespace, refers } = occurrence;
  if (namespace === "file") return refuse("cannot-rename", "Files are not renamed from here.");
  const definitions = definitionsOf(program, refers);
  const [definition] = definitions;
  if (definition === undefined) {
    if ((namespace === "callable" || namespace === "function") && isShipped(name))
      return refuse("cannot-rename", `\`${name}\` is part of the language, and keeps its name.`);
    return refuse("cannot-rename", `It is not known where \`${name}\` is declared.`);
  }
  if (definitions.length > 1) {
    return refuse("cannot-rename", `\`${name}\` means more than one name here.`, { help: "Rename them one by one." });
  }
  if (definition.module.uri.startsWith(library)) {
    const message = `\`${definition.name}\` belongs to the standard library, and keeps its name.`;
    const help = `Import it under another: \`${definition.name} as …\`.`;
    return refuse("cannot-rename", message, callables.has(definition.kind) ? { help } : {});
  }
  const span = nameSpan(occurrence, definition);
  return span === undefined ? refuse("cannot-rename", "This stands for several names.") : { definition, span };
}

/**
 * The edits that rename a definition in these modules. Refuses words that are no names, operators of the catalogue for what
 * is called, and every name by which something would then mean something else than before.
 */
export function renameEdits(
  program: Program,
  modules: readonly Module[],
  definition: NameDefinition,
  name: string,
): readonly TextEdit[] | Refusal {
  const refusal = unfit(definition, name);
  if (refusal !== undefined) return refusal;
  if (name === definition.name) return [];
  const edits: TextEdit[] = [];
  for (const module of new Set([definition.module, ...modules])) {
    for (const occurrence of occurrencesOf(module).all) {
      if (!means(program, occurrence, definition)) continue;
      // An alias stays, and so does a glob with stars.
      const span = nameSpan(occurrence, definition);
      if (span === undefined) continue;
      const definitions = definitionsOf(program, occurrence.refers);
      if (definitions.length > 1) return ambiguous(module, occurrence);
      edits.push({ module, span, text: name });
    }
  }
  return changedMeaning(program, modules, edits, name) ?? edits;
}

/** The text of a module with its edits, which are in order, applied. */
export function applyEdits(module: Module, edits: readonly TextEdit[]): string {
  const { text } = module.file.lines;
  let result = "";
  let end = 0;
  for (const { span, text: replacement } of edits.filter((edit) => edit.module === module)) {
    result += text.slice(end, span.start) + replacement;
    end = span.end;
  }
  return result + text.slice(end);
}

function unfit({ kind }: NameDefinition, name: string): Refusal | undefined {
  const code = "bad-name";
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return refuse(code, `\`${name}\` is no name: names are letters, digits and \`_\`, and do not begin with a digit.`);
  }
  if (keywordNames.includes(name)) return refuse(code, `\`${name}\` is a word of the language.`);
  if (reservedNames.includes(name)) return refuse(code, `\`${name}\` is kept for a later version of the language.`);
  if (callables.has(kind) && isShipped(name)) {
    return refuse(code, `\`${name}\` is an operator or function of the catalogue.`);
  }
  return undefined;
}

/** Where the definition's own name stands; a number behind it, as in `conv_2`, is not part of it. */
function nameSpan({ name, span }: Occurrence, definition: NameDefinition): Span | undefined {
  if (name === definition.name) return span;
  if (!name.startsWith(`${definition.name}_`)) return undefined;
  return { start: span.start, end: span.start + definition.name.length };
}

function ambiguous(module: Module, { name, span }: Occurrence): Refusal {
  const line = lineAt(module.file.lines, span.start) + 1;
  const message = `\`${name}\` in line ${line} stands for several names at once.`;
  return refuse("ambiguous", message, { help: "Write that path out first." });
}

/** Reads the edited texts anew: refuses where a name of any of the modules no longer means what it meant. */
function changedMeaning(
  program: Program,
  modules: readonly Module[],
  edits: readonly TextEdit[],
  name: string,
): Refusal | undefined {
  const edited = new Map<string, Module>();
  for (const module of new Set(edits.map((edit) => edit.module))) {
    edited.set(module.uri, readModule(module.uri, readSource(applyEdits(module, edits), module.file)));
  }
  const after: Program = {
    imported(from, path) {
      const module = program.imported(from, path);
      return isRefusal(module) ? module : (edited.get(module.uri) ?? module);
    },
  };
  const ordinalBefore = ordinals();
  const ordinalAfter = ordinals();
  for (const module of modules) {
    const old = occurrencesOf(module).all;
    const now = occurrencesOf(edited.get(module.uri) ?? module).all;
    for (const [index, occurrence] of old.entries()) {
      const before = definitionsOf(program, occurrence.refers).map(ordinalBefore).sort().join();
      const later = definitionsOf(after, now[index]?.refers).map(ordinalAfter).sort().join();
      if (before === later && now.length === old.length) continue;
      const line = lineAt(module.file.lines, occurrence.span.start) + 1;
      const message = `\`${name}\` is taken: \`${occurrence.name}\` in line ${line} would then mean something else.`;
      return refuse("name-taken", message, { help: "Choose another name." });
    }
  }
  return undefined;
}

/** Numbers definitions by their place among the names of their file, which renaming does not change. */
function ordinals(): (definition: NameDefinition) => string {
  const byModule = new Map<Module, ReadonlyMap<number, number>>();
  return ({ module, span }) => {
    let known = byModule.get(module);
    if (known === undefined) {
      known = new Map(occurrencesOf(module).all.map((occurrence, index) => [occurrence.span.start, index]));
      byModule.set(module, known);
    }
    return `${module.uri} ${known.get(span.start)}`;
  };
}
