import { expect, it } from "vitest";
import { read } from "../../../../test/kit/readBack.ts";

it("is a relu up to 6", () => {
  expect(
    read("f32[2]", [
      ["Relu", "x", "r"],
      ["Min", "r 6", "y"],
    ]),
  ).toEqual(["relu6"]);
  expect(
    read("f32[2]", [
      ["Relu", "x", "r"],
      ["Min", "r 5", "y"],
    ]),
  ).toContain("relu");
});
