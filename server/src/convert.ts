/** The only place that knows lines and UTF-16 columns; inside, positions are offsets. JavaScript strings are UTF-16 too. */
import { type FileReport, lineAt, type Severity, type SourceLines, type Span } from "@lathe/engine";
import { type Diagnostic, DiagnosticSeverity, type Position, type Range } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { FoundInDevice } from "./deviceFiles.ts";

export function toPosition(lines: SourceLines, offset: number): Position {
  const line = lineAt(lines, offset);
  return { line, character: Math.max(0, offset - (lines.starts[line] ?? 0)) };
}

/** An offset within the text, also where the position lies beyond a line's or the text's end. */
export function toOffset(lines: SourceLines, position: Position): number {
  const start = lines.starts[position.line];
  if (start === undefined) return lines.text.length;
  const next = lines.starts[position.line + 1] ?? lines.text.length + 1;
  return Math.min(start + position.character, next - 1);
}

export function toRange(lines: SourceLines, span: Span): Range {
  return { start: toPosition(lines, span.start), end: toPosition(lines, span.end) };
}

/** Right behind the last token of a line, before a comment. */
export function endOfTokens(lines: SourceLines, line: number): Position {
  const last = lines.lines[line]?.tokens.at(-1);
  return { line, character: last === undefined ? 0 : last.startOffset + last.image.length };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toDiagnostic(lines: SourceLines, report: FileReport): Diagnostic {
  const { uri, related } = report;
  const message = report.help === undefined ? report.message : `${report.message}\n${report.help}`;
  return {
    range: toRange(lines, report.span),
    severity: severities[report.severity],
    code: report.code,
    source: "lathe",
    message,
    ...(related !== undefined && {
      relatedInformation: related.map((place) => ({
        location: { uri, range: toRange(lines, place.span) },
        message: place.message,
      })),
    }),
  };
}

/** A finding in a device file, whose text is no net's. */
export function deviceDiagnostic(text: TextDocument, { code, severity, message, span }: FoundInDevice): Diagnostic {
  const range = { start: text.positionAt(span.start), end: text.positionAt(span.end) };
  return { range, severity: severities[severity], code, source: "lathe", message };
}
