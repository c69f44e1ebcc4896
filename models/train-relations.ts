/**
 * Trains the classifier of relations on SciER and SciERC: a network of one hidden layer over pairs of mentions, AdaGrad with
 * dropout, pruned, trained again and quantised. The same bytes for the same corpora and seed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { relationNamed } from '../src/eval/relations.js';
import {
  MAX_FEATURES,
  PAIR_TYPES,
  type PairMention,
  type PairSentence,
  type PairType,
  pairFeatures,
  readPairSentence,
} from '../src/fact/pair-features.js';
import {
  judgeSentence,
  NONE_BIAS,
  type PairLabel,
  type PairModel,
  readPairModel,
  writePairModel,
} from '../src/fact/pair-model.js';
import { segmentPaper, tokenize } from '../src/text/segment.js';
import { readLines } from './train/corpus.js';
import { Random } from './train/random.js';

export interface RelationTraining {
  readonly bytes: Uint8Array;
  /** Micro F1 over the nine types of SciER on its dev part, gold mentions, in percent; null without that part. */
  readonly devF1: number | null;
}
export interface RelationTrainingOptions {
  readonly seed: number;
  readonly epochs: number;
  readonly rate: number;
  /** Share of the features, and of the hidden units, that a step does not see. */
  readonly dropout: number;
  readonly hiddenDropout: number;
  readonly units: number;
  /** How many features the model keeps. */
  readonly rows: number;
  /** How much a pair of SciERC counts beside one of SciER. */
  readonly sciercWeight: number;
  readonly onStep: (line: string) => void;
}
const DEFAULTS: RelationTrainingOptions = {
  seed: 1,
  epochs: 7,
  rate: 0.025,
  dropout: 0.45,
  hiddenDropout: 0.2,
  units: 48,
  rows: 50_000,
  sciercWeight: 0.3,
  onStep: () => {},
};

export const LABELS: readonly PairLabel[] = [
  { type: 'NONE', way: 'forth' },
  { type: 'SAME', way: 'forth' },
  { type: 'COMPARED_WITH', way: 'forth' },
  ...(
    [
      'USED_FOR',
      'PART_OF',
      'EVALUATED_ON',
      'SUBCLASS_OF',
      'BENCHMARK_FOR',
      'TRAINED_ON',
      'SUBTASK_OF',
      'MEASURED_BY',
    ] as const
  ).flatMap((type) => [{ type, way: 'forth' } as const, { type, way: 'back' } as const]),
];
const SYMMETRIC = new Set(['SAME', 'COMPARED_WITH']);

interface CorpusText {
  readonly id: string;
  readonly title?: string;
  readonly abstract: string;
  readonly spans: readonly (readonly [number, number, string])[];
  readonly relations?: readonly (readonly [number, string, number])[];
}
interface Pair {
  readonly features: Uint32Array;
  readonly mask: number;
  readonly label: number;
  readonly weight: number;
}
/** A sentence with gold mentions and the label of each pair `a * count + b`, `a` first; pairs without one are NONE. */
export interface LabelledSentence {
  readonly sentence: PairSentence;
  readonly labels: ReadonlyMap<number, number>;
  /** Gold relations of the record that no pair of a sentence can express; they count as missed. */
  readonly lost: number;
}

export function trainRelations(folder: string, options: Partial<RelationTrainingOptions> = {}): RelationTraining {
  const settings = { ...DEFAULTS, ...options };
  const { rows, sciercWeight, onStep } = settings;
  const scier = readCorpus(join(folder, 'scier-train.jsonl.gz'), scierType, true);
  const scierc = sciercWeight > 0 ? readCorpus(join(folder, 'scierc-train.jsonl.gz'), sciercType, false) : [];
  const devFile = join(folder, 'scier-dev.jsonl.gz');
  const dev = existsSync(devFile) ? readCorpus(devFile, scierType, true) : [];
  const allowed = allowedBy([...scier, ...scierc]);
  const pairs = [...pairsOf(scier, allowed, 1), ...pairsOf(scierc, allowed, sciercWeight)];
  onStep(`relations: ${scier.length + scierc.length} sentences, ${pairs.length} pairs`);
  const strongest = prune(learn(pairs, null, settings), rows);
  const coarse = quantise(learn(pairs, strongest, settings));
  // The upper layer learns to live with what rounding did to the lower.
  const settled = learn(pairs, strongest, { ...settings, epochs: 3, rate: settings.rate / 3 }, coarse.fitted);
  const bytes = writePairModel({ ...coarse, bias: settled.bias, out: settled.out, labels: LABELS, allowed });
  const devF1 = dev.length ? score(readPairModel(bytes), dev).f1 : null;
  onStep(
    `relations: ${strongest.size} features, ${bytes.length} bytes, SciER dev F1 ${devF1?.toFixed(1) ?? 'not measured'}`,
  );
  return { bytes, devF1 };
}

export const scierType = (type: string): PairType | null =>
  type === 'Method' || type === 'Dataset' || type === 'Task' ? type : null;
export function sciercType(type: string): PairType | null {
  if (type === 'Material') return 'Dataset';
  if (type === 'Method' || type === 'Task' || type === 'Metric') return type;
  if (type === 'Generic') return 'Method';
  return null;
}
/** Sentences with at least two mentions. */
export function readCorpus(
  file: string,
  typeOf: (type: string) => PairType | null,
  isOneSentence: boolean,
): LabelledSentence[] {
  const found: LabelledSentence[] = [];
  for (const record of readLines(file) as Iterable<CorpusText>) {
    const sentences = isOneSentence
      ? [{ start: 0, end: record.abstract.length, tokens: tokenize(record.abstract) }]
      : segmentPaper({ title: '', abstract: record.abstract });
    const places = new Map<number, [sentence: number, mention: number]>();
    const mentionsOf: PairMention[][] = sentences.map(() => []);
    const spans = record.spans
      .map(([start, end, type], i) => ({ start, end, type: typeOf(type), i }))
      .sort((a, b) => a.start - b.start || b.end - a.end);
    let taken = -1;
    for (const { start, end, type, i } of spans) {
      if (type === null || start < taken) continue;
      const s = sentences.findIndex((each) => each.start <= start && end <= each.end);
      if (s < 0) continue;
      const { tokens } = sentences[s]!;
      const from = tokens.findIndex((token) => token.end > start);
      let to = from;
      while (to < tokens.length && tokens[to]!.start < end) to++;
      if (from < 0 || to <= from) continue;
      if ((mentionsOf[s]!.at(-1)?.to ?? 0) > from) continue;
      places.set(i, [s, mentionsOf[s]!.length]);
      mentionsOf[s]!.push({ from, to, type });
      taken = end;
    }
    const labels = sentences.map(() => new Map<number, number>());
    let lost = 0;
    for (const [i, name, j] of record.relations ?? []) {
      const [from, to] = [places.get(i), places.get(j)];
      if (!from || !to || from[0] !== to[0]) {
        if (relationNamed(name, '', '')) lost++;
        continue;
      }
      const mentions = mentionsOf[from[0]]!;
      const named = relationNamed(name, mentions[from[1]]!.type, mentions[to[1]]!.type);
      if (!named) continue;
      const { type, turned } = named;
      const [source, target] = turned ? [to[1], from[1]] : [from[1], to[1]];
      const way = source < target || SYMMETRIC.has(type) ? 'forth' : 'back';
      const label = LABELS.findIndex((each) => each.type === type && each.way === way);
      labels[from[0]]!.set(Math.min(source, target) * mentions.length + Math.max(source, target), label);
    }
    sentences.forEach((sentence, s) => {
      if (mentionsOf[s]!.length < 2 && !(s === 0 && lost)) return;
      found.push({
        sentence: readPairSentence(sentence.tokens, mentionsOf[s]!),
        labels: labels[s]!,
        lost: s === 0 ? lost : 0,
      });
    });
  }
  return found;
}

/** For each pair of types the labels met at least three times, and NONE. */
export function allowedBy(sentences: readonly LabelledSentence[]): Uint32Array {
  const counts = new Map<number, number>();
  for (const { sentence, labels } of sentences)
    for (const [key, label] of labels) {
      const n = sentence.mentions.length;
      const [a, b] = [sentence.mentions[Math.floor(key / n)]!, sentence.mentions[key % n]!];
      const place = (PAIR_TYPES.indexOf(a.type) * PAIR_TYPES.length + PAIR_TYPES.indexOf(b.type)) * 32 + label;
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  const allowed = new Uint32Array(PAIR_TYPES.length ** 2).fill(1);
  for (const [place, count] of counts) if (count >= 3) allowed[place >> 5]! |= 1 << (place & 31);
  return allowed;
}

export function pairsOf(sentences: readonly LabelledSentence[], allowed: Uint32Array, weight: number): Pair[] {
  const pairs: Pair[] = [];
  const features = new Int32Array(MAX_FEATURES);
  for (const { sentence, labels } of sentences) {
    const { mentions } = sentence;
    for (let a = 0; a < mentions.length; a++)
      for (let b = a + 1; b < mentions.length; b++) {
        const mask =
          allowed[PAIR_TYPES.indexOf(mentions[a]!.type) * PAIR_TYPES.length + PAIR_TYPES.indexOf(mentions[b]!.type)]!;
        if ((mask & ~1) === 0) continue;
        const label = labels.get(a * mentions.length + b) ?? 0;
        if (!(mask & (1 << label))) continue;
        const count = pairFeatures(sentence, a, b, features);
        pairs.push({ features: Uint32Array.from(features.subarray(0, count)), mask, label, weight });
      }
  }
  return pairs;
}

interface Fitted {
  readonly index: ReadonlyMap<number, number>;
  /** rows × units. */
  readonly rows: Float32Array;
  readonly bias: Float32Array;
  /** units × labels. */
  readonly out: Float32Array;
}

/** A weight matrix that learns: each weight has a step of its own (AdaGrad). */
class Weights {
  readonly values: Float32Array;
  readonly squares: Float32Array;
  constructor(length: number, spread: number, random: Random) {
    this.values = Float32Array.from({ length }, () => {
      let sum = -3;
      for (let i = 0; i < 6; i++) sum += random.float();
      return (sum / 0.7) * spread;
    });
    this.squares = new Float32Array(length).fill(1e-5);
  }
  step(at: number, gradient: number, rate: number): void {
    this.squares[at]! += gradient * gradient;
    this.values[at]! -= (rate * gradient) / Math.sqrt(this.squares[at]!);
  }
}

function learn(
  pairs: readonly Pair[],
  kept: ReadonlySet<number> | null,
  { seed, epochs, rate, dropout, hiddenDropout, units }: RelationTrainingOptions,
  /** A lower layer that stays as it is, and an upper one to start from. */
  given: Fitted | null = null,
): Fitted {
  const counts = new Map<number, number>();
  for (const { features } of pairs) for (const hash of features) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const index = new Map<number, number>(given?.index);
  if (!given) for (const [hash, count] of counts) if (kept ? kept.has(hash) : count >= 2) index.set(hash, index.size);
  const rowsOf = pairs.map(({ features }) =>
    Int32Array.from(Array.from(features, (hash) => index.get(hash) ?? -1).filter((row) => row >= 0)),
  );
  const width = LABELS.length;
  const random = new Random(seed);
  const rows = new Weights(index.size * units, 0.02, random);
  const out = new Weights(units * width, 0.2, random);
  const bias = new Weights(units, 0, random);
  if (given) {
    rows.values.set(given.rows);
    bias.values.set(given.bias);
    out.values.set(given.out);
  }
  const order = Int32Array.from(pairs.keys());
  const hidden = new Float64Array(units);
  const awake = new Uint8Array(units);
  const slopes = new Float64Array(units);
  const scores = new Float64Array(width);
  const lift = 1 / (1 - dropout);
  const hiddenLift = 1 / (1 - hiddenDropout);
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    const pace = rate * (1 - (0.8 * epoch) / epochs);
    for (const at of order) {
      const { mask, label, weight } = pairs[at]!;
      const seen: number[] = [];
      for (const row of rowsOf[at]!) if (random.float() >= dropout) seen.push(row);
      hidden.fill(0);
      for (const row of seen) for (let u = 0; u < units; u++) hidden[u]! += rows.values[row * units + u]!;
      scores.fill(0);
      for (let u = 0; u < units; u++) {
        awake[u] = random.float() >= hiddenDropout ? 1 : 0;
        const value = hidden[u]! * lift + bias.values[u]!;
        hidden[u] = value > 0 && awake[u] ? value * hiddenLift : 0;
        if (hidden[u]! > 0) for (let k = 0; k < width; k++) scores[k]! += hidden[u]! * out.values[u * width + k]!;
      }
      softmax(scores, mask);
      slopes.fill(0);
      for (let k = 0; k < width; k++) {
        if (!(mask & (1 << k))) continue;
        const slope = weight * (scores[k]! - (k === label ? 1 : 0));
        if (Math.abs(slope) < 1e-4) continue;
        for (let u = 0; u < units; u++) {
          if (hidden[u] === 0) continue;
          slopes[u]! += slope * out.values[u * width + k]!;
          out.step(u * width + k, slope * hidden[u]!, pace);
        }
      }
      for (let u = 0; u < units; u++) {
        if (slopes[u] === 0) continue;
        const slope = slopes[u]! * hiddenLift * lift;
        bias.step(u, slope, pace);
        if (!given) for (const row of seen) rows.step(row * units + u, slope, pace);
      }
    }
  }
  return { index, rows: rows.values, bias: bias.values, out: out.values };
}

function softmax(scores: Float64Array, mask: number): void {
  let max = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < scores.length; k++) if (mask & (1 << k)) max = Math.max(max, scores[k]!);
  let total = 0;
  for (let k = 0; k < scores.length; k++) total += scores[k] = mask & (1 << k) ? Math.exp(scores[k]! - max) : 0;
  for (let k = 0; k < scores.length; k++) scores[k]! /= total;
}

/** The features whose rows reach furthest. */
function prune({ index, rows, bias }: Fitted, count: number): Set<number> {
  const units = bias.length;
  const strength = [...index].map(([hash, row]) => {
    let squares = 0;
    for (let u = 0; u < units; u++) squares += rows[row * units + u]! ** 2;
    return [hash, squares] as const;
  });
  strength.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return new Set(strength.slice(0, count).map(([hash]) => hash));
}

function quantise({ index, rows, bias, out }: Fitted): {
  hashes: Uint32Array;
  rows: Int8Array;
  scales: Float32Array;
  fitted: Fitted;
} {
  const units = bias.length;
  const hashes = Uint32Array.from([...index.keys()].sort((a, b) => a - b));
  // Four bits a weight, a scale for each unit: what lies beyond three deviations is cut.
  const scales = new Float32Array(units);
  for (let u = 0; u < units; u++) {
    let squares = 1e-12;
    for (let row = 0; row < index.size; row++) squares += rows[row * units + u]! ** 2;
    scales[u] = (REACH * Math.sqrt(squares / index.size)) / 7;
  }
  const quantised = new Int8Array(hashes.length * units);
  const rounded = new Float32Array(rows.length);
  hashes.forEach((hash, i) => {
    const row = index.get(hash)!;
    for (let u = 0; u < units; u++) {
      const value = Math.max(-7, Math.min(7, Math.round(rows[row * units + u]! / scales[u]!)));
      quantised[i * units + u] = value;
      rounded[row * units + u] = value * scales[u]!;
    }
  });
  return { hashes, rows: quantised, scales, fitted: { index, rows: rounded, bias, out } };
}

/** In deviations. */
const REACH = 3;

export interface RelationScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly byType: ReadonlyMap<string, { gold: number; found: number; right: number }>;
}
/** Micro scores over the relations of SciER, gold mentions given; a symmetric relation is right in either direction. */
export function score(model: PairModel, sentences: readonly LabelledSentence[], bias = NONE_BIAS): RelationScore {
  const byType = new Map<string, { gold: number; found: number; right: number }>();
  const of = (type: string) => {
    const counts = byType.get(type) ?? { gold: 0, found: 0, right: 0 };
    byType.set(type, counts);
    return counts;
  };
  let lostAll = 0;
  for (const { sentence, labels, lost } of sentences) {
    lostAll += lost;
    const n = sentence.mentions.length;
    for (const label of labels.values()) of(LABELS[label]!.type).gold++;
    for (const { a, b, label } of judgeSentence(model, sentence, bias)) {
      const { type } = model.labels[label]!;
      if (type === 'MEASURED_BY') continue;
      of(type).found++;
      if (labels.get(a * n + b) === label) of(type).right++;
    }
  }
  let [gold, found, right] = [lostAll, 0, 0];
  for (const counts of byType.values()) {
    gold += counts.gold;
    found += counts.found;
    right += counts.right;
  }
  const precision = found ? (100 * right) / found : 0;
  const recall = gold ? (100 * right) / gold : 0;
  return { precision, recall, f1: precision + recall ? (2 * precision * recall) / (precision + recall) : 0, byType };
}
