import { expect, test } from "vitest";
import { isAttribute, netClassName, pascalCase, safeName, Taken } from "./names.ts";

test("words that Python or the file need get an underscore", () => {
  expect(["lambda", "self", "F", "_x", "x", "stem"].map(safeName)).toEqual([
    "lambda_",
    "self_",
    "F_",
    "x_",
    "x",
    "stem",
  ]);
  expect(["resnet18", "class", "nn"].map(netClassName)).toEqual(["resnet18", "class_", "nn_"]);
});

test("attributes are neither keywords nor those of every module", () => {
  expect(["conv1", "weight", "class", "forward", "type", "_modules", "0"].filter(isAttribute)).toEqual([
    "conv1",
    "weight",
  ]);
});

test("classes are in Pascal case", () => {
  expect(["inverted_residual", "mbconv", "_x", "_2d"].map(pascalCase)).toEqual([
    "InvertedResidual",
    "Mbconv",
    "X",
    "Block2d",
  ]);
});

test("names are given once", () => {
  const taken = new Taken(["a"]);
  expect([
    taken.take("a"),
    taken.take("a", "b"),
    taken.take("a", "b"),
    taken.take("conv2"),
    taken.take("conv2"),
  ]).toEqual(["a2", "b", "b2", "conv2", "conv2_2"]);
});
