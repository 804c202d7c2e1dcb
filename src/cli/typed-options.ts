/** What was typed of a command's options, to refuse what would have no effect. */

import type { Command } from 'commander';

/** Long names of the options that were given, but for those whose effect is known, by attribute name. */
export function typedBeside(command: Command, known: readonly string[]): string[] {
  return command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli')
    .filter((option) => !known.includes(option.attributeName()))
    .map(({ long, flags }) => long ?? flags);
}
