// @ts-check
// Which way of writing pays on this machine, near and far? node examples/compare-strategies.mjs [SECONDS]

import { measure, registry, UsageError } from 'kvm-mmu-bench';

const STRATEGIES = ['init-flag', 'constant-once', 'memcpy-rep-movsb'];

/** @param {import('kvm-mmu-bench').CellResult} cell */
function row({ layout, phase, state, strategy, savingNsPerReset, resolved, equivalent }) {
  const { estimate, low, high } = savingNsPerReset;
  const saving = `${estimate.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}]`;
  const verdict = resolved ? (estimate > 0 ? 'faster' : 'slower') : 'not to be told';
  return [`${layout}@${phase}`, state, equivalent ? strategy : `${strategy} †`, saving, verdict];
}

/** @param {readonly string[][]} rows */
function print(rows) {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  for (const cells of rows) {
    const line = cells.map((text, i) => text.padEnd(widths?.[i] ?? 0)).join('  ');
    console.log(line.trimEnd());
  }
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

try {
  const { baseline } = registry();
  const result = await measure({
    layouts: ['v5.16', 'v5.17'],
    states: ['hot', 'dram'],
    retirements: 'drained',
    strategies: STRATEGIES,
    budgetSeconds: Number(process.argv[2] ?? 8),
    signal: interrupted.signal,
    onProgress: (done, label) => {
      if (process.stderr.isTTY)
        process.stderr.write(`\r${Math.round(100 * done)} % ${label}\x1b[K`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const cells = result.cells.filter(({ strategy }) => strategy !== baseline);
  print([['layout', 'state', 'strategy', 'saves, ns per reset', ''], ...cells.map(row)]);
  for (const text of [...result.answer.slice(0, 1), ...result.warnings]) console.log(`\n${text}`);
  console.log('\n† does not leave the same bytes as the kernel in all cases');
  if (!result.complete) process.exitCode = 130;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}
