/** What the engine offers to host, server, command line and tests. */

export type { AnnotationDefinition } from "./annotations/annotation.ts";
export { annotations, annotationsByName, reservedAnnotations } from "./annotations/index.ts";
export * from "./base/dim.ts";
export { dotted, fill, type Glob, glob } from "./base/glob.ts";
export * from "./base/report.ts";
export * from "./base/span.ts";
export * from "./base/tensor.ts";
export * from "./base/value.ts";
export { bandText, heaviest, judge, type Share, type Verdict } from "./checks/budget.ts";
export type { FileContent, FolderContent, NetOnTargets } from "./checks/check.ts";
export { type Slowdown, slowdownsOf } from "./checks/slowdowns.ts";
export { rulesOf } from "./checks/weights.ts";
export * from "./cost/arena.ts";
export { type Bounds, boundsOf, type Picks } from "./cost/bounds.ts";
export * from "./cost/buffers.ts";
export * from "./cost/diff.ts";
export * from "./cost/figures.ts";
export { formulaText } from "./cost/formula.ts";
export * from "./cost/liveness.ts";
export * from "./cost/metrics.ts";
export * from "./cost/quantity.ts";
export * from "./cost/summary.ts";
export * from "./devices/advice/advice.ts";
export { advice, findingsOn } from "./devices/advice/index.ts";
export * from "./devices/coefficients.ts";
export { energyOf, type NetEnergy } from "./devices/energy.ts";
export * from "./devices/estimate.ts";
export * from "./devices/fit.ts";
export * from "./devices/kernel.ts";
export { type DeviceFinding, lintDevice } from "./devices/lint.ts";
export { type Lowered, lower } from "./devices/lower.ts";
export * from "./devices/memory.ts";
export { latencyBasis, NetOnTarget } from "./devices/netOnTarget.ts";
export * from "./devices/opsLatency.ts";
export * from "./devices/profile.ts";
export { runtimeOf, runtimes } from "./devices/runtimes/index.ts";
export type { Runtime } from "./devices/runtimes/runtime.ts";
export * from "./devices/target.ts";
export * from "./devices/targetText.ts";
export * from "./devices/tosa.ts";
export * from "./devices/validate.ts";
export { type Variant, variantsOf } from "./devices/variants.ts";
export * from "./graph/graph.ts";
export { type Attributes, attributeMap } from "./onnx/attributes.ts";
export { decodeModel, decodeTensor, type ExternalData, type ExternalPlace } from "./onnx/decode.ts";
export { defaultOpset, type EmitOptions, emitModel, opsetRange } from "./onnx/emit/emit.ts";
export { bytesOfPiece, type EncodedModel, type EncodeOptions, encodeModel, type Piece } from "./onnx/encode.ts";
export type * from "./onnx/model.ts";
export { preparationEntry } from "./onnx/preparation.ts";
export type * from "./onnx/raise/draft.ts";
export { type Imported, type ImportOptions, importModel } from "./onnx/raise/importModel.ts";
export { integersText, memoryText, signature } from "./operators/describe.ts";
export { operators, operatorsByName } from "./operators/index.ts";
export * from "./operators/operator.ts";
export type { Parameter } from "./operators/parameter.ts";
export { exportPyTorch, type PyTorchSource } from "./pytorch/module.ts";
export { facets as pytorchFacets } from "./pytorch/ops/index.ts";
export { attributes } from "./semantics/attributes.ts";
export * from "./semantics/builtins.ts";
export { type Callable, callableNames, findCallable, type Program } from "./semantics/callable.ts";
export type * from "./semantics/declared.ts";
export type { Elaborated } from "./semantics/elaborate/net.ts";
export { opsOfPolicy, type Policy } from "./semantics/elaborate/policy.ts";
export type { Bound } from "./semantics/elaborate/state.ts";
export { type Declaration, documentation, examplesOf, type Module } from "./semantics/module.ts";
export * from "./semantics/occurrences/index.ts";
export { type DeclarationWord, words, wordsByName } from "./semantics/words.ts";
export * as syntax from "./syntax/ast.ts";
export { declarationWords } from "./syntax/boundaries.ts";
export { formatLines, formatSource } from "./syntax/format.ts";
export { lineAt, type SourceLines } from "./syntax/lines.ts";
export { readNumber, suffixes } from "./syntax/number.ts";
export { readSource, type SourceBody, type SourceChunk, type SourceFile, spanOf } from "./syntax/read.ts";
export { keywordNames } from "./syntax/tokens.ts";
export { type BoundSteps, type BoundWeights, bindSteps, bindWeights, converted, type Trained } from "./weights/bind.ts";
export { initialTensor, uniform } from "./weights/initial.ts";
export {
  type FoundWeight,
  foundInputSteps,
  foundWeights,
  matchWeights,
  type Renaming,
  renaming,
  weightName,
} from "./weights/match.ts";
export { maximumNpyHeader, type NpyHeader, npyDtype, npyHeader, readNpyHeader } from "./weights/npy.ts";
export { bytesOfNumbers, numbersOf } from "./weights/numbers.ts";
export { transposed } from "./weights/rearrange.ts";
export {
  lengthBytes,
  type PlacedTensors,
  readSafetensorsHeader,
  safetensorsHeader,
  safetensorsHeaderLength,
  weightsKey,
} from "./weights/safetensors.ts";
export * from "./weights/tensor.ts";
export type { StoredTensor, TensorFile } from "./weights/tensorFile.ts";
export { foreignFormat } from "./workspace/foreign.ts";
export { type Reach, resolveFile, resolveImport } from "./workspace/imports.ts";
export * from "./workspace/workspace.ts";
