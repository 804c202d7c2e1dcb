/** What the documentation says, taken apart: pages, links, headings, code. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Page {
  /** From the project's root. */
  path: string;
  text: string;
}

const FOLDERS = ['docs', 'data', 'examples'];

export function allPages(): Page[] {
  const inFolders = FOLDERS.filter((folder) => existsSync(resolve(ROOT, folder))).flatMap(
    (folder) =>
      readdirSync(resolve(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path}`,
      ),
  );
  return ['README.md', ...inFolders.filter((path) => path.endsWith('.md')).sort()].map((path) => ({
    path,
    text: readFileSync(resolve(ROOT, path), 'utf8'),
  }));
}

/** Lines of fenced and indented blocks, continued ones joined. Items of lists are set in by two only. */
export function codeLines({ text }: Page): string[] {
  const joined = text.replace(/\\\n\s*/g, ' ');
  let fenced = false;
  return joined.split('\n').flatMap((line) => {
    if (/^\s*```/.test(line)) {
      fenced = !fenced;
      return [];
    }
    if (fenced) return [line];
    return line.startsWith('    ') ? [line.slice(4)] : [];
  });
}

/** Spans of code within sentences, on one line each. */
export function codeSpans(page: Page): string[] {
  const spans = prose(page).matchAll(/`([^`]+)`/g);
  return [...spans].map(([, code = '']) => code.replace(/\s+/g, ' '));
}

export interface Link {
  target: string;
  /** After `#`; empty for the page itself. */
  heading: string;
}

/** Links to other files of the project. */
export function relativeLinks(page: Page): Link[] {
  const inline = prose(page).replace(/`[^`]*`/g, '');
  return [...inline.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target))
    .map((target) => {
      const [path = '', heading = ''] = target.split('#');
      return { target: path, heading };
    });
}

/** From the project's root; the page itself where only a heading is named. */
export function resolveLink({ path }: Page, { target }: Link): string {
  return target === '' ? path : relative(ROOT, resolve(ROOT, dirname(path), target));
}

/** As they are printed. */
export function headings(page: Page): string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
}

/** As GitHub makes an anchor of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** Without blocks of code. */
function prose({ text }: Page): string {
  return text.replace(/^ *```[\s\S]*?^ *```/gm, '').replace(/^ {4}.*$/gm, '');
}
