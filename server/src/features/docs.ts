/** Documentation of operators and blocks as Markdown, for hovers and completion. */
import { type Declaration, documentation, type Operator, signature, spanOf } from "@lathe/engine";

/** The signature, and what each parameter means. */
export function operatorDocs(operator: Operator): string {
  const parameters = Object.entries(operator.parameters).map(
    ([name, { doc, type, default: value }]) =>
      `- \`${name}\`: ${type}${value.kind === "required" ? "" : ` (${value.text})`} — ${doc}`,
  );
  return [
    `\`\`\`lathe\n${signature(operator)}\n\`\`\``,
    operator.summary,
    parameters.join("\n"),
    operator.formula === undefined ? "" : `MACs: ${operator.formula}.`,
    `FLOPs add: ${operator.arithmetic}.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** A declaration's head as it is written, and the `##` lines above it. */
export function declarationDocs(declaration: Declaration): string {
  const { lines } = declaration.module.file;
  const span = spanOf(lines, declaration.chunk.chunk, declaration.statement.at);
  const head = lines.text.slice(span.start, span.end).split("{")[0]?.trim() ?? declaration.name;
  return [`\`\`\`lathe\n${head}\n\`\`\``, documentation(declaration) ?? ""].filter((part) => part !== "").join("\n\n");
}
