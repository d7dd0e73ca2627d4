/** A net on the targets that it is looked at on. Each is worked out when it is asked for, once per analysis. */
import { isRefusal, type Refusal } from "../base/report.ts";
import type { NetOnTargets } from "../checks/check.ts";
import type { NetCost } from "../cost/summary.ts";
import type { Latency } from "../devices/estimate.ts";
import { NetOnTarget } from "../devices/netOnTarget.ts";
import { type Devices, resolveTarget, targetText } from "../devices/target.ts";
import { deviceOf, readTarget } from "../devices/targetText.ts";
import type { Elaborated } from "../semantics/elaborate/net.ts";

interface Shown {
  readonly elaborated: Elaborated;
  readonly cost: NetCost;
}

/** What is asked for beside what the net declares. */
interface Asked {
  /** The target that is looked at: the policies for its device hold in the shown figures. */
  readonly target?: string;
  readonly targets?: readonly string[];
}

interface OnTargets extends Pick<NetOnTargets, "targets" | "on"> {
  /** The one that is looked at: the target that was picked, else the first. */
  readonly target: string | undefined;
  latency(target: string): Latency | Refusal;
}

/** `costFor` elaborates the net anew, with the policies for a device. */
export function netOnTargets(
  devices: Devices,
  { elaborated: { declared }, cost }: Shown,
  { target: asked, targets }: Asked,
  costFor: (device: string) => NetCost,
): OnTargets {
  const shownFor = asked === undefined ? undefined : deviceOf(asked);
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
  const own = targets ?? [...new Set(declared.targets.map(({ name, settings }) => targetText(name, settings)))];
  const picked = asked === undefined ? undefined : (pickedOf(own, asked) ?? asked);
  return {
    targets: targets !== undefined || picked === undefined || own.includes(picked) ? own : [picked, ...own],
    target: picked ?? own[0],
    on,
    latency: (text) => {
      const net = on(text);
      return isRefusal(net) ? net : net.estimate;
    },
  };
}

/** The one of some targets that is asked for, as it is written or by its device alone. */
function pickedOf(targets: readonly string[], asked: string): string | undefined {
  return targets.includes(asked) ? asked : targets.find((target) => deviceOf(target) === asked);
}
