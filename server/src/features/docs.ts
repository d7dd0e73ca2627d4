/** Documentation of operators and blocks as Markdown, for hovers and completion. */
import {
  type AnnotationDefinition,
  type Declaration,
  documentation,
  type Operator,
  type Parameter,
  signature,
  spanOf,
} from "@lathe/engine";

/** The signature, and what there is to say. */
export function operatorDocs(operator: Operator): string {
  return `\`\`\`lathe\n${signature(operator)}\n\`\`\`\n\n${operatorText(operator)}`;
}

/** What each parameter means and what is counted, for those who have the signature already. */
export function operatorText(operator: Operator): string {
  return [
    operator.summary,
    parameterList(operator.parameters),
    operator.formula === undefined ? "" : `MACs: ${operator.formula}.`,
    `FLOPs add: ${operator.arithmetic}.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function parameterList(parameters: Readonly<Record<string, Parameter<unknown>>>): string {
  return Object.entries(parameters)
    .map(
      ([name, { doc, type, default: value }]) =>
        `- \`${name}\`: ${type}${value.kind === "required" ? "" : ` (${value.text})`} — ${doc}`,
    )
    .join("\n");
}

/** What an annotation does, how it is written, and whether figures follow it. */
export function annotationDocs(definition: AnnotationDefinition): string {
  return `**@${definition.name}**: ${definition.summary}\n\n${annotationText(definition)}`;
}

/** The same for those who have read its sentence already. */
export function annotationText({ example, parameters, effect }: AnnotationDefinition): string {
  return [
    effect === "now" ? "" : "It takes effect with compression; until then the figures leave it out.",
    parameterList(parameters),
    `\`\`\`lathe\n${example}\n\`\`\``,
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

/** The first sentence of a declaration's documentation; empty where there is none. */
export function firstSentence(declaration: Declaration): string {
  const text = (documentation(declaration) ?? "").replaceAll("\n", " ");
  return /^.*?[.!?](?=\s|$)/.exec(text.replace(/\bet al\./g, "et al\u2024"))?.[0].replaceAll("\u2024", ".") ?? text;
}
