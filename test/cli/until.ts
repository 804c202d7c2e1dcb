import type { Running } from './command.js';

/** Waits for a condition, or for the end of the process that is to bring it about. */
export async function until(condition: () => boolean, { ended }: Running): Promise<void> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  ended.then(end, end);
  while (!condition() && !isOver) await new Promise((resolve) => setTimeout(resolve, 20));
}
