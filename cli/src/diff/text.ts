/** A comparison for a terminal. */
import { plainTable } from "../table.ts";
import { type Comparison, movesOf, type NetComparison } from "./comparison.ts";
import {
  circumstances,
  countsText,
  layerColumns,
  operatorText,
  overviewCells,
  overviewLabels,
  peakPath,
  resultText,
  rowLayers,
  totalRows,
  writtenText,
} from "./words.ts";

const marks = { added: "+", removed: "−", changed: "~", moved: "→", same: "" } as const;

/** Totals of all nets, and the layers of those that changed. */
export function diffText({ before, after, nets }: Comparison): string {
  const sections = nets.length === 1 ? nets : nets.filter(({ status }) => status === "changed");
  const overview = nets.length === 1 ? [] : [overviewText(nets)];
  const end = nets.length > 1 && nets.every(({ status }) => status === "same") ? ["No difference."] : [];
  const text = [`${before} → ${after}`, ...overview, ...sections.map(netText), ...end].join("\n\n");
  return `${text.replace(/ +$/gm, "")}\n`;
}

function overviewText(nets: readonly NetComparison[]): string {
  const table = plainTable(
    ["", "net", ...overviewLabels],
    ["left", "left", ...overviewLabels.map(() => "right" as const)],
  );
  for (const net of nets) table.push([marks[net.status], net.name, ...overviewCells(net)]);
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
  for (const row of totalRows(net)) totals.push([`  ${row.label}`, row.before, row.after, row.change]);
  const [from, to] = [peakPath(diff.before), peakPath(diff.after)];
  if (from !== to || status !== "same") totals.push(["  peak at", from, to, from === to ? "same" : ""]);
  const heading = notes.length === 0 ? title : `${title}: ${notes.join("; ")}`;
  const moves = movesOf(diff.layers).map(
    ({ from: path, to: target, count }) => `  → ${path} is ${target} now${count === 1 ? "" : ` (${count} layers)`}`,
  );
  const parts = [`${heading}\n${totals.toString()}`, layersText(net), moves.join("\n")];
  if (status !== "same") parts.push(`  ${countsText(net)}`);
  return parts.filter((part) => part !== "").join("\n\n");
}

function layersText(net: NetComparison): string {
  const layers = rowLayers(net);
  if (layers.length === 0) return "";
  const columns = layerColumns(layers);
  const hasWritten = layers.some((layer) => writtenText(layer) !== "");
  const table = plainTable(
    ["  layer", "operator", "result", ...columns.map(({ label }) => label), hasWritten ? "written" : ""],
    ["left", "left", "left", ...columns.map(() => "right" as const), "left"],
  );
  for (const layer of layers) {
    table.push([
      `${marks[layer.status]} ${(layer.after ?? layer.before)?.path}`,
      operatorText(layer),
      resultText(layer),
      ...columns.map(({ cell }) => cell(layer)),
      writtenText(layer),
    ]);
  }
  return table.toString();
}
