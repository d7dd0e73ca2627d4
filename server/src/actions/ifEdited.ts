/** What would be if the text were edited: for titles that say what an offer brings. */
import type { Analysis, NetCost } from "@lathe/engine";
import { type ActionRequest, applyEdits, type Edit, insertion } from "./action.ts";
import { indentAt, lineEndOf, statementAt, wholeOf } from "./tree.ts";

/** The analysis of the edited text, among all files as they are; undefined where it brings errors that were not there. */
export function analysisAfter(
  { analysis, host }: ActionRequest,
  edits: readonly Edit[],
  { solved = 0 }: { readonly solved?: number } = {},
): Analysis | undefined {
  const { uri, text } = analysis;
  const after = host.withTexts(new Map([[uri, applyEdits(text, edits)]])).analyse(uri);
  return after === undefined || errorCount(after) > errorCount(analysis) - solved ? undefined : after;
}

function errorCount({ reports }: Analysis): number {
  return reports.filter(({ severity }) => severity === "error").length;
}

/** Whether some op's precision is stated already. */
export function statesPrecision({ graph }: NetCost): boolean {
  return graph.ops.some(({ annotations }) => annotations.some(({ reading }) => reading.kind === "precision"));
}

/** A line of its own below the statement of a kind in which an offset stands; undefined where it stands in none. */
export function lineBelow(
  { analysis }: ActionRequest,
  offset: number,
  kind: "budget" | "target",
  line: string,
): Edit | undefined {
  const { file } = analysis.module;
  const located = statementAt(file, offset);
  const statement = [...(located?.parents ?? []), ...(located === undefined ? [] : [located.chunk])].findLast(
    (each) => each.statement.kind === kind,
  );
  if (statement === undefined) return undefined;
  const { start, end } = wholeOf(file, statement);
  const comment = /^[ \t]*#[^\r\n]*/.exec(analysis.text.slice(end))?.[0].length ?? 0;
  return insertion(end + comment, `${lineEndOf(analysis.text)}${indentAt(file, start)}${line}`);
}
