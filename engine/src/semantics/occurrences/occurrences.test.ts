import { describe, expect, it } from "vitest";
import { edits, spliced } from "../../../../test/fuzz/edits.ts";
import { Random } from "../../../../test/fuzz/random.ts";
import { refuse } from "../../base/report.ts";
import { readSource } from "../../syntax/read.ts";
import { type Module, readModule } from "../module.ts";
import { definitionsOf, type Occurrence, occurrencesOf } from "./index.ts";

const program = { imported: () => refuse("silent", "there are no other files") };

function read(text: string): Module {
  return readModule("file:///n.net", readSource(text));
}

/** What is wrong with the names of a text: those that do not stand in it, or mean something that is not declared there. */
function problems(text: string): readonly Occurrence[] {
  const { all } = occurrencesOf(read(text));
  const starts = new Set(all.flatMap(({ isDefinition, span }) => (isDefinition ? [span.start] : [])));
  return all.filter(({ name, namespace, span, refers }, index) => {
    const isThere = namespace === "file" || text.slice(span.start, span.end) === name;
    const isOrdered = span.start > (all[index - 1]?.span.start ?? -1);
    const isDeclared = definitionsOf(program, refers).every((definition) => starts.has(definition.span.start));
    return !isThere || !isOrdered || !isDeclared;
  });
}

/** The language's own words: they refer to nothing. */
const words = ["argument", "annotation", "setting", "type"];

const net = `## example: unit(8, act=gelu) on f32[1, 3, 8, 8]
block unit(x: f32[N, C, H, W], out: int, act: op = relu) {
  fn half(n) = n // 2 + C
  y = x -> conv1: conv(half(out), kernel=3) -> act
  return y -> (if out > 8 then wide: conv(out, kernel=1) else identity)
}
net n(k: int = 3) {
  dim N = 1
  input x: f32[N, 3, 8, 8] { range 0..1 }
  state s: f32[1, 8] = 0
  kernel = choose(3, 5)
  a, b = (x, x) -> repeat [4, 8] as c, (p, q) {
    r = p -> conv(c, kernel=kernel)
    return r, q -> unit(c) @tied("r.conv")
  }
  s = a -> global_avgpool -> flatten -> linear(8)
  output y = b -> collect 2 as i { unit(8 * i) } -> concat
  policy { "a.repeat[*].return.unit.conv*": @int8, "**.wide": @fp16 }
}
net m = n(k=5)
`;

describe("names of a file", () => {
  it("stand where they are said to stand, once each, in order", () => {
    expect(problems(net)).toEqual([]);
  });

  it("refer to what is declared for all names that are not the language's own", () => {
    const open = occurrencesOf(read(net)).all.filter(
      ({ refers, namespace }) =>
        definitionsOf(program, refers).length === 0 && !(refers === undefined && words.includes(namespace)),
    );
    const known = [
      "gelu",
      "relu",
      "conv",
      "identity",
      "global_avgpool",
      "flatten",
      "linear",
      "concat",
      "repeat",
      "return",
    ];
    expect(open.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  });

  it("are found in a statement that is being typed, by the words beside them", () => {
    const { all } = occurrencesOf(
      read("net n {\n  input x: f32[1]\n  y = x -> own: relu -> conv(8, kernel=3, = x\n}\n"),
    );
    expect(all.slice(3).map(({ name, namespace }) => `${name} ${namespace}`)).toEqual([
      "y value",
      "x value",
      "own label",
      "relu callable",
      "conv callable",
      "kernel argument",
      "x value",
    ]);
    expect(all.at(-1)?.refers).toBe(all[1]?.refers);
  });

  it("are read once for each version of a file", () => {
    const module = read(net);
    expect(occurrencesOf(module)).toBe(occurrencesOf(module));
  });

  it("survive random edits", () => {
    const random = new Random(7);
    const kinds = Object.values(edits);
    for (let i = 0; i < 500; i++) {
      let text = net;
      for (let j = 0; j < 3; j++) {
        const edit = kinds[(i + j) % kinds.length];
        const splice = edit?.(text, random, net);
        if (splice !== undefined) text = spliced(text, splice);
      }
      expect(problems(text)).toEqual([]);
    }
  });
});
