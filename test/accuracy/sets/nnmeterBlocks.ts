/**
 * Blocks of mobile nets and mobile transformers that were measured one by one, on Pixel 1, Pixel 4, Pixel 6 and Xiaomi 11 with
 * TensorFlow Lite (branch `dev/hybrid-transformer` of nn-Meter, MIT). What each block computes is told by that branch's
 * `build_lut_modules.py` and its attention layers. Runtime, precision and threads are not written there: the times are what XNNPACK
 * needs in fp32 on one thread, which is inferred from the ratio to the peak.
 */
import type { TableKey } from "../../../engine/src/devices/profile.ts";
import type { MeasuredCase, MeasuredSet, ReadSets } from "../measured.ts";
import { readData } from "./readData.ts";

type Cell = number | string | boolean;

interface Blocks {
  readonly source: Readonly<Record<string, string>>;
  readonly licence: string;
  readonly devices: readonly string[];
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly tables: Readonly<Record<string, readonly (readonly Cell[])[]>>;
}

/** One row of a table by the names of its columns. */
type Row = Readonly<Record<string, Cell>>;

type Block = Pick<MeasuredCase, "name" | "text" | "groups">;

const key: TableKey = { unit: "cpu", runtime: "xnnpack", precision: "fp32", threads: 1 };

export const nnmeterBlocks: ReadSets = (folder) => {
  const data = readData(folder, "lut_nnmeter_blocks_pixel1_4_6_xiaomi11.json.gz") as Blocks;
  return kinds.flatMap(({ table, name, block }) => {
    const columns = data.columns[table] ?? [];
    const rows = (data.tables[table] ?? []).map(
      (cells): Row => Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? Number.NaN])),
    );
    // A text is the same for every device: it is made once.
    const blocks = rows.map((row) => ({ row, ...block(row) }));
    return data.devices.map(
      (device): MeasuredSet => ({
        name,
        device,
        key,
        source: data.source[device] ?? "github.com/microsoft/nn-Meter",
        licence: data.licence,
        cases: blocks.map(({ row, ...rest }) => ({ ...rest, milliseconds: number(row, `${device}_ms`) })),
      }),
    );
  });
};

const kinds: readonly {
  readonly table: string;
  readonly name: string;
  readonly block: (row: Row) => Block;
}[] = [
  { table: "conv", name: "inverted-residual blocks", block: invertedResidual },
  { table: "firstconv", name: "first convolutions", block: firstConvolution },
  { table: "transds", name: "blocks between transformer stages", block: stageStart },
  { table: "transattn", name: "attention blocks", block: attention },
  { table: "transffn", name: "feed-forward blocks", block: feedForward },
  { table: "mbpool", name: "classification heads", block: head },
];

interface InvertedResidual {
  readonly resolution: number;
  readonly width: number;
  readonly out: number;
  readonly expand: number;
  readonly stride: number;
  readonly kernel: number;
  readonly squeeze: boolean;
}

/**
 * The statements from `x` to `y`. Unlike MobileNetV2's, a block that changes its channels has a shortcut too: a 1×1 convolution,
 * after average pooling where it halves the size.
 */
function invertedResidualBody(block: InvertedResidual): readonly string[] {
  const { resolution, width, out, expand, stride, kernel, squeeze } = block;
  const hidden = width * expand;
  const pooled = stride === 1 ? "" : resolution % 2 === 0 ? " -> avgpool(2)" : " -> pad([1, 1, 1, 1]) -> avgpool(2)";
  const shortcut =
    width !== out
      ? [`shortcut = x${pooled} -> conv(${out}, kernel=1, bias=false)`, "y = narrow + shortcut"]
      : [stride === 1 ? "y = narrow + x" : "y = narrow"];
  return [
    expand > 1 ? `wide = x -> conv(${hidden}, kernel=1, bias=false) -> bn -> hardswish` : "wide = x",
    `filtered = wide -> dwconv(${kernel}, stride=${stride}, pad="same", bias=false) -> bn -> hardswish`,
    ...(squeeze
      ? [
          `gate = filtered -> global_avgpool -> conv(${Math.floor(hidden / 4)}, kernel=1) -> relu`,
          `  -> conv(${hidden}, kernel=1) -> hardsigmoid`,
          "scaled = filtered * gate",
        ]
      : ["scaled = filtered"]),
    `narrow = scaled -> conv(${out}, kernel=1, bias=false) -> bn`,
    ...shortcut,
  ];
}

function invertedResidual(row: Row): Block {
  const block: InvertedResidual = {
    resolution: number(row, "hw"),
    width: number(row, "cin"),
    out: number(row, "cout"),
    expand: number(row, "exp"),
    stride: number(row, "stride"),
    kernel: number(row, "k"),
    squeeze: row.se === true,
  };
  const { resolution, width } = block;
  const lines = [`input x: f32[1, ${width}, ${resolution}, ${resolution}]`, ...invertedResidualBody(block), "output y"];
  return {
    name: name(row),
    text: net("inverted_residual", lines),
    groups: { ...block, squeeze: Number(block.squeeze) },
  };
}

/** An inverted residual with squeeze-and-excitation between two stages of transformers, whose tensors are sequences. */
function stageStart(row: Row): Block {
  const block: InvertedResidual = {
    resolution: number(row, "hw"),
    width: number(row, "cin"),
    out: number(row, "cout"),
    expand: number(row, "exp"),
    stride: number(row, "stride"),
    kernel: 3,
    squeeze: true,
  };
  const { resolution, width, out } = block;
  const lines = [
    `input sequence: f32[1, ${width}, ${resolution ** 2}]`,
    `x = sequence -> reshape([1, ${width}, ${resolution}, ${resolution}])`,
    ...invertedResidualBody(block),
    `output tokens = y -> reshape([1, ${out}, -1])`,
  ];
  return { name: name(row), text: net("stage_start", lines), groups: { ...block, squeeze: Number(block.squeeze) } };
}

function firstConvolution(row: Row): Block {
  const resolution = number(row, "hw");
  const out = number(row, "cout");
  const lines = [
    `input image: f32[1, 3, ${resolution}, ${resolution}]`,
    `output y = image -> conv(${out}, kernel=3, stride=2, pad="same", bias=false) -> bn -> hardswish`,
  ];
  return { name: name(row), text: net("first_convolution", lines), groups: { resolution, out, kernel: 3, stride: 2 } };
}

/**
 * Attention with heads of 16 features (as many heads as fit), whose values are `v_scale` times as wide, with a learned bias of
 * every pair of positions. A hard swish follows the first projection and precedes the last; there is no shortcut.
 */
function attention(row: Row): Block {
  const resolution = number(row, "hw");
  const width = number(row, "c");
  const scale = number(row, "v_scale");
  const positions = resolution ** 2;
  const heads = Math.floor(width / 16);
  const lines = [
    `input x: f32[1, ${positions}, ${width}]`,
    `mixed = x -> layernorm -> linear(${heads * 16 * (2 + scale)}, bias=false) -> hardswish`,
    `  -> reshape([1, ${positions}, ${heads}, ${16 * (2 + scale)}]) -> transpose([0, 2, 1, 3])`,
    `q, k, v = mixed -> split(sizes=[16, 16, ${16 * scale}], axis=3)`,
    `bias = param([${heads}, ${positions}, ${positions}])`,
    "scores = matmul(q, k -> transpose([0, 1, 3, 2])) * 0.25 + bias -> softmax",
    `values = matmul(scores, v) -> transpose([0, 2, 1, 3]) -> reshape([1, ${positions}, -1])`,
    `output y = values -> hardswish -> linear(${width}, bias=false)`,
  ];
  return { name: name(row), text: net("attention_block", lines), groups: { resolution, width, expand: scale } };
}

/** The shortcut starts behind the normalisation. */
function feedForward(row: Row): Block {
  const resolution = number(row, "hw");
  const width = number(row, "c");
  const expand = number(row, "exp");
  const lines = [
    `input x: f32[1, ${resolution ** 2}, ${width}]`,
    "normed = x -> layernorm",
    `wide = normed -> linear(${width * expand}, bias=false) -> hardswish`,
    `narrow = wide -> linear(${width}, bias=false)`,
    "output y = normed + narrow",
  ];
  return { name: name(row), text: net("feed_forward", lines), groups: { resolution, width, expand } };
}

/** The end of the net, from the last stage's sequence to 1000 classes. */
function head(row: Row): Block {
  const resolution = number(row, "hw");
  const width = number(row, "cin");
  const out = number(row, "cout");
  const expand = number(row, "exp");
  const lines = [
    `input sequence: f32[1, ${width}, ${resolution ** 2}]`,
    `x = sequence -> reshape([1, ${width}, ${resolution}, ${resolution}])`,
    `wide = x -> conv(${width * expand}, kernel=1, bias=false) -> bn -> hardswish`,
    `features = wide -> global_avgpool -> conv(${out}, kernel=1, bias=false) -> flatten`,
    "output logits = features -> linear(1000)",
  ];
  return { name: name(row), text: net("classification_head", lines), groups: { resolution, width, out, expand } };
}

function net(name: string, lines: readonly string[]): string {
  return `net ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

/** What the row says beside its times: `hw=64 cin=16 …`. */
function name(row: Row): string {
  return Object.entries(row)
    .filter(([column]) => !column.endsWith("_ms"))
    .map(([column, cell]) => `${column}=${cell}`)
    .join(" ");
}

function number(row: Row, column: string): number {
  const cell = row[column];
  return typeof cell === "number" ? cell : Number.NaN;
}
