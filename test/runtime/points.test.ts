/** Points and cells on ONNX Runtime; the numbers are worked out by hand. */
import { describe, expect, it } from "vitest";
import { exportText, runText } from "../kit/onnx.ts";

// Four points around the centre, two of them near each other, along x: −2, −2, 1 and 3 (mean 0). The greatest distance is 3, so
// that they lie at −2/6 + ½ = 1/6, 1/6, 4/6 and 1 of the cube; y and z are 0, which is the middle.
const points = { shape: [1, 3, 4], values: [-2, -2, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0] };

describe.each([16, 17, 25])("opset %i", (opset) => {
  it("averages the features in each cell", async () => {
    const text = "net n {\ninput x: f32[1, 2, 4]\ninput p: f32[1, 3, 4]\ny = voxelize(x, p, resolution=3)\noutput y\n}";
    const x = { shape: [1, 2, 4], values: [1, 3, 10, 20, -1, -3, -10, -20] };
    const { y } = await runText(text, { x, p: points }, { opset });
    expect(y?.shape).toEqual([1, 2, 3, 3, 3]);
    // Times 3: ½, ½, 2 and 3, of which 3 is kept inside as 2; ½ is rounded to the even 0, and the middle 1½ to 2.
    const expected = Array.from({ length: 2 * 27 }, () => 0);
    const cell = (channel: number, i: number) => channel * 27 + i * 9 + 2 * 3 + 2;
    expected[cell(0, 0)] = 2;
    expected[cell(0, 2)] = 15;
    expected[cell(1, 0)] = -2;
    expected[cell(1, 2)] = -15;
    expect(y?.values).toEqual(expected);
  });

  it("takes f16, and numbers of points that are not known before", async () => {
    const text = `net n {
dim N = 1
dim P = 4
input x: f16[N, 1, P]
input p: f16[N, 3, P]
y = voxelize(x, p, resolution=2)
z = devoxelize(y, p)
output y, z
}`;
    const x = { shape: [1, 1, 4], values: [2, 4, 8, 16], dtype: "f16" } as const;
    const results = await runText(text, { x, p: { ...points, dtype: "f16" } }, { opset });
    // Times 2: 1/3, 1/3, 1 (4/3 kept inside), 1; the middle is 1.
    expect(results.y).toEqual({ shape: [1, 1, 2, 2, 2], values: [0, 0, 0, 3, 0, 0, 0, 12], dtype: "f16" });
    // At 1/3 two parts of 3 and one of 12: 6; where the middle is the last cell along y and z.
    const [first = 0, second, ...rest] = results.z?.values ?? [];
    expect(first).toBeCloseTo(6, 1);
    expect(second).toBe(first);
    expect(rest).toEqual([12, 12]);
  });

  it("points that are all in one place are in the middle", async () => {
    const text = "net n {\ninput x: f32[1, 1, 2]\ninput p: f32[1, 3, 2]\ny = voxelize(x, p, resolution=1)\noutput y\n}";
    const p = { shape: [1, 3, 2], values: [5, 5, 6, 6, 7, 7] };
    const { y } = await runText(text, { x: { shape: [1, 1, 2], values: [1, 2] }, p }, { opset });
    expect(y?.values).toEqual([1.5]);
  });
});

it.each([13, 17, 25])("weighs the eight cells around a point, opset %i", async (opset) => {
  const text = "net n {\ninput g: f32[2, 2, 3, 3, 3]\ninput p: f32[2, 3, 4]\ny = devoxelize(g, p)\noutput y\n}";
  // Cell (x, y, z) holds 100·x + 10·y + z, plus 1000 for the second channel and 5000 for the second sample; between cells that is
  // linear, so at a place it is the same formula.
  const values: number[] = [];
  for (const offset of [0, 1000, 5000, 6000]) {
    for (let i = 0; i < 27; i++) values.push(offset + 100 * Math.floor(i / 9) + 10 * (Math.floor(i / 3) % 3) + (i % 3));
  }
  const g = { shape: [2, 2, 3, 3, 3], values };
  const p = { shape: [2, 3, 4], values: [...points.values, ...points.values] };
  const { y } = await runText(text, { g, p }, { opset });
  expect(y?.shape).toEqual([2, 2, 4]);
  // x is ½, ½, 2 and 2; y and z are 1½.
  const expected = [0, 1000, 5000, 6000].flatMap((offset) => [0.5, 0.5, 2, 2].map((x) => offset + 100 * x + 16.5));
  for (const [i, value] of expected.entries()) expect(y?.values[i]).toBeCloseTo(value, 2);
});

it("needs opset 16 to add up what falls into a cell", () => {
  const text = "net n {\ninput x: f32[1, 2, 4]\ninput p: f32[1, 3, 4]\ny = voxelize(x, p, resolution=3)\noutput y\n}";
  expect(exportText(text, { opset: 15 })).toMatchObject({
    kind: "refusal",
    message: expect.stringContaining("opset 16"),
  });
});
