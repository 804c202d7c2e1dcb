import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TraceError } from '../../src/workload/formats/trace-error.js';
import { listModels } from '../../src/workload/models/models.js';
import { DEFAULT_RULES, findRules } from '../../src/workload/rules.js';
import { listWorkloads, loadWorkload } from '../../src/workload/workloads.js';
import { rejection } from './rejection.js';

const FIXTURES = fileURLToPath(new URL('../fixtures/traces/', import.meta.url));
const DATA = fileURLToPath(new URL('../../data/traces/', import.meta.url));

describe('the workloads that can be named', () => {
  it('are the models and every file of data/traces', () => {
    const recordings = readdirSync(DATA).filter((name) => name.includes('.jsonl'));
    const ids = listWorkloads().map(({ id }) => id);
    const models = listModels().map(({ id }) => id);
    expect(ids.slice(0, models.length)).toEqual(models);
    expect(recordings).toHaveLength(6);
    const boots = recordings.map((name) => name.replace('.work.jsonl.gz', ''));
    expect(ids.slice(models.length)).toEqual(boots);
  });

  it('say each something of their own', () => {
    const descriptions = listWorkloads().map(({ description }) => description);
    expect(new Set(descriptions).size).toBe(descriptions.length);
    expect(descriptions).not.toContain('a recorded boot');
  });

  it('load under the id and description that they are listed with', async () => {
    for (const { id, description } of listWorkloads()) {
      expect(await loadWorkload(id)).toMatchObject({ id, description, rules: DEFAULT_RULES });
    }
  });

  it('take parameters, if they are models', async () => {
    const workload = await loadWorkload('seabios:call32=50,yields=1');
    expect(workload.id).toBe('seabios:call32=50,yields=1');
    expect(workload.counts.entries).toBe(1 + 2 * 50 + 2);
    expect(await rejection(loadWorkload('seabios:call32=x'))).toContain('call32 must be');
  });

  it('take no options for traces, if they are models', async () => {
    const shown = loadWorkload('thread-600', DEFAULT_RULES, { handler: 'ovmf' });
    expect(await rejection(shown)).toContain('thread-600 is a model');
  });
});

describe('a trace of the user', () => {
  const file = `${FIXTURES}seabios-two-smis.jsonl`;

  it('is loaded by its path, which becomes its id', async () => {
    const workload = await loadWorkload(file);
    expect(workload.id).toBe(file);
    // One unpaged round trip, one from long mode with NX: 3 = 2 + 1 and 6 = 4 + 2.
    expect(workload.counts).toEqual({ entries: 2, rsms: 2, calls: 9, full: 6, early: 3 });
  });

  it.each(['qemu-no-disk.log', 'perf-script.txt', 'trace-cmd.txt'])(
    'may have any format: %s, and says what is assumed of it',
    async (name) => {
      const { description, counts } = await loadWorkload(FIXTURES + name);
      expect(counts.calls).toBe(3 * counts.entries);
      expect(description).toContain('what the SMI handler writes is not recorded: flat');
    },
  );

  it('is told from a name by its slash or its suffix', async () => {
    for (const name of ['absent.jsonl', 'absent.log', './thread-600', '/tmp/absent']) {
      expect(await rejection(loadWorkload(name))).toContain(`cannot read trace ${name}`);
    }
  });

  it('that is broken is refused', async () => {
    for (const name of ['broken-line.jsonl', 'ends-in-smm.jsonl', 'truncated.jsonl.gz']) {
      await expect(loadWorkload(FIXTURES + name)).rejects.toThrow(TraceError);
    }
  });
});

describe('an unknown name', () => {
  it.each(['thread-60', 'thread-60:smis=1'])(
    'of a workload is answered with the nearest: %s',
    async (text) => {
      expect(await rejection(loadWorkload(text))).toBe(
        'unknown workload "thread-60": did you mean thread-600? (kvm-mmu-bench list workloads shows all)',
      );
    },
  );

  it('of rules too, before any trace is read', async () => {
    expect(await rejection(loadWorkload('absent.jsonl', 'v5.71'))).toContain(
      'unknown rules "v5.71"',
    );
    expect(() => findRules('v5.71')).toThrow('did you mean v5.17 or v5.10?');
  });
});
