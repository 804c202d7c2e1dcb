/** A command without a process of its own: starting one takes longer than what most commands do. */

import { Command } from 'commander';
import { vi } from 'vitest';
import type { Ended } from './command.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One at a time: the streams and the exit code are this process's. */
export async function runHere(
  add: (program: Command) => void,
  args: readonly string[],
): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += String(text);
      return true;
    }),
  );
  const before = process.exitCode;
  const listeners = SIGNALS.map((name) => process.listeners(name));
  process.exitCode = undefined;
  try {
    const program = new Command().exitOverride();
    add(program);
    await program.parseAsync([...args], { from: 'user' });
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    process.exitCode = before;
    // A command leaves them to the end of its process.
    SIGNALS.forEach((name, index) => {
      const own = process.listeners(name).filter((each) => !listeners[index]?.includes(each));
      for (const each of own) process.off(name, each);
    });
    for (const spy of spies) spy.mockRestore();
  }
}
