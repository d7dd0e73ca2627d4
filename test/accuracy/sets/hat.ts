/**
 * Transformers that translate, on a Raspberry Pi 4 with PyTorch (Wang et al., "HAT: Hardware-Aware Transformers for Efficient Natural
 * Language Processing", 2020). The script that measured them, `latency_dataset.py`, runs the encoder once over 30 words, and then the
 * decoder 30 times, one word at a time with the five beams that are fairseq's default, keys and values being kept. It sets no number
 * of threads: PyTorch's own is one for each of the four cores.
 *
 * What is published of a net are averages over its layers. The layers here are one choice from the search space
 * (`configs/wmt14.en-de/latency_dataset/cpu_raspberrypi.yml`) that has exactly these averages, the most even one: the work is the same for all.
 * The vocabulary has 32,768 words (`configs/wmt14.en-de/preprocess.sh`).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { MeasuredCase, MeasuredSet, ReadSets } from "../measured.ts";
import { measured } from "../nets.ts";

/** How often the decoder ran in what was measured: the loop takes so many times the milliseconds of a step. */
export const decoderSteps = 30;

/**
 * The first rows are left out: something else kept the board busy. Encoders take ten times as long there as equal ones do later, decoders
 * 8 % longer, up to row 145.
 */
const busyRows = 150;

/** A row of the file, by the names of its columns; averages are over layers, times in milliseconds. */
export type HatRow = Readonly<Record<(typeof columns)[number], number>>;

const columns = [
  "encoder_embed_dim",
  "encoder_layer_num",
  "encoder_ffn_embed_dim_avg",
  "encoder_self_attention_heads_avg",
  "decoder_embed_dim",
  "decoder_layer_num",
  "decoder_ffn_embed_dim_avg",
  "decoder_self_attention_heads_avg",
  "decoder_ende_attention_heads_avg",
  "decoder_arbitrary_ende_attn_avg",
  "latency_mean_encoder",
  "latency_mean_decoder",
] as const;

const widths = [512, 1024, 2048, 3072] as const;
const headCounts = [2, 4, 8] as const;
/** How many of the encoder's last layers a layer of the decoder attends to. */
const layersSeen = [1, 2, 3] as const;

export const hat: ReadSets = (folder) => {
  const rows = hatRows(folder);
  const about: Omit<MeasuredSet, "name" | "cases"> = {
    device: "raspberrypi4",
    key: { unit: "cpu", runtime: "pytorch", precision: "fp32", threads: 4 },
    source:
      "github.com/mit-han-lab/hardware-aware-transformers @35d12828fb9e latency_dataset/wmt14ende_cpu_raspberrypi.csv",
    licence: "MIT",
  };
  return [
    { name: "transformer encoders", ...about, cases: rows.map(encoder) },
    { name: "steps of transformer decoders", ...about, cases: rows.map(decoderStep) },
  ];
};

/** The rows that are used, in the order of the cases of both sets: case i of both is one net. */
export function hatRows(folder: string): readonly HatRow[] {
  const text = gunzipSync(readFileSync(join(folder, "hat_wmt14ende_cpu_raspberrypi.csv.gz"))).toString("utf8");
  const [head = "", ...lines] = text.trim().split("\n");
  const names = head.split(",");
  const places = columns.map((column) => names.indexOf(column));
  return lines.slice(busyRows).map((line) => {
    const cells = line.split(",").map(Number);
    const entries = columns.map((column, i) => [column, cells[places[i] ?? -1] ?? Number.NaN]);
    return Object.fromEntries(entries) as HatRow;
  });
}

function encoder(row: HatRow, index: number): MeasuredCase {
  const count = row.encoder_layer_num;
  const hidden = spread(count, row.encoder_ffn_embed_dim_avg, widths);
  const heads = spread(count, row.encoder_self_attention_heads_avg, headCounts);
  const layers = hidden.map((width, i) => `(${width}, ${heads[i]})`).join(", ");
  return {
    name: `net ${index + busyRows}`,
    text: measured("hat.net", `encoder(features=${row.encoder_embed_dim}, layers=[${layers}])`),
    milliseconds: row.latency_mean_encoder,
    groups: { features: row.encoder_embed_dim, layers: count, hidden: Math.round(row.encoder_ffn_embed_dim_avg) },
  };
}

function decoderStep(row: HatRow, index: number): MeasuredCase {
  const count = row.decoder_layer_num;
  const hidden = spread(count, row.decoder_ffn_embed_dim_avg, widths);
  const heads = spread(count, row.decoder_self_attention_heads_avg, headCounts);
  const crossHeads = spread(count, row.decoder_ende_attention_heads_avg, headCounts);
  const seen = spread(count, row.decoder_arbitrary_ende_attn_avg, layersSeen);
  const layers = hidden.map((width, i) => `(${width}, ${heads[i]}, ${crossHeads[i]}, ${seen[i]})`).join(", ");
  const features = `features=${row.decoder_embed_dim}, memory=${row.encoder_embed_dim}`;
  return {
    name: `net ${index + busyRows}`,
    text: measured("hat.net", `decoder_step(${features}, layers=[${layers}])`),
    milliseconds: row.latency_mean_decoder / decoderSteps,
    groups: { features: row.decoder_embed_dim, layers: count, hidden: Math.round(row.decoder_ffn_embed_dim_avg) },
  };
}

/** So many of the choices, in order, whose mean is this one and whose squares are least. */
function spread(count: number, mean: number, choices: readonly number[]): readonly number[] {
  const sum = Math.round(count * mean);
  const key = `${count} of ${choices.join()} to ${sum}`;
  const known = spreads.get(key);
  if (known !== undefined) return known;
  const [best] = combinations(count, sum, choices).toSorted((a, b) => squares(a) - squares(b));
  if (best === undefined) throw new Error(`no ${key}`);
  spreads.set(key, best);
  return best;
}

const spreads = new Map<string, readonly number[]>();

function combinations(count: number, sum: number, choices: readonly number[]): readonly (readonly number[])[] {
  if (count === 0) return sum === 0 ? [[]] : [];
  return choices.flatMap((choice, i) =>
    choice > sum ? [] : combinations(count - 1, sum - choice, choices.slice(i)).map((rest) => [choice, ...rest]),
  );
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}
