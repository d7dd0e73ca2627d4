/** Elaborates one net: its text becomes a graph. */
import type { FileReport } from "../../base/report.ts";
import type { Value } from "../../base/value.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Program } from "../callable.ts";
import type { Declared } from "../declared.ts";
import { type Declaration, reportAt } from "../module.ts";
import { childScope } from "../scope.ts";
import { bindParameters } from "./blockCall.ts";
import { variantOf } from "./netCall.ts";
import { netStatements } from "./netStatements.ts";
import type { Given } from "./operatorCall.ts";
import type { Policy } from "./policy.ts";
import { type Recorded, Replay } from "./replay.ts";
import { settle } from "./settle.ts";
import { type Bound, type Context, Elaboration, Names, report } from "./state.ts";
import { runStatements } from "./statements.ts";

export interface Elaborated {
  readonly graph: Graph;
  readonly declared: Declared;
  readonly reports: readonly FileReport[];
  /** For the next elaboration of this net. */
  readonly recorded: Recorded;
  /** Lines of the policies that hold, in order. */
  readonly policies: readonly Policy[];
  /** Every binding in order, for hovers and completion. */
  readonly bound: readonly Bound[];
}

export interface ElaborationOptions {
  /** What is set of the net's parameters, of its dims' samples and of its choices by their addresses (`--set`). */
  readonly settings?: ReadonlyMap<string, Value>;
  /** The device that figures are shown for. */
  readonly target?: string;
  /** The same net before an edit: what the edit did not touch is taken over. */
  readonly previous?: Elaborated;
}

/** Elaborates a net. Never throws: what cannot be understood is reported and stood in for. */
export function elaborateNet(
  program: Program,
  declaration: Declaration & { readonly kind: "net" | "variant" },
  { settings = new Map(), target, previous }: ElaborationOptions = {},
): Elaborated {
  const elaboration = new Elaboration(program, target === undefined ? {} : { target });
  const context: Context = {
    elaboration,
    module: declaration.module,
    chunk: declaration.chunk,
    scope: childScope(undefined),
    instance: 0,
    names: new Names(),
    binding: undefined,
  };
  const base = declaration.kind === "net" ? { net: declaration, given: [] } : variantOf(context, declaration);
  elaboration.addInstance({
    path: "",
    kind: "net",
    name: declaration.name,
    parent: undefined,
    place: declaration.place,
    declaration: declaration.place,
  });
  const { module } = base?.net ?? declaration;
  const set = [...settings].map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const situation = [...module.declarations.keys(), ...module.imports.keys(), target, ...set].join();
  const replay = new Replay(previous?.recorded, situation);
  const isVariant = declaration.kind === "variant";
  if (base !== undefined) elaborateBody(context, base.net, base.given, settings, isVariant, replay);
  elaboration.finishInstance(
    0,
    elaboration.outputs.map(({ tensor }) => ({ kind: "tensor", id: tensor, type: { dtype: "f32", shape: undefined } })),
  );
  for (const { name, place, next } of elaboration.states) {
    if (next !== undefined || elaboration.isIncomplete) continue;
    const help = `Bind \`${name} = …\` once, after what reads the old value.`;
    elaboration.report(reportAt(place, "missing-next", `The state \`${name}\` is given no next value.`, help));
  }
  const graph: Graph = {
    name: declaration.name,
    // A part of a net that is too large says nothing of the whole, and would take as long to be counted.
    ...(elaboration.isStopped ? withoutOps : settle(elaboration)),
    instances: elaboration.instances,
    inputs: elaboration.isStopped ? [] : elaboration.inputs,
    outputs: elaboration.isStopped ? [] : elaboration.outputs,
    states: elaboration.isStopped ? [] : elaboration.states,
    choices: elaboration.choices,
    dims: elaboration.dims.map(({ name, sample, low, high }) => ({ name, sample, bounds: { low, high } })),
    isIncomplete: elaboration.isIncomplete,
    countsPaper: elaboration.countsPaper,
  };
  const { targets, budgets, policyTargets, namedTargets, weights, data, opset } = elaboration;
  return {
    graph,
    declared: { targets, budgets, policyTargets, namedTargets, weights, data, opset },
    reports: elaboration.reports,
    policies: elaboration.policies,
    bound: elaboration.bound,
    recorded: replay.recorded(elaboration),
  };
}

const withoutOps = { ops: [], tensors: [] };

function elaborateBody(
  outer: Context,
  net: Declaration & { readonly kind: "net" },
  given: readonly Given[],
  settings: ReadonlyMap<string, Value>,
  isVariant: boolean,
  replay: Replay,
): void {
  const { elaboration } = outer;
  const { statement, chunk, module } = net;
  const context: Context = { ...outer, module, chunk };
  const body = statement.body === undefined ? undefined : chunk.bodies[statement.body];
  if (body === undefined) {
    report(
      context,
      statement.name.at,
      "missing-body",
      `The net \`${statement.name.name}\` has no body.`,
      "Write `{ … }` after its name.",
    );
    return;
  }
  const parameters = new Set(statement.parameters.map(({ name }) => name.name));
  const set: Given[] = [];
  const samples = new Map<string, number>();
  for (const [name, value] of settings) {
    if (parameters.has(name)) set.push({ name: { name, at: statement.name.at }, value, at: statement.name.at });
    else {
      if (value.kind === "number" && typeof value.value === "number") samples.set(name, value.value);
      elaboration.picks.set(name, value);
    }
  }
  const kept = given.filter((argument) => !set.some(({ name }) => name?.name === argument.name?.name));
  const written = { name: statement.name.name, callee: statement.name.at, whole: statement.at, annotations: [] };
  elaboration.open.push(net);
  bindParameters(context, context, statement.parameters, written, [], [...kept, ...set]);
  const statements = netStatements({ kind: "shown", isVariant, samples });
  replay.begin(context);
  runStatements(context, body.chunks, statements, replay);
  if (elaboration.outputs.length === 0 && !elaboration.isIncomplete) {
    report(
      context,
      statement.name.at,
      "missing-output",
      `The net \`${statement.name.name}\` has no output.`,
      "Add `output …` at its end.",
    );
  }
}
