/** Every annotation that this version knows. */
import type { AnnotationDefinition } from "./annotation.ts";
import { cluster } from "./cluster.ts";
import { ovsf } from "./ovsf.ts";
import { bf16, bits, float, fp16, int4, int8 } from "./precision.ts";
import { prune } from "./prune.ts";
import { rank } from "./rank.ts";
import { sparse } from "./sparse.ts";
import { tied } from "./tied.ts";
import { width } from "./width.ts";

export const annotations: readonly AnnotationDefinition[] = [
  int8,
  int4,
  bits,
  fp16,
  bf16,
  float,
  prune,
  sparse,
  cluster,
  rank,
  ovsf,
  tied,
  width,
];

export const annotationsByName: ReadonlyMap<string, AnnotationDefinition> = new Map(
  annotations.map((annotation) => [annotation.name, annotation]),
);

/** Words that the language keeps for later versions. */
export const reservedAnnotations: readonly string[] = ["freeze", "train", "patch", "pick"];
