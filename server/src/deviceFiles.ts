/**
 * Complaints about the device files of a workspace: about the texts that are open, as they are typed, and about all others as they lie
 * on the disk. They are pushed to every client, because the editor's own language for these files is JSON and asks nobody for them.
 */
import type { DeviceFinding, Devices, Span } from "@lathe/engine";
import type { Connection, Diagnostic, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { deviceDiagnostic } from "./convert.ts";
import type { Files } from "./server.ts";

/** Something wrong or doubtful in a device file. */
export interface FoundInDevice extends DeviceFinding {
  readonly code: string;
  /** In the text of the file. */
  readonly span: Span;
}

/** Where device files lie, for a client that is to send their texts. */
export const deviceFilesPattern = "**/.lathe/devices/*.json";

/** Whether a document is one of these. */
export function isDeviceFile(uri: string): boolean {
  return /\/\.lathe\/devices\/[^/]+\.json$/.test(uri) && !uri.endsWith(".schema.json");
}

export class DeviceFiles {
  /** Whether the client says itself what of an open text is no JSON or does not fit the schema. */
  clientChecksSchemas = false;
  private readonly connection: Connection;
  private readonly documents: TextDocuments<TextDocument>;
  private readonly files: Files;
  /** Uris that complaints stand at. */
  private readonly scolded = new Set<string>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private devices: Devices | undefined;
  private roots: readonly string[] = [];

  constructor(connection: Connection, documents: TextDocuments<TextDocument>, files: Files) {
    this.connection = connection;
    this.documents = documents;
    this.files = files;
  }

  /** Looks at all files, because any may be another's donor. Given up when there are newer devices. */
  async lintAll(devices: Devices, roots: readonly string[]): Promise<void> {
    this.devices = devices;
    this.roots = roots;
    const open = this.documents.keys().filter(isDeviceFile);
    for (const uri of new Set([...open, ...this.files.deviceUris(roots), ...this.scolded])) {
      if (this.devices !== devices) return;
      await this.lint(uri);
      // Requests that came meanwhile go first.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Looks at one file when nothing more has been asked of it for so many milliseconds. */
  schedule(uri: string, delay: number): void {
    clearTimeout(this.timers.get(uri));
    this.timers.set(
      uri,
      setTimeout(() => void this.lint(uri), delay),
    );
  }

  private async lint(uri: string): Promise<void> {
    // Without devices every donor would lead nowhere; all files are looked at when they come.
    if (this.devices === undefined) return;
    const document = this.documents.get(uri);
    try {
      const linted = await this.files.lintDevice(uri, document?.getText(), this.devices, this.roots);
      const now = this.documents.get(uri);
      if (now?.version !== document?.version) return;
      const text = TextDocument.create(uri, "json", 0, linted?.text ?? "");
      const isShown = (code: string) => !(this.clientChecksSchemas && now !== undefined && schemaCodes.has(code));
      const findings = linted?.findings.filter(({ code }) => isShown(code)) ?? [];
      this.publish(
        uri,
        document?.version,
        findings.map((finding) => deviceDiagnostic(text, finding)),
      );
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.connection.console.error(`device files failed: ${what}`);
    }
  }

  private publish(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void {
    if (diagnostics.length === 0 && !this.scolded.delete(uri)) return;
    if (diagnostics.length > 0) this.scolded.add(uri);
    void this.connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  }
}

/** What editors with schemas say themselves. */
const schemaCodes: ReadonlySet<string> = new Set(["not-json", "misfit-device"]);
