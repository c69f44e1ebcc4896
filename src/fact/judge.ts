/**
 * The weights that say which method a paper turns about and which pairs of its things are related. What is central is told
 * by logistic regression; pairs by a network of one hidden layer, which numbers and hashed words add up to. Two things may
 * be related in two ways at once, so each group has a probability of its own.
 */
import { badModel } from './model-file.js';
import { addRows, type PackedRows, packRows } from './packed-rows.js';
import { mix } from './pair-words.js';

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
  readonly centralRows: PackedRows;
  readonly wordRows: PackedRows;
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
  centralRows: packRows(weights.centralWords.hashes, weights.centralWords.rows, 1),
  wordRows: packRows(weights.words.hashes, weights.words.rows, weights.bias.length),
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
export function weigh({ centralWords: { scales }, centralRows }: Judge, words: Int32Array, count: number): number {
  weighed.fill(0);
  addRows(centralRows, words, count, weighed);
  return weighed[0]! * scales[0]!;
}
const weighed = new Int32Array(8);

/** A word weighs differently around the source and around the target. */
export const sourceWord = (hash: number): number => mix(501, hash);
export const targetWord = (hash: number): number => mix(502, hash);

/** How many numbers hold what words weigh: one for each hidden unit, in steps of its scale, and some to spare. */
export const heardBy = ({ wordRows }: Judge): number => wordRows.width * 8;

/** Adds to `heard`, from `at` on, what words weigh for each hidden unit. @param heard  of {@link heardBy} */
export function hear({ wordRows }: Judge, words: Int32Array, count: number, heard: Int32Array, at = 0): void {
  addRows(wordRows, words, count, heard, at);
}

/** How many numbers hold what speaks for pairs: one for each hidden unit, some to spare, then one for each group. */
export const sumsBy = (model: Judge): number => heardBy(model) + GROUPS.length;

/**
 * Writes what words and signs add up to into `sums`, from `at` on: for what is the same in many pairs.
 *
 * @param signs  those that are not 0
 * @param heard  what the words weigh, of {@link heardBy}
 * @param sums   of {@link sumsBy} from `at` on
 */
export function sumUp(
  model: Judge,
  { count, places, values }: GivenSigns,
  heard: Int32Array,
  sums: Float64Array,
  at: number,
): void {
  const { words, signs: weights, direct } = model;
  const { scales } = words;
  const units = scales.length;
  for (let unit = 0; unit < units; unit++) {
    let sum = heard[unit]! * scales[unit]!;
    for (let k = 0; k < count; k++) sum += values[k]! * weights[places[k]! * units + unit]!;
    sums[at + unit] = sum;
  }
  const signCount = direct.length / GROUPS.length;
  const from = at + heardBy(model);
  for (let group = 0; group < GROUPS.length; group++) {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += values[k]! * direct[group * signCount + places[k]!]!;
    sums[from + group] = sum;
  }
}

/** What both ends of a pair bring: `sums` of {@link sumUp} with the places where those of one and of the other begin. */
export interface EndSums {
  readonly sums: Float64Array;
  readonly source: number;
  readonly target: number;
}

/**
 * The probabilities of some groups.
 *
 * @param signs   of the pair alone, those that are not 0
 * @param heard   what the words of the pair alone weigh, of {@link heardBy}
 * @param groups  by their indices
 * @param out     one for each of `groups`, in their order
 */
export function judge(
  model: Judge,
  { count, places, values }: GivenSigns,
  heard: Int32Array,
  { sums, source, target }: EndSums,
  groups: readonly number[],
  out: Float64Array,
): void {
  const { bias, words, signs: weights, direct, out: outward } = model;
  const { scales } = words;
  const units = bias.length;
  const hidden = hiddenOf(units);
  // Four units at a time stay out of memory while the signs are added; what is read beyond the last unit is kept nowhere.
  for (let unit = 0; unit < units; unit += 4) {
    const one = source + unit;
    const other = target + unit;
    let a = heard[unit]! * scales[unit]! + bias[unit]! + sums[one]! + sums[other]!;
    let b = heard[unit + 1]! * scales[unit + 1]! + bias[unit + 1]! + sums[one + 1]! + sums[other + 1]!;
    let c = heard[unit + 2]! * scales[unit + 2]! + bias[unit + 2]! + sums[one + 2]! + sums[other + 2]!;
    let d = heard[unit + 3]! * scales[unit + 3]! + bias[unit + 3]! + sums[one + 3]! + sums[other + 3]!;
    for (let k = 0; k < count; k++) {
      const sign = values[k]!;
      const from = places[k]! * units + unit;
      a += sign * weights[from]!;
      b += sign * weights[from + 1]!;
      c += sign * weights[from + 2]!;
      d += sign * weights[from + 3]!;
    }
    hidden[unit] = a;
    hidden[unit + 1] = b;
    hidden[unit + 2] = c;
    hidden[unit + 3] = d;
  }
  const signCount = direct.length / GROUPS.length;
  const behind = heardBy(model);
  for (let i = 0; i < groups.length; i++) {
    const group = groups[i]!;
    let sum = sums[source + behind + group]! + sums[target + behind + group]!;
    for (let k = 0, from = group * signCount; k < count; k++) sum += values[k]! * direct[from + places[k]!]!;
    for (let unit = 0, from = group * units; unit < units; unit++)
      if (hidden[unit]! > 0) sum += hidden[unit]! * outward[from + unit]!;
    out[i] = probabilityOf(sum);
  }
}
/** The first `count` of both: where a sign stands and how much it says. */
export interface GivenSigns {
  readonly count: number;
  readonly places: Int32Array;
  readonly values: Float64Array;
}

let hiddenUnits = new Float64Array(16);
function hiddenOf(units: number): Float64Array {
  if (hiddenUnits.length < units + 3) hiddenUnits = new Float64Array(units + 3);
  return hiddenUnits;
}

export const probabilityOf = (sum: number): number => 1 / (1 + Math.exp(-sum));
