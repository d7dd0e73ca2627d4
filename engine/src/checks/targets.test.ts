import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { device, devicesOf, plainTable } from "../../../test/kit/devices.ts";
import type { Device } from "../devices/profile.ts";

/** 8 · 8 weights: 64 MACs. At 1e6 ms per GMAC a run takes 0.064 ms, of which nine of ten nets take 0.9 to 1.2 times as much. */
const phone = device("phone", {
  tables: [
    {
      ...plainTable,
      coefficients: { linear: { msPerGmac: 1e6, msPerMb: 0, msPerKernel: 0 } },
      error: {
        n: 20,
        heldOut: "nets",
        folds: 5,
        mape: 5,
        p90: 9,
        within10: 0.9,
        rank: 0.9,
        band: [0.9, 1.2],
        covered: 0.9,
      },
    },
    { ...plainTable, threads: 4, coefficients: { linear: { msPerGmac: 5e5, msPerMb: 0, msPerKernel: 0 } } },
  ],
  energy: { picojoulesPerMac: { fp32: 4 }, picojoulesPerByte: { offChip: 100 }, source: "made for a test" },
});
const board = device("board", {
  kind: "microcontroller",
  memory: {
    sramBytes: 1024,
    flashBytes: 256,
    overheadBytes: 0,
    alignment: 16,
    planner: "tflm-greedy",
    source: "made for a test",
  },
});
const host = device("host", { kind: "host", tables: phone.tables });
const all: readonly Device[] = [phone, board, host];

const net = (lines: string) =>
  analyseText(
    `net n {\n  input x: f32[1, 8]\n  ${lines}\n  y = x -> first: linear(8)\n  output y\n}\n`,
    {},
    {},
    devicesOf(...all),
  );
const said = (lines: string) =>
  net(lines).reports.map(({ code, severity, message, help }) => [severity, code, message, help]);

describe("budgets on targets", () => {
  it("judge latency with its band and where it comes from", () => {
    expect(said("budget phone { latency <= 100us }")).toEqual([]);
    expect(said("budget phone { latency <= 50us }")).toEqual([
      [
        "error",
        "budget-broken",
        "`latency` on phone is 64.0 µs (57.6–76.8 µs, fitted, xnnpack, fp32, 1 thread), 28 % over; the limit is 50.0 µs.",
        "Heaviest: `first` 64.0 µs (100 %).",
      ],
    ]);
  });

  it("lead to the lines that take longest", () => {
    const text = `net n {
  input x: f32[1, 8]
  budget phone { latency <= 100us }
  a = x -> linear(8)
  b = a -> linear(16) -> wide: linear(32)
  output b
}
`;
    // 64, 128 and 512 MACs.
    const [report] = analyseText(text, {}, {}, devicesOf(...all)).reports;
    const places = report?.related?.map(({ span, message }) => [text.slice(span.start, span.end), message]);
    expect(places).toEqual([
      ["linear", "`wide`: 512 µs"],
      ["linear", "`b.linear`: 128 µs"],
      ["linear", "`a.linear`: 64.0 µs"],
    ]);
    const lines = report?.related?.map(({ span }) => text.slice(0, span.start).split("\n").length);
    expect(lines).toEqual([5, 5, 4]);
  });

  it("say that a limit lies inside the band, whether it is kept or broken", () => {
    expect(said("budget phone { latency <= 60us }")[0]?.[2]).toMatch(/; the limit is 60\.0 µs, inside the band\.$/);
    expect(said("budget phone { latency <= 70us }")).toEqual([
      [
        "information",
        "budget-uncertain",
        "`latency` on phone is 64.0 µs (57.6–76.8 µs, fitted, xnnpack, fp32, 1 thread): the limit of 70.0 µs is kept by the estimate, but lies inside its band.",
        undefined,
      ],
    ]);
  });

  it("are judged on the variant that the budget names, or on those that the net declares", () => {
    expect(said("budget phone(threads=4) { latency <= 20us }")[0]?.[2]).toMatch(
      /^`latency` on phone\(threads=4\) is 32\.0 µs/,
    );
    expect(said("target phone(threads=4)\n  budget phone { latency <= 20us }")[0]?.[2]).toMatch(
      /^`latency` on phone\(threads=4\)/,
    );
  });

  it("hold for all targets of the net where they name none, and name those that break them", () => {
    const broken = said("target phone, phone(threads=4)\n  budget { latency <= 25us }").map(([, , message]) => message);
    expect(broken).toHaveLength(2);
    expect(broken[0]).toMatch(/^`latency` on phone is 64\.0 µs/);
    expect(broken[1]).toMatch(/^`latency` on phone\(threads=4\) is 32\.0 µs/);
    const one = said("target phone, phone(threads=4)\n  budget { latency <= 45us }");
    expect(one.filter(([severity]) => severity === "error")).toHaveLength(1);
  });

  it("say once what is the same on all targets", () => {
    expect(said("target phone, phone(threads=4)\n  budget { params <= 60 }").map(([, , message]) => message)).toEqual([
      "`params` is 72, 20 % over; the limit is 60.",
    ]);
  });

  it("judge figures with the policies for their target", () => {
    const policy = 'target phone\n  policy phone { "first": @fp16 }\n  ';
    // 72 numbers in 2 bytes.
    expect(said(`${policy}budget phone { size <= 144B }`).map(([, code]) => code)).toEqual(["other-target"]);
    expect(said(`${policy}budget phone { size <= 143B }`)[1]?.[2]).toMatch(/^`size` on phone is 144 B/);
  });

  it("judge energy: 64 MACs of 4 pJ, and 32 + 32 + 288 bytes of 100 pJ", () => {
    expect(said("budget phone { energy <= 0.03uJ }")[0]?.[2]).toMatch(/^`energy` on phone is 35\.5 nJ/);
    expect(said("budget phone { energy <= 0.036uJ }")).toEqual([]);
    expect(said("budget board { energy <= 0.036uJ }")[0]).toEqual([
      "information",
      "not-known",
      "`energy` on board is not known: its device file states no energy; this limit is neither kept nor broken.",
      undefined,
    ]);
  });

  it("judge the arena as the board plans it: 32 bytes of input beside 32 of output", () => {
    expect(said("budget board { arena <= 64B }")).toEqual([]);
    expect(said("budget board { arena <= 63B }")[0]?.slice(0, 3)).toEqual([
      "error",
      "budget-broken",
      "`arena` on board is 64 B (tflm-greedy), 1.6 % over; the limit is 63 B.",
    ]);
    expect(said("budget phone { arena <= 63B }")[0]?.[1]).toBe("not-known");
  });

  it("are only information on the machine that one works at", () => {
    expect(said("budget host { latency <= 1us }")[0]?.slice(0, 2)).toEqual(["information", "budget-broken"]);
    expect(said("target host\n  budget { latency <= 1us }")[0]?.slice(0, 2)).toEqual(["information", "budget-broken"]);
  });

  it("leave what is not known of the net open", () => {
    const text =
      "net n {\n  input x: f32[1, 8]\n  budget phone { latency <= 1s }\n  y: f32[1, 8] = onnx.Foo(linear(x, 8))\n  output y\n}\n";
    const { reports } = analyseText(text, {}, {}, devicesOf(...all));
    expect(reports.map(({ code }) => code)).toContain("budget-uncertain");
  });
});

describe("targets", () => {
  it("that are not known are errors that say what there is", () => {
    expect(said("target phon")).toEqual([
      ["error", "unknown-device", "There is no device `phon`; there are phone, board, host.", "Did you mean `phone`?"],
    ]);
    expect(said("target phone(threads=2)")[0]).toEqual([
      "error",
      "unknown-variant",
      "There is no table of the phone for threads=2.",
      "There are xnnpack, fp32, 1 thread; xnnpack, fp32, 4 threads.",
    ]);
  });

  it("are looked up where budgets and policies name them too", () => {
    expect(said("budget fone { params <= 100 }").map(([, code]) => code)).toEqual(["unknown-device"]);
    expect(said('policy fone { "first": @fp16 }').map(([, code]) => code)).toContain("unknown-device");
  });

  it("are not judged where no devices are known", () => {
    const { reports } = analyseText(
      "net n {\n  input x: f32[1, 8]\n  target fone\n  budget fone { latency <= 1ms }\n  y = x -> linear(8)\n  output y\n}\n",
    );
    expect(reports).toEqual([]);
  });
});
