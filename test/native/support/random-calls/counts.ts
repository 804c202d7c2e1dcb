/** How many of the random calls are made when. Those of every run come first. */

export const CALLS_IN_EVERY_RUN = 20_000;
export const CALLS_IN_ALL = 100_000;
