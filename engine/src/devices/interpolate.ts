/** Times between measured ones. */
import type { Kernel } from "./kernel.ts";
import type { Grid } from "./profile.ts";

/**
 * Multilinear interpolation among the corners around a kernel; undefined where the grid is of another kind, a fixed extent differs, or the
 * kernel lies outside: a grid does not guess.
 */
export function interpolate(grid: Grid, kernel: Kernel): number | undefined {
  if (kernel.kind !== grid.kind && !kernel.kind.startsWith(`${grid.kind} `)) return undefined;
  for (const [extent, value] of Object.entries(grid.fixed ?? {}))
    if (kernel.extents[extent] !== value) return undefined;
  const places: { readonly at: number; readonly share: number; readonly size: number }[] = [];
  for (const { extent, values } of grid.axes) {
    const value = kernel.extents[extent];
    if (value === undefined) return undefined;
    const above = values.findIndex((each) => each >= value);
    const [high, low] = [values[above], values[above - 1]];
    if (high === undefined) return undefined;
    if (high === value) places.push({ at: above, share: 0, size: values.length });
    else if (low === undefined) return undefined;
    else places.push({ at: above - 1, share: (value - low) / (high - low), size: values.length });
  }
  return corner(grid.milliseconds, places, 0, 0);
}

function corner(
  milliseconds: readonly number[],
  places: readonly { readonly at: number; readonly share: number; readonly size: number }[],
  axis: number,
  offset: number,
): number | undefined {
  const place = places[axis];
  if (place === undefined) return milliseconds[offset];
  const low = corner(milliseconds, places, axis + 1, offset * place.size + place.at);
  if (place.share === 0 || low === undefined) return low;
  const high = corner(milliseconds, places, axis + 1, offset * place.size + place.at + 1);
  return high === undefined ? undefined : low + (high - low) * place.share;
}
