import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  allPages,
  anchorOf,
  headings,
  type Page,
  ROOT,
  relativeLinks,
  resolveLink,
} from './pages.js';

const pages = allPages();

/** Whatever is missing at the end of a link. */
function brokenLinks(page: Page): string[] {
  return relativeLinks(page).flatMap((link) => {
    const path = resolveLink(page, link);
    if (!existsSync(resolve(ROOT, path))) return [`${path}: no such file`];
    if (link.heading === '') return [];
    const target = pages.find((each) => each.path === path);
    const anchors = target === undefined ? [] : headings(target).map(anchorOf);
    return anchors.includes(link.heading) ? [] : [`${path}: no heading #${link.heading}`];
  });
}

/** `[method.md](method.md), *Half a store buffer*`: a section that is named in words. */
function missingSections(page: Page): string[] {
  const named = page.text
    .replace(/\s+/g, ' ')
    .matchAll(/([\w/-]+\.md)\)?(?:\]\([^)]*\))?,? \*([^*]+)\*/g);
  return [...named].flatMap(([, file = '', section = '']) => {
    const name = file.split('/').at(-1);
    const targets = pages.filter(({ path }) => path.split('/').at(-1) === name);
    const isThere = targets.some((target) => headings(target).includes(section));
    return isThere ? [] : [`${file} has no section ${section}`];
  });
}

describe('the documentation', () => {
  it('is found', () => {
    const paths = pages.map(({ path }) => path);
    expect(paths).toContain('README.md');
    expect(paths).toContain('docs/method.md');
    expect(paths).toContain('docs/perf/stat.md');
  });
});

describe.each(pages)('$path', (page) => {
  it('links to files and headings that are there', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('names sections of other pages by their headings', () => {
    expect(missingSections(page)).toEqual([]);
  });
});

describe('the check itself', () => {
  const page = (text: string): Page => ({ path: 'docs/new.md', text });

  it('finds a file that is missing, and a heading', () => {
    expect(
      brokenLinks(page('[a](nothing.md) [b](method.md#nothing) [c](method.md#bank-and-boot)')),
    ).toEqual(['docs/nothing.md: no such file', 'docs/method.md: no heading #nothing']);
  });

  it('finds a section that is missing', () => {
    const text = '[method.md](method.md), *Nothing*, and method.md, *Bank and boot*';
    expect(missingSections(page(text))).toEqual(['method.md has no section Nothing']);
  });

  it('leaves code and other sites alone', () => {
    expect(brokenLinks(page('`[a](x.md)` [b](https://example.org)\n\n    [c](y.md)\n'))).toEqual(
      [],
    );
  });
});
