import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createProgress } from '../../src/cli/progress.js';

const ESCAPE = '\u001b';

/** A stream that remembers, and a clock that stands until it is moved. */
function setup(options: { isTTY?: boolean; columns?: number; total?: number } = {}) {
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), {
    isTTY: options.isTTY ?? false,
    columns: options.columns ?? 80,
  });
  stream.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  const clock = { ms: 5000 };
  const progress = createProgress({
    stream,
    total: options.total ?? 200,
    label: 'run',
    now: () => clock.ms,
  });
  const text = (): string => written.join('');
  return { clock, progress, text };
}

describe('progress into a pipe', () => {
  it('says nothing about a run of less than a second', () => {
    const { clock, progress, text } = setup();
    for (let done = 0; done < 200; done += 1) {
      clock.ms += 4;
      progress.update(done, 'hot, drained');
    }
    progress.stop();
    expect(text()).toBe('');
  });

  it('writes at most one line in two seconds', () => {
    const { clock, progress, text } = setup();
    for (let done = 0; done <= 200; done += 1) {
      clock.ms += 50;
      progress.update(done, done < 100 ? 'hot, drained' : 'dram, drained');
    }
    progress.stop();
    expect(text()).toBe(
      [
        'run: 9 % after 1 s, hot, drained',
        'run: 29 % after 3 s, hot, drained',
        'run: 49 % after 5 s, hot, drained',
        'run: 69 % after 7 s, dram, drained',
        'run: 89 % after 9 s, dram, drained',
        '',
      ].join('\n'),
    );
  });

  it('survives steps out of range, names with escapes and a total of zero', () => {
    const { clock, progress, text } = setup({ total: 0 });
    clock.ms += 1500;
    progress.update(-3, 'a\u001b[2Jb\nc');
    clock.ms += 2500;
    progress.update(7, 'x');
    expect(text()).toBe('run: 100 % after 2 s, a?[2Jb c\nrun: 100 % after 4 s, x\n');
  });

  it('is silent once stopped', () => {
    const { clock, progress, text } = setup();
    clock.ms += 3000;
    progress.stop();
    progress.update(10, 'hot');
    progress.stop();
    expect(text()).toBe('');
  });
});

describe('progress on a terminal', () => {
  it('says nothing about a run of less than a second', () => {
    const { clock, progress, text } = setup({ isTTY: true });
    clock.ms += 999;
    progress.update(199, 'hot');
    progress.stop();
    expect(text()).toBe('');
  });

  it('draws a bar with what is being measured, and clears it', () => {
    const { clock, progress, text } = setup({ isTTY: true });
    clock.ms += 1000;
    progress.update(50, 'hot, drained');
    expect(text()).toMatch(/run \[={6} {18}\] 25 % {2}hot, drained/);
    progress.update(100, 'dram, drained');
    progress.stop();
    expect(text()).toMatch(/run \[={12} {12}\] 50 % {2}dram, drained/);
    expect(text().endsWith(`${ESCAPE}[2K`)).toBe(true);
  });

  it('keeps the bar within a narrow terminal', () => {
    const { clock, progress, text } = setup({ isTTY: true, columns: 60 });
    clock.ms += 1000;
    progress.update(200, `dram, ${'memcpy-'.repeat(20)}`);
    progress.stop();
    const drawn = text().split('run [')[1]?.split(ESCAPE)[0] ?? '';
    expect(drawn).toContain('100 %');
    expect(drawn.length + 'run ['.length).toBeLessThan(60);
  });

  it('leaves no listener and no timer behind', () => {
    const before = process.listenerCount('SIGINT');
    const { clock, progress } = setup({ isTTY: true });
    clock.ms += 1000;
    progress.update(1, 'hot');
    expect(process.listenerCount('SIGINT')).toBe(before);
    progress.stop();
    progress.stop();
  });
});
