/** Rows of small weights, looked up by the hashes of what is seen and added up eight weights at a time. */
import { findRow, indexRows } from './model-file.js';

export interface PackedRows {
  /** Where the row of each hash stands. */
  readonly slots: Int32Array;
  /** One bit for each value of the upper bits of a hash: most hashes that have no row are told without a look-up. */
  readonly present: Int32Array;
  /** Eight weights + 8 in a word: words of a row × 4 bits a weight. */
  readonly packed: Int32Array;
  /** Words of a row; sums have eight times as many units. */
  readonly width: number;
}
const PRESENT_BITS = 19;
/** As many rows can be found before they are added up. */
const MOST = 1024;

/**
 * @param hashes  one a row, as 32 bits with or without a sign
 * @param rows    rows × units, −8 to 7
 */
export function packRows(hashes: ArrayLike<number>, rows: Int8Array, units: number): PackedRows {
  const width = Math.ceil(units / 8);
  const packed = new Int32Array(hashes.length * width);
  for (let i = 0; i < rows.length; i++) {
    const unit = i % units;
    packed[((i - unit) / units) * width + (unit >> 3)]! |= (rows[i]! + 8) << (4 * (unit & 7));
  }
  const present = new Int32Array(1 << (PRESENT_BITS - 5));
  for (let row = 0; row < hashes.length; row++)
    present[hashes[row]! >>> (37 - PRESENT_BITS)]! |= 1 << ((hashes[row]! >>> (32 - PRESENT_BITS)) & 31);
  return { slots: indexRows(hashes), present, packed, width };
}

/**
 * Adds the rows of what is seen to `sums`, from `at` on. Four weights at a time go into the bytes of one number: a weight + 8 is at
 * most 15, so seventeen of them fit into a byte before it has to be emptied.
 *
 * @param hashes  the first `count` of them; those without a row add nothing
 * @param sums    as many as {@link PackedRows.width} says from `at` on; what stands there is added to
 */
export function addRows(rows: PackedRows, hashes: Int32Array, count: number, sums: Int32Array, at = 0): void {
  const { packed, width } = rows;
  const rowsFound = findRows(rows, hashes, count);
  for (let word = 0; word < width; word++) {
    const base = at + word * 8;
    for (let unit = base; unit < base + 8; unit++) sums[unit]! -= 8 * rowsFound;
    for (let from = 0; from < rowsFound; from += 17) {
      const to = Math.min(rowsFound, from + 17);
      let even = 0;
      let odd = 0;
      for (let i = from; i < to; i++) {
        const eight = packed[found[i]! * width + word]!;
        even += eight & 0x0f0f0f0f;
        odd += (eight >>> 4) & 0x0f0f0f0f;
      }
      sums[base]! += even & 255;
      sums[base + 1]! += odd & 255;
      sums[base + 2]! += (even >>> 8) & 255;
      sums[base + 3]! += (odd >>> 8) & 255;
      sums[base + 4]! += (even >>> 16) & 255;
      sums[base + 5]! += (odd >>> 16) & 255;
      sums[base + 6]! += (even >>> 24) & 255;
      sums[base + 7]! += (odd >>> 24) & 255;
    }
  }
}

const found = new Int32Array(MOST);
function findRows({ slots, present }: PackedRows, hashes: Int32Array, count: number): number {
  let rows = 0;
  for (let i = 0; i < count && rows < MOST; i++) {
    const hash = hashes[i]!;
    if ((present[hash >>> (37 - PRESENT_BITS)]! & (1 << ((hash >>> (32 - PRESENT_BITS)) & 31))) === 0) continue;
    const row = findRow(slots, hash);
    if (row >= 0) found[rows++] = row;
  }
  return rows;
}
