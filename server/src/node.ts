/** The server as a Node process: over IPC for VS Code, over `--stdio` for other editors. The only one here who knows the host. */
import { libraryFiles, libraryUri, provideContents, settle } from "@lathe/host";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.ts";

serve(createConnection(ProposedFeatures.all), { library: libraryUri, libraryFiles, provideContents, settle });
