/** The call that is being written around a cursor. */
import type { Neighbours } from "../neighbours.ts";
import { argumentName, type Cursor, type OpenCall, openCall, type Statement } from "./cursor.ts";
import { flowInto, stagePlace } from "./flow.ts";
import {
  annotationSignature,
  type CallParameter,
  type CallSignature,
  parameterAt,
  pipedCount,
  signatureOf,
} from "./signatures.ts";

/** A call that is being written, with the argument at the cursor. */
export interface CallAtCursor {
  readonly call: OpenCall;
  readonly signature: CallSignature;
  readonly piped: number;
  /** What the argument at the cursor is for, where that is known. */
  readonly active: CallParameter | undefined;
}

/** The innermost call around a cursor, read with what flows into it. */
export function callAt(
  cursor: Pick<Cursor, "analysis" | "offset" | "statement">,
  neighbours: Neighbours,
): CallAtCursor | undefined {
  const { analysis, offset, statement } = cursor;
  const call = openCall(statement);
  if (call === undefined || call.kind === "declaration") return undefined;
  const signature =
    call.kind === "annotation"
      ? annotationSignature(call.callee.text)
      : signatureOf(analysis, neighbours, call.callee.text);
  if (signature === undefined) return undefined;
  const before: Statement = { ...statement, pieces: statement.pieces.slice(0, call.index) };
  const place = call.kind === "annotation" ? undefined : stagePlace(before);
  const piped = place === undefined ? 0 : pipedCount(signature, flowInto(analysis, offset, place).length);
  const current = call.arguments.at(-1) ?? [];
  const active = parameterAt(signature, call.arguments.length - 1, argumentName(current), piped);
  return { call, signature, piped, active };
}
