/**
 * Energy of one run: so much per multiply-accumulate and so much per byte that moves, by how far it moves (the account of Horowitz,
 * "Computing's Energy Problem", ISSCC 2014). What the device file does not state is not guessed.
 */
import { type Refusal, refuse } from "../base/report.ts";
import type { Lowered } from "./lower.ts";
import type { Energy } from "./profile.ts";

export interface NetEnergy {
  readonly joules: number;
  /** Of the joules, those of arithmetic; the others move bytes. */
  readonly arithmeticJoules: number;
  /** Joules by op: a kernel's stand at the op that does its work. */
  readonly byOp: Float64Array;
  /** Some op's work is not known. */
  readonly isAtLeast: boolean;
}

/**
 * Weights are read once from outside of the chip. Data stays on the chip where a kernel's fits there: into `onChipBytes`, the board's
 * SRAM or the cache that the table states. Refuses a precision that the device file has no figure for.
 */
export function energyOf(
  { kernels, unsupported, unknown }: Lowered,
  { picojoulesPerMac, picojoulesPerByte }: Energy,
  { ops, onChipBytes = 0 }: { readonly ops: number; readonly onChipBytes?: number | undefined },
): NetEnergy | Refusal {
  const byOp = new Float64Array(ops);
  let joules = 0;
  let arithmeticJoules = 0;
  for (const { ops: own, macs, bytes, weightBytes, precision } of kernels) {
    const perMac = picojoulesPerMac[precision];
    if (macs > 0 && perMac === undefined)
      return refuse("not-known", `the device file states no energy of a multiply-accumulate in ${precision}`);
    const dataBytes = bytes - weightBytes;
    const perByte =
      dataBytes <= onChipBytes ? (picojoulesPerByte.onChip ?? picojoulesPerByte.offChip) : picojoulesPerByte.offChip;
    const arithmetic = macs * (perMac ?? 0) * 1e-12;
    const kernelJoules = arithmetic + (dataBytes * perByte + weightBytes * picojoulesPerByte.offChip) * 1e-12;
    const [op = 0] = own;
    byOp[op] = (byOp[op] ?? 0) + kernelJoules;
    joules += kernelJoules;
    arithmeticJoules += arithmetic;
  }
  return { joules, arithmeticJoules, byOp, isAtLeast: unsupported.length + unknown.length > 0 };
}
