/** The bytes of one `struct kvm_mmu`, written field by field at a layout's offsets. */

import type { NativeField, NativeLayout } from '../../../src/host/native.js';
import type { ReservedBits } from './reserved-bits.js';

/** All members that some version has. */
const FIELDS = [
  ...['get_guest_pgd', 'get_pdptr', 'page_fault', 'inject_page_fault', 'gva_to_gpa'],
  ...['translate_gpa', 'sync_page', 'sync_spte', 'invlpg', 'root', 'mirror_root_hpa'],
  ...['root_hpa', 'root_pgd', 'prev_roots'],
  ...['mmu_role', 'cpu_role', 'root_role', 'root_level', 'shadow_root_level', 'ept_ad'],
  ...['direct_map', 'permissions', 'pkru_mask', 'pae_root', 'pml4_root', 'pml5_root'],
  ...['shadow_zero_check', 'guest_rsvd_check', 'pdptrs'],
] as const;

export type FieldName = (typeof FIELDS)[number];

export class MmuStruct {
  readonly bytes: Uint8Array;
  readonly #fields: ReadonlyMap<string, NativeField>;

  /**
   * Zeroed unless given. @throws Error where the layout has a field that the model does not know, or
   * where the bytes are not as many as the layout's
   */
  constructor(
    { name, sizeBytes, fields }: NativeLayout,
    bytes: Uint8Array = new Uint8Array(sizeBytes),
  ) {
    const known: ReadonlySet<string> = new Set(FIELDS);
    for (const field of fields) {
      if (!known.has(field.name)) throw new Error(`${name}: the model knows no ${field.name}`);
    }
    if (bytes.length !== sizeBytes) throw new Error(`${name}: ${bytes.length} bytes`);
    this.#fields = new Map(fields.map((field) => [field.name, field]));
    this.bytes = bytes;
  }

  /** Fields that this layout lacks are left out: other versions have them elsewhere or not at all. */
  put(name: FieldName, value: bigint): void {
    const field = this.#fields.get(name);
    if (field !== undefined) this.#store(field.offset, field.sizeBytes, value);
  }

  /** Words of 8 bytes; undefined ones keep what stands there. */
  putWords(name: FieldName, words: ReservedBits): void {
    const field = this.#fields.get(name);
    if (field === undefined) return;
    for (const [index, word] of words.entries()) {
      if (word !== undefined) this.#store(field.offset + 8 * index, 8, word);
    }
  }

  putBytes(name: FieldName, bytes: Uint8Array): void {
    const field = this.#fields.get(name);
    if (field !== undefined) this.bytes.set(bytes, field.offset);
  }

  /** Little-endian, unsigned. @throws Error where the layout lacks the field */
  get(name: FieldName): bigint {
    return littleEndian(this.getBytes(name));
  }

  /** Words of 8 bytes. @throws Error where the layout lacks the field */
  getWords(name: FieldName): bigint[] {
    const bytes = this.getBytes(name);
    return Array.from({ length: bytes.length / 8 }, (_, index) =>
      littleEndian(bytes.subarray(8 * index, 8 * index + 8)),
    );
  }

  /** @throws Error where the layout lacks the field */
  getBytes(name: FieldName): Uint8Array {
    const field = this.#fields.get(name);
    if (field === undefined) throw new Error(`the layout has no ${name}`);
    return this.bytes.subarray(field.offset, field.offset + field.sizeBytes);
  }

  has(name: FieldName): boolean {
    return this.#fields.has(name);
  }

  /** Which byte of which field is there, for messages. */
  placeOf(offset: number): string {
    for (const field of this.#fields.values()) {
      const byte = offset - field.offset;
      if (byte >= 0 && byte < field.sizeBytes) return `${field.name}+${byte}`;
    }
    return `hole at ${offset}`;
  }

  #store(offset: number, sizeBytes: number, value: bigint): void {
    for (let byte = 0; byte < sizeBytes; byte++) {
      this.bytes[offset + byte] = Number((value >> BigInt(8 * byte)) & 0xffn);
    }
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
