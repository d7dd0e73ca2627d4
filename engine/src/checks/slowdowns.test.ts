import { describe, expect, it } from "vitest";
import { roundDevice, roundMemory } from "../../../test/kit/advice.ts";
import { analyseText } from "../../../test/kit/analyse.ts";
import { devicesOf } from "../../../test/kit/devices.ts";

const [unit] = roundDevice.units.map(({ channelAlignment: _, ...rest }) => rest);
const round = { ...roundDevice, units: unit === undefined ? [] : [unit] };
const devices = devicesOf(round, { ...round, id: "small", memory: { ...roundMemory, flashBytes: 40_000 } });

function reports(lines: string, others: Readonly<Record<string, string>> = {}, before = "") {
  const text = `${before}net n {\n  input x: f32[1, 10, 100, 100]\n${lines}\n}\n`;
  return analyseText(text, others, {}, devices).reports.map(({ span, ...rest }) => ({
    ...rest,
    at: text.slice(span.start, span.end),
  }));
}

describe("slow-downs on declared targets", () => {
  const chain = "  y = x -> conv(10, kernel=1) -> exp -> sqrt\n  output y";

  it("stand at the first op that they are about, with the others beside it", () => {
    const [own, ...rest] = reports(`  target round\n${chain}`);
    expect(rest).toEqual([]);
    expect(own).toMatchObject({ code: "elementwise-chain", severity: "hint", at: "exp" });
    expect(own?.related?.map(({ message }) => message)).toEqual(["`y.sqrt`"]);
  });

  it("are said of no other target, and once for each that is declared", () => {
    expect(reports(chain)).toEqual([]);
    expect(reports(`  budget round { latency <= 1s }\n${chain}`)).toEqual([]);
    const both = reports(`  target round, small\n${chain}`).filter(({ code }) => code === "elementwise-chain");
    expect(both.map(({ message }) => /on (\w+) \(/.exec(message)?.[1])).toEqual(["round", "small"]);
  });

  it("of one place are one report", () => {
    const found = reports("  target round\n  y = x -> repeat 3 { conv(10, kernel=1) -> exp -> sqrt }\n  output y");
    expect(found.map(({ code, at }) => [code, at])).toEqual([["elementwise-chain", "exp"]]);
    // Each 0.16 ms of 3 · (0.16 + 0.1).
    expect(found[0]?.message).toMatch(/: 160 µs of 780 µs \(21 %\)\. .* With 2 more at this place: 480 µs in all\.$/);
  });

  it("of many places are the worst five, and a count", () => {
    const lines = Array.from(
      { length: 7 },
      (_, i) => `  a${i} = ${i === 0 ? "x" : `a${i - 1}`} -> conv(10, kernel=1) -> exp -> sqrt`,
    );
    const found = reports(`  target round\n${lines.join("\n")}\n  output a6`);
    expect(found).toHaveLength(5);
    expect(found[0]?.message).toMatch(/ 2 more elsewhere are not shown: 320 µs in all\.$/);
    expect(found[1]?.message).not.toContain("not shown");
  });

  it("of less than a hundredth of the time are only counted", () => {
    // Two passes over 10 · 5 · 5 numbers are 2 · 2,000 B, 0.4 µs; the others 160 µs.
    const lines = "  a = x -> conv(10, kernel=1) -> exp -> sqrt\n  y = a -> maxpool(20) -> exp -> sqrt\n  output y";
    const found = reports(`  target round\n${lines}`).filter(({ code }) => code === "elementwise-chain");
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toMatch(/ 1 more elsewhere is not shown: 400 ns in all\.$/);
  });

  it("stand at the call of what is in another file, and at the target where they are about all", () => {
    const others = { "b.net": "block slow(x) {\n  return x -> conv(10, kernel=1) -> exp -> sqrt\n}\n" };
    const [own] = reports("  target round\n  y = x -> slow\n  output y", others, 'import "b.net" { slow }\n');
    expect(own).toMatchObject({ code: "elementwise-chain", at: "slow" });
    const small = reports("  target small\n  y = x -> conv(10, kernel=1)\n  z = y -> flatten -> linear(1)\n  output z");
    expect(small.map(({ code, severity, at }) => [code, severity, at])).toEqual([
      ["exceeds-sram", "warning", "conv"],
      ["exceeds-flash", "warning", "small"],
    ]);
  });
});
