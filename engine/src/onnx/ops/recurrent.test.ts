import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

it("is a node a layer, over places before samples", () => {
  expect(written("input x: f32[2, 3, 4]\ny = x -> lstm(5)\noutput y")).toEqual([
    "Transpose",
    "LSTM",
    "Squeeze",
    "Transpose",
  ]);
  expect(written("input x: f32[2, 3, 4]\ny, h = x -> gru(5, layers=2, bidirectional=true)\noutput y, h")).toEqual([
    "Transpose",
    "GRU",
    "Transpose",
    "Reshape",
    "GRU",
    "Transpose",
    "Reshape",
    "Concat",
    "Transpose",
  ]);
});

it("cuts first states into layers", () => {
  const text = "input x: f32[2, 3, 4]\ninput s: f32[2, 2, 5]\ny = x -> rnn(5, layers=2, h=s)\noutput y";
  expect(written(text)).toContain("Slice");
});
