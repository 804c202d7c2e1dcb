/** The options of all commands that read a trace. */

import { type Command, Option } from 'commander';
import type { GuestMode } from '../../../host/native-subject.js';
import { pickInteger } from '../../../plan/options.js';
import { HANDLER_NAMES, type HandlerName } from '../../../workload/formats/event.js';
import type { TraceOptions } from '../../../workload/load-trace.js';
import { GUEST_STATES } from '../../../workload/models/guest-states.js';

/** As typed; commander has checked the choices. */
export interface TypedTraceOptions {
  lenient?: true;
  handler?: HandlerName;
  guest?: GuestMode;
  nx?: 'on' | 'off';
  vcpu?: string;
}

const MOST_VCPUS = 4096;

export function addTraceOptions(command: Command): Command {
  const guest = new Option(
    '--guest <mode>',
    'paging of the interrupted guest, for perf, trace-cmd',
  );
  const nx = new Option('--nx <on|off>', "that guest's EFER.NX in the modes that have it");
  const handler = new Option('--handler <name>', 'what the SMI handler is, for logs without it');
  return command
    .option('--lenient', 'skip and count records that cannot be used')
    .addOption(handler.choices(HANDLER_NAMES))
    .addOption(guest.choices(Object.keys(GUEST_STATES)))
    .addOption(nx.choices(['on', 'off']))
    .option('--vcpu <n>', 'whose transitions, if there are those of several');
}

export function traceOptions({ lenient, handler, guest, nx, vcpu }: TypedTraceOptions) {
  const options: TraceOptions = {
    ...(lenient === undefined ? {} : { lenient }),
    ...(handler === undefined ? {} : { handler }),
    ...(guest === undefined ? {} : { guest }),
    ...(nx === undefined ? {} : { nx: nx === 'on' }),
    ...(vcpu === undefined ? {} : { vcpu: pickInteger('--vcpu', vcpu, 0, MOST_VCPUS) }),
  };
  return options;
}
