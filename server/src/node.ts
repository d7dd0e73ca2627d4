/** The server as a Node process: over IPC for VS Code, over `--stdio` for other editors. The only one here who knows the host. */
import {
  deviceUris,
  libraryUri,
  lintDeviceUri,
  listFolder,
  openDevices,
  provideContents,
  readNetFile,
  settle,
} from "@lathe/host";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.ts";

serve(createConnection(ProposedFeatures.all), {
  library: libraryUri,
  read: readNetFile,
  list: (folder, roots) => listFolder(folder, [libraryUri, ...roots]),
  provideContents,
  devices: openDevices,
  deviceUris,
  lintDevice: lintDeviceUri,
  settle,
});
