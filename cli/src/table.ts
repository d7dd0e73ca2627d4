/**
 * Tables for a terminal: columns apart by blanks, no rules. Written here because what there is draws a box around every
 * cell and takes longer than all counting together.
 */

export type Align = "left" | "right";

export interface PlainTable {
  /** As many cells as the head has. */
  push(row: readonly string[]): void;
  toString(): string;
}

/** A table with a head; a column is as wide as its widest cell. Cells hold words and numbers, each sign of one column. */
export function plainTable(head: readonly string[], aligns: readonly Align[]): PlainTable {
  const rows: (readonly string[])[] = [head];
  return {
    push: (row) => {
      rows.push(row);
    },
    toString() {
      const widths = head.map((_, column) => rows.reduce((most, row) => Math.max(most, width(row[column])), 0));
      const line = (row: readonly string[]) =>
        row.map((cell, column) => {
          const blanks = " ".repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
          return aligns[column] === "right" ? blanks + cell : cell + blanks;
        });
      return rows.map((row) => ` ${line(row).join("  ")}`.trimEnd()).join("\n");
    },
  };
}

function width(cell: string | undefined): number {
  return [...(cell ?? "")].length;
}
