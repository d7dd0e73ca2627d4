/**
 * The one owner of state, used by server, command line and tests alike: files by URI, open buffers over the disk, the
 * import graph, and analyses kept until a text changes. It never waits for the world: what it needs is in `missing`.
 */
import { type FileReport, isRefusal, type Refusal, refuse } from "../base/report.ts";
import type { Value } from "../base/value.ts";
import type { FileContent, NetOnTargets, Subject } from "../checks/check.ts";
import { checks } from "../checks/index.ts";
import { type Bounds, boundsOf, type Picks } from "../cost/bounds.ts";
import { costOf, type LineCost, type LineCosts, lineCosts } from "../cost/summary.ts";
import type { Latency } from "../devices/estimate.ts";
import { type Devices, noDevices } from "../devices/target.ts";
import { deviceOf } from "../devices/targetText.ts";
import type { Graph } from "../graph/graph.ts";
import type { Program } from "../semantics/callable.ts";
import { dryRun } from "../semantics/elaborate/dryRun.ts";
import { type Elaborated, elaborateNet } from "../semantics/elaborate/net.ts";
import { type Declaration, type Module, readModule, reportAt } from "../semantics/module.ts";
import { lineAt, maximumErrors } from "../syntax/lines.ts";
import { readSource, type SourceFile, spanOf } from "../syntax/read.ts";
import { exampleNets, fileOf } from "./example.ts";
import { foreignFormat } from "./foreign.ts";
import { errorsInImports, importReports } from "./importReports.ts";
import { type Reach, resolveFile, resolveImport } from "./imports.ts";
import { netOnTargets } from "./onTargets.ts";

/** One net of a file, or one block's example, with its costs. */
export interface ShownNet extends NetOnTargets {
  readonly name: string;
  /** `example`: a block of this name on its own. */
  readonly kind: "net" | "example";
  readonly declaration: Declaration;
  readonly elaborated: Elaborated;
  /** The target whose figures stand behind the lines: the one that was picked, else the first; undefined where there is none. */
  readonly target: string | undefined;
  /** How long a run takes on a target, such as `pixel4(threads=4)`. Refuses as `on` does. */
  latency(target: string): Latency | Refusal;
  /** What it may cost with its choices picked otherwise; nothing where it has none. Can be given up between steps. */
  bounds(): Generator<undefined, Bounds | undefined>;
  /** `random`, or the path of the file of trained weights. */
  readonly weights: string;
}

/** Everything that is known of one version of one file. Immutable. */
export interface Analysis {
  readonly uri: string;
  readonly text: string;
  readonly module: Module;
  /** What the file is instead, if it is plainly not ours: then there are no reports. */
  readonly foreign: string | undefined;
  /** Those that take a target's figures are found when somebody looks. */
  readonly reports: readonly FileReport[];
  /** The shown net first, then the other nets in order, then examples of blocks. */
  readonly shown: readonly ShownNet[];
  /** Names of the file's nets, in order. */
  readonly nets: readonly string[];
  /** Each line's figures in the first of `shown` that has the line. */
  readonly lines: { get(line: number): { readonly of: ShownNet; readonly cost: LineCost } | undefined };
}

export interface AnalysisOptions {
  /** The net to show; the first if it is left out or not there. */
  readonly net?: string;
  /** Parameters of the net and samples of its dims (`--set`). */
  readonly set?: ReadonlyMap<string, Value>;
  /** The target that figures are shown for, as it is written, or the device alone: policies for the device hold. */
  readonly target?: string;
  /** Targets to judge budgets on, as they are written, instead of those that a net declares. */
  readonly targets?: readonly string[];
  /** By block, the path of the one instance whose figures its lines show; the sum over all if it is left out. */
  readonly instances?: ReadonlyMap<string, string>;
  /** `counting paper`, whatever the file says. */
  readonly countsPaper?: boolean;
}

interface Entry {
  readonly module: Module;
  readonly source: SourceFile;
  readonly text: string;
}

export class Workspace {
  private readonly reach: Reach;
  private devices: Devices;
  private readonly buffers = new Map<string, Entry>();
  /** Undefined: the disk has no such file, or it could not be read, for the reason given. */
  private readonly disk = new Map<string, Entry | { readonly reason: string }>();
  private readonly wanted = new Set<string>();
  /** Files that are no nets: weights and data. */
  private readonly contents = new Map<string, FileContent | { readonly reason: string }>();
  private readonly wantedContents = new Set<string>();
  private readonly kept = new Map<string, { readonly key: string; readonly analysis: Analysis }>();
  private revision = 0;

  /** Without devices nothing is said of targets. */
  constructor(reach: Reach, devices: Devices = noDevices) {
    this.reach = reach;
    this.devices = devices;
  }

  /** The devices that are known from now on. */
  provideDevices(devices: Devices): void {
    this.devices = devices;
    this.revision++;
  }

  get knownDevices(): Devices {
    return this.devices;
  }

  /** A text in an editor: it stands over the disk's. */
  open(uri: string, text: string): void {
    this.buffers.set(uri, this.read(uri, text, this.buffers.get(uri)));
    this.revision++;
  }

  /** The same files, some with other texts as if these were open: to see what a change brings. This workspace stays as it is. */
  withTexts(texts: ReadonlyMap<string, string>): Workspace {
    const other = new Workspace(this.reach, this.devices);
    for (const [uri, entry] of this.buffers) other.buffers.set(uri, entry);
    for (const [uri, entry] of this.disk) other.disk.set(uri, entry);
    for (const [uri, content] of this.contents) other.contents.set(uri, content);
    for (const [uri, kept] of this.kept) other.kept.set(uri, kept);
    other.revision = this.revision;
    // Read again from what is on the disk, if it is not open: what it shares with that is kept.
    for (const [uri, text] of texts) {
      other.buffers.set(uri, other.read(uri, text, this.entry(uri)));
      other.revision++;
    }
    return other;
  }

  close(uri: string): void {
    this.buffers.delete(uri);
    this.kept.delete(uri);
    this.revision++;
  }

  /** A file from the disk, or the reason why there is none. */
  provide(uri: string, text: string | { readonly reason: string }): void {
    const before = this.disk.get(uri);
    const old = before !== undefined && "text" in before ? before : undefined;
    this.disk.set(uri, typeof text === "string" ? this.read(uri, text, old) : text);
    this.wanted.delete(uri);
    this.revision++;
  }

  /** Forgets what the disk said of a file that changed there. */
  forget(uri: string): void {
    if (this.disk.delete(uri) || this.contents.delete(uri)) this.revision++;
  }

  /** What a file of weights or data holds, or the reason why that is not known. */
  provideContent(uri: string, content: FileContent | { readonly reason: string }): void {
    this.contents.set(uri, content);
    this.wantedContents.delete(uri);
    this.revision++;
  }

  /** Files of weights and data that checks asked for and that nobody has provided yet. */
  get missingContents(): readonly string[] {
    return [...this.wantedContents];
  }

  /** Files that analyses asked for and that nobody has provided yet. */
  get missing(): readonly string[] {
    return [...this.wanted];
  }

  /** Analyses a file; undefined where it was neither opened nor provided. Never throws, never waits. */
  analyse(uri: string, options: AnalysisOptions = {}): Analysis | undefined {
    const entry = this.entry(uri);
    if (entry === undefined) return undefined;
    const set = [...(options.set ?? [])].map(([name, value]) => `${name}=${JSON.stringify(value)}`).join();
    const instances = [...(options.instances ?? [])].join();
    const key = `${this.revision} ${instances} ${options.net ?? ""} ${options.target ?? ""} ${options.targets?.join() ?? ""} ${options.countsPaper ?? ""} ${set}`;
    const kept = this.kept.get(uri);
    if (kept?.key === key) return kept.analysis;
    const file = (path: string) => this.content(uri, path);
    const previous = kept?.analysis;
    const analysis = analyse(this.program, file, this.devices, entry, options, previous);
    this.kept.set(uri, { key, analysis });
    return analysis;
  }

  /** What a file declares, as it is in the editor or else on the disk; undefined where it was neither opened nor provided. */
  module(uri: string): Module | undefined {
    return this.entry(uri)?.module;
  }

  /** Whether a file was opened or provided, also where all that is known is why it cannot be read. */
  knows(uri: string): boolean {
    return this.buffers.has(uri) || this.disk.has(uri);
  }

  /** URIs of the open buffers. */
  get openUris(): readonly string[] {
    return [...this.buffers.keys()];
  }

  /** What imports lead to, for whoever asks what a name stands for. */
  readonly program: Program = {
    imported: (from, path) => {
      const uri = resolveImport(this.reach, fileOf(from.uri), path);
      if (isRefusal(uri)) return uri;
      const entry = this.entry(uri);
      if (entry !== undefined) return entry.module;
      const known = this.disk.get(uri);
      if (known !== undefined && "reason" in known)
        return refuse("import-not-found", `"${path}" cannot be read: ${known.reason}.`);
      this.wanted.add(uri);
      return refuse("silent", "not loaded yet");
    },
  };

  /** What the file beside `from` holds that is called `path` there. Refuses one that cannot be read; silently where it is not known yet. */
  content(from: string, path: string): FileContent | Refusal {
    const uri = resolveFile(this.reach, from, path);
    if (isRefusal(uri)) return uri;
    const content = this.contents.get(uri);
    if (content === undefined) {
      this.wantedContents.add(uri);
      return refuse("silent", "not loaded yet");
    }
    return "reason" in content ? refuse("file-unreadable", `"${path}" cannot be read: ${content.reason}.`) : content;
  }

  private entry(uri: string): Entry | undefined {
    const entry = this.buffers.get(uri) ?? this.disk.get(uri);
    return entry !== undefined && "module" in entry ? entry : undefined;
  }

  private read(uri: string, text: string, previous: Entry | undefined): Entry {
    if (previous?.text === text) return previous;
    const source = readSource(foreignFormat(text) === undefined ? text : "", previous?.source);
    return { module: readModule(uri, source), source, text };
  }
}

function analyse(
  program: Program,
  file: Subject["file"],
  devices: Devices,
  { module, source, text }: Entry,
  options: AnalysisOptions,
  previous: Analysis | undefined,
): Analysis {
  const { uri } = module;
  const foreign = foreignFormat(text);
  const reports: FileReport[] = source.reports.map((report) => ({ ...report, uri }));
  // One by one, here and below: there may be more of them than a call takes arguments.
  for (const report of module.reports) reports.push(report);
  for (const report of importReports(program, module)) reports.push(report);
  const declared = [...module.declarations.values()].filter(isNet);
  const nets = declared.map(({ name }) => name);
  const first = declared.find(({ name }) => name === options.net) ?? declared[0];
  const ordered = first === undefined ? [] : [first, ...declared.filter((net) => net !== first)];
  const findings: Findings[] = [];
  const shown: ShownNet[] = [];
  const show = (
    name: string,
    kind: ShownNet["kind"],
    declaration: Declaration,
    net: Declaration & { kind: "net" | "variant" },
  ) => {
    const before = previous?.shown.find((other) => other.name === name && other.kind === kind)?.elaborated;
    const one = showNet(program, net, devices, options, before);
    shown.push({ name, kind, declaration, ...one, weights: weightsOf(one.elaborated, file) });
    for (const report of one.elaborated.reports) if (report.uri === uri) reports.push(report);
    findings.push(findingsOf({ ...one, file }));
  };
  for (const net of ordered) show(net.name, "net", net, net);
  reports.push(...errorsInImports(program, module, shown));
  for (const { block, net } of exampleNets(module)) {
    if (isRefusal(net)) reports.push(reportAt(block.place, net.code, net.message, net.help, "warning"));
    else show(block.name, "example", block, net);
  }
  const entered = new Set<Declaration>();
  for (const block of module.declarations.values()) {
    if (block.kind !== "block" || shown.some(({ cost }) => uses(cost.graph, block))) continue;
    for (const report of dryRun(program, block, entered)) if (report.uri === uri) reports.push(report);
  }
  const lines = linesOf(module, shown, options.instances ?? new Map());
  const known = { uri, text, module, foreign, shown, nets, lines };
  return withReports(known, foreign === undefined ? { reports, findings } : { reports: [], findings: [] });
}

/** What the checks find: known at once where they ask for files, else found when it is asked for. */
type Findings = () => readonly FileReport[];

function findingsOf(subject: Subject): Findings {
  const found = checks.map((check) => (check.asksForFiles ? check.run(subject) : undefined));
  return () => checks.flatMap((check, index) => found[index] ?? check.run(subject));
}

/** A getter, so that no key stroke waits for estimates that nobody looks at. */
function withReports(
  known: Omit<Analysis, "reports">,
  { reports, findings }: { readonly reports: readonly FileReport[]; readonly findings: readonly Findings[] },
): Analysis {
  let all: readonly FileReport[] | undefined;
  return {
    ...known,
    get reports() {
      all ??= withoutSurplus([
        ...withoutRepeats(reports),
        ...withoutEqual(findings.flatMap((find) => find()).filter(({ uri }) => uri === known.uri)),
      ]);
      return all;
    },
  };
}

/**
 * Elaborates and costs a net. A function of its own, as `linesOf` and `withReports` are: what an analysis keeps must not hold on to the
 * analysis before it, or every version of a text would stay in memory.
 */
function showNet(
  program: Program,
  net: Declaration & { kind: "net" | "variant" },
  devices: Devices,
  options: AnalysisOptions,
  before: Elaborated | undefined,
): Pick<ShownNet, "elaborated" | "cost" | "bounds" | "targets" | "target" | "on" | "latency"> {
  const shown = elaborateShown(program, net, options, new Map(), before);
  const { choices } = shown.cost.graph;
  const bounds = () => boundsOf(choices, (picks) => elaborateShown(program, net, options, picks).cost);
  const costFor = (target: string) => elaborateShown(program, net, { ...options, target }, new Map()).cost;
  return { ...shown, bounds, ...netOnTargets(devices, shown, options, costFor) };
}

function elaborateShown(
  program: Program,
  net: Declaration & { kind: "net" | "variant" },
  options: AnalysisOptions,
  picks: Picks,
  previous?: Elaborated,
): Pick<ShownNet, "elaborated" | "cost"> {
  const picked = [...picks].map(([address, value]): [string, Value] => [address, { kind: "string", value }]);
  const elaborated = elaborateNet(program, net, {
    settings: new Map([...(options.set ?? []), ...picked]),
    ...(options.target !== undefined && { target: deviceOf(options.target) }),
    ...(previous !== undefined && { previous }),
  });
  const graph = options.countsPaper === true ? { ...elaborated.graph, countsPaper: true } : elaborated.graph;
  return { elaborated, cost: costOf(graph) };
}

/** Figures by line: of the instance that is picked for a block, else of the first shown net that has the line. */
function linesOf(
  module: Module,
  shown: readonly ShownNet[],
  instances: ReadonlyMap<string, string>,
): Analysis["lines"] {
  const picked = pickedInstances(module, shown, instances);
  const costs = shown.map((of) => ({ of, lines: lineCosts(of.cost, module.uri) }));
  return {
    get(line) {
      const one = picked.find(({ first, last }) => first <= line && line <= last);
      if (one !== undefined) {
        const cost = one.lines.get(line);
        return cost === undefined ? undefined : { of: one.of, cost };
      }
      for (const { of, lines: own } of costs) {
        const cost = own.get(line);
        if (cost !== undefined) return { of, cost };
      }
      return undefined;
    },
  };
}

/** The blocks of a file of which one instance is shown: their lines, and the costs of that instance. */
function pickedInstances(
  module: Module,
  shown: readonly ShownNet[],
  instances: ReadonlyMap<string, string>,
): readonly { readonly first: number; readonly last: number; readonly of: ShownNet; readonly lines: LineCosts }[] {
  const { lines } = module.file;
  return [...instances].flatMap(([name, path]) => {
    const block = module.declarations.get(name);
    if (block?.kind !== "block") return [];
    const span = spanOf(lines, block.chunk.chunk, block.statement.at);
    for (const of of shown) {
      const index = of.cost.graph.instances.findIndex(
        (instance) => instance.path === path && instance.declaration?.chunk === block.place.chunk,
      );
      if (index === -1) continue;
      const own = lineCosts(of.cost, module.uri, index);
      return [{ first: lineAt(lines, span.start), last: lineAt(lines, span.end), of, lines: own }];
    }
    return [];
  });
}

/** The path of the trained weights, if their file can be read and does not say that they are none; else they are random. */
function weightsOf({ declared }: Elaborated, file: Subject["file"]): string {
  const [weights] = declared.weights;
  if (weights === undefined) return "random";
  const content = file(weights.path);
  return isRefusal(content) || (content.kind === "tensors" && content.isRandom === true) ? "random" : weights.path;
}

function uses({ instances }: Graph, { place }: Declaration): boolean {
  return instances.some(({ declaration }) => declaration?.chunk === place.chunk);
}

function isNet(declaration: Declaration): declaration is Declaration & { readonly kind: "net" | "variant" } {
  return declaration.kind === "net" || declaration.kind === "variant";
}

/** Several findings may stand at one place, such as two weights of one op that are missing. */
function withoutEqual(reports: readonly FileReport[]): FileReport[] {
  return [
    ...new Map(reports.map((report) => [`${report.code} ${report.span.start} ${report.message}`, report])).values(),
  ];
}

/** What several nets complain of at one place has one cause. */
function withoutRepeats(reports: readonly FileReport[]): FileReport[] {
  const seen = new Set<string>();
  return reports.filter(({ code, span }) => {
    const key = `${code} ${span.start} ${span.end}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** So many complaints are more than anybody reads; one more says that there are others. */
function withoutSurplus(reports: readonly FileReport[]): readonly FileReport[] {
  const code = "too-many-errors";
  const first = reports[maximumErrors];
  if (first === undefined) return reports;
  const kept = reports.slice(0, maximumErrors).filter((report) => report.code !== code);
  const message = `Here are more than ${maximumErrors} errors; the others are not shown.`;
  const said = reports.find((report) => report.code === code);
  return [...kept, said ?? { uri: first.uri, code, severity: "error", span: first.span, message }];
}
