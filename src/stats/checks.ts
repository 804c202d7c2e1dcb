/** Argument checks that every public function of this folder shares. */

/** @throws RangeError naming the argument, if it is empty or holds a NaN or an infinity. */
export function requireFiniteSample(values: ArrayLike<number>, argument: string): void {
  if (values.length === 0) throw new RangeError(`${argument} is empty`);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(`${argument}[${i}] is ${values[i]}, not a finite number`);
    }
  }
}

/** @throws RangeError naming the argument, unless it lies strictly between 0 and 1. */
export function requireProbability(value: number, argument: string): void {
  if (!(value > 0 && value < 1)) {
    throw new RangeError(`${argument} is ${value}, not between 0 and 1`);
  }
}

/** @throws RangeError naming the argument, unless it is an integer from `least` to `most`. */
export function requireInteger(
  value: number,
  argument: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`${argument} is ${value}, not an integer from ${least} to ${most}`);
  }
}

/** @throws RangeError naming the argument, unless it is finite and at least 0. */
export function requireNonNegative(value: number, argument: string): void {
  if (!(value >= 0 && Number.isFinite(value))) {
    throw new RangeError(`${argument} is ${value}, not a finite number of at least 0`);
  }
}

/** An ascending copy of the sample. The caller's order is the time series and must survive. */
export function ascending(values: ArrayLike<number>): Float64Array {
  return new Float64Array(values).sort();
}
