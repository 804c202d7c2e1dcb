/** HTML that cannot be broken by what it says: every value is escaped unless it is HTML already. */

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type HtmlValue = string | number | Html | readonly HtmlValue[];

export const NO_HTML = new Html('');

/** A tagged template: html`<b>${name}</b>`. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  const rest = values.map((value, index) => textOf(value) + (strings[index + 1] ?? ''));
  return new Html((strings[0] ?? '') + rest.join(''));
}

function textOf(value: HtmlValue): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'string') return escapeHtml(value);
  return typeof value === 'number' ? String(value) : value.map(textOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attribute values in quotes. */
export function escapeHtml(text: string): string {
  return withoutControls(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** What HTML cannot hold, and what would turn the order of the numbers after a name, becomes �. */
export function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]|\p{Cs}|\p{Bidi_Control}/gu, '\ufffd');
}

/** Text with `code` in it. */
export function prose(text: string): Html {
  const parts = text.split(/`([^`]+)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
