import { describe, expect, it } from "vitest";
import { analyseText } from "../../../test/kit/analyse.ts";
import { pulledDiagnostics } from "./pullDiagnostics.ts";

const wrong = "net n {\n  input x: f32[1, 8]\n  y = x -> liner(8)\n  output y\n}\n";

describe("pulled diagnostics", () => {
  it("are all there the first time, and only a word while nothing changed", () => {
    const first = pulledDiagnostics(analyseText(wrong));
    expect(first).toMatchObject({ kind: "full", items: [{ code: "unknown-operator", range: { start: { line: 2 } } }] });
    const { resultId } = first;
    expect(resultId).toBeDefined();
    // Another text with the same complaints in the same places.
    const later = pulledDiagnostics(analyseText(wrong.replace("[1, 8]", "[1, 9]")), resultId);
    expect(later).toEqual({ kind: "unchanged", resultId });
  });

  it("are sent again when one changes or moves", () => {
    const { resultId } = pulledDiagnostics(analyseText(wrong));
    expect(pulledDiagnostics(analyseText(`\n${wrong}`), resultId)).toMatchObject({ kind: "full" });
    expect(pulledDiagnostics(analyseText(wrong.replace("liner", "linear")), resultId)).toMatchObject({
      kind: "full",
      items: [],
    });
  });
});
