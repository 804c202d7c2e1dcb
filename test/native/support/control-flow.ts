/** Which instructions can run after which, within one function. */

import type { Code, Instruction } from './disassembly.js';
import { isJump, targetOf } from './instructions.js';

type Such = (instruction: Instruction) => boolean;

const never: Such = () => false;

export class ControlFlow {
  readonly #code: Code;
  readonly #indexOf: ReadonlyMap<number, number>;

  constructor(code: Code) {
    this.#code = code;
    this.#indexOf = new Map(code.instructions.map(({ address }, index) => [address, index]));
  }

  /** All that can run after an instruction; what stops is reached, but not what only follows it. */
  after(from: Instruction, stops: Such = never): Set<Instruction> {
    const reached = new Set<Instruction>();
    const ahead = this.#next(from);
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      if (!stops(next)) ahead.push(...this.#next(next));
    }
    return reached;
  }

  /** The instructions that can run between one run of this one and its next. */
  loopAround(instruction: Instruction): Instruction[] {
    return [...this.after(instruction)].filter((each) => this.after(each).has(instruction));
  }

  #next(instruction: Instruction): Instruction[] {
    const { address, mnemonic } = instruction;
    if (/^((repz )?ret|ud2)/.test(mnemonic)) return [];
    const following = this.#at((this.#indexOf.get(address) ?? -1) + 1);
    if (!isJump(instruction)) return following;
    const target = this.#at(this.#indexOf.get(targetOf(instruction)));
    return mnemonic.startsWith('jmp') ? target : [...target, ...following];
  }

  #at(index: number | undefined): Instruction[] {
    const found = this.#code.instructions[index ?? -1];
    return found === undefined ? [] : [found];
  }
}
