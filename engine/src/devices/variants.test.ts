import { describe, expect, it } from "vitest";
import { device, devicesOf, plainTable } from "../../../test/kit/devices.ts";
import { isRefusal } from "../base/report.ts";
import { resolveTarget } from "./target.ts";
import { readTarget } from "./targetText.ts";
import { variantsOf } from "./variants.ts";

const phone = device("phone", {
  tables: [
    plainTable,
    { ...plainTable, runtime: "tflite-2.1" },
    { ...plainTable, runtime: "tflite", precision: "dynamic-int8" },
    { ...plainTable, threads: 4 },
    { ...plainTable, precision: "int8" },
    { ...plainTable, threads: 4, precision: "int8" },
    { ...plainTable, unit: "gpu", precision: "fp16" },
  ],
});

describe("variants of a device", () => {
  it("are written with the fewest settings that pick them, and read back", () => {
    const variants = variantsOf(phone);
    expect(variants.map(({ target }) => target)).toEqual([
      "phone",
      'phone(runtime="tflite-2.1")',
      // Without a version it is this one.
      "phone(runtime=tflite)",
      "phone(threads=4)",
      "phone(precision=int8)",
      "phone(threads=4, precision=int8)",
      "phone(unit=gpu)",
    ]);
    for (const { target, table } of variants) {
      const written = readTarget(target);
      const found = isRefusal(written) ? written : resolveTarget(devicesOf(phone), written.name, written.settings);
      expect(isRefusal(found) ? found.message : found.table).toBe(table);
    }
  });

  it("are none where nothing was measured", () => {
    expect(variantsOf(device("board"))).toEqual([]);
  });
});
