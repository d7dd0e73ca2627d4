import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int as intValue } from "../../base/value.ts";
import { int, text } from "../attributes.ts";
import { pixelShuffle, pixelUnshuffle } from "./pixelShuffle.ts";

it("is one node of images, and axes cut and exchanged otherwise", () => {
  const cut = ["Reshape", "Transpose", "Reshape"];
  expect(written("input x: f32[1, 4, 2, 2]\noutput y = x -> pixel_shuffle(2)")).toEqual(["DepthToSpace"]);
  expect(written("input x: f32[1, 4, 2]\noutput y = x -> pixel_shuffle(2)")).toEqual(cut);
  expect(written("input x: f32[1, 1, 4, 4]\noutput y = x -> pixel_unshuffle(2)")).toEqual(cut);
});

it("is read where channels lie as PyTorch has them", () => {
  const x = value("f32", [1, 8, 2, 2]);
  const crd = { blocksize: int(2), mode: text("CRD") };
  expect(raised(pixelShuffle, "DepthToSpace", [x], crd)?.arguments?.r).toEqual(intValue(2));
  expect(raised(pixelShuffle, "DepthToSpace", [x], { blocksize: int(2) })).toBeUndefined();
  const one = value("f32", [1, 1, 4, 4]);
  expect(raised(pixelUnshuffle, "SpaceToDepth", [one], { blocksize: int(2) })?.arguments?.r).toEqual(intValue(2));
  expect(raised(pixelUnshuffle, "SpaceToDepth", [x], { blocksize: int(2) })).toBeUndefined();
});
