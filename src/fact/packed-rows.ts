/** Rows of small weights, looked up by the hashes of what is seen and added up eight weights at a time. */

export interface PackedRows {
  /**
   * A row at the place that its hash asks for or behind it, its hash first, then its weights: eight weights + 8 in a word, four bits
   * each. Hash and weights lie in one line of the cache, which is what a look-up costs.
   */
  readonly slots: Int32Array;
  /** Words from one row to the next. */
  readonly stride: number;
  /** Words of weights in a row; sums have eight times as many units. */
  readonly width: number;
  /** One bit for each value of the upper bits of a hash: most hashes that have no row are told without a look-up. */
  readonly present: Int32Array;
}
const PRESENT_BITS = 19;
/** How full the table may be. */
const LOAD = 0.77;
/** As many hashes are looked up at a time. */
const MOST = 1024;

/**
 * @param hashes  one a row, as 32 bits with or without a sign
 * @param rows    rows × units, −7 to 7
 */
export function packRows(hashes: ArrayLike<number>, rows: Int8Array, units: number): PackedRows {
  const width = Math.ceil(units / 8);
  const stride = powerFrom(width + 1);
  const count = powerFrom(Math.ceil(hashes.length / LOAD) + 1);
  const slots = new Int32Array(count * stride);
  const present = new Int32Array(1 << (PRESENT_BITS - 5));
  for (let row = 0; row < hashes.length; row++) {
    const hash = hashes[row]! | 0;
    let at = (hash & (count - 1)) * stride;
    while (slots[at + 1] !== 0) at = (at + stride) & (slots.length - 1);
    slots[at] = hash;
    for (let unit = 0; unit < units; unit++)
      slots[at + 1 + (unit >> 3)]! |= (rows[row * units + unit]! + 8) << (4 * (unit & 7));
    present[hash >>> (37 - PRESENT_BITS)]! |= 1 << ((hash >>> (32 - PRESENT_BITS)) & 31);
  }
  return { slots, stride, width, present };
}

function powerFrom(least: number): number {
  let power = 1;
  while (power < least) power *= 2;
  return power;
}

/**
 * Adds the rows of what is seen to `sums`, from `at` on. Four weights at a time go into the bytes of one number: a weight + 8 is at
 * most 15, so seventeen of them fit into a byte before it has to be emptied.
 *
 * @param hashes  the first `count` of them; those without a row add nothing
 * @param sums    as many as {@link PackedRows.width} says from `at` on; what stands there is added to
 */
export function addRows(rows: PackedRows, hashes: Int32Array, count: number, sums: Int32Array, at = 0): void {
  const { slots, width } = rows;
  const rowsFound = findRows(rows, hashes, count);
  if (rowsFound === 0) return;
  for (let word = 0; word < width; word++) {
    const base = at + word * 8;
    for (let unit = base; unit < base + 8; unit++) sums[unit]! -= 8 * rowsFound;
    for (let from = 0; from < rowsFound; from += 17) {
      const to = Math.min(rowsFound, from + 17);
      let even = 0;
      let odd = 0;
      for (let i = from; i < to; i++) {
        const eight = slots[found[i]! + word]!;
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

/** Where the weights of each row found begin. */
const found = new Int32Array(MOST);
/** Hashes that may have a row. */
const likely = new Int32Array(MOST);

/** In two passes, so that the processor can fetch many rows at once: one that waits for each keeps it from looking ahead. */
function findRows({ slots, stride, present }: PackedRows, hashes: Int32Array, count: number): number {
  const last = slots.length - 1;
  let candidates = 0;
  for (let i = 0; i < count && i < MOST; i++) {
    const hash = hashes[i]!;
    likely[candidates] = hash;
    candidates += (present[hash >>> (37 - PRESENT_BITS)]! >>> ((hash >>> (32 - PRESENT_BITS)) & 31)) & 1;
  }
  let rows = 0;
  for (let i = 0; i < candidates; i++) {
    const hash = likely[i]!;
    let at = Math.imul(hash, stride) & last;
    while (slots[at] !== hash && slots[at + 1] !== 0) at = (at + stride) & last;
    found[rows] = at + 1;
    rows += slots[at + 1] === 0 ? 0 : 1;
  }
  return rows;
}
