import { expect, test } from "vitest";
import { f32, summary } from "./testing.ts";

test("one addition per element", () => {
  expect(summary("cumsum", [f32(2, 8)], { axis: 1 })).toMatchObject({ outputs: ["f32[2, 8]"], arithmetic: 16 });
});
