/** A process of its own, whose memory is nobody else's: reads the file it is given, and tells what that took. */

import { readLayoutFromBtf } from '../../src/layout/btf.js';

const MIB_KIB = 1024;
const [, , file = '', struct = ''] = process.argv;
const before = process.resourceUsage().maxRSS;
const start = process.cpuUsage();
let message = 'read';
try {
  readLayoutFromBtf({ file, struct, roleOf: () => null });
} catch (error) {
  message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
const { user, system } = process.cpuUsage(start);
const mib = (process.resourceUsage().maxRSS - before) / MIB_KIB;
process.stdout.write(JSON.stringify({ message, mib, seconds: (user + system) / 1e6 }));
