/**
 * Rows of small weights, looked up by the hashes of what is seen and added up. The looking up and the adding are done by `kernel.as`,
 * in WebAssembly; here its memory is laid out.
 */
import { kernelOn, memoryOf, PAGE } from '../text/wasm.js';
import { KERNEL } from './kernel.js';

export interface PackedRows {
  /** Sums have eight times as many units. */
  readonly width: number;
  /** In the memory of the kernel: what to look up, and the sums. */
  readonly hashes: Int32Array;
  readonly sums: Int32Array;
  readonly kernel: Kernel;
}
interface Kernel {
  layout(
    present: number,
    slots: number,
    last: number,
    slotPower: number,
    width: number,
    hashes: number,
    found: number,
    sums: number,
  ): void;
  addRows(count: number): number;
}

/** One bit for each value of the upper bits of a hash: most hashes that have no row are told without a look-up. The kernel knows it. */
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
  // A row stands at the place that its hash asks for or behind it; hash and weights lie in one line of the processor's cache.
  const slotPower = Math.ceil(Math.log2(width + 1));
  const stride = 1 << slotPower;
  let count = 1;
  while (count < hashes.length / LOAD + 1) count *= 2;
  let free = 64;
  const take = (words: number) => {
    const start = free;
    free = (free + 4 * words + 63) & ~63;
    return start;
  };
  const presentAt = take(1 << (PRESENT_BITS - 5));
  // The kernel reads two words at a time, beyond an only one.
  const slotsAt = take(count * stride + 1);
  const hashesAt = take(MOST);
  const foundAt = take(MOST);
  const sumsAt = take(8 * (width + 1));
  const memory = memoryOf(Math.ceil(free / PAGE));
  const words = (start: number, length: number) => new Int32Array(memory.buffer, start, length);

  const slots = words(slotsAt, count * stride);
  const present = words(presentAt, 1 << (PRESENT_BITS - 5));
  for (let row = 0; row < hashes.length; row++) {
    const hash = hashes[row]! | 0;
    let at = (hash & (count - 1)) * stride;
    while (slots[at + 1] !== 0) at = (at + stride) & (slots.length - 1);
    slots[at] = hash;
    for (let unit = 0; unit < units; unit++)
      slots[at + 1 + (unit >> 3)]! |= (rows[row * units + unit]! + 8) << (4 * (unit & 7));
    present[hash >>> (37 - PRESENT_BITS)]! |= 1 << ((hash >>> (32 - PRESENT_BITS)) & 31);
  }
  const kernel = kernelOn(memory, KERNEL) as Kernel;
  kernel.layout(presentAt, slotsAt, count - 1, slotPower + 2, width, hashesAt, foundAt, sumsAt);
  return { width, hashes: words(hashesAt, MOST), sums: words(sumsAt, 8 * width), kernel };
}

/**
 * Adds the rows of what is seen to `sums`, from `at` on.
 *
 * @param hashes  the first `count` of them; those without a row add nothing
 * @param sums    as many as {@link PackedRows.width} says from `at` on; what stands there is added to
 */
export function addRows(rows: PackedRows, hashes: Int32Array, count: number, sums: Int32Array, at = 0): void {
  const { hashes: asked, sums: added, kernel } = rows;
  const most = Math.min(count, MOST);
  for (let i = 0; i < most; i++) asked[i] = hashes[i]!;
  if (kernel.addRows(most) === 0) return;
  for (let unit = 0; unit < added.length; unit++) sums[at + unit]! += added[unit]!;
}
