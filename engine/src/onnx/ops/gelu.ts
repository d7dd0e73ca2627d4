import { gelu as operator } from "../../operators/gelu.ts";
import { text } from "../attributes.ts";
import { firstInput, onnxFacet } from "../facet.ts";
import { wordArgument } from "./arguments.ts";
import { onData } from "./operands.ts";

export const gelu = onnxFacet(operator, {
  emit(call, to) {
    const { name, type } = firstInput(call);
    const { approximate } = call.parameters;
    if (to.opset >= 20) {
      return [to.node("Gelu", [name], { approximate: approximate === "none" ? undefined : text(approximate) })];
    }
    const number = (value: number) => to.constant(type.dtype, value);
    const half = to.node("Mul", [name, number(0.5)]);
    if (approximate === "none") {
      const inner = to.node("Erf", [to.node("Div", [name, number(Math.SQRT2)])]);
      return [to.node("Mul", [half, to.node("Add", [inner, number(1)])])];
    }
    const cube = to.node("Mul", [to.node("Mul", [name, name]), name]);
    const sum = to.node("Add", [name, to.node("Mul", [cube, number(0.044715)])]);
    const inner = to.node("Tanh", [to.node("Mul", [sum, number(Math.sqrt(2 / Math.PI))])]);
    return [to.node("Mul", [half, to.node("Add", [inner, number(1)])])];
  },
  raise: {
    Gelu(node) {
      const read = onData(node);
      const approximate = node.text("approximate") ?? "none";
      if (read === undefined || (approximate !== "none" && approximate !== "tanh")) return undefined;
      return { ...read, arguments: { approximate: wordArgument(approximate) } };
    },
    "com.microsoft::Gelu": onData,
  },
});
