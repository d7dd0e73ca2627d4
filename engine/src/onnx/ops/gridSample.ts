import { refuse } from "../../base/report.ts";
import { bool } from "../../base/value.ts";
import { gridSample as operator } from "../../operators/gridSample.ts";
import { int, text } from "../attributes.ts";
import { onnxFacet } from "../facet.ts";
import { wordArgument } from "./arguments.ts";

/** Modes by their names before operator set 20. */
const formerModes = { linear: "bilinear", nearest: "nearest", cubic: "bicubic" } as const;

export const gridSample = onnxFacet(operator, {
  emit(call, to) {
    const [x, grid] = call.inputs;
    const { mode, padding_mode: padding, align_corners: isAligned } = call.parameters;
    const least = x?.type.shape.length === 4 ? 16 : 20;
    if (to.opset < least) {
      return refuse("not-in-opset", `opset ${to.opset} has no GridSample of such data`, {
        help: `Choose opset ${least} or newer.`,
      });
    }
    const attributes = {
      mode: text(to.opset >= 20 ? mode : formerModes[mode]),
      padding_mode: text(padding),
      align_corners: int(isAligned ? 1 : 0),
    };
    return [to.node("GridSample", [x?.name, grid?.name], attributes)];
  },
  raise: {
    GridSample(node) {
      const [x, grid] = [node.input(0), node.input(1)];
      const word = node.text("mode") ?? "linear";
      const mode = Object.entries(formerModes).find(([own, former]) => own === word || former === word)?.[0];
      if (x === undefined || grid === undefined || mode === undefined) return undefined;
      return {
        inputs: [x, grid],
        arguments: {
          mode: wordArgument(mode),
          padding_mode: wordArgument(node.text("padding_mode") ?? "zeros"),
          align_corners: bool((node.int("align_corners") ?? 0) === 1),
        },
      };
    },
  },
});
