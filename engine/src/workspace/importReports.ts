/** What is wrong with a file's imports, and with what stands behind them. */
import { type FileReport, isRefusal, type Refusal } from "../base/report.ts";
import type { Program } from "../semantics/callable.ts";
import { type Module, reportAt } from "../semantics/module.ts";
import type { ShownNet } from "./workspace.ts";

/** Files that cannot be read, cycles, and names that are not declared there. */
export function importReports(program: Program, module: Module): FileReport[] {
  const reports: FileReport[] = [];
  const cycle = importCycle(program, module);
  for (const { path, place } of module.importPaths) {
    const from: Module | Refusal = program.imported(module, path);
    if (isRefusal(from)) {
      if (from.code !== "silent") reports.push(reportAt(place, from.code, from.message, from.help));
      continue;
    }
    if (cycle?.includes(from.uri)) {
      const names = cycle.map((uri) => uri.slice(uri.lastIndexOf("/") + 1)).join(" → ");
      reports.push(
        reportAt(
          place,
          "import-cycle",
          `These files import each other: ${names}.`,
          "Move what both need into a third file.",
        ),
      );
    }
    for (const imported of module.imports.values()) {
      if (imported.path !== path || from.declarations.has(imported.name)) continue;
      const has = [...from.declarations.keys()].join(", ");
      reports.push(
        reportAt(
          imported.place,
          "not-declared-there",
          `"${path}" does not declare \`${imported.name}\`.`,
          has === "" ? undefined : `It declares ${has}.`,
        ),
      );
    }
  }
  return reports;
}

/** Errors in imported files stand there; here stands that the figures suffer from them. */
export function errorsInImports(program: Program, module: Module, shown: readonly ShownNet[]): FileReport[] {
  const errors = shown.flatMap(({ elaborated }) => elaborated.reports.filter(({ severity }) => severity === "error"));
  return module.importPaths.flatMap(({ path, place }) => {
    const from = program.imported(module, path);
    const [first] = isRefusal(from) ? [] : errors.filter(({ uri }) => uri === from.uri);
    if (first === undefined) return [];
    const message = `"${path}" has errors, so the figures are at least what they say: ${first.message}`;
    return [reportAt(place, "errors-in-import", message, "Open that file.", "warning")];
  });
}

/** The files on a way from the module back to itself, in order; undefined where there is none. */
function importCycle(program: Program, start: Module): readonly string[] | undefined {
  const seen = new Set<string>();
  const visit = (module: Module, way: readonly string[]): readonly string[] | undefined => {
    for (const { path } of module.importPaths) {
      const next = program.imported(module, path);
      if (isRefusal(next)) continue;
      if (next.uri === start.uri) return [...way, next.uri];
      if (seen.has(next.uri)) continue;
      seen.add(next.uri);
      const found = visit(next, [...way, next.uri]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(start, [start.uri]);
}
