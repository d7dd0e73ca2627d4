/** `latency_records.json` of the data folder: one measured time of one whole net each, gathered from many publications. */
import { readData } from "./readData.ts";

export interface LatencyRecord {
  readonly model: string;
  /** As published: `224x224`, `32x32x3`, `640`; missing or null where it is the net's own. */
  readonly input?: string | null;
  readonly device: string;
  readonly runtime: string | null;
  /** `CPU`, `GPU`, `MCU`, …. */
  readonly unit: string;
  readonly precision: string | null;
  readonly threads: number | null;
  readonly latency_ms: number;
  /** In 1e6, rounded; null where nobody has counted. */
  readonly macs_M: number | null;
  readonly params_M: number | null;
  /** Repository, revision and place in it. */
  readonly source: string;
  readonly note?: string | null;
}

export function readRecords(folder: string): readonly LatencyRecord[] {
  return readData(folder, "latency_records.json") as readonly LatencyRecord[];
}
