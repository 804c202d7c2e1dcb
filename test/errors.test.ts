import { describe, expect, it } from 'vitest';
import { UsageError, unknownName } from '../src/errors.js';

const LAYOUTS = ['v5.16', 'v5.17', 'v5.19', 'v6.1', 'v6.12', 'v6.18', 'hot-first'];

function message(kind: string, name: string, valid: readonly string[]): string {
  return unknownName(kind, name, valid).message;
}

describe('an unknown name', () => {
  it('is a usage error, exit code 2', () => {
    const error = unknownName('layout', 'v7', LAYOUTS);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ name: 'UsageError', exitCode: 2 });
  });

  it('is answered with the two nearest, swapped letters first', () => {
    expect(message('layout', 'v5.71', LAYOUTS)).toBe(
      'unknown layout "v5.71": did you mean v5.17 or v5.16? (kvm-mmu-bench list layouts shows all)',
    );
  });

  it('is answered with one where only one is near', () => {
    expect(message('layout', 'hotfirst', LAYOUTS)).toContain('did you mean hot-first?');
  });

  it('is not answered with a wild guess', () => {
    expect(message('layout', 'something', LAYOUTS)).toBe(
      'unknown layout "something" (kvm-mmu-bench list layouts shows all)',
    );
  });

  it('may be a part of a name, in any case', () => {
    const strategies = ['field-by-field', 'memcpy-avx2', 'memcpy-avx512'];
    expect(message('strategy', 'AVX2', strategies)).toBe(
      'unknown strategy "AVX2": did you mean memcpy-avx2? (kvm-mmu-bench list strategies shows all)',
    );
  });

  it('stays on one line and within reason whatever was typed', () => {
    const text = message('layout', `v5\n\u001b[31m${'x'.repeat(1000)}`, LAYOUTS);
    expect(text).toMatch(/^unknown layout "v5\\n\\u001b\[31mx+…" \(/);
    expect(text.length).toBeLessThan(150);
  });
});
