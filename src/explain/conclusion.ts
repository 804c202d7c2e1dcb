/** The conclusion in plain words, made of verdicts and numbers of this run. */

import {
  formatBytes,
  formatInterval,
  formatNs,
  formatNsInterval,
  formatPercent,
} from '../format.js';
import type { Interval } from '../stats/types.js';
import type { Crossing, Explanation, Finding, Verdict } from './explanation.js';
import {
  THREAD_FULL_RESETS,
  THREAD_SAVING_MICROSECONDS,
  THREAD_SAVING_NS_PER_CALL,
  THREAD_SAVING_NS_PER_FULL_RESET,
} from './thread.js';

type Found = Omit<Explanation, 'conclusion'>;

/** Each gives its sentences; none where the run has not measured what it speaks of. */
const PARAGRAPHS: readonly ((found: Found) => string[])[] = [
  wholeSaving,
  byVerdict,
  whatItWouldTake,
  afterExits,
];

export function conclude(found: Found): string[] {
  return PARAGRAPHS.flatMap((paragraph) => paragraph(found));
}

/** The ledger's bottom line. */
function wholeSaving({ ledger }: Found): string[] {
  const whole = ledger?.saving.find(({ kind }) => kind === 'whole');
  const cost = ledger?.cost.find(({ kind }) => kind === 'whole');
  if (!ledger || !whole || !cost) return [];
  const { estimate } = whole.microsecondsPerBoot;
  return [
    `With every line in memory the patch saves ${formatInterval(whole.microsecondsPerBoot)} µs of the ` +
      `${formatInterval(cost.microsecondsPerBoot)} µs that the ${ledger.workload.calls} calls cost here: ` +
      `${formatPercent((100 * estimate) / THREAD_SAVING_MICROSECONDS)} of the thread's ` +
      `${THREAD_SAVING_MICROSECONDS} µs.`,
  ];
}

const SAYING: Record<Verdict, string> = {
  supported: 'A tenth of the claim or more here',
  refuted: 'Less than a tenth of the claim, each',
  unresolved: 'Not to be told here',
};

function byVerdict({ hypotheses }: Found): string[] {
  return (Object.keys(SAYING) as Verdict[]).flatMap((verdict) => {
    const own = hypotheses.filter((finding) => finding.verdict === verdict);
    return own.length === 0
      ? []
      : [`${SAYING[verdict]}: ${own.map(({ id, name }) => `${id} ${name}`).join(', ')}.`];
  });
}

/** What would have to be true for 36 µs, and which of it holds here. */
function whatItWouldTake({ hypotheses, crossings }: Found): string[] {
  const conditions = [...footprintConditions(crossings), ...hypotheses.flatMap(condition)];
  if (conditions.length === 0) return [];
  return [
    `For ${THREAD_SAVING_MICROSECONDS} µs each of the ${THREAD_FULL_RESETS} full resets would have to ` +
      `become ${formatNs(THREAD_SAVING_NS_PER_FULL_RESET)} shorter. ${conditions.join(' ')}`,
  ];
}

/** A mechanism that is strong enough by itself, or the share of the claim that it can have at most. */
function condition({ id, name, microsecondsPerBoot, verdict, needs }: Finding): string[] {
  if (microsecondsPerBoot === null || verdict !== 'supported') return [];
  const claim = THREAD_SAVING_MICROSECONDS;
  if (microsecondsPerBoot.low >= claim) {
    return [
      `${id} (${name}) would be enough, with ${formatInterval(microsecondsPerBoot)} µs, if every ` +
        `reset met ${needs ?? 'what the experiment makes'}.`,
    ];
  }
  if (microsecondsPerBoot.high >= claim) return [`${id} (${name}) may be enough by itself.`];
  const share = formatPercent((100 * microsecondsPerBoot.high) / claim);
  return [
    `${id} (${name}) is not enough by itself: even met by every reset it adds ${share} of the claim at most.`,
  ];
}

function footprintConditions(crossings: readonly Crossing[]): string[] {
  return crossings.map(({ access, bytes, lowBytes, highBytes, mostBytes }) => {
    const line = `${formatNs(THREAD_SAVING_NS_PER_CALL)} a call`;
    if (bytes === null && lowBytes === null) {
      return `No footprint of a guest's ${access} between two resets, up to ${formatBytes(mostBytes)}, brings the saving to ${line}.`;
    }
    const from = lowBytes === null ? '' : `, from ${formatBytes(lowBytes)} on at the earliest`;
    const surely =
      highBytes === null
        ? ', but no interval lies above it'
        : `, surely at ${formatBytes(highBytes)}`;
    return bytes === null
      ? `With a guest's ${access} the saving may reach ${line}${from}.`
      : `With a guest's ${access} the saving reaches ${line} at ${formatBytes(bytes)}${from}${surely}.`;
  });
}

/** The saving beside what it is a part of. */
function afterExits({ between }: Found): string[] {
  return between.flatMap(({ between: exit, exitNs, savingNsPerCall }) =>
    exitNs === null || savingNsPerCall === null
      ? []
      : [
          `Between real exits (${exit}, ${formatNs(exitNs)} each) the patch saves ` +
            `${formatNsInterval(savingNsPerCall)} a call: ${shareOf(savingNsPerCall, exitNs)} of the exit.`,
        ],
  );
}

/** Below what a per cent's first decimal shows, only that it is. */
const LEAST_PERCENT = 0.1;

function shareOf({ estimate }: Interval, exitNs: number): string {
  const percent = (100 * estimate) / exitNs;
  return Math.abs(percent) < LEAST_PERCENT
    ? `less than ${formatPercent(LEAST_PERCENT)}`
    : formatPercent(percent);
}
