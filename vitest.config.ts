import { defineConfig } from 'vitest/config';

// Watch the instrument itself for a minute, or simulate for one: npm run test:slow.
const slow = 'test/**/*.slow.test.ts';
// Of these, what nothing is timed in.
const slowTogether = [
  'test/{stats,fuzz,report,layout,portability,export,package}/**/*.slow.test.ts',
  'test/perf/{simulate,limit}.slow.test.ts',
  'test/places/{old-cpu,hidden}.slow.test.ts',
  'test/cli/{nothing-lost*,replan,plain-text,trace-record,run-layout-file}.slow.test.ts',
  'test/cli/perf-{host*,simulate,limit,stat-mistakes}.slow.test.ts',
  'test/native/{addon-loads,random-calls-at-length,replay-command}.slow.test.ts',
  'test/native/{replay-under-valgrind,whole-call-instructions}.slow.test.ts',
];
// The same at length, or by everything else that measures: npm run test:nightly.
const nightly = 'test/**/*.nightly.test.ts';
// These time something, or look at one that does: a neighbour on the same core would spoil it.
const alone = [
  'test/{measure,host}/**/*.test.ts',
  'test/native/{bank,boot,lab}-*.test.ts',
  'test/native/**/*job*.test.ts',
  'test/native/{bias,cache-states-cost,counters,host-inspection,injected-delays}.test.ts',
  'test/native/replay-is-reproducible.test.ts',
  'test/cli/{run,boot,explain,resume,interrupt,selftest,perf}*.test.ts',
  'test/api/{measure,example}*.test.ts',
];

export default defineConfig({
  test: {
    watch: false,
    globalSetup: 'test/built-package.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parallel',
          // Files take turns in two processes: a new one for each took a third of the time. They leave nothing changed.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...alone, slow, nightly],
          // All cores: Vitest leaves one free by default, which is half of a small machine.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: alone,
          exclude: [slow, nightly],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow-together',
          isolate: false,
          include: slowTogether,
          maxWorkers: '100%',
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: [slow],
          exclude: slowTogether,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'nightly',
          include: [nightly],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
