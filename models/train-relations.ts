/**
 * Trains the classifier of relations on SciER and SciERC: multinomial logistic regression over pairs of mentions, AdaGrad
 * with feature dropout, pruned, trained again and quantised. The same bytes for the same corpora and seed.
 */
import { join } from 'node:path';
import {
  PAIR_TYPES,
  type PairMention,
  type PairSentence,
  type PairType,
  pairFeatures,
  readPairSentence,
} from '../src/fact/pair-features.js';
import {
  judgeSentence,
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
  /** Share of the features that a step does not see. */
  readonly dropout: number;
  readonly ridge: number;
  /** How many features the model keeps. */
  readonly rows: number;
  /** How much a pair of SciERC counts beside one of SciER. */
  readonly sciercWeight: number;
  readonly onStep: (line: string) => void;
}
const DEFAULTS: RelationTrainingOptions = {
  seed: 1,
  epochs: 14,
  rate: 0.12,
  dropout: 0.4,
  ridge: 1e-6,
  rows: 40_000,
  sciercWeight: 0.5,
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

/** SciER's names for the relations, in our words. */
const SCIER: Readonly<Record<string, PairLabel['type']>> = {
  'Used-For': 'USED_FOR',
  'Part-Of': 'PART_OF',
  'Evaluated-With': 'EVALUATED_ON',
  'Compare-With': 'COMPARED_WITH',
  'SubClass-Of': 'SUBCLASS_OF',
  'Benchmark-For': 'BENCHMARK_FOR',
  'Trained-With': 'TRAINED_ON',
  'SubTask-Of': 'SUBTASK_OF',
  'Synonym-Of': 'SAME',
};

interface CorpusText {
  readonly id: string;
  readonly title?: string;
  readonly abstract: string;
  readonly spans: readonly (readonly [number, number, string])[];
  readonly relations?: readonly (readonly [number, string, number])[];
}
interface Pair {
  readonly features: readonly number[];
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
  const { seed, epochs, rate, dropout, ridge, rows, sciercWeight, onStep } = { ...DEFAULTS, ...options };
  const scier = readCorpus(join(folder, 'scier-train.jsonl.gz'), scierType, scierLabel, true);
  const scierc =
    sciercWeight > 0 ? readCorpus(join(folder, 'scierc-train.jsonl.gz'), sciercType, sciercLabel, false) : [];
  const dev = readCorpus(join(folder, 'scier-dev.jsonl.gz'), scierType, scierLabel, true);
  const allowed = allowedBy([...scier, ...scierc]);
  const pairs = [...pairsOf(scier, allowed, 1), ...pairsOf(scierc, allowed, sciercWeight)];
  onStep(`relations: ${scier.length + scierc.length} sentences, ${pairs.length} pairs`);
  const train = (kept: ReadonlySet<number> | null) => fit(pairs, kept, { seed, epochs, rate, dropout, ridge });
  const full = train(null);
  const strongest = prune(full, rows);
  const pruned = train(strongest);
  const bytes = writePairModel(quantise(pruned, allowed));
  const devF1 = dev.length ? score(readPairModel(bytes), dev).f1 : null;
  onStep(
    `relations: ${strongest.size} features, ${bytes.length} bytes, SciER dev F1 ${devF1?.toFixed(1) ?? 'not measured'}`,
  );
  return { bytes, devF1 };
}

export const scierType = (type: string): PairType | null =>
  type === 'Method' || type === 'Dataset' || type === 'Task' ? type : null;
export const scierLabel = (name: string): [PairLabel['type'], boolean] | null =>
  SCIER[name] ? [SCIER[name]!, false] : null;

export function sciercType(type: string): PairType | null {
  if (type === 'Material') return 'Dataset';
  if (type === 'Method' || type === 'Task' || type === 'Metric') return type;
  if (type === 'Generic') return 'Method';
  return null;
}
/** Our type, and whether source and target change places. SciERC says what is used for what, we say what is trained on what. */
export function sciercLabel(name: string, source: PairType, target: PairType): [PairLabel['type'], boolean] | null {
  switch (`${source} ${name} ${target}`) {
    case 'Method USED-FOR Task':
      return ['USED_FOR', false];
    case 'Method USED-FOR Method':
    case 'Method PART-OF Method':
      return ['PART_OF', false];
    case 'Method HYPONYM-OF Method':
      return ['SUBCLASS_OF', false];
    case 'Task HYPONYM-OF Task':
      return ['SUBTASK_OF', false];
    case 'Method COMPARE Method':
      return ['COMPARED_WITH', false];
    case 'Metric EVALUATE-FOR Method':
    case 'Metric EVALUATE-FOR Task':
      return ['MEASURED_BY', true];
    case 'Dataset EVALUATE-FOR Method':
      return ['EVALUATED_ON', true];
    case 'Dataset EVALUATE-FOR Task':
    case 'Dataset USED-FOR Task':
      return ['BENCHMARK_FOR', false];
    case 'Dataset USED-FOR Method':
      return ['TRAINED_ON', true];
  }
  return null;
}

/** Sentences with at least two mentions. */
export function readCorpus(
  file: string,
  typeOf: (type: string) => PairType | null,
  labelOf: (name: string, source: PairType, target: PairType) => [PairLabel['type'], boolean] | null,
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
        if (SCIER[name]) lost++;
        continue;
      }
      const mentions = mentionsOf[from[0]]!;
      const named = labelOf(name, mentions[from[1]]!.type, mentions[to[1]]!.type);
      if (!named) continue;
      const [type, turned] = named;
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
  for (const { sentence, labels } of sentences) {
    const { mentions } = sentence;
    for (let a = 0; a < mentions.length; a++)
      for (let b = a + 1; b < mentions.length; b++) {
        const mask =
          allowed[PAIR_TYPES.indexOf(mentions[a]!.type) * PAIR_TYPES.length + PAIR_TYPES.indexOf(mentions[b]!.type)]!;
        if ((mask & ~1) === 0) continue;
        const label = labels.get(a * mentions.length + b) ?? 0;
        if (!(mask & (1 << label))) continue;
        const features: number[] = [];
        pairFeatures(sentence, a, b, features);
        pairs.push({ features, mask, label, weight });
      }
  }
  return pairs;
}

interface Fitted {
  readonly index: ReadonlyMap<number, number>;
  /** rows × labels. */
  readonly weights: Float32Array;
}

function fit(
  pairs: readonly Pair[],
  kept: ReadonlySet<number> | null,
  {
    seed,
    epochs,
    rate,
    dropout,
    ridge,
  }: Pick<RelationTrainingOptions, 'seed' | 'epochs' | 'rate' | 'dropout' | 'ridge'>,
): Fitted {
  const counts = new Map<number, number>();
  for (const { features } of pairs) for (const hash of features) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const index = new Map<number, number>();
  for (const [hash, count] of counts) if (kept ? kept.has(hash) : count >= 2) index.set(hash, index.size);
  const rowsOf = pairs.map(({ features }) =>
    Int32Array.from(features.map((hash) => index.get(hash) ?? -1).filter((row) => row >= 0)),
  );
  const width = LABELS.length;
  const weights = new Float32Array(index.size * width);
  const squares = new Float32Array(index.size * width).fill(1e-6);
  const sum = new Float32Array(index.size * width);
  const random = new Random(seed);
  const order = Int32Array.from(pairs.keys());
  const scores = new Float64Array(width);
  const averaged = Math.max(1, Math.floor(epochs / 3));
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    const step = rate * (1 - (0.7 * epoch) / epochs);
    for (const at of order) {
      const { mask, label, weight } = pairs[at]!;
      const all = rowsOf[at]!;
      const seen: number[] = [];
      for (const row of all) if (random.float() >= dropout) seen.push(row);
      const lift = 1 / (1 - dropout);
      scores.fill(0);
      for (const row of seen) for (let k = 0; k < width; k++) scores[k]! += weights[row * width + k]!;
      let max = -1e9;
      for (let k = 0; k < width; k++) if (mask & (1 << k)) max = Math.max(max, (scores[k]! *= lift));
      let total = 0;
      for (let k = 0; k < width; k++) total += scores[k] = mask & (1 << k) ? Math.exp(scores[k]! - max) : 0;
      for (let k = 0; k < width; k++) {
        if (!(mask & (1 << k))) continue;
        const slope = weight * (scores[k]! / total - (k === label ? 1 : 0));
        if (Math.abs(slope) < 1e-4) continue;
        for (const row of seen) {
          const place = row * width + k;
          const gradient = slope + ridge * weights[place]!;
          squares[place]! += gradient * gradient;
          weights[place]! -= (step * gradient) / Math.sqrt(squares[place]!);
        }
      }
    }
    if (epoch >= epochs - averaged) for (let i = 0; i < weights.length; i++) sum[i]! += weights[i]! / averaged;
  }
  return { index, weights: sum };
}

/** The features whose weights reach furthest. */
function prune({ index, weights }: Fitted, rows: number): Set<number> {
  const width = LABELS.length;
  const strength = [...index].map(([hash, row]) => {
    let squares = 0;
    for (let k = 0; k < width; k++) squares += weights[row * width + k]! ** 2;
    return [hash, squares] as const;
  });
  strength.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return new Set(strength.slice(0, rows).map(([hash]) => hash));
}

function quantise({ index, weights }: Fitted, allowed: Uint32Array): Omit<PairModel, 'slots'> {
  const width = LABELS.length;
  const hashes = Uint32Array.from([...index.keys()].sort((a, b) => a - b));
  let top = 1e-9;
  for (const weight of weights) top = Math.max(top, Math.abs(weight));
  const scale = top / 127;
  const quantised = new Int8Array(hashes.length * width);
  hashes.forEach((hash, i) => {
    const row = index.get(hash)!;
    for (let k = 0; k < width; k++) quantised[i * width + k] = Math.round(weights[row * width + k]! / scale);
  });
  return { labels: LABELS, hashes, weights: quantised, scales: new Float32Array(width).fill(scale), allowed };
}

export interface RelationScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly byType: ReadonlyMap<string, { gold: number; found: number; right: number }>;
}
/** Micro scores over the relations of SciER, gold mentions given; a symmetric relation is right in either direction. */
export function score(model: PairModel, sentences: readonly LabelledSentence[], bias = 0): RelationScore {
  const byType = new Map<string, { gold: number; found: number; right: number }>();
  const of = (type: string) =>
    byType.get(type) ?? (byType.set(type, { gold: 0, found: 0, right: 0 }), byType.get(type)!);
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
