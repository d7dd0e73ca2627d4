/** A comparison for a terminal. */
import { plainTable } from "../table.ts";
import { type Comparison, movesOf, type NetComparison } from "./comparison.ts";
import {
  circumstances,
  countsText,
  layerColumns,
  layerRows,
  operatorText,
  overviewCells,
  overviewLabels,
  overviewTargets,
  peakPath,
  resultText,
  type TotalRow,
  targetNotes,
  targetRows,
  totalRows,
  writtenText,
} from "./words.ts";

const marks = { added: "+", removed: "−", changed: "~", retimed: "~", moved: "→", same: "" } as const;

/** Totals of all nets, and the layers of those that changed. */
export function diffText({ before, after, nets }: Comparison): string {
  const sections = nets.length === 1 ? nets : nets.filter(({ status }) => status === "changed");
  const overview = nets.length === 1 ? [] : [overviewText(nets)];
  const end = nets.length > 1 && nets.every(({ status }) => status === "same") ? ["No difference."] : [];
  const text = [`${before} → ${after}`, ...overview, ...sections.map(netText), ...end].join("\n\n");
  return `${text.replace(/ +$/gm, "")}\n`;
}

function overviewText(nets: readonly NetComparison[]): string {
  const targets = overviewTargets(nets);
  const labels = [...overviewLabels, ...targets];
  const table = plainTable(["", "net", ...labels], ["left", "left", ...labels.map(() => "right" as const)]);
  for (const net of nets) table.push([marks[net.status], net.name, ...overviewCells(net, targets)]);
  return table.toString();
}

function netText(net: NetComparison): string {
  const { before, after, diff, status } = net;
  const [old, now] = [before.net?.name, after.net?.name];
  const title = old !== undefined && now !== undefined && old !== now ? `${old} → ${now}` : net.name;
  const notes = [
    ...(status === "same" ? ["no difference"] : status === "changed" ? [] : [status]),
    ...circumstances(net),
  ];
  const totals = plainTable(["", "before", "after", "change"], ["left", "right", "right", "left"]);
  const add = (row: TotalRow) => totals.push([`  ${labelOf(row)}`, row.before, row.after, row.change]);
  for (const row of totalRows(net)) add(row);
  const [from, to] = [peakPath(diff.before), peakPath(diff.after)];
  if (from !== to || status !== "same") totals.push(["  peak at", from, to, from === to ? "same" : ""]);
  for (const row of targetRows(net)) add(row);
  const surety = targetNotes(net).map(({ target, text }) => `  ${target}: ${text}`);
  const heading = notes.length === 0 ? title : `${title}: ${notes.join("; ")}`;
  const moves = movesOf(diff.layers).map(
    ({ from: path, to: target, count }) => `  → ${path} is ${target} now${count === 1 ? "" : ` (${count} layers)`}`,
  );
  const parts = [`${heading}\n${totals.toString()}`, surety.join("\n"), layersText(net), moves.join("\n")];
  if (status !== "same") parts.push(`  ${countsText(net)}`);
  return parts.filter((part) => part !== "").join("\n\n");
}

function labelOf({ label, target }: TotalRow): string {
  return target === undefined ? label : `${label} on ${target}`;
}

function layersText(net: NetComparison): string {
  const rows = layerRows(net);
  if (rows.length === 0) return "";
  const columns = layerColumns(net, rows);
  const hasWritten = rows.some(({ layer }) => writtenText(layer) !== "");
  const table = plainTable(
    ["  layer", "operator", "result", ...columns.map(({ label }) => label), hasWritten ? "written" : ""],
    ["left", "left", "left", ...columns.map(() => "right" as const), "left"],
  );
  for (const { layer, status } of rows) {
    table.push([
      `${marks[status]} ${(layer.after ?? layer.before)?.path}`,
      operatorText(layer),
      resultText(layer),
      ...columns.map(({ cell }) => cell(layer)),
      writtenText(layer),
    ]);
  }
  return table.toString();
}
