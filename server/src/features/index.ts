/** Every language feature that the server offers. The server itself pushes the status bar, and diagnostics to who does not ask. */
import type { Feature } from "../feature.ts";
import { callHierarchyFeature } from "./callHierarchy.ts";
import { codeActionsFeature } from "./codeActions.ts";
import { codeLensFeature } from "./codeLens.ts";
import { completionFeature } from "./completion/index.ts";
import { definitionFeature } from "./definition.ts";
import { devicesFeature } from "./devices.ts";
import { documentLinksFeature } from "./documentLinks.ts";
import { documentSymbolsFeature } from "./documentSymbols.ts";
import { foldingFeature } from "./folding.ts";
import { formattingFeature } from "./formatting.ts";
import { highlightsFeature } from "./highlights.ts";
import { hoverFeature } from "./hover/index.ts";
import { inlayHintsFeature } from "./inlayHints.ts";
import { peakFeature } from "./peak.ts";
import { pullDiagnosticsFeature } from "./pullDiagnostics.ts";
import { referencesFeature } from "./references.ts";
import { renameFeature } from "./rename.ts";
import { selectionRangesFeature } from "./selectionRanges.ts";
import { semanticTokensFeature } from "./semanticTokens.ts";
import { signatureHelpFeature } from "./signatureHelp.ts";
import { workspaceSymbolsFeature } from "./workspaceSymbols.ts";

export const features: readonly Feature[] = [
  inlayHintsFeature,
  codeLensFeature,
  hoverFeature,
  completionFeature,
  signatureHelpFeature,
  documentSymbolsFeature,
  workspaceSymbolsFeature,
  definitionFeature,
  referencesFeature,
  highlightsFeature,
  renameFeature,
  callHierarchyFeature,
  codeActionsFeature,
  formattingFeature,
  foldingFeature,
  selectionRangesFeature,
  semanticTokensFeature,
  documentLinksFeature,
  pullDiagnosticsFeature,
  peakFeature,
  devicesFeature,
];
