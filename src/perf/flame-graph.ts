/** Folded stacks as a flame graph: one SVG file that needs no script, no font and no network. */

import { formatPercent } from '../format.js';
import type { Stack } from './folded-stacks.js';

export interface FlameGraphOptions {
  title: string;
  /** A line each, below the title. */
  notes: readonly string[];
  /** What a weight is in words: `0.35 s`. */
  formatWeight: (weight: number) => string;
  /** What a frame's box says; its title on hover has the whole name. */
  label: (name: string) => string;
  /** Frames with a colour of their own. */
  isHighlighted: (name: string) => boolean;
}

/** A function as called along one path. */
interface Frame {
  name: string;
  weight: number;
  callees: Map<string, Frame>;
}

interface Box {
  frame: Frame;
  /** 0: the root, at the bottom. */
  depth: number;
  /** Share of the width at which it begins. */
  start: number;
}

const WIDTH = 1200;
const MARGIN = 10;
const ROW = 18;
const LINE = 16;
/** Of the monospaced font, at its size. */
const CHARACTER = 6.7;
/** Narrower ones cannot be seen. */
const NARROWEST_SHARE = 0.0005;
const INNER = WIDTH - 2 * MARGIN;

/** Boxes are light with dark letters in both modes; only what is around them changes. */
const STYLE = `
    text { font: 11px ui-monospace, Menlo, Consolas, monospace; fill: #1a1a1a }
    .around { fill: #1a1a1a } .title { font-size: 15px; font-weight: bold }
    .paper { fill: #ffffff }
    rect.box { stroke: #ffffff; stroke-width: 0.5 } g:hover > rect.box { stroke: #000000; stroke-width: 1 }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #16181c } .around { fill: #e6e6e6 }
      rect.box { stroke: #16181c } g:hover > rect.box { stroke: #ffffff }
    }`;

export function flameGraph(stacks: readonly Stack[], options: FlameGraphOptions): string {
  const root = buildTree(stacks);
  const { boxes, hidden } = layOut(root);
  const deepest = boxes.reduce((most, { depth }) => Math.max(most, depth), 0);
  const notes = hidden === 0 ? options.notes : [...options.notes, hiddenNote(hidden)];
  const top = MARGIN + 2 * LINE + notes.length * LINE;
  const height = top + (deepest + 1) * ROW + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escapeXml(options.title)}</title>`,
    `<desc>${escapeXml(notes.join(' '))}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    `<text class="around title" x="${MARGIN}" y="${MARGIN + LINE}">${escapeXml(options.title)}</text>`,
    ...notes.map(
      (note, index) =>
        `<text class="around" x="${MARGIN}" y="${MARGIN + (index + 2) * LINE}">${escapeXml(note)}</text>`,
    ),
    ...boxes.map((box) => drawBox(box, root.weight, top + (deepest - box.depth) * ROW, options)),
    '</svg>\n',
  ].join('\n');
}

function buildTree(stacks: readonly Stack[]): Frame {
  const root: Frame = { name: 'all', weight: 0, callees: new Map() };
  for (const { frames, weight } of stacks) {
    root.weight += weight;
    let caller = root;
    for (const name of frames) {
      const callee = caller.callees.get(name) ?? { name, weight: 0, callees: new Map() };
      caller.callees.set(name, callee);
      callee.weight += weight;
      caller = callee;
    }
  }
  return root;
}

/** Callees in the order of their names, so that two graphs can be laid beside each other. */
function layOut(root: Frame): { boxes: Box[]; hidden: number } {
  const boxes: Box[] = [];
  let hidden = 0;
  // A list of its own instead of recursion: a recursive program's stacks are deeper than ours may be.
  const open: Box[] = root.weight > 0 ? [{ frame: root, depth: 0, start: 0 }] : [];
  for (let box = open.pop(); box !== undefined; box = open.pop()) {
    boxes.push(box);
    let start = box.start;
    for (const frame of sortedCallees(box.frame)) {
      const share = frame.weight / root.weight;
      if (share < NARROWEST_SHARE) hidden += 1;
      else open.push({ frame, depth: box.depth + 1, start });
      start += share;
    }
  }
  return { boxes, hidden };
}

function sortedCallees({ callees }: Frame): Frame[] {
  return [...callees.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function hiddenNote(hidden: number): string {
  const frames = hidden === 1 ? '1 frame' : `${hidden} frames`;
  return `Not drawn: ${frames} below ${100 * NARROWEST_SHARE} % each, with what they call.`;
}

function drawBox(
  { frame, start }: Box,
  total: number,
  y: number,
  { formatWeight, label, isHighlighted }: FlameGraphOptions,
): string {
  const share = frame.weight / total;
  const x = MARGIN + start * INNER;
  const width = share * INNER;
  const title = `${frame.name}: ${formatPercent(100 * share)}, ${formatWeight(frame.weight)}`;
  const fill = isHighlighted(frame.name) ? '#8fc1ff' : warmColour(frame.name);
  const text = cut(label(frame.name), Math.floor((width - 6) / CHARACTER));
  return [
    `<g><title>${escapeXml(title)}</title>`,
    `<rect class="box" x="${x.toFixed(2)}" y="${y}" width="${width.toFixed(2)}" height="${ROW}" rx="1" fill="${fill}"/>`,
    text === '' ? '' : `<text x="${(x + 3).toFixed(2)}" y="${y + 13}">${escapeXml(text)}</text>`,
    '</g>',
  ].join('');
}

/** Neighbours differ, and a function has the same one in every graph. */
function warmColour(name: string): string {
  let hash = 0;
  for (const character of name) hash = (31 * hash + (character.codePointAt(0) ?? 0)) % 1009;
  return `hsl(${20 + (hash % 36)} ${70 + (hash % 25)}% ${66 + (hash % 15)}%)`;
}

function cut(text: string, characters: number): string {
  if (characters < 3) return '';
  const all = [...text];
  return all.length <= characters ? text : `${all.slice(0, characters - 1).join('')}…`;
}

/** Symbols have brackets and quotes; what XML cannot hold at all becomes a replacement character. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
