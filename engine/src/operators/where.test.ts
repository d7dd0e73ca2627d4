import { expect, test } from "vitest";
import { f32, i64, refusal, summary, typed } from "./testing.ts";

test("all three broadcast", () => {
  expect(summary("where", [typed("bool", 3), f32(2, 1), f32()])).toMatchObject({
    outputs: ["f32[2, 3]"],
    arithmetic: 6,
  });
  expect(refusal("where", [typed("bool", 3), f32(2), f32()]).code).toBe("shapes-do-not-fit");
  expect(refusal("where", [typed("bool", 3), f32(3), i64(3)]).code).toBe("dtypes-differ");
});
