/** Cases made of published records: which records, and what their nets are as texts of ours. */
import type { MeasuredCase } from "../measured.ts";
import { type LatencyRecord, readRecords } from "./records.ts";

/** What a record measured. */
export type RecordedNet = Pick<MeasuredCase, "text" | "groups">;

/** The records that agree with all of `wanted`, in the words of their authors. */
export function recordsOf(
  folder: string,
  wanted: Partial<Pick<LatencyRecord, "device" | "runtime" | "precision" | "threads" | "unit">>,
): readonly LatencyRecord[] {
  const matches = (record: LatencyRecord) =>
    (wanted.device === undefined || record.device === wanted.device) &&
    (wanted.runtime === undefined || record.runtime === wanted.runtime) &&
    (wanted.precision === undefined || record.precision === wanted.precision) &&
    (wanted.threads === undefined || record.threads === wanted.threads) &&
    (wanted.unit === undefined || record.unit === wanted.unit);
  return readRecords(folder).filter(matches);
}

/** Cases of the records whose net is known; a name that comes twice is one net whose times are averaged. */
export function recordedCases(
  records: readonly LatencyRecord[],
  net: (record: LatencyRecord) => RecordedNet | undefined,
): readonly MeasuredCase[] {
  return [...Map.groupBy(records, recordName)].flatMap(([name, same]) => {
    const known = same[0] === undefined ? undefined : net(same[0]);
    const milliseconds = same.reduce((sum, record) => sum + record.latency_ms, 0) / same.length;
    return known === undefined ? [] : [{ name, ...known, milliseconds }];
  });
}

export function recordName({ model, input }: LatencyRecord): string {
  return `${model}${input ? `, ${input}` : ""}`;
}

/** Height and width of the image; the net's own where it is not said. */
export function sizeOf({ input }: LatencyRecord, own = 224): number {
  return input ? Number.parseInt(input, 10) : own;
}

/** The repositories and pages of the records, each once. */
export function sourcesOf(records: readonly LatencyRecord[]): string {
  return [...new Set(records.map(({ source }) => source))].join("; ");
}
