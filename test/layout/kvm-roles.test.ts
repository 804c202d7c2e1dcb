import { describe, expect, it } from 'vitest';
import type { NativeField } from '../../src/host/native.js';
import { kvmRoleOf } from '../../src/layout/kvm-roles.js';
import { fakeLayout, fakeRegistry } from '../plan/registry.js';

const field = (name: string, role: NativeField['role']): NativeField => ({
  ...{ name, role, offset: 0, sizeBytes: 8 },
});

const registry = fakeRegistry({
  layouts: [
    { ...fakeLayout('v6.10', 0), fields: [field('level', 'root'), field('root', 'root')] },
    { ...fakeLayout('v6.2', 0), fields: [field('level', 'constant'), field('invlpg', 'constant')] },
    { ...fakeLayout('hot-first', 0), fields: [field('level', 'metadata'), field('x', 'metadata')] },
  ],
});

describe('the role of a field', () => {
  const roleOf = kvmRoleOf(registry);

  it('is that of the newest built-in layout that has it', () => {
    expect(roleOf('level')).toBe('root');
    expect(roleOf('invlpg')).toBe('constant');
    expect(roleOf('x')).toBe('metadata');
  });

  it('is unknown of one that none has', () => {
    for (const name of ['', 'levels', 'constructor', 'Level', '.level']) {
      expect(roleOf(name)).toBeNull();
    }
  });

  it('of a member is its field’s', () => {
    expect(roleOf('root.hpa')).toBe('root');
    expect(roleOf('root.hpa.low')).toBe('root');
    expect(roleOf('roots.hpa')).toBeNull();
  });
});
