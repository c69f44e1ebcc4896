/**
 * The memory in which the tagger adds up: the weights of one style, what words and neighbours bring, one sentence. The adding
 * itself is done by `kernel.as`, in WebAssembly: vectors of 16-bit numbers and one look into memory where plain arrays
 * need several. Everything here is an address in bytes; rows are the scores of 16 labels relative to no name.
 */
import { kernelOn, memoryOf, PAGE, type WasmMemory } from '../text/wasm.js';
import { KERNEL } from './kernel.js';
import { LABELS, TAG_TYPES } from './labels.js';
import type { TaggerFile } from './tagger-file.js';

/** Bytes of a row. */
export const ROW = 32;
/** Numbers of a noun chunk's list. */
export const LIST = 16;
/** A label's lane: beginnings, then insides, then no name. */
export const NO_NAME = 2 * TAG_TYPES.length;
const laneOf = (label: number) =>
  label === 0 ? NO_NAME : label % 2 === 1 ? (label - 1) >> 1 : TAG_TYPES.length + ((label - 1) >> 1);

/** Bytes of a record in the kernel: scores of one token, factors of one token, one token. */
const STRIDE = 48;
const WIDE = 80;
const TOKEN = 32;
/** Factors are kept for scores this far from 0, in natural logarithms. */
const FLOOR = 20;
const BLOOM_BYTES = 1 << 18;

interface Kernel {
  layout(at: number): void;
  insert(key: number, row: number): void;
  sumKeys(to: number, count: number): number;
  addUp(n: number, edge: number, first: number): void;
  findBest(n: number, lean: number): void;
  sumPaths(n: number): void;
  shareOf(from: number, to: number, n: number, type: number): number;
}

export interface SumsSize {
  /** Tokens of the longest sentence. */
  readonly tokens: number;
  /** Keys that one token brings at most. */
  readonly keysOfToken: number;
}

export class Sums {
  readonly kernel: Kernel;
  /** Of `size.tokens`. */
  readonly longest: number;
  /** Where keys are written for `sumKeys`, as an index of 32-bit numbers. */
  readonly buffer: number;
  /** Where the records of the tokens are, and the keys that they tell of, as indices of 32-bit numbers. */
  readonly tokens: number;
  readonly keys: number;
  /** Where the lists of the noun chunks of a sentence are, LIST numbers each, as an index of 32-bit numbers. */
  readonly chunks: number;
  /** Rows for what finds no place in the memories: three a token, and two. */
  readonly spare: number;
  /** Changes when the memory grows. */
  words!: Int32Array;
  private readonly memory: WasmMemory;
  private readonly labels: number;
  private readonly firstFree: number;
  private free: number;

  /** @throws RangeError when the machine has no memory left */
  constructor(
    file: TaggerFile,
    style: string,
    balance: readonly number[] | undefined,
    { tokens, keysOfToken }: SumsSize,
  ) {
    const own = file.deltas.get(style)!;
    let slots = 16;
    while (slots < (file.keys.length + own.keys.length) * 1.6) slots *= 2;
    const floor = Math.ceil(FLOOR / file.step);
    let at = 256;
    const take = (bytes: number) => {
      const start = at;
      at = (at + bytes + 63) & ~63;
      return start;
    };
    const bits = take(BLOOM_BYTES);
    const table = take(slots * 8);
    const rows = take((file.keys.length + own.keys.length) * ROW);
    const buffer = take(4096);
    const records = take(tokens * TOKEN);
    const keys = take(tokens * keysOfToken * 4);
    this.chunks = take(tokens * LIST * 4) / 4;
    this.spare = take((3 * tokens + 2) * ROW);
    const emission = take(tokens * ROW);
    const score = take(tokens * STRIDE);
    const back = take(tokens * STRIDE);
    const potential = take(tokens * 64);
    const alpha = take(tokens * WIDE);
    const beta = take(tokens * WIDE);
    this.labels = take(tokens);
    const into = take(LABELS.length * STRIDE + STRIDE);
    const inside = take(ROW);
    const movesInto = take((LABELS.length + 1) * WIDE);
    const movesInside = take(64);
    const exps = take((2 * floor + 1) * 4);
    this.firstFree = this.free = at;
    this.longest = tokens;
    this.buffer = buffer / 4;
    this.tokens = records / 4;
    this.keys = keys / 4;
    this.memory = memoryOf(Math.ceil(at / PAGE) + 1);
    this.words = new Int32Array(this.memory.buffer);
    this.kernel = kernelOn(this.memory, KERNEL) as Kernel;

    const { spread } = this.writeMoves(file, balance, { into, inside, movesInto, movesInside });
    const factors = new Float32Array(this.memory.buffer, exps, 2 * floor + 1);
    for (let i = 0; i < factors.length; i++) factors[i] = Math.exp((i - floor) * file.step);
    const places = [bits, table, slots - 1, rows, buffer, records, emission, score, back, potential, alpha, beta];
    this.words.set([...places, this.labels, into, inside, movesInto, movesInside, exps, floor, spread], 0);
    this.kernel.layout(0);
    const row = new Int16Array(this.memory.buffer, buffer, 2 * TAG_TYPES.length);
    for (const { keys: hashes, weights } of [file, own])
      for (let i = 0; i < hashes.length; i++) {
        const none = weights[i * LABELS.length]!;
        for (let label = 1; label < LABELS.length; label++)
          row[laneOf(label)] = weights[i * LABELS.length + label]! - none;
        // 0 marks a free place.
        if (hashes[i] !== 0) this.kernel.insert(hashes[i]!, buffer);
      }
  }

  /** Scores of the moves between labels, and the factors that they are. */
  private writeMoves(
    file: TaggerFile,
    balance: readonly number[] | undefined,
    at: { readonly into: number; readonly inside: number; readonly movesInto: number; readonly movesInside: number },
  ): { spread: number } {
    const L = LABELS.length;
    const T = TAG_TYPES.length;
    const into = new Int16Array(this.memory.buffer, at.into, ((L + 1) * STRIDE) / 2);
    const movesInto = new Float32Array(this.memory.buffer, at.movesInto, ((L + 1) * WIDE) / 4);
    const inside = new Int16Array(this.memory.buffer, at.inside, 2 * T);
    const movesInside = new Float32Array(this.memory.buffer, at.movesInside, 2 * T);
    const move = (from: number, to: number) =>
      file.transitions[from * L + to]! + (to % 2 === 1 ? (balance?.[(to - 1) >> 1] ?? 0) : 0);
    const steps = (value: number) => Math.round(value / file.step);
    let spread = 0;
    for (let to = 0; to < L; to += to === 0 ? 1 : 2) {
      // Beginnings stand first, no name behind them.
      const lane = to === 0 ? T : laneOf(to);
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let from = 0; from <= L; from++) {
        const value = move(from, to);
        const source = from === L ? L : laneOf(from);
        into[(source * STRIDE) / 2 + lane] = steps(value);
        movesInto[(source * WIDE) / 4 + lane] = Math.exp(value);
        low = Math.min(low, steps(value));
        high = Math.max(high, steps(value));
      }
      spread = Math.max(spread, high - low);
    }
    for (let type = 0; type < T; type++) {
      const begin = 1 + 2 * type;
      inside[type] = steps(move(begin, begin + 1));
      inside[T + type] = steps(move(begin + 1, begin + 1));
      movesInside[type] = Math.exp(move(begin, begin + 1));
      movesInside[T + type] = Math.exp(move(begin + 1, begin + 1));
    }
    return { spread };
  }

  /** Room for rows that stay until `clear`. */
  take(count: number): number {
    const start = this.free;
    this.free += count * ROW;
    if (this.free > this.memory.buffer.byteLength) {
      this.memory.grow(Math.ceil((this.free - this.memory.buffer.byteLength) / PAGE) + 16);
      this.words = new Int32Array(this.memory.buffer);
    }
    return start;
  }

  /** Gives back all that was taken. */
  clear(): void {
    this.free = this.firstFree;
  }

  /** The lane of the best label of a token, after `findBest`. */
  labelOf(token: number): number {
    const at = this.labels + token;
    return (this.words[at >> 2]! >>> (8 * (at & 3))) & 0xff;
  }
}
