/**
 * Writes a draft as a person would: chains are pipelines, what comes again is a block, what comes again at once a repeat.
 *
 * The way of a draft: its calls become a tree of bodies (`bodies`, after `regions` found what belongs together), stretches
 * that repeat are gathered (`arrange`), regions of one shape become blocks with parameters (`choose`, `blocks`), and what is
 * left of the tree is drawn as statements (`sketch`), shortened (`repeats`), labelled (`labels`) and written (`write`).
 */
import type { Dim } from "../../../base/dim.ts";
import { operatorsByName } from "../../../operators/index.ts";
import type { Draft, DraftCall } from "../draft.ts";
import { arrange } from "./arrange.ts";
import { type Block, blockOf } from "./blocks.ts";
import { netBody } from "./bodies.ts";
import { type Family, familiesOf } from "./choose.ts";
import { labelStages } from "./labels.ts";
import { bracketLines } from "./lines.ts";
import { moduleOf } from "./names.ts";
import { withRepeats } from "./repeats.ts";
import { type CalledBlock, type Sketch, sketchOf } from "./sketch.ts";
import { at, type Body, callsOfBody, lastOf } from "./tree.ts";
import { flowOf } from "./values.ts";
import { writeBody } from "./write.ts";

export interface StructuredText {
  /** Declarations of blocks, and the net's statements without its inputs and outputs; to be formatted. */
  readonly blocks: readonly string[];
  readonly statements: readonly string[];
  /** The draft's calls in the order in which the text makes ops of them. */
  readonly order: readonly DraftCall[];
}

/** More calls than this are written flat. */
const most = 50_000;

/**
 * `names` are those of inputs, states and outputs by value, `taken` these and the dims'. Undefined where the draft is too
 * large. Never throws.
 */
export function structuredText(
  draft: Draft,
  names: ReadonlyMap<number, string>,
  taken: ReadonlySet<string>,
): StructuredText | undefined {
  if (draft.calls.length > most) return undefined;
  const net = netBody(flowOf(draft));
  arrange(draft, net);
  const order = callsOfBody(net).map((call) => at(draft.calls, call));
  if (order.length !== draft.calls.length) return undefined;
  const blocks = blocksOf(draft, net);
  const { sketch } = sketchOf(draft, net, (body) => blocks.byBody.get(body));
  finish(draft, sketch, net, taken);
  const own = new Map(names);
  const statements = writeBody(draft, sketch, {
    names: own,
    taken: new Set(taken),
    returns: false,
    optional: undefined,
  });
  return { blocks: blocks.all.flatMap((block) => [...declaration(draft, block), ""]), statements, order };
}

function finish(draft: Draft, { statements }: Sketch, body: Body, taken: ReadonlySet<string>): void {
  for (const statement of statements) statement.stages = withRepeats(draft, statement.stages, taken);
  const stages = statements.flatMap((statement) => statement.stages);
  labelStages(draft, stages, moduleOf(draft, callsOfBody(body)) ?? []);
}

interface Blocks {
  readonly all: readonly Block[];
  readonly byBody: ReadonlyMap<Body, CalledBlock>;
}

/** The blocks of a net, those within others first. */
function blocksOf(draft: Draft, net: Body): Blocks {
  const types = typesOf(draft);
  const families = familiesOf(draft, net);
  const taken = new Set<string>(operatorsByName.keys());
  const all: Block[] = [];
  const byBody = new Map<Body, CalledBlock>();
  for (const family of families) {
    const name = numbered(wordForFamily(draft, family, byBody), taken);
    const block = blockOf(draft, family, name, (body) => byBody.get(body), types);
    if (block === undefined) continue;
    all.push(block);
    for (const { body } of family.instances) byBody.set(body, block);
  }
  for (const block of all)
    finish(draft, block.sketch, block.template, new Set(["x", ...block.parameters.map(({ name }) => name)]));
  return { all, byBody };
}

function numbered(word: string, taken: Set<string>): string {
  let name = word;
  for (let count = 2; taken.has(name); count++) name = `${word}${count}`;
  taken.add(name);
  return name;
}

function typesOf(draft: Draft): (value: number | undefined) => readonly Dim[] | undefined {
  const types = new Map<number, readonly Dim[] | undefined>();
  for (const { value, type } of [...draft.inputs, ...draft.states]) types.set(value, type.shape);
  for (const { results } of draft.calls) for (const { id, type } of results) types.set(id, type?.shape);
  return (value) => (value === undefined ? undefined : types.get(value));
}

/** What a block is, as far as its structure tells. */
function wordForFamily(draft: Draft, { instances }: Family, blocks: ReadonlyMap<Body, CalledBlock>): string {
  const { statements, entry } = at(instances, 0).body;
  const last = lastOf(statements);
  const [join] = last.elements;
  const regions = last.elements.filter((element) => element.kind === "region");
  if (statements.length === 1 && regions.length > 1) return "layer";
  if (statements.length === 1 && regions.some((region) => region.kind === "region" && blocks.has(region.body))) {
    return "unit";
  }
  const name = join?.kind === "call" ? nameOfCall(at(draft.calls, join.call)) : "";
  const reads = join?.kind === "call" ? at(draft.calls, join.call).inputs : [];
  const readsEntry = reads.some((operand) => operand.kind === "value" && operand.id === entry);
  if (name === "add" && statements.length > 1) return "residual";
  if (name === "mul" && readsEntry) return "gated";
  if (name === "concat" && statements.length > 2) return "branches";
  const inside = callsOfBody(at(instances, 0).body).map((call) => nameOfCall(at(draft.calls, call)));
  if (inside.includes("dwconv")) return "separable";
  if (name === "concat") return "joining";
  return inside.includes("conv") ? "convs" : inside.includes("attention") ? "attending" : "part";
}

function nameOfCall({ callee }: DraftCall): string {
  return callee.kind === "operator" ? callee.operator.name : callee.name;
}

function declaration(draft: Draft, block: Block): readonly string[] {
  const names = new Map<number, string>();
  const { entry } = block.sketch;
  if (entry !== undefined) names.set(entry, "x");
  const parameters = block.parameters.map(({ name, type, default: usual }) => {
    const typed = type === undefined ? name : `${name}: ${type}`;
    return usual === undefined ? typed : `${typed} = ${usual}`;
  });
  const list = entry === undefined ? parameters : ["x", ...parameters];
  const taken = new Set(["x", ...block.parameters.map(({ name }) => name)]);
  const body = writeBody(draft, block.sketch, { names, taken, returns: true, optional: block.optional });
  return [...bracketLines(`block ${block.name}(`, list, ") {", 0), ...body, "}"];
}
