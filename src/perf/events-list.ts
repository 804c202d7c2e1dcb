/** What `perf list` offers: its JSON (perf 6.2 and later), or its text. */

import { z } from 'zod';
import type { OfferedEvent } from './events.js';

/** Metrics stand in the same list, without an EventName. */
const listedSchema = z.array(
  z.object({
    EventName: z.string().optional(),
    BriefDescription: z.string().optional(),
    PublicDescription: z.string().optional(),
  }),
);

/**
 * The events of `perf list -j`, each name once. On hybrid CPUs both kinds of core list theirs.
 *
 * @returns null if the text is no such list: perf 6.1 and older know no -j, and some later ones
 *     print escapes that are not JSON
 */
export function parseListJson(text: string): OfferedEvent[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const listed = listedSchema.safeParse(json);
  if (!listed.success) return null;
  const events = listed.data.flatMap(({ EventName, BriefDescription, PublicDescription }) =>
    EventName === undefined
      ? []
      : [{ name: EventName, description: textOrNull(BriefDescription ?? PublicDescription ?? '') }],
  );
  return eachOnce(events);
}

/** `  name OR alias   [Kind of event]`, or a name alone, its description on the next lines. */
const NAME_LINE = /^ {2}(\S+)(?: OR (\S+))?(?:\s+\[[^\]]*\])?$/;
const DESCRIPTION_START = /^\s{3,}\[(.*)$/;
const METRICS_START = /^(Metrics|Metric Groups):/;

/** The events of the text of `perf list`, with the descriptions that perf has wrapped put together. */
export function parseListText(text: string): OfferedEvent[] {
  const events: OfferedEvent[] = [];
  /** Of the description that is being read. */
  let words: string[] | null = null;
  for (const line of text.split('\n').map((each) => each.trimEnd())) {
    if (METRICS_START.test(line)) break;
    const [, start] = DESCRIPTION_START.exec(line) ?? [];
    const name = NAME_LINE.exec(line);
    if (words === null && start === undefined) {
      if (name !== null) {
        for (const each of name.slice(1, 3)) {
          if (each !== undefined) events.push({ name: each, description: null });
        }
      }
      continue;
    }
    const part: string = words === null ? (start ?? '') : line.trim();
    words ??= [];
    words.push(part);
    if (!part.endsWith(']')) continue;
    const described = events.at(-1);
    if (described !== undefined) described.description = textOrNull(words.join(' ').slice(0, -1));
    words = null;
  }
  return eachOnce(events);
}

function textOrNull(text: string): string | null {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? null : line;
}

function eachOnce(events: readonly OfferedEvent[]): OfferedEvent[] {
  const byName = new Map<string, OfferedEvent>();
  for (const event of events) {
    if (!byName.has(event.name)) byName.set(event.name, event);
  }
  return [...byName.values()];
}
