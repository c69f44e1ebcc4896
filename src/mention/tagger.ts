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
import { LABELS, mayFollow, TAG_TYPES } from './labels.js';
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
/** Labels whose score at a token is so far below the best one's, in natural logarithms, are not looked at there. */
const BEAM = 9;
/**
 * Two labels share one 32-bit number, 16 bits each: half the additions. Some eighty weights of at most 127 are added up
 * at a token, so neither half overflows.
 */
const PACKED = (L + 1) >> 1;

/** Slots 0 to 6 are the token and its neighbours. */
const WINDOW = 7;
/** Pairs of neighbours remembered: some 130,000, of which one abstract brings about a hundred new ones. */
const BORDER_BITS = 17;
/** The key, the sums of the two words, and room up to a multiple of 16 bytes. */
const BORDER = 2 * PACKED + 2;

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

function unpack(pair: number, into: Int32Array, at: number): void {
  const low = (pair << 16) >> 16;
  into[at] = low;
  into[at + 1] = (pair - low) >> 16;
}

class Decoder {
  private readonly clusters: WordClusters;
  private readonly step: number;
  private readonly table: WeightTable;
  private readonly transitions: Int32Array;
  /** For each label the score of the best move into it. */
  private readonly entry: Int32Array;
  private readonly moves = new Float64Array((L + 1) * L);
  /** Share of each step below the best, for whole numbers of steps. */
  private readonly exp: Float64Array;
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
  /**
   * Two words and whether they touch; what they bring to the first, then to the second. The last comer stays. Side by side,
   * so that one look fetches all.
   */
  private readonly borders = new Int32Array(BORDER << BORDER_BITS);
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
  /** tokens × labels: those within the beam come first. */
  private active = new Uint8Array(256 * L);
  private actives = new Uint8Array(256);
  private readonly beam: number;
  private readonly buffer = new Int32Array(MAX_PAIRS + MAX_SLOT_FEATURES);
  private readonly outType: (EntityType | null)[];
  private readonly calibration: Float64Array;

  constructor(file: TaggerFile, style: string) {
    this.clusters = file.clusters;
    this.step = file.step;
    this.beam = Math.ceil(BEAM / file.step);
    this.table = new WeightTable(file, style);
    const transitions = file.transitions.slice();
    file.balance[style]?.forEach((more, type) => {
      for (let from = 0; from <= L; from++) transitions[from * L + 1 + 2 * type]! += more;
    });
    this.transitions = Int32Array.from(transitions, (w) => Math.round(w / file.step));
    this.entry = Int32Array.from({ length: L }, (_, to) => {
      let best = IMPOSSIBLE;
      for (let from = 0; from <= L; from++)
        if (from === L ? to === 0 || to % 2 === 1 : mayFollow(from, to))
          best = Math.max(best, this.transitions[from * L + to]!);
      return best;
    });
    for (let i = 0; i < this.moves.length; i++) this.moves[i] = Math.exp(transitions[i]!);
    this.exp = Float64Array.from({ length: this.beam + 1 }, (_, i) => Math.exp(-i * file.step));
    this.outType = TAG_TYPES.map((type) =>
      type === 'Material'
        ? style === 'scierc'
          ? 'Dataset'
          : null
        : (ENTITY_TYPES as readonly string[]).includes(type)
          ? (type as EntityType)
          : null,
    );
    this.calibration = Float64Array.from(file.calibration[style] ?? file.calibration[DEFAULT_STYLE] ?? [0, 1]);
    this.forget();
  }

  private forget(): void {
    this.book = new WordBook(this.clusters);
    this.paper = new PaperFeatures(this.book);
    this.windowAt = new Int32Array(4096);
    this.windows = new Int32Array(WINDOW * PACKED * 4096);
    this.windowsUsed = 0;
    this.borders.fill(0);
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
    this.active = new Uint8Array(size);
    this.actives = new Uint8Array(n * 2);
  }

  /** The score of each label at each token of one sentence, and which labels are worth looking at. */
  private addUp(from: number, n: number): void {
    const { paper, emission, table, buffer, active, actives, beam, entry, total, chunk } = this;
    const { packed } = table;
    const { slots } = paper;
    total.fill(0, 0, n * PACKED);
    /** The labels that are looked at at the token before, as bits. */
    let open = 0;
    this.addWindows(from, n);
    for (let t = 0; t < n; t++) {
      const at = (from + t) * SLOTS;
      const word = slots[at + SLOT.self]!;
      if (t === 0) this.addBorder(EDGE, word, false, -1, 0);
      const isLast = t === n - 1;
      const next = isLast ? EDGE : slots[at + SLOTS + SLOT.self]!;
      this.addBorder(word, next, !isLast && paper.isGlued(from + t), t, isLast ? -1 : t + 1);
      if (t === 0 || !sameChunk(slots, at)) this.addChunk(at);
      const sum = t * PACKED;
      let a = total[sum]! + chunk[0]!;
      let b = total[sum + 1]! + chunk[1]!;
      let c = total[sum + 2]! + chunk[2]!;
      let d = total[sum + 3]! + chunk[3]!;
      let e = total[sum + 4]! + chunk[4]!;
      let f = total[sum + 5]! + chunk[5]!;
      let g = total[sum + 6]! + chunk[6]!;
      let h = total[sum + 7]! + chunk[7]!;
      let i = total[sum + 8]! + chunk[8]!;
      const count = paper.hintPairs(from + t, buffer, paper.otherPairs(from + t, buffer, 0));
      for (let k = 0; k < count; k++) {
        const w = table.rowOf(buffer[k]!);
        if (w < 0) continue;
        a += packed[w]!;
        b += packed[w + 1]!;
        c += packed[w + 2]!;
        d += packed[w + 3]!;
        e += packed[w + 4]!;
        f += packed[w + 5]!;
        g += packed[w + 6]!;
        h += packed[w + 7]!;
        i += packed[w + 8]!;
      }
      const row = t * L;
      unpack(a, emission, row);
      unpack(b, emission, row + 2);
      unpack(c, emission, row + 4);
      unpack(d, emission, row + 6);
      unpack(e, emission, row + 8);
      unpack(f, emission, row + 10);
      unpack(g, emission, row + 12);
      unpack(h, emission, row + 14);
      emission[row + 16] = (i << 16) >> 16;
      let max = emission[row]! + entry[0]!;
      for (let l = 1; l < L; l += 2) if (emission[row + l]! + entry[l]! > max) max = emission[row + l]! + entry[l]!;
      active[row] = 0;
      let kept = 1;
      let here = 1;
      for (let l = 1; l < L; l++) {
        // An inside label stands only behind its own type.
        if (l % 2 === 0 && (open & (3 << (l - 1))) === 0) continue;
        if (emission[row + l]! + entry[l]! < max - beam) continue;
        active[row + kept++] = l;
        here |= 1 << l;
      }
      open = here;
      actives[t] = kept;
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
      let source = block + (SLOT.self - (first - t)) * PACKED;
      // Slots fall while tokens rise.
      for (let to = first * PACKED; to <= last * PACKED; to += PACKED) {
        for (let p = 0; p < PACKED; p++) total[to + p]! += windows[source + p]!;
        source -= PACKED;
      }
    }
    const edge = this.windowOf(EDGE);
    const { windows } = this;
    for (let t = 0; t < Math.min(3, n); t++)
      for (let d = t + 1; d <= 3; d++) {
        const [left, right] = [t * PACKED, (n - 1 - t) * PACKED];
        for (let p = 0; p < PACKED; p++) {
          total[left + p]! += windows[edge + (SLOT.self - d) * PACKED + p]!;
          total[right + p]! += windows[edge + (SLOT.self + d) * PACKED + p]!;
        }
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
      this.sumInto(this.windows, at + slot * PACKED, 0, count);
    }
    this.windowAt[word] = at + 1;
    return at;
  }

  /** Adds the rows of the features `[from, to)` of the buffer. */
  private sumInto(sums: Int32Array, at: number, from: number, to: number): number {
    const { table, buffer } = this;
    const { packed } = table;
    let hits = 0;
    for (let k = from; k < to; k++) {
      const w = table.rowOf(buffer[k]!);
      if (w < 0) continue;
      hits++;
      for (let p = 0; p < PACKED; p++) sums[at + p]! += packed[w + p]!;
    }
    return hits;
  }

  /** What two neighbours bring to each other, remembered for the pair: to the token `left` and to the token `right`; -1 none. */
  private addBorder(before: number, word: number, isGlued: boolean, left: number, right: number): void {
    const { borders, total } = this;
    const key = (before << 16) | (word << 1) | (isGlued ? 1 : 0);
    const place = Math.imul(key, 0x9e3779b1) >>> (32 - BORDER_BITS);
    const at = place * BORDER + 1;
    if (borders[at - 1] !== key) {
      borders[at - 1] = key;
      borders.fill(0, at, at + 2 * PACKED);
      pairAfter(this.book, before, word, isGlued, this.buffer, 0);
      this.sumInto(borders, at, 0, NEIGHBOUR_PAIRS);
      pairBefore(this.book, before, word, isGlued, this.buffer, 0);
      this.sumInto(borders, at + PACKED, 0, NEIGHBOUR_PAIRS);
    }
    if (left >= 0) for (let p = 0; p < PACKED; p++) total[left * PACKED + p]! += borders[at + p]!;
    if (right >= 0) for (let p = 0; p < PACKED; p++) total[right * PACKED + p]! += borders[at + PACKED + p]!;
  }

  /** What head, borders and list of a noun chunk bring, the same for all its tokens. */
  private addChunk(at: number): void {
    const { chunk } = this;
    const { slots } = this.paper;
    chunk.fill(0);
    for (let slot = WINDOW; slot < SLOTS; slot++) {
      const word = slots[at + slot]!;
      if (word === NONE) continue;
      const index = word * SLOTS + slot;
      let w = index < this.sumAt.length ? this.sumAt[index]! : 0;
      if (w === 0) w = this.sumUp(word, slot);
      if (w < 0) continue;
      const { sums } = this;
      for (let p = 0; p < PACKED; p++) chunk[p]! += sums[w + p]!;
    }
  }

  /** Adds up what a word brings at a slot outside the window, and remembers it. */
  private sumUp(word: number, slot: number): number {
    if ((word + 1) * SLOTS > this.sumAt.length) this.sumAt = enlarged(this.sumAt, (word + 1) * SLOTS);
    if (this.sumsUsed + PACKED > this.sums.length) this.sums = enlarged(this.sums, this.sumsUsed + PACKED);
    const at = this.sumsUsed;
    const hits = this.sumInto(this.sums, at, 0, slotFeatures(this.book, word, slot, this.buffer));
    if (hits > 0) this.sumsUsed += PACKED;
    this.sumAt[word * SLOTS + slot] = hits === 0 ? -1 : at;
    return hits === 0 ? -1 : at;
  }

  /** Viterbi. */
  private findBest(n: number, lean: number): void {
    const { emission, score, back, transitions, labels, active, actives } = this;
    score.fill(IMPOSSIBLE, 0, n * L);
    for (let k = 0; k < actives[0]!; k++) {
      const to = active[k]!;
      if (to === 0 || to % 2 === 1) score[to] = emission[to]! + transitions[L * L + to]!;
    }
    score[0]! -= lean;
    for (let t = 1; t < n; t++) {
      const row = t * L;
      const before = row - L;
      const count = actives[t]!;
      const sources = actives[t - 1]!;
      for (let k = 0; k < count; k++) {
        const to = active[row + k]!;
        let best = IMPOSSIBLE;
        let bestFrom = 0;
        if (to !== 0 && to % 2 === 0) {
          const inside = score[before + to]! + transitions[to * L + to]!;
          const begun = score[before + to - 1]! + transitions[(to - 1) * L + to]!;
          best = Math.max(inside, begun);
          bestFrom = inside > begun ? to : to - 1;
        } else
          for (let j = 0; j < sources; j++) {
            const f = active[before + j]!;
            const value = score[before + f]! + transitions[f * L + to]!;
            if (value > best) {
              best = value;
              bestFrom = f;
            }
          }
        score[row + to] = Math.max(IMPOSSIBLE, best + emission[row + to]!);
        back[row + to] = bestFrom;
      }
      score[row]! -= lean;
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
    const { labels, actives } = this;
    /** The last token whose paths are summed. */
    let summed = -1;
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
        if (end - 1 > summed) {
          // Where no label but O is looked at, the paths before and after do not touch: only the stretch between two such
          // tokens is summed.
          let first = t;
          while (first > 0 && actives[first]! > 1) first--;
          summed = end - 1;
          while (summed < n - 1 && (summed < end || actives[summed]! > 1)) summed++;
          this.sumPaths(first, summed + 1);
        }
        spans.push({
          sentence,
          from: t,
          to: end,
          type,
          confidence: this.calibrate(this.shareOf(t, end, n, label)),
        });
      }
      t = end;
    }
  }

  /**
   * Forward and backward sums over all label sequences of the tokens `[from, n)`, scaled at each token. Before `from` and
   * from `n` on the sentence ends, or the token at the border can only be O.
   */
  private sumPaths(from: number, n: number): void {
    const { emission, alpha, beta, potential, moves, norm, exp, active, actives } = this;
    potential.fill(0, from * L, n * L);
    alpha.fill(0, from * L, n * L);
    beta.fill(0, from * L, n * L);
    for (let t = from; t < n; t++) {
      const row = t * L;
      const count = actives[t]!;
      let max = emission[row]!;
      for (let k = 1; k < count; k++) max = Math.max(max, emission[row + active[row + k]!]!);
      let sum = 0;
      for (let k = 0; k < count; k++) {
        const to = active[row + k]!;
        const below = max - emission[row + to]!;
        const own = below < exp.length ? exp[below]! : 0;
        potential[row + to] = own;
        let value = 0;
        if (t === from && t > 0) value = 1;
        else if (t === 0) value = to === 0 || to % 2 === 1 ? moves[L * L + to]! : 0;
        else if (to !== 0 && to % 2 === 0)
          value = alpha[row - L + to]! * moves[to * L + to]! + alpha[row - L + to - 1]! * moves[(to - 1) * L + to]!;
        else
          for (let j = 0; j < actives[t - 1]!; j++) {
            const f = active[row - L + j]!;
            value += alpha[row - L + f]! * moves[f * L + to]!;
          }
        value *= own;
        alpha[row + to] = value;
        sum += value;
      }
      const inverse = 1 / sum;
      norm[t] = inverse;
      for (let k = 0; k < count; k++) alpha[row + active[row + k]!]! *= inverse;
    }
    beta.fill(1, (n - 1) * L, n * L);
    for (let t = n - 1; t > from; t--) {
      const row = t * L;
      const before = row - L;
      for (let k = 0; k < actives[t]!; k++) {
        const to = active[row + k]!;
        const value = potential[row + to]! * beta[row + to]! * norm[t]!;
        if (value === 0) continue;
        if (to !== 0 && to % 2 === 0) {
          beta[before + to]! += moves[to * L + to]! * value;
          beta[before + to - 1]! += moves[(to - 1) * L + to]! * value;
        } else
          for (let j = 0; j < actives[t - 1]!; j++) {
            const f = active[before + j]!;
            beta[before + f]! += moves[f * L + to]! * value;
          }
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
    while (1 << bits < total * 2) bits++;
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
        for (let l = 0; l < L; l++) this.packed[row + (l >> 1)]! += weights[i * L + l]! * (l % 2 === 0 ? 1 : 0x10000);
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
