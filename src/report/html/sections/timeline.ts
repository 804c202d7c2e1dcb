/** Where along a boot the time goes: what a transition's resets take, from the first to the last. */

import { formatValue } from '../../../format.js';
import { ascending } from '../../../stats/checks.js';
import { sortedMedian } from '../../../stats/median-interval.js';
import { byState, type StateRows } from '../../by-state.js';
import { baselineFirst, groupBy, layoutAtPhase } from '../../groups.js';
import type { BootResult } from '../../result.js';
import { roundRange } from '../axis.js';
import { type Chart, chartFigure } from '../chart.js';
import { type CurvesChart, curvesDrawing, mostShown } from '../curves-chart.js';
import type { DataTable } from '../data-table.js';
import { type Html, html } from '../html.js';
import { namesLegend, notReached } from '../marks.js';
import { type ReplayGroup, replayGroups, replayName, resetsText } from '../replayed-figures.js';
import type { Section } from '../section.js';
import { type StrategyLook, strategyLook } from '../strategy-look.js';
import { nestedSwitcher } from '../views.js';

/** Of a table: of a longer boot, at equal steps and with both ends. */
const MOST_ROWS = 16;

type Timeline = NonNullable<BootResult['timeline']>;

/** A boot that knows where along it its time went. */
interface Course {
  boot: BootResult;
  timeline: Timeline;
  /** Of the parts that are drawn. */
  medianNs: number;
}

const HOW_TO_REPLAY = '`kvm-mmu-bench boot --output FILE` replays one';

export const TIMELINE: Section = {
  id: 'timeline',
  title: 'Along a replayed boot',
  render(result) {
    const { boots } = result;
    if (boots.length === 0) return { missing: `no boots in the result; ${HOW_TO_REPLAY}` };
    if (boots.every(({ timeline }) => timeline === null)) {
      return {
        missing: `the result is of a version that kept no timeline of its boots; ${HOW_TO_REPLAY}`,
      };
    }
    const look = strategyLook(result);
    const views = groupBy(replayGroups(result), ([{ workload }]) => workload).flatMap(
      (ofWorkload) => ofWorkload.flatMap((group) => viewsOf(group, ofWorkload[0], look)),
    );
    return html`<p>What the resets of one SMM entry or RSM take, by equal parts of the boot from its first
transition to its last, each the median of the rounds. The number at the right is the median of the
parts. A slow beginning is what the first calls meet, not what every call does.</p>
${nestedSwitcher({ outer: 'workload', inner: 'layout, retirement and cache state' }, views)}
${namesLegend(result)}`;
  },
};

function viewsOf(group: ReplayGroup, usual: ReplayGroup, look: StrategyLook) {
  return byState(group).flatMap((state) => {
    const [first, ...others] = coursesOf(state);
    if (first === undefined) return [];
    return [
      {
        outer: first.boot.workload,
        inner: `${replayName(group, usual)}, ${state.state}`,
        body: course([first, ...others], state, look),
      },
    ];
  });
}

function coursesOf({ rows }: StateRows<BootResult>): Course[] {
  return baselineFirst(rows).flatMap((boot): Course[] => {
    const { timeline } = boot;
    if (timeline === null || timeline.nsPerTransition.length === 0) return [];
    const drawn = timeline.nsPerTransition.slice(0, drawnParts(boot, timeline));
    return [{ boot, timeline, medianNs: sortedMedian(ascending(drawn)) }];
  });
}

/** All but a last one of less than half a part's transitions: too few to stand beside the others. */
function drawnParts({ transitions }: BootResult, timeline: Timeline): number {
  const { transitionsPerPart, nsPerTransition } = timeline;
  const inLast = transitions - (nsPerTransition.length - 1) * transitionsPerPart;
  const isShort = inLast < transitionsPerPart / 2 && nsPerTransition.length > 1;
  return nsPerTransition.length - (isShort ? 1 : 0);
}

function course(
  courses: readonly [Course, ...Course[]],
  state: StateRows<BootResult>,
  look: StrategyLook,
): Html {
  const [{ boot, timeline }] = courses;
  const left = timeline.nsPerTransition.length - drawnParts(boot, timeline);
  const short =
    left > 0 ? ' The last part is shorter than half of one, so it is in the table alone.' : '';
  return html`<p>${resetsText(boot)}, drawn in parts of ${timeline.transitionsPerPart}
transitions.${short}</p>
${chartFigure(courseChart(courses, look))}${notReached([state])}`;
}

function courseChart(courses: readonly [Course, ...Course[]], look: StrategyLook): Chart {
  const [{ boot }] = courses;
  const title = [boot.workload, layoutAtPhase(boot), boot.state, boot.retirement].join(', ');
  const medians = courses.map(
    ({ boot: { strategy }, medianNs }) => `${strategy} ${formatValue(medianNs)}`,
  );
  return {
    label: `Cost of a transition along the boot, ${title}; medians, ns: ${medians.join(', ')}.`,
    ...curvesDrawing(curves(courses, look)),
    table: tableOf(courses, title, look),
  };
}

function curves(courses: readonly [Course, ...Course[]], look: StrategyLook): CurvesChart {
  const [{ boot }] = courses;
  const most = mostShown(courses.map(({ medianNs }) => medianNs));
  const shown = new Set(courses.filter(({ medianNs }) => medianNs <= most));
  const values = [...shown].flatMap((each) => pointsOf(each).map(({ y }) => y));
  return {
    curves: courses.map((each) => ({
      name: look.nameOf(each.boot.strategy),
      note: `${formatValue(each.medianNs)} ns`,
      stroke: look.strokeOf(each.boot.strategy),
      points: shown.has(each) ? pointsOf(each) : [],
    })),
    x: { name: 'transition of the boot', range: roundRange(0, boot.transitions) },
    y: {
      name: 'cost, ns per transition',
      range: roundRange(Math.min(0, ...values), Math.max(...values)),
    },
    labels: 'at ends',
  };
}

/** At the middles of the parts. */
function pointsOf({ boot, timeline }: Course) {
  const { transitionsPerPart, nsPerTransition } = timeline;
  return nsPerTransition.slice(0, drawnParts(boot, timeline)).map((ns, part) => {
    const first = part * transitionsPerPart;
    const end = Math.min(boot.transitions, first + transitionsPerPart);
    return { x: (first + end) / 2, y: ns };
  });
}

function tableOf(
  courses: readonly [Course, ...Course[]],
  title: string,
  look: StrategyLook,
): DataTable {
  const [{ boot, timeline }] = courses;
  const all = timeline.nsPerTransition.length;
  const parts = equalSteps(all);
  const part = parts.length < all ? `, ${parts.length} of ${all} parts` : '';
  return {
    caption: `cost, ns per transition${part}: ${title}`,
    columns: [
      { title: 'transitions' },
      ...courses.map((each) => ({ title: look.nameOf(each.boot.strategy), numeric: true })),
    ],
    rows: parts.map((part) => {
      const first = part * timeline.transitionsPerPart;
      const end = Math.min(boot.transitions, first + timeline.transitionsPerPart);
      return [
        `${first + 1} to ${end}`,
        ...courses.map((each) => formatValue(each.timeline.nsPerTransition[part] ?? Number.NaN)),
      ];
    }),
  };
}

/** Indices of a series, both ends among them. */
function equalSteps(length: number): number[] {
  const rows = Math.min(length, MOST_ROWS);
  return Array.from({ length: rows }, (_, row) =>
    rows === 1 ? 0 : Math.round((row * (length - 1)) / (rows - 1)),
  );
}
