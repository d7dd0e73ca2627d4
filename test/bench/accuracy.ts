/** How far estimates of latency are from measurements they have not seen: `docs/accuracy.md` anew, from the folder that LATHE_DATA names. */
import { made } from "../accuracy/made.ts";

if ((process.env.LATHE_DATA ?? "") === "") {
  console.log("The measurements are not part of the project: name their folder in LATHE_DATA.");
} else {
  const start = performance.now();
  const { rows } = made(process.env.LATHE_DATA ?? "");
  const cell = (value: number | undefined) => (value === undefined ? "" : value.toFixed(2)).padStart(9);
  console.log(
    `${"device".padEnd(18)} ${"what".padEnd(52)} ${"runtime".padEnd(26)}  cases  asked %  error %  MACs only`,
  );
  for (const { device, set, key, error, macsOnly, goal } of rows) {
    const runtime = `${key.runtime} ${key.unit} ${key.precision} ${key.threads}`;
    console.log(
      `${device.padEnd(18)} ${`${set} (${error.heldOut})`.padEnd(52)} ${runtime.padEnd(26)} ${String(error.n).padStart(6)}`,
      `${cell(goal)}${cell(error.mape)}  ${cell(macsOnly)}`,
    );
  }
  console.log(`${rows.length} rows in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
