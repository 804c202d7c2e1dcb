import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageVersion } from '../../../src/package.js';
import { escapeHtml, html } from '../../../src/report/html/html.js';
import {
  hostLine,
  masthead,
  pageTitle,
  type Reported,
  readableDate,
} from '../../../src/report/html/masthead.js';
import { renderPage } from '../../../src/report/html/page.js';
import { isMissing } from '../../../src/report/html/section.js';
import { SECTIONS } from '../../../src/report/html/sections.js';
import type { HostReport, Result } from '../../../src/report/result.js';
import { fixture } from '../fixtures.js';

const SOURCE = 'results/latest.json';

function reported(host: Partial<HostReport> = {}, changes: Partial<Result> = {}): Reported {
  const result = fixture('no-cells');
  return { source: SOURCE, result: { ...result, ...changes, host: { ...result.host, ...host } } };
}

function attributesOf(page: string, attribute: string): string[] {
  return [...page.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(
    ([, value = '']) => value,
  );
}

/** Names of elements, in order, as they begin and end. */
function tagsOf(page: string): string[] {
  return [...page.matchAll(/<(\/?[a-z][a-z0-9-]*)/gi)].map(([, name = '']) => name);
}

const page = renderPage([reported()]);

describe('the page of a result', () => {
  it('has every section under its id and title, in order', () => {
    const sections = [
      ...page.matchAll(
        /<section id="([^"]*)" aria-labelledby="([^"]*)">\n<h2 id="([^"]*)">([^<]*)</g,
      ),
    ];
    expect(sections.map(([, ...parts]) => parts)).toEqual(
      SECTIONS.map(({ id, title }) => [id, `${id}-title`, `${id}-title`, escapeHtml(title)]),
    );
  });

  it('has contents that lead to each of them, and say what is not there', () => {
    const contents = page.slice(page.indexOf('<nav'), page.indexOf('</nav>'));
    const links = [...contents.matchAll(/<li><a href="#([^"]*)">([^<]*)<\/a>([^<]*)<\/li>/g)];
    const { result } = reported();
    expect(links.map(([, ...parts]) => parts)).toEqual(
      SECTIONS.map(({ id, title, render }) => {
        return [id, escapeHtml(title), isMissing(render(result)) ? ' (not in this result)' : ''];
      }),
    );
    expect(contents).toContain('(not in this result)');
  });

  it('says why a section is not there, with commands as code', () => {
    expect(page).toMatch(
      /<p class="missing">Not shown: [^<]*<code>kvm-mmu-bench run [^<]*<\/code>/,
    );
  });

  it('begins with whose numbers these are and ends with what made it', () => {
    const { host, tool } = reported().result;
    const { cpuModel, kernel } = host;
    for (const part of [cpuModel, kernel, tool.version, tool.compiler, '2026-01-05 09:30 UTC']) {
      expect(page.slice(0, page.indexOf('<nav'))).toContain(part);
    }
    const footer = page.slice(page.indexOf('<footer'));
    expect(footer).toContain(packageVersion());
    expect(footer).toContain(SOURCE);
  });

  it('says at the top that the run was interrupted', () => {
    expect(masthead([reported()]).text).not.toContain('Interrupted');
    expect(masthead([reported({}, { complete: false })]).text).toContain('Interrupted');
  });

  it('has what stands before the sections before them', () => {
    const first = html`<p>compared</p>`;
    const compared = renderPage([reported()], first);
    expect(compared.indexOf(first.text)).toBeGreaterThan(compared.indexOf('</nav>'));
    expect(compared.indexOf(first.text)).toBeLessThan(compared.indexOf('<section id='));
  });
});

describe('the page of several results', () => {
  const several = renderPage([reported({ hostname: 'left' }), reported({ hostname: 'right' })]);

  it('names all hosts in its title, and each with its file', () => {
    expect(several).toContain('<title>kvm-mmu-bench: left, right</title>');
    expect(several.match(/<li>results\/latest\.json: <strong>(left|right) /g)).toHaveLength(2);
    expect(several).toContain('<body class="several">');
    expect(page).toContain('<body class="single">');
  });

  it('has each section once, with a part for each', () => {
    expect(attributesOf(several, 'id')).toEqual(attributesOf(page, 'id'));
    expect(several.split('<p class="source">')).toHaveLength(2 * SECTIONS.length + 1);
  });
});

describe('what the page may do', () => {
  const policy =
    /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1] ?? '';
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);

  it('is to run its own script and nothing else', () => {
    const [script = ''] = scripts;
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256').update(script).digest('base64');
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      `script-src 'sha256-${hash}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('is said before anything that it rules', () => {
    const at = page.indexOf('Content-Security-Policy');
    expect(at).toBeGreaterThan(0);
    for (const ruled of ['<style', '<script', '<title'])
      expect(page.indexOf(ruled)).toBeGreaterThan(at);
  });

  it('is not to load anything: it names no address', () => {
    expect(attributesOf(page, 'src')).toEqual([]);
    expect(attributesOf(page, 'href').every((address) => address.startsWith('#'))).toBe(true);
    expect(page.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:|url\((?!#)|@import/);
  });
});

describe('hostile names', () => {
  const nasty = [
    '</title><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '--><!--',
    '&lt;b&gt;',
    'a\u0000b\u202ec\nd\u001b[31m',
    '列を全部コピーする',
    'x'.repeat(5000),
    '',
  ];

  it.each(nasty)('of a host (%j) are text, in the title and in the page', (hostname) => {
    const named = renderPage([reported({ hostname, cpuModel: hostname, kernel: hostname })]);
    expect(tagsOf(named)).toEqual(tagsOf(page));
    const title = /<title>([\s\S]*?)<\/title>/.exec(named)?.[1];
    expect(title).toBe(escapeHtml(pageTitle([reported({ hostname })])));
    expect(title).not.toMatch(/\p{Cc}|\p{Bidi_Control}/u);
  });

  it('of a file, a date and a tool change no markup either, nor leave an attribute', () => {
    const { result } = reported();
    const shape = tagsOf(masthead([reported()]).text);
    const text = fc.oneof(fc.string(), fc.constantFrom(...nasty));
    fc.assert(
      fc.property(text, text, text, (source, date, version) => {
        const tool = { ...result.tool, version };
        const named = masthead([{ source, result: { ...result, date, tool } }]).text;
        expect(tagsOf(named)).toEqual(shape);
        const [time, ...others] = attributesOf(named, 'datetime');
        expect([time, others]).toEqual([escapeHtml(date), []]);
      }),
    );
  });
});

describe('the host in one line', () => {
  const { host } = fixture('full');

  it('says what decides whether numbers compare', () => {
    expect(hostLine({ ...host, hostname: 'h', cpuModel: 'c', kernel: '6.1', cpus: 16 })).toBe(
      'h · c · 16 CPUs · Linux 6.1 · bare metal',
    );
    expect(hostLine({ ...host, hypervisor: 'KVM' })).toContain('guest of KVM');
  });

  it('is one line', () => {
    expect(hostLine({ ...host, hostname: 'a\nb\rc' })).not.toMatch(/[\r\n]/);
  });
});

describe('the date', () => {
  it.each([
    ['2026-01-05T09:30:00.000Z', '2026-01-05 09:30 UTC'],
    ['2026-01-05T09:30Z', '2026-01-05 09:30 UTC'],
    ['yesterday', 'yesterday'],
    ['2026-01-05T09:30:00+02:00', '2026-01-05T09:30:00+02:00'],
  ])('%s is shown as %s', (date, shown) => {
    expect(readableDate(date)).toBe(shown);
  });
});
