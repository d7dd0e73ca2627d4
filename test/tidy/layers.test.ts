/** Who may import whom: the borders of the house, as ARCHITECTURE.md draws them. */
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { importsOf, projectFiles } from "../kit/files.ts";

/** What of ours each package may import. */
const packages: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  engine: [],
  host: ["engine"],
  server: ["engine", "host", "protocol"],
  cli: ["engine", "host"],
  client: ["protocol"],
};

/** Layers of the engine, from the ground up: each imports only itself and what stands before it. */
const layers = [
  "base",
  "syntax",
  "operators",
  "annotations",
  "graph",
  "weights",
  "semantics",
  "cost",
  "devices",
  "checks",
  "workspace",
  "onnx",
  "pytorch",
];

/** What the engine may take from outside. */
const engineLibraries = ["chevrotain", "fflate", "long", "onnx-proto", "protobufjs/minimal.js"];

const sources = projectFiles().filter((file) => /^(?:protocol|engine|host|server|cli|client)\/src\/.*\.ts$/.test(file));
const production = sources.filter((file) => !file.endsWith(".test.ts"));

function packageOf(file: string): string {
  return file.split("/")[0] ?? "";
}

/** The file that a relative import names, from the root. */
function target(file: string, name: string): string {
  return posix.normalize(posix.join(posix.dirname(file), name));
}

function problems(check: (file: string, name: string) => string | undefined): readonly string[] {
  return production.flatMap((file) =>
    importsOf(file).flatMap((name) => {
      const problem = check(file, name);
      return problem === undefined ? [] : [`${file}: ${problem}`];
    }),
  );
}

describe("borders", () => {
  it("are watched over every package", () => {
    expect(new Set(sources.map(packageOf))).toEqual(new Set(Object.keys(packages)));
  });

  it("between packages are crossed by name, and only as allowed", () => {
    const wrong = problems((file, name) => {
      const own = packageOf(file);
      if (name.startsWith("."))
        return target(file, name).startsWith(`${own}/src/`) ? undefined : `reaches out to ${name}`;
      const other = /^@lathe\/(\w+)$/.exec(name)?.[1];
      if (other !== undefined) return packages[own]?.includes(other) ? undefined : `must not import ${name}`;
      return name.startsWith("@lathe/") ? `imports the inside of ${name}` : undefined;
    });
    expect(wrong).toEqual([]);
  });

  it("between the engine's layers are crossed downwards only", () => {
    const layerOf = (file: string) => layers.indexOf(/^engine\/src\/(\w+)\//.exec(file)?.[1] ?? "");
    const wrong = problems((file, name) => {
      if (!file.startsWith("engine/src/") || file === "engine/src/index.ts" || !name.startsWith(".")) return undefined;
      const from = layerOf(file);
      const to = layerOf(target(file, name));
      if (from === -1) return "stands in no layer";
      return to === -1 || to > from ? `imports upward: ${name}` : undefined;
    });
    expect(wrong).toEqual([]);
  });

  it("keep the world out of engine and protocol", () => {
    const wrong = problems((file, name) => {
      if (name.startsWith(".")) return undefined;
      const own = packageOf(file);
      if (own === "protocol") return `imports ${name}`;
      return own === "engine" && !engineLibraries.includes(name) ? `imports ${name}` : undefined;
    });
    expect(wrong).toEqual([]);
  });

  it("let one file alone know the library of ONNX's protocol buffers", () => {
    const libraries = ["long", "onnx-proto", "protobufjs/minimal.js"];
    const users = production.filter((file) => importsOf(file).some((name) => libraries.includes(name)));
    expect(users.filter((file) => !file.endsWith(".d.ts"))).toEqual(["engine/src/onnx/proto.ts"]);
  });

  it("keep vscode in the client and the protocol's library in the server", () => {
    const wrong = problems((file, name) => {
      const own = packageOf(file);
      if ((name === "vscode" || name.startsWith("vscode-languageclient")) && own !== "client") return `imports ${name}`;
      return name.startsWith("vscode-languageserver") && own !== "server" ? `imports ${name}` : undefined;
    });
    expect(wrong).toEqual([]);
  });

  it("let only the server's Node part and its entry import the host", () => {
    const users = production.filter((file) => file.startsWith("server/") && importsOf(file).includes("@lathe/host"));
    expect(users).toEqual(["server/src/node.ts"]);
  });

  it("let only convert.ts know lines and columns", () => {
    const users = production.filter(
      (file) =>
        file.startsWith("server/src/features/") && importsOf(file).includes("vscode-languageserver-textdocument"),
    );
    expect(users).toEqual([]);
  });
});
