import { expect, test } from "vitest";
import { summary, typed } from "./testing.ts";

test.each(["logical_and", "logical_or", "logical_xor"])("%s broadcasts", (name) => {
  expect(summary(name, [typed("bool", 2, 1), typed("bool", 3)])).toMatchObject({
    outputs: ["bool[2, 3]"],
    arithmetic: 6,
  });
});

test("logical_not", () => {
  expect(summary("logical_not", [typed("bool", 2, 3)])).toMatchObject({ outputs: ["bool[2, 3]"], arithmetic: 6 });
});
