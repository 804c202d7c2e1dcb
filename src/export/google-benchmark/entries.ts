/** The entries of one benchmark: its repetitions, and what is said of them. */

import { type Aggregate, aggregatesOf } from './aggregates.js';
import type { Measured } from './measured.js';
import { repetitionsOf } from './repetitions.js';

/** Of the document's list; the keys are Google Benchmark's. */
export type Entry = Record<string, string | number>;

/** @param family index of the family in the document, @param instance of the benchmark in the family */
export function entriesOf(measured: Measured, family: number, instance: number): Entry[] {
  const repetitions = repetitionsOf(measured.samplesNs, measured.keptRounds);
  const common = {
    family_index: family,
    per_family_instance_index: instance,
    run_name: measured.runName,
    repetitions: repetitions.length,
    threads: measured.threads,
    time_unit: 'ns',
    ...(measured.label === '' ? {} : { label: measured.label }),
  };
  const aggregate = ({ name, unit, value }: Aggregate | OwnEstimate): Entry => ({
    name: `${measured.runName}_${name}`,
    ...common,
    run_type: 'aggregate',
    aggregate_name: name,
    aggregate_unit: unit,
    iterations: repetitions.length,
    ...times(value),
  });
  return [
    ...repetitions.map(({ value, rounds }, index) => ({
      name: measured.runName,
      ...common,
      run_type: 'iteration',
      repetition_index: index,
      iterations: rounds,
      ...times(value),
    })),
    ...aggregatesOf(repetitions.map(({ value }) => value)).map(aggregate),
    { ...aggregate(ownEstimate(measured)), ...ownCounters(measured) },
  ];
}

/** One clock: the measuring thread waits for nothing; rounds in which it lost the CPU are repeated or set aside. */
function times(ns: number) {
  return { real_time: ns, cpu_time: ns };
}

/** A statistic of one's own, as Google Benchmark lets programs have: what this tool says itself. */
interface OwnEstimate {
  name: 'estimate';
  unit: 'time';
  value: number;
}

function ownEstimate({ ns }: Measured): OwnEstimate {
  return { name: 'estimate', unit: 'time', value: ns.estimate };
}

/** Where Google Benchmark puts a program's counters. */
function ownCounters({ ns, savingNs, resolved }: Measured): Entry {
  return {
    low_ns: ns.low,
    high_ns: ns.high,
    saving_ns: savingNs.estimate,
    saving_low_ns: savingNs.low,
    saving_high_ns: savingNs.high,
    saving_resolved: resolved ? 1 : 0,
  };
}
