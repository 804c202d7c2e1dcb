/** The machine and the run, as far as they decide whether two results may be compared. */

import { formatBytes, formatHz, formatNs } from '../format.js';
import type { HostReport, Result } from './result.js';
import { heading } from './table.js';
import type { TextOptions } from './text.js';
import { wrap } from './text.js';

type Line = readonly [label: string, text: string];

/** The features that strategies depend on; the result file has all of them. */
const TELLING_FEATURES = ['erms', 'fsrm', 'avx2', 'avx512f', 'clflushopt', 'clwb', '3dnowprefetch'];
const LABEL_WIDTH = 10;

export function hostBlock(result: Result, options: TextOptions): string {
  const lines = [...hostLines(result.host), ...runLines(result)];
  return [
    heading('Host and run', options),
    ...lines.map((line) => labelled(line, options.columns)),
  ].join('\n');
}

/** The machine alone, with what to mend. */
export function hostReport(
  host: HostReport,
  warnings: readonly string[],
  options: TextOptions,
): string {
  const lines = [...hostLines(host), ...warnings.map((text): Line => ['mend', text])];
  return [heading('Host', options), ...lines.map((line) => labelled(line, options.columns))].join(
    '\n',
  );
}

function labelled([label, text]: Line, columns: number): string {
  const body = wrap(text, columns - LABEL_WIDTH).split('\n');
  return body
    .map((line, index) => (index === 0 ? label : '').padEnd(LABEL_WIDTH) + line)
    .join('\n');
}

function hostLines(host: HostReport): Line[] {
  const telling = TELLING_FEATURES.filter((feature) => host.features.includes(feature));
  return [
    ['host', `${host.hostname}, Linux ${host.kernel}, ${host.hypervisor ?? 'bare metal'}`],
    [
      'CPU',
      `${host.cpuModel} (${host.cpuVendor} ${host.family}/${host.model}/${host.stepping}), ` +
        `${host.allowedCpus.length} of ${host.cpus} CPUs allowed`,
    ],
    ['features', telling.length > 0 ? telling.join(' ') : 'none of those that strategies use'],
    ['caches', cachesText(host)],
    [
      'clocks',
      `TSC ${formatHz(host.tscHz)} in steps of ${formatNs(host.tscStepNs)}, ` +
        `core ${formatHz(host.coreHz)}, empty timed region ${formatNs(host.timerOverheadNs)}`,
    ],
    ['memory', memoryText(host)],
    ...missing(host),
  ];
}

function memoryText({ memoryBytes, memoryLimitBytes = null, hugePages }: HostReport): string {
  const limit =
    memoryLimitBytes === null ? '' : ` of which ${formatBytes(memoryLimitBytes)} allowed`;
  return `${formatBytes(memoryBytes)}${limit}, huge pages: ${hugePages}`;
}

function cachesText(host: HostReport): string {
  const caches = host.caches
    .filter((cache) => cache.type !== 'instruction')
    .map((cache) => {
      const name = `L${cache.level}${cache.type === 'data' ? 'd' : ''}`;
      return `${name} ${formatBytes(cache.sizeBytes)} ${cache.ways}-way`;
    });
  return caches.length > 0 ? caches.join(', ') : 'unknown';
}

/** What the host lacks is named with its reason, never left out. */
function missing(host: HostReport): Line[] {
  const lacks: [what: string, reason: string | null][] = [
    ['no huge pages', host.hugePagesUnavailable],
    ['not pinned', host.pinningUnavailable],
    ['no hardware counters', host.hardwareCountersUnavailable],
  ];
  return lacks.flatMap(([what, reason]): Line[] =>
    reason === null ? [] : [['lacks', `${what}: ${reason}`]],
  );
}

function runLines(result: Result): Line[] {
  const { tool, host, date, command, plan, complete, wallSeconds } = result;
  const cpu = plan.cpu < 0 ? 'the last allowed CPU' : `CPU ${plan.cpu}`;
  return [
    ['tool', `${tool.name} ${tool.version}, ${tool.compiler}, Node ${host.node}`],
    ['command', command],
    [
      'run',
      `${date}, ${Math.round(wallSeconds)} s, seed ${plan.seed}, on ${cpu}` +
        (complete ? '' : ', INTERRUPTED: fewer rounds than planned'),
    ],
    ['rounds', roundsText(result)],
  ];
}

/** Whether the run was disturbed, and how much of it was measuring at all. */
function roundsText({ disturbances, measuringShare }: Result): string {
  const { rounds, setAside, causes, repeatedRegions } = disturbances;
  const named = Object.entries(causes)
    .filter(([, count]) => count > 0)
    .map(([cause, count]) => `${count} ${cause}`);
  const reasons = named.length > 0 ? ` (${named.join(', ')})` : '';
  return (
    `${setAside} of ${rounds} set aside${reasons}, ${repeatedRegions} timed regions repeated; ` +
    `${Math.round(100 * measuringShare)} % of the jobs' time in timed or state-setting code`
  );
}
