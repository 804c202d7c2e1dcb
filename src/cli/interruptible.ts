/** How a person ends a measurement before its time. */

/**
 * Aborted by Ctrl-C, by a polite kill and by a terminal that is closed. A second Ctrl-C, or kill,
 * ends the process at once; a terminal that goes away may say so twice.
 */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, abort);
  process.on('SIGHUP', abort);
  return controller.signal;
}
