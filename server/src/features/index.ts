/** Every language feature that the server offers. Diagnostics and the status bar are pushed by the server itself. */
import type { Feature } from "../feature.ts";
import { codeLensFeature } from "./codeLens.ts";
import { completionFeature } from "./completion/index.ts";
import { documentSymbolsFeature } from "./documentSymbols.ts";
import { formattingFeature } from "./formatting.ts";
import { hoverFeature } from "./hover/index.ts";
import { inlayHintsFeature } from "./inlayHints.ts";
import { signatureHelpFeature } from "./signatureHelp.ts";

export const features: readonly Feature[] = [
  inlayHintsFeature,
  codeLensFeature,
  hoverFeature,
  completionFeature,
  signatureHelpFeature,
  documentSymbolsFeature,
  formattingFeature,
];
