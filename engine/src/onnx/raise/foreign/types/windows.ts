/** Nodes on images: windows that slide, and other resolutions. */
import { addDim, ceilDivDim, type Dim, floorDivDim, mulDim, subDim, unknownDim } from "../../../../base/dim.ts";
import { dimsAt, type ForeignNode, int, ints, numbersAt, shapeAt, text, typeAt } from "../node.ts";
import { listed, type Rules, withDtype } from "./rule.ts";

export const windows: Rules = {
  ...listed("MaxPool AveragePool LpPool", (node) => {
    const x = typeAt(node, 0);
    const pooled = x && { dtype: x.dtype, shape: slid(node, ints(node, "kernel_shape"), x.shape?.[1]) };
    return [pooled, withDtype(pooled, "i64")];
  }),
  ...listed("GlobalAveragePool GlobalMaxPool GlobalLpPool", (node) => {
    const x = typeAt(node, 0);
    return [x && { dtype: x.dtype, shape: x.shape?.map((dim, axis) => (axis < 2 ? dim : 1)) }];
  }),
  ...listed("Conv ConvInteger", (node) => {
    const [x, w] = [typeAt(node, 0), shapeAt(node, 1)];
    const dtype = node.op === "ConvInteger" ? "i32" : x?.dtype;
    return dtype && [{ dtype, shape: w && slid(node, w.slice(2), w[0]) }];
  }),
  QLinearConv(node) {
    const w = shapeAt(node, 3);
    const dtype = typeAt(node, 7)?.dtype;
    return dtype && [{ dtype, shape: w && slid(node, w.slice(2), w[0]) }];
  },
  ConvTranspose(node) {
    const [x, w] = [typeAt(node, 0), shapeAt(node, 1)];
    if (x?.shape === undefined || w === undefined) return undefined;
    const channels = mulDim(w[1] ?? unknownDim, int(node, "group") ?? 1);
    return [{ dtype: x.dtype, shape: [x.shape[0] ?? unknownDim, channels, ...x.shape.slice(2).map(() => unknownDim)] }];
  },
  Resize(node) {
    const x = typeAt(node, 0);
    if (x?.shape === undefined) return undefined;
    const isPlain = ints(node, "axes") === undefined && text(node, "keep_aspect_ratio_policy") === undefined;
    const sizes = isPlain ? dimsAt(node, 3) : undefined;
    const scales = isPlain ? numbersAt(node, 2) : undefined;
    const shape = x.shape.map((dim, axis) => {
      const scale = scales?.[axis];
      if (sizes !== undefined) return sizes[axis] ?? unknownDim;
      if (scale === undefined) return unknownDim;
      if (typeof dim === "number") return Math.floor(dim * scale);
      return Number.isInteger(scale) ? mulDim(dim, scale) : unknownDim;
    });
    return [{ dtype: x.dtype, shape }];
  },
  DepthToSpace(node) {
    const x = typeAt(node, 0);
    const size = int(node, "blocksize") ?? 1;
    const [n, c, h, w] = x?.shape ?? [];
    if (x === undefined || n === undefined || c === undefined || h === undefined || w === undefined) return undefined;
    return [{ dtype: x.dtype, shape: [n, floorDivDim(c, size * size), mulDim(h, size), mulDim(w, size)] }];
  },
  SpaceToDepth(node) {
    const x = typeAt(node, 0);
    const size = int(node, "blocksize") ?? 1;
    const [n, c, h, w] = x?.shape ?? [];
    if (x === undefined || n === undefined || c === undefined || h === undefined || w === undefined) return undefined;
    return [{ dtype: x.dtype, shape: [n, mulDim(c, size * size), floorDivDim(h, size), floorDivDim(w, size)] }];
  },
  GridSample(node) {
    const [x, grid] = [typeAt(node, 0), shapeAt(node, 1)];
    if (x?.shape === undefined || grid === undefined) return undefined;
    return [{ dtype: x.dtype, shape: [...x.shape.slice(0, 2), ...grid.slice(1, -1)] }];
  },
  RoiAlign(node) {
    const [x, rois] = [typeAt(node, 0), shapeAt(node, 1)];
    const size = [int(node, "output_height") ?? 1, int(node, "output_width") ?? 1];
    return x && [{ dtype: x.dtype, shape: [rois?.[0] ?? unknownDim, x.shape?.[1] ?? unknownDim, ...size] }];
  },
};

function slid(
  node: ForeignNode,
  kernel: readonly Dim[] | undefined,
  channels: Dim | undefined,
): readonly Dim[] | undefined {
  const shape = shapeAt(node, 0);
  if (shape === undefined || kernel === undefined) return undefined;
  const rank = shape.length - 2;
  const [strides, dilations, pads] = [ints(node, "strides"), ints(node, "dilations"), ints(node, "pads")];
  const auto = text(node, "auto_pad") ?? "NOTSET";
  const spatial = shape.slice(2).map((extent, i): Dim => {
    const stride = strides?.[i] ?? 1;
    const window = addDim(mulDim(subDim(kernel[i] ?? unknownDim, 1), dilations?.[i] ?? 1), 1);
    if (auto.startsWith("SAME")) return ceilDivDim(extent, stride);
    const padding = auto === "VALID" ? 0 : (pads?.[i] ?? 0) + (pads?.[i + rank] ?? 0);
    const room = subDim(addDim(extent, padding), window);
    if (int(node, "ceil_mode") === 1) return unknownDim;
    return addDim(floorDivDim(room, stride), 1);
  });
  return [shape[0] ?? unknownDim, channels ?? unknownDim, ...spatial];
}
