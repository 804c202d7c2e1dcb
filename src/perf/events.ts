/** What perf shall count, and by which event of this CPU: chosen by name, never by code. */

/** One line of `perf list` that names an event. */
export interface OfferedEvent {
  name: string;
  /** Perf's own words, null where it has none. */
  description: string | null;
}

/** Whose names an event has. Hygon's CPUs are AMD's first Zen. */
const VENDORS: Readonly<Record<string, Vendor>> = {
  GenuineIntel: 'intel',
  AuthenticAMD: 'amd',
  HygonGenuine: 'amd',
};

type Vendor = 'intel' | 'amd';

interface QuantityBase {
  name: string;
  description: string;
}

interface NamedQuantity extends QuantityBase {
  /**
   * Called by perf as here. Generic: the kernel knows which event of the CPU that is. Software: the
   * kernel counts it.
   */
  kind: 'generic' | 'software';
}

interface VendorQuantity extends QuantityBase {
  kind: 'vendor';
  /** The first pattern that an offered event's name matches wins. */
  patterns: Readonly<Record<Vendor, readonly RegExp[]>>;
}

export type Quantity = NamedQuantity | VendorQuantity;

/** In the order of the columns: cycles first, against which the others are read. */
export const QUANTITIES: readonly Quantity[] = [
  generic('cycles', 'core cycles'),
  generic('instructions', 'retired instructions'),
  {
    name: 'store-buffer-full',
    description: 'cycles in which no store could be accepted: the store buffer was full',
    kind: 'vendor',
    patterns: {
      intel: [
        /^resource_stalls\.sb$/,
        /^exe_activity\.bound_on_stores$/,
        // The small cores.
        /^mem_scheduler_block\.st_buf$/,
      ],
      amd: [
        /^de_dis_dispatch_token_stalls\d\.store_queue_(rsrc|token)_stall$/,
        // Zen 5 renamed it.
        /^de_dispatch_stall_cycle_dynamic_tokens_part\d\.store_queue_rsrc_stall$/,
      ],
    },
  },
  {
    name: 'store-forward-blocked',
    description: 'loads that waited for an older store because it could not be forwarded',
    kind: 'vendor',
    patterns: {
      intel: [/^ld_blocks\.store_forward$/, /^(rehabq|recycleq)\.ld_block_st_forward$/],
      amd: [/^ls_bad_status2\.stli_other$/],
    },
  },
  {
    name: 'L1d-stall',
    description: 'cycles without progress while a load had missed the first-level cache',
    kind: 'vendor',
    patterns: {
      intel: [
        /^cycle_activity\.stalls_l1d_miss$/,
        /^memory_activity\.stalls_l1d_miss$/,
        /^cycle_activity\.stalls_l1d_pending$/,
      ],
      // AMD has no event for the first level alone: this one waits for loads of any.
      amd: [/^ex_no_retire\.load_not_complete$/],
    },
  },
  generic('branch-misses', 'mispredicted branches'),
  generic('L1-dcache-load-misses', 'loads that missed the first-level cache'),
  generic('L1-dcache-store-misses', 'stores that missed the first-level cache'),
  generic('LLC-load-misses', 'loads that missed the last-level cache'),
  generic('LLC-store-misses', 'stores that missed the last-level cache'),
  generic('dTLB-load-misses', 'loads without a translation in the TLB'),
  generic('dTLB-store-misses', 'stores without a translation in the TLB'),
  software('task-clock', 'ns of CPU time, with the work between the timed regions'),
  software('context-switches', 'times that the kernel took the CPU away'),
  software('page-faults', 'page faults'),
];

function generic(name: string, description: string): Quantity {
  return { name, description, kind: 'generic' };
}

function software(name: string, description: string): Quantity {
  return { name, description, kind: 'software' };
}

/** A quantity and the event that stands for it here, or why none does. */
export type ChosenEvent = {
  quantity: Quantity;
  /** Perf's words about the event, null for generic ones and where it has none. */
  eventDescription: string | null;
} & ({ event: string; reason: null } | { event: null; reason: string });

/**
 * The event for each quantity of QUANTITIES, as `perf stat -e` takes it.
 *
 * Hardware events get `:u`: the replayed code runs in user mode, so interrupts stay out of the
 * counts, and kernel.perf_event_paranoid 2 allows it to everybody.
 *
 * @param offered what `perf list` shows, in its order
 * @param cpuVendor as CPUID says, e.g. GenuineIntel
 */
export function chooseEvents(offered: readonly OfferedEvent[], cpuVendor: string): ChosenEvent[] {
  return QUANTITIES.map((quantity) => {
    if (quantity.kind === 'vendor') return chooseVendorEvent(quantity, offered, cpuVendor);
    const { kind, name } = quantity;
    const event = kind === 'software' ? name : userMode(name);
    return { quantity, event, eventDescription: null, reason: null };
  });
}

function chooseVendorEvent(
  quantity: VendorQuantity,
  offered: readonly OfferedEvent[],
  cpuVendor: string,
): ChosenEvent {
  const vendor = VENDORS[cpuVendor];
  if (vendor === undefined) {
    const reason = `no event of ${cpuVendor} is known for it`;
    return { quantity, event: null, eventDescription: null, reason };
  }
  for (const pattern of quantity.patterns[vendor]) {
    const found = offered.find(({ name }) => pattern.test(name.toLowerCase()));
    if (found !== undefined) {
      return {
        quantity,
        event: userMode(found.name),
        eventDescription: found.description,
        reason: null,
      };
    }
  }
  const reason = 'perf list offers no event for it on this machine';
  return { quantity, event: null, eventDescription: null, reason };
}

function userMode(event: string): string {
  return `${event}:u`;
}
