/** What came of many cases, by kind of edit. */
import type { Case } from "./session.ts";

/** So much of what must keep its costs does. */
const minimumShare = 0.99;

interface Row {
  cases: number;
  failed: number;
  untouched: number;
  independent: number;
  lost: number;
  slowest: number;
}

export class Tally {
  private readonly rows = new Map<string, Row>();

  add({ edit, failures, untouched, independent, lost, milliseconds }: Case): void {
    const row = this.rows.get(edit) ?? { cases: 0, failed: 0, untouched: 0, independent: 0, lost: 0, slowest: 0 };
    row.cases++;
    if (failures.length > 0) row.failed++;
    row.untouched += untouched;
    row.independent += independent;
    row.lost += lost.length;
    row.slowest = Math.max(row.slowest, milliseconds);
    this.rows.set(edit, row);
  }

  get all(): Readonly<Row> {
    const sum: Row = { cases: 0, failed: 0, untouched: 0, independent: 0, lost: 0, slowest: 0 };
    for (const row of this.rows.values()) {
      sum.cases += row.cases;
      sum.failed += row.failed;
      sum.untouched += row.untouched;
      sum.independent += row.independent;
      sum.lost += row.lost;
      sum.slowest = Math.max(sum.slowest, row.slowest);
    }
    return sum;
  }

  /** Share of the lines that had to keep their costs and did. */
  get keptShare(): number {
    const { independent, lost } = this.all;
    return independent === 0 ? 1 : 1 - lost / independent;
  }

  get isGood(): boolean {
    return this.all.failed === 0 && this.keptShare >= minimumShare;
  }

  table(): string {
    const row = (name: string, { cases, failed, untouched, independent, lost, slowest }: Readonly<Row>) =>
      [
        name.padEnd(30),
        String(cases).padStart(7),
        String(failed).padStart(7),
        String(untouched).padStart(11),
        String(independent).padStart(13),
        independent === 0 ? "" : `${((1 - lost / independent) * 100).toFixed(2)} %`.padStart(10),
        `${slowest.toFixed(0)} ms`.padStart(9),
      ].join("");
    const head = `${"edit".padEnd(30)}${"cases".padStart(7)}${"failed".padStart(7)}${"untouched".padStart(11)}${"independent".padStart(13)}${"kept".padStart(10)}${"slowest".padStart(9)}`;
    const rows = [...this.rows].sort(([a], [b]) => a.localeCompare(b)).map(([name, each]) => row(name, each));
    return [head, ...rows, row("all", this.all)].join("\n");
  }
}
