/** Cuts the calls of a draft into statements: each is one chain, in which every call reads the one before it first. */
import { type Draft, type DraftCall, valuesRead } from "./draft.ts";
import type { NameGiver } from "./names.ts";

export interface WrittenCall {
  readonly call: DraftCall;
}

export interface Statement {
  readonly calls: readonly WrittenCall[];
}

/** Longer chains are cut: nobody reads them, and the parser has a limit. */
const longestChain = 40;

/** Statements in order; what is stored stands before the chain that reads it. */
export function statementsOf(draft: Draft, _: NameGiver, isPlain: boolean): readonly Statement[] {
  const reads = new Map<number, number>();
  const count = (id: number) => reads.set(id, (reads.get(id) ?? 0) + 1);
  for (const call of draft.calls) for (const id of valuesRead(call)) count(id);
  for (const { value } of draft.outputs) count(value);
  for (const { next } of draft.states) count(next);
  const statements: Statement[] = [];
  let chain: DraftCall[] = [];
  const end = () => {
    if (chain.length > 0) statements.push({ calls: chain.map((call) => ({ call })) });
    chain = [];
  };
  const outputs = new Set(draft.outputs.map(({ value }) => value));
  for (const call of draft.calls) {
    if (isStored(call)) {
      // Before the chain that is being written.
      statements.push({ calls: [{ call }] });
      continue;
    }
    const before = chain.at(-1);
    const goesOn =
      !isPlain && before !== undefined && chain.length < longestChain && follows(before, call, reads, outputs);
    if (!goesOn) end();
    chain.push(call);
  }
  end();
  return statements;
}

function isStored({ inputs, arguments: given, callee }: DraftCall): boolean {
  return (
    callee.kind === "operator" &&
    callee.operator.inputs.length === 0 &&
    inputs.length === 0 &&
    ![...given.values()].some(({ kind }) => kind === "tensor")
  );
}

/** Whether a call is the next stage after another: nobody else reads that one, and this reads it first, and once. */
function follows(
  before: DraftCall,
  call: DraftCall,
  reads: ReadonlyMap<number, number>,
  outputs: ReadonlySet<number>,
): boolean {
  const [result, ...others] = before.results;
  const [operand] = call.inputs;
  if (result === undefined || operand?.kind !== "value" || operand.id !== result.id) return false;
  // What a foreign call gives has to be stated, and so does every result of a call that has several.
  if (before.callee.kind === "foreign" || others.length > 0) return false;
  return reads.get(result.id) === 1 && !outputs.has(result.id);
}
