/** What the list, the page of one device and the JSON say of a table in the same words. */
import type { Table } from "@lathe/engine";

/** Where a device's file lies, as messages name it, and whether it is the user's. */
export interface Place {
  readonly file: string;
  readonly isOwn: boolean;
}

/** What a table's figures come from, the surest first. */
export function originsOf({ exact = [], grids = [], coefficients = {}, donor }: Table): readonly string[] {
  return [
    ...(exact.length > 0 ? ["table"] : []),
    ...(grids.length > 0 ? ["interpolated"] : []),
    ...(Object.keys(coefficients).length > 0 ? ["fitted"] : []),
    ...(donor === undefined ? [] : ["donor"]),
  ];
}

/** `3.1 %, nine of ten within 6.8 %, n = 134 (nets held out)` */
export function shortErrorText({ error }: Table): string {
  if (error === undefined) return "not measured";
  const { mape, p90, n, heldOut } = error;
  return `${mape.toFixed(1)} %, nine of ten within ${p90.toFixed(1)} %, n = ${n} (${heldOut} held out)`;
}
