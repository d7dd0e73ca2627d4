/**
 * What client and server say to each other beyond the Language Server Protocol: method names, request and
 * settings types. Plain types and strings only, because the two sides load different copies of vscode-jsonrpc.
 */

/** The VS Code language id of `.net` files. */
export const languageId = "lathe";

/** The one figure that stands behind each line; the hover has the rest. In the order the command cycles through. */
export const figures = ["macs", "latency", "params", "flops", "weights", "activations", "memory"] as const;

/**
 * `macs` multiply-accumulates, `latency` time of a run on the target that is shown (where a net has none, `macs` stand there), `params` learned numbers, `flops` 2 × MACs + other arithmetic, `weights` bytes of
 * stored weights, `activations` bytes of the line's result, `memory` bytes of all tensors alive at the line.
 */
export type Figure = (typeof figures)[number];

/** Settings under `lathe.`; the server pulls them with `workspace/configuration`. */
export interface Settings {
  readonly hints: {
    /** Whether figures stand at the line ends. */
    readonly enabled: boolean;
    /** Longest hint, in characters. */
    readonly maximumLength: number;
  };
  readonly codeLens: {
    /** Whether nets and blocks carry their totals. */
    readonly enabled: boolean;
  };
}

/** Client → server request: choose what is shown. Absent members stay as they are. */
export const showMethod = "lathe/show";
export interface ShowParams {
  readonly figure?: Figure;
  /** Which net of a file is shown: its name. */
  readonly net?: { readonly uri: string; readonly name: string };
  /** Which instance of a block its lines show: its path, or null for the sum over all. */
  readonly instance?: { readonly uri: string; readonly block: string; readonly path: string | null };
  /** The target whose policies hold for the figures, and whose latency is shown, as it is written: `pixel4(threads=4)`; null for none. */
  readonly target?: { readonly uri: string; readonly name: string | null };
}

/** The command of a lens above a block; the client asks which instance, and says so with `lathe/show`. */
export const pickInstanceCommand = "lathe.pickInstance";
export interface PickInstanceArguments {
  readonly uri: string;
  readonly block: string;
  readonly net: string;
  /** The instance that is shown; null for all. */
  readonly shown: string | null;
  readonly paths: readonly string[];
}

/** The command of a lens with what a net takes on a target: the client shows that target's latency behind each line. */
export const showTargetCommand = "lathe.showTarget";
export interface ShowTargetArguments {
  readonly uri: string;
  /** As it is written: `pixel4(threads=4)`. */
  readonly target: string;
}

/** Client → server request: every device that is known, for whoever picks a target that no net declares. */
export const devicesMethod = "lathe/devices";
export interface KnownDevice {
  readonly id: string;
  /** "Google Pixel 4". */
  readonly name: string;
  /** "Snapdragon 855"; empty where it is not known. */
  readonly chip: string;
  /** "phone". */
  readonly kind: string;
  /** What a target may be there, the one that is meant without settings first; empty where nothing was measured. */
  readonly variants: readonly TargetVariant[];
}
export interface TargetVariant {
  /** As it is written: `pixel4(threads=4)`. */
  readonly target: string;
  /** "xnnpack, fp32, 4 threads". */
  readonly key: string;
  /** How far off it is: "2.9 % over 1,234 held-out cases"; empty where nothing is known of that. */
  readonly error: string;
}

/** The command of a lens above a net that writes it as an ONNX model. */
export const exportCommand = "lathe.exportOnnx";
export interface ExportArguments {
  readonly uri: string;
  readonly net: string;
}

/** The command of a quick fix that leads to a place: the client selects it. */
export const goToCommand = "lathe.goTo";
export interface GoToArguments {
  readonly uri: string;
  readonly range: ProtocolRange;
}

/** Lines and UTF-16 columns, counted from 0. */
export interface ProtocolRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Client → server request: the tensors alive at the peak of the shown net, the largest first. */
export const peakMethod = "lathe/peak";
export interface PeakParams {
  readonly uri: string;
}
export interface Peak {
  /** Where it is reached: the path of the op. */
  readonly at: string;
  /** `7.23 MB`. */
  readonly total: string;
  readonly tensors: readonly PeakTensor[];
}
export interface PeakTensor {
  readonly path: string;
  /** `3.21 MB`. */
  readonly size: string;
  /** Where it is made, as far as that is in this file. */
  readonly range?: ProtocolRange;
}

/** Server → client notification: what the status bar says of a document. */
export const statusMethod = "lathe/status";
export interface StatusParams {
  readonly uri: string;
  readonly version: number;
  /** What stands behind the lines: the chosen figure, or `macs` in place of latency where there is no target. */
  readonly figure: Figure;
  /** The net whose figures are shown; absent where the file has none that can be costed. */
  readonly net?: string;
  /** Every net of the file that can be shown. */
  readonly nets: readonly string[];
  /** The targets that the shown net or its policies name, as they are written, and the one that was picked: its policies hold. */
  readonly targets: readonly string[];
  readonly target?: string;
  /** The target whose latency is shown: the one that was picked, else the first that the net declares. */
  readonly shownTarget?: string;
  /** Short text for the status bar: `resnet50 · 4.09 G MACs · 25.6 M params`. */
  readonly text: string;
  /** Markdown for its tooltip. */
  readonly tooltip: string;
}

/** Server → client notification: a `.net` file is plainly something else; said once, quietly. */
export const foreignFileMethod = "lathe/foreignFile";
export interface ForeignFileParams {
  readonly uri: string;
  /** What it seems to be: `Pajek network`. */
  readonly format: string;
}
