/** The commands of kvm-mmu-bench as commander has them, and what is wrong with one that somebody wrote down. */

import { Command } from 'commander';
import { addCommands, COMMANDS } from '../../src/cli/commands/commands.js';

/** The program's, all of them whole. */
export async function commandTree(): Promise<Command> {
  const program = new Command('kvm-mmu-bench').version('0');
  await addCommands(
    program,
    COMMANDS.map(({ name }) => name),
  );
  return program;
}

/** Null if there is such a command, and it has these options and room for these arguments. */
export function whatIsWrong(program: Command, words: readonly string[]): string | null {
  let command = program;
  let rest = [...words];
  for (;;) {
    const [first = ''] = rest;
    const inner = command.commands.find((each) => each.name() === first);
    if (inner === undefined) break;
    [command, rest] = [inner, rest.slice(1)];
  }
  const isGroup = command.commands.length > 0;
  if (isGroup && rest[0] !== undefined && !rest[0].startsWith('-')) {
    return `${command.name()} has no command ${rest[0]}`;
  }
  return wrongArguments(command, rest);
}

function wrongArguments(command: Command, words: readonly string[]): string | null {
  const rest = [...words];
  let given = 0;
  for (let word = rest.shift(); word !== undefined && word !== '--'; word = rest.shift()) {
    if (!/^--?[a-z]/.test(word)) {
      given += 1;
      continue;
    }
    const [name] = word.split('=');
    if (name === '--help' || name === '-h') continue;
    const option = command.options.find(({ long, short }) => name === long || name === short);
    if (option === undefined) return `${command.name()} has no option ${name}`;
    if (option.required && !word.includes('=') && rest.shift() === undefined) {
      return `${command.name()} ${name} needs a value`;
    }
  }
  const { registeredArguments } = command;
  const hasRoom = registeredArguments.some(({ variadic }) => variadic);
  return hasRoom || given <= registeredArguments.length
    ? null
    : `${command.name()} takes no ${given} arguments`;
}

/** One line of a shell, as far as one command of it goes; brackets of a usage line taken off. */
export function wordsOf(line: string): string[] {
  const [command = ''] = line
    .replace(/\[(--?[^\]]*)\]/g, '$1')
    .split(/\s+#\s|\s{3,}(?=\S)|\s+(?:\||>|2>|&&|;)\s*|;/);
  const words = command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g);
  return [...words].map(([, double, single, plain]) => double ?? single ?? plain ?? '');
}
