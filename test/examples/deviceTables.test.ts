/** Shipped tables, on nets that are made for it: more work is never said to be faster. */
import { isRefusal, NetOnTarget, resolveTarget } from "@lathe/engine";
import { openDevices } from "@lathe/host";
import { describe, expect, it } from "vitest";
import { analyseText } from "../kit/analyse.ts";

const devices = await openDevices([]);

/** Layers whose channels or places grow; the texts are analysed once for all devices. */
const ladders = [
  ["channels of a convolution", [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256].map((c) => block(c, 28))],
  ["size of an image", [7, 8, 10, 14, 16, 20, 28, 32, 40, 56, 64, 80, 112].map((s) => block(32, s))],
] as const;

function block(channels: number, size: number): string {
  return `net block {
  input x: f32[1, ${channels}, ${size}, ${size}]
  y = x -> conv(${channels}, kernel=1) -> bn -> relu6 -> dwconv(3) -> bn -> relu6 -> conv(${channels}, kernel=3) -> hardswish
  output z = y + x -> global_avgpool -> flatten -> linear(${channels * 4})
}`;
}

const costs = ladders.map(([what, texts]) => {
  const analysed = texts.map((text) => analyseText(text).shown[0]?.cost);
  return { what, costs: analysed.flatMap((cost) => cost ?? []) };
});

describe("shipped tables", () => {
  it("are of many devices", () => {
    expect(devices.ids.length).toBeGreaterThan(100);
  });

  for (const id of devices.ids) {
    it(`${id}: more channels, or a larger image, are never faster by more than 3 %`, () => {
      const device = devices.get(id);
      if (isRefusal(device)) throw new Error(device.message);
      for (const { unit, runtime, precision, threads } of device.tables) {
        const settings = new Map([
          ["unit", { kind: "string", value: unit }],
          ["runtime", { kind: "string", value: runtime }],
          ["precision", { kind: "string", value: precision }],
          ["threads", { kind: "number", value: threads, isFloat: false }],
        ] as const);
        const target = resolveTarget(devices, id, settings);
        if (isRefusal(target)) throw new Error(target.message);
        for (const { what, costs: ladder } of costs) {
          const times = ladder.map((cost) => new NetOnTarget(target, cost, devices).estimate.milliseconds ?? 0);
          for (const [at, time] of times.entries())
            expect(time, `${runtime} ${precision} ${threads}, ${what}, step ${at}`).toBeGreaterThanOrEqual(
              0.97 * (times[at - 1] ?? 0),
            );
          expect(times[0]).toBeGreaterThan(0);
        }
      }
    });
  }
});
