/** The columns of exported rows. docs/export.md says what each means. */

/** What was measured, and how. */
export const MEASURED_COLUMNS = [
  'kind',
  'layout',
  'phaseBytes',
  'path',
  'scope',
  'rules',
  'guest',
  'calls',
  'workload',
  'vcpus',
  'threads',
  'state',
  'retirement',
  'strategy',
  'equivalent',
  'resolved',
  'nsPerReset',
  'nsPerResetLow',
  'nsPerResetHigh',
  'savingNsPerReset',
  'savingNsPerResetLow',
  'savingNsPerResetHigh',
  'microsecondsPerBoot',
  'microsecondsPerBootLow',
  'microsecondsPerBootHigh',
  'savingMicrosecondsPerBoot',
  'savingMicrosecondsPerBootLow',
  'savingMicrosecondsPerBootHigh',
  'noiseFloorNsPerReset',
  'distinctFromEmpty',
  'placementSdNs',
  'roundSdNs',
  'linesDirtied',
  'bytesWritten',
  'transitions',
  'fullResets',
  'earlyResets',
  'rounds',
  'roundsSetAside',
  'tooNoisy',
  'stopped',
  'stateReached',
  'stateReachedShare',
  'loadLatencyNs',
] as const;

/** Where and when: the same in all rows of a result. */
export const RUN_COLUMNS = [
  'hostname',
  'cpuModel',
  'cpuVendor',
  'cpuFamily',
  'cpuModelNumber',
  'cpuStepping',
  'hypervisor',
  'kernel',
  'tscHz',
  'coreHz',
  'date',
  'seed',
  'complete',
  'toolVersion',
  'compiler',
  'addonSha256',
] as const;

/** Null: not of this kind of row, or not known. */
export type Value = string | number | boolean | null;
export type MeasuredRow = Record<(typeof MEASURED_COLUMNS)[number], Value>;
export type RunRow = Record<(typeof RUN_COLUMNS)[number], Value>;
