/** Tables for a terminal. */
import Table from "cli-table3";

/** A table without rules, its columns apart by blanks. */
export function plainTable(head: readonly string[], aligns: readonly Table.HorizontalAlignment[]): Table.Table {
  return new Table({
    head: [...head],
    colAligns: [...aligns],
    style: { head: [], border: [], compact: true },
    chars: noBorders,
  });
}

const noBorders = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((name) => [name, ""]),
);
