/** The server as a Node process: over IPC for VS Code, over `--stdio` for other editors. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.ts";

serve(createConnection(ProposedFeatures.all));
