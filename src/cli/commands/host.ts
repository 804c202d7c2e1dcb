/** `host`: what this machine can measure, and what to mend before measuring. */

import type { Command } from 'commander';
import { hostWarnings } from '../../host/host.js';
import { hostReport } from '../../report/host-block.js';
import { textOptions } from '../../report/tables.js';
import { openSetting } from '../../run/setting.js';
import { printJson, printText, runCommand, wantsColour } from '../output.js';

export function addHost(program: Command): void {
  program.command('host').option('--json', 'print JSON and nothing else').action(runCommand(host));
}

function host({ json }: { json?: boolean }) {
  const setting = openSetting();
  const warnings = hostWarnings(setting.host);
  if (json) {
    printJson({ ...setting.host, warnings });
  } else {
    const options = textOptions(process.stdout.columns, wantsColour(process.stdout));
    printText(hostReport(setting.host, warnings, options));
  }
  return undefined;
}
