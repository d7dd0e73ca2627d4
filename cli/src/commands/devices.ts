/** `lathe devices`: the devices that are known; with `--lint` what is doubtful in their files; with `--from` one made of measured times. */
import { rootOf } from "@lathe/host";
import { deviceFromTimes, type TimesOptions } from "../devices/fromTimes.ts";
import { lintDevices } from "../devices/lint.ts";
import { listDevices } from "../devices/list.ts";
import { type Outcome, outcome } from "../output.ts";
import { resolvePath } from "../project.ts";

export interface DevicesOptions extends TimesOptions {
  readonly lint?: boolean;
  readonly from?: string;
  readonly json?: boolean;
}

/** `names` are device files for `--lint`, else devices to list; all that are known if there are none. */
export async function devices(names: readonly string[], options: DevicesOptions): Promise<Outcome> {
  if (options.lint === true && options.from !== undefined)
    return outcome(2, "", "--lint looks at device files and --from makes one: ask for one of them.\n");
  if (options.from !== undefined && names.length > 0)
    return outcome(2, "", `--from takes one file; ${names.join(", ")} is left over.\n`);
  const root = rootOf(resolvePath("here"));
  if (options.from !== undefined) return await deviceFromTimes(options.from, root, options);
  return options.lint === true ? await lintDevices(names, root, options) : await listDevices(names, root, options);
}
