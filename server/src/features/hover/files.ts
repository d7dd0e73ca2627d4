/** Paths of files: what an import offers, and how weights fit the net. */
import {
  type FileContent,
  glob,
  isRefusal,
  type Module,
  matchWeights,
  type Refusal,
  type ShownNet,
  type Span,
  type syntax,
} from "@lathe/engine";
import { type Neighbours, programOf } from "../../neighbours.ts";
import { declarationDocs, firstSentence } from "../docs.ts";
import { netAround } from "./annotations.ts";
import { type HoverPart, type HoverPlace, listed, paragraphs, plural, spanAround, standingAt } from "./part.ts";

export const imports: HoverPart = (at) => {
  const standing = standingAt(at.analysis.module.file, at.offset);
  if (standing === undefined) return undefined;
  const { chunk, context, outer } = standing;
  const { statement } = chunk;
  if (statement.kind === "import") {
    const span = spanAround(at, chunk, { first: 0, last: statement.path.at.last });
    const from = importedModule(at, statement.path.value);
    return span === undefined || from === undefined
      ? undefined
      : { text: offerText(statement.path.value, from), ...span };
  }
  if (context !== "import" || statement.kind !== "entries" || outer?.statement.kind !== "import") return undefined;
  const from = importedModule(at, outer.statement.path.value);
  for (const entry of statement.entries) {
    const span = spanAround(at, chunk, entry.at);
    if (entry.kind !== "import" || span === undefined) continue;
    const declaration = from?.declarations.get(entry.name.name);
    return declaration === undefined ? undefined : { text: declarationDocs(declaration), ...span };
  }
  return undefined;
};

function importedModule({ analysis, neighbours }: HoverPlace, path: string): Module | undefined {
  const from = programOf(neighbours).imported(analysis.module, path);
  return isRefusal(from) ? undefined : from;
}

function offerText(path: string, { declarations }: Module): string {
  const lines = [...declarations.values()].map((declaration) => {
    const doc = firstSentence(declaration);
    return `- ${declaration.kind === "variant" ? "net" : declaration.kind} \`${declaration.name}\`${doc === "" ? "" : `: ${doc}`}`;
  });
  return paragraphs([`**${path}** declares`, lines.join("\n")]);
}

export const weights: HoverPart = (at) => {
  const standing = standingAt(at.analysis.module.file, at.offset);
  const shown = netAround(at);
  const statement = standing?.chunk.statement;
  if (standing === undefined || shown === undefined || statement?.kind !== "weights") return undefined;
  const span: Span | undefined = spanAround(at, standing.chunk, { first: 0, last: statement.path.at.last });
  return span === undefined
    ? undefined
    : { text: weightsText(at.analysis.uri, at.neighbours, shown, statement), ...span };
};

export const data: HoverPart = (at) => {
  const standing = standingAt(at.analysis.module.file, at.offset);
  const statement = standing?.chunk.statement;
  if (standing === undefined || statement?.kind !== "data") return undefined;
  const span = spanAround(at, standing.chunk, { first: 0, last: statement.path.at.last });
  if (span === undefined) return undefined;
  const path = statement.path.value;
  return { text: contentText(path, at.neighbours.contentOf(at.analysis.uri, path)), ...span };
};

/** The arrays of a file with their types, or what a folder has in it. */
function contentText(path: string, content: FileContent | Refusal): string {
  if (isRefusal(content)) return `**${path}**: ${content.code === "silent" ? "it is not read yet" : content.message}`;
  if (content.kind === "folder") {
    const names = content.entries.map((name) => `\`${name}\``);
    return paragraphs([`**${path}** has`, names.length === 0 ? "nothing in it" : listed(names, 12)]);
  }
  const arrays = [...content.tensors].map(
    ([name, { dtype, shape }]) => `\`${name}\` ${dtype ?? "?"}[${shape.join(", ")}]`,
  );
  return paragraphs([`**${path}** holds`, listed(arrays, 12)]);
}

function weightsText(
  uri: string,
  { contentOf }: Neighbours,
  { name, cost, elaborated }: ShownNet,
  { path }: syntax.Statement & { readonly kind: "weights" },
): string {
  const declared = elaborated.declared.weights.find((entry) => entry.path === path.value);
  const file = contentOf(uri, path.value);
  if (isRefusal(file)) {
    const reason = file.code === "silent" ? "it is not read yet" : file.message;
    return paragraphs([`**${path.value}**: ${reason}`, "Until then the net has random weights."]);
  }
  if (file.kind !== "tensors") return `**${path.value}** is a folder`;
  const rules = (declared?.map ?? []).map(({ from, to }) => ({ from: glob(from), to }));
  const { matched, missing, misshapen, unused } = matchWeights(cost.graph, file, rules);
  const names = (weights: readonly { readonly name: string }[]) =>
    listed(
      weights.map((weight) => `\`${weight.name}\``),
      6,
    );
  const total = matched + missing.length + misshapen.length;
  return paragraphs([
    `**${path.value}**: **${matched}** of the ${plural(total, "weight")} of ${name} are there`,
    missing.length === 0 ? "" : `missing: ${names(missing)}`,
    misshapen.length === 0 ? "" : `of another shape: ${names(misshapen)}`,
    unused.length === 0 ? "" : `of no use here: ${names(unused.map((tensor) => ({ name: tensor })))}`,
  ]);
}
