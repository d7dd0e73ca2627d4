import { expect, test } from "vitest";
import { f32, refusal, summary } from "./testing.ts";

test("three operations per element", () => {
  expect(summary("normalize", [f32(4, 128)])).toMatchObject({ outputs: ["f32[4, 128]"], arithmetic: 3 * 512 });
  expect(refusal("normalize", [f32(4)]).code).toBe("no-such-axis");
});
