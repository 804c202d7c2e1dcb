/** The numbers of the 2022 thread, in the one place they come from (facts, 0.1 and 4.2). */

/** The saving over a VM boot that the patch's author reports. */
export const THREAD_SAVING_MICROSECONDS = 36;

/** The strategy that does what his patch does. */
export const THREAD_STRATEGY = 'init-flag';

/** The layouts of the tree that he patched and of the release that followed. */
export const THREAD_LAYOUT = 'v5.16';
export const NEXT_LAYOUT = 'v5.17';

/** The copy he would have liked, as the kernel would have run it on his CPU. */
export const THREAD_COPY = 'memcpy-rep-movsb';

/** The same as a share of each call, and of each full reset among them. */
export const THREAD_CALLS = 600;
export const THREAD_FULL_RESETS = 400;
export const THREAD_SAVING_NS_PER_CALL = (THREAD_SAVING_MICROSECONDS * 1000) / THREAD_CALLS;
export const THREAD_SAVING_NS_PER_FULL_RESET =
  (THREAD_SAVING_MICROSECONDS * 1000) / THREAD_FULL_RESETS;
