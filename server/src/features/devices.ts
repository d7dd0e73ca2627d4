/** Every device that is known, for the command that picks a target which no net declares. */
import { type Devices, isRefusal, keyText, variantsOf } from "@lathe/engine";
import { devicesMethod, type KnownDevice } from "@lathe/protocol";
import type { Feature } from "../feature.ts";
import { errorText } from "../latency.ts";

/** A device whose file cannot be read is left out: whoever writes it sees why. */
export function knownDevices(devices: Devices): readonly KnownDevice[] {
  return devices.ids.flatMap((id) => {
    const device = devices.get(id);
    if (isRefusal(device)) return [];
    const { name, kind, chip = "" } = device;
    const variants = variantsOf(device, id).map(({ target, table }) => ({
      target,
      key: keyText(table),
      error: errorText(table),
    }));
    return [{ id, name, kind, chip, variants }];
  });
}

export const devicesFeature: Feature = {
  name: "devices",
  capabilities: {},
  attach(connection, host) {
    connection.onRequest(devicesMethod, () => knownDevices(host.workspace.knownDevices));
  },
};
