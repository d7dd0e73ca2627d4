/**
 * 89 whole nets on 78 phones with TensorFlow Lite on one thread, weights in int8 and activations in float (Ganesan et al., "A Case for
 * Generalizable DNN Cost Models for Mobile Devices", 2020; Apache-2.0). The nets are lists of layers there. 81 of them were drawn at
 * random: inverted residuals without normalisation, and a largest value at the end instead of an average. The others are known by name.
 */
import type { TableKey } from "../../../engine/src/devices/profile.ts";
import type { MeasuredCase, MeasuredSet, ReadSets } from "../measured.ts";
import { gdcmPhones } from "./gdcmPhones.ts";
import { readData } from "./readData.ts";

interface Times {
  readonly source: string;
  readonly licence: string;
  readonly names: Readonly<Record<string, string>>;
  readonly latency_ms: Readonly<Record<string, readonly (number | null)[]>>;
}

interface Nets {
  readonly fields: readonly string[];
  readonly nets: readonly (readonly (readonly number[])[])[];
}

export interface Layer {
  readonly kind: "conv" | "dwconv" | "skip" | "relu" | "pool";
  readonly size: number;
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly macs: number;
}

const key: TableKey = { unit: "cpu", runtime: "tflite", precision: "dynamic-int8", threads: 1 };

export const gdcm: ReadSets = (folder) => {
  const data = readData(folder, "gdcm_118nets_by_device.json") as Times;
  const nets = gdcmLayers(folder).map((layers, i): Omit<MeasuredCase, "milliseconds"> => {
    const known = data.names[i];
    const groups = { family: known === undefined ? "searched" : "named" };
    return { name: known ?? `searched ${i}`, text: text(layers, known !== undefined), groups };
  });
  return gdcmPhones.map(
    ({ column, id }): MeasuredSet => ({
      name: "whole nets",
      device: id,
      key,
      source: data.source,
      licence: data.licence,
      cases: nets.flatMap((net, i) => {
        const milliseconds = data.latency_ms[column]?.[i];
        return typeof milliseconds === "number" ? [{ ...net, milliseconds }] : [];
      }),
    }),
  );
};

/** The layers of every net as the data lists them, in the order of the times. */
export function gdcmLayers(folder: string): readonly (readonly Layer[])[] {
  const { fields, nets } = readData(folder, "gdcm_118nets_layers.json") as Nets;
  const at = (row: readonly number[], field: string) => row[fields.indexOf(field)] ?? Number.NaN;
  const kinds = ["conv", "dwconv", "skip", "relu", "pool"] as const;
  return nets.map((rows) =>
    rows.map((row): Layer => {
      const kind = kinds.find((candidate) => at(row, candidate) === 1);
      if (kind === undefined) throw new Error(`a layer of no kind: ${row.join(" ")}`);
      return {
        kind,
        size: at(row, "in_hw"),
        out: at(row, "cout"),
        kernel: at(row, "k"),
        stride: at(row, "stride"),
        pad: at(row, "pad"),
        macs: at(row, "macs"),
      };
    }),
  );
}

/** A net with one binding per convolution: an activation stands behind what it follows. */
function text(layers: readonly Layer[], known: boolean): string {
  const lines = ["input image: f32[1, 3, 224, 224]"];
  const bound: Bound[] = [{ name: "image", layer: undefined }];
  for (const [i, layer] of layers.entries()) {
    const last = bound.at(-1)?.name ?? "image";
    // Already behind the layer before.
    if (layer.kind === "relu") continue;
    const name = `t${bound.length}`;
    const activation = layers[i + 1]?.kind === "relu" ? " -> relu" : "";
    lines.push(`${name} = ${call(layer, last, bound, known)}${activation}`);
    bound.push({ name, layer });
  }
  lines.push(`output logits = ${bound.at(-1)?.name} -> flatten`);
  return `net whole {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

/** A binding of the text and the layer that it is; the input is none. */
interface Bound {
  readonly name: string;
  readonly layer: Layer | undefined;
}

function call(layer: Layer, last: string, bound: readonly Bound[], known: boolean): string {
  const { out, kernel, stride, pad } = layer;
  switch (layer.kind) {
    case "conv":
      return `${last} -> conv(${out}, kernel=${kernel}, stride=${stride}, pad=${pad})`;
    case "dwconv":
      return `${last} -> dwconv(${kernel}, stride=${stride}, pad=${pad})`;
    case "pool":
      return `${last} -> ${known ? "global_avgpool" : `maxpool(${kernel})`}`;
    case "skip":
      return `${last} + ${shortcut(bound)}`;
    case "relu":
      return `${last} -> relu`;
  }
}

/**
 * What a shortcut adds: the input of the block that ends here. In these nets every block with a shortcut widens, filters and narrows.
 */
function shortcut(bound: readonly Bound[]): string {
  const [input, expand, depthwise, project] = bound.slice(-4);
  if (expand?.layer?.kind !== "conv" || depthwise?.layer?.kind !== "dwconv" || project?.layer?.kind !== "conv")
    throw new Error("a shortcut without an inverted residual");
  return input?.name ?? "image";
}
