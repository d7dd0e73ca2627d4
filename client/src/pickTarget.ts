/** Picks the target whose policies hold and whose latency is shown: of those that the net names, or of all devices. */
import { devicesMethod, type KnownDevice, type ShowTargetArguments } from "@lathe/protocol";
import * as vscode from "vscode";
import type { Server } from "./server.ts";
import type { Shown } from "./shown.ts";
import type { StatusBar } from "./statusBar.ts";

interface Item extends vscode.QuickPickItem {
  /** Null: none. */
  readonly target?: string | null;
  readonly device?: KnownDevice;
}

export async function pickTarget(server: Server, shown: Shown, { active: status }: StatusBar): Promise<void> {
  if (status === undefined) {
    void vscode.window.showInformationMessage("Open a .net file with a net in it first: it is shown on the target.");
    return;
  }
  const known = (await server.request(devicesMethod, null)) as readonly KnownDevice[] | undefined;
  const devices = known ?? [];
  const named: Item[] = [...new Set([...status.targets, ...(status.target === undefined ? [] : [status.target])])].map(
    (label) => ({
      label,
      detail: deviceText(devices.find(({ id }) => label === id || label.startsWith(`${id}(`))),
      target: label,
      ...(label === status.target && { description: "shown now" }),
    }),
  );
  const others: Item[] = devices.map((device) => ({ label: device.id, detail: deviceText(device), device }));
  const items: Item[] = [
    {
      label: "No target",
      detail: "Policies without a target hold",
      target: null,
      ...(status.target === undefined && { description: "shown now" }),
    },
    ...group(`named by ${status.net ?? "this file"}`, named),
    ...group("all devices", others),
  ];
  const placeHolder = "The target whose policies hold and whose latency is shown";
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  const target = picked?.device === undefined ? picked?.target : await pickVariant(picked.device);
  if (target !== undefined) await shown.showTarget(status.uri, target);
}

/** Of a device that was measured in several ways: in which. */
async function pickVariant({ id, name, variants }: KnownDevice): Promise<string | undefined> {
  if (variants.length < 2) return id;
  const items = variants.map(({ target, key, error }) => ({
    label: key,
    description: target,
    detail: error === "" ? "how far off it is nobody has measured" : `off by ${error}`,
    target,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: `How ${name} runs it`,
    matchOnDescription: true,
  });
  return picked?.target;
}

function group(label: string, items: readonly Item[]): readonly Item[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

/** "Google Pixel 4, Snapdragon 855: xnnpack, fp32, 1 thread" */
function deviceText(device: KnownDevice | undefined): string {
  if (device === undefined) return "";
  const { name, chip, variants } = device;
  const [first, ...more] = variants;
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  const measured = first === undefined ? "nothing was measured there" : `${first.key}${others}`;
  return `${[name, chip].filter((part) => part !== "").join(", ")}: ${measured}`;
}

/** A click on a lens with a target's figures. */
export async function showTarget(shown: Shown, { uri, target }: ShowTargetArguments): Promise<void> {
  await shown.showTarget(uri, target);
  await shown.showFigure("latency");
}
