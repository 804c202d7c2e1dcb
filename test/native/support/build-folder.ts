/** Where the native code that tests look at was built: by `npm run build`, unless said otherwise. */

import { fileURLToPath } from 'node:url';

/** Of the environment: `npm run test:sanitize` has tests look at another build. */
export const BUILD_VARIABLE = 'KVM_MMU_BENCH_TESTED_BUILD';

export const BUILD_FOLDER =
  process.env[BUILD_VARIABLE] ?? fileURLToPath(new URL('../../../build/Release', import.meta.url));
