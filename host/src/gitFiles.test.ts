import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Workspace } from "@lathe/engine";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openRevision, splitRevision } from "./gitFiles.ts";
import { libraryUri, settle } from "./netFiles.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "lathe-")));
const project = join(folder, "project");
const isWindows = process.platform === "win32";
/** To git, and to Windows, most of these characters would mean something. */
const oddName = isWindows ? "odd [x].net" : ":(top) *[x].net";
const git = (...words: readonly string[]) =>
  execFileSync("git", ["-C", project, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...words], {
    encoding: "utf8",
  });

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(join(project, name, ".."), { recursive: true });
  writeFileSync(join(project, name), content);
}

function commit(message: string): void {
  git("add", "--all");
  git("commit", "--quiet", "--no-gpg-sign", "--message", message);
}

beforeAll(() => {
  mkdirSync(project);
  git("init", "--quiet", "--initial-branch=main");
  write("nets/a.net", "# first\n");
  write("nets/gone/b.net", "# gone\n");
  write(oddName, "# odd\n");
  write("nets/part.net", "block half(x) { return x -> maxpool(2) }\n");
  write("nets/using.net", 'import "part.net" { half }\nimport "std/mobile.net" { inverted_residual }\n');
  write("latin.net", Buffer.from([0x23, 0xe9, 0x0a]));
  if (!isWindows) symlinkSync("nets/a.net", join(project, "link.net"));
  commit("one");
  git("tag", "v1");
  write("nets/a.net", "# second\n");
  write("nets/part.net", "block other(x) { return x }\n");
  rmSync(join(project, "nets/gone"), { recursive: true });
  commit("two");
  write("nets/a.net", "# third\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

function opened(revision: string, name: string) {
  const file = openRevision(revision, join(project, name));
  if ("reason" in file) throw new Error(file.reason);
  return file;
}

function textAt(revision: string, name: string): unknown {
  const { uri, read } = opened(revision, name);
  return read(uri);
}

describe("REV:FILE", () => {
  it("is cut at the first colon outside of braces", () => {
    expect(splitRevision("HEAD~1:nets/a.net")).toEqual({ revision: "HEAD~1", file: "nets/a.net" });
    expect(splitRevision("main@{12:30}:a:b.net")).toEqual({ revision: "main@{12:30}", file: "a:b.net" });
    expect(splitRevision("HEAD^{/fix: it}:a.net")).toEqual({ revision: "HEAD^{/fix: it}", file: "a.net" });
    for (const text of ["a.net", ":a.net", "HEAD:", ""]) expect(splitRevision(text)).toBeUndefined();
  });
});

describe("a file at a revision", () => {
  it("is as it was committed then", () => {
    expect(textAt("HEAD~1", "nets/a.net")).toBe("# first\n");
    expect(textAt("v1", "nets/a.net")).toBe("# first\n");
    expect(textAt("main", "nets/a.net")).toBe("# second\n");
    expect(textAt(git("rev-parse", "HEAD~1").trim(), "nets/a.net")).toBe("# first\n");
  });

  it("may have stood in a folder that is gone, and have any name", () => {
    expect(textAt("v1", "nets/gone/b.net")).toBe("# gone\n");
    expect(textAt("v1", oddName)).toBe("# odd\n");
  });

  it.skipIf(isWindows)("may be named through a link to its folder", () => {
    symlinkSync(join(project, "nets"), join(folder, "linked"));
    const file = openRevision("v1", join(folder, "linked", "a.net"));
    expect("reason" in file ? file.reason : file.read(file.uri)).toBe("# first\n");
  });

  it("knows the repository's folder", () => {
    expect(opened("v1", "nets/gone/b.net")).toMatchObject({
      uri: pathToFileURL(join(project, "nets/gone/b.net")).href,
      root: `${pathToFileURL(project).href}/`,
    });
  });

  it("is found whatever a hook says of the repository", () => {
    vi.stubEnv("GIT_DIR", join(folder, "elsewhere"));
    expect(textAt("v1", "nets/a.net")).toBe("# first\n");
  });

  it("is a reason where it is no file", () => {
    expect(textAt("HEAD", "nets/gone/b.net")).toEqual({ reason: "there is no such file at HEAD" });
    expect(textAt("HEAD", "nets/*.net")).toEqual({ reason: "there is no such file at HEAD" });
    expect(textAt("HEAD", "nets")).toEqual({ reason: "it is a folder" });
    expect(textAt("HEAD", "latin.net")).toEqual({ reason: "it is not UTF-8 text" });
    if (!isWindows) expect(textAt("HEAD", "link.net")).toEqual({ reason: "it is a link at HEAD" });
  });

  it("does not reach out of the repository", () => {
    const { read } = opened("HEAD", "nets/a.net");
    writeFileSync(join(folder, "outside.net"), "# outside\n");
    expect(read(pathToFileURL(join(folder, "outside.net")).href)).toEqual({ reason: "there is no such file at HEAD" });
    expect(read(`${pathToFileURL(project).href}/a%00.net`)).toEqual({ reason: "there is no such file at HEAD" });
  });

  it("is not read where it is too large", () => {
    write("large.net", Buffer.alloc(32 * 1024 * 1024 + 1, 0x23));
    commit("large");
    expect(textAt("HEAD", "large.net")).toEqual({ reason: "it is larger than 32 MiB" });
    git("reset", "--quiet", "--hard", "HEAD~1");
  });

  it("brings what it imports from the same revision, and the library from the package", () => {
    const reports = (revision: string) => {
      const { uri, root, read } = opened(revision, "nets/using.net");
      const workspace = new Workspace({ library: libraryUri, roots: [root] });
      workspace.provide(uri, read(uri));
      return settle(workspace, uri, {}, [root], read)?.reports.map(({ code }) => code);
    };
    expect(reports("v1")).toEqual([]);
    expect(reports("HEAD")).toEqual(["not-declared-there"]);
  });

  it("stops reading where the imports have no end", () => {
    const { uri, read } = opened("HEAD", "nets/a.net");
    // Outside of the repository, so that git need not be asked a thousand times.
    for (let index = 0; index < 1000; index++) read(`${pathToFileURL(folder).href}/${index}.net`);
    expect(read(uri)).toEqual({ reason: "more than 1000 files are imported" });
  });
});

describe("what is no revision", () => {
  const reason = (revision: string, path = join(project, "nets/a.net")) => openRevision(revision, path);

  it("is said to be none", () => {
    for (const revision of ["nowhere", "v1..main", "HEAD~99", "HEAD:nets", "@{", "", "a b"]) {
      expect(reason(revision)).toEqual({ reason: `There is no revision \`${revision}\`.` });
    }
  });

  it("is never an option", () => {
    expect(reason("--output=x")).toEqual({ reason: expect.stringContaining('does not begin with "-"') });
  });

  it("is every one outside of a repository", () => {
    vi.stubEnv("GIT_CEILING_DIRECTORIES", tmpdir());
    expect(reason("HEAD", join(folder, "a.net"))).toEqual({ reason: `${folder} is in no git repository.` });
  });

  it("is every one without git", () => {
    vi.stubEnv("PATH", join(folder, "nothing"));
    expect(reason("HEAD")).toEqual({ reason: "Git cannot be asked: git is not installed, or not on the path." });
  });

  it("may be one that a shallow clone lacks", () => {
    const clone = join(folder, "clone");
    git("clone", "--quiet", "--depth=1", pathToFileURL(project).href, clone);
    expect(reason("HEAD~1", join(clone, "nets/a.net"))).toEqual({
      reason: expect.stringContaining("git fetch --unshallow"),
    });
  });

  it.skipIf(isWindows)("is every one where git does not come back", () => {
    const slow = join(folder, "slow");
    mkdirSync(slow);
    writeFileSync(join(slow, "git"), "#!/bin/sh\nexec sleep 60\n", { mode: 0o755 });
    vi.stubEnv("PATH", `${slow}:${process.env.PATH}`);
    expect(openRevision("HEAD", join(project, "nets/a.net"), 500)).toEqual({
      reason: "Git cannot be asked: git did not answer within 0.5 seconds.",
    });
  });
});
