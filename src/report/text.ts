/** Text for a terminal of a given width. */

import pc from 'picocolors';

export interface TextOptions {
  /** Widest line, in terminal cells. */
  columns: number;
  colour: boolean;
}

export type Paint = (text: string) => string;

export interface Palette {
  title: Paint;
  faint: Paint;
  good: Paint;
  bad: Paint;
  warning: Paint;
}

/** Colour only repeats what the text says already: a pipe loses nothing. */
export function palette(colour: boolean): Palette {
  const colours = pc.createColors(colour);
  return {
    title: colours.bold,
    faint: colours.dim,
    good: colours.green,
    bad: colours.red,
    warning: colours.yellow,
  };
}

/** Names come from files of others: no control or formatting character of theirs reaches a terminal. */
export function printable(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\p{Cc}\p{Cf}]/gu, '?');
}

/** Terminal cells; every character from the CJK blocks on counts as two, which is never too few. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1;
  return width;
}

/** Cuts the middle out: strategy names differ at both ends. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const tail = takeWidth([...text].reverse(), Math.floor((width - 1) / 2)).reverse();
  const head = takeWidth([...text], width - 1 - displayWidth(tail.join('')));
  return `${head.join('')}…${tail.join('')}`;
}

/** Breaks at spaces; a word wider than the line is broken inside. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  const room = (): number => width - (lines.length > 0 ? indent.length : 0);
  for (const word of printable(text).trim().split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= room()) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    let rest = [...word];
    while (displayWidth(rest.join('')) > room()) {
      const piece = takeWidth(rest, Math.max(room(), 2));
      lines.push(piece.join(''));
      rest = rest.slice(piece.length);
    }
    line = rest.join('');
  }
  if (line !== '') lines.push(line);
  return lines.map((each, index) => (index === 0 ? each : indent + each)).join('\n');
}

/** Wrapped and painted line by line, so that a pager never sees a colour run over a line end. */
export function wrapPainted(text: string, width: number, indent: string, paint: Paint): string {
  return wrap(text, width, indent).split('\n').map(paint).join('\n');
}

function takeWidth(characters: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += displayWidth(character);
    if (used > width) break;
    taken.push(character);
  }
  return taken;
}
