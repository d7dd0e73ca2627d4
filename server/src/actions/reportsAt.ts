import { type Analysis, type FileReport, lineAt, type Span } from "@lathe/engine";

/**
 * Complaints that a selection or a cursor means: those that it touches, and without any of them those on its line, because
 * a cursor seldom stands in the word at fault.
 */
export function reportsAt({ reports, uri, module }: Analysis, span: Span): readonly FileReport[] {
  const own = reports.filter((report) => report.uri === uri);
  const touched = own.filter((report) => report.span.start <= span.end && span.start <= report.span.end);
  if (touched.length > 0) return touched;
  const { lines } = module.file;
  const [first, last] = [lineAt(lines, span.start), lineAt(lines, span.end)];
  return own.filter((report) => {
    const line = lineAt(lines, report.span.start);
    return first <= line && line <= last;
  });
}
