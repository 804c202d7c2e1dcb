/**
 * kvm-mmu-bench as a library: what the commands do, as functions that print nothing.
 *
 * Importing it loads neither the native code nor the charts; the first call that needs them does.
 * Every mistake of the caller's is a UsageError with one line that says what to do instead.
 */

export { compare } from './api/compare.js';
export { explain, measure, repeat } from './api/measure.js';
export type {
  BootOptions,
  CellOptions,
  ExplainOptions,
  MeasureOptions,
  Names,
  SweepRange,
  WatchOptions,
} from './api/options.js';
export { type Registry, registry } from './api/registry.js';
export { type ReportOptions, renderReport } from './api/report.js';
export type { ComparedBoot, ComparedCell, Comparison } from './compare/schema.js';
export type { CompareOptions } from './compare/types.js';
export { UsageError } from './errors.js';
export type {
  Controls,
  Crossing,
  Curve,
  ExitFinding,
  Finding,
  Ledger,
  LedgerLine,
  Measurement,
  SweepPoint,
  Verdict,
} from './explain/explanation.js';
export { AddonLoadError } from './host/addon.js';
export type { GuestMode, MmuPath, Scope } from './host/native-subject.js';
export type { Calls } from './plan/types.js';
export { readResult } from './report/read.js';
export type {
  BootResult,
  CellResult,
  CrossCheck,
  HostReport,
  LineMap,
  NoiseFloor,
  Result,
} from './report/result.js';
export { writeResult } from './report/write.js';
export type { Interval } from './stats/types.js';
