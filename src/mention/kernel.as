/**
 * The sums of the tagger in WebAssembly: rows of weights added up, the best labels of a sentence, sums over all of them.
 * AssemblyScript; `node scripts/build-kernel.mjs` turns it into `kernel.ts`. Eight types: lanes 0 to 7 of the first
 * vector of a row are the scores of their beginnings, those of the second of their insides, relative to no name.
 *
 * Memory is laid out by `sums.ts`, which writes where everything starts into the globals below.
 */

// Where things start, in bytes.
let bits: usize;
/** Of each place of the table its key, 0 if it is free, and where its row stands: 8 bytes. */
let table: usize;
let mask: i32;
/** Where the next new row goes: they stand close together in a table that is two thirds empty. */
let nextRow: usize;
/** Keys of features to look up. */
let buffer: usize;
/** A record of TOKEN bytes for each token. */
let tokens: usize;
/** 32 bytes a token. */
let emission: usize;
/** i16: beginnings, insides, no name; STRIDE bytes a token. */
let score: usize;
/** As `score`: which label each comes from. */
let back: usize;
/** f32, 16 a token: factors of the scores. */
let potential: usize;
/** f32, WIDE bytes a token: beginnings, insides, no name, scale. */
let alpha: usize;
let beta: usize;
let labels: usize;
/** i16, STRIDE bytes a source label: the score of each move into a beginning, then into no name. */
let into: usize;
/** i16: the scores of the moves from beginning to inside, then from inside to inside. */
let inside: usize;
/** f32: as `into`, WIDE bytes a source label. */
let movesInto: usize;
/** f32: as `inside`. */
let movesInside: usize;
/** f32: the factor of each score from -`floor` to `floor`. */
let exps: usize;
let floor: i32;
let spread: i32;

const ROW: usize = 32;
const STRIDE: usize = 48;
const WIDE: usize = 80;
const TOKEN: usize = 32;
const SOURCES = 17;
const IMPOSSIBLE: i32 = -32000;

export function layout(at: usize): void {
  bits = load<i32>(at);
  table = load<i32>(at, 4);
  mask = load<i32>(at, 8);
  nextRow = load<i32>(at, 12);
  buffer = load<i32>(at, 16);
  tokens = load<i32>(at, 20);
  emission = load<i32>(at, 24);
  score = load<i32>(at, 28);
  back = load<i32>(at, 32);
  potential = load<i32>(at, 36);
  alpha = load<i32>(at, 40);
  beta = load<i32>(at, 44);
  labels = load<i32>(at, 48);
  into = load<i32>(at, 52);
  inside = load<i32>(at, 56);
  movesInto = load<i32>(at, 60);
  movesInside = load<i32>(at, 64);
  exps = load<i32>(at, 68);
  floor = load<i32>(at, 72);
  spread = load<i32>(at, 76);
}

/** The place of a key in the table: its own, or the free one that it would take. */
// @ts-ignore: decorator
@inline
function placeOf(key: i32, hash: u32): usize {
  let place = <i32>(hash >>> 7) & mask;
  let found = load<i32>(table + (<usize>place << 3));
  while (found != key && found != 0) {
    place = (place + 1) & mask;
    found = load<i32>(table + (<usize>place << 3));
  }
  return table + (<usize>place << 3);
}

/** Where the row of a key stands; 0: it has none. A key of 0 is never asked for. */
// @ts-ignore: decorator
@inline
function rowOf(key: i32): usize {
  const hash = <u32>(key * <i32>0x9e3779b1);
  const bit = hash >>> 11;
  if ((<i32>load<u8>(bits + (bit >>> 3)) & (1 << <i32>(bit & 7))) == 0) return 0;
  return <usize>load<i32>(placeOf(key, hash), 4);
}

/** Puts the row of a key, 16 scores from `from` on, into the table, or adds to the one that is there. */
export function insert(key: i32, from: usize): void {
  const hash = <u32>(key * <i32>0x9e3779b1);
  const bit = hash >>> 11;
  const at = bits + (bit >>> 3);
  store<u8>(at, <u8>(<i32>load<u8>(at) | (1 << <i32>(bit & 7))));
  const place = placeOf(key, hash);
  if (load<i32>(place) == 0) {
    store<i32>(place, key);
    store<i32>(place, <i32>nextRow, 4);
    nextRow += ROW;
  }
  add(<usize>load<i32>(place, 4), from);
}

// @ts-ignore: decorator
@inline
function add(to: usize, row: usize): void {
  v128.store(to, i16x8.add(v128.load(to), v128.load(row)));
  v128.store(to, i16x8.add(v128.load(to, 16), v128.load(row, 16)), 16);
}

/** Writes the sum of the rows of the first `count` keys of the buffer; returns how many have one. */
export function sumKeys(to: usize, count: i32): i32 {
  let a = i16x8.splat(0);
  let b = i16x8.splat(0);
  let hits = 0;
  for (let k = 0; k < count; k++) {
    const row = rowOf(load<i32>(buffer + (<usize>k << 2)));
    if (row == 0) continue;
    a = i16x8.add(a, v128.load(row));
    b = i16x8.add(b, v128.load(row, 16));
    hits++;
  }
  v128.store(to, a);
  v128.store(to, b, 16);
  return hits;
}

/**
 * The scores of a sentence. A token's record: where the seven rows of its word stand (for the token three to its right
 * first), those of it and the next word, its chunk's list, its place's row, its keys and how many. A chunk's list: one key or 0, how
 * many rows, where each stands.
 *
 * @param edge   where the seven rows of what lies beyond the sentence stand
 * @param first  the row of the edge before the sentence and the first word
 */
export function addUp(n: i32, edge: usize, first: usize): void {
  let chunk: usize = 0;
  let chunkA = i16x8.splat(0);
  let chunkB = i16x8.splat(0);
  for (let t = 0; t < n; t++) {
    const record = tokens + <usize>t * TOKEN;
    const pair = <usize>load<i32>(record, 4);
    const list = <usize>load<i32>(record, 8);
    if (list != chunk) {
      chunk = list;
      chunkA = i16x8.splat(0);
      chunkB = i16x8.splat(0);
      const key = load<i32>(list);
      const row: usize = key == 0 ? 0 : rowOf(key);
      if (row != 0) {
        chunkA = v128.load(row);
        chunkB = v128.load(row, 16);
      }
      const end = list + 8 + (<usize>load<i32>(list, 4) << 2);
      for (let at = list + 8; at < end; at += 4) {
        const other = <usize>load<i32>(at);
        chunkA = i16x8.add(chunkA, v128.load(other));
        chunkB = i16x8.add(chunkB, v128.load(other, 16));
      }
    }
    const place = <usize>load<i32>(record, 12);
    // The row of the word before for the word after it stands behind that for itself.
    const before = t == 0 ? first : <usize>load<i32>(record - TOKEN, 4) + ROW;
    let a = i16x8.add(i16x8.add(v128.load(pair), v128.load(before)), i16x8.add(chunkA, v128.load(place)));
    let b = i16x8.add(
      i16x8.add(v128.load(pair, 16), v128.load(before, 16)),
      i16x8.add(chunkB, v128.load(place, 16)),
    );
    for (let d = -3; d <= 3; d++) {
      const other = t + d;
      // Slot 3 + d: the word d places to the right.
      const words = other < 0 || other >= n ? edge : <usize>load<i32>(tokens + <usize>other * TOKEN);
      const row = words + <usize>(3 + d) * ROW;
      a = i16x8.add(a, v128.load(row));
      b = i16x8.add(b, v128.load(row, 16));
    }
    let key = <usize>load<i32>(record, 16);
    const end = key + (<usize>load<i32>(record, 20) << 2);
    for (; key < end; key += 4) {
      const row = rowOf(load<i32>(key));
      if (row == 0) continue;
      a = i16x8.add(a, v128.load(row));
      b = i16x8.add(b, v128.load(row, 16));
    }
    const at = emission + <usize>t * ROW;
    v128.store(at, a);
    v128.store(at, b, 16);
  }
}

// @ts-ignore: decorator
@inline
function highest(v: v128): i32 {
  let m = i16x8.max_s(v, i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  m = i16x8.max_s(m, i8x16.shuffle(m, m, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  m = i16x8.max_s(m, i8x16.shuffle(m, m, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  return i16x8.extract_lane_s(m, 0);
}

/**
 * Viterbi. Scores are those relative to the best at each token. Moves into O or a beginning differ by `spread` at most: a
 * label that is further behind cannot be what the best way comes from, and most are.
 */
export function findBest(n: i32, lean: i32): void {
  const start = into + <usize>SOURCES * STRIDE;
  const fromBegin = v128.load(inside);
  const fromInside = v128.load(inside, 16);
  for (let t = 0; t < n; t++) {
    const at = score + <usize>t * STRIDE;
    const from = back + <usize>t * STRIDE;
    const given = emission + <usize>t * ROW;
    let begin: v128;
    let within: v128;
    let none: i32;
    if (t == 0) {
      begin = i16x8.add_sat_s(v128.load(start), v128.load(given));
      within = i16x8.splat(<i16>IMPOSSIBLE);
      none = <i32>load<i16>(start, 16);
    } else {
      const before = at - STRIDE;
      let best = i16x8.splat(<i16>-32768);
      let bestFrom = i16x8.splat(0);
      none = -100000;
      let noneFrom = 0;
      for (let k = 0; k < SOURCES; k++) {
        // No name first, then type by type: of two ways that are as good the first stays.
        const f = k == 0 ? 16 : ((k - 1) >> 1) + (((k - 1) & 1) << 3);
        const own = <i32>load<i16>(before + (<usize>f << 1));
        // The best label before has score 0; "no name" may stand above it by what it leans to.
        if (own < -spread) continue;
        const moves = into + <usize>f * STRIDE;
        const value = i16x8.add_sat_s(i16x8.splat(<i16>own), v128.load(moves));
        const better = i16x8.gt_s(value, best);
        best = v128.bitselect(value, best, better);
        bestFrom = v128.bitselect(i16x8.splat(<i16>f), bestFrom, better);
        const last = own + <i32>load<i16>(moves, 16);
        if (last > none) {
          none = last;
          noneFrom = f;
        }
      }
      const begun = i16x8.add_sat_s(v128.load(before), fromBegin);
      const stayed = i16x8.add_sat_s(v128.load(before, 16), fromInside);
      begin = i16x8.add_sat_s(best, v128.load(given));
      within = i16x8.add_sat_s(i16x8.max_s(begun, stayed), v128.load(given, 16));
      v128.store(from, bestFrom);
      v128.store(from, i16x8.gt_s(stayed, begun), 16);
      store<i16>(from, <i16>noneFrom, 32);
    }
    const top = max(none, max(highest(begin), highest(within)));
    const level = i16x8.splat(<i16>max(-32768, min(32767, -top)));
    v128.store(at, i16x8.add_sat_s(begin, level));
    v128.store(at, i16x8.add_sat_s(within, level), 16);
    store<i16>(at, <i16>max(-32768, none - top - lean), 32);
  }
  let label = 16;
  const end = score + <usize>(n - 1) * STRIDE;
  for (let k = 0; k < 16; k++) {
    const f = (k >> 1) + ((k & 1) << 3);
    if (load<i16>(end + (<usize>f << 1)) > load<i16>(end + (<usize>label << 1))) label = f;
  }
  for (let t = n - 1; t >= 0; t--) {
    store<u8>(labels + <usize>t, <u8>label);
    const from = back + <usize>t * STRIDE;
    if (label >= 8 && label < 16) {
      if (load<i16>(from + (<usize>label << 1)) == 0) label -= 8;
    } else label = <i32>load<i16>(from + (<usize>label << 1));
  }
}

/** Forward and backward sums over all label sequences, scaled at each token. */
export function sumPaths(n: i32): void {
  const low = i16x8.splat(<i16>-floor);
  const high = i16x8.splat(<i16>floor);
  const middle = exps + (<usize>floor << 2);
  const end = emission + <usize>n * ROW;
  for (let at = emission, to = potential; at < end; at += 16, to += 32) {
    const near = i16x8.min_s(i16x8.max_s(v128.load(at), low), high);
    store<f32>(to, load<f32>(middle + (<usize>i16x8.extract_lane_s(near, 0) << 2)));
    store<f32>(to, load<f32>(middle + (<usize>i16x8.extract_lane_s(near, 1) << 2)), 4);
    store<f32>(to, load<f32>(middle + (<usize>i16x8.extract_lane_s(near, 2) << 2)), 8);
    store<f32>(to, load<f32>(middle + (<usize>i16x8.extract_lane_s(near, 3) << 2)), 12);
    store<f32>(to, load<f32>(middle + (<usize>i16x8.extract_lane_s(near, 4) << 2)), 16);
    store<f32>(to, load<f32>(middle + (<usize>i16x8.extract_lane_s(near, 5) << 2)), 20);
    store<f32>(to, load<f32>(middle + (<usize>i16x8.extract_lane_s(near, 6) << 2)), 24);
    store<f32>(to, load<f32>(middle + (<usize>i16x8.extract_lane_s(near, 7) << 2)), 28);
  }
  const begin0 = v128.load(movesInside);
  const begin1 = v128.load(movesInside, 16);
  const stay0 = v128.load(movesInside, 32);
  const stay1 = v128.load(movesInside, 48);
  for (let t = 0; t < n; t++) {
    const at = alpha + <usize>t * WIDE;
    const own = potential + (<usize>t << 6);
    let b0 = f32x4.splat(0);
    let b1 = f32x4.splat(0);
    let i0 = f32x4.splat(0);
    let i1 = f32x4.splat(0);
    let none: f32 = 0;
    if (t == 0) {
      const moves = movesInto + <usize>SOURCES * WIDE;
      b0 = v128.load(moves);
      b1 = v128.load(moves, 16);
      none = load<f32>(moves, 32);
    } else {
      const before = at - WIDE;
      for (let f = 0; f < SOURCES; f++) {
        const share = load<f32>(before + (<usize>f << 2));
        const moves = movesInto + <usize>f * WIDE;
        const all = f32x4.splat(share);
        b0 = f32x4.add(b0, f32x4.mul(all, v128.load(moves)));
        b1 = f32x4.add(b1, f32x4.mul(all, v128.load(moves, 16)));
        none += share * load<f32>(moves, 32);
      }
      i0 = f32x4.add(f32x4.mul(v128.load(before), begin0), f32x4.mul(v128.load(before, 32), stay0));
      i1 = f32x4.add(f32x4.mul(v128.load(before, 16), begin1), f32x4.mul(v128.load(before, 48), stay1));
      i0 = f32x4.mul(i0, v128.load(own, 32));
      i1 = f32x4.mul(i1, v128.load(own, 48));
    }
    b0 = f32x4.mul(b0, v128.load(own));
    b1 = f32x4.mul(b1, v128.load(own, 16));
    const four = f32x4.add(f32x4.add(b0, b1), f32x4.add(i0, i1));
    const sum =
      f32x4.extract_lane(four, 0) +
      f32x4.extract_lane(four, 1) +
      f32x4.extract_lane(four, 2) +
      f32x4.extract_lane(four, 3) +
      none;
    const scale: f32 = 1 / sum;
    const scales = f32x4.splat(scale);
    v128.store(at, f32x4.mul(b0, scales));
    v128.store(at, f32x4.mul(b1, scales), 16);
    v128.store(at, f32x4.mul(i0, scales), 32);
    v128.store(at, f32x4.mul(i1, scales), 48);
    store<f32>(at, none * scale, 64);
    store<f32>(at, scale, 68);
  }
  const one = f32x4.splat(1);
  const last = beta + <usize>(n - 1) * WIDE;
  v128.store(last, one);
  v128.store(last, one, 16);
  v128.store(last, one, 32);
  v128.store(last, one, 48);
  store<f32>(last, 1, 64);
  for (let t = n - 1; t > 0; t--) {
    const at = beta + <usize>t * WIDE;
    const own = potential + (<usize>t << 6);
    const scale = load<f32>(alpha + <usize>t * WIDE, 68);
    const scales = f32x4.splat(scale);
    const b0 = f32x4.mul(f32x4.mul(v128.load(own), v128.load(at)), scales);
    const b1 = f32x4.mul(f32x4.mul(v128.load(own, 16), v128.load(at, 16)), scales);
    const i0 = f32x4.mul(f32x4.mul(v128.load(own, 32), v128.load(at, 32)), scales);
    const i1 = f32x4.mul(f32x4.mul(v128.load(own, 48), v128.load(at, 48)), scales);
    const none = load<f32>(at, 64) * scale;
    const to = at - WIDE;
    for (let f = 0; f < SOURCES; f++) {
      const moves = movesInto + <usize>f * WIDE;
      const four = f32x4.add(f32x4.mul(b0, v128.load(moves)), f32x4.mul(b1, v128.load(moves, 16)));
      store<f32>(
        to + (<usize>f << 2),
        f32x4.extract_lane(four, 0) +
          f32x4.extract_lane(four, 1) +
          f32x4.extract_lane(four, 2) +
          f32x4.extract_lane(four, 3) +
          none * load<f32>(moves, 32),
      );
    }
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(i0, begin0)));
    v128.store(to, f32x4.add(v128.load(to, 16), f32x4.mul(i1, begin1)), 16);
    v128.store(to, f32x4.add(v128.load(to, 32), f32x4.mul(i0, stay0)), 32);
    v128.store(to, f32x4.add(v128.load(to, 48), f32x4.mul(i1, stay1)), 48);
  }
}

/** The share of all label sequences that have exactly the tokens `[from, to)` as one name of a type. */
export function shareOf(from: i32, to: i32, n: i32, type: i32): f32 {
  const begun = load<f32>(movesInside + (<usize>type << 2));
  const stayed = load<f32>(movesInside + (<usize>(8 + type) << 2));
  const lane = <usize>(8 + type) << 2;
  let share = load<f32>(alpha + <usize>from * WIDE + (<usize>type << 2));
  for (let t = from + 1; t < to; t++)
    share *=
      (t == from + 1 ? begun : stayed) *
      load<f32>(potential + (<usize>t << 6) + lane) *
      load<f32>(alpha + <usize>t * WIDE, 68);
  const isLong = to - from > 1;
  let rest = load<f32>(beta + <usize>(to - 1) * WIDE + (isLong ? lane : <usize>type << 2));
  if (to < n)
    rest -=
      (isLong ? stayed : begun) *
      load<f32>(potential + (<usize>to << 6) + lane) *
      load<f32>(alpha + <usize>to * WIDE, 68) *
      load<f32>(beta + <usize>to * WIDE + lane);
  return max<f32>(0, min<f32>(1, share * rest));
}
