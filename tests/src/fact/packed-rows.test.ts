import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KERNEL_SOURCE } from '../../../src/fact/kernel.js';
import { addRows, packRows } from '../../../src/fact/packed-rows.js';

/** Weights from −7 to 7 under hashes that collide in their lower bits. */
const UNITS = 13;
const COUNT = 50;
const hashes = Int32Array.from({ length: COUNT }, (_, row) => Math.imul(row + 1, 0x9e3779b1) & ~0xf);
const weights = Int8Array.from({ length: COUNT * UNITS }, (_, i) => ((i * 7 + 3 * (i >> 4)) % 15) - 7);
const rows = packRows(hashes, weights, UNITS);

test('the compiled kernel is that of its source: if not, run scripts/build-kernel.mjs', () => {
  const source = readFileSync(new URL('../../../src/fact/kernel.as', import.meta.url));
  expect(createHash('sha256').update(source).digest('hex')).toBe(KERNEL_SOURCE);
});

test('rows add up unit by unit, however many there are', () => {
  // Each row twice: a hundred rows are more than one byte of a sum can hold.
  const seen = Int32Array.of(...hashes, ...hashes);
  const sums = new Int32Array(rows.width * 8);
  addRows(rows, seen, seen.length, sums);
  for (let unit = 0; unit < UNITS; unit++) {
    const expected = hashes.reduce((sum, _, row) => sum + 2 * weights[row * UNITS + unit]!, 0);
    expect(sums[unit]).toBe(expected);
  }
});

test('a hash without a row adds nothing, also where it collides with one that has', () => {
  const strangers = Int32Array.from(hashes, (hash) => hash ^ 1);
  const sums = new Int32Array(rows.width * 8);
  addRows(rows, strangers, strangers.length, sums);
  addRows(rows, Int32Array.of(0, -1), 2, sums);
  expect([...sums]).toEqual([...sums].map(() => 0));
});

test('only the first of the hashes count, and sums stand where they are asked for', () => {
  const sums = new Int32Array(2 * rows.width * 8);
  addRows(rows, hashes, 1, sums, rows.width * 8);
  expect([...sums.subarray(0, rows.width * 8)]).toEqual(Array.from({ length: rows.width * 8 }, () => 0));
  expect([...sums.subarray(rows.width * 8, rows.width * 8 + UNITS)]).toEqual([...weights.subarray(0, UNITS)]);
});

test.each([1, 8, 9, 16, 17, 48])('tables of %i units add up like plain sums', (units) => {
  const own = Int8Array.from({ length: COUNT * units }, (_, i) => ((i * 11 + 5 * (i >> 3)) % 15) - 7);
  const table = packRows(hashes, own, units);
  const seen = Int32Array.from({ length: 300 }, (_, i) => hashes[(i * 13) % COUNT]! ^ (i % 3 === 0 ? 1 : 0));
  const sums = new Int32Array(table.width * 8);
  addRows(table, seen, seen.length, sums);
  for (let unit = 0; unit < units; unit++) {
    let expected = 0;
    for (const hash of seen) {
      const row = hashes.indexOf(hash);
      if (row >= 0) expected += own[row * units + unit]!;
    }
    expect(sums[unit]).toBe(expected);
  }
});
