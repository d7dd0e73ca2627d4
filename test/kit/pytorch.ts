/** Nets as PyTorch modules, with weights that are told apart, for tests. */
import {
  type BoundWeights,
  bindWeights,
  bytesOfNumbers,
  bytesOfTensor,
  evaluateDim,
  exportPyTorch,
  type Graph,
  isRefusal,
  type Refusal,
  type ShownNet,
  type Tensor,
  tensorOfBytes,
  uniform,
  weightName,
} from "@lathe/engine";
import { analyseText } from "./analyse.ts";

/** The first net of a text as a Python module, or why not. A text with errors is a mistake of the test. */
export function pytorchOf(text: string): string | Refusal {
  const analysis = analyseText(text);
  const errors = analysis.reports.filter(({ severity }) => severity === "error");
  const [shown] = analysis.shown;
  if (shown === undefined || errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return pytorchOfNet(shown);
}

export function pytorchOfNet({ cost, elaborated }: ShownNet): string | Refusal {
  return exportPyTorch({ graph: cost.graph, bound: elaborated.bound });
}

/** Weights of which none is zero or one throughout, so that one in the place of another is seen. Stated values stand. */
export function tellingWeights(graph: Graph): BoundWeights {
  const samples = new Map(graph.dims.map(({ name, sample }) => [name, sample]));
  const drawn = new Map<string, Tensor>();
  for (const { path, call } of graph.ops) {
    for (const weight of call.weights ?? []) {
      if (weight.role === "buffer" || weight.initial === "kaiming" || weight.initial === "normal") continue;
      const name = weightName(path, weight.name);
      const shape = weight.shape.map((dim) => evaluateDim(dim, samples) ?? 0);
      const random = uniform(name);
      const offset = weight.initial === "ones" ? 0.7 : -0.3;
      const count = shape.reduce((product, extent) => product * extent, 1);
      const numbers = Float32Array.from({ length: count }, () => offset + 0.6 * random());
      drawn.set(name, tensorOfBytes("f32", shape, bytesOfNumbers("f32", numbers)));
    }
  }
  const bound = bindWeights(graph, (name) => drawn.get(name));
  if (isRefusal(bound)) throw new Error(bound.message);
  return bound;
}

/** A safetensors file of tensors, for small ones. */
export async function safetensorsOf(tensors: ReadonlyMap<string, Tensor>): Promise<Uint8Array> {
  const header: Record<string, unknown> = {};
  const pieces: Uint8Array[] = [];
  let end = 0;
  for (const [name, tensor] of tensors) {
    const bytes = await bytesOfTensor(tensor);
    header[name] = { dtype: tensor.dtype.toUpperCase(), shape: tensor.shape, data_offsets: [end, end + bytes.length] };
    pieces.push(bytes);
    end += bytes.length;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...pieces]);
}

/** The classes of a module that was written, behind what every one begins with. */
export function classesIn(text: string | Refusal): string {
  if (isRefusal(text)) throw new Error(text.message);
  return text.slice(text.indexOf("return net.eval()\n") + "return net.eval()\n".length).trim();
}

/** The lines of the net's own class that build its parts, and those that run it, of a net with this body. */
export function linesOf(body: string): { readonly init: readonly string[]; readonly forward: readonly string[] } {
  const classes = classesIn(pytorchOf(`net example {\n${body}\n}`));
  const lines = classes.slice(classes.lastIndexOf("class example(")).split("\n");
  const at = lines.findIndex((line) => line.startsWith("    def forward("));
  const inside = (part: readonly string[]) =>
    part.flatMap((line) => (line.startsWith("        ") ? [line.slice(8)] : []));
  return { init: inside(lines.slice(0, at)).slice(1), forward: inside(lines.slice(at)) };
}
