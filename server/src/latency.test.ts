import { showTargetCommand } from "@lathe/protocol";
import { describe, expect, it } from "vitest";
import { analyseText } from "../../test/kit/analyse.ts";
import { device, devicesOf, plainTable } from "../../test/kit/devices.ts";
import { codeLenses } from "./features/codeLens.ts";
import { knownDevices } from "./features/devices.ts";
import { inlayHints } from "./features/inlayHints.ts";
import { status } from "./features/status.ts";

const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

const error = { n: 1234, heldOut: "nets", folds: 5, mape: 2.94, p90: 9, within10: 0.9, rank: 0.9, covered: 0.9 };
const table = { ...plainTable, coefficients: { conv: { msPerGmac: 1e5 }, elementwise: { msPerMb: 100 } } };
/** 100,000 ms per GMAC, of which nine of ten nets take 0.9 to 1.2 times as much; four threads take half, which nobody has checked. */
const phone = device("phone", {
  chip: "Chip 1",
  tables: [
    { ...table, error: { ...error, band: [0.9, 1.2] } },
    { ...table, threads: 4, coefficients: { ...table.coefficients, conv: { msPerGmac: 5e4 } } },
  ],
});
/** Nothing was measured there, but its memory is known. */
const board = device("board", {
  kind: "microcontroller",
  memory: {
    sramBytes: 20_000,
    flashBytes: 100_000,
    overheadBytes: 1000,
    alignment: 16,
    planner: "tflm-greedy",
    source: "made for a test",
  },
});
const devices = devicesOf(phone, board);

/**
 * A 3×3 convolution, 3 → 8 channels on 16×16: 55,296 MACs, 5.5296 ms. `relu` runs in its kernel, `tanh` in one of its own: 2,048 numbers of
 * 4 bytes read and written, 16,384 bytes, 1.6384 ms. Nobody needs the sum.
 */
const net = (target = "  target phone, phone(threads=4)\n") => `net n {
  input x: f32[1, 3, 16, 16]
${target}  y = x -> conv(8, kernel=3, bias=false)
  z = y -> relu
  w = z -> tanh -> flatten
  unused = z + z
  output w
}
`;

function analysed(text: string, target?: string) {
  return analyseText(text, {}, target === undefined ? {} : { target }, devices);
}

function hints(text: string, target?: string, length = 40): Record<string, unknown> {
  const analysis = analysed(text, target);
  const rows = text.split("\n");
  return Object.fromEntries(
    inlayHints(analysis, whole, "latency", length).map(({ position, label }) => [
      rows[position.line]?.trim().split(/\W/)[0],
      label,
    ]),
  );
}

describe("latency behind the lines", () => {
  it("is that of the first target, where its work is done", () => {
    expect(hints(net())).toEqual({
      y: "8×16×16 · 5.53 ms",
      z: "8×16×16 · in y.conv",
      w: "2048 · 1.64 ms · peak",
      unused: "8×16×16 · left out",
    });
  });

  it("is that of the target that is picked, also of one that no net declares", () => {
    expect(hints(net(), "phone(threads=4)").y).toBe("8×16×16 · 2.76 ms");
    expect(hints(net(""), "phone").y).toBe("8×16×16 · 5.53 ms");
    // By its device alone: the variant that the net declares.
    expect(hints(net("  target phone(threads=4)\n"), "phone").y).toBe("8×16×16 · 2.76 ms");
  });

  it("is MACs in a net without targets", () => {
    expect(hints(net("")).y).toBe("8×16×16 · 55.3 k MACs");
  });

  it("says what is not known", () => {
    const foreign = net().replace("  w = z -> tanh", "  v: f32[1, 8, 16, 16] = onnx.Foo(z)\n  w = v -> tanh");
    expect(hints(foreign)).toMatchObject({ v: expect.stringMatching(/^8×16×16 · \? ms/), w: "2048 · 1.64 ms" });
    expect(hints(net("  target board\n"))).toMatchObject({ y: "8×16×16 · ? ms" });
    expect(hints(net("  target fone\n"))).toMatchObject({ y: "8×16×16" });
  });

  it("is summed over the instances of a block's line", () => {
    const text = `block b(x) {
  return x -> conv(8, kernel=3, bias=false)
}
net n {
  input x: f32[1, 8, 16, 16]
  target phone
  y = x -> repeat 2 { b }
  output y
}
`;
    // 147,456 MACs each.
    expect(hints(text)).toEqual({ return: "8×16×16 · ×2 Σ 29.5 ms · peak", y: "8×16×16 · 29.5 ms · peak" });
    expect(codeLenses(analysed(text))[0]?.command?.title).toBe("×2 in n · 1.15 k params · 295 k MACs · phone 29.5 ms");
  });
});

describe("latency in lenses", () => {
  const titles = (text: string) => codeLenses(analysed(text)).map(({ command }) => command?.title);

  it("stands beside the totals for each target, with its band and what it is measured for", () => {
    expect(titles(net()).slice(1)).toEqual([
      "phone 7.17 ms (6.45–8.60) xnnpack fp32 1 thread",
      // Nobody has measured how wrong it is: half to twice as much.
      "phone(threads=4) 4.40 ms (2.20–8.81) xnnpack fp32 4 threads",
    ]);
  });

  it("counts those for which there is no place", () => {
    const many =
      'target phone, phone(threads=4), board, phone(precision=fp32), phone(unit=cpu), phone(runtime="xnnpack")';
    expect(titles(net(`  ${many}\n`)).slice(4)).toEqual([
      expect.stringMatching(/^phone\(precision=fp32\) 7\.17 ms/),
      "2 more targets",
    ]);
  });

  it("says how full a board's memory is: three maps of 8,192 bytes at the last line, and 1,000 of the runtime", () => {
    expect(titles(net("  target board\n"))[1]).toBe("board ? ms · 25.6 KB of 20.0 KB SRAM");
  });

  it("shows its target behind the lines when it is clicked", () => {
    const lenses = codeLenses(analysed(net()), undefined, new Map(), "latency");
    expect(lenses.slice(1, 3).map(({ command }) => command)).toEqual([
      {
        title: "phone 7.17 ms (6.45–8.60) xnnpack fp32 1 thread · shown",
        command: showTargetCommand,
        arguments: [{ uri: "file:///project/main.net", target: "phone" }],
      },
      {
        title: "phone(threads=4) 4.40 ms (2.20–8.81) xnnpack fp32 4 threads",
        command: showTargetCommand,
        arguments: [{ uri: "file:///project/main.net", target: "phone(threads=4)" }],
      },
    ]);
  });
});

describe("latency in the status bar", () => {
  it("has the targets side by side, the one behind the lines first", () => {
    const shown = status(analysed(net()), 1, "latency");
    expect(shown).toMatchObject({
      figure: "latency",
      text: "n · phone 7.17 ms · phone(threads=4) 4.40 ms",
      targets: ["phone", "phone(threads=4)"],
      shownTarget: "phone",
    });
    expect(shown.tooltip).toContain("| phone | 7.17 ms | nine of ten nets: 6.45–8.60 ms; xnnpack, fp32, 1 thread |");
    expect(shown.tooltip).toContain("Behind the lines: latency on phone.");
    const picked = status(analysed(net(), "phone(threads=4)"), 1, "latency", { target: "phone(threads=4)" });
    expect(picked.text).toBe("n · phone(threads=4) 4.40 ms · phone 7.17 ms");
    expect(picked).toMatchObject({ target: "phone(threads=4)", shownTarget: "phone(threads=4)" });
  });

  it("gives way to MACs where there is no target", () => {
    const shown = status(analysed(net("")), 1, "latency");
    expect(shown).toMatchObject({ figure: "macs", text: "n · 55.3 k MACs" });
    expect(shown.shownTarget).toBeUndefined();
  });
});

describe("the list of devices", () => {
  it("has each with its variants, as they are written, and how far off they are", () => {
    expect(knownDevices(devices)).toEqual([
      {
        id: "phone",
        name: "the phone",
        kind: "phone",
        chip: "Chip 1",
        variants: [
          { target: "phone", key: "xnnpack, fp32, 1 thread", error: "2.9 % over 1,234 held-out cases" },
          { target: "phone(threads=4)", key: "xnnpack, fp32, 4 threads", error: "" },
        ],
      },
      { id: "board", name: "the board", kind: "microcontroller", chip: "", variants: [] },
    ]);
  });
});
