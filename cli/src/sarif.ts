/** Diagnostics as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), which code hosts show on pull requests. */
import { isAbsolute, sep } from "node:path";
import type { Log, ReportingDescriptor, Result } from "sarif";
import type { DiagnosticJson } from "./output.ts";
import { version } from "./version.ts";

const levels: Readonly<Record<string, Result.level>> = {
  error: "error",
  warning: "warning",
  information: "note",
  hint: "note",
};

/** A log of the run over one file. Columns count UTF-16 units, as editors do. */
export function sarif(file: string, diagnostics: readonly DiagnosticJson[]): Log {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Lathe", version, rules: codes.map(rule) } },
        // A code host that is given the logs of several files takes them for one another unless they say what they are of.
        automationDetails: { id: `lathe/${segmentsOf(file).join("/")}/` },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((diagnostic) => result(diagnostic, codes)),
      },
    ],
  };
}

function rule(code: string): ReportingDescriptor {
  // `budget-broken` reads "Budget broken".
  const words = code.replaceAll("-", " ");
  return { id: code, shortDescription: { text: words.charAt(0).toUpperCase() + words.slice(1) } };
}

function result(diagnostic: DiagnosticJson, codes: readonly string[]): Result {
  const { code, severity, message, help, file, line, column, endLine, endColumn } = diagnostic;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity] ?? "note",
    message: { text: help === undefined ? message : `${message} ${help}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
      },
    ],
  };
}

/** A path as a URI: relative paths stay relative, so that a code host finds the file in its repository. */
function uriOf(path: string): string {
  const encoded = segmentsOf(path).map(encodeURIComponent).join("/");
  if (!isAbsolute(path)) return encoded;
  // `C:` of Windows stands behind a slash of its own, and keeps its colon.
  return `file://${encoded.startsWith("/") ? encoded : `/${encoded.replace("%3A", ":")}`}`;
}

function segmentsOf(path: string): readonly string[] {
  return path.split(sep === "/" ? sep : /[/\\]/);
}
