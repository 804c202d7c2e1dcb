/** The addresses that stand for KVM's handlers, read from the header that fixes them. */

import { readFileSync } from 'node:fs';

const HEADER = new URL('../../../native/mmu/handlers.hpp', import.meta.url);
const CONSTANT = /constexpr std::uintptr_t k(\w+) =\s+(?:kHandlerBase \+ )?(0x[0-9a-f]+|0);/g;

/** Name in the header, without its k, to address. */
const addresses: ReadonlyMap<string, bigint> = readAddresses();

function readAddresses(): Map<string, bigint> {
  const found = [...readFileSync(HEADER, 'utf8').matchAll(CONSTANT)];
  const base = found.find(([, name]) => name === 'HandlerBase')?.[2];
  if (base === undefined) throw new Error(`${HEADER.pathname}: no kHandlerBase`);
  return new Map(
    found.map(([text, name = '', value = '']) => {
      const relative = text.includes('kHandlerBase +');
      return [name, BigInt(value) + (relative ? BigInt(base) : 0n)];
    }),
  );
}

/** @throws Error for a name that the header does not have */
export function handler(name: string): bigint {
  const address = addresses.get(name);
  if (address === undefined) throw new Error(`${HEADER.pathname}: no k${name}`);
  return address;
}
