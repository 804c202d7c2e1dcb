/** The honest conclusion: what makes the thread's number here, what cannot, what is open, what was not tried. */

import {
  THREAD_SAVING_MICROSECONDS as CLAIM,
  THREAD_FULL_RESETS,
} from '../../src/explain/thread.js';
import { formatInterval } from '../../src/format.js';
import { DEFAULT_WORKLOAD } from '../../src/plan/plan.js';
import { BASELINE } from '../../src/report/groups.js';
import type { Interval } from '../../src/stats/types.js';
import { bullets, heading, listing, literal, paragraph, table } from './markdown.js';
import type { Source } from './sources.js';
import { amounts, type Judged, judgedHypotheses, type Standing } from './standing.js';
import { untried } from './untried.js';
import { intervalText, placeText } from './values.js';
import { farthest, most, reachOf, type Saving, type Way, waysMeasured } from './whole.js';

export function conclusion(sources: readonly Source[], figure: string): string[] {
  const ways = waysMeasured(sources);
  const judged = judgedHypotheses(sources);
  return [
    heading(2, 'In short'),
    paragraph([headline(ways), wouldMakeIt(judged), ...ceilings(sources)].join(' ')),
    wholeTable(ways),
    `![What each strategy saves of a boot, by cache state, beside the thread's number](${figure})`,
    ...BY_STANDING.flatMap(({ title, standings, lead, tellOf }) => {
      const own = judged.filter(({ standing }) => standings.includes(standing));
      return [
        heading(3, title),
        ...(own.length === 0 ? [] : [paragraph(lead)]),
        own.length === 0 ? paragraph('Nothing that was tried.') : bullets(own.map(tellOf)),
      ];
    }),
    heading(3, 'What was not tried'),
    bullets(untried(sources)),
  ];
}

function headline(ways: readonly Way[]): string {
  const reached = ways.filter((way) => reachOf(way) === 'yes');
  if (reached.length > 0) {
    const [first = ''] = reached.map((way) => savingAt(most(way)));
    return `**Measured whole, the patch does save ${CLAIM} µs a boot on this machine**: ${first}.`;
  }
  const open = ways.filter((way) => reachOf(way) === 'not ruled out');
  if (open.length > 0) {
    const places = open.map((way) => savingAt(farthest(way)));
    return `**Measured whole, ${CLAIM} µs a boot are neither found nor ruled out on this machine**: ${listing(places)}.`;
  }
  const [first, ...others] = ways.map(most);
  const largest = others.reduce<Saving | undefined>(
    (best, each) =>
      best && best.microseconds.estimate >= each.microseconds.estimate ? best : each,
    first,
  );
  const found = largest === undefined ? '' : `; the most that was found is ${savingAt(largest)}`;
  return `**Measured whole, the patch does not save ${CLAIM} µs a boot on this machine**${found}.`;
}

function savingAt({ microseconds, where }: Saving): string {
  return `${formatInterval(microseconds)} µs (${where})`;
}

function wouldMakeIt(judged: readonly Judged[]): string {
  const named = (standing: Standing) =>
    judged.filter((each) => each.standing === standing).map(({ name }) => name);
  const [enough, possibly] = [named('enough'), named('possibly')];
  if (enough.length + possibly.length === 0) {
    return 'No mechanism that was tried would make it, even if every full reset met it.';
  }
  return [
    ...(enough.length > 0 ? [`Large enough, if every full reset met it: ${listing(enough)}.`] : []),
    ...(possibly.length > 0 ? [`Perhaps large enough: ${listing(possibly)}.`] : []),
  ].join(' ');
}

/** More than all resets cost cannot be saved, however they are written. */
function ceilings(sources: readonly Source[]): string[] {
  const boots = sources.flatMap(({ result }) =>
    result.boots
      .filter(
        (boot) =>
          boot.strategy === BASELINE &&
          boot.workload === DEFAULT_WORKLOAD &&
          boot.scope === 'writes' &&
          boot.stateCheck.reached,
      )
      .map((boot) => ({ cost: boot.microsecondsPerBoot, where: placeText(boot) })),
  );
  const calls = sources.flatMap(({ name, result: { ledger } }) => {
    const cost = ledger?.cost.find(({ kind }) => kind === 'whole')?.microsecondsPerBoot;
    return cost === undefined ? [] : [{ cost, where: literal(name) }];
  });
  const parts = [...largestCost('stores alone', boots), ...largestCost('whole calls', calls)];
  return parts.length === 0
    ? []
    : [
        `Were nothing at all left of its resets, a boot would save ${parts.join(' or ')}: no way of writing can save more.`,
      ];
}

function largestCost(what: string, costs: readonly { cost: Interval; where: string }[]): string[] {
  const [largest] = [...costs].sort((one, other) => other.cost.estimate - one.cost.estimate);
  return largest === undefined
    ? []
    : [`${formatInterval(largest.cost)} µs (${what}, ${largest.where})`];
}

function wholeTable(ways: readonly Way[]): string {
  return table(
    [
      { title: 'how measured' },
      { title: 'most that the patch saves, µs/boot', numeric: true },
      { title: 'where' },
      { title: `reaches ${CLAIM} µs` },
    ],
    ways.map((way) => {
      const { microseconds, where } = most(way);
      return [way.name, intervalText(microseconds), where, reachOf(way)];
    }),
  );
}

interface Group {
  title: string;
  standings: readonly Standing[];
  lead: string;
  tellOf(judged: Judged): string;
}

const BY_STANDING: readonly Group[] = [
  {
    title: `What would make ${CLAIM} µs here`,
    standings: ['enough', 'possibly', 'part'],
    lead:
      `Each by itself, if all ${THREAD_FULL_RESETS} full resets met it as the experiment makes it; ` +
      'whether those of a boot do is another question.',
    tellOf: large,
  },
  {
    title: 'What cannot',
    standings: ['cannot'],
    lead: 'Less than a tenth of the claim even then, on this CPU, in every file that has it.',
    tellOf: (judged) => `**${judged.name}**: ${amounts(judged)}. ${judged.statement}`,
  },
  {
    title: 'What is unresolved',
    standings: ['open'],
    lead: 'Not to be told from these files, or told differently by them.',
    tellOf: (judged) => `**${judged.name}**: ${reasons(judged)}. ${judged.statement}`,
  },
];

const EXTENT: Readonly<Partial<Record<Standing, string>>> = {
  enough: 'enough by itself',
  possibly: 'perhaps enough by itself',
  part: 'not enough by itself',
};

function large(judged: Judged): string {
  const needs = [...new Set(judged.findings.flatMap(({ finding }) => finding.needs ?? []))];
  const condition =
    needs.length === 0
      ? ''
      : ` What every reset would have to meet: ${needs.map(literal).join('; or ')}.`;
  return `**${judged.name}**, ${EXTENT[judged.standing]}: ${amounts(judged)}. ${judged.statement}${condition}`;
}

function reasons({ findings }: Judged): string {
  return findings
    .map(
      ({ source, finding }) =>
        `${finding.verdict} in ${literal(source)} (${literal(finding.reason)})`,
    )
    .join('; ');
}
