// Bundles what runs: the client and the server for the extension, the command line, and the process of ONNX Runtime.
import { readdirSync, renameSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { dist, Failure, newestChange, readJson, root, write } from "./project.mjs";

const workspaces = readJson(join(root, "package.json")).workspaces;
const stamp = join(dist, ".built");

const bundles = {
  "client.cjs": "client/src/extension.ts",
  "server.cjs": "server/src/node.ts",
  "lathe.cjs": "cli/src/main.ts",
  "models.cjs": "cli/src/models.ts",
  "schema.cjs": "host/src/devices/schema.ts",
  "places.cjs": "host/src/devices/places.ts",
  "runtime.cjs": "host/src/runtime/child.ts",
};

// Native or optional at run time: loaded lazily from where they are installed, never bundled.
const external = ["vscode", "onnxruntime-node", "onnxruntime-web"];

/** What is imported late is a bundle of its own beside the one that imports it. */
const lateBundles = {
  name: "late bundles",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(?:models|schema|places)\.ts$/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path: path.replace(".ts", ".cjs"), external: true } : undefined,
    );
  },
};

const isFresh = () => {
  const built = newestChange(stamp);
  const sources = workspaces.map((folder) => join(root, folder, "src"));
  return built > 0 && newestChange(...sources, join(root, "package-lock.json"), import.meta.filename) < built;
};

/** Builds what is older than its sources; says whether there was anything to do. */
export async function build() {
  if (isFresh()) return false;
  const began = new Date();
  const { build: bundle } = await import("esbuild");
  // Written aside and renamed, so that whoever starts meanwhile finds whole files.
  const aside = join(dist, `.building-${process.pid}`);
  await bundle({
    entryPoints: Object.entries(bundles).map(([out, entry]) => ({
      in: join(root, entry),
      out: out.replace(".cjs", ""),
    })),
    outdir: aside,
    outExtension: { ".js": ".cjs" },
    plugins: [lateBundles],
    ...sharedOptions,
  }).catch((error) => {
    // esbuild has printed the errors themselves.
    throw error.errors ? new Failure("The build failed: see the errors above.") : error;
  });
  for (const file of readdirSync(aside)) renameSync(join(aside, file), join(dist, file));
  rmSync(aside, { recursive: true });
  // The stamp says when the build began, so that an edit made during it counts as newer.
  write(stamp, `${began.toISOString()}\n`);
  utimesSync(stamp, began, began);
  return true;
}

/** What every bundle has in common, the tests' too. */
export const sharedOptions = {
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  minifyWhitespace: true,
  legalComments: "none",
  external,
  // Its main file requires its others in a way that no bundler sees.
  alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
  // A CommonJS bundle has no import.meta; the sources are modules and may use it.
  define: {
    "import.meta.url": "importMetaUrl",
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
  },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  logLevel: "warning",
};
