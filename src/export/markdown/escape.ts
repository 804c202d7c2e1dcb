/** Text that means nothing to a Markdown reader but itself, wherever it stands. */

import { plainText } from '../plain-text.js';

/** What begins or ends something within a line: emphasis, code, HTML, entities, table cells, formulas. */
const INLINE = /[\\`*<>&|~$#]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** Links, but not `[1.2, 1.4]`: a reference has nothing here to refer to. */
const LINK = /\](?=[([:\]])|\[(?=\[)/g;
/** What would make the line a list, a rule or the underline of a heading; not a negative number. */
const START = /^[-+=](?!\d)|^\[/;
const NUMBERED_START = /^(\d+)(?=[.)](\s|$))/;
/** Addresses that readers make links of by themselves. */
const ADDRESS = /:(?=\/\/)|(?<=www)\./gi;
/**
 * People, mail addresses and tickets: hosts of repositories look for them in the finished text, where
 * backslashes are gone, so a character without width stands between. `v5.16@40` is none of them.
 */
const REFERENCE = /(?<!\w)@(?=\S)|@(?=[\w-]+\.\w)|#(?=\d)|\bGH-(?=\d)/gi;
const NO_WIDTH = '&#8203;';

/** One line: breaks become spaces, characters that show nothing become `?`. */
export function escapeMarkdown(text: string): string {
  return plainText(text)
    .trim()
    .replace(INLINE, '\\$&')
    .replace(LINK, '\\$&')
    .replace(START, '\\$&')
    .replace(NUMBERED_START, '$1\\')
    .replace(ADDRESS, '\\$&')
    .replace(REFERENCE, `$&${NO_WIDTH}`);
}
