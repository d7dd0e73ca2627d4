/** The words that open a declaration: what each is for and how it is written. Hovers and the reference show them. */

export interface DeclarationWord {
  readonly name: string;
  /** Where it stands: at the top of a file, or in a net; `fn` also in a block. */
  readonly stands: "file" | "net" | "either";
  readonly summary: string;
  readonly example: string;
}

export const words: readonly DeclarationWord[] = [
  {
    name: "lathe",
    stands: "file",
    summary: "The version of the language that a file is written in; it may stand on the first line.",
    example: "lathe 1",
  },
  {
    name: "import",
    stands: "file",
    summary: "Takes nets, blocks, functions and ops from another file, or from the standard library (`std/…`).",
    example: 'import "std/mobile.net" { inverted_residual }',
  },
  {
    name: "net",
    stands: "file",
    summary: "A neural network with its inputs and outputs; its parameters make variants of it.",
    example: "net small(width: int = 32) { … }",
  },
  {
    name: "block",
    stands: "file",
    summary: "A part that nets and blocks call like an operator; every call has weights of its own.",
    example: "block step(x, out: int) { … return y }",
  },
  {
    name: "fn",
    stands: "either",
    summary: "A function of numbers and lists. It sees the values that are declared before it.",
    example: "fn half(n) = n // 2",
  },
  {
    name: "op",
    stands: "file",
    summary: "An operator of your own: the types of its inputs and results, and what it costs.",
    example: "op mix(x: f32[N, D]) -> f32[N, D] { macs = N * D }",
  },
  {
    name: "input",
    stands: "net",
    summary: "A tensor that flows in; its braces say how images become such tensors.",
    example: "input image: f32[1, 3, 224, 224]",
  },
  {
    name: "output",
    stands: "net",
    summary: "A tensor that flows out. Outputs are kept in their order, and a net has one at least.",
    example: "output logits",
  },
  {
    name: "dim",
    stands: "net",
    summary: "A size that is open: shapes keep its name, and figures are shown at its sample value.",
    example: "dim S = 128 in [8, 512]",
  },
  {
    name: "state",
    stands: "net",
    summary: "A tensor that is carried from run to run; a later binding of its name gives the next value.",
    example: "state h: f32[1, 64] = 0",
  },
  {
    name: "target",
    stands: "net",
    summary: "The devices that the net is for, each with a variant in parentheses if it has some.",
    example: "target pixel4(threads=4)",
  },
  {
    name: "budget",
    stands: "net",
    summary: "Limits that the net has to keep, for all targets or for the one that is named.",
    example: "budget { params <= 4M, peak <= 10MB }",
  },
  {
    name: "weights",
    stands: "net",
    summary: "A file of trained weights; its braces rename what another program has saved.",
    example: 'weights "trained.safetensors"',
  },
  {
    name: "data",
    stands: "net",
    summary: "Samples that the net is calibrated or tested with: a file of arrays, or a folder.",
    example: 'data calibration "calibration.npz"',
  },
  {
    name: "policy",
    stands: "net",
    summary: "Annotations by path, for all targets or one: they have the last word over those in the text.",
    example: 'policy { "body.**": @int8 }',
  },
  {
    name: "opset",
    stands: "net",
    summary: "The version of ONNX's operators that is exported and that `onnx.…` means.",
    example: "opset 17",
  },
  {
    name: "counting",
    stands: "net",
    summary: "Counts transposed convolutions by their output positions, as some papers do.",
    example: "counting paper",
  },
];

export const wordsByName: ReadonlyMap<string, DeclarationWord> = new Map(words.map((word) => [word.name, word]));
