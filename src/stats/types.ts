/** Types of the statistics stage. */

/** A point estimate and its 95 % interval, in the unit that the holder's name gives. */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
}
