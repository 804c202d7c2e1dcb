/** Types of the statistics stage. */

/** A point estimate and its 95 % interval, in the unit that the holder's name gives. */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

/**
 * An interval that says how far it can be trusted.
 *
 * `confidence` is what was asked for, or less when the sample is too small to give that: then the
 * interval is the sample's whole range and `confidence` is what the range really has.
 */
export interface ConfidentInterval extends Interval {
  confidence: number;
}

/** Turns a sample into an estimate of its centre with an interval. Must not change its input. */
export type Estimator = (values: ArrayLike<number>, confidence?: number) => ConfidentInterval;
