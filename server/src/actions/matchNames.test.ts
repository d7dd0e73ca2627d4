import { describe, expect, it } from "vitest";
import { afterwards, analyseAmong, itsExample, offersAt, titlesAt } from "../../../test/kit/actions.ts";
import { matchNames } from "./matchNames.ts";

const net = `net n {
  input x: f32[1, 3, 8, 8]
  $0weights "w.safetensors"
  y = x -> first: conv(4, kernel=3) -> norm: bn -> second: conv(4, kernel=3, bias=false)
  output y
}
`;
const theirs = {
  "module.c1.kernel": [4, 3, 3, 3],
  "module.c1.offset": [4],
  "module.bn.weight": [4],
  "module.bn.bias": [4],
  "module.bn.running_mean": [4],
  "module.bn.running_var": [4],
  "module.c2.kernel": [4, 4, 3, 3],
};

describe("matching names", () => {
  itsExample(matchNames);

  it("leaves nothing missing and nothing unused", () => {
    const tensors = { "w.safetensors": theirs };
    const after = afterwards(matchNames, net, undefined, { tensors });
    expect(after).toContain('"module.c1.kernel": "first.weight"\n');
    expect(after).toContain('"module.bn.**": "norm.**"\n');
    const { reports } = analyseAmong(after, { tensors }).analysis;
    expect(reports.filter(({ code }) => code !== "label-missing")).toEqual([]);
  });

  it("keeps last names that are alike together, whatever their order", () => {
    const { "module.bn.weight": weight, "module.bn.bias": bias, ...others } = theirs;
    const tensors = { "w.safetensors": { ...others, "module.bn.bias": bias, "module.bn.weight": weight } };
    // Of the five vectors one has a last name of its own, so all are in their order.
    expect(titlesAt(matchNames, net, { tensors })).toEqual(["Match names by order and shape: 7 tensors"]);
    const plain = net.replace("first: conv(4, kernel=3)", "first: conv(4, kernel=3, bias=false)");
    const { "module.c1.offset": _, ...without } = tensors["w.safetensors"];
    const after = afterwards(matchNames, plain, undefined, { tensors: { "w.safetensors": without } });
    expect(after).toContain('"module.bn.**": "norm.**"');
  });

  it("counts layers in files that are sorted by name", () => {
    const deep = `net n {
  input x: f32[1, 3, 8, 8]
  $0weights "w.safetensors"
  y = x -> body: repeat 12 { conv(3, kernel=1, bias=false) }
  output y
}
`;
    const names = Array.from({ length: 12 }, (_, index) => `layers.${index}.weight`).sort();
    const tensors = { "w.safetensors": Object.fromEntries(names.map((name) => [name, [3, 3, 1, 1]])) };
    expect(afterwards(matchNames, deep, undefined, { tensors })).toContain('{ "layers.**": "body.**" }');
  });

  it("refuses what cannot be matched one to one, and says why", () => {
    const { "module.c2.kernel": _, ...others } = theirs;
    const [offer] = offersAt(matchNames, net, { tensors: { "w.safetensors": others } });
    expect(offer?.refusal).toBe("Of the shape [4, 4, 3, 3], the net lacks 1 and the file has 0 left.");
  });

  it("is not offered where all names are right, or a map is there", () => {
    const mapped = net.replace('"w.safetensors"', '"w.safetensors" { "module.**": "**" }');
    expect(titlesAt(matchNames, mapped, { tensors: { "w.safetensors": theirs } })).toEqual([]);
    const own =
      'net n {\n  input x: f32[1, 3]\n  $0weights "w.safetensors"\n  y = x -> a: linear(4, bias=false)\n  output y\n}\n';
    expect(titlesAt(matchNames, own, { tensors: { "w.safetensors": { "a.weight": [4, 3] } } })).toEqual([]);
  });
});
