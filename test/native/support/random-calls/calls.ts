/** Every function of the boundary: small valid calls that say all that can be said, and their results. */

import type {
  BatchRequest,
  GuestRole,
  NativeAddon,
  ProbeRequest,
  ReplayRequest,
} from '../../../../src/host/native.js';
import type { Random } from '../../../../src/stats/random.js';
import { kinds, programsRequest, rows } from '../../programs/support/programs.js';
import { addon, layoutNamed, PATHS, registry, runnable } from '../addon.js';
import { arm, copyRequest, labRequest, means } from '../lab.js';
import { bankRequest, batchRequest, bootRequest, probeRequest, replayRequest } from '../requests.js';
