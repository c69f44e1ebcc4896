/**
 * A linear-chain conditional random field over word features: the most likely labels of each sentence, and how sure
 * they are. Weights are small integers; what one word brings at one slot is added up once and remembered.
 */
import { PapergraphError } from '../errors.js';
import type { Abbreviation } from '../text/abbreviations.js';
import { ENTITY_TYPES, type EntityType, type Sentence } from '../types.js';
import {
  EDGE,
  MAX_PAIRS,
  MAX_SLOT_FEATURES,
  NEIGHBOUR_PAIRS,
  NONE,
  PaperFeatures,
  pairAfter,
  pairBefore,
  SLOT,
  SLOTS,
  slotFeatures,
  WordBook,
  type WordClusters,
} from './features.js';
import type { Hint } from './hints.js';
import { LABELS, TAG_TYPES } from './labels.js';
import { DEFAULT_STYLE, readTaggerFile, type TaggerFile } from './tagger-file.js';

export interface TaggedSpan {
  /** Index of the sentence, and its tokens `[from, to)`. */
  readonly sentence: number;
  readonly from: number;
  readonly to: number;
  readonly type: EntityType;
  /** 0 to 1, calibrated: of the spans at 0.8 about 80 % are right. */
  readonly confidence: number;
}

export interface TagOptions {
  readonly style?: string;
  /**
   * Taken off the score of "no name" when labels are chosen, in natural logarithms: above 0 gives more spans, of lower
   * confidence. The confidence itself does not change.
   */
  readonly lean?: number;
  /** What the rules found. */
  readonly hints?: readonly Hint[];
}

/**
 * Spans of a corpus' style below this confidence are more often wrong than right; leaving them out is worth a point of F1
 * on the held-out parts of SciER, SciREX and TDMSci and two on that of Heddes, which wants datasets alone; EneRex, with few devices to
 * learn from, is less sure of what it finds.
 */
export const leastConfidence = (style: string) => (style === 'heddes' ? 0.4 : style === 'enerex' ? 0.2 : 0.3);

/** What the corpora annotate: of anything else their style knows nothing. A style that is not listed annotates all. */
const ANNOTATED: Readonly<Record<string, readonly EntityType[]>> = {
  enerex: ['Hardware'],
  gsap: ['Method', 'Dataset', 'Task'],
  heddes: ['Dataset'],
  scier: ['Method', 'Dataset', 'Task'],
  scierc: ['Method', 'Dataset', 'Metric', 'Task'],
  scirex: ['Method', 'Dataset', 'Metric', 'Task'],
  tdmsci: ['Dataset', 'Metric', 'Task'],
};

/** Trained weights, ready for use in any of their styles. */
export interface Tagger {
  readonly styles: readonly string[];
  /**
   * What each sentence names.
   *
   * @param sentences      of one paper, title first
   * @param abbreviations  that the paper defines
   * @param options.style  guideline to follow, one of `styles`; default `papergraph`
   * @returns spans in reading order, without overlap
   * @throws PapergraphError BAD_OPTION for a style that the weights do not know
   */
  tag(sentences: readonly Sentence[], abbreviations: readonly Abbreviation[], options?: TagOptions): TaggedSpan[];
}

/** @throws PapergraphError BAD_MODEL if the bytes are not a tagger of this version */
export function loadTagger(bytes: Uint8Array): Tagger {
  const file = readTaggerFile(bytes);
  const decoders = new Map<string, Decoder>();
  return {
    styles: file.styles,
    tag(sentences, abbreviations, { style = DEFAULT_STYLE, lean = 0, hints = [] } = {}) {
      let decoder = decoders.get(style);
      if (!decoder) {
        if (!file.styles.includes(style))
          throw new PapergraphError(
            'BAD_OPTION',
            '--style',
            `"${style}" is not known`,
            `Use one of ${file.styles.join(', ')}`,
          );
        decoder = new Decoder(file, style);
        decoders.set(style, decoder);
      }
      return decoder.tag(sentences, abbreviations, hints, lean);
    },
  };
}

const L = LABELS.length;
/** Words remembered before the memory is emptied: bounds it over millions of papers. */
const MAX_WORDS = 30_000;
const IMPOSSIBLE = -0x3fffffff;
/** A label whose score at a token is so far below the best one's, in natural logarithms, counts for nothing there. */
const FLOOR = 20;
/**
 * Scores are relative to that of O, which is therefore always 0, and two labels share one 32-bit number, 16 bits each: half
 * the additions. Some eighty weights of at most 254 are added up at a token, so neither half overflows.
 */
const PACKED = (L - 1) >> 1;
/** Labels that may follow any other: O, and the beginning of each type. */
const STARTS = 1 + PACKED;

/** Slots 0 to 6 are the token and its neighbours. */
const WINDOW = 7;
/** Pairs of neighbours remembered: some 130,000, of which one abstract brings about a hundred new ones. */
const BORDER_BITS = 17;
/** Shapes at places remembered: some thousand. */
const PLACE_SUM_BITS = 12;
/** What the left and what the right word of a pair gets. */
const BORDER = 2 * PACKED;

function enlarged(array: Int32Array, least: number): Int32Array {
  const larger = new Int32Array(Math.max(array.length * 2, least));
  larger.set(array);
  return larger;
}

/** Whether a token sees the same around its noun chunk as the token before it. */
function sameChunk(slots: Int32Array, at: number): boolean {
  for (let slot = WINDOW; slot < SLOTS; slot++) if (slots[at + slot] !== slots[at - SLOTS + slot]) return false;
  return true;
}

/** Adds one row of packed scores to another. Written out: it is what most of the time goes into. */
function addRow(sums: Int32Array, at: number, rows: Int32Array, row: number): void {
  sums[at]! += rows[row]!;
  sums[at + 1]! += rows[row + 1]!;
  sums[at + 2]! += rows[row + 2]!;
  sums[at + 3]! += rows[row + 3]!;
  sums[at + 4]! += rows[row + 4]!;
  sums[at + 5]! += rows[row + 5]!;
  sums[at + 6]! += rows[row + 6]!;
  sums[at + 7]! += rows[row + 7]!;
}

class Decoder {
  private readonly clusters: WordClusters;
  private readonly step: number;
  private readonly table: WeightTable;
  private readonly transitions: Int32Array;
  /** (L + 1) × STARTS: the score of each move into O or into a beginning. */
  private readonly into: Int32Array;
  /** For a beginning or O, how much the best move into it is better than the worst. */
  private readonly spread: number;
  /** The same as factors. */
  private readonly moves = new Float64Array((L + 1) * L);
  private readonly movesInto: Float64Array;
  /** Factor of each score from -`floor` to `floor`. */
  private readonly exp: Float64Array;
  private readonly floor: number;
  private book!: WordBook;
  private paper!: PaperFeatures;
  /** words × SLOTS: where the summed weights of a word at a slot start in `sums`; 0 not yet known, -1 none. */
  private sumAt!: Int32Array;
  private sums!: Int32Array;
  private sumsUsed = 0;
  /** Where the sums of a word at the slots of the window start in `windows`, plus 1; 0 not yet known. */
  private windowAt!: Int32Array;
  private windows!: Int32Array;
  private windowsUsed = 0;
  /** Two words and whether they touch; what they bring to the first, then to the second. The last comer stays. */
  private readonly borderKeys = new Int32Array(1 << BORDER_BITS);
  private readonly borders = new Int32Array(BORDER << BORDER_BITS);
  /** What shape and place bring, by their key. The last comer stays. */
  private readonly placeKeys = new Int32Array(1 << PLACE_SUM_BITS);
  private readonly places = new Int32Array(PACKED << PLACE_SUM_BITS);
  /** Of the sentence: tokens × PACKED. */
  private total = new Int32Array(256 * PACKED);
  private readonly chunk = new Int32Array(PACKED);
  private emission = new Int32Array(256 * L);
  private score = new Int32Array(256 * L);
  private back = new Uint8Array(256 * L);
  private alpha = new Float64Array(256 * L);
  private beta = new Float64Array(256 * L);
  private potential = new Float64Array(256 * L);
  private norm = new Float64Array(256);
  private labels = new Uint8Array(256);
  private readonly buffer = new Int32Array(MAX_PAIRS + MAX_SLOT_FEATURES);
  private readonly outType: (EntityType | null)[];
  private readonly calibration: Float64Array;

  constructor(file: TaggerFile, style: string) {
    this.clusters = file.clusters;
    this.step = file.step;
    this.table = new WeightTable(file, style);
    const transitions = file.transitions.slice();
    file.balance[style]?.forEach((more, type) => {
      for (let from = 0; from <= L; from++) transitions[from * L + 1 + 2 * type]! += more;
    });
    this.transitions = Int32Array.from(transitions, (w) => Math.round(w / file.step));
    for (let i = 0; i < this.moves.length; i++) this.moves[i] = Math.exp(transitions[i]!);
    const startLabel = (start: number) => (start === 0 ? 0 : 2 * start - 1);
    this.into = new Int32Array((L + 1) * STARTS);
    this.movesInto = new Float64Array((L + 1) * STARTS);
    let spread = 0;
    for (let start = 0; start < STARTS; start++) {
      let [low, high] = [0, 0];
      for (let from = 0; from <= L; from++) {
        const move = from * L + startLabel(start);
        const score = this.transitions[move]!;
        this.into[from * STARTS + start] = score;
        this.movesInto[from * STARTS + start] = this.moves[move]!;
        low = from === 0 ? score : Math.min(low, score);
        high = from === 0 ? score : Math.max(high, score);
      }
      spread = Math.max(spread, high - low);
    }
    this.spread = spread;
    this.floor = Math.ceil(FLOOR / file.step);
    this.exp = Float64Array.from({ length: 2 * this.floor + 1 }, (_, i) => Math.exp((i - this.floor) * file.step));
    const annotated: readonly string[] = ANNOTATED[style] ?? ENTITY_TYPES;
    this.outType = TAG_TYPES.map((type) => {
      const means = type === 'Material' && style === 'scierc' ? 'Dataset' : type;
      return annotated.includes(means) ? (means as EntityType) : null;
    });
    this.calibration = Float64Array.from(file.calibration[style] ?? file.calibration[DEFAULT_STYLE] ?? [0, 1]);
    this.forget();
  }

  private forget(): void {
    this.book = new WordBook(this.clusters);
    this.paper = new PaperFeatures(this.book);
    this.windowAt = new Int32Array(4096);
    this.windows = new Int32Array(WINDOW * PACKED * 4096);
    this.windowsUsed = 0;
    this.borderKeys.fill(-1);
    this.placeKeys.fill(-1);
    this.sumAt = new Int32Array(SLOTS * 4096);
    this.sums = new Int32Array(PACKED * 8192);
    this.sumsUsed = PACKED;
  }

  tag(
    sentences: readonly Sentence[],
    abbreviations: readonly Abbreviation[],
    hints: readonly Hint[],
    lean: number,
  ): TaggedSpan[] {
    if (this.book.size > MAX_WORDS) this.forget();
    const { paper } = this;
    paper.read(sentences, abbreviations, hints);
    const spans: TaggedSpan[] = [];
    for (let s = 0; s < sentences.length; s++) {
      const from = paper.starts[s]!;
      const n = paper.starts[s + 1]! - from;
      if (n === 0) continue;
      this.reserve(n);
      this.addUp(from, n);
      this.findBest(n, Math.round(lean / this.step));
      this.collect(s, n, spans);
    }
    return spans;
  }

  private reserve(n: number): void {
    if (n * L <= this.emission.length) return;
    const size = n * 2 * L;
    this.emission = new Int32Array(size);
    this.total = new Int32Array(n * 2 * PACKED);
    this.score = new Int32Array(size);
    this.back = new Uint8Array(size);
    this.alpha = new Float64Array(size);
    this.beta = new Float64Array(size);
    this.potential = new Float64Array(size);
    this.norm = new Float64Array(n * 2);
    this.labels = new Uint8Array(n * 2);
  }

  /** The score of each label at each token of one sentence, relative to O. */
  private addUp(from: number, n: number): void {
    const { paper, emission, table, buffer, total, chunk } = this;
    const { packed } = table;
    const { slots } = paper;
    total.fill(0, 0, n * PACKED);
    this.addWindows(from, n);
    for (let t = 0; t < n; t++) {
      const at = (from + t) * SLOTS;
      const word = slots[at + SLOT.self]!;
      if (t === 0) this.addBorder(EDGE, word, false, -1, 0);
      const isLast = t === n - 1;
      const next = isLast ? EDGE : slots[at + SLOTS + SLOT.self]!;
      this.addBorder(word, next, !isLast && paper.isGlued(from + t), t, isLast ? -1 : t + 1);
      if (t === 0 || !sameChunk(slots, at)) this.addChunk(from + t);
      const sum = t * PACKED;
      addRow(total, sum, chunk, 0);
      this.addPlace(from + t, sum);
      const count = paper.hintPairs(from + t, buffer, paper.contextPairs(from + t, buffer, 0));
      for (let k = 0; k < count; k++) {
        const w = table.rowOf(buffer[k]!);
        if (w >= 0) addRow(total, sum, packed, w);
      }
      const row = t * L;
      emission[row] = 0;
      for (let p = 0; p < PACKED; p++) {
        const both = total[sum + p]!;
        const low = (both << 16) >> 16;
        emission[row + 1 + 2 * p] = low;
        emission[row + 2 + 2 * p] = (both - low) >> 16;
      }
    }
  }

  /**
   * What each word brings to itself and to the three tokens on either side. A word's sums lie side by side, so that each
   * token costs one look into far memory instead of seven.
   */
  private addWindows(from: number, n: number): void {
    const { total } = this;
    const { slots } = this.paper;
    for (let t = 0; t < n; t++) {
      const block = this.windowOf(slots[(from + t) * SLOTS + SLOT.self]!);
      const { windows } = this;
      // At slot `before3` stands the token three places to the left: its word adds to the token three to the right of it.
      const first = Math.max(0, t - 3);
      const last = Math.min(n - 1, t + 3);
      // Slots fall while tokens rise.
      let source = block + (SLOT.self - (first - t)) * PACKED;
      for (let to = first * PACKED; to <= last * PACKED; to += PACKED) {
        addRow(total, to, windows, source);
        source -= PACKED;
      }
    }
    const edge = this.windowOf(EDGE);
    const { windows } = this;
    for (let t = 0; t < Math.min(3, n); t++)
      for (let d = t + 1; d <= 3; d++) {
        addRow(total, t * PACKED, windows, edge + (SLOT.self - d) * PACKED);
        addRow(total, (n - 1 - t) * PACKED, windows, edge + (SLOT.self + d) * PACKED);
      }
  }

  /** Where the sums of a word at the seven slots of the window start in `windows`. */
  private windowOf(word: number): number {
    const known = this.windowAt[word];
    if (known !== undefined && known !== 0) return known - 1;
    if (word >= this.windowAt.length) this.windowAt = enlarged(this.windowAt, word + 1);
    const at = this.windowsUsed;
    this.windowsUsed += WINDOW * PACKED;
    if (this.windowsUsed > this.windows.length) this.windows = enlarged(this.windows, this.windowsUsed);
    for (let slot = 0; slot < WINDOW; slot++) {
      const count = slotFeatures(this.book, word, slot, this.buffer);
      this.sumInto(this.windows, at + slot * PACKED, count);
    }
    this.windowAt[word] = at + 1;
    return at;
  }

  /** Adds the rows of the first `count` features of the buffer. */
  private sumInto(sums: Int32Array, at: number, count: number): number {
    const { table, buffer } = this;
    let hits = 0;
    for (let k = 0; k < count; k++) {
      const w = table.rowOf(buffer[k]!);
      if (w < 0) continue;
      hits++;
      addRow(sums, at, table.packed, w);
    }
    return hits;
  }

  /** What two neighbours bring to each other, remembered for the pair: to the token `left` and to the token `right`; -1 none. */
  private addBorder(before: number, word: number, isGlued: boolean, left: number, right: number): void {
    const { borders, borderKeys, total } = this;
    const key = (before << 16) | (word << 1) | (isGlued ? 1 : 0);
    const place = Math.imul(key, 0x9e3779b1) >>> (32 - BORDER_BITS);
    const at = place * BORDER;
    if (borderKeys[place] !== key) {
      borderKeys[place] = key;
      borders.fill(0, at, at + BORDER);
      pairAfter(this.book, before, word, isGlued, this.buffer, 0);
      this.sumInto(borders, at, NEIGHBOUR_PAIRS);
      pairBefore(this.book, before, word, isGlued, this.buffer, 0);
      this.sumInto(borders, at + PACKED, NEIGHBOUR_PAIRS);
    }
    if (left >= 0) addRow(total, left * PACKED, borders, at);
    if (right >= 0) addRow(total, right * PACKED, borders, at + PACKED);
  }

  /** What shape and place of a token bring, remembered for their key. */
  private addPlace(token: number, sum: number): void {
    const { paper, places, placeKeys } = this;
    const key = paper.placeKey(token);
    const place = Math.imul(key, 0x9e3779b1) >>> (32 - PLACE_SUM_BITS);
    if (placeKeys[place] !== key) {
      placeKeys[place] = key;
      places.fill(0, place * PACKED, (place + 1) * PACKED);
      this.sumInto(places, place * PACKED, paper.placePairs(token, this.buffer, 0));
    }
    addRow(this.total, sum, places, place * PACKED);
  }

  /** What head, borders and list of a noun chunk bring, the same for all its tokens. */
  private addChunk(token: number): void {
    const { chunk, paper } = this;
    const at = token * SLOTS;
    const { slots } = paper;
    chunk.fill(0);
    this.sumInto(chunk, 0, paper.chunkPairs(token, this.buffer, 0));
    for (let slot = WINDOW; slot < SLOTS; slot++) {
      const word = slots[at + slot]!;
      if (word === NONE) continue;
      const index = word * SLOTS + slot;
      let w = index < this.sumAt.length ? this.sumAt[index]! : 0;
      if (w === 0) w = this.sumUp(word, slot);
      if (w >= 0) addRow(chunk, 0, this.sums, w);
    }
  }

  /** Adds up what a word brings at a slot outside the window, and remembers it. */
  private sumUp(word: number, slot: number): number {
    if ((word + 1) * SLOTS > this.sumAt.length) this.sumAt = enlarged(this.sumAt, (word + 1) * SLOTS);
    if (this.sumsUsed + PACKED > this.sums.length) this.sums = enlarged(this.sums, this.sumsUsed + PACKED);
    const at = this.sumsUsed;
    const hits = this.sumInto(this.sums, at, slotFeatures(this.book, word, slot, this.buffer));
    if (hits > 0) this.sumsUsed += PACKED;
    this.sumAt[word * SLOTS + slot] = hits === 0 ? -1 : at;
    return hits === 0 ? -1 : at;
  }

  /**
   * Viterbi. Moves into O or a beginning differ by `spread` at most: a label that is further behind cannot be what the best
   * way comes from, and most are.
   */
  private findBest(n: number, lean: number): void {
    const { emission, score, back, transitions, into, spread, labels } = this;
    for (let start = 0; start < STARTS; start++) {
      if (start > 0) score[2 * start] = IMPOSSIBLE;
      const to = start === 0 ? 0 : 2 * start - 1;
      score[to] = emission[to]! + into[L * STARTS + start]!;
    }
    score[0]! -= lean;
    for (let t = 1; t < n; t++) {
      const row = t * L;
      const before = row - L;
      let top = score[before]!;
      for (let f = 1; f < L; f++) if (score[before + f]! > top) top = score[before + f]!;
      for (let to = 0; to < L; to += to === 0 ? 1 : 2) score[row + to] = IMPOSSIBLE;
      for (let f = 0; f < L; f++) {
        const own = score[before + f]!;
        if (own < top - spread) continue;
        for (let start = 0, to = 0; start < STARTS; start++) {
          const value = own + into[f * STARTS + start]!;
          if (value > score[row + to]!) {
            score[row + to] = value;
            back[row + to] = f;
          }
          to += start === 0 ? 1 : 2;
        }
      }
      score[row]! -= lean;
      for (let to = 1; to < L; to += 2) {
        const inside = score[before + to + 1]! + transitions[(to + 1) * L + to + 1]!;
        const begun = score[before + to]! + transitions[to * L + to + 1]!;
        score[row + to]! += emission[row + to]!;
        score[row + to + 1] = Math.max(IMPOSSIBLE, Math.max(inside, begun) + emission[row + to + 1]!);
        back[row + to + 1] = inside > begun ? to + 1 : to;
      }
    }
    let label = 0;
    const last = (n - 1) * L;
    for (let l = 1; l < L; l++) if (score[last + l]! > score[last + label]!) label = l;
    for (let t = n - 1; t >= 0; t--) {
      labels[t] = label;
      label = back[t * L + label]!;
    }
  }

  private collect(sentence: number, n: number, spans: TaggedSpan[]): void {
    const { labels } = this;
    let isSummed = false;
    for (let t = 0; t < n; ) {
      const label = labels[t]!;
      if (label % 2 === 0) {
        t++;
        continue;
      }
      let end = t + 1;
      while (end < n && labels[end] === label + 1) end++;
      const type = this.outType[(label - 1) >> 1]!;
      if (type !== null) {
        if (!isSummed) this.sumPaths(n);
        isSummed = true;
        const confidence = this.calibrate(this.shareOf(t, end, n, label));
        spans.push({ sentence, from: t, to: end, type, confidence });
      }
      t = end;
    }
  }

  /** Forward and backward sums over all label sequences of the sentence, scaled at each token. */
  private sumPaths(n: number): void {
    const { emission, alpha, beta, potential, moves, movesInto, norm, exp, floor } = this;
    const least = -floor;
    for (let i = 0; i < n * L; i++) potential[i] = exp[Math.min(floor, Math.max(least, emission[i]!)) + floor]!;
    for (let t = 0; t < n; t++) {
      const row = t * L;
      const before = row - L;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let a4 = 0;
      let a5 = 0;
      let a6 = 0;
      let a7 = 0;
      let a8 = 0;
      // The start of the sentence is one place that all ways come from.
      for (let f = t === 0 ? L : 0; f < (t === 0 ? L + 1 : L); f++) {
        const own = t === 0 ? 1 : alpha[before + f]!;
        const m = f * STARTS;
        a0 += own * movesInto[m]!;
        a1 += own * movesInto[m + 1]!;
        a2 += own * movesInto[m + 2]!;
        a3 += own * movesInto[m + 3]!;
        a4 += own * movesInto[m + 4]!;
        a5 += own * movesInto[m + 5]!;
        a6 += own * movesInto[m + 6]!;
        a7 += own * movesInto[m + 7]!;
        a8 += own * movesInto[m + 8]!;
      }
      alpha[row] = a0;
      alpha[row + 1] = a1;
      alpha[row + 3] = a2;
      alpha[row + 5] = a3;
      alpha[row + 7] = a4;
      alpha[row + 9] = a5;
      alpha[row + 11] = a6;
      alpha[row + 13] = a7;
      alpha[row + 15] = a8;
      for (let to = 2; to < L; to += 2)
        alpha[row + to] =
          t === 0 ? 0 : alpha[before + to]! * moves[to * L + to]! + alpha[before + to - 1]! * moves[(to - 1) * L + to]!;
      let sum = 0;
      for (let l = 0; l < L; l++) sum += alpha[row + l]! *= potential[row + l]!;
      const inverse = 1 / sum;
      norm[t] = inverse;
      for (let l = 0; l < L; l++) alpha[row + l]! *= inverse;
    }
    beta.fill(1, (n - 1) * L, n * L);
    for (let t = n - 1; t > 0; t--) {
      const row = t * L;
      const before = row - L;
      const scale = norm[t]!;
      const v0 = potential[row]! * beta[row]! * scale;
      const v1 = potential[row + 1]! * beta[row + 1]! * scale;
      const v2 = potential[row + 3]! * beta[row + 3]! * scale;
      const v3 = potential[row + 5]! * beta[row + 5]! * scale;
      const v4 = potential[row + 7]! * beta[row + 7]! * scale;
      const v5 = potential[row + 9]! * beta[row + 9]! * scale;
      const v6 = potential[row + 11]! * beta[row + 11]! * scale;
      const v7 = potential[row + 13]! * beta[row + 13]! * scale;
      const v8 = potential[row + 15]! * beta[row + 15]! * scale;
      for (let f = 0; f < L; f++) {
        const m = f * STARTS;
        beta[before + f] =
          movesInto[m]! * v0 +
          movesInto[m + 1]! * v1 +
          movesInto[m + 2]! * v2 +
          movesInto[m + 3]! * v3 +
          movesInto[m + 4]! * v4 +
          movesInto[m + 5]! * v5 +
          movesInto[m + 6]! * v6 +
          movesInto[m + 7]! * v7 +
          movesInto[m + 8]! * v8;
      }
      for (let to = 2; to < L; to += 2) {
        const value = potential[row + to]! * beta[row + to]! * scale;
        beta[before + to]! += moves[to * L + to]! * value;
        beta[before + to - 1]! += moves[(to - 1) * L + to]! * value;
      }
    }
  }

  /** The share of all label sequences that have exactly this span. */
  private shareOf(from: number, to: number, n: number, label: number): number {
    const { alpha, beta, potential, moves, norm } = this;
    let share = alpha[from * L + label]!;
    for (let t = from + 1; t < to; t++) {
      const previous = t === from + 1 ? label : label + 1;
      share *= moves[previous * L + label + 1]! * potential[t * L + label + 1]! * norm[t]!;
    }
    const last = to - from > 1 ? label + 1 : label;
    let rest = beta[(to - 1) * L + last]!;
    if (to < n)
      rest -= moves[last * L + label + 1]! * potential[to * L + label + 1]! * norm[to]! * beta[to * L + label + 1]!;
    return Math.min(1, Math.max(0, share * rest));
  }

  private calibrate(share: number): number {
    const table = this.calibration;
    const x = share * (table.length - 1);
    const i = Math.min(table.length - 2, Math.floor(x));
    return table[i]! + (x - i) * (table[i + 1]! - table[i]!);
  }
}

/** The weights that all corpora share and those of one style, in one table. */
class WeightTable {
  /** Rows of packed labels, one after the other. */
  readonly packed: Int32Array;
  /** Key and start of its row, side by side so that one look fetches both; -1: free. */
  private readonly slots: Int32Array;
  private readonly mask: number;
  /** One bit for each hashed key: most features have no weight, and this much fits into the nearest memory. */
  private readonly known = new Int32Array(1 << 16);

  constructor(file: TaggerFile, style: string) {
    const own = file.deltas.get(style)!;
    const total = file.keys.length + own.keys.length;
    let bits = 4;
    while (1 << bits < total * 1.6) bits++;
    this.mask = (1 << bits) - 1;
    this.slots = new Int32Array(2 << bits).fill(-1);
    this.packed = new Int32Array(total * PACKED);
    let used = 0;
    for (const { keys, weights } of [file, own])
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i]!;
        let row = this.rowOf(key);
        if (row < 0) {
          row = used;
          used += PACKED;
          this.insert(key, row);
        }
        for (let l = 1; l < L; l++)
          this.packed[row + ((l - 1) >> 1)]! += (weights[i * L + l]! - weights[i * L]!) * (l % 2 === 1 ? 1 : 0x10000);
      }
  }

  /** Where the row of a key starts in `packed`; -1: it has none. */
  rowOf(key: number): number {
    const hash = Math.imul(key, 0x9e3779b1);
    const bit = hash >>> 11;
    if ((this.known[bit >>> 5]! & (1 << (bit & 31))) === 0) return -1;
    const { slots, mask } = this;
    for (let place = (hash >>> 7) & mask; ; place = (place + 1) & mask) {
      const row = slots[2 * place + 1]!;
      if (row < 0 || slots[2 * place] === key) return row;
    }
  }

  private insert(key: number, row: number): void {
    const hash = Math.imul(key, 0x9e3779b1);
    const bit = hash >>> 11;
    this.known[bit >>> 5]! |= 1 << (bit & 31);
    let place = (hash >>> 7) & this.mask;
    while (this.slots[2 * place + 1]! >= 0) place = (place + 1) & this.mask;
    this.slots[2 * place] = key;
    this.slots[2 * place + 1] = row;
  }
}
