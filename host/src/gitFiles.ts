/** `.net` files as they were at a revision, asked from git. Nothing is checked out, written or fetched. */
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decodeNet, folderUri, libraryUri, maximumNetBytes, type ReadNet, readNetFile } from "./netFiles.ts";

/** Git answers such questions at once; one that does not is given up. */
const maximumMilliseconds = 10_000;

/** Every file costs two processes, so that many end even a hostile chain of imports. */
const maximumFiles = 1000;

/** A file at a revision, with the means to read what it imports there. */
export interface RevisionFile {
  readonly uri: string;
  /** URI of the repository's folder, ending in `/`: imports stay inside. */
  readonly root: string;
  /** Reads at the same revision; the standard library is the one that is installed. */
  readonly read: ReadNet;
}

/**
 * The parts of `REV:FILE`; undefined where there are not two. The colon is the first one outside braces, because revisions
 * such as `HEAD@{12:00}` have others inside.
 */
export function splitRevision(text: string): { readonly revision: string; readonly file: string } | undefined {
  const match = /^((?:\{[^}]*\}|[^:{])+):(.+)$/s.exec(text);
  const [, revision, file] = match ?? [];
  return revision === undefined || file === undefined ? undefined : { revision, file };
}

/** Finds the repository around an absolute path, and the revision in it; or says why not, in a whole sentence. */
export function openRevision(
  revision: string,
  path: string,
  patience = maximumMilliseconds,
): RevisionFile | { readonly reason: string } {
  // Git would take it for an option.
  if (revision.startsWith("-")) return { reason: `A revision does not begin with "-", as "${revision}" does.` };
  const folder = nearestFolder(path);
  // A file of the past may stand in a folder that is gone.
  const file = join(realpathSync(folder), relative(folder, path));
  const git: Git = (words) => askGit(folder, words, patience);
  const repository = git(["rev-parse", "--show-cdup", "--is-shallow-repository"]);
  if (repository.kind === "refused" && repository.words.includes("not a git repository")) {
    return { reason: `${folder} is in no git repository.` };
  }
  if (repository.kind !== "answered") return { reason: `Git cannot be asked: ${repository.words}.` };
  const [up = "", isShallow] = repository.output.toString("utf8").split(/\r?\n/);
  const root = resolve(realpathSync(folder), up);
  const commit = git(["rev-parse", "--verify", "--quiet", `${revision}^{commit}`]);
  if (commit.kind === "silent") return { reason: `Git cannot be asked: ${commit.words}.` };
  if (commit.kind === "refused") {
    const help = isShallow === "true" ? " This clone is shallow: fetch its history with `git fetch --unshallow`." : "";
    return { reason: `There is no revision \`${revision}\`.${help}` };
  }
  const tree = commit.output.toString("utf8").trim();
  const texts = new Map<string, ReturnType<ReadNet>>();
  const read: ReadNet = (uri) => {
    if (uri.startsWith(libraryUri) && uri !== pathToFileURL(file).href) return readNetFile(uri);
    const known = texts.get(uri);
    if (known !== undefined) return known;
    if (texts.size >= maximumFiles) return { reason: `more than ${maximumFiles} files are imported` };
    const text = readAt(git, root, tree, uri, revision);
    texts.set(uri, text);
    return text;
  };
  return { uri: pathToFileURL(file).href, root: folderUri(root), read };
}

function readAt(git: Git, root: string, tree: string, uri: string, revision: string): ReturnType<ReadNet> {
  const path = relative(root, fileURLToPath(uri)).split(sep).join("/");
  const missing = { reason: `there is no such file at ${revision}` };
  if (path.startsWith("../") || path.includes("\0")) return missing;
  const entry = git(["ls-tree", "-z", "--long", "--full-tree", tree, "--", path]);
  if (entry.kind !== "answered") return { reason: entry.words };
  const match = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(entry.output.toString("utf8"));
  const [, mode, kind, object = "", size] = match ?? [];
  if (match === null) return missing;
  if (kind === "tree") return { reason: "it is a folder" };
  if (mode === "120000") return { reason: `it is a link at ${revision}` };
  if (kind !== "blob") return { reason: "it is not a regular file" };
  if (Number(size) > maximumNetBytes) return { reason: "it is larger than 32 MiB" };
  const blob = git(["cat-file", "blob", object]);
  if (blob.kind !== "answered") return { reason: blob.words };
  try {
    return decodeNet(blob.output);
  } catch {
    return { reason: "it is not UTF-8 text" };
  }
}

/** The innermost folder around a path that is there. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? folder : nearestFolder(folder);
}

type Reply =
  | { readonly kind: "answered"; readonly output: Buffer }
  /** Git ran and said no. */
  | { readonly kind: "refused"; readonly words: string }
  /** Git did not run to its end. */
  | { readonly kind: "silent"; readonly words: string };

type Git = (words: readonly string[]) => Reply;

/** Asks git. There is no shell between, and no star or colon in a path means more than itself. */
function askGit(folder: string, words: readonly string[], patience: number): Reply {
  const { GIT_DIR: _, GIT_WORK_TREE: __, ...environment } = process.env;
  const { error, status, stdout, stderr } = spawnSync("git", ["--literal-pathspecs", "-C", folder, ...words], {
    // Windows would run a `git.exe` that lies in the current folder, so that is one that nobody downloads into.
    cwd: dirname(process.execPath),
    // The folder alone says which repository is meant, also inside of a hook. What a partial clone lacks is not fetched.
    env: { ...environment, GIT_ALLOW_PROTOCOL: "none", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" },
    timeout: patience,
    killSignal: "SIGKILL",
    maxBuffer: maximumNetBytes + 1024,
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error !== undefined) return { kind: "silent", words: systemWords(error, patience) };
  if (status === 0) return { kind: "answered", output: stdout };
  const [first = ""] = stderr.toString("utf8").split(/\r?\n/);
  return { kind: "refused", words: first.replace(/^fatal: /, "").replace(/\.$/, "") || "git gives no reason" };
}

function systemWords(error: Error, patience: number): string {
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "git is not installed, or not on the path";
  if (code === "ETIMEDOUT") return `git did not answer within ${patience / 1000} seconds`;
  return code === "ENOBUFS" ? "git's answer is larger than 32 MiB" : `git does not run (${String(code)})`;
}
