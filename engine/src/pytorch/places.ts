/** Where the modules and tensors of a class are kept: under the names of the net, whatever Python makes of them. */
import { type Code, py } from "./code.ts";
import { isAttribute } from "./names.ts";

interface Entry {
  readonly segments: readonly string[];
  readonly kind: "module" | "parameter" | "buffer";
  readonly code: Code;
}

export class Places {
  private readonly scopePath: string;
  private readonly entries = new Map<string, Entry>();
  private readonly keys: ReadonlySet<string>;

  /** For the class of the part at `scopePath`, which keeps something for each of `paths`. */
  constructor(scopePath: string, paths: readonly string[]) {
    this.scopePath = scopePath;
    this.keys = new Set(paths.map((path) => this.segments(path).join(".")));
  }

  add(path: string, built: Omit<Entry, "segments">): void {
    const segments = this.segments(path);
    if (segments.length > 0) this.entries.set(segments.join("."), { segments, ...built });
  }

  /** Whether something is kept inside what is called so: then that has more in it than its own. */
  hasInside(path: string): boolean {
    const own = `${this.segments(path).join(".")}.`;
    return [...this.keys].some((key) => key.startsWith(own));
  }

  /** The expression for what a path names: `self.stem.conv`. */
  access(path: string): string {
    return this.accessTo(this.segments(path));
  }

  /** Statements that build everything; what holds other things comes before them. */
  statements(): readonly Code[] {
    const statements: Code[] = [];
    const built = new Set<string>();
    const build = (segments: readonly string[]): void => {
      const key = segments.join(".");
      if (segments.length === 0 || built.has(key)) return;
      build(segments.slice(0, -1));
      built.add(key);
      const entry = this.entries.get(key) ?? { segments, kind: "module", code: ["nn.Module()"] };
      statements.push(this.statement(entry));
    };
    for (const { segments } of this.entries.values()) build(segments);
    return statements;
  }

  private statement({ segments, kind, code }: Entry): Code {
    const holder = this.accessTo(segments.slice(0, -1));
    const name = segments.at(-1) ?? "";
    if (this.isPlainName(segments)) {
      return kind === "buffer"
        ? py`${holder}.register_buffer(${JSON.stringify(name)}, ${code})`
        : py`${holder}.${name} = ${code}`;
    }
    return py`${holder}.${stores[kind]}[${JSON.stringify(name)}] = ${code}`;
  }

  private accessTo(segments: readonly string[]): string {
    const name = segments.at(-1);
    if (name === undefined) return "self";
    const holder = this.accessTo(segments.slice(0, -1));
    if (this.isPlainName(segments)) return `${holder}.${name}`;
    const kind = this.entries.get(segments.join("."))?.kind ?? "module";
    return `${holder}.${stores[kind]}[${JSON.stringify(name)}]`;
  }

  /** Words that Python or `nn.Module` need for themselves are registered, but are no attributes. */
  private isPlainName(segments: readonly string[]): boolean {
    const holder = segments.slice(0, -1).join(".");
    return isAttribute(segments.at(-1) ?? "") && !this.keys.has(holder);
  }

  private segments(path: string): readonly string[] {
    const own = this.scopePath === "" ? path : path.slice(this.scopePath.length + 1);
    return own === "" ? [] : own.split(".");
  }
}

/** Where `nn.Module` keeps what is registered, under any name. */
const stores = { module: "_modules", parameter: "_parameters", buffer: "_buffers" } as const;
