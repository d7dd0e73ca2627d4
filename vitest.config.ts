import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Nothing in the tests keeps state between files, and one start of the engine is faster than eighty.
    isolate: false,
    // Unit tests stand beside their source; the reference, tidiness and whatever crosses packages stand in test/.
    // Conformance needs outside data and is run by tools/conformance.mjs.
    include: process.env.LATHE_DATA
      ? ["test/conformance/**/*.conformance.ts"]
      : ["*/src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/e2e/**"],
  },
});
