/** Diagnostics for clients that ask for them. Those get none pushed. */
import type { Analysis } from "@lathe/engine";
import {
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver";
import type { Feature } from "../feature.ts";
import { diagnostics } from "./diagnostics.ts";

/** An answer waits this long for the next key stroke, so that a word half typed is not scolded. */
const restingTime = 150;

/** All diagnostics, or that they are still those of an earlier answer. */
export function pulledDiagnostics(analysis: Analysis, previousResultId?: string): DocumentDiagnosticReport {
  const items = diagnostics(analysis);
  const resultId = fingerprint(JSON.stringify(items));
  return resultId === previousResultId
    ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
    : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

/** Equal texts have equal ones; that others have the same is as likely as drawing it twice among 2^53 (cyrb53). */
function fingerprint(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return `${text.length}-${(4294967296 * (2097151 & low) + (high >>> 0)).toString(36)}`;
}

export const pullDiagnosticsFeature: Feature = {
  name: "pulled diagnostics",
  capabilities: {
    diagnosticProvider: { identifier: "lathe", interFileDependencies: true, workspaceDiagnostics: false },
  },
  attach(connection, host) {
    connection.languages.diagnostics.on(async ({ textDocument, previousResultId }, token) => {
      await new Promise((resolve) => setTimeout(resolve, restingTime));
      if (token.isCancellationRequested)
        return new ResponseError(LSPErrorCodes.RequestCancelled, "The text has changed.");
      const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
      return host.answer("pulled diagnostics", textDocument.uri, nothing, (analysis) =>
        pulledDiagnostics(analysis, previousResultId),
      );
    });
  },
};
