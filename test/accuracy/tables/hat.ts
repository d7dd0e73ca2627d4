import type { FitOptions } from "../../../engine/src/devices/fit.ts";
import { fitTimes } from "../../../engine/src/devices/fit.ts";
import { lowered } from "../lowered.ts";
import { errorOf, heldOut, macsOnlyError, type Recipe, rangesOf, withGeneral } from "../recipe.ts";
import { decoderSteps } from "../sets/hat.ts";

const fit: FitOptions = {
  kinds: ["linear rows", "linear vector"],
  amounts: { msPerGmac: "own", msPerMb: "own", msPerKernel: "own" },
};

/** Transformers on a Raspberry Pi 4: encoders, and steps of decoders, whose sum over a sentence is judged. */
export const hat: Recipe = (sets) => {
  const encoders = sets.find(({ name }) => name === "transformer encoders");
  const decoders = sets.find(({ name }) => name === "steps of transformer decoders");
  if (encoders === undefined || decoders === undefined) return { tables: [], rows: [] };
  const [first, second] = [lowered(encoders), lowered(decoders)];
  const all = [...first, ...second];
  const judge = (group: string, what: string) => {
    // Both halves of one net are held out together.
    const names = first.map(({ groups }, index) => `${groups[group]} ${second[index]?.groups[group]}`);
    const folds = [...names, ...names];
    const estimated = heldOut(all, folds, fit);
    const whole = first.map((row, index) => ({
      milliseconds: row.milliseconds + decoderSteps * (second[index]?.milliseconds ?? 0),
    }));
    const sums = first.map(
      (_, index) => (estimated[index] ?? 0) + decoderSteps * (estimated[first.length + index] ?? 0),
    );
    return {
      device: encoders.device,
      set: "translation of a sentence: encoder and decoder loop",
      key: encoders.key,
      error: errorOf(whole, sums, names, what),
      macsOnly: macsOnlyError(
        first.map((row, index) => ({
          ...row,
          macs: row.macs + decoderSteps * (second[index]?.macs ?? 0),
          milliseconds: whole[index]?.milliseconds ?? 0,
        })),
        names,
      ),
      goal: 4,
    };
  };
  const byFeatures = judge("features", "widths of features");
  const byLayers = judge("layers", "numbers of layers");
  const coefficients = fitTimes(all, fit);
  const ranges = rangesOf(all, Object.keys(coefficients));
  const table = {
    ...encoders.key,
    provenance: {
      source: encoders.source,
      licence: encoders.licence,
      note: "Threads are not written there: 4 is PyTorch's default on this board",
    },
    coefficients: withGeneral(coefficients, ranges),
    ranges,
    error: byFeatures.error.mape > byLayers.error.mape ? byFeatures.error : byLayers.error,
  };
  return { tables: [{ device: encoders.device, table }], rows: [byFeatures, byLayers] };
};
