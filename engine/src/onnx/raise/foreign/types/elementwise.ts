/** Nodes that work element by element, and others whose results look like their inputs. */
import { dtypeOfNumber } from "../../../dataTypes.ts";
import { int, shapeAt, typeAt } from "../node.ts";
import { broadcastOf, listed, type Rule, type Rules, withDtype } from "./rule.ts";

/** Results of the element types of their first inputs. */
const sameAsFirst: Rule = (node) => [typeAt(node, 0)];

const broadcasts: Rule = (node) => {
  const first = typeAt(node, 0);
  return first && [{ dtype: first.dtype, shape: broadcastOf(node.inputs.map((_, index) => shapeAt(node, index))) }];
};

const comparisons: Rule = (node) => [
  { dtype: "bool", shape: broadcastOf(node.inputs.map((_, index) => shapeAt(node, index))) },
];

export const elementwise: Rules = {
  ...listed(
    "Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh CumSum Elu Erf Exp Floor Gelu Hardmax " +
      "HardSigmoid HardSwish Identity InstanceNormalization GroupNormalization LRN LeakyRelu Log LogSoftmax LpNormalization " +
      "MeanVarianceNormalization Mish Neg Not PRelu RMSNormalization Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh " +
      "Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu Trilu ScatterElements ScatterND Scatter ReverseSequence " +
      "RotaryEmbedding TensorScatter CumProd",
    sameAsFirst,
  ),
  ...listed("Add Sub Mul Div Mod Pow Min Max Sum Mean BitShift BitwiseAnd BitwiseOr BitwiseXor And Or Xor", broadcasts),
  ...listed("Equal Less LessOrEqual Greater GreaterOrEqual", comparisons),
  ...listed("IsNaN IsInf RegexFullMatch", (node) => [withDtype(typeAt(node, 0), "bool")]),
  BatchNormalization: (node) => [typeAt(node, 0), ...[1, 2].map((index) => typeAt(node, index + 2))],
  LayerNormalization(node) {
    const x = typeAt(node, 0);
    const axis = int(node, "axis") ?? -1;
    const from = axis < 0 ? axis + (x?.shape?.length ?? 0) : axis;
    const kept = x && { ...x, shape: x.shape?.map((dim, i) => (i < from ? dim : 1)) };
    return [x, withDtype(kept, "f32"), withDtype(kept, "f32")];
  },
  Dropout: (node) => [typeAt(node, 0), withDtype(typeAt(node, 0), "bool")],
  Cast(node) {
    const dtype = dtypeOfNumber(int(node, "to") ?? 0);
    return dtype && [withDtype(typeAt(node, 0), dtype)];
  },
  CastLike(node) {
    const dtype = typeAt(node, 1)?.dtype;
    return dtype && [withDtype(typeAt(node, 0), dtype)];
  },
  Where: (node) => {
    const yes = typeAt(node, 1);
    return yes && [{ dtype: yes.dtype, shape: broadcastOf([0, 1, 2].map((index) => shapeAt(node, index))) }];
  },
  EyeLike: (node) => [withDtype(typeAt(node, 0), dtypeOfNumber(int(node, "dtype") ?? 0) ?? typeAt(node, 0)?.dtype)],
  QuantizeLinear(node) {
    const zero = typeAt(node, 2)?.dtype ?? dtypeOfNumber(int(node, "output_dtype") ?? 0) ?? "u8";
    return [withDtype(typeAt(node, 0), zero)];
  },
  DequantizeLinear: (node) => [withDtype(typeAt(node, 0), typeAt(node, 1)?.dtype)],
  DynamicQuantizeLinear: (node) => [
    withDtype(typeAt(node, 0), "u8"),
    { dtype: "f32", shape: [] },
    { dtype: "u8", shape: [] },
  ],
  "com.microsoft::Gelu": sameAsFirst,
  "com.microsoft::FastGelu": sameAsFirst,
  "com.microsoft::QuickGelu": sameAsFirst,
};
