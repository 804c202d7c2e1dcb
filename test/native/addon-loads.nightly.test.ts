/** A thousand loads in all. */

import { leavesNothingBehind } from './support/addon-loads.js';

leavesNothingBehind(500);
