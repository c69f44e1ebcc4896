/** The trained classifier of relations: its file, and the probabilities it gives to a pair of mentions. */
import type { RelationType } from '../types.js';
import { badModel } from './model-file.js';
import { addRows, type PackedRows, packRows } from './packed-rows.js';
import { MAX_FEATURES, PAIR_TYPES, type PairSentence, pairFeatures } from './pair-features.js';

/** What can hold between two mentions in reading order: nothing, the same thing, or a relation in either direction. */
export interface PairLabel {
  readonly type: RelationType | 'SAME' | 'NONE';
  /** `forth`: the first mention is the source. Symmetric relations are always `forth`. */
  readonly way: 'forth' | 'back';
}

/** Two layers: the rows of all features add up to a hidden layer, which a small dense layer turns into labels. */
export interface PairWeights {
  readonly labels: readonly PairLabel[];
  /** Sorted feature hashes, one a row. */
  readonly hashes: Uint32Array;
  /** rows × hidden units, −7 to 7 (four bits in the file); a unit's sum is the sum of its column × its scale. */
  readonly rows: Int8Array;
  /** One a hidden unit. */
  readonly scales: Float32Array;
  /** One a hidden unit. */
  readonly bias: Float32Array;
  /** hidden units × labels. */
  readonly out: Float32Array;
  /** For each pair of types the labels it may have, one bit each. */
  readonly allowed: Uint32Array;
}
export interface PairModel extends PairWeights {
  /** For each pair of types the labels it may have, by their indices; NONE alone or among them. */
  readonly labelsOf: readonly (readonly number[])[];
  readonly packedRows: PackedRows;
}

const MAGIC = 0x50475233; // "PGR3"
const HEADER = 16;

/** @throws PapergraphError BAD_MODEL when the bytes are no relation model of this version */
export function readPairModel(bytes: Uint8Array): PairModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || view.getUint32(0, true) !== MAGIC) throw badModel('this is no relation model');
  const count = view.getUint32(4, true);
  const units = view.getUint32(8, true);
  const labelBytes = view.getUint32(12, true);
  const pairs = PAIR_TYPES.length ** 2;
  const labels = new TextDecoder()
    .decode(bytes.subarray(HEADER, HEADER + labelBytes))
    .split('\n')
    .map((name) => {
      const [type, way] = name.split(' ');
      return { type, way } as PairLabel;
    });
  const expected = HEADER + labelBytes + 4 * (pairs + 2 * units + units * labels.length + count) + (count * units) / 2;
  if (bytes.length !== expected) throw badModel(`it has ${bytes.length} bytes instead of ${expected}`);
  let at = HEADER + labelBytes;
  const uints = (length: number) => Uint32Array.from({ length }, () => view.getUint32((at += 4) - 4, true));
  const floats = (length: number) => Float32Array.from({ length }, () => view.getFloat32((at += 4) - 4, true));
  const allowed = uints(pairs);
  const scales = floats(units);
  const bias = floats(units);
  const out = floats(units * labels.length);
  const hashes = uints(count);
  const rows = new Int8Array(count * units);
  for (let i = 0; i < rows.length; i += 2) {
    const two = bytes[at++]!;
    rows[i] = (two & 15) - 8;
    rows[i + 1] = (two >> 4) - 8;
  }
  const labelsOf = Array.from(allowed, (mask) => [...labels.keys()].filter((label) => (mask & (1 << label)) !== 0));
  return { labels, hashes, rows, scales, bias, out, allowed, labelsOf, packedRows: packRows(hashes, rows, units) };
}

/** The bytes of a model, the same for the same model. */
export function writePairModel(model: PairWeights): Uint8Array {
  const names = new TextEncoder().encode(model.labels.map(({ type, way }) => `${type} ${way}`).join('\n'));
  const { hashes, rows, scales, bias, out, allowed } = model;
  const floats = [scales, bias, out];
  const numbers = allowed.length + hashes.length + floats.reduce((sum, each) => sum + each.length, 0);
  const size = HEADER + names.length + 4 * numbers + rows.length / 2;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, hashes.length, true);
  view.setUint32(8, bias.length, true);
  view.setUint32(12, names.length, true);
  bytes.set(names, HEADER);
  let at = HEADER + names.length;
  for (const mask of allowed) view.setUint32((at += 4) - 4, mask, true);
  for (const list of floats) for (const value of list) view.setFloat32((at += 4) - 4, value, true);
  for (const hash of hashes) view.setUint32((at += 4) - 4, hash, true);
  for (let i = 0; i < rows.length; i += 2) bytes[at++] = (rows[i]! + 8) | ((rows[i + 1]! + 8) << 4);
  return bytes;
}

/**
 * Probability of each label for mentions `a` and `b` (`a` first), written into `out`; labels that the types forbid get 0.
 *
 * @returns false when the types allow nothing but NONE
 */
export function judgePair(model: PairModel, sentence: PairSentence, a: number, b: number, out: Float64Array): boolean {
  const { scales, bias, packedRows } = model;
  const types = sentence.kinds[a]! * PAIR_TYPES.length + sentence.kinds[b]!;
  const labels = model.labelsOf[types]!;
  out.fill(0);
  if ((model.allowed[types]! & ~1) === 0) {
    out[0] = 1;
    return false;
  }
  const features = pairFeatures(sentence, a, b, buffer);
  const units = bias.length;
  if (sums.length < packedRows.width * 8) sums = new Int32Array(packedRows.width * 8);
  sums.fill(0);
  addRows(packedRows, buffer, features, sums);
  for (let unit = 0; unit < units; unit++) {
    const value = sums[unit]! * scales[unit]! + bias[unit]!;
    if (value <= 0) continue;
    const base = unit * model.labels.length;
    for (const label of labels) out[label]! += value * model.out[base + label]!;
  }
  let max = Number.NEGATIVE_INFINITY;
  for (const label of labels) max = Math.max(max, out[label]!);
  let total = 0;
  for (const label of labels) total += out[label] = Math.exp(out[label]! - max);
  for (const label of labels) out[label]! /= total;
  return true;
}
let sums = new Int32Array(64);
const buffer = new Int32Array(MAX_FEATURES);

export interface JudgedPair {
  /** Mentions of the sentence, `a` first. */
  readonly a: number;
  readonly b: number;
  /** Index among the labels of the model; never NONE. */
  readonly label: number;
  readonly probability: number;
}

/** Micro F1 rewards a relation found more than it punishes one too many: NONE counts less by this many nats. */
export const NONE_BIAS = -0.5;

/**
 * The relations of a sentence. Of two mentions under the same letters only the surer pair keeps a relation: what a
 * sentence says of a thing it says once.
 */
export function judgeSentence(model: PairModel, sentence: PairSentence, bias = NONE_BIAS): JudgedPair[] {
  const count = sentence.mentions.length;
  const judged = new Map<string, JudgedPair>();
  const names = sentence.mentions.map(({ from, to }) =>
    sentence.words
      .slice(from, to)
      .map(({ lower }) => lower)
      .join(' '),
  );
  const none = Math.exp(bias);
  for (let a = 0; a < count; a++)
    for (let b = a + 1; b < count; b++) {
      if (!judgePair(model, sentence, a, b, probabilities)) continue;
      let label = 0;
      let top = probabilities[0]! * none;
      for (let k = 1; k < model.labels.length; k++)
        if (probabilities[k]! > top) {
          label = k;
          top = probabilities[k]!;
        }
      if (label === 0) continue;
      const key = names[a]! < names[b]! ? `${names[a]}\0${names[b]}` : `${names[b]}\0${names[a]}`;
      const before = judged.get(key);
      if (!before || before.probability < top) judged.set(key, { a, b, label, probability: top });
    }
  return [...judged.values()];
}
const probabilities = new Float64Array(32);
