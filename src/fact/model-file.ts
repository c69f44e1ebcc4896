/** What the parts of `models/relations.bin` have in common: how they are refused, and how a row is found by its hash. */
import { PapergraphError } from '../errors.js';

export const badModel = (problem: string): PapergraphError =>
  new PapergraphError('BAD_MODEL', 'models/relations.bin', problem, 'Install the package again or run npm run train');

/**
 * Open addressing: hash and row + 1 side by side, so that a look-up touches one line of the cache.
 *
 * @param hashes  one a row, as 32 bits with or without a sign
 */
export function indexRows(hashes: ArrayLike<number>): Int32Array {
  let size = 1;
  while (size < hashes.length * 2 + 1) size *= 2;
  const slots = new Int32Array(size * 2);
  for (let row = 0; row < hashes.length; row++) {
    let slot = hashes[row]! & (size - 1);
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot * 2] = hashes[row]! | 0;
    slots[slot * 2 + 1] = row + 1;
  }
  return slots;
}

/** The row of a hash, -1: it has none. @param slots  as {@link indexRows} makes them */
export function findRow(slots: Int32Array, hash: number): number {
  const last = slots.length / 2 - 1;
  let slot = hash & last;
  for (let row = slots[slot * 2 + 1]!; row !== 0; row = slots[slot * 2 + 1]!) {
    if (slots[slot * 2] === hash) return row - 1;
    slot = (slot + 1) & last;
  }
  return -1;
}
