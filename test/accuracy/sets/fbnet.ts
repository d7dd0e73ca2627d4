/**
 * Blocks of FBNet's search space for images of 32 × 32, on a Pixel 3 and a Raspberry Pi 4 with TensorFlow Lite: HW-NAS-Bench (Li et al.,
 * 2021; MIT), whose table of blocks is worked out from sums that HELP publishes (Lee et al., 2021; MIT). Precision and threads are not
 * written there: fp32 on one thread is assumed, of which 3 to 5 GMAC/s on the Pixel 3 would be usual. Only blocks that keep their shape
 * have a time of their own: what is known of those that begin a stage is the difference to one another. Blocks with grouped
 * convolutions take longer than others of more MACs; TensorFlow Lite had no grouped convolution then, and probably ran a split one.
 */
import type { MeasuredCase, MeasuredSet, ReadSets } from "../measured.ts";
import { readData } from "./readData.ts";

interface Table {
  readonly source: string;
  readonly licence: string;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly H: number;
  readonly Cin: number;
  /** Equal to `Cin` where the time is absolute; the stride is 1 there. */
  readonly Cout: number;
  readonly op: string;
  readonly exp: number;
  readonly kernel: number;
  readonly group: number;
  readonly macs: number;
  readonly absolute: boolean;
  readonly pixel3_ms: number;
  readonly raspi4_ms: number;
}

const devices = [
  { id: "pixel3", column: "pixel3_ms" },
  { id: "raspberrypi4", column: "raspi4_ms" },
] as const;

export const fbnet: ReadSets = (folder) => {
  const { source, licence } = readTable(folder);
  const blocks = fbnetEntries(folder).map((entry) => ({ entry, ...blockOf(entry) }));
  return devices.map(
    ({ id, column }): MeasuredSet => ({
      name: "FBNet's blocks",
      device: id,
      key: { unit: "cpu", runtime: "tflite-hwnasbench", precision: "fp32", threads: 1 },
      source,
      licence,
      cases: blocks.map(({ entry, ...block }): MeasuredCase => ({ ...block, milliseconds: entry[column] })),
    }),
  );
};

function readTable(folder: string): Table {
  return readData(folder, "fbnet_block_lut_cifar100.json") as Table;
}

/** The blocks whose time is known. A skip takes none: it is left out as well. */
export function fbnetEntries(folder: string): readonly Entry[] {
  return readTable(folder).entries.filter(({ absolute, op }) => absolute && op !== "skip");
}

/** Widens (also by 1), shuffles where it is grouped, filters, narrows, adds. */
function blockOf({ H, Cin, op, exp, kernel, group }: Entry): Omit<MeasuredCase, "milliseconds"> {
  const hidden = Cin * exp;
  const groups = group === 1 ? "" : `, groups=${group}`;
  const shuffle = group === 1 ? "" : ` -> channel_shuffle(${group})`;
  return {
    name: `${op}, ${Cin} channels at ${H}×${H}`,
    text: `net fbnet_block {
  input x: f32[1, ${Cin}, ${H}, ${H}]
  wide = x -> conv(${hidden}, kernel=1${groups}, bias=false) -> bn -> relu${shuffle}
  filtered = wide -> dwconv(${kernel}, bias=false) -> bn -> relu
  narrow = filtered -> conv(${Cin}, kernel=1${groups}, bias=false) -> bn
  output y = x + narrow
}
`,
    groups: { resolution: H, width: Cin, out: Cin, kernel, expand: exp, stride: 1, groups: group },
  };
}
