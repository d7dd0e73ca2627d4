/** What a file declares and imports, before anything is evaluated. */
import type { FileReport, Severity } from "../base/report.ts";
import type { Place } from "../graph/graph.ts";
import type {
  BlockDeclaration,
  FunctionDeclaration,
  NetDeclaration,
  OperatorDeclaration,
  Range,
  Statement,
} from "../syntax/ast.ts";
import type { Chunk } from "../syntax/chunks.ts";
import { documentationOf, type SourceChunk, type SourceFile, spanOf } from "../syntax/read.ts";

export interface Module {
  readonly uri: string;
  readonly file: SourceFile;
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** By the name used here. */
  readonly imports: ReadonlyMap<string, ImportedName>;
  readonly importPaths: readonly ImportPath[];
  /** About the declarations themselves: names declared twice, statements that have no place at the top. */
  readonly reports: readonly FileReport[];
}

export type Declaration = {
  readonly name: string;
  readonly module: Module;
  readonly chunk: SourceChunk;
  /** Where its name stands. */
  readonly place: Place;
} & (
  | { readonly kind: "net"; readonly statement: NetDeclaration }
  | { readonly kind: "variant"; readonly statement: Statement & { readonly kind: "variant" } }
  | { readonly kind: "block"; readonly statement: BlockDeclaration }
  | { readonly kind: "fn"; readonly statement: FunctionDeclaration }
  | { readonly kind: "op"; readonly statement: OperatorDeclaration }
);

export interface ImportPath {
  readonly path: string;
  readonly place: Place;
}

export interface ImportedName {
  /** Its name over there. */
  readonly name: string;
  readonly path: string;
  readonly place: Place;
}

/** The versions of the language that this release reads. */
const languageVersion = 1;

/** What is wrong more often is not said again, and no file needs more of others. */
const maximumReports = 2000;
const maximumImports = 2000;

export function readModule(uri: string, file: SourceFile): Module {
  const declarations = new Map<string, Declaration>();
  const imports = new Map<string, ImportedName>();
  const importPaths: ImportPath[] = [];
  const reports: FileReport[] = [];
  const module: Module = { uri, file, declarations, imports, importPaths, reports };
  const place = (chunk: Chunk, at: Range): Place => ({ uri, lines: file.lines, chunk, at });
  const complain = (where: Place, code: string, message: string, help?: string, severity: Severity = "error") => {
    if (reports.length < maximumReports) reports.push(reportAt(where, code, message, help, severity));
  };
  const declare = (name: string, where: Place, add: () => void): void => {
    if (declarations.has(name) || imports.has(name)) {
      complain(where, "declared-twice", `\`${name}\` is already declared in this file.`, "Rename one of the two.");
    } else add();
  };

  for (const [index, chunk] of file.chunks.entries()) {
    const { statement } = chunk;
    const here = place(chunk.chunk, statement.at);
    switch (statement.kind) {
      case "net":
      case "variant":
      case "block":
      case "fn":
      case "op": {
        const { name, at } = statement.name;
        const where = place(chunk.chunk, at);
        // The union of declarations is the union of these statements, one by one; TypeScript cannot pair them itself.
        const declaration = { kind: statement.kind, name, module, chunk, place: where, statement } as Declaration;
        declare(name, where, () => declarations.set(name, declaration));
        break;
      }
      case "import": {
        const path = statement.path.value;
        if (importPaths.length < maximumImports)
          importPaths.push({ path, place: place(chunk.chunk, statement.path.at) });
        const body = statement.body === undefined ? undefined : chunk.bodies[statement.body];
        if (body === undefined)
          complain(here, "empty-import", "This import takes nothing.", 'Write `import "…" { name }`.');
        for (const inner of body?.chunks ?? []) {
          if (inner.statement.kind !== "entries") continue;
          for (const entry of inner.statement.entries) {
            if (entry.kind !== "import") continue;
            const local = entry.alias ?? entry.name;
            const where = place(inner.chunk, local.at);
            declare(local.name, where, () => imports.set(local.name, { name: entry.name.name, path, place: where }));
          }
        }
        break;
      }
      case "version":
        if (index !== 0)
          complain(here, "misplaced-version", "The language version must be the first line of the file.");
        else if (statement.version !== languageVersion) {
          complain(
            here,
            "unknown-version",
            `This file is of language version ${statement.version}; this Lathe reads version 1.`,
            "Update Lathe.",
          );
        }
        break;
      case "broken":
        break;
      default:
        complain(
          here,
          "misplaced-statement",
          "This statement stands outside every net and block.",
          "Move it into a `net { … }`.",
        );
    }
  }
  return module;
}

/** Documentation above a declaration, without its examples. */
export function documentation(declaration: Declaration): string | undefined {
  const lines = documentationOf(declaration.module.file.lines, declaration.chunk.chunk)?.split("\n");
  const text = lines?.filter((line) => !line.startsWith("example:")).join("\n");
  return text === "" ? undefined : text;
}

/** The `## example: basic(64) on f32[1, 64, 56, 56]` lines above a block, without `example:`. */
export function examplesOf(declaration: Declaration): readonly string[] {
  const lines = documentationOf(declaration.module.file.lines, declaration.chunk.chunk)?.split("\n") ?? [];
  return lines.flatMap((line) => (line.startsWith("example:") ? [line.slice("example:".length).trim()] : []));
}

export function reportAt(
  place: Place,
  code: string,
  message: string,
  help?: string,
  severity: Severity = "error",
): FileReport {
  const span = spanOf(place.lines, place.chunk, place.at);
  return { uri: place.uri, code, severity, span, message, ...(help !== undefined && { help }) };
}
