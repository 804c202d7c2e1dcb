/** Where the numbers come from and how far to trust them: host, runs, noise floors, the cross-check. */

import {
  formatBound,
  formatBytes,
  formatHz,
  formatNs,
  formatPercent,
  formatValue,
} from '../../src/format.js';
import { groupBy } from '../../src/report/groups.js';
import type { HostReport, Result } from '../../src/report/result.js';
import { bullets, heading, literal, paragraph, table } from './markdown.js';
import type { Source } from './sources.js';

/** The machine once; a line for each run. @throws RangeError without a source */
export function origin(sources: readonly Source[]): string[] {
  const [first] = sources;
  if (first === undefined) throw new RangeError('findings of no result');
  return [
    heading(2, 'Where the numbers come from'),
    bullets(hostLines(first.result)),
    table(
      [
        { title: 'name' },
        { title: 'file' },
        { title: 'date' },
        { title: 'command' },
        { title: 'seed', numeric: true },
        { title: 'took' },
        { title: 'rounds set aside' },
      ],
      sources.map(runRow),
    ),
  ];
}

function hostLines({ host, tool }: Result): string[] {
  return [
    `host ${literal(host.hostname)}: ${literal(host.cpuModel)} (${literal(host.cpuVendor)} ` +
      `${host.family}/${host.model}/${host.stepping}), ${host.allowedCpus.length} of ${host.cpus} CPUs allowed, ` +
      `${literal(host.hypervisor === null ? 'bare metal' : `hypervisor ${host.hypervisor}`)}, Linux ${literal(host.kernel)}`,
    `caches: ${host.caches.map(cacheText).join(', ')}; memory ${formatBytes(host.memoryBytes)}, huge pages: ${literal(host.hugePages)}`,
    `clocks: TSC ${formatHz(host.tscHz)} in steps of ${formatNs(host.tscStepNs)}, core ${formatHz(host.coreHz)}`,
    `built by ${literal(tool.compiler)}; ${literal(tool.name)} ${literal(tool.version)}, Node ${literal(host.node)}`,
    ...lacking(host),
  ];
}

function cacheText({ level, type, sizeBytes, ways }: HostReport['caches'][number]): string {
  return `L${level} ${type} ${formatBytes(sizeBytes)} ${ways}-way`;
}

function lacking(host: HostReport): string[] {
  const reasons = [
    host.hugePagesUnavailable,
    host.pinningUnavailable,
    host.hardwareCountersUnavailable,
  ];
  return reasons.flatMap((reason) => (reason === null ? [] : [`lacks: ${literal(reason)}`]));
}

function runRow({ name, path, result }: Source): string[] {
  const { date, command, plan, wallSeconds, disturbances } = result;
  return [
    literal(name),
    literal(path),
    literal(`${date.slice(0, 10)} ${date.slice(11, 16)} UTC`),
    literal(command),
    String(plan.seed),
    `${formatValue(wallSeconds)} s`,
    `${disturbances.setAside} of ${disturbances.rounds}`,
  ];
}

export function trust(sources: readonly Source[]): string[] {
  return [
    heading(2, 'How far to trust them'),
    paragraph(
      'Intervals are of 95 %, and of one run each: they hold what placement and noise did during that run, ' +
        'not what another day brings ([method.md](method.md), *Half a store buffer*). ' +
        '[reading.md](reading.md) says what each column means and how to check it.',
    ),
    ...sources.flatMap(noiseTable),
    ...sources.flatMap(crossCheckTables),
    ...warnings(sources),
  ];
}

function noiseTable({ name, result: { noiseFloor } }: Source): string[] {
  if (noiseFloor.length === 0) return [];
  return [
    heading(3, `Noise floor of ${literal(name)}`),
    paragraph('The largest difference that the same code showed against itself.'),
    table(
      [
        { title: 'scope' },
        { title: 'state' },
        { title: 'retirement' },
        { title: 'ns per reset', numeric: true },
        { title: 'comparisons', numeric: true },
      ],
      noiseFloor.map(({ scope, state, retirement, nsPerReset, comparisons }) => [
        scope,
        literal(state),
        literal(retirement),
        formatBound(nsPerReset),
        String(comparisons),
      ]),
    ),
  ];
}

function crossCheckTables({ name, result: { crossChecks } }: Source): string[] {
  const groups = groupBy(crossChecks, ({ workload, layout }) => [workload, layout]);
  return groups.flatMap((checks) => {
    const [{ workload, layout }] = checks;
    return [
      heading(3, `Cross-check by benny (${literal(`${name}: ${workload}, ${layout}`)})`),
      paragraph(
        'Whole boots back to back, by two harnesses ([benny.md](benny.md)). Where they are more than a tenth apart, ' +
          'the machine was busy during one of them, or they do not measure the same thing.',
      ),
      table(
        [
          { title: 'strategy' },
          { title: 'benny, µs/boot', numeric: true },
          { title: 'native, µs/boot', numeric: true },
          { title: 'gap', numeric: true },
        ],
        checks.map((check) => [
          literal(check.strategy),
          formatValue(check.bennyMicrosecondsPerBoot),
          formatValue(check.nativeMicrosecondsPerBoot),
          formatPercent(check.gapPercent),
        ]),
      ),
    ];
  });
}

function warnings(sources: readonly Source[]): string[] {
  const texts = sources.flatMap(({ name, result }) =>
    result.warnings.map((warning) => `${literal(name)}: ${literal(warning)}`),
  );
  return texts.length === 0 ? [] : [heading(3, 'Warnings of the runs'), bullets(texts)];
}
