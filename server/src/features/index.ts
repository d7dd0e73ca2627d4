/** Every language feature that the server offers. Diagnostics and the status bar are pushed by the server itself. */
import type { Feature } from "../feature.ts";
import { callHierarchyFeature } from "./callHierarchy.ts";
import { codeLensFeature } from "./codeLens.ts";
import { completionFeature } from "./completion.ts";
import { definitionFeature } from "./definition.ts";
import { documentSymbolsFeature } from "./documentSymbols.ts";
import { formattingFeature } from "./formatting.ts";
import { highlightsFeature } from "./highlights.ts";
import { hoverFeature } from "./hover.ts";
import { inlayHintsFeature } from "./inlayHints.ts";
import { referencesFeature } from "./references.ts";
import { renameFeature } from "./rename.ts";
import { workspaceSymbolsFeature } from "./workspaceSymbols.ts";

export const features: readonly Feature[] = [
  inlayHintsFeature,
  codeLensFeature,
  hoverFeature,
  completionFeature,
  documentSymbolsFeature,
  formattingFeature,
  definitionFeature,
  referencesFeature,
  highlightsFeature,
  renameFeature,
  workspaceSymbolsFeature,
  callHierarchyFeature,
];
