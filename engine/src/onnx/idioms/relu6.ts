/** min(relu(x), 6), as exporters of TensorFlow write it. */
import { relu6 as operator } from "../../operators/activation.ts";
import { eitherWay, from, type Idiom, isNumber } from "./idiom.ts";

export const relu6: Idiom = {
  name: "relu6",
  anchors: ["Min"],
  match(anchor) {
    if (anchor.inputCount !== 2) return undefined;
    return eitherWay((one, other) => {
      const relu = from(anchor, one, "Relu");
      const x = relu?.input(0);
      return relu && x && isNumber(anchor.input(other), 6) ? { operator, inputs: [x], nodes: [relu] } : undefined;
    });
  },
};
