/** Parameters of a workload model: what values they take, and how they are read from text. */

import { excerpt, UsageError } from '../../errors.js';

export interface Parameter<T> {
  key: string;
  /** One clause, for the listing. */
  description: string;
  /** As shown to users: `0..100`, `on|off`. */
  values: string;
  /** As if typed, where the user says nothing. */
  initial: string;
  /** Undefined for what is not one of the values. */
  parse(text: string): T | undefined;
}

/** What the user set a parameter to, or its default. */
export type ReadParameter = <T>(parameter: Parameter<T>) => T;

type Spec = Pick<Parameter<unknown>, 'description' | 'initial'>;

export function wholeNumber(
  key: string,
  { least, most, ...spec }: Spec & { least: number; most: number },
): Parameter<number> {
  return {
    key,
    ...spec,
    values: `${least}..${most}`,
    parse(text) {
      const value = /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

/** Of whatever a model repeats: many boots' worth, and a second or two to expand. */
const MOST_REPEATS = 20_000;

export function repeats(key: string, spec: Spec): Parameter<number> {
  return wholeNumber(key, { ...spec, least: 0, most: MOST_REPEATS });
}

/** @param among what each word stands for */
export function choice<T>(
  key: string,
  { among, ...spec }: Spec & { among: Readonly<Record<string, T>> },
): Parameter<T> {
  return {
    key,
    ...spec,
    values: Object.keys(among).join('|'),
    parse: (text) => (Object.hasOwn(among, text) ? among[text] : undefined),
  };
}

export function onOff(key: string, spec: Spec): Parameter<boolean> {
  return choice(key, { ...spec, among: { on: true, off: false } });
}

/**
 * @param workload as typed, for messages
 * @param text `key=value` pairs with commas between, null for none
 * @throws UsageError for any that is not a parameter, not one of its values, or given twice
 */
export function readParameters(
  workload: string,
  text: string | null,
  parameters: readonly Parameter<unknown>[],
): ReadParameter {
  const complain = (reason: string) => new UsageError(`workload ${excerpt(workload)}: ${reason}`);
  const given = new Map<string, string>();
  for (const pair of text?.split(',') ?? []) {
    const { key, value } = splitPair(pair);
    const parameter = parameters.find((each) => each.key === key);
    if (parameter === undefined) {
      throw complain(`${describeAll(parameters)}, not ${excerpt(key)}`);
    }
    const { values } = parameter;
    if (value === undefined) throw complain(`${key} has no value, write ${key}=${values}`);
    if (parameter.parse(value) === undefined) {
      throw complain(`${key} must be ${values}, not ${excerpt(value)}`);
    }
    if (given.has(key)) throw complain(`${key} is given twice, give it once`);
    given.set(key, value);
  }
  return ({ key, parse, initial }) => {
    const value = parse(given.get(key) ?? initial);
    if (value === undefined) throw new Error(`${key} has an impossible default: ${initial}`);
    return value;
  };
}

function splitPair(pair: string): { key: string; value: string | undefined } {
  const [key = '', ...rest] = pair.split('=');
  return { key, value: rest.length > 0 ? rest.join('=') : undefined };
}

function describeAll(parameters: readonly Parameter<unknown>[]): string {
  if (parameters.length === 0) return 'it takes no parameters';
  return `its parameters are ${parameters.map(({ key, values }) => `${key}=${values}`).join(', ')}`;
}

/** E.g. `call32=0..20000 (100): BIOS calls into 32-bit code`. */
export function describeParameter({ key, values, initial, description }: Parameter<unknown>) {
  return `${key}=${values} (${initial}): ${description}`;
}
