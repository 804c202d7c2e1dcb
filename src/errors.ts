/** Errors that are the user's to mend: one line of message, no stack, exit code 2. */

import { distance } from 'fastest-levenshtein';

/** Wrong usage or bad input. The message is one line and says what to do instead. */
export class UsageError extends Error {
  readonly exitCode = 2;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

const MOST_SUGGESTIONS = 2;

/** E.g. `unknown layout "v5.71": did you mean v5.17 or v5.16? (kvm-mmu-bench list layouts shows all)`. */
export function unknownName(
  kind: string,
  name: string,
  valid: readonly string[],
  listing = `list ${plural(kind)}`,
): UsageError {
  const near = nearestNames(name, valid);
  const guess = near.length > 0 ? `: did you mean ${near.join(' or ')}?` : '';
  return new UsageError(
    `unknown ${kind} ${excerpt(name)}${guess} (kvm-mmu-bench ${listing} shows all)`,
  );
}

/** Quoted for a one-line message: whatever cannot be printed is escaped, long text cut. */
export function excerpt(text: string, longest = 60): string {
  const quoted = escaped(text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
  // Mostly escapes, six characters for one.
  const isTooLong = quoted.length > 2 * longest + 2;
  return isTooLong ? escaped(`${text.slice(0, Math.floor(longest / 4))}…`) : quoted;
}

/** JSON leaves some control characters as they are, and those that turn or end a line of text. */
function escaped(text: string): string {
  return JSON.stringify(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}

function nearestNames(name: string, valid: readonly string[]): string[] {
  const typed = name.toLowerCase();
  return valid
    .map((candidate) => ({ candidate, ...closeness(typed, candidate.toLowerCase()) }))
    .filter(({ edits, partOf }) => partOf || edits <= Math.max(2, Math.floor(typed.length / 3)))
    .sort((a, b) => a.edits - b.edits || a.letters - b.letters)
    .slice(0, MOST_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** `letters` breaks ties in favour of swapped characters, the commonest slip. */
function closeness(typed: string, candidate: string) {
  return {
    edits: distance(typed, candidate),
    letters: distance(sortLetters(typed), sortLetters(candidate)),
    partOf: typed.length >= 3 && candidate.includes(typed),
  };
}

function sortLetters(text: string): string {
  return [...text].sort().join('');
}

function plural(kind: string): string {
  if (kind.endsWith('is')) return `${kind.slice(0, -2)}es`;
  if (kind.endsWith('s')) return kind;
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
