/** Many hosts' results as one document: its schema is the only description of it. */

import { z } from 'zod';
import { bootPlace, cellPlace } from './places.js';

export const FLEET_SCHEMA = 'kvm-mmu-bench/fleet/1';

/** Over hosts, in the unit that the holder's name gives. */
const spread = z.object({ median: z.number(), least: z.number(), most: z.number() });

const measured = {
  /** Hosts that went in. */
  hosts: z.number().int(),
  /** Files that have this place and do not count, each with why. */
  leftOut: z.array(z.string()),
};

const fleetCell = z.object({
  ...cellPlace.shape,
  ...measured,
  /** Null where no host counts. */
  nsPerReset: spread.nullable(),
  /** Baseline minus strategy; also null for the baseline. */
  savingNsPerReset: spread.nullable(),
});

const fleetBoot = z.object({
  ...bootPlace.shape,
  ...measured,
  microsecondsPerBoot: spread.nullable(),
  savingMicrosecondsPerBoot: spread.nullable(),
});

const host = z.object({
  file: z.string(),
  hostname: z.string(),
  cpu: z.string(),
  hypervisor: z.string().nullable(),
  kernel: z.string(),
  toolVersion: z.string(),
  /** Of the compiled addon. */
  addonSha256: z.string(),
  date: z.string(),
  complete: z.boolean(),
  cells: z.number().int(),
  boots: z.number().int(),
  warnings: z.array(z.string()),
});

export const fleetSchema = z.object({
  schema: z.literal(FLEET_SCHEMA),
  hosts: z.array(host),
  /** By CPU model: nothing is put together across models. */
  groups: z.array(
    z.object({
      cpu: z.string(),
      files: z.array(z.string()),
      cells: z.array(fleetCell),
      boots: z.array(fleetBoot),
    }),
  ),
  warnings: z.array(z.string()),
});

export type Fleet = z.infer<typeof fleetSchema>;
export type FleetCell = z.infer<typeof fleetCell>;
export type FleetBoot = z.infer<typeof fleetBoot>;
export type FleetGroup = Fleet['groups'][number];
export type Spread = z.infer<typeof spread>;
