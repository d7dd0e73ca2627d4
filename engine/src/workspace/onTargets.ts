/** A net on the targets that it is looked at on. Each is worked out when it is asked for, once per analysis. */
import { isRefusal, type Refusal } from "../base/report.ts";
import type { NetOnTargets } from "../checks/check.ts";
import type { NetCost } from "../cost/summary.ts";
import type { Latency } from "../devices/estimate.ts";
import { NetOnTarget } from "../devices/netOnTarget.ts";
import { type Devices, resolveTarget, targetText } from "../devices/target.ts";
import { readTarget } from "../devices/targetText.ts";
import type { Elaborated } from "../semantics/elaborate/net.ts";

interface Shown {
  readonly elaborated: Elaborated;
  readonly cost: NetCost;
}

/** What is asked for beside what the net declares. */
interface Asked {
  /** The device whose policies hold in the shown figures. */
  readonly target?: string;
  readonly targets?: readonly string[];
}

/** `costFor` elaborates the net anew, with the policies for a device. */
export function netOnTargets(
  devices: Devices,
  { elaborated: { declared }, cost }: Shown,
  { target: shownFor, targets }: Asked,
  costFor: (device: string) => NetCost,
): Pick<NetOnTargets, "targets" | "on"> & { latency(target: string): Latency | Refusal } {
  const kept = new Map<string, NetOnTarget | Refusal>();
  const costs = new Map<string, NetCost>();
  const withPolicies = (device: string): NetCost => {
    const isOther = [device, shownFor].some((name) => name !== undefined && declared.policyTargets.includes(name));
    if (device === shownFor || !isOther) return cost;
    const known = costs.get(device) ?? costFor(device);
    costs.set(device, known);
    return known;
  };
  const find = (text: string): NetOnTarget | Refusal => {
    const written = readTarget(text);
    if (isRefusal(written)) return written;
    const target = resolveTarget(devices, written.name, written.settings);
    return isRefusal(target) ? target : new NetOnTarget(target, withPolicies(written.name), devices);
  };
  const on = (text: string) => {
    const known = kept.get(text) ?? find(text);
    kept.set(text, known);
    return known;
  };
  const own = [...new Set(declared.targets.map(({ name, settings }) => targetText(name, settings)))];
  const isNew = shownFor !== undefined && !declared.targets.some(({ name }) => name === shownFor);
  return {
    targets: targets ?? (isNew ? [shownFor, ...own] : own),
    on,
    latency: (text) => {
      const net = on(text);
      return isRefusal(net) ? net : net.estimate;
    },
  };
}
