/** The alignment that a layout file's reader takes a field to have. */

const POINTER_BYTES = 8;

/** In bytes: a pointer's, where nothing else is said. */
export function naturalAlignment({
  sizeBytes,
  alignment,
}: {
  sizeBytes: number;
  alignment?: number | undefined;
}): number {
  return alignment ?? (sizeBytes === POINTER_BYTES ? POINTER_BYTES : 1);
}
