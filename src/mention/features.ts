/**
 * What the tagger sees of a token. Shared with the trainer, so that both see the same.
 *
 * Two kinds of features. Those of one word at one *slot* of the token (itself, its neighbours, the head of its noun
 * chunk, the verb before it, …) depend on nothing but word and slot: the tagger adds them up once per distinct word.
 * Those of several words together (*pairs*) are looked up at each token. All are 32-bit hashes; no string is touched
 * once a word is known.
 */
import type { Abbreviation } from '../text/abbreviations.js';
import type { Sentence, WordForm } from '../types.js';
import { BREAKERS, VERBS } from './closed-words.js';

/** Groups of similar words, found in unlabelled text: three granularities, and whether a capital is only for show. */
export interface WordClusters {
  /** Sorted unsigned hashes of word forms. */
  readonly hashes: Uint32Array;
  /** hashes × 3: a group among some 64, 256 and 1024; 0 is none. */
  readonly groups: Uint16Array;
  /** 1: this word is mostly written in lower case, so that its capital at the start of a sentence says nothing. */
  readonly mostlyLower: Uint8Array;
}

/** The form under which a word is known to the clusters: numbers are one word, all else is as written. */
export function wordForm(text: string): string {
  return isNumber(text) ? '0' : text;
}

/** FNV-1a over UTF-16 units, unsigned. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return finish(hash);
}

/** Where a word stands relative to the token that is looked at. */
export const SLOT = {
  before3: 0,
  before2: 1,
  before1: 2,
  self: 3,
  after1: 4,
  after2: 5,
  after3: 6,
  /** Last word of the noun chunk. */
  head: 7,
  /** Last word before the chunk, first word after it. */
  chunkBefore: 8,
  chunkAfter: 9,
  /** Of the last chunk in a list "A, B and C datasets", and what stands before its first. */
  listHead: 10,
  listBefore: 11,
  /** The nearest verb to the left. */
  verb: 12,
  /** Head of a chunk elsewhere in the paper that has this word in it. */
  elsewhere: 13,
  /** Last word of the long form that the paper gives for this word. */
  longForm: 14,
} as const;
export const SLOTS = 15;

/** No word stands at this slot. */
export const NONE = 0;
/** Beyond the sentence. */
export const EDGE = 1;

const KIND = {
  lower: 1,
  exact: 2,
  shape: 3,
  short: 4,
  p2: 5,
  p3: 6,
  p4: 7,
  s1: 8,
  s2: 9,
  s3: 10,
  s4: 11,
  g64: 12,
  g256: 13,
  g1024: 14,
};
const KINDS = 15;

const near = [2, 3, 4];
const wide = [1, 2, 3, 4, 5];
const all = [0, 1, 2, 3, 4, 5, 6];
const roles = [7, 8, 9, 10, 11, 12, 13, 14];
/** At which slots a kind is looked at. */
const SLOTS_OF_KIND: readonly (readonly [number, readonly number[]])[] = [
  [KIND.lower, [...all, ...roles]],
  [KIND.exact, near],
  [KIND.shape, near],
  [KIND.short, [...wide, 7, 10, 13]],
  [KIND.p2, [3]],
  [KIND.p3, [3, 4]],
  [KIND.p4, [3]],
  [KIND.s1, [3]],
  [KIND.s2, [3]],
  [KIND.s3, [2, 3, 4, 7, 10]],
  [KIND.s4, [3]],
  [KIND.g64, wide],
  [KIND.g256, [...all, ...roles]],
  [KIND.g1024, [...wide, 7, 8, 9, 10, 13, 14]],
];
const KINDS_OF_SLOT: readonly (readonly number[])[] = Array.from({ length: SLOTS }, (_, slot) =>
  SLOTS_OF_KIND.filter(([, slots]) => slots.includes(slot)).map(([kind]) => kind),
);
/** The features that each corpus has a weight of its own for: guidelines differ in words and heads, not in all. */
const STYLE_KINDS: readonly (readonly [slot: number, kind: number])[] = [
  [3, KIND.lower],
  [2, KIND.lower],
  [4, KIND.lower],
  [3, KIND.short],
  [3, KIND.s3],
  [3, KIND.g256],
  [2, KIND.g256],
  [4, KIND.g256],
  [3, KIND.g1024],
  [7, KIND.lower],
  [7, KIND.g256],
  [8, KIND.lower],
  [8, KIND.g64],
  [9, KIND.lower],
  [12, KIND.lower],
];
const isStyle = Array.from({ length: SLOTS }, (_, slot) =>
  KINDS_OF_SLOT[slot]!.map((kind) => STYLE_KINDS.some(([s, k]) => s === slot && k === kind)),
);

/** What is known of a distinct word, by its number. */
export class WordBook {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];
  /** words × KINDS: the value of each kind, 0 where the word has none. */
  values = new Int32Array(KINDS * 4096);
  flags = new Uint16Array(4096);
  /** words: a small number for the short shape of each. */
  shapes = new Uint16Array(4096);
  private readonly shapeNumbers = new Map<string, number>();
  private readonly lowered: number[] = [];
  /** What forms know the book by: the book itself they would keep alive long after it was given up. */
  private readonly mark = {};

  constructor(private readonly clusters: WordClusters | null) {
    this.add('');
    this.add('\u0000edge');
  }

  get size(): number {
    return this.texts.length;
  }

  /** The number of a word, the same for the life of the book. */
  number(text: string): number {
    return this.numbers.get(text) ?? this.add(text);
  }

  /** {@link number}, remembered on the form itself. */
  numberOf(form: WordForm): number {
    if (form.numberedBy !== this.mark) {
      form.number = this.number(form.text);
      form.numberedBy = this.mark;
    }
    return form.number;
  }

  /** The number of the word that stands here only by chance with a capital; the word itself where it does not. */
  lower(word: number): number {
    let low = this.lowered[word]!;
    if (low < 0) {
      low = (this.flags[word]! & FOLDS) !== 0 ? this.number(this.texts[word]!.toLowerCase()) : word;
      this.lowered[word] = low;
    }
    return low;
  }

  value(word: number, kind: number): number {
    return this.values[word * KINDS + kind]!;
  }

  private add(text: string): number {
    const word = this.texts.length;
    this.numbers.set(text, word);
    this.texts.push(text);
    this.lowered.push(-1);
    if (word * KINDS >= this.values.length) {
      const values = new Int32Array(this.values.length * 2);
      values.set(this.values);
      this.values = values;
      const flags = new Uint16Array(this.flags.length * 2);
      flags.set(this.flags);
      this.flags = flags;
      const shapes = new Uint16Array(this.shapes.length * 2);
      shapes.set(this.shapes);
      this.shapes = shapes;
    }
    if (word === NONE) return word;
    this.describe(text, word);
    return word;
  }

  private describe(text: string, word: number): void {
    const at = word * KINDS;
    const v = this.values;
    const low = text.toLowerCase();
    const form = wordForm(low);
    v[at + KIND.lower] = hashText(form) | 0;
    if (form !== '0' && text !== low) v[at + KIND.exact] = hashText(text) | 0;
    v[at + KIND.shape] = hashText(shapeOf(text, 3)) | 0;
    const short = shapeOf(text, 1);
    v[at + KIND.short] = hashText(short) | 0;
    let shape = this.shapeNumbers.get(short);
    if (shape === undefined) {
      shape = this.shapeNumbers.size;
      this.shapeNumbers.set(short, shape);
    }
    this.shapes[word] = shape;
    if (form !== '0' && word !== EDGE) {
      for (let n = 2; n <= 4; n++) if (low.length > n) v[at + KIND.p2 + n - 2] = hashText(low.slice(0, n)) | 0;
      for (let n = 1; n <= 4; n++) if (low.length > n) v[at + KIND.s1 + n - 1] = hashText(low.slice(-n)) | 0;
    }
    let flags = flagsOf(text, low);
    const { clusters } = this;
    if (clusters && word !== EDGE) {
      let row = find(clusters.hashes, hashText(wordForm(text)));
      if ((flags & CAPITALISED) !== 0 && (row < 0 || clusters.mostlyLower[row] === 1)) {
        const lowRow = find(clusters.hashes, hashText(form));
        if (lowRow >= 0 && (row < 0 || clusters.mostlyLower[row] === 1)) flags |= FOLDS;
      }
      if (row < 0) row = find(clusters.hashes, hashText(form));
      if (row < 0 && low.endsWith('s')) row = find(clusters.hashes, hashText(text.slice(0, -1)));
      if (row >= 0) for (let g = 0; g < 3; g++) v[at + KIND.g64 + g] = clusters.groups[row * 3 + g]!;
    }
    this.flags[word] = flags;
  }
}

/** First letter a capital, the others small. */
const CAPITALISED = 1;
/** Has a capital or a digit that is not only its first letter. */
const MARKED = 2;
const NUMERIC = 4;
/** A word, not a sign. */
const WORDLIKE = 8;
/** Never inside a noun chunk. */
const BREAKS = 16;
const VERB = 32;
/** Its capital may be taken away at the start of a sentence. */
const FOLDS = 64;
const JOINS = 128;
const LISTS = 256;
const OPENS = 512;
const CLOSES = 1024;

function flagsOf(text: string, low: string): number {
  let flags = 0;
  const first = text.charCodeAt(0);
  const wordlike = low !== text.toUpperCase() || (first >= 0x30 && first <= 0x39) || (first > 0x2ff && text.length > 1);
  if (wordlike) flags |= WORDLIKE;
  if (isNumber(text)) flags |= NUMERIC;
  const rest = text.slice(1);
  if (text[0] !== low[0] && rest === rest.toLowerCase() && !/\d/.test(rest) && text.length > 1) flags |= CAPITALISED;
  if (text.length > 1 && !isNumber(text) && (rest !== rest.toLowerCase() || /\d/.test(text))) flags |= MARKED;
  if (!wordlike || BREAKERS.has(low) || (low.length > 4 && low.endsWith('ly'))) flags |= BREAKS;
  if (VERBS.has(low)) flags |= VERB | BREAKS;
  if (text === '-' || text === '/' || text === '–' || text === '+' || text === '&') flags |= JOINS;
  if (text === ',' || low === 'and' || low === 'or' || text === '/' || text === '&') flags |= LISTS;
  if (text === '(' || text === '[') flags |= OPENS;
  if (text === ')' || text === ']') flags |= CLOSES;
  return flags;
}

function isNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  if (!(first >= 0x30 && first <= 0x39)) return false;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x30 || code > 0x39) && code !== 0x2e && code !== 0x2c) return false;
  }
  return true;
}

/** "ResNet50" to "XxXx0": runs of one kind are cut to `run` signs. */
function shapeOf(text: string, run: number): string {
  let shape = '';
  let last = '';
  let length = 0;
  for (let i = 0; i < text.length && i < 24; i++) {
    const character = text[i]!;
    const low = character.toLowerCase();
    const sign =
      low !== character
        ? 'X'
        : low !== character.toUpperCase()
          ? 'x'
          : character >= '0' && character <= '9'
            ? '0'
            : character;
    length = sign === last ? length + 1 : 1;
    last = sign;
    if (length <= run) shape += sign;
  }
  return shape;
}

function find(hashes: Uint32Array, hash: number): number {
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = hashes[middle]!;
    if (value === hash) return middle;
    if (value < hash) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The tokens of a paper as word numbers, with all that is looked at around each. One is reused for many papers. */
export class PaperFeatures {
  /** How many tokens it holds now. */
  size = 0;
  /** tokens × SLOTS: word numbers. */
  slots = new Int32Array(SLOTS * 1024);
  /** Per token: bits that belong to the place, not to the word. */
  place = new Int32Array(1024);
  /** First token of each sentence, and the end of the last. */
  starts: number[] = [];
  /** tokens × 2: the first two rules that found something here, with the place of the token in it; 0 none. */
  private hints = new Int32Array(2048);
  private chunkStart = new Int32Array(1024);
  private chunkEnd = new Int32Array(1024);

  constructor(private readonly book: WordBook) {}

  read(
    sentences: readonly Sentence[],
    abbreviations: readonly Abbreviation[],
    hints: readonly { sentence: number; from: number; to: number; kind: number }[] = [],
  ): void {
    let size = 0;
    for (const sentence of sentences) size += sentence.tokens.length;
    this.size = size;
    this.reserve(size);
    this.starts = [];
    let at = 0;
    for (const sentence of sentences) {
      this.starts.push(at);
      this.readSentence(sentence, at);
      at += sentence.tokens.length;
    }
    this.starts.push(at);
    this.lookElsewhere();
    this.markAbbreviations(sentences, abbreviations);
    for (const hint of hints) this.mark(hint);
  }

  private mark({ sentence, from, to, kind }: { sentence: number; from: number; to: number; kind: number }): void {
    const first = this.starts[sentence]!;
    for (let i = from; i < to; i++) {
      const place = (i === from ? 1 : 0) + (i === to - 1 ? 2 : 0);
      const at = 2 * (first + i);
      const value = pair(300, kind, place) || 1;
      if (this.hints[at] === 0) this.hints[at] = value;
      else if (this.hints[at + 1] === 0) this.hints[at + 1] = value;
    }
  }

  private reserve(size: number): void {
    if (size > this.place.length) {
      const length = Math.max(size, this.place.length * 2);
      this.slots = new Int32Array(length * SLOTS);
      this.place = new Int32Array(length);
      this.hints = new Int32Array(length * 2);
      this.chunkStart = new Int32Array(length);
      this.chunkEnd = new Int32Array(length);
    }
    this.slots.fill(NONE, 0, size * SLOTS);
    this.place.fill(0, 0, size);
    this.hints.fill(0, 0, size * 2);
  }

  private readSentence(sentence: Sentence, from: number): void {
    const { book, slots, place } = this;
    const { tokens } = sentence;
    const n = tokens.length;
    const end = from + n;
    const titleCase = sentence.field === 'title' && isTitleCase(sentence);
    for (let i = 0; i < n; i++) {
      let word = book.numberOf(tokens[i]!.form);
      if (titleCase || i === 0) word = book.lower(word);
      slots[(from + i) * SLOTS + SLOT.self] = word;
    }
    for (let i = from; i < end; i++) {
      const row = i * SLOTS;
      for (let d = 1; d <= 3; d++) {
        slots[row + SLOT.self - d] = i - d >= from ? slots[(i - d) * SLOTS + SLOT.self]! : EDGE;
        slots[row + SLOT.self + d] = i + d < end ? slots[(i + d) * SLOTS + SLOT.self]! : EDGE;
      }
    }
    this.findChunks(from, end);
    const { flags } = book;
    let verb = NONE;
    let depth = 0;
    let colon = -1;
    if (sentence.field === 'title') for (let i = 0; i < n && colon < 0; i++) if (tokens[i]!.text === ':') colon = i;
    for (let i = from; i < end; i++) {
      const word = slots[i * SLOTS + SLOT.self]!;
      const flag = flags[word]!;
      if ((flag & VERB) !== 0) verb = word;
      else slots[i * SLOTS + SLOT.verb] = verb;
      if ((flag & CLOSES) !== 0 && depth > 0) depth--;
      let bits = 0;
      if (depth > 0) bits |= PLACE.bracket;
      if ((flag & OPENS) !== 0) depth++;
      if (sentence.field === 'title') bits |= PLACE.title;
      if (i - from < colon) bits |= PLACE.beforeColon;
      if (i === from) bits |= PLACE.first;
      const token = tokens[i - from]!;
      if (i > from && tokens[i - from - 1]!.end === token.start) bits |= PLACE.gluedLeft;
      if (i + 1 < end && tokens[i - from + 1]!.start === token.end) bits |= PLACE.gluedRight;
      place[i] = bits;
    }
  }

  /** Noun chunks: runs of words that are neither closed-class words nor verbs. Then lists of chunks. */
  private findChunks(from: number, end: number): void {
    const { slots, chunkStart, chunkEnd } = this;
    const { flags } = this.book;
    for (let i = from; i < end; ) {
      const flag = flags[slots[i * SLOTS + SLOT.self]!]!;
      if ((flag & BREAKS) !== 0 || (flag & NUMERIC) !== 0) {
        chunkStart[i] = chunkEnd[i] = -1;
        i++;
        continue;
      }
      let stop = i + 1;
      for (; stop < end; stop++) {
        const next = flags[slots[stop * SLOTS + SLOT.self]!]!;
        if ((next & JOINS) !== 0 && stop + 1 < end) {
          const after = flags[slots[(stop + 1) * SLOTS + SLOT.self]!]!;
          if ((after & WORDLIKE) !== 0) {
            stop++;
            continue;
          }
        }
        if ((next & BREAKS) !== 0 || (next & NUMERIC) !== 0) break;
      }
      let head = stop - 1;
      while (head > i && (flags[slots[head * SLOTS + SLOT.self]!]! & (NUMERIC | JOINS)) !== 0) head--;
      const headWord = slots[head * SLOTS + SLOT.self]!;
      const before = i > from ? slots[(i - 1) * SLOTS + SLOT.self]! : EDGE;
      const after = stop < end ? slots[stop * SLOTS + SLOT.self]! : EDGE;
      for (let k = i; k < stop; k++) {
        chunkStart[k] = i;
        chunkEnd[k] = stop;
        slots[k * SLOTS + SLOT.head] = headWord;
        slots[k * SLOTS + SLOT.chunkBefore] = before;
        slots[k * SLOTS + SLOT.chunkAfter] = after;
      }
      i = stop;
    }
    // Lists: chunks with only ",", "and", "or" between them share the last one's head and the first one's left side.
    let first = -1;
    for (let i = from; i < end; ) {
      if (chunkStart[i]! < 0) {
        i++;
        continue;
      }
      if (first < 0) first = i;
      const stop = chunkEnd[i]!;
      let next = stop;
      while (next < end && next - stop < 2 && (flags[slots[next * SLOTS + SLOT.self]!]! & LISTS) !== 0) next++;
      if (next > stop && next < end && chunkStart[next]! === next) {
        i = next;
        continue;
      }
      if (first !== chunkStart[i]!) {
        const head = slots[i * SLOTS + SLOT.head]!;
        const before = slots[first * SLOTS + SLOT.chunkBefore]!;
        for (let k = first; k < stop; k++) {
          if (k < i) slots[k * SLOTS + SLOT.listHead] = head;
          if (k >= chunkEnd[first]!) slots[k * SLOTS + SLOT.listBefore] = before;
        }
      }
      first = -1;
      i = stop;
    }
  }

  /** Names with capitals or digits inside: what they are called at another place of the paper. */
  private lookElsewhere(): void {
    const { slots, size } = this;
    const { flags } = this.book;
    const places = new Map<number, number[]>();
    for (let i = 0; i < size; i++) {
      const word = slots[i * SLOTS + SLOT.self]!;
      if ((flags[word]! & (MARKED | CAPITALISED)) === 0) continue;
      const list = places.get(word);
      if (list) list.push(i);
      else places.set(word, [i]);
    }
    for (const [word, list] of places) {
      if (list.length < 2) continue;
      // The first two places that say more than the word itself: every other place learns from the first, that one from the second.
      let one = -1;
      let two = -1;
      for (const i of list) {
        const head = slots[i * SLOTS + SLOT.head]!;
        if (head === word || head === NONE) continue;
        if (one < 0) one = i;
        else if (head !== slots[one * SLOTS + SLOT.head]!) {
          two = i;
          break;
        }
      }
      for (const i of list) {
        this.place[i]! |= PLACE.repeated;
        const from = i === one ? two : one;
        if (from >= 0) slots[i * SLOTS + SLOT.elsewhere] = slots[from * SLOTS + SLOT.head]!;
      }
    }
  }

  private markAbbreviations(sentences: readonly Sentence[], abbreviations: readonly Abbreviation[]): void {
    if (abbreviations.length === 0) return;
    const { slots, place, starts, book } = this;
    const longOf = new Map<number, number>();
    let s = 0;
    for (const { long, short } of abbreviations) {
      // Pairs come in reading order, sentence by sentence.
      let here = s;
      while (
        here < sentences.length &&
        !(
          sentences[here]!.field === long.field &&
          sentences[here]!.start <= long.start &&
          long.start < sentences[here]!.end
        )
      )
        here++;
      if (here === sentences.length) continue; // the sentence was left out
      s = here;
      const { tokens } = sentences[s]!;
      let last = NONE;
      for (let i = 0; i < tokens.length; i++) {
        const token = tokens[i]!;
        if (token.start >= long.start && token.end <= long.end) {
          place[starts[s]! + i]! |= PLACE.longForm;
          const word = slots[(starts[s]! + i) * SLOTS + SLOT.self]!;
          if ((book.flags[word]! & WORDLIKE) !== 0) last = word;
        }
      }
      for (let i = 0; i < tokens.length; i++) {
        const token = tokens[i]!;
        if (token.start >= short.start && token.end <= short.end) {
          place[starts[s]! + i]! |= PLACE.shortForm;
          const word = slots[(starts[s]! + i) * SLOTS + SLOT.self]!;
          if (short.end - short.start === token.end - token.start) longOf.set(word, last);
        }
      }
    }
    for (let i = 0; i < this.size; i++) {
      const head = longOf.get(slots[i * SLOTS + SLOT.self]!);
      if (head !== undefined) slots[i * SLOTS + SLOT.longForm] = head;
    }
  }

  /**
   * Hashes of all features of several words at token `i`: those with the word before it, those with the word after it,
   * all others, what the rules say.
   *
   * @param out  at least MAX_PAIRS long
   * @returns how many were written
   */
  pairs(i: number, out: Int32Array): number {
    const { slots } = this;
    const row = i * SLOTS;
    const place = this.place[i]!;
    const self = slots[row + SLOT.self]!;
    pairBefore(this.book, slots[row + SLOT.before1]!, self, (place & PLACE.gluedLeft) !== 0, out, 0);
    pairAfter(this.book, self, slots[row + SLOT.after1]!, (place & PLACE.gluedRight) !== 0, out, NEIGHBOUR_PAIRS);
    return this.hintPairs(i, out, this.otherPairs(i, out, 2 * NEIGHBOUR_PAIRS));
  }

  /** Whether no space stands between token `i` and the next. */
  isGlued(i: number): boolean {
    return (this.place[i]! & PLACE.gluedRight) !== 0;
  }

  /** What the rules found at token `i`; most often nothing. Written from place `from` of `out` on. */
  hintPairs(i: number, out: Int32Array, from: number): number {
    const first = this.hints[2 * i]!;
    if (first === 0) return from;
    const second = this.hints[2 * i + 1]!;
    let n = from;
    out[n++] = pair(140, first, 0);
    out[n++] = pair(142, first, this.book.value(this.slots[i * SLOTS + SLOT.self]!, KIND.short));
    out[n++] = pair(141, first, second);
    if (second !== 0) out[n++] = pair(140, second, 0);
    return n;
  }

  /** What `pairs` has beyond the two neighbours and the rules, from place `from` of `out` on. */
  private otherPairs(i: number, out: Int32Array, from: number): number {
    return this.chunkPairs(i, out, this.placePairs(i, out, this.contextPairs(i, out, from)));
  }

  /** What hangs on several words around token `i`. Written from place `from` of `out` on. */
  contextPairs(i: number, out: Int32Array, from: number): number {
    const { slots } = this;
    const v = this.book.values;
    const row = i * SLOTS;
    const b1 = slots[row + SLOT.before1]! * KINDS;
    const b2 = slots[row + SLOT.before2]! * KINDS;
    const a1 = slots[row + SLOT.after1]! * KINDS;
    const head = slots[row + SLOT.head]! * KINDS;
    const self = slots[row + SLOT.self]! * KINDS;
    const s0 = v[self + KIND.short]!;
    const L = KIND.lower;
    let n = from;
    out[n++] = triple(114, v[b1 + KIND.short]!, s0, v[a1 + KIND.short]!);
    out[n++] = triple(118, v[b2 + L]!, v[b1 + L]!, s0);
    if (head !== 0) {
      const before = slots[row + SLOT.chunkBefore]! * KINDS;
      const after = slots[row + SLOT.chunkAfter]! * KINDS;
      const position = this.positionOf(i);
      out[n++] = pair(121, v[before + L]!, position);
      out[n++] = pair(124, v[head + L]!, s0);
      out[n++] = pair(125, v[head + KIND.g1024]!, position);
      out[n++] = pair(126, v[after + L]!, position & 3);
    }
    const place = this.place[i]!;
    if ((place & PLACE.bracket) !== 0) out[n++] = pair(132, s0, v[b1 + L]!);
    if ((place & PLACE.longForm) !== 0) out[n++] = pair(135, v[self + KIND.g64]!, 0);
    return n;
  }

  /**
   * What hangs on the shape of token `i`, its place in its noun chunk and in the paper: {@link placeKey} says all of these.
   * Written from place `from` of `out` on.
   */
  placePairs(i: number, out: Int32Array, from: number): number {
    const s0 = this.book.values[this.slots[i * SLOTS + SLOT.self]! * KINDS + KIND.short]!;
    const place = this.place[i]!;
    let n = from;
    if (this.slots[i * SLOTS + SLOT.head] !== NONE) out[n++] = pair(120, this.positionOf(i), s0);
    if (place !== 0) {
      out[n++] = pair(130, place, 0);
      out[n++] = pair(131, place, s0);
      if ((place & PLACE.beforeColon) !== 0) out[n++] = pair(133, s0, 0);
      if ((place & PLACE.shortForm) !== 0) out[n++] = pair(134, s0, 0);
      if ((place & PLACE.repeated) !== 0) out[n++] = pair(136, s0, 0);
    }
    return n;
  }

  /** Equal for two tokens only if {@link placePairs} is; 0 for none. */
  placeKey(i: number): number {
    const shape = this.book.shapes[this.slots[i * SLOTS + SLOT.self]!]!;
    const position = this.slots[i * SLOTS + SLOT.head] === NONE ? 0 : 1 + this.positionOf(i);
    return (((shape << 5) | position) << PLACE_BITS) | this.place[i]!;
  }

  /** What hangs on the borders of the noun chunk of token `i`, the same for all its tokens. */
  chunkPairs(i: number, out: Int32Array, from: number): number {
    const row = i * SLOTS;
    const head = this.slots[row + SLOT.head]!;
    if (head === NONE) return from;
    const { book } = this;
    const before = this.slots[row + SLOT.chunkBefore]!;
    out[from] = pair(122, book.value(before, KIND.lower), book.value(head, KIND.g256));
    return from + 1;
  }

  /** Of a token in a noun chunk: how far from its start, up to 3, times 4, and how far from its end, up to 3. */
  private positionOf(i: number): number {
    return Math.min(3, i - this.chunkStart[i]!) * 4 + Math.min(3, this.chunkEnd[i]! - 1 - i);
  }
}

/** How many features a word has with one neighbour: they depend on nothing else, so their sum can be remembered. */
export const NEIGHBOUR_PAIRS = 5;

/** A word and the one before it. Writes NEIGHBOUR_PAIRS hashes from place `n` on. */
export function pairBefore(
  book: WordBook,
  before: number,
  word: number,
  isGlued: boolean,
  out: Int32Array,
  n: number,
): void {
  const v = book.values;
  const [b, w] = [before * KINDS, word * KINDS];
  out[n] = pair(101, v[b + KIND.lower]!, v[w + KIND.lower]!);
  out[n + 1] = pair(110, v[b + KIND.lower]!, v[w + KIND.short]!);
  out[n + 2] = pair(105, v[b + KIND.short]! + (isGlued ? 1 : 0), v[w + KIND.short]!);
  out[n + 3] = pair(107, v[b + KIND.g256]!, v[w + KIND.g256]!);
  out[n + 4] = pair(113, v[b + KIND.lower]!, v[w + KIND.g256]!);
}

/** A word and the one after it. Writes NEIGHBOUR_PAIRS hashes from place `n` on. */
export function pairAfter(
  book: WordBook,
  word: number,
  after: number,
  isGlued: boolean,
  out: Int32Array,
  n: number,
): void {
  const v = book.values;
  const [w, a] = [word * KINDS, after * KINDS];
  out[n] = pair(102, v[w + KIND.lower]!, v[a + KIND.lower]!);
  out[n + 1] = pair(111, v[w + KIND.short]!, v[a + KIND.lower]!);
  out[n + 2] = pair(106, v[w + KIND.short]!, v[a + KIND.short]! + (isGlued ? 1 : 0));
  out[n + 3] = pair(108, v[w + KIND.g256]!, v[a + KIND.g256]!);
  out[n + 4] = pair(112, v[w + KIND.g256]!, v[a + KIND.lower]!);
}

export const MAX_PAIRS = 2 * NEIGHBOUR_PAIRS + 20;
/**
 * Places in what `pairs` writes that corpora have weights of their own for, beside all that the rules found: the word with
 * each neighbour, its shape with each neighbour, three shapes. They say where a name ends ("the MNIST dataset"), which
 * guidelines differ in.
 */
export const STYLED_PAIRS: readonly number[] = [0, 1, 5, 6, 10];

export const PLACE = {
  bracket: 1,
  title: 2,
  beforeColon: 4,
  first: 8,
  gluedLeft: 16,
  gluedRight: 32,
  repeated: 64,
  shortForm: 128,
  longForm: 256,
} as const;
const PLACE_BITS = 9;

function isTitleCase(sentence: Sentence): boolean {
  let words = 0;
  let capitals = 0;
  for (const { text } of sentence.tokens) {
    if (text.length < 4) continue;
    const first = text[0]!;
    if (first.toLowerCase() === first.toUpperCase()) continue;
    words++;
    if (first !== first.toLowerCase()) capitals++;
  }
  return capitals * 10 >= words * 6;
}

/**
 * Hashes of the features of one word at one slot.
 *
 * @param styled  receives 1 for the features that corpora have weights of their own for
 * @returns how many were written; none for NONE
 */
export function slotFeatures(book: WordBook, word: number, slot: number, out: Int32Array, styled?: Uint8Array): number {
  if (word === NONE) return 0;
  const kinds = KINDS_OF_SLOT[slot]!;
  const style = isStyle[slot]!;
  let n = 0;
  for (let k = 0; k < kinds.length; k++) {
    const value = book.value(word, kinds[k]!);
    if (value === 0) continue;
    if (styled) styled[n] = style[k] ? 1 : 0;
    out[n++] = pair(kinds[k]! * 16 + slot + 1000, value, slot);
  }
  return n;
}
export const MAX_SLOT_FEATURES = KINDS;

function pair(template: number, a: number, b: number): number {
  return (
    finish(
      Math.imul(Math.imul(a, 0x9e3779b1) ^ Math.imul(template, 0x85ebca6b), 0xc2b2ae35) + Math.imul(b, 0x27d4eb2f),
    ) | 0
  );
}

function triple(template: number, a: number, b: number, c: number): number {
  return pair(template, pair(template, a, b), c);
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The same feature under one corpus' guideline. */
export function styleFeature(feature: number, style: number): number {
  return pair(7000 + style, feature, style);
}
