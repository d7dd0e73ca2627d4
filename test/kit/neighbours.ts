/** Files around a text, without a disk: for features that look at them. */
import { type Devices, noDevices, refuse, Workspace } from "@lathe/engine";

const folder = "file:///project/";

/** Files by their names in the folder of `analyseText`'s file; those in `std/` are the standard library. */
export function neighboursOf(files: Readonly<Record<string, string>>, devices: Devices = noDevices) {
  const workspace = new Workspace({ library: `${folder}std/`, roots: [folder] });
  for (const [name, text] of Object.entries(files)) if (name.endsWith(".net")) workspace.provide(folder + name, text);
  return {
    reach: { library: `${folder}std/`, roots: [folder] },
    moduleOf: (uri: string) => workspace.module(uri),
    entriesOf: (uri: string): readonly string[] => {
      const names = Object.keys(files).filter((name) => (folder + name).startsWith(uri));
      return [...new Set(names.map((name) => (folder + name).slice(uri.length).replace(/\/.*$/, "/")))].sort();
    },
    contentOf: () => refuse("silent", "not loaded"),
    devices,
  };
}
