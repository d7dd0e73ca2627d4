/** Nets written by hand, as models and back: the text is the one that a person wrote. */
import { expect, it } from "vitest";
import { analyseText } from "../../../../../test/kit/analyse.ts";
import { readBack } from "../../../../../test/kit/roundTrip.ts";

/** The text that is read back of the first net of a text. */
function again(text: string): string {
  const [shown] = analyseText(text).shown;
  if (shown === undefined) throw new Error("there is no net");
  return readBack(shown.cost.graph).text;
}

it("equal layers in a row are a repeat, pairs of them too", () => {
  const text = again(`net a {
  input x: f32[1, 8, 16, 16]
  y = x -> conv(8, kernel=3) -> relu -> conv(8, kernel=3) -> relu -> conv(8, kernel=3) -> relu -> sigmoid
  output y
}
`);
  expect(text).toMatch(/repeat 3 \{ conv: conv\(8, kernel=3\) -> relu \}/);
  expect(text).toContain("-> sigmoid");
});

it("what branches and joins alike is a block, and what differs its parameters", () => {
  const branch = (from: string, to: string, out: number) =>
    `  ${to}_skip = ${from} -> conv(${out}, kernel=1)
  ${to} = ${from} -> conv(${out}, kernel=3) -> bn -> relu -> add(${to}_skip)
`;
  const text = again(`net a {
  input x: f32[1, 8, 16, 16]
${branch("x", "p", 16)}${branch("p", "q", 24)}${branch("q", "r", 32)}  output r
}
`);
  expect(text.match(/^block/gm)).toHaveLength(1);
  expect(text).toMatch(/block \w+\(x, \w+: int\) \{/);
  expect(text).toMatch(/repeat \[16, 24, 32\]/);
});

it("a first element that differs stands before those that are equal", () => {
  const text = again(`net a {
  input x: f32[1, 8, 32, 32]
  y = x -> repeat 4 as i { conv(8, kernel=3, stride=if i == 0 then 2 else 1) -> relu }
  output y
}
`);
  expect(text).toMatch(
    /conv\(8, kernel=3, stride=2\) -> relu\s+-> \w+: repeat 3 \{ conv: conv\(8, kernel=3\) -> relu \}/,
  );
});

it("what comes once stays as it is", () => {
  const text = again(`net a {
  input x: f32[1, 8]
  y = x -> linear(4) -> relu -> linear(2)
  output y
}
`);
  expect(text).not.toMatch(/block|repeat/);
});
