import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("the shape stays; groups must divide the channels", () => {
  expect(summary("channel_shuffle", [f32(1, 116, 28, 28)], { groups: 2 }).outputs).toEqual(["f32[1, 116, 28, 28]"]);
  expect(refusal("channel_shuffle", [f32(1, 6, 4)], { groups: 4 })).toMatchObject({ parameter: "groups" });
});
