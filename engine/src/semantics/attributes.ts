/** What one can ask a tensor: `x.channels`. */
export const attributes: readonly { readonly name: string; readonly doc: string }[] = [
  { name: "shape", doc: "the extents of all axes, as a list" },
  { name: "rank", doc: "the number of axes" },
  { name: "dtype", doc: "the element type" },
  { name: "bytes", doc: "the size in memory, a quantity in bytes" },
  { name: "channels", doc: "the extent of axis 1" },
  { name: "height", doc: "the last extent but one, from rank 4 on" },
  { name: "width", doc: "the last extent, from rank 3 on" },
  { name: "features", doc: "the last extent" },
];
