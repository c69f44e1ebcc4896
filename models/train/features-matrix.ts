import {
  MAX_PAIRS,
  MAX_SLOT_FEATURES,
  PaperFeatures,
  SLOTS,
  STYLED_PAIRS,
  slotFeatures,
  styleFeature,
  type WordBook,
} from '../../src/mention/features.js';
import type { Example } from './corpora.js';

/** Sentences of many examples, their features as rows of a table of weights. */
export interface Matrix {
  /** Per sentence: its first token, its style; one more first token at the end. */
  readonly starts: Int32Array;
  readonly styles: Uint8Array;
  readonly weights: Float32Array;
  /** Per token: labels left possible. */
  readonly allowed: Int32Array;
  /** Per token: where its features start in `rows`; one more at the end. */
  readonly offsets: Int32Array;
  readonly rows: Int32Array;
}

/** Feature hashes to row numbers, with counts; open addressing. */
export class FeatureTable {
  keys: Int32Array;
  rows: Int32Array;
  size = 0;
  private mask: number;
  constructor(bits = 20) {
    this.keys = new Int32Array(1 << bits);
    this.rows = new Int32Array(1 << bits).fill(-1);
    this.mask = (1 << bits) - 1;
  }
  /** Index of the place of a key, used or free. */
  place(key: number): number {
    let at = (Math.imul(key, 0x9e3779b1) >>> 7) & this.mask;
    while (this.rows[at]! !== -1 && this.keys[at] !== key) at = (at + 1) & this.mask;
    return at;
  }
  get(key: number): number {
    return this.rows[this.place(key)]!;
  }
  set(key: number, row: number): void {
    const at = this.place(key);
    if (this.rows[at] === -1) this.size++;
    this.keys[at] = key;
    this.rows[at] = row;
    if (this.size * 2 > this.mask) this.grow();
  }
  increment(key: number): void {
    const at = this.place(key);
    if (this.rows[at] === -1) {
      this.keys[at] = key;
      this.rows[at] = 1;
      this.size++;
      if (this.size * 2 > this.mask) this.grow();
    } else this.rows[at]!++;
  }
  private grow(): void {
    const { keys, rows } = this;
    this.keys = new Int32Array(keys.length * 2);
    this.rows = new Int32Array(keys.length * 2).fill(-1);
    this.mask = keys.length * 2 - 1;
    for (let i = 0; i < keys.length; i++)
      if (rows[i] !== -1) {
        const at = this.place(keys[i]!);
        this.keys[at] = keys[i]!;
        this.rows[at] = rows[i]!;
      }
  }
}

/** Calls back with the features of each token, in order; the buffer is used again. */
export function eachToken(
  examples: readonly Example[],
  book: WordBook,
  styles: readonly string[],
  visit: (features: Int32Array, count: number) => void,
): void {
  const paper = new PaperFeatures(book);
  const buffer = new Int32Array(SLOTS * MAX_SLOT_FEATURES * 2 + MAX_PAIRS * 2);
  const slot = new Int32Array(MAX_SLOT_FEATURES);
  const hinted = new Int32Array(MAX_PAIRS);
  const styled = new Uint8Array(MAX_SLOT_FEATURES);
  for (const example of examples) {
    const style = styles.indexOf(example.style);
    paper.read(example.sentences, example.abbreviations, example.hints);
    for (let i = 0; i < paper.size; i++) {
      let n = paper.pairs(i, buffer);
      if (style >= 0) {
        for (const k of STYLED_PAIRS) buffer[n++] = styleFeature(buffer[k]!, style);
        const hints = paper.hintPairs(i, hinted, 0);
        for (let k = 0; k < hints; k++) buffer[n++] = styleFeature(hinted[k]!, style);
      }
      for (let s = 0; s < SLOTS; s++) {
        const count = slotFeatures(book, paper.slots[i * SLOTS + s]!, s, slot, styled);
        for (let k = 0; k < count; k++) {
          buffer[n++] = slot[k]!;
          if (styled[k] === 1 && style >= 0) buffer[n++] = styleFeature(slot[k]!, style);
        }
      }
      visit(buffer, n);
    }
  }
}

/** All features seen at least `minCount` times, numbered from 0 in the order of their hashes. */
export function buildTable(
  examples: readonly Example[],
  book: WordBook,
  styles: readonly string[],
  minCount: number,
): FeatureTable {
  const counts = new FeatureTable(22);
  eachToken(examples, book, styles, (features, n) => {
    for (let k = 0; k < n; k++) counts.increment(features[k]!);
  });
  let kept = 0;
  for (let i = 0; i < counts.keys.length; i++) if (counts.rows[i]! >= minCount) kept++;
  const keys = new Int32Array(kept);
  kept = 0;
  for (let i = 0; i < counts.keys.length; i++) if (counts.rows[i]! >= minCount) keys[kept++] = counts.keys[i]!;
  return tableOf(keys);
}

export function tableOf(keys: Int32Array): FeatureTable {
  const table = new FeatureTable(Math.max(4, Math.ceil(Math.log2(keys.length * 2 + 2))));
  const sorted = keys.slice().sort();
  for (let row = 0; row < sorted.length; row++) table.set(sorted[row]!, row);
  return table;
}

export function buildMatrix(
  examples: readonly Example[],
  book: WordBook,
  styles: readonly string[],
  table: FeatureTable,
  weightOf: (example: Example) => number,
): Matrix {
  let tokens = 0;
  let sentences = 0;
  for (const example of examples) {
    sentences += example.sentences.length;
    for (const sentence of example.sentences) tokens += sentence.tokens.length;
  }
  const starts = new Int32Array(sentences + 1);
  const styleOf = new Uint8Array(sentences);
  const weights = new Float32Array(sentences);
  const allowed = new Int32Array(tokens);
  const offsets = new Int32Array(tokens + 1);
  let rows = new Int32Array(tokens * 64);
  let s = 0;
  let t = 0;
  for (const example of examples)
    example.sentences.forEach((_, i) => {
      starts[s] = t;
      styleOf[s] = Math.max(0, styles.indexOf(example.style));
      weights[s] = weightOf(example);
      allowed.set(example.allowed[i]!, t);
      t += example.allowed[i]!.length;
      s++;
    });
  starts[s] = t;
  let size = 0;
  t = 0;
  eachToken(examples, book, styles, (features, n) => {
    if (size + n > rows.length) {
      const larger = new Int32Array(Math.ceil(rows.length * 1.5) + n);
      larger.set(rows);
      rows = larger;
    }
    for (let k = 0; k < n; k++) {
      const row = table.get(features[k]!);
      if (row >= 0) rows[size++] = row;
    }
    offsets[++t] = size;
  });
  return { starts, styles: styleOf, weights, allowed, offsets, rows: rows.slice(0, size) };
}
