/** A block's `## example: basic(64) on f32[1, 64, 56, 56]` as a net of its own, so that library files show figures. */
import { type Refusal, refuse } from "../base/report.ts";
import { type Declaration, examplesOf, type Module, readModule } from "../semantics/module.ts";
import { readSource } from "../syntax/read.ts";

/** Marks the URIs of example nets; what stands before it is the file that they are written in. */
const mark = "#example";

export function fileOf(uri: string): string {
  const at = uri.indexOf(mark);
  return at === -1 ? uri : uri.slice(0, at);
}

/** The net that an example stands for, or why it is none. It sees what its file declares and imports. */
export function exampleNet(
  module: Module,
  block: Declaration,
  example: string,
): (Declaration & { readonly kind: "net" }) | Refusal {
  const match = /^(.*)\son\s+(.+)$/.exec(example);
  const types = match?.[2]?.match(/\w+\[[^\]]*\]/g);
  if (match?.[1] === undefined || types === undefined || types === null) {
    return refuse("bad-example", `The example of \`${block.name}\` is not of the form \`${block.name}(…) on f32[…]\`.`);
  }
  const inputs = types.map((type, i) => `input x${i}: ${type}`);
  const head = types.length === 1 ? "x0" : `(${types.map((_, i) => `x${i}`).join(", ")})`;
  const text = `net example {\n${inputs.join("\n")}\ny = ${head} -> ${match[1]}\noutput y\n}\n`;
  const own = readModule(`${module.uri}${mark}`, readSource(text));
  const net = own.declarations.get("example");
  if (net?.kind !== "net") return refuse("bad-example", `The example of \`${block.name}\` cannot be read.`);
  // Names are looked up in the module: give it the file's own, and the net back to it.
  const seeing: Module = { ...own, declarations: new Map([...module.declarations]), imports: module.imports };
  return { ...net, module: seeing };
}

export function exampleNets(
  module: Module,
): { readonly block: Declaration; readonly net: (Declaration & { readonly kind: "net" }) | Refusal }[] {
  return [...module.declarations.values()].flatMap((block) =>
    block.kind === "block"
      ? examplesOf(block)
          .slice(0, 1)
          .map((example) => ({ block, net: exampleNet(module, block, example) }))
      : [],
  );
}
