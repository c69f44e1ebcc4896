/**
 * Rows of small weights added up in WebAssembly: sixteen weights at a time, and one look into memory where plain arrays need
 * several. AssemblyScript; `node scripts/build-kernel.mjs` turns it into `kernel.ts`. Memory is laid out by `packed-rows.ts`,
 * which tells where everything starts.
 */

/** One bit for each value of the upper bits of a hash, in words of 32. */
let present: usize;
/** A row: its hash, then its weights + 8, four bits each. */
let slots: usize;
/** The last slot. */
let last: u32;
/** Bytes of a slot, as a power of two. */
let stride: u32;
/** Words of 32 bits that hold the weights of a row. */
let width: i32;
/** Of what is to be looked up. */
let hashes: usize;
/** As much room, for what lies between. */
let found: usize;
/** i32, one a weight. */
let sums: usize;

export function layout(
  presentAt: usize,
  slotsAt: usize,
  lastSlot: u32,
  slotPower: u32,
  wordCount: i32,
  hashesAt: usize,
  foundAt: usize,
  sumsAt: usize,
): void {
  present = presentAt;
  slots = slotsAt;
  last = lastSlot;
  stride = slotPower;
  width = wordCount;
  hashes = hashesAt;
  found = foundAt;
  sums = sumsAt;
}

/** Writes the sums of the rows of the first `count` hashes; returns how many have one, and writes nothing if none has. */
export function addRows(count: i32): i32 {
  // In two passes, so that the processor can fetch many rows at once: one that waits for each keeps it from looking ahead.
  let candidates = found;
  const end = hashes + (<usize>count << 2);
  for (let at = hashes; at < end; at += 4) {
    const hash = load<u32>(at);
    store<u32>(candidates, hash);
    candidates += ((load<u32>(present + ((hash >>> 18) << 2)) >>> ((hash >>> 13) & 31)) & 1) << 2;
  }
  let rows = found;
  const behind = slots + (<usize>(last + 1) << stride);
  for (let at = found; at < candidates; at += 4) {
    const hash = load<u32>(at);
    let slot = slots + (<usize>(hash & last) << stride);
    while (load<u32>(slot) != hash && load<u32>(slot, 4) != 0) {
      slot += 1 << stride;
      if (slot == behind) slot = slots;
    }
    store<u32>(rows, <u32>slot + 4);
    rows += load<u32>(slot, 4) != 0 ? 4 : 0;
  }
  const rowCount = <i32>((rows - found) >> 2);
  if (rowCount == 0) return 0;
  const nibble = i8x16.splat(15);
  const tooMuch = i16x8.splat(<i16>(8 * rowCount));
  for (let word = 0; word < width; word += 2) {
    const weights = <usize>word << 2;
    let low = i16x8.neg(tooMuch);
    let high = low;
    // A weight + 8 is at most 15, so seventeen of them fit into a byte before it has to be emptied.
    for (let from = found; from < rows; ) {
      const to = min(rows, from + 17 * 4);
      let bytes = i8x16.splat(0);
      for (; from < to; from += 4) {
        const eight = v128.load64_zero(<usize>load<u32>(from) + weights);
        const even = v128.and(eight, nibble);
        const odd = v128.and(i16x8.shr_u(eight, 4), nibble);
        bytes = i8x16.add(bytes, i8x16.shuffle(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
      }
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(bytes));
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(bytes));
    }
    const to = sums + (<usize>word << 5);
    v128.store(to, i32x4.extend_low_i16x8_s(low));
    v128.store(to, i32x4.extend_high_i16x8_s(low), 16);
    v128.store(to, i32x4.extend_low_i16x8_s(high), 32);
    v128.store(to, i32x4.extend_high_i16x8_s(high), 48);
  }
  return rowCount;
}
