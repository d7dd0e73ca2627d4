/** What is wrong or doubtful in device files: what does not fit the schema, and what contradicts itself. */
import {
  type DeviceFile,
  deviceValidator,
  type FileFinding,
  filesOfFolders,
  folderUri,
  lintFile,
  openDevices,
  shippedFiles,
} from "@lathe/host";
import { type Outcome, outcome, toJson } from "../output.ts";
import { resolvePath } from "../project.ts";

interface NamedFinding extends FileFinding {
  readonly file: string;
}

/** What stands in more places than this is printed once, with a few of them. */
const maximumRepeats = 3;

/** Looks at the files that are named, else at all that ship and those of the workspace. Exits with 1 where one has errors. */
export async function lintDevices(
  names: readonly string[],
  root: string,
  { json = false }: { readonly json?: boolean },
): Promise<Outcome> {
  const roots = [folderUri(root)];
  const files = names.length === 0 ? [...shippedFiles().values(), ...filesOfFolders(roots)] : names.map(named);
  const validate = await deviceValidator();
  const known = await openDevices(roots);
  const findings = files.flatMap((file) =>
    lintFile(file, known, validate).map((finding): NamedFinding => ({ file: file.name, ...finding })),
  );
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const code = errors > 0 ? 1 : 0;
  if (json) return outcome(code, toJson({ version: 1, files: files.map(({ name }) => name), findings }));
  const parts = [...findingsText(findings), `${verdict(files.length, errors, findings.length - errors)}\n`];
  return outcome(code, parts.join("\n"));
}

function named(name: string): DeviceFile {
  return { name, path: resolvePath(name) };
}

/** Paragraphs: the findings of each file, then what many places have in common. */
function findingsText(findings: readonly NamedFinding[]): readonly string[] {
  const sames = Map.groupBy(findings, ({ severity, message }) => `${severity}: ${message}`);
  const single = [...sames.values()].filter((same) => same.length <= maximumRepeats).flat();
  const files = Map.groupBy(single, ({ file }) => file);
  return [
    ...[...files].map(([file, own]) => `${file}\n${own.map(findingText).join("")}`),
    ...[...sames].flatMap(([text, same]) => (same.length > maximumRepeats ? [`${text}\n${placesText(same)}`] : [])),
  ];
}

function findingText({ severity, path, message }: NamedFinding): string {
  return `  ${severity}: ${path}: ${message}\n`;
}

/** `  113 places in 38 files: devices/pixel1.json (2), devices/pixel3.json (4), devices/pixel4.json and 35 more.` */
function placesText(same: readonly NamedFinding[]): string {
  const files = [...Map.groupBy(same, ({ file }) => file)];
  const [first] = files;
  const isOneFile = files.length === 1 && first !== undefined;
  const where = isOneFile ? `places in ${first[0]}` : `places in ${files.length} files`;
  const places = isOneFile
    ? first[1].map(({ path }) => path)
    : files.map(([file, own]) => (own.length === 1 ? file : `${file} (${own.length})`));
  const more = places.length - maximumRepeats;
  return `  ${same.length} ${where}: ${places.slice(0, maximumRepeats).join(", ")}${more > 0 ? ` and ${more} more` : ""}.\n`;
}

function verdict(files: number, errors: number, warnings: number): string {
  const count = (n: number, word: string) => (n === 0 ? `no ${word}s` : `${n} ${word}${n === 1 ? "" : "s"}`);
  return `${count(files, "file")}: ${count(errors, "error")}, ${count(warnings, "warning")}.`;
}
