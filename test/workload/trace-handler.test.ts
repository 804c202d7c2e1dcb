import { describe, expect, it } from 'vitest';
import { countResets, expandEvents } from '../../src/workload/expand.js';
import type { HandlerName, RecordedEvent } from '../../src/workload/formats/event.js';
import { HandlerChoice } from '../../src/workload/formats/handlers.js';
import { openInput } from '../../src/workload/formats/open.js';
import { readTrace } from '../../src/workload/formats/read.js';
import { GUEST_STATES } from '../../src/workload/models/guest-states.js';
import { recordedBoots } from '../../src/workload/recorded-boots.js';
import { DEFAULT_RULES, findRules } from '../../src/workload/rules.js';
import type { GuestRegisters } from '../../src/workload/types.js';
import { usageError } from '../plan/usage-error.js';
import { fixture, readChunks } from './trace-reading.js';

const OVMF = 'q35-ovmf-secboot-kernel';

/** A recorded boot without what it says of the handler: all that a QEMU log would have. */
async function asLogged(id: string): Promise<RecordedEvent[]> {
  const file = recordedBoots().find((boot) => boot.id === id)?.file;
  if (file === undefined) throw new Error(`no boot ${id}`);
  const events: RecordedEvent[] = [];
  await readTrace(await openInput(file), {}, (pairs) => {
    events.push(...pairs.map((event) => ({ ...event, controlWrites: null })));
  });
  return events;
}

function replay(events: readonly RecordedEvent[], asked: HandlerName | null = null) {
  const choice = new HandlerChoice('boot.log', asked);
  const smm = events.map((event) => choice.complete(event));
  const counts = countResets(expandEvents(smm, findRules(DEFAULT_RULES)));
  return { counts, note: choice.note };
}

describe('a handler whose writes are not recorded', () => {
  it('is flat in a SeaBIOS boot, which then replays as recorded', async () => {
    const { counts, note } = replay(await asLogged('pc-virtioblk-readloop'));
    expect(counts).toMatchObject({ entries: 661, calls: 1983, full: 1322 });
    expect(note).toContain('flat, as SeaBIOS (assumed; --handler ovmf otherwise)');
  });

  it("is OVMF's where the first SMI interrupts long mode, and replays but for one exception", async () => {
    const { counts, note } = replay(await asLogged(OVMF));
    // One of the 418 SMIs opened its write-protected page tables: two full resets that no log shows.
    expect(counts).toMatchObject({ entries: 418, calls: 5435 - 2, full: 2510 - 2, early: 2925 });
    expect(note).toContain('in long mode, as OVMF (inferred, because the first SMI interrupts');
  });

  it('is what the user says', async () => {
    const events = await asLogged(OVMF);
    const { counts, note } = replay(events, 'flat');
    expect(counts).toMatchObject({ calls: 6 * 418, full: 4 * 418 });
    expect(note).toContain('flat, as SeaBIOS (asked for)');
    expect(replay(events, 'ovmf').counts).toEqual(replay(events).counts);
  });

  it('is what was assumed on import, unless the user says otherwise', async () => {
    const events = (await asLogged(OVMF)).map((event) => ({ ...event, handler: 'flat' as const }));
    expect(replay(events).counts.calls).toBe(6 * 418);
    expect(replay(events).note).toContain('(assumed on import)');
    expect(replay(events, 'ovmf').counts.calls).toBe(5433);
  });

  it('is decided by the first SMI alone', () => {
    const states: GuestRegisters[] = [GUEST_STATES.unpaged, GUEST_STATES['four-level']];
    const choice = new HandlerChoice('boot.log', null);
    const handlers = states.map((registers) => {
      const event: RecordedEvent = {
        ...{ kind: 'enter', registers, controlWrites: null, handler: null, work: null },
        ...{ vcpu: null, thread: null, line: 1, extra: {} },
      };
      return choice.decide(event).handler;
    });
    expect(handlers).toEqual(['flat', 'flat']);
  });
});

describe('a handler whose writes are recorded', () => {
  it('is not assumed, so nothing can be said about it', async () => {
    const { events } = await readChunks([fixture('seabios-two-smis.jsonl')]);
    const choice = new HandlerChoice('boot.jsonl', null);
    for (const event of events) expect(choice.decide(event)).toBe(event);
    expect(choice.note).toBeNull();
    const asked = new HandlerChoice('boot.jsonl', 'ovmf');
    const [first] = events;
    if (!first) throw new Error('the fixture has events');
    expect(usageError(() => asked.decide(first))).toBe(
      'boot.jsonl:1 records what the handler wrote: leave out --handler',
    );
  });
});
