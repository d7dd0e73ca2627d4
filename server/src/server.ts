/** The language server: wires the protocol to the features. Keeps the workspace and what is shown, nothing else. */
import { type Analysis, type AnalysisOptions, type Devices, Workspace } from "@lathe/engine";
import {
  type Figure,
  type ForeignFileParams,
  figures,
  foreignFileMethod,
  type Settings,
  type ShowParams,
  type StatusParams,
  showMethod,
  statusMethod,
} from "@lathe/protocol";
import {
  BulkRegistration,
  type Connection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { BoundsInTheBackground } from "./bounds.ts";
import { DeviceFiles, deviceFilesPattern, type FoundInDevice, isDeviceFile } from "./deviceFiles.ts";
import type { FeatureHost } from "./feature.ts";
import { diagnostics } from "./features/diagnostics.ts";
import { features } from "./features/index.ts";
import { status } from "./features/status.ts";

const defaults: Settings = { hints: { enabled: true, maximumLength: 40 }, codeLens: { enabled: true } };

/**
 * Diagnostics and totals wait this long after the last key stroke: a word half typed is not scolded, and what the editor asks
 * right after a change goes first.
 */
const restingTime = 150;

/** Each turn of the event loop takes in one message. More than these never wait, unless work has gone on for very long. */
const turnsToTakeIn = 16;

/** The files of the world, as the host of the server knows them: a disk, or whatever a browser has. */
export interface Files {
  /** URI of the folder that `std/…` imports stand for. */
  readonly library: string;
  /** Analyses a file and provides what it imports; undefined where the file is not known. */
  settle(workspace: Workspace, uri: string, options: AnalysisOptions, roots: readonly string[]): Analysis | undefined;
  /** The text of a `.net` file, or why there is none. */
  read(uri: string, roots: readonly string[]): string | { readonly reason: string };
  /** Names of the entries of a folder, folders with a `/` behind them; none where it cannot be read. */
  list(folder: string, roots: readonly string[]): readonly string[];
  /** The devices that are known in these workspace folders. */
  devices(roots: readonly string[]): Promise<Devices>;
  /** URIs of the files where workspace folders keep their devices. */
  deviceUris(roots: readonly string[]): readonly string[];
  /**
   * What is wrong or doubtful in a device file with this text, else with the one that it has on the disk; donors are looked up in
   * `devices`. The text that the spans count in comes along. Undefined where there is no such file.
   */
  lintDevice(
    uri: string,
    text: string | undefined,
    devices: Devices,
    roots: readonly string[],
  ): Promise<{ readonly text: string; readonly findings: readonly FoundInDevice[] } | undefined>;
  /** Provides the weights and data that checks asked for; gives whether there were any. */
  provideContents(workspace: Workspace, roots: readonly string[]): Promise<boolean>;
}

/** Serves one editor over one connection, until that ends. */
export function serve(connection: Connection, files: Files): void {
  const documents = new TextDocuments(TextDocument);
  const shownNets = new Map<string, string>();
  const shownInstances = new Map<string, Map<string, string>>();
  const shownTargets = new Map<string, string>();
  const announced = new Set<string>();
  const timers = new Map<string, NodeJS.Timeout>();
  let roots: readonly string[] = [];
  let workspace = new Workspace({ library: files.library, roots });
  let settings = defaults;
  let figure: Figure = "macs";
  const bounds = new BoundsInTheBackground();
  const deviceFiles = new DeviceFiles(connection, documents, files);
  let canSendDeviceFiles = false;
  let isProviding = false;
  let canRefresh = false;
  let canConfigure = false;
  let hasCommands = false;
  /** The client asks for diagnostics; then none are pushed. */
  let pullsDiagnostics = false;
  let canRefreshDiagnostics = false;

  const analyse = (uri: string): Analysis | undefined => {
    const [net, instances, target] = [shownNets.get(uri), shownInstances.get(uri), shownTargets.get(uri)];
    const options = {
      ...(net !== undefined && { net }),
      ...(instances !== undefined && { instances }),
      ...(target !== undefined && { target }),
    };
    const analysis = files.settle(workspace, uri, options, roots);
    if (workspace.missingContents.length > 0 && !isProviding) void provide();
    return analysis;
  };

  /** Reads weights and data aside; nothing waits for them, and what depends on them comes when they are there. */
  const provide = async (): Promise<void> => {
    isProviding = true;
    try {
      if (await files.provideContents(workspace, roots)) refreshAll();
    } finally {
      isProviding = false;
    }
  };

  /** Until they are there nothing is said of targets. */
  const provideDevices = async (): Promise<void> => {
    const devices = await files.devices(roots);
    workspace.provideDevices(devices);
    if (documents.all().length > 0) refreshAll();
    await deviceFiles.lintAll(devices, roots);
  };

  /** Texts of device files have another language than nets, so their client is asked for them. */
  const askForDeviceFiles = (): void => {
    const documentSelector = [{ scheme: "file", pattern: deviceFilesPattern }];
    const registrations = BulkRegistration.create();
    registrations.add(DidOpenTextDocumentNotification.type, { documentSelector });
    registrations.add(DidChangeTextDocumentNotification.type, {
      documentSelector,
      syncKind: TextDocumentSyncKind.Incremental,
    });
    registrations.add(DidSaveTextDocumentNotification.type, { documentSelector });
    registrations.add(DidCloseTextDocumentNotification.type, { documentSelector });
    void connection.client.register(registrations);
  };

  const showInstance = ({ uri, block, path }: NonNullable<ShowParams["instance"]>): void => {
    const instances = new Map(shownInstances.get(uri));
    if (path === null) instances.delete(block);
    else instances.set(block, path);
    shownInstances.set(uri, instances);
  };

  /** Lets messages that are there already be taken in; gives whether a newer text of the document was among them. */
  const isOvertaken = async (uri: string): Promise<boolean> => {
    const version = documents.get(uri)?.version;
    for (let turn = 0; turn < turnsToTakeIn && documents.get(uri)?.version === version; turn++)
      await new Promise((resolve) => setImmediate(resolve));
    return documents.get(uri)?.version !== version;
  };

  /** A feature that fails is logged, and the others go on. */
  const guarded = <T>(feature: string, nothing: T, run: () => T): T => {
    try {
      return run();
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      connection.console.error(`${feature} failed: ${what}`);
      return nothing;
    }
  };

  const host: FeatureHost = {
    async unlessOvertaken(uri, answer) {
      const refusal = new ResponseError(LSPErrorCodes.ContentModified, "The text has changed.");
      if (await isOvertaken(uri)) return refusal;
      const result = answer();
      return (await isOvertaken(uri)) ? refusal : result;
    },
    answer: (feature, uri, nothing, run) =>
      guarded(feature, nothing, () => {
        const analysis = analyse(uri);
        return analysis === undefined || analysis.foreign !== undefined ? nothing : run(analysis);
      }),
    read: (feature, uri, nothing, run) =>
      guarded(feature, nothing, () => {
        const module = workspace.module(uri);
        return module === undefined ? nothing : run(module);
      }),
    neighbours: {
      moduleOf(uri) {
        if (!workspace.knows(uri)) workspace.provide(uri, files.read(uri, roots));
        return workspace.module(uri);
      },
      entriesOf: (folder) => files.list(folder, roots),
      contentOf: (from, path) => workspace.content(from, path),
      get reach() {
        return { library: files.library, roots };
      },
      get devices() {
        return workspace.knownDevices;
      },
    },
    boundsOf: (shown) => bounds.of(shown),
    instancesOf: (uri) => shownInstances.get(uri) ?? new Map(),
    get hasCommands() {
      return hasCommands;
    },
    get workspace() {
      return workspace;
    },
    get reach() {
      return { library: files.library, roots };
    },
    get settings() {
      return settings;
    },
    get figure() {
      return figure;
    },
  };

  const publish = (document: TextDocument): void => {
    const { uri, version } = document;
    const analysis = analyse(uri);
    if (analysis === undefined) return;
    if (analysis.foreign !== undefined && !announced.has(uri)) {
      announced.add(uri);
      void connection.sendNotification(foreignFileMethod, {
        uri,
        format: analysis.foreign,
      } satisfies ForeignFileParams);
    }
    if (!pullsDiagnostics)
      void connection.sendDiagnostics({ uri, version, diagnostics: host.answer("diagnostics", uri, [], diagnostics) });
    announce(document);
    bounds.start(analysis, () => {
      announce(document);
      refresh();
    });
  };

  const announce = (document: TextDocument): void => {
    const { uri, version } = document;
    const params = host.answer<StatusParams | undefined>("status", uri, undefined, (analysis) =>
      status(analysis, version, figure, { boundsOf: (shown) => bounds.of(shown), target: shownTargets.get(uri) }),
    );
    if (params !== undefined) void connection.sendNotification(statusMethod, params);
  };

  const schedule = (document: TextDocument, delay: number): void => {
    if (!isNet(document)) return;
    clearTimeout(timers.get(document.uri));
    timers.set(
      document.uri,
      setTimeout(() => publish(document), delay),
    );
  };

  const refresh = (): void => {
    if (!canRefresh) return;
    void connection.languages.inlayHint.refresh();
    void connection.sendRequest("workspace/codeLens/refresh");
  };

  const refreshAll = (): void => {
    for (const document of documents.all()) schedule(document, 0);
    if (canRefreshDiagnostics) connection.languages.diagnostics.refresh();
    refresh();
  };

  const pullSettings = async (): Promise<void> => {
    if (!canConfigure) return;
    const pulled: Partial<Settings> | null = await connection.workspace.getConfiguration("lathe");
    settings = {
      hints: { ...defaults.hints, ...pulled?.hints },
      codeLens: { ...defaults.codeLens, ...pulled?.codeLens },
    };
    refresh();
  };

  connection.onInitialize(({ capabilities, workspaceFolders, rootUri, initializationOptions }): InitializeResult => {
    hasCommands = initializationOptions?.hasCommands === true;
    canRefresh = capabilities.workspace?.inlayHint?.refreshSupport === true;
    canConfigure = capabilities.workspace?.configuration === true;
    pullsDiagnostics = capabilities.textDocument?.diagnostic !== undefined;
    deviceFiles.clientChecksSchemas = initializationOptions?.checksSchemas === true;
    canSendDeviceFiles = capabilities.textDocument?.synchronization?.dynamicRegistration === true;
    canRefreshDiagnostics = pullsDiagnostics && capabilities.workspace?.diagnostics?.refreshSupport === true;
    // Older clients know one folder.
    const folders = workspaceFolders ?? (typeof rootUri === "string" ? [{ uri: rootUri }] : []);
    roots = folders.map(({ uri }) => (uri.endsWith("/") ? uri : `${uri}/`));
    workspace = new Workspace({ library: files.library, roots });
    return {
      serverInfo: { name: "lathe" },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        ...Object.assign({}, ...features.map(({ capabilities: offered }) => offered)),
      },
    };
  });
  connection.onInitialized(() => {
    if (canSendDeviceFiles) askForDeviceFiles();
    void provideDevices();
    void pullSettings();
  });
  connection.onDidChangeConfiguration(() => void pullSettings());
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri } of changes) workspace.forget(uri);
    if (changes.some(({ uri }) => isDeviceFile(uri))) void provideDevices();
    refreshAll();
  });

  // Also called when a document is opened.
  documents.onDidChangeContent(({ document }) => {
    if (isDeviceFile(document.uri)) deviceFiles.schedule(document.uri, restingTime);
    if (!isNet(document)) return;
    const isNew = !workspace.openUris.includes(document.uri);
    bounds.stop(document.uri);
    workspace.open(document.uri, document.getText());
    schedule(document, isNew ? 0 : restingTime);
    // Files that import this one see the change too.
    for (const other of documents.all()) if (other !== document) schedule(other, restingTime);
  });
  // Clients that watch no files say at least this.
  documents.onDidSave(({ document }) => {
    if (isDeviceFile(document.uri)) void provideDevices();
  });
  documents.onDidClose(({ document }) => {
    // The disk counts again.
    if (isDeviceFile(document.uri)) deviceFiles.schedule(document.uri, 0);
    if (!isNet(document)) return;
    clearTimeout(timers.get(document.uri));
    bounds.stop(document.uri);
    workspace.close(document.uri);
    announced.delete(document.uri);
    shownInstances.delete(document.uri);
    if (!pullsDiagnostics) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  for (const feature of features) feature.attach(connection, host);

  connection.onRequest(showMethod, (params: ShowParams) => {
    if (params.figure !== undefined && figures.includes(params.figure)) figure = params.figure;
    if (params.net !== undefined) shownNets.set(params.net.uri, params.net.name);
    if (params.instance !== undefined) showInstance(params.instance);
    if (params.target?.name === null) shownTargets.delete(params.target.uri);
    else if (params.target !== undefined) shownTargets.set(params.target.uri, params.target.name);
    for (const document of documents.all()) announce(document);
    // Other policies hold then, and budgets are judged on another target.
    if (params.target === undefined) refresh();
    else refreshAll();
    return null;
  });

  documents.listen(connection);
  connection.listen();
}

/** Editors that know no file of ours may send whatever JSON they have open. */
function isNet({ languageId, uri }: TextDocument): boolean {
  return !languageId.startsWith("json") && !uri.endsWith(".json");
}
