/** Documentation of operators and blocks as Markdown, for hovers and completion. */
import { type Declaration, documentation, type Operator, spanOf } from "@lathe/engine";

/** `conv(out, kernel, stride = 1, …)` and what each of them means. */
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

export function signature(operator: Operator): string {
  const parameters = Object.entries(operator.parameters).map(([name, { default: value }]) =>
    value.kind === "required" ? name : `${name}=${value.text.length > 12 ? "…" : value.text}`,
  );
  const inputs = operator.inputs.slice(1).map(({ name, variadic }) => (variadic === undefined ? name : `…${name}`));
  return `${operator.name}(${[...inputs, ...parameters].join(", ")})`;
}

/** A declaration's head as it is written, and the `##` lines above it. */
export function declarationDocs(declaration: Declaration): string {
  const { lines } = declaration.module.file;
  const span = spanOf(lines, declaration.chunk.chunk, declaration.statement.at);
  const head = lines.text.slice(span.start, span.end).split("{")[0]?.trim() ?? declaration.name;
  return [`\`\`\`lathe\n${head}\n\`\`\``, documentation(declaration) ?? ""].filter((part) => part !== "").join("\n\n");
}
