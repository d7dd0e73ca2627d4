import { describe, expect, it } from "vitest";
import { afterwards, itsExample, titlesAt } from "../../../test/kit/actions.ts";
import { device, plainTable } from "../../../test/kit/devices.ts";
import { raiseBudget } from "./raiseBudget.ts";

describe("raising a budget", () => {
  itsExample(raiseBudget);

  it("changes the limit at fault among others, in bytes too", () => {
    const before = `net n {
  input x: f32[1, 3, 32, 32]
  budget {
    params <= 4M
    $0size <= 1KB
  }
  y = x -> flatten -> linear(1000)
  output y
}
`;
    // 3,072 · 1,000 weights and 1,000 biases of 4 bytes: 12,292,000.
    expect(afterwards(raiseBudget, before)).toContain("params <= 4M\n    size <= 12.3MB\n");
    expect(
      afterwards(raiseBudget, before.replace("    params <= 4M\n    $0size", "    params <= 4M, $0size")),
    ).toContain("params <= 4M, size <= 12.3MB");
  });

  it("sets a time on a target, to the slowest of those that break the limit", () => {
    const before = `net n {
  input x: f32[1, 1000]
  target phone, slow
  budget { $0latency <= 1us }
  y = x -> linear(1000)
  output y
}
`;
    // 1,000,000 MACs at 1 ms per GMAC are 1 us, and 2.5 on the other; 1 us is kept.
    const slow = device("slow", { tables: [{ ...plainTable, coefficients: { linear: { msPerGmac: 2.5 } } }] });
    const devices = [device("phone", { tables: [plainTable] }), slow];
    expect(afterwards(raiseBudget, before, undefined, { devices })).toContain("budget { latency <= 2.5us }");
  });

  it("leaves limits alone that are kept", () => {
    const before = "net n {\n  input x: f32[1, 8]\n  budget { $0params <= 2M }\n  y = x -> relu\n  output y\n}\n";
    expect(titlesAt(raiseBudget, before)).toEqual([]);
  });
});
