/** Published nets on targets, held against figures that were worked out by other means. */
import { type Device, isRefusal, NetOnTarget, resolveTarget } from "@lathe/engine";
import { describe, expect, it } from "vitest";
import { analyseFile } from "../kit/analyseFile.ts";
import { device, devicesOf } from "../kit/devices.ts";

function on(of: Device, precision: string): NetOnTarget {
  const devices = devicesOf(of);
  const target = resolveTarget(devices, of.id, new Map([["precision", { kind: "string", value: precision }]]));
  const cost = analyseFile("examples/zoo/mobilenet.net", { net: "mobilenet_v2" }).shown[0]?.cost;
  if (isRefusal(target) || cost === undefined) throw new Error("there are the net and its target");
  return new NetOnTarget(target, cost, devices);
}

const board = (depthwiseInPlace: boolean) =>
  device("board", {
    kind: "microcontroller",
    memory: {
      sramBytes: 2 ** 20,
      flashBytes: 2 ** 21,
      overheadBytes: 0,
      alignment: 16,
      planner: "tflm-greedy",
      depthwiseInPlace,
      source: "made for a test",
    },
  });

describe("MobileNetV2 1.0 at 224", () => {
  it("peaks in int8 at 1372.0 KiB where depthwise convolution writes over its input, else at 1470.0 KiB", () => {
    // 16·112² + 96·112² bytes, at the convolution that widens; else 96·112² + 96·56² at the depthwise convolution with a stride.
    expect(on(board(true), "int8").liveness.peakBytes).toBe(1_404_928);
    expect(on(board(false), "int8").liveness.peakBytes).toBe(1_505_280);
  });

  it("needs four times as much in float", () => {
    expect(on(board(true), "fp32").liveness.peakBytes).toBe(4 * 1_404_928);
  });

  it("does not fit a board of 1 MiB SRAM and 2 MiB flash: 3.5 million weights", () => {
    const { memory } = on(board(true), "int8");
    expect(memory?.fitsSram).toBe(false);
    expect(memory?.fitsFlash).toBe(false);
    // 3,504,872 params of which batch normalisation's scales are folded away and biases take four bytes.
    expect(memory?.weightsBytes).toBeGreaterThan(3_400_000);
    expect(memory?.weightsBytes).toBeLessThan(3_700_000);
  });
});
