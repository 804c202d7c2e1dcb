/** From what `perf script` prints to folded stacks: `root;caller;leaf weight`, as flame graph tools read. */

/** Fields of `perf script -F` that foldStacks reads. */
export const SCRIPT_FIELDS = 'comm,tid,period,event,ip,sym,dso';

export interface Stack {
  /** Root first; the command is the root. No name has a semicolon or a line break. */
  frames: readonly string[];
  /** Sum of the samples' periods: nanoseconds of cpu-clock, otherwise events. */
  weight: number;
}

export interface FoldedStacks {
  /** Each once, sorted by their text. */
  stacks: Stack[];
  samples: number;
  /** Of all stacks together. */
  weight: number;
  /** As perf names them, each once; more than one on CPUs with two kinds of cores. */
  events: string[];
  notUnderstood: NotUnderstood;
}

/** What was left out, to be told and not dropped in silence. */
export interface NotUnderstood {
  lines: number;
  /** Null: none. */
  first: string | null;
}

interface Sample {
  command: string;
  period: number;
  event: string;
}

/** `kvm-mmu-replay 13903     250000 cpu-clock:u: `; a command may have spaces. */
const SAMPLE = /^(\S|\S.*\S)\s+(-?\d+)\s+(\d{1,15})\s+(\S+):\s*$/;
/** `  266f2 symbol (object)` without the last parenthesis. */
const FRAME = /^\s+[0-9a-f]+ (.*)\)$/;
/** Objects are paths or bracketed, where symbols have parentheses too. */
const OBJECT = / \([/[]/;
/** Any other object: `inlined`, or a name without a path. */
const OBJECT_ELSEWHERE = ' (';

/** @param script of `perf script -F` with SCRIPT_FIELDS */
export function foldStacks(script: string): FoldedStacks {
  const weights = new Map<string, number>();
  const events = new Set<string>();
  const notUnderstood: NotUnderstood = { lines: 0, first: null };
  let samples = 0;
  let weight = 0;
  let sample: Sample | null = null;
  /** Leaf first, as perf prints them. */
  let frames: string[] = [];

  for (const line of linesOf(script)) {
    // A blank line ends a sample, but the next one's head does it, too.
    if (line.trim() === '') close();
    else if (!takeHead(line) && !takeFrame(line)) leaveOut(line);
  }
  close();
  const stacks = [...weights].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    stacks: stacks.map(([text, each]) => ({ frames: text.split(';'), weight: each })),
    samples,
    weight,
    events: [...events],
    notUnderstood,
  };

  function takeHead(line: string): boolean {
    const head = parseSample(line);
    if (head === null) return false;
    close();
    sample = head;
    return true;
  }

  /** A frame after a head that was not understood belongs to no sample. */
  function takeFrame(line: string): boolean {
    const name = sample === null ? null : frameName(line);
    if (name === null) return false;
    frames.push(name);
    return true;
  }

  function leaveOut(line: string): void {
    close();
    notUnderstood.lines += 1;
    notUnderstood.first ??= line;
  }

  function close(): void {
    if (sample !== null) {
      const stack = [sample.command, ...frames.reverse()].join(';');
      weights.set(stack, (weights.get(stack) ?? 0) + sample.period);
      events.add(sample.event);
      samples += 1;
      weight += sample.period;
    }
    sample = null;
    frames = [];
  }
}

/** One stack per line, as flamegraph.pl, speedscope and inferno read it. */
export function serialiseStacks(stacks: readonly Stack[]): string {
  return stacks.map(({ frames, weight }) => `${frames.join(';')} ${weight}\n`).join('');
}

function parseSample(line: string): Sample | null {
  const [, command, , period, event] = SAMPLE.exec(line) ?? [];
  if (command === undefined || period === undefined || event === undefined) return null;
  return { command: foldable(command), period: Number(period), event };
}

function frameName(line: string): string | null {
  const [, frame] = FRAME.exec(line.trimEnd()) ?? [];
  if (frame === undefined) return null;
  const known = frame.search(OBJECT);
  const at = known < 0 ? frame.lastIndexOf(OBJECT_ELSEWHERE) : known;
  const symbol = frame.slice(0, Math.max(0, at));
  const object = frame.slice(at + OBJECT_ELSEWHERE.length);
  if (at < 0 || (known < 0 && /[()]/.test(object))) return null;
  if (symbol !== '[unknown]' || object === '[unknown]') return foldable(symbol);
  return foldable(`[unknown] in ${object.slice(object.lastIndexOf('/') + 1)}`);
}

/** The semicolon separates frames. */
function foldable(name: string): string {
  return name.replaceAll(';', ':').replace(/\s+/g, ' ').trim();
}

/** Without an array of them: a script of half a minute has a million lines. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, end);
    start = end + 1;
  }
}
