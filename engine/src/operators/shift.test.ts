import { expect, test } from "vitest";
import { answer, f32, refusal, summary } from "./testing.ts";

test("moves data, computes nothing", () => {
  expect(summary("shift", [f32(8, 64, 56, 56)], { segments: 8 })).toEqual({
    outputs: ["f32[8, 64, 56, 56]"],
    macs: 0,
    arithmetic: 0,
    weights: {},
  });
});

test("channels go by eights, so that the shares stay an eighth", () => {
  // 2 channels move back, 2 forward, 12 rest: an entry is one, one and six.
  const channels = answer("shift", [f32(8, 16, 4, 4)], { segments: 8 })
    .axes?.()
    .at(-1);
  expect(channels?.size).toBe(2);
  expect(channels?.members.filter(({ kind }) => kind === "input")).toEqual([
    { kind: "input", index: 0, axis: 1, offset: 0, inner: 1 },
    { kind: "input", index: 0, axis: 1, offset: 2, inner: 1 },
    { kind: "input", index: 0, axis: 1, offset: 4, inner: 6 },
  ]);
});

test("refusals", () => {
  expect(refusal("shift", [f32(8, 16)], { segments: 3 })).toMatchObject({
    code: "segments-do-not-divide",
    parameter: "segments",
  });
  expect(refusal("shift", [f32(8, 16)], { segments: 8, fraction: 0.75 })).toMatchObject({ parameter: "fraction" });
  expect(summary("shift", [f32(8, 16)], { segments: 8, fraction: 0.75, mode: "online" }).outputs).toEqual([
    "f32[8, 16]",
  ]);
});
