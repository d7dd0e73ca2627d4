/** A comparison as a comment on a pull request: totals first, then what changed most; the rest is folded away. */
import { type Comparison, movesOf, type NetComparison } from "./comparison.ts";
import { layerLatency } from "./onTargets.ts";
import {
  circumstances,
  countsText,
  hasLatency,
  type LayerColumn,
  type LayerRow,
  layerColumns,
  layerRows,
  operatorText,
  overviewCells,
  overviewLabels,
  overviewTargets,
  peakPath,
  resultText,
  targetNotes,
  targetRows,
  totalRows,
  writtenText,
} from "./words.ts";

/** GitHub takes comments of 65,536 characters; what is counted here is bytes, and others may want to add a line. */
const maximumBytes = 60_000;

/** Kept free for what closes a part that has become too long. */
const reserve = 500;

/** So many layers are shown without unfolding. */
const openLayers = 8;

/** Longer names are cut: a path has some dozen characters. */
const maximumName = 120;

/** What is said of a figure on a target names two tables at most. */
const maximumNote = 400;

/** A comparison in GitHub's Markdown, never longer than a comment may be. No name in it can be taken for markup. */
export function diffMarkdown({ before, after, nets }: Comparison): string {
  const page = new Page();
  page.add(`### ${code(before)} → ${code(after)}\n`);
  if (nets.length === 0) page.add("\nNo nets.\n");
  const [first, ...others] = nets.length === 1 ? nets : nets.filter(({ status }) => status === "changed");
  if (nets.length > 1) {
    const targets = overviewTargets(nets);
    const labels = [...overviewLabels, ...targets.map((name) => code(name))];
    const head = `\n| | net | ${labels.join(" | ")} |\n|---|---|${"--:|".repeat(labels.length)}\n`;
    const rows = nets.map((net) => row(net.status, code(net.name), ...overviewCells(net, targets)));
    addAll(page, head, rows);
  }
  if (first !== undefined) addNet(page, first);
  else if (nets.length > 0 && nets.every(({ status }) => status === "same")) page.add("\nNo difference.\n");
  for (const net of others) {
    page.addFolded(`${htmlCode(net.name)}: ${countsText(net)}`, () => addNet(page, net));
  }
  return page.end();
}

function addNet(page: Page, net: NetComparison): void {
  const { diff, before, after, status } = net;
  const renamed = before.net !== undefined && after.net !== undefined && before.net.name !== after.net.name;
  const title = renamed ? `${code(before.net.name)} → ${code(after.net.name)}` : code(net.name);
  const notes = [...(status === "added" || status === "removed" ? [status] : []), ...circumstances(net).map(code)];
  const [from, to] = [peakPath(diff.before), peakPath(diff.after)];
  const table = [
    `| ${title} | before | after | change |\n|---|--:|--:|--:|\n`,
    ...totalRows(net).map(({ label, before: old, after: now, change }) => row(label, old, now, change)),
    row("peak at", codeOrNothing(from), codeOrNothing(to), from === to ? "same" : ""),
    ...targetRows(net).map(({ label, target = "", before: old, after: now, change }) =>
      row(`${label} on ${code(target)}`, old, now, change),
    ),
  ];
  page.add(`\n${table.join("")}${notes.map((note) => `\n${note}\n`).join("")}`);
  const surety = targetNotes(net).map(({ target, text }) => `- ${code(target)}: ${code(text, maximumNote)}\n`);
  if (surety.length > 0) addAll(page, "\n", surety);
  if (status === "same") return;
  page.add(`\n**${countsText(net)}**\n`);
  const moves = movesOf(diff.layers).map(
    ({ from: path, to: target, count }) =>
      `- ${code(path)} is ${code(target)} now${count === 1 ? "" : ` (${count} layers)`}\n`,
  );
  if (moves.length > 0) addAll(page, "\n", moves);
  const layers = byWeight(net, layerRows(net));
  if (layers.length === 0) return;
  const columns = layerColumns(net, layers);
  const hasWritten = layers.some(({ layer }) => writtenText(layer) !== "");
  const labels = [
    "",
    "layer",
    "operator",
    "result",
    ...columns.map(({ label, isTarget }) => (isTarget ? code(label) : label)),
    ...(hasWritten ? ["written"] : []),
  ];
  const aligns = ["---", "---", "---", "---", ...columns.map(() => "--:"), ...(hasWritten ? ["---"] : [])];
  const head = `\n| ${labels.join(" | ")} |\n|${aligns.join("|")}|\n`;
  const rows = layers.map((layer) => layerRow(layer, columns, hasWritten));
  addAll(page, head, rows.slice(0, openLayers));
  const rest = rows.slice(openLayers);
  if (rest.length > 0) page.addFolded(`Layers that changed less: ${rest.length}`, () => addAll(page, head, rest));
}

/** A table's head and rows, or a list: as many as there is room for. */
function addAll(page: Page, head: string, rows: readonly string[]): void {
  for (const part of [head, ...rows]) page.add(part);
}

function layerRow({ layer, status }: LayerRow, columns: readonly LayerColumn[], hasWritten: boolean): string {
  return row(
    status,
    codeOrNothing((layer.after ?? layer.before)?.path ?? ""),
    codeOrNothing(operatorText(layer)),
    codeOrNothing(resultText(layer)),
    ...columns.map(({ cell }) => cell(layer)),
    ...(hasWritten ? [codeOrNothing(writtenText(layer))] : []),
  );
}

/** By the largest share of a total that a layer adds or takes, latency included; what is not known comes first. */
function byWeight({ diff, targets }: NetComparison, rows: readonly LayerRow[]): readonly LayerRow[] {
  const totals = diff.totals.flatMap(({ name, before = 0, after = 0 }) =>
    name === "macs" || name === "params" || name === "sizeBytes" || name === "flops"
      ? [{ name, most: Math.max(before, after, 1) }]
      : [],
  );
  const timed = targets.filter(hasLatency).map((target) => {
    const milliseconds = [target.before, target.after].map((on) => on?.estimate.milliseconds ?? 0);
    return { target, most: Math.max(...milliseconds) };
  });
  const share = (delta: number | undefined, most: number) =>
    delta === undefined || !Number.isFinite(delta) ? Number.POSITIVE_INFINITY : Math.abs(delta) / most;
  const weight = ({ layer }: LayerRow) =>
    Math.max(
      ...totals.map(({ name, most }) => share(layer.delta[name], most)),
      ...timed.map(({ target, most }) => share(layerLatency(target, layer).delta, most)),
    );
  const weighed = rows.map((each) => ({ each, weight: weight(each) }));
  return weighed.sort((a, b) => (a.weight === b.weight ? 0 : b.weight - a.weight)).map(({ each }) => each);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

function codeOrNothing(text: string): string {
  return text === "" ? "" : code(text);
}

/** Text in the typewriter's face, whatever it holds: neither Markdown nor HTML can begin or end in it. It is cut where it is longer than `most`. */
function code(text: string, most = maximumName): string {
  // Most names may stand between backticks as they are. For the others HTML is the one notation without exceptions.
  const isPlain =
    /^[\w./:;~^@(){}[\]=,×→−–+…µ"-]+(?: [\w./:;~^@(){}[\]=,×→−–+…µ"-]+)*$/.test(text) && text.length <= most;
  return isPlain ? `\`${text}\`` : htmlCode(text, most);
}

/** The same where Markdown is not read, as in a summary. */
function htmlCode(text: string, most = maximumName): string {
  const characters = [...text];
  const short = characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
  return `<code>${escaped(short)}</code>`;
}

/** A number for each character that could mean something; control characters mean nothing to anybody. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd")
    .replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** A text that stops growing when it is as long as a comment may be. */
class Page {
  private text = "";
  private bytes = 0;
  private isFull = false;

  /** Adds a part in whole; or nothing of it, and of what follows. */
  add(part: string): void {
    this.isFull ||= this.bytes + Buffer.byteLength(part) > maximumBytes - reserve;
    if (!this.isFull) this.append(part);
  }

  /** What is shown when it is unfolded. The summary is HTML. */
  addFolded(summary: string, content: () => void): void {
    this.add(`\n<details><summary>${summary}</summary>\n`);
    if (this.isFull) return;
    content();
    this.append("\n</details>\n");
  }

  /** The whole text; it says so where something found no room. */
  end(): string {
    if (this.isFull)
      this.append("\n… There is more than a comment can hold. `lathe diff` without a format shows it all.\n");
    return this.text;
  }

  private append(part: string): void {
    this.text += part;
    this.bytes += Buffer.byteLength(part);
  }
}
