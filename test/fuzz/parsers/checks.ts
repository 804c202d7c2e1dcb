/** What holds of numbers and names whoever printed them. */

import assert from 'node:assert/strict';

/** Neither negative nor without an end, and known. */
export function checkCount(value: unknown): void {
  assert.ok(typeof value === 'number' && value >= 0 && value < Infinity, `count ${value}`);
}

export function checkOneLine(text: string): void {
  assert.ok(!/[\n\r]/.test(text), `more than a line: ${JSON.stringify(text)}`);
}
