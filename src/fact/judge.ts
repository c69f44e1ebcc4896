/**
 * The weights that say which method a paper turns about and which pairs of its things are related: logistic regression
 * over a few numbers and over hashed words. Words have rows, one weight for each way they can matter.
 */
import { badModel, findRow, indexRows } from './model-file.js';

/** What is decided together: whether two things are compared, and then whether one is better. */
export const GROUPS = ['USED_FOR', 'EVALUATED_ON', 'BASED_ON', 'COMPARED_WITH', 'MEASURED_BY', 'RUNS_ON'] as const;
export type Group = (typeof GROUPS)[number];

/** Ways in which a word can matter: for what is central; for a target of the central method and of another; for a source. */
export const COLUMNS = 1 + 3 * GROUPS.length;
export const COLUMN = {
  central: 0,
  ofCentral: 1,
  ofOther: 1 + GROUPS.length,
  /** Of a source, and of what stands between. */
  source: 1 + 2 * GROUPS.length,
} as const;

export interface JudgeWeights {
  /** One for each sign of `central.ts`. */
  readonly central: Float32Array;
  /** Groups × signs of `pairs.ts`. */
  readonly pairs: Float32Array;
  /** Sorted; one a row. */
  readonly hashes: Int32Array;
  /** Rows × COLUMNS. */
  readonly rows: Int8Array;
  /** What one step of a row's weight is worth. */
  readonly scale: number;
  /** The probability from which a relation is kept. */
  readonly minimum: number;
}
export interface Judge extends JudgeWeights {
  /** Where the row of each hash stands. */
  readonly slots: Int32Array;
}

const MAGIC = 0x50474a31; // "PGJ1"
const HEADER = 24;

/** @throws PapergraphError BAD_MODEL when the bytes are no weights of this version */
export function readJudge(bytes: Uint8Array): Judge {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC) throw badModel('this holds no weights of relations');
  const [centralCount, pairCount, rowCount] = [4, 8, 12].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
  ];
  const expected = HEADER + 4 * (centralCount + pairCount + rowCount) + rowCount * COLUMNS;
  if (bytes.length !== expected) throw badModel(`its weights have ${bytes.length} bytes instead of ${expected}`);
  let at = HEADER;
  const floats = (length: number) => Float32Array.from({ length }, () => view.getFloat32((at += 4) - 4, true));
  const central = floats(centralCount);
  const pairs = floats(pairCount);
  const hashes = Int32Array.from({ length: rowCount }, () => view.getInt32((at += 4) - 4, true));
  const rows = new Int8Array(bytes.slice(at).buffer);
  const weights = {
    central,
    pairs,
    hashes,
    rows,
    scale: view.getFloat32(16, true),
    minimum: view.getFloat32(20, true),
  };
  return judgeOf(weights);
}

export const judgeOf = (weights: JudgeWeights): Judge => ({ ...weights, slots: indexRows(weights.hashes) });

/** The bytes of the weights, the same for the same weights. */
export function writeJudge({ central, pairs, hashes, rows, scale, minimum }: JudgeWeights): Uint8Array {
  const numbers = central.length + pairs.length + hashes.length;
  const bytes = new Uint8Array(HEADER + 4 * numbers + rows.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  [central.length, pairs.length, hashes.length].forEach((count, i) => {
    view.setUint32(4 + 4 * i, count, true);
  });
  view.setFloat32(16, scale, true);
  view.setFloat32(20, minimum, true);
  let at = HEADER;
  for (const list of [central, pairs]) for (const value of list) view.setFloat32((at += 4) - 4, value, true);
  for (const hash of hashes) view.setInt32((at += 4) - 4, hash, true);
  bytes.set(new Uint8Array(rows.buffer, rows.byteOffset, rows.length), at);
  return bytes;
}

/** Where the row of a hash begins, -1: it has none. */
export function rowOf({ slots }: Judge, hash: number): number {
  const row = findRow(slots, hash);
  return row < 0 ? -1 : row * COLUMNS;
}

/** What words weigh in one way. */
export function weigh(judge: Judge, hashes: readonly number[], column: number): number {
  let sum = 0;
  for (const hash of hashes) {
    const row = rowOf(judge, hash);
    if (row >= 0) sum += judge.rows[row + column]!;
  }
  return sum * judge.scale;
}

export const probabilityOf = (sum: number): number => 1 / (1 + Math.exp(-sum));
