/** Where experiments run: what they may use, for how long, on what. */

import type { NativeAddon, NativeLayout, NativeRegistry } from '../../host/native.js';
import type { ArmRequest, CopyArm, LabMeans } from '../../host/native-lab.js';
import type { GuestMode } from '../../host/native-subject.js';
import { type ArmLimits, type ArmSamples, runArms, runCopies } from '../../measure/arms.js';
import type { JobHealth } from '../disturbances.js';
import { Contrasts } from './contrast.js';
import type { Arms } from './trios.js';

/** How much time there is. */
export interface Effort {
  /** Of every job, before its time counts. */
  leastRounds: number;
  secondsPerJob: number;
  /** Footprints of the sweep, bytes, ascending. */
  footprints: readonly number[];
}

export interface LabSetting {
  addon: NativeAddon;
  registry: NativeRegistry;
  means: LabMeans;
  tscHz: number;
  tscStepTicks: number;
  coreHz: number;
  /** Of the control group; null where there is none. */
  memoryLimitBytes: number | null;
  cpu: number;
  seed: number;
  effort: Effort;
  /** Where resets are measured unless an experiment says otherwise. */
  layout: string;
  phase: number;
  signal: AbortSignal;
  /** @param finished jobs since the last call */
  onProgress(label: string, finished: number): void;
}

/** More than time allows. */
const MOST_ROUNDS = 2000;

export class Lab {
  readonly setting: LabSetting;
  /** Of every job so far. */
  readonly jobs: JobHealth[] = [];
  #label = '';

  constructor(setting: LabSetting) {
    this.setting = setting;
  }

  /** What the progress display says meanwhile. */
  announce(label: string): void {
    this.#label = label;
    this.setting.onProgress(label, 0);
  }

  /** @throws RangeError for a layout that this build lacks */
  layout(name: string): NativeLayout {
    const found = this.setting.registry.layouts.find((layout) => layout.name === name);
    if (found === undefined) throw new RangeError(`no layout ${name}`);
    return found;
  }

  /** Why a setting of the lab cannot be had here; null if it can. */
  settingUnavailable(name: string): string | null {
    return this.setting.means.settings.find((each) => each.name === name)?.unavailable ?? null;
  }

  /** The arm that all others are variations of: full resets of an unpaged guest, hot, drained. */
  arm(strategy = this.setting.registry.baseline): ArmRequest {
    return { ...this.place(), strategy };
  }

  /** The same without a strategy. */
  place(): Omit<ArmRequest, 'strategy'> {
    const guest: GuestMode = 'unpaged';
    return {
      layout: this.setting.layout,
      phase: this.setting.phase,
      guest,
      setting: 'hot',
      retirement: 'drained',
      reading: 'region',
    };
  }

  /** @throws AbortError when interrupted */
  async measure(arms: Arms, seconds = this.setting.effort.secondsPerJob): Promise<Contrasts> {
    return new Contrasts(
      await this.#run((limits, watch) => runArms(arms, this.setting, limits, watch), seconds),
    );
  }

  /** @throws AbortError when interrupted */
  async copies(arms: Record<string, CopyArm>): Promise<Contrasts> {
    return new Contrasts(
      await this.#run(
        (limits, watch) => runCopies(arms, this.setting, limits, watch),
        this.setting.effort.secondsPerJob,
      ),
    );
  }

  async #run(
    run: (
      limits: ArmLimits,
      watch: { signal: AbortSignal; onRound: () => void },
    ) => Promise<ArmSamples>,
    budgetSeconds: number,
  ): Promise<ArmSamples> {
    const { signal, seed, cpu, effort } = this.setting;
    signal.throwIfAborted();
    const limits = {
      seed: seed + this.jobs.length,
      cpu,
      rounds: Math.max(MOST_ROUNDS, effort.leastRounds),
      leastRounds: effort.leastRounds,
      budgetSeconds,
    };
    const samples = await run(limits, {
      signal,
      onRound: () => this.setting.onProgress(this.#label, 0),
    });
    const { disturbances, repeatedRegions, wallNs, busyNs } = samples;
    this.jobs.push({ disturbances, repeatedRegions, wallNs, busyNs });
    this.setting.onProgress(this.#label, 1);
    signal.throwIfAborted();
    return samples;
  }
}
