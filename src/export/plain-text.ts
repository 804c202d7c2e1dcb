/** Names as documents have them: whatever a file calls itself, its export can be printed and encoded. */

import { printable } from '../report/text.js';

/** One line, without control and formatting characters and without halves of characters. */
export function plainText(text: string): string {
  return printable(text).replace(/\p{Cs}/gu, '\ufffd');
}
