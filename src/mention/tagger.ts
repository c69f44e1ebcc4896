/**
 * A linear-chain conditional random field over word features: the most likely labels of each sentence, and how sure
 * they are. Weights are small integers; what one word brings at one slot is added up once and remembered.
 */
import { PapergraphError } from '../errors.js';
import type { Abbreviation } from '../text/abbreviations.js';
import { ENTITY_TYPES, type EntityType, type Sentence } from '../types.js';
import {
  MAX_PAIRS,
  MAX_SLOT_FEATURES,
  NONE,
  PaperFeatures,
  SLOTS,
  slotFeatures,
  WordBook,
  type WordClusters,
} from './features.js';
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
}

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
    tag(sentences, abbreviations, { style = DEFAULT_STYLE, lean = 0 } = {}) {
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
      return decoder.tag(sentences, abbreviations, lean);
    },
  };
}

const L = LABELS.length;
/** Words remembered before the memory is emptied: bounds it over millions of papers. */
const MAX_WORDS = 40_000;
const FROM = Array.from({ length: L }, (_, to) =>
  Int32Array.from(Array.from({ length: L }, (_, from) => from).filter((from) => mayFollow(from, to))),
);
const IMPOSSIBLE = -0x3fffffff;

class Decoder {
  private readonly clusters: WordClusters;
  private readonly step: number;
  private readonly keys: Int32Array;
  private readonly places: Int32Array;
  private readonly mask: number;
  private readonly weights: Int16Array;
  private readonly transitions: Int32Array;
  private readonly moves = new Float64Array((L + 1) * L);
  /** Share of each step below the best, for whole numbers of steps. */
  private readonly exp: Float64Array;
  private book!: WordBook;
  private paper!: PaperFeatures;
  /** words × SLOTS: where the summed weights of a word at a slot start in `sums`; 0 not yet known, -1 none. */
  private sumAt!: Int32Array;
  private sums!: Int16Array;
  private sumsUsed = 0;
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
    const folded = foldStyle(file, style);
    this.keys = folded.keys;
    this.places = folded.places;
    this.mask = folded.mask;
    this.weights = folded.weights;
    this.transitions = Int32Array.from(file.transitions, (w) => Math.round(w / file.step));
    for (let i = 0; i < this.moves.length; i++) this.moves[i] = Math.exp(file.transitions[i]!);
    this.exp = Float64Array.from({ length: 4096 }, (_, i) => Math.exp(-i * file.step));
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
    this.sumAt = new Int32Array(SLOTS * 4096);
    this.sums = new Int16Array(L * 8192);
    this.sumsUsed = L;
  }

  tag(sentences: readonly Sentence[], abbreviations: readonly Abbreviation[], lean: number): TaggedSpan[] {
    if (this.book.size > MAX_WORDS) this.forget();
    const { paper } = this;
    paper.read(sentences, abbreviations);
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
    this.score = new Int32Array(size);
    this.back = new Uint8Array(size);
    this.alpha = new Float64Array(size);
    this.beta = new Float64Array(size);
    this.potential = new Float64Array(size);
    this.norm = new Float64Array(n * 2);
    this.labels = new Uint8Array(n * 2);
  }

  /** The score of each label at each token of one sentence. */
  private addUp(from: number, n: number): void {
    const { paper, emission, keys, places, mask, weights, buffer } = this;
    const { slots } = paper;
    for (let t = 0; t < n; t++) {
      const row = t * L;
      for (let l = 0; l < L; l++) emission[row + l] = 0;
      const at = (from + t) * SLOTS;
      for (let slot = 0; slot < SLOTS; slot++) {
        const word = slots[at + slot]!;
        if (word === NONE) continue;
        const index = word * SLOTS + slot;
        let sum = index < this.sumAt.length ? this.sumAt[index]! : 0;
        if (sum === 0) sum = this.sumUp(word, slot);
        if (sum < 0) continue;
        const { sums } = this;
        for (let l = 0; l < L; l++) emission[row + l]! += sums[sum + l]!;
      }
      const count = paper.pairs(from + t, buffer);
      for (let k = 0; k < count; k++) {
        const key = buffer[k]!;
        let place = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
        for (;;) {
          const w = places[place]!;
          if (w < 0) break;
          if (keys[place] === key) {
            for (let l = 0; l < L; l++) emission[row + l]! += weights[w + l]!;
            break;
          }
          place = (place + 1) & mask;
        }
      }
    }
  }

  /** Adds up what a word brings at a slot, and remembers it. */
  private sumUp(word: number, slot: number): number {
    if ((word + 1) * SLOTS > this.sumAt.length) {
      const larger = new Int32Array(Math.max(this.sumAt.length * 2, (word + 1) * SLOTS));
      larger.set(this.sumAt);
      this.sumAt = larger;
    }
    if (this.sumsUsed + L > this.sums.length) {
      const larger = new Int16Array(this.sums.length * 2);
      larger.set(this.sums);
      this.sums = larger;
    }
    const { sums, keys, places, mask, weights, buffer } = this;
    const at = this.sumsUsed;
    let hits = 0;
    const count = slotFeatures(this.book, word, slot, buffer);
    for (let k = 0; k < count; k++) {
      const key = buffer[k]!;
      let place = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
      while (places[place]! >= 0 && keys[place] !== key) place = (place + 1) & mask;
      const w = places[place]!;
      if (w < 0) continue;
      if (hits++ === 0) sums.fill(0, at, at + L);
      for (let l = 0; l < L; l++) sums[at + l]! += weights[w + l]!;
    }
    const result = hits === 0 ? -1 : at;
    if (hits > 0) this.sumsUsed += L;
    this.sumAt[word * SLOTS + slot] = result;
    return result;
  }

  /** Viterbi. */
  private findBest(n: number, lean: number): void {
    const { emission, score, back, transitions, labels } = this;
    for (let to = 0; to < L; to++)
      score[to] = to === 0 || to % 2 === 1 ? emission[to]! + transitions[L * L + to]! : IMPOSSIBLE;
    score[0]! -= lean;
    for (let t = 1; t < n; t++) {
      const row = t * L;
      const before = row - L;
      for (let to = 0; to < L; to++) {
        let best = IMPOSSIBLE * 2;
        let bestFrom = 0;
        if (to !== 0 && to % 2 === 0) {
          const inside = score[before + to]! + transitions[to * L + to]!;
          const begun = score[before + to - 1]! + transitions[(to - 1) * L + to]!;
          best = Math.max(inside, begun);
          bestFrom = inside > begun ? to : to - 1;
        } else
          for (let f = 0; f < L; f++) {
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
    const { labels } = this;
    let summed = false;
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
        if (!summed) {
          this.sumPaths(n);
          summed = true;
        }
        spans.push({ sentence, from: t, to: end, type, confidence: this.confidenceOf(t, end, n, label) });
      }
      t = end;
    }
  }

  /** Forward and backward sums over all label sequences, scaled at each token. */
  private sumPaths(n: number): void {
    const { emission, alpha, beta, potential, moves, norm, exp } = this;
    for (let t = 0; t < n; t++) {
      const row = t * L;
      let max = emission[row]!;
      for (let l = 1; l < L; l++) if (emission[row + l]! > max) max = emission[row + l]!;
      for (let l = 0; l < L; l++) {
        const below = max - emission[row + l]!;
        potential[row + l] = below < 4096 ? exp[below]! : 0;
      }
      let sum = 0;
      for (let to = 0; to < L; to++) {
        let value = 0;
        if (potential[row + to]! > 0) {
          if (t === 0) value = to === 0 || to % 2 === 1 ? moves[L * L + to]! : 0;
          else if (to !== 0 && to % 2 === 0)
            value = alpha[row - L + to]! * moves[to * L + to]! + alpha[row - L + to - 1]! * moves[(to - 1) * L + to]!;
          else for (let f = 0; f < L; f++) value += alpha[row - L + f]! * moves[f * L + to]!;
          value *= potential[row + to]!;
        }
        alpha[row + to] = value;
        sum += value;
      }
      norm[t] = 1 / sum;
      for (let to = 0; to < L; to++) alpha[row + to]! *= norm[t]!;
    }
    beta.fill(1, (n - 1) * L, n * L);
    for (let t = n - 1; t > 0; t--) {
      const row = t * L;
      const before = row - L;
      for (let f = 0; f < L; f++) beta[before + f] = 0;
      for (let to = 0; to < L; to++) {
        const value = potential[row + to]! * beta[row + to]! * norm[t]!;
        if (value === 0) continue;
        const sources = FROM[to]!;
        for (let k = 0; k < sources.length; k++) beta[before + sources[k]!]! += moves[sources[k]! * L + to]! * value;
      }
    }
  }

  /** The share of all label sequences that have exactly this span, then what that share is worth. */
  private confidenceOf(from: number, to: number, n: number, label: number): number {
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
    return this.calibrate(Math.min(1, Math.max(0, share * rest)));
  }

  private calibrate(share: number): number {
    const table = this.calibration;
    const x = share * (table.length - 1);
    const i = Math.min(table.length - 2, Math.floor(x));
    return table[i]! + (x - i) * (table[i + 1]! - table[i]!);
  }
}

/** One table for the weights that all corpora share and those of one style. */
function foldStyle(file: TaggerFile, style: string) {
  const own = file.deltas.get(style)!;
  const total = file.keys.length + own.keys.length;
  let bits = 4;
  while (1 << bits < total * 2) bits++;
  const mask = (1 << bits) - 1;
  const keys = new Int32Array(1 << bits);
  const places = new Int32Array(1 << bits).fill(-1);
  const weights = new Int16Array(total * L);
  let used = 0;
  const add = (from: { keys: Int32Array; weights: Int8Array }) => {
    for (let i = 0; i < from.keys.length; i++) {
      const key = from.keys[i]!;
      let place = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
      while (places[place]! >= 0 && keys[place] !== key) place = (place + 1) & mask;
      if (places[place]! < 0) {
        keys[place] = key;
        places[place] = used;
        used += L;
      }
      const row = places[place]!;
      for (let l = 0; l < L; l++) weights[row + l]! += from.weights[i * L + l]!;
    }
  };
  add(file);
  add(own);
  return { keys, places, mask, weights };
}
