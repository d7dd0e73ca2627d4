/** Ctrl+C ends work in good order: children are ended, nothing half written is left. A second one ends the process at once. */

/** Runs work that stops when the signal it is given is aborted. */
export async function cancellable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const control = new AbortController();
  const stop = () => control.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await work(control.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
