import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { describe, expect, it } from 'vitest';
import { addon } from './support/addon.js';

const host = addon.inspectHost();

describe('inspectHost', () => {
  it('agrees with the kernel about the processor', () => {
    const cpuinfo = readFileSync('/proc/cpuinfo', 'utf8');
    const line = (key: string) => new RegExp(`^${key}\\s*: (.*)$`, 'm').exec(cpuinfo)?.[1]?.trim();
    expect(host.cpuVendor).toBe(line('vendor_id'));
    expect(host.cpuModel).toBe(line('model name'));
    expect(host.family).toBe(Number(line('cpu family')));
    expect(host.model).toBe(Number(line('model')));
    const flags = line('flags')?.split(' ') ?? [];
    expect(flags).toEqual(expect.arrayContaining(host.features));
    expect(host.hypervisor !== null).toBe(flags.includes('hypervisor'));
  });

  it('knows clocks of a plausible speed, and a timer that costs something', () => {
    for (const hz of [host.tscHz, host.coreHz]) {
      expect(hz).toBeGreaterThan(2e8);
      expect(hz).toBeLessThan(2e10);
    }
    expect(host.tscStepTicks).toBeGreaterThanOrEqual(1);
    expect(host.timerOverheadTicks).toBeGreaterThanOrEqual(host.tscStepTicks);
  });

  it('measures the same counter speed twice', () => {
    expect(addon.inspectHost().tscHz / host.tscHz).toBeCloseTo(1, 2);
  });

  it('finds caches that grow from level to level', () => {
    const data = host.caches.filter(({ type }) => type !== 'instruction');
    const sizes = data.sort((a, b) => a.level - b.level).map(({ sizeBytes }) => sizeBytes);
    expect(sizes.length).toBeGreaterThanOrEqual(2);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    for (const { sizeBytes, ways, sets, lineBytes } of data.filter(({ level }) => level <= 2)) {
      expect(lineBytes).toBe(64);
      expect(ways * sets * lineBytes).toBe(sizeBytes);
    }
  });

  it('lists the CPUs that this process may use, ascending', () => {
    expect(host.allowedCpus.length).toBeGreaterThan(0);
    expect(host.allowedCpus.length).toBeLessThanOrEqual(Math.max(cpus().length, 1));
    expect(host.allowedCpus).toEqual([...host.allowedCpus].sort((a, b) => a - b));
  });

  it('leaves the JavaScript thread on all of its CPUs', () => {
    const status = readFileSync('/proc/thread-self/status', 'utf8');
    const allowed = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
    const count = allowed
      .split(',')
      .map((range) => range.split('-').map(Number))
      .reduce((sum, [first = 0, last = first]) => sum + last - first + 1, 0);
    expect(count).toBe(host.allowedCpus.length);
  });

  it('says why what is missing is missing', () => {
    const reasons = [
      host.hugePagesUnavailable,
      host.hardwareCountersUnavailable,
      host.pinningUnavailable,
    ];
    for (const reason of reasons) expect(reason ?? 'available').toMatch(/\S/);
  });
});
