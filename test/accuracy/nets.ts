/** The measured nets as texts of ours: files of `nets/`, and of the zoo, with the one that is meant last. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const files = new Map<string, string>();

/** A net of `nets/<file>`, with its arguments if it has any: `measured("mobile.net", "mobilenet")`. */
export function measured(file: string, net: string): string {
  return withLast(join(here, "nets", file), net);
}

/** The same of `examples/zoo/<file>`; these texts import from the library. */
export function fromZoo(file: string, net: string): string {
  return withLast(join(here, "..", "..", "examples", "zoo", file), net);
}

function withLast(path: string, net: string): string {
  const text = files.get(path) ?? readFileSync(path, "utf8");
  files.set(path, text);
  return `${text}\nnet measured = ${net}\n`;
}

/** The same text, whose last net then has all weights and data in 8 bits. `size` is that of its image. */
export function inInt8(text: string, size: number): string {
  return text.replace(
    /net measured = (.*)\n$/,
    (_, net: string) => `net measured {
  input image: f32[1, 3, ${size}, ${size}]
  policy { "net.**": @int8 }
  output logits = image -> net: ${net}
}
`,
  );
}
