/** Devices as JSON: in a list, and with everything that is known of them. */
import { type Device, type Table, variantsOf } from "@lathe/engine";
import { originsOf, type Place } from "./words.ts";

/** What a list has of a device: not the numbers of its tables. */
export function deviceSummaryJson(device: Device, place: Place): unknown {
  return { ...headJson(device, place), tables: device.tables.map((table) => tableJson(device, table)) };
}

/** Everything that its file states. */
export function deviceJson(device: Device, place: Place): unknown {
  return {
    ...headJson(device, place),
    tables: device.tables.map((table) => ({ ...tableJson(device, table), ...numbersJson(table) })),
  };
}

function headJson(
  { id, name, kind, chip, aliases = [], units, memory, takes, energy, legality }: Device,
  { file, isOwn }: Place,
): object {
  return {
    id,
    name,
    kind,
    chip: chip ?? null,
    aliases,
    own: isOwn,
    file,
    units: units.map((unit) => ({
      unit: unit.unit,
      name: unit.name,
      gmacs_per_second: unit.gmacsPerSecond,
      gigabytes_per_second: unit.gigabytesPerSecond ?? null,
      channel_alignment: unit.channelAlignment ?? {},
      int8_products: unit.hasInt8Products ?? null,
      source: unit.source,
    })),
    memory:
      memory === undefined
        ? null
        : {
            sram_bytes: memory.sramBytes,
            flash_bytes: memory.flashBytes,
            overhead_bytes: memory.overheadBytes,
            code_bytes: memory.codeBytes ?? null,
            alignment: memory.alignment,
            planner: memory.planner,
            depthwise_in_place: memory.depthwiseInPlace ?? null,
            source: memory.source,
          },
    energy:
      energy === undefined
        ? null
        : {
            picojoules_per_mac: energy.picojoulesPerMac,
            picojoules_per_byte: {
              on_chip: energy.picojoulesPerByte.onChip ?? null,
              off_chip: energy.picojoulesPerByte.offChip,
            },
            source: energy.source,
          },
    legality: legality ?? null,
    takes: takes.map(({ format, isProduced, note }) => ({ format, produced: isProduced, note: note ?? null })),
  };
}

function tableJson(device: Device, table: Table): object {
  const { unit, runtime, precision, threads, provenance, error } = table;
  return {
    target: variantsOf(device).find((variant) => variant.table === table)?.target ?? null,
    unit,
    runtime,
    precision,
    threads,
    from: originsOf(table),
    mape: error?.mape ?? null,
    p90: error?.p90 ?? null,
    within_10: error?.within10 ?? null,
    rank: error?.rank ?? null,
    band: error?.band ?? null,
    covered: error?.covered ?? null,
    n: error?.n ?? null,
    held_out: error?.heldOut ?? null,
    folds: error?.folds ?? null,
    source: provenance.source,
    licence: provenance.licence,
    date: provenance.date ?? null,
    note: provenance.note ?? null,
  };
}

function numbersJson({
  coefficients = {},
  ranges = {},
  exact = [],
  grids = [],
  donor,
  cacheBytes,
  runMilliseconds,
}: Table): object {
  return {
    run_ms: runMilliseconds ?? 0,
    cache_bytes: cacheBytes ?? null,
    kinds: Object.entries(coefficients).map(([kind, numbers]) => ({
      kind,
      ms_per_gmac: numbers.msPerGmac ?? 0,
      ms_per_mb: numbers.msPerMb ?? 0,
      ms_per_mb_beyond_cache: numbers.msPerMbBeyondCache ?? 0,
      ms_per_weight_mb: numbers.msPerWeightMb ?? 0,
      ms_per_kernel: numbers.msPerKernel ?? 0,
      n: ranges[kind]?.n ?? null,
      macs: ranges[kind]?.macs ?? null,
      bytes: ranges[kind]?.bytes ?? null,
    })),
    exact: exact.map(({ kernel, milliseconds, n }) => ({ kernel, ms: milliseconds, n: n ?? null })),
    grids: grids.map(({ kind, axes, fixed = {}, milliseconds }) => ({ kind, axes, fixed, ms: milliseconds })),
    donor: donor === undefined ? null : { device: null, low: null, high: null, ...donor },
  };
}
