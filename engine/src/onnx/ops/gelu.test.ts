import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { text } from "../attributes.ts";
import { gelu } from "./gelu.ts";

const body = "input x: f32[1, 2]\noutput y = x -> gelu";

it("is one node since opset 20, and its formula before", () => {
  expect(written(body, { opset: 20 })).toEqual(["Gelu"]);
  expect(written(body)).toEqual(["Mul", "Div", "Erf", "Add", "Mul"]);
  expect(written(`${body}("tanh")`)).toContain("Tanh");
});

it("is read with its approximation", () => {
  const x = value("f32", [1, 2]);
  const attributes = { approximate: text("tanh") };
  expect(raised(gelu, "Gelu", [x], attributes)?.arguments?.approximate).toEqual({ kind: "string", value: "tanh" });
});
