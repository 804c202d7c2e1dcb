import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.js';
import { DEFAULT_RULES, findRules } from '../../src/workload/rules.js';
import { TraceError } from '../../src/workload/trace-error.js';
import { listWorkloads, loadWorkload } from '../../src/workload/workloads.js';

const FIXTURES = fileURLToPath(new URL('../fixtures/traces/', import.meta.url));
const DATA = fileURLToPath(new URL('../../data/traces/', import.meta.url));

describe('the workloads that can be named', () => {
  it('are thread-600 and every file of data/traces', () => {
    const recordings = readdirSync(DATA).filter((name) => name.includes('.jsonl'));
    const ids = listWorkloads().map(({ id }) => id);
    expect(ids[0]).toBe('thread-600');
    expect(recordings).toHaveLength(6);
    expect(ids.slice(1)).toEqual(recordings.map((name) => name.replace('.work.jsonl.gz', '')));
  });

  it('say each something of their own', () => {
    const descriptions = listWorkloads().map(({ description }) => description);
    expect(new Set(descriptions).size).toBe(descriptions.length);
    expect(descriptions).not.toContain('a recorded boot');
  });

  it('load under the id and description that they are listed with', () => {
    for (const { id, description } of listWorkloads()) {
      expect(loadWorkload(id)).toMatchObject({ id, description, rules: DEFAULT_RULES });
    }
  });
});

describe('a trace of the user', () => {
  const file = `${FIXTURES}seabios-two-smis.jsonl`;

  it('is loaded by its path, which becomes its id', () => {
    const workload = loadWorkload(file);
    expect(workload.id).toBe(file);
    // One unpaged round trip, one from long mode with NX: 3 = 2 + 1 and 6 = 4 + 2.
    expect(workload.counts).toEqual({ entries: 2, rsms: 2, calls: 9, full: 6, early: 3 });
  });

  it('is told from a name by its slash or its suffix', () => {
    for (const name of ['absent.jsonl', 'absent.jsonl.gz', './thread-600', '/tmp/absent']) {
      expect(() => loadWorkload(name)).toThrow(`cannot read trace ${name}`);
    }
  });

  it('that is broken is refused', () => {
    for (const name of ['broken-line.jsonl', 'ends-in-smm.jsonl', 'truncated.jsonl.gz']) {
      expect(() => loadWorkload(FIXTURES + name)).toThrow(TraceError);
    }
  });
});

describe('an unknown name', () => {
  it('of a workload is answered with the nearest', () => {
    expect(() => loadWorkload('thread-60')).toThrow(
      new UsageError(
        'unknown workload "thread-60": did you mean thread-600? (kvm-mmu-bench list workloads shows all)',
      ),
    );
  });

  it('of rules too, before any trace is read', () => {
    expect(() => loadWorkload('absent.jsonl', 'v5.71')).toThrow('unknown rules "v5.71"');
    expect(() => findRules('v5.71')).toThrow('did you mean v5.17 or v5.10?');
  });
});
