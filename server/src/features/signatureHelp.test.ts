import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { marked } from "../../../test/kit/marked.ts";
import { neighboursOf } from "../../../test/kit/neighbours.ts";
import { signatureHelp } from "./signatureHelp.ts";

const files = { "std/mobile.net": "## Excites.\nblock excite(x, to: int, act: op = relu) {\n  return x\n}\n" };

/** The signature, and in it what is lit. */
function help(line: string): { readonly label: string; readonly active: string | undefined } | undefined {
  const { text, offset } = marked(`import "std/mobile.net" { excite as ex }
block b(x, y, out: int) {
  return x
}
net n {
  input x: f32[1, 3, 16, 16]
  fn twice(v, by=2) = v * by
${line}
  output x
}
`);
  const found = signatureHelp(analyseText(text, files), offset, neighboursOf(files));
  const [signature] = found?.signatures ?? [];
  if (signature === undefined) return undefined;
  const place = signature.parameters?.[found?.activeParameter ?? -1]?.label;
  return { label: signature.label, active: Array.isArray(place) ? signature.label.slice(...place) : undefined };
}

describe("signature help", () => {
  const conv = "x -> conv(out, kernel, stride=1, pad=…, dilation=1, groups=1, bias=true)";

  it("counts what flows in, and finds the parameter by position", () => {
    expect(help("  z = x -> conv($0")).toEqual({ label: conv, active: "out" });
    expect(help("  z = x -> c1: conv(8, $0)")).toEqual({ label: conv, active: "kernel" });
    expect(help("  z = conv($0)")).toEqual({ label: conv.replace("x -> conv(", "conv(x, "), active: "x" });
    expect(help("  z = conv(x, 8$0)")?.active).toBe("out");
    expect(help("  z = (x, x) -> add -> (if true then conv($0")?.active).toBe("out");
  });

  it("finds the parameter by name", () => {
    expect(help("  z = x -> conv(8, stride=$0")?.active).toBe("stride=1");
    expect(help("  z = x -> conv(8, kernel=3, str$0ide=2)")?.active).toBe("stride=1");
    expect(help("  z = x -> conv(8, kernel=[3, $0])")?.active).toBe("kernel");
    expect(help("  z = x -> conv(8, kernel=3, $0)")?.active).toBeUndefined();
  });

  it("knows blocks, fns, functions and annotations", () => {
    expect(help("  z = x -> b($0)")).toEqual({ label: "x -> b(y, out)", active: "y" });
    expect(help("  z = (x, x) -> b($0)")).toEqual({ label: "(x, y) -> b(out)", active: "out" });
    expect(help("  z = x -> ex(8, $0)")).toEqual({ label: "x -> ex(to, act=relu)", active: "act=relu" });
    expect(help("  k = twice(3, $0)")).toEqual({ label: "twice(v, by=2)", active: "by=2" });
    expect(help("  k = mod(7, $0)")).toEqual({ label: "mod(a, b)", active: "b" });
    expect(help("  k = min(1, 2, $0)")).toEqual({ label: "min(a, others, …)", active: "others, …" });
    expect(help("  z = x -> conv(8, kernel=3) @bits(4, $0)")).toEqual({
      label: "@bits(weights, activations=16)",
      active: "activations=16",
    });
  });

  it("is that of the innermost call, and of none outside", () => {
    expect(help("  z = x -> conv(max(8, $0")?.label).toBe("max(a, others, …)");
    expect(help("  z = x -> conv(max(8, 9), $0")?.active).toBe("kernel");
    expect(help("  z = x -> conv(8, kernel=3) -> $0")).toBeUndefined();
    expect(help("  z = x -> nonsense($0")).toBeUndefined();
  });
});
