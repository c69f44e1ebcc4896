/**
 * The weights that say which method a paper turns about and which pairs of its things are related. What is central is told
 * by logistic regression; pairs by a network of one hidden layer, which numbers and hashed words add up to. Two things may
 * be related in two ways at once, so each group has a probability of its own.
 */
import { badModel, findRow, indexRows } from './model-file.js';
import { mix } from './pair-features.js';

/** What is decided together: whether two things are compared, and then whether one is better. */
export const GROUPS = ['USED_FOR', 'EVALUATED_ON', 'BASED_ON', 'COMPARED_WITH', 'MEASURED_BY', 'RUNS_ON'] as const;
export type Group = (typeof GROUPS)[number];

/** Words and what each weighs in every column. */
export interface WordTable {
  /** Sorted; one a row. */
  readonly hashes: Int32Array;
  /** Rows × columns, −7 to 7 (four bits in the file). */
  readonly rows: Int8Array;
  /** What one step of a weight is worth, one a column. */
  readonly scales: Float32Array;
}
export interface JudgeWeights {
  /** One for each sign of `central.ts`. */
  readonly central: Float32Array;
  /** One column. */
  readonly centralWords: WordTable;
  /** Signs of `pairs.ts` × hidden units. */
  readonly signs: Float32Array;
  /** A column for each hidden unit. */
  readonly words: WordTable;
  /** One a hidden unit. */
  readonly bias: Float32Array;
  /** Groups × hidden units. */
  readonly out: Float32Array;
  /** Groups × signs: what a sign says without the hidden layer. */
  readonly direct: Float32Array;
  /** For each group the probability from which a relation is kept. */
  readonly minimum: Float32Array;
}
export interface Judge extends JudgeWeights {
  /** Where the row of each hash stands. */
  readonly centralSlots: Int32Array;
  readonly slots: Int32Array;
}

const MAGIC = 0x50474a32; // "PGJ2"
const HEADER = 24;

/** @throws PapergraphError BAD_MODEL when the bytes are no weights of this version */
export function readJudge(bytes: Uint8Array): Judge {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC) throw badModel('this holds no weights of relations');
  const [central, centralRows, signs, rows, units] = [4, 8, 12, 16, 20].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const groups = GROUPS.length;
  const floatCount = central + 1 + signs * units + units + units + units * groups + signs * groups + groups;
  const expected =
    HEADER + 4 * (floatCount + centralRows + rows) + Math.ceil(centralRows / 2) + Math.ceil((rows * units) / 2);
  if (bytes.length !== expected) throw badModel(`its weights have ${bytes.length} bytes instead of ${expected}`);
  let at = HEADER;
  const floats = (length: number) => Float32Array.from({ length }, () => view.getFloat32((at += 4) - 4, true));
  const ints = (length: number) => Int32Array.from({ length }, () => view.getInt32((at += 4) - 4, true));
  const steps = (length: number) => {
    const found = new Int8Array(length);
    for (let i = 0; i < length; i++) found[i] = ((bytes[at + (i >> 1)]! >> (i % 2 === 0 ? 0 : 4)) & 15) - 8;
    at += Math.ceil(length / 2);
    return found;
  };
  const [centralScales, scales] = [floats(1), floats(units)];
  const numbers = {
    central: floats(central),
    signs: floats(signs * units),
    bias: floats(units),
    out: floats(units * groups),
    direct: floats(signs * groups),
    minimum: floats(groups),
  };
  const [centralHashes, hashes] = [ints(centralRows), ints(rows)];
  return judgeOf({
    ...numbers,
    centralWords: { hashes: centralHashes, rows: steps(centralRows), scales: centralScales },
    words: { hashes, rows: steps(rows * units), scales },
  });
}

export const judgeOf = (weights: JudgeWeights): Judge => ({
  ...weights,
  centralSlots: indexRows(weights.centralWords.hashes),
  slots: indexRows(weights.words.hashes),
});

/** The bytes of the weights, the same for the same weights. */
export function writeJudge(weights: JudgeWeights): Uint8Array {
  const { central, centralWords, signs, words, bias, out, direct, minimum } = weights;
  const floats = [centralWords.scales, words.scales, central, signs, bias, out, direct, minimum];
  const tables = [centralWords, words];
  const numbers = [...floats, centralWords.hashes, words.hashes].reduce((sum, { length }) => sum + length, 0);
  const steps = tables.reduce((sum, { rows }) => sum + Math.ceil(rows.length / 2), 0);
  const bytes = new Uint8Array(HEADER + 4 * numbers + steps);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  [central.length, centralWords.hashes.length, signs.length / bias.length, words.hashes.length, bias.length].forEach(
    (count, i) => {
      view.setUint32(4 + 4 * i, count, true);
    },
  );
  let at = HEADER;
  for (const list of floats) for (const value of list) view.setFloat32((at += 4) - 4, value, true);
  for (const { hashes } of tables) for (const hash of hashes) view.setInt32((at += 4) - 4, hash, true);
  for (const { rows } of tables) {
    rows.forEach((step, i) => {
      bytes[at + (i >> 1)]! |= (step + 8) << (i % 2 === 0 ? 0 : 4);
    });
    at += Math.ceil(rows.length / 2);
  }
  return bytes;
}

/** What words say of whether a method is central. */
export function weigh({ centralWords: { rows, scales }, centralSlots }: Judge, hashes: readonly number[]): number {
  let sum = 0;
  for (const hash of hashes) {
    const row = findRow(centralSlots, hash);
    if (row >= 0) sum += rows[row]!;
  }
  return sum * scales[0]!;
}

/** A word weighs differently around the source and around the target. */
export const sourceWord = (hash: number): number => mix(501, hash);
export const targetWord = (hash: number): number => mix(502, hash);

/** Adds to `out` what a word weighs for each hidden unit, in steps of its scale. */
export function hear({ words: { rows }, slots, bias }: Judge, hash: number, out: Float64Array): void {
  const row = findRow(slots, hash);
  if (row < 0) return;
  const units = bias.length;
  const from = row * units;
  for (let unit = 0; unit < units; unit++) out[unit]! += rows[from + unit]!;
}

/**
 * What the hidden layer makes of a pair.
 *
 * @param hidden  what words weigh, in steps of each unit's scale; overwritten
 */
export function settle({ bias, words, signs: weights }: Judge, signs: Float64Array, hidden: Float64Array): void {
  const units = bias.length;
  const { scales } = words;
  for (let unit = 0; unit < units; unit++) hidden[unit] = hidden[unit]! * scales[unit]! + bias[unit]!;
  for (let i = 0, from = 0; i < signs.length; i++, from += units) {
    const sign = signs[i]!;
    if (sign === 0) continue;
    for (let unit = 0; unit < units; unit++) hidden[unit]! += sign * weights[from + unit]!;
  }
}

/** The probability of a group. @param hidden  as {@link settle} leaves it */
export function judge({ direct, out }: Judge, group: number, signs: Float64Array, hidden: Float64Array): number {
  let sum = 0;
  for (let i = 0, from = group * signs.length; i < signs.length; i++) sum += signs[i]! * direct[from + i]!;
  for (let unit = 0, from = group * hidden.length; unit < hidden.length; unit++)
    if (hidden[unit]! > 0) sum += hidden[unit]! * out[from + unit]!;
  return probabilityOf(sum);
}

export const probabilityOf = (sum: number): number => 1 / (1 + Math.exp(-sum));
