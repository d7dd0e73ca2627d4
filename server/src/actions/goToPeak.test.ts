import { describe, expect, it } from "vitest";
import { itsExample, offersAt, requestAt, titlesAt } from "../../../test/kit/actions.ts";
import { exampleBoard } from "./exampleBoard.ts";
import { goToPeak } from "./goToPeak.ts";

const world = { devices: [exampleBoard] };
const net = (channels: number) => `net n {
  input x: f32[1, 3, 64, 64]
  target board
  a = x -> conv(${channels}, kernel=3)
  y = a -> $0conv(8, kernel=1)
  output y
}
`;

describe("going to what fills a board's SRAM", () => {
  itsExample(goToPeak);

  it("offers the largest tensors alive, each where it is made", () => {
    const { text } = requestAt(net(24), world).analysis;
    // 24 and 8 channels of 64 · 64 numbers of 4 bytes.
    expect(offersAt(goToPeak, net(24), world).map(({ title, goTo }) => [title, goTo?.start])).toEqual([
      ["Go to `a.conv`, 393 KB of 524 KB at the peak on board", text.indexOf("conv(24")],
      ["Go to `y.conv`, 131 KB of 524 KB at the peak on board", text.indexOf("conv(8")],
    ]);
  });

  it("is not offered where everything fits", () => {
    expect(titlesAt(goToPeak, net(16), world)).toEqual([]);
  });
});
