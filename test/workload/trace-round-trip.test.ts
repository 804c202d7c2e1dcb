import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HANDLER_NAMES, type RecordedEvent } from '../../src/workload/formats/event.js';
import { jsonl, recordWriter } from '../../src/workload/formats/jsonl.js';
import { guestState } from './registers.arbitrary.js';
import { essence, fixture, readChunks } from './trace-reading.js';

const count = fc.nat(2 ** 31);
const work = fc.record({ instructions: count, codeLines: count, dataLines: count, pages: count });
const registers = guestState.map(({ cr0, cr4, efer, smm }) => ({ cr0, cr4, efer, smm }));

/** Names of a record's own fields are not among the others. */
const extra = fc.dictionary(
  fc.string().filter((name) => !/^(t|cr0|cr4|efer|h|i[cl]|d[lp]|w[034m])$/.test(name)),
  fc.oneof(fc.string(), fc.integer(), fc.boolean()),
  { noNullPrototype: true },
);

function write(events: readonly RecordedEvent[]): string {
  return events.map(recordWriter()).join('');
}

async function read(text: string) {
  return (await readChunks([text], { format: jsonl })).events;
}

/** A whole trace; its events all have their work and their writes recorded, or none has. */
const trace = fc
  .record({
    hasWork: fc.boolean(),
    hasWrites: fc.boolean(),
    handler: fc.constantFrom(...HANDLER_NAMES, null),
  })
  .chain(({ hasWork, hasWrites, handler }) => {
    const event = fc.record({
      registers,
      work: hasWork ? work : fc.constant(null),
      extra,
    });
    return fc.array(fc.tuple(event, event), { minLength: 1, maxLength: 6 }).map((trips) =>
      trips.flat().map(
        (each, index): RecordedEvent => ({
          ...each,
          kind: index % 2 === 0 ? 'enter' : 'rsm',
          controlWrites: hasWrites ? { cr0: 1, cr3: 0, cr4: 0, msr: index } : null,
          handler: hasWrites ? null : handler,
          vcpu: null,
          thread: null,
          line: index + 1,
        }),
      ),
    );
  });

describe('a trace that is written and read again', () => {
  it('has the same events', async () => {
    await fc.assert(
      fc.asyncProperty(trace, async (events) => {
        expect(await read(write(events))).toEqual(events);
      }),
    );
  });

  it('is the same text again', async () => {
    await fc.assert(
      fc.asyncProperty(trace, async (events) => {
        const text = write(events);
        expect(write(await read(text))).toBe(text);
      }),
    );
  });

  it('is the recording that it was, field by field', async () => {
    const recorded = fixture('seabios-two-smis.jsonl').toString();
    const objects = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(objects(write(await read(recorded)))).toEqual(objects(recorded));
  });

  it.each(['qemu-no-disk.log', 'perf-script.txt', 'trace-cmd.txt'])(
    'replays as the %s that it was made of',
    async (name) => {
      const { events } = await readChunks([fixture(name)]);
      expect(essence(await read(write(events)))).toEqual(essence(events));
    },
  );
});
