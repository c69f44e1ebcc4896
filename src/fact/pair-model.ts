/** The trained classifier of relations: its file, and the probabilities it gives to a pair of mentions. */
import { PapergraphError } from '../errors.js';
import type { RelationType } from '../types.js';
import { PAIR_TYPES, type PairSentence, pairFeatures } from './pair-features.js';

/** What can hold between two mentions in reading order: nothing, the same thing, or a relation in either direction. */
export interface PairLabel {
  readonly type: RelationType | 'SAME' | 'NONE';
  /** `forth`: the first mention is the source. Symmetric relations are always `forth`. */
  readonly way: 'forth' | 'back';
}

export interface PairModel {
  readonly labels: readonly PairLabel[];
  /** Open addressing: feature hash → row + 1. */
  readonly slots: Int32Array;
  readonly hashes: Uint32Array;
  /** rows × labels, int8. */
  readonly weights: Int8Array;
  /** One a label: weight = int8 × scale. */
  readonly scales: Float32Array;
  /** For each pair of types the labels it may have, one bit each. */
  readonly allowed: Uint32Array;
}

const MAGIC = 0x50475231; // "PGR1"

/** @throws PapergraphError BAD_MODEL when the bytes are no relation model of this version */
export function readPairModel(bytes: Uint8Array): PairModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bad = (problem: string) =>
    new PapergraphError('BAD_MODEL', 'models/relations.bin', problem, 'Install the package again or run npm run train');
  if (bytes.length < 16 || view.getUint32(0, true) !== MAGIC) throw bad('this is no relation model');
  const rows = view.getUint32(4, true);
  const labelBytes = view.getUint32(8, true);
  let at = 12;
  const names = new TextDecoder().decode(bytes.subarray(at, at + labelBytes)).split('\n');
  const labels = names.map((name) => {
    const [type, way] = name.split(' ');
    return { type, way } as PairLabel;
  });
  at += labelBytes;
  const expected = at + labels.length * 4 + PAIR_TYPES.length ** 2 * 4 + rows * 4 + rows * labels.length;
  if (bytes.length !== expected) throw bad(`it has ${bytes.length} bytes instead of ${expected}`);
  const scales = new Float32Array(labels.length);
  for (let i = 0; i < labels.length; i++, at += 4) scales[i] = view.getFloat32(at, true);
  const allowed = new Uint32Array(PAIR_TYPES.length ** 2);
  for (let i = 0; i < allowed.length; i++, at += 4) allowed[i] = view.getUint32(at, true);
  const hashes = new Uint32Array(rows);
  for (let i = 0; i < rows; i++, at += 4) hashes[i] = view.getUint32(at, true);
  const weights = new Int8Array(bytes.slice(at).buffer);
  return { labels, slots: indexOf(hashes), hashes, weights, scales, allowed };
}

/** The bytes of a model, the same for the same model. */
export function writePairModel(model: Omit<PairModel, 'slots'>): Uint8Array {
  const names = new TextEncoder().encode(model.labels.map(({ type, way }) => `${type} ${way}`).join('\n'));
  const rows = model.hashes.length;
  const size =
    12 + names.length + model.labels.length * 4 + model.allowed.length * 4 + rows * 4 + rows * model.labels.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, rows, true);
  view.setUint32(8, names.length, true);
  bytes.set(names, 12);
  let at = 12 + names.length;
  for (const scale of model.scales) at = (view.setFloat32(at, scale, true), at + 4);
  for (const mask of model.allowed) at = (view.setUint32(at, mask, true), at + 4);
  for (const hash of model.hashes) at = (view.setUint32(at, hash, true), at + 4);
  bytes.set(new Uint8Array(model.weights.buffer, model.weights.byteOffset, model.weights.length), at);
  return bytes;
}

function indexOf(hashes: Uint32Array): Int32Array {
  let size = 1;
  while (size < hashes.length * 2 + 1) size *= 2;
  const slots = new Int32Array(size);
  for (let row = 0; row < hashes.length; row++) {
    let slot = hashes[row]! & (size - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
    slots[slot] = row + 1;
  }
  return slots;
}

/** The labels that two types may have, as bits. */
export const allowedLabels = (model: Pick<PairModel, 'allowed'>, a: number, b: number) =>
  model.allowed[a * PAIR_TYPES.length + b]!;

/**
 * Probability of each label for mentions `a` and `b` (`a` first), written into `out`; labels that the types forbid get 0.
 *
 * @returns false when the types allow nothing but NONE
 */
export function judgePair(model: PairModel, sentence: PairSentence, a: number, b: number, out: Float64Array): boolean {
  const { labels, slots, hashes, weights, scales } = model;
  const typeA = PAIR_TYPES.indexOf(sentence.mentions[a]!.type);
  const typeB = PAIR_TYPES.indexOf(sentence.mentions[b]!.type);
  const mask = allowedLabels(model, typeA, typeB);
  out.fill(0);
  if ((mask & ~1) === 0) {
    out[0] = 1;
    return false;
  }
  buffer.length = 0;
  pairFeatures(sentence, a, b, buffer);
  sums.fill(0);
  const count = labels.length;
  for (const hash of buffer) {
    let slot = hash & (slots.length - 1);
    for (let row = slots[slot]!; row !== 0; row = slots[(slot = (slot + 1) & (slots.length - 1))]!) {
      if (hashes[row - 1] !== hash) continue;
      const base = (row - 1) * count;
      for (let label = 0; label < count; label++) sums[label]! += weights[base + label]!;
      break;
    }
  }
  let max = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < count; label++)
    if (mask & (1 << label)) {
      out[label] = sums[label]! * scales[label]!;
      if (out[label]! > max) max = out[label]!;
    }
  let total = 0;
  for (let label = 0; label < count; label++)
    if (mask & (1 << label)) total += out[label] = Math.exp(out[label]! - max);
  for (let label = 0; label < count; label++) out[label]! /= total;
  return true;
}
const buffer: number[] = [];
const sums = new Int32Array(32);

export interface JudgedPair {
  /** Mentions of the sentence, `a` first. */
  readonly a: number;
  readonly b: number;
  /** Index among the labels of the model; never NONE. */
  readonly label: number;
  readonly probability: number;
}

/** Micro F1 rewards a relation found more than it punishes one too many: NONE counts less by this many nats. */
export const NONE_BIAS = -0.8;

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
