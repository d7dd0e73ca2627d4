/** Complaints of an analysis as the protocol's diagnostics. */
import type { Analysis } from "@lathe/engine";
import type { Diagnostic } from "vscode-languageserver";
import { toDiagnostic } from "../convert.ts";

export function diagnostics(analysis: Analysis): Diagnostic[] {
  return analysis.reports.map((report) => toDiagnostic(analysis.module.file.lines, report));
}
