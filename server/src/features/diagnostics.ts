/** Complaints of an analysis as the protocol's diagnostics. */
import type { Analysis } from "@lathe/engine";
import type { Diagnostic } from "vscode-languageserver";
import { toDiagnostic } from "../convert.ts";

/** More than this help nobody. */
const maximumDiagnostics = 500;

export function diagnostics(analysis: Analysis): Diagnostic[] {
  return analysis.reports
    .slice(0, maximumDiagnostics)
    .map((report) => toDiagnostic(analysis.module.file.lines, report));
}
