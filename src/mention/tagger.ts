/**
 * A linear-chain conditional random field over word features: the most likely labels of each sentence, and how sure
 * they are. Weights are small integers; what one word brings at one slot, and two neighbours to each other, is added up once
 * and remembered.
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
} from './features.js';
import type { Hint } from './hints.js';
import { TAG_TYPES } from './labels.js';
import { LIST, ROW, Sums } from './sums.js';
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
export const ANNOTATED = {
  enerex: ['Hardware'],
  gsap: ['Method', 'Dataset', 'Task'],
  heddes: ['Dataset'],
  scier: ['Method', 'Dataset', 'Task'],
  scierc: ['Method', 'Dataset', 'Metric', 'Task'],
  scirex: ['Method', 'Dataset', 'Metric', 'Task'],
  tdmsci: ['Dataset', 'Metric', 'Task'],
} as const satisfies Readonly<Record<string, readonly EntityType[]>>;

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

/** Words remembered before the memory is emptied: bounds it over millions of papers. */
const MAX_WORDS = 30_000;
/** Slots 0 to 6 are the token and its neighbours. */
const WINDOW = 7;
/** Pairs of neighbours remembered: some 260,000, of which one abstract brings about a hundred new ones. */
const BORDER_BITS = 18;
/** Shapes at places remembered: some thousand. */
const PLACE_SUM_BITS = 12;
/** Tokens of a sentence that there is room for at first. */
const SENTENCE = 512;
/** Rows of a chunk. */
const CHUNK_ROWS = new Int32Array(SLOTS);
/** Words of 32 bits of a token's record. */
const RECORD = 8;

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

/**
 * Rows remembered by a key, at one of the two places that it leads to: the one that was not asked for longer makes room, but not
 * before its sentence ends.
 */
class Memory {
  /** For each place its key and the sentence that used it last, side by side so that one look fetches both places. */
  private readonly slots: Int32Array;
  private start = 0;

  constructor(
    private readonly bits: number,
    private readonly rows: number,
  ) {
    this.slots = new Int32Array(2 << bits);
  }

  clear(sums: Sums): void {
    this.slots.fill(-1);
    this.start = sums.take(this.rows << this.bits);
  }

  /** Where the rows of a key stand; below 0: where they are now to be written, the other way round; 0: there is no room. */
  find(key: number, sentence: number): number {
    const { slots } = this;
    let at = 2 * (Math.imul(key, 0x9e3779b1) >>> (32 - this.bits));
    let isKnown = slots[at] === key;
    if (!isKnown) {
      const other = at ^ 2;
      isKnown = slots[other] === key;
      if (isKnown || slots[other + 1]! < slots[at + 1]!) at = other;
      if (!isKnown && slots[at + 1] === sentence) return 0;
      slots[at] = key;
    }
    slots[at + 1] = sentence;
    const row = this.start + (at >> 1) * this.rows * ROW;
    return isKnown ? row : -row;
  }
}

class Decoder {
  private sums: Sums;
  private book!: WordBook;
  private paper!: PaperFeatures;
  /** words × SLOTS: where the row of a word at a slot outside the window stands; 0 not yet known, -1 it has none. */
  private slotAt: Int32Array = new Int32Array(SLOTS * 4096);
  /** Where the rows of a word at the slots of the window stand; 0 not yet known. */
  private windowAt: Int32Array = new Int32Array(4096);
  /** Two words and whether they touch: the row of the left one, then that of the right one. */
  private readonly borders = new Memory(BORDER_BITS, 2);
  /** Shape and place of a token. */
  private readonly places = new Memory(PLACE_SUM_BITS, 1);
  /** Sentences read, and the next free spare row. */
  private sentence = 0;
  private spare = 0;
  private readonly buffer = new Int32Array(MAX_PAIRS + MAX_SLOT_FEATURES);
  private readonly outType: (EntityType | null)[];
  private readonly calibration: Float64Array;

  constructor(
    private readonly file: TaggerFile,
    private readonly style: string,
  ) {
    this.sums = this.roomFor(SENTENCE);
    const annotated: readonly string[] = new Map(Object.entries(ANNOTATED)).get(style) ?? ENTITY_TYPES;
    this.outType = TAG_TYPES.map((type) => {
      const means = type === 'Material' && style === 'scierc' ? 'Dataset' : type;
      return annotated.includes(means) ? (means as EntityType) : null;
    });
    this.calibration = Float64Array.from(file.calibration[style] ?? file.calibration[DEFAULT_STYLE] ?? [0, 1]);
    this.forget();
  }

  private roomFor(tokens: number): Sums {
    return new Sums(this.file, this.style, this.file.balance[this.style], { tokens, keysOfToken: MAX_PAIRS });
  }

  private forget(): void {
    this.book = new WordBook(this.file.clusters);
    this.paper = new PaperFeatures(this.book);
    this.windowAt.fill(0);
    this.slotAt.fill(0);
    this.sums.clear();
    this.borders.clear(this.sums);
    this.places.clear(this.sums);
  }

  tag(
    sentences: readonly Sentence[],
    abbreviations: readonly Abbreviation[],
    hints: readonly Hint[],
    lean: number,
  ): TaggedSpan[] {
    let longest = 0;
    for (const { tokens } of sentences) longest = Math.max(longest, tokens.length);
    if (longest > this.sums.longest) {
      this.sums = this.roomFor(2 * longest);
      this.forget();
    } else if (this.book.size > MAX_WORDS) this.forget();
    const { paper, sums } = this;
    const { kernel } = sums;
    paper.read(sentences, abbreviations, hints);
    const spans: TaggedSpan[] = [];
    for (let s = 0; s < sentences.length; s++) {
      const from = paper.starts[s]!;
      const n = paper.starts[s + 1]! - from;
      if (n === 0) continue;
      this.sentence = (this.sentence + 1) & 0x7fffffff;
      this.spare = sums.spare;
      const first = this.borderOf(EDGE, paper.slots[from * SLOTS + SLOT.self]!, false) + ROW;
      const edge = this.windowOf(EDGE);
      this.writeTokens(from, n);
      kernel.addUp(n, edge, first);
      kernel.findBest(n, Math.round(lean / this.file.step));
      this.collect(s, n, spans);
    }
    return spans;
  }

  /** Writes down for each token of a sentence where what is remembered stands, and the keys of all that is not. */
  private writeTokens(from: number, n: number): void {
    const { paper, sums } = this;
    const { slots } = paper;
    let key = sums.keys;
    let chunk = sums.chunks - LIST;
    for (let t = 0; t < n; t++) {
      const at = (from + t) * SLOTS;
      const word = slots[at + SLOT.self]!;
      const isLast = t === n - 1;
      const window = this.windowOf(word);
      const next = isLast ? EDGE : slots[at + SLOTS + SLOT.self]!;
      const border = this.borderOf(word, next, !isLast && paper.isGlued(from + t));
      if (t === 0 || !sameChunk(slots, at)) {
        chunk += LIST;
        this.listChunk(from + t, chunk);
      }
      const place = this.placeOf(from + t);
      // What is remembered may have made the memory grow.
      const { words } = sums;
      const end = paper.hintPairs(from + t, words, paper.contextPairs(from + t, words, key));
      const record = sums.tokens + t * RECORD;
      words[record] = window;
      words[record + 1] = border;
      words[record + 2] = chunk * 4;
      words[record + 3] = place;
      words[record + 4] = key * 4;
      words[record + 5] = end - key;
      key = end;
    }
  }

  /** Writes the sum of the rows of the first `count` keys of the buffer. */
  private sumInto(row: number, count: number): number {
    const { words, buffer, kernel } = this.sums;
    for (let k = 0; k < count; k++) words[buffer + k] = this.buffer[k]!;
    return kernel.sumKeys(row, count);
  }

  /** Where the rows of a word at the seven slots of the window stand. */
  private windowOf(word: number): number {
    const known = this.windowAt[word];
    if (known !== undefined && known !== 0) return known;
    if (word >= this.windowAt.length) this.windowAt = enlarged(this.windowAt, word + 1);
    const at = this.sums.take(WINDOW);
    for (let slot = 0; slot < WINDOW; slot++)
      this.sumInto(at + slot * ROW, slotFeatures(this.book, word, slot, this.buffer));
    this.windowAt[word] = at;
    return at;
  }

  /** Where the row stands that a word gets from the next one; behind it that which the next gets. */
  private borderOf(before: number, word: number, isGlued: boolean): number {
    const key = (before << 16) | (word << 1) | (isGlued ? 1 : 0);
    const known = this.borders.find(key, this.sentence);
    if (known > 0) return known;
    const at = known < 0 ? -known : this.spareRows(2);
    pairAfter(this.book, before, word, isGlued, this.buffer, 0);
    this.sumInto(at, NEIGHBOUR_PAIRS);
    pairBefore(this.book, before, word, isGlued, this.buffer, 0);
    this.sumInto(at + ROW, NEIGHBOUR_PAIRS);
    return at;
  }

  /** Where the row of shape and place of a token stands. */
  private placeOf(token: number): number {
    const { paper } = this;
    const known = this.places.find(paper.placeKey(token), this.sentence);
    if (known > 0) return known;
    const at = known < 0 ? -known : this.spareRows(1);
    this.sumInto(at, paper.placePairs(token, this.buffer, 0));
    return at;
  }

  private spareRows(count: number): number {
    const at = this.spare;
    this.spare += count * ROW;
    return at;
  }

  /** Lists what head, borders and list of a noun chunk bring, the same for all its tokens. */
  private listChunk(token: number, list: number): void {
    const { paper, sums } = this;
    const { slots } = paper;
    let count = 0;
    for (let slot = WINDOW; slot < SLOTS; slot++) {
      const word = slots[token * SLOTS + slot]!;
      if (word === NONE) continue;
      const index = word * SLOTS + slot;
      let at = index < this.slotAt.length ? this.slotAt[index]! : 0;
      if (at === 0) at = this.rowAtSlot(word, slot);
      if (at > 0) CHUNK_ROWS[count++] = at;
    }
    const { words } = sums;
    words[list] = 0;
    paper.chunkPairs(token, words, list);
    words[list + 1] = count;
    for (let k = 0; k < count; k++) words[list + 2 + k] = CHUNK_ROWS[k]!;
  }

  /** Adds up what a word brings at a slot outside the window, and remembers it; -1: nothing. */
  private rowAtSlot(word: number, slot: number): number {
    if ((word + 1) * SLOTS > this.slotAt.length) this.slotAt = enlarged(this.slotAt, (word + 1) * SLOTS);
    const at = this.sums.take(1);
    const hits = this.sumInto(at, slotFeatures(this.book, word, slot, this.buffer));
    this.slotAt[word * SLOTS + slot] = hits === 0 ? -1 : at;
    return hits === 0 ? -1 : at;
  }

  private collect(sentence: number, n: number, spans: TaggedSpan[]): void {
    const { sums } = this;
    let isSummed = false;
    for (let t = 0; t < n; ) {
      const type = sums.labelOf(t);
      if (type >= TAG_TYPES.length) {
        t++;
        continue;
      }
      let end = t + 1;
      while (end < n && sums.labelOf(end) === TAG_TYPES.length + type) end++;
      const out = this.outType[type]!;
      if (out !== null) {
        if (!isSummed) sums.kernel.sumPaths(n);
        isSummed = true;
        const confidence = this.calibrate(sums.kernel.shareOf(t, end, n, type));
        spans.push({ sentence, from: t, to: end, type: out, confidence });
      }
      t = end;
    }
  }

  private calibrate(share: number): number {
    const table = this.calibration;
    const x = share * (table.length - 1);
    const i = Math.min(table.length - 2, Math.floor(x));
    return table[i]! + (x - i) * (table[i + 1]! - table[i]!);
  }
}
