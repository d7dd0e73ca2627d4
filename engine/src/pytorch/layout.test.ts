import { expect, test } from "vitest";
import { wrapped } from "./layout.ts";

const long = Array.from({ length: 12 }, (_, i) => `argument_${i}=${i}`);

test("short lines stay as they are, with their indentation", () => {
  expect(wrapped("x = f(a, b)", "    ")).toBe("    x = f(a, b)");
  expect(wrapped("a = [\n    b,\n]", "  ")).toBe("  a = [\n      b,\n  ]");
});

test("long lines are broken at the commas of the outermost bracket", () => {
  const lines = wrapped(`self.block = Block(${long.join(", ")})`, "        ").split("\n");
  expect(lines[0]).toBe("        self.block = Block(");
  expect(lines.slice(1, -1)).toEqual(long.map((argument) => `            ${argument},`));
  expect(lines.at(-1)).toBe("        )");
});

test("commas in strings and in inner brackets break nothing", () => {
  const text = `torch.einsum("${"a,".repeat(30)}", f(x, y), ${"z".repeat(40)})`;
  expect(wrapped(text, "").split("\n")).toEqual([
    "torch.einsum(",
    `    "${"a,".repeat(30)}",`,
    "    f(x, y),",
    `    ${"z".repeat(40)},`,
    ")",
  ]);
});

test("a comprehension that is the only argument takes no comma", () => {
  const text = `nn.ModuleList(Block(${long.join(", ")}) for _ in range(2))`;
  expect(wrapped(text, "")).toBe(text);
});
