/** What is wrong or doubtful in device files: what does not fit the schema, and what contradicts itself. */
import { basename, dirname } from "node:path";
import { isRefusal, lintDevice } from "@lathe/engine";
import {
  type DeviceFile,
  deviceValidator,
  folderUri,
  openDevices,
  ownFiles,
  readJson,
  shippedFiles,
} from "@lathe/host";
import { type Outcome, outcome, toJson } from "../output.ts";
import { resolvePath } from "../project.ts";

interface FileFinding {
  readonly file: string;
  readonly severity: "error" | "warning";
  /** Of JSON. */
  readonly path: string;
  readonly message: string;
}

/** Looks at the files that are named, else at all that ship and those of the workspace. Exits with 1 where one has errors. */
export async function lintDevices(
  names: readonly string[],
  root: string,
  { json = false }: { readonly json?: boolean },
): Promise<Outcome> {
  const roots = [folderUri(root)];
  const files = names.length === 0 ? [...shippedFiles().values(), ...ownFiles(roots).values()] : names.map(named);
  const validate = await deviceValidator();
  const known = await openDevices(roots);
  const findings = files.flatMap((file): readonly FileFinding[] => {
    const read = readJson(file);
    if (isRefusal(read)) return [{ file: file.name, severity: "error", path: "/", message: read.message }];
    const checked = validate(read.value);
    if (!("value" in checked))
      return checked.map(({ path, message }) => ({
        file: file.name,
        severity: "error",
        path,
        message: `It ${message}.`,
      }));
    return lintDevice(checked.value, known, idOf(file)).map((finding) => ({ file: file.name, ...finding }));
  });
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const code = errors > 0 ? 1 : 0;
  if (json) return outcome(code, toJson({ version: 1, files: files.map(({ name }) => name), findings }));
  const lines = findings.map(({ file, severity, path, message }) => `${file}: ${severity}: ${path}: ${message}`);
  return outcome(
    code,
    [...lines, verdict(files.length, errors, findings.length - errors)].map((line) => `${line}\n`).join(""),
  );
}

function named(name: string): DeviceFile {
  return { name, path: resolvePath(name) };
}

/** The id that a file must have; a table file that lies elsewhere may be called as it likes. */
function idOf({ path }: DeviceFile): string | undefined {
  return basename(dirname(path)) === "devices" ? basename(path, ".json") : undefined;
}

function verdict(files: number, errors: number, warnings: number): string {
  const count = (n: number, word: string) => (n === 0 ? `no ${word}s` : `${n} ${word}${n === 1 ? "" : "s"}`);
  return `${count(files, "file")}: ${count(errors, "error")}, ${count(warnings, "warning")}.`;
}
