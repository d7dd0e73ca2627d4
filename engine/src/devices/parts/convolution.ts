import { count, inputElements, type PartsOf } from "./part.ts";

/** Convolutions by what makes them fast or slow: whether channels mix, the size of the window, its step, and whether there is one place. */
export const convolution: PartsOf = (sized) => {
  const [data] = sized.inputs;
  const [result] = sized.outputs;
  const { weight } = sized.weights;
  if (data === undefined || result === undefined || weight === undefined) return undefined;
  const isTransposed = sized.op.operator.name === "conv_transpose";
  const window = weight.slice(2);
  const [channels = 1, out = 1] = [data[1], result[1]];
  // A transposed convolution's weight is [in, out per group, …window], the other's [out, in per group, …window].
  const groups = (isTransposed ? out : channels) / Math.max(1, weight[1] ?? 1);
  const perGroup = channels / groups;
  const stride = Math.max(1, Math.round((data[2] ?? 1) / (result[2] ?? 1)));
  const isVector = result.slice(2).every((extent) => extent === 1);
  const size = `${window.join("x")}${isVector ? " vector" : stride > 1 ? ` stride ${stride}` : ""}`;
  const family = isTransposed ? "transposed" : groups === 1 ? "conv" : perGroup === 1 ? "depthwise" : "grouped";
  return [
    {
      kind: `${family} ${size}`,
      macs: sized.macs,
      elements: count(result),
      inputElements: inputElements(sized),
      weightElements: count(weight) + out,
      extents: {
        in: channels,
        out,
        ...Object.fromEntries(result.slice(2).map((extent, axis) => [`out${axis}`, extent])),
        stride,
        ...(groups > 1 && perGroup !== 1 && { groups }),
        batch: data[0] ?? 1,
      },
    },
  ];
};
