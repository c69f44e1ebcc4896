/** From examples to the bytes of a tagger: train, prune, train again, measure, calibrate. */
import { hashText, styleFeature, WordBook, type WordClusters } from '../../src/mention/features.js';
import { LABELS, TAG_TYPES, type TagType } from '../../src/mention/labels.js';
import { leastConfidence, loadTagger, type TaggedSpan } from '../../src/mention/tagger.js';
import { DEFAULT_STYLE, type TaggerFile, type WeightRows, writeTaggerFile } from '../../src/mention/tagger-file.js';
import { annotatedTypes, type Example } from './corpora.js';
import { type TrainOptions, trainCrf, type Weights } from './crf.js';
import { buildMatrix, buildTable, type FeatureTable, tableOf } from './features-matrix.js';

/** Measured on the 46 papers of our own gold: the corpora hold more methods and fewer tasks than our guideline counts. */
const BALANCE: Readonly<Partial<Record<TagType, number>>> = { Method: -0.5, Task: 0.7 };

export interface TaggerOptions {
  readonly seed: number;
  /** Features seen less often are never looked at. */
  readonly minCount: number;
  /** Rows kept, those of all styles together. */
  readonly rows: number;
  readonly first: Omit<TrainOptions, 'seed' | 'onEpoch'>;
  readonly second: Omit<TrainOptions, 'seed' | 'onEpoch'>;
  /** Times that the second training is run, in other orders and with other features left out; the weights are averaged. */
  readonly runs: number;
  /** How much a sentence of an example counts. */
  readonly weightOf: (example: Example) => number;
  /** Share of the other styles' mean in the default style. */
  readonly blend: number;
  readonly log: (line: string) => void;
}
export const TAGGER_DEFAULTS: TaggerOptions = {
  seed: 1,
  minCount: 3,
  rows: 165_000,
  first: { epochs: 3, averaged: 1, rate: 0.06, dropout: 0.6, l2: 0 },
  second: { epochs: 6, averaged: 3, rate: 0.06, dropout: 0.5, l2: 0 },
  runs: 4,
  weightOf: () => 1,
  blend: 0.3,
  log: () => {},
};

/**
 * @param train  what to learn from
 * @param dev    what to measure on and to calibrate with; never what was learnt from
 * @returns the bytes of `tagger.bin` and the figures on `dev`
 */
export function buildTagger(
  train: readonly Example[],
  dev: readonly Example[],
  clusters: WordClusters,
  options: Partial<TaggerOptions> = {},
): { bytes: Uint8Array; scores: readonly StyleScore[] } {
  const { seed, minCount, rows, first, second, runs, weightOf, blend, log } = { ...TAGGER_DEFAULTS, ...options };
  const styles = [...new Set(train.map((example) => example.style))].sort();
  const book = new WordBook(clusters);
  const full = buildTable(train, book, styles, minCount);
  log(`${full.size} features`);
  const onEpoch = (epoch: number, loss: number) => log(`epoch ${epoch + 1}: loss ${loss.toFixed(3)}`);
  const rough = trainCrf(buildMatrix(train, book, styles, full, weightOf), full.size, { ...first, seed, onEpoch });
  const table = prune(full, rough, rows);
  log(`${table.size} features kept`);
  const matrix = buildMatrix(train, book, styles, table, weightOf);
  const weights = meanOf(
    Array.from({ length: runs }, (_, run) =>
      trainCrf(matrix, table.size, { ...second, seed: seed + 1 + run, onEpoch }),
    ),
  );
  const file = fileOf(full, table, weights, clusters, styles, blend);
  const raw = loadTagger(writeTaggerFile(file));
  const calibration: Record<string, number[]> = {};
  const shares = new Map(file.styles.map((style) => [style, [] as Share[]]));
  for (const example of dev)
    shares
      .get(example.style)
      ?.push(
        ...sharesOf(
          example,
          raw.tag(example.sentences, example.abbreviations, { style: example.style, hints: example.hints }),
        ),
      );
  const allShares = [...shares.values()].flat();
  for (const style of file.styles) {
    const own = shares.get(style)!;
    // Too few spans make a crooked table: the corpora together stand in.
    calibration[style] = calibrationOf(own.length >= 300 ? own : allShares);
  }
  const bytes = writeTaggerFile({ ...file, calibration });
  return { bytes, scores: measure(bytes, dev) };
}

/** Linear models with the same features: an ensemble of them is one model. */
function meanOf(all: readonly Weights[]): Weights {
  const mean = (arrays: readonly Float32Array[]) =>
    Float32Array.from(arrays[0]!, (_, i) => arrays.reduce((sum, array) => sum + array[i]!, 0) / arrays.length);
  return { rows: mean(all.map(({ rows }) => rows)), transitions: mean(all.map(({ transitions }) => transitions)) };
}

/** The rows with the largest weights. */
function prune(full: FeatureTable, weights: Weights, rows: number): FeatureTable {
  const L = LABELS.length;
  const size = new Float64Array(full.size);
  for (let row = 0; row < full.size; row++) {
    let sum = 0;
    for (let l = 0; l < L; l++) sum += weights.rows[row * L + l]! ** 2;
    size[row] = sum;
  }
  const least = size.slice().sort()[Math.max(0, full.size - rows)] ?? 0;
  const keys: number[] = [];
  for (let i = 0; i < full.keys.length; i++)
    if (full.rows[i]! >= 0 && size[full.rows[i]!]! >= least) keys.push(full.keys[i]!);
  return tableOf(Int32Array.from(keys));
}

function fileOf(
  full: FeatureTable,
  table: FeatureTable,
  weights: Weights,
  clusters: WordClusters,
  styles: readonly string[],
  blend: number,
): TaggerFile {
  const L = LABELS.length;
  const step = stepOf(weights);
  const quantise = (value: number) => Math.max(-127, Math.min(127, Math.round(value / step)));
  const rowOf = (key: number) => {
    const row = table.get(key);
    return row < 0 ? null : weights.rows.subarray(row * L, row * L + L);
  };
  const styled = new Set<number>();
  const baseKeys = Array.from(full.keys.filter((_, i) => full.rows[i]! >= 0)).sort((a, b) => a - b);
  const rowsOf = (keys: readonly number[], weightsOf: (key: number) => ArrayLike<number> | null): WeightRows => {
    const kept: number[] = [];
    const values: number[] = [];
    for (const key of keys) {
      const row = weightsOf(key);
      if (!row) continue;
      const steps = Array.from({ length: L }, (_, l) => quantise(row[l]!));
      if (steps.every((value) => value === 0)) continue;
      kept.push(key);
      values.push(...steps);
    }
    return { keys: Int32Array.from(kept), weights: Int8Array.from(values) };
  };
  const stylesOfKey = new Map<number, (Float32Array | null)[]>();
  for (const key of baseKeys) {
    const rows = styles.map((_, s) => rowOf(styleFeature(key, s)));
    if (rows.some((row) => row !== null)) {
      stylesOfKey.set(key, rows);
      for (let s = 0; s < styles.length; s++) if (rows[s]) styled.add(styleFeature(key, s));
    }
  }
  const shared = rowsOf(
    baseKeys.filter((key) => !styled.has(key)),
    rowOf,
  );
  const keysWithStyles = [...stylesOfKey.keys()];
  const deltas = new Map(styles.map((style, s) => [style, rowsOf(keysWithStyles, (key) => stylesOfKey.get(key)![s]!)]));
  const own = styles.indexOf(DEFAULT_STYLE);
  const others = styles.map((_, s) => s).filter((s) => s !== own);
  const judges = Array.from({ length: L }, (_, l) =>
    l === 0 ? others : others.filter((s) => annotatedTypes(styles[s]!).includes(TAG_TYPES[(l - 1) >> 1] as TagType)),
  );
  const averaged = rowsOf(keysWithStyles, (key) => {
    const rows = stylesOfKey.get(key)!;
    return Float32Array.from({ length: L }, (_, l) => {
      let sum = 0;
      for (const s of judges[l]!) sum += rows[s]?.[l] ?? 0;
      const mean = judges[l]!.length ? sum / judges[l]!.length : 0;
      return own >= 0 ? (rows[own]?.[l] ?? 0) + blend * mean : mean;
    });
  });
  deltas.set(DEFAULT_STYLE, averaged);
  return {
    ...shared,
    styles: [...new Set([...styles, DEFAULT_STYLE])].sort(),
    clusters,
    step,
    transitions: weights.transitions,
    deltas,
    balance: { [DEFAULT_STYLE]: TAG_TYPES.map((type) => BALANCE[type] ?? 0) },
    calibration: {},
  };
}

/** All but one weight in ten thousand fit into 127 steps. */
function stepOf({ rows }: Weights): number {
  const sizes = Float32Array.from(rows, Math.abs).sort();
  return Math.max(1e-3, sizes[Math.floor(sizes.length * 0.9999)]!) / 127;
}

interface Share {
  readonly share: number;
  readonly right: boolean;
}

function sharesOf(example: Example, spans: readonly TaggedSpan[]): Share[] {
  const gold = new Set(example.gold.map((g) => `${g.field} ${g.start} ${g.end} ${outType(example.style, g.type)}`));
  const types = annotatedTypes(example.style);
  return spans
    .filter(({ type }) => types.includes(type))
    .map((span) => {
      const { field, tokens } = example.sentences[span.sentence]!;
      return {
        share: span.confidence,
        right: gold.has(`${field} ${tokens[span.from]!.start} ${tokens[span.to - 1]!.end} ${span.type}`),
      };
    });
}

const outType = (style: string, type: TagType) => (style === 'scierc' && type === 'Material' ? 'Dataset' : type);

/**
 * What a share is worth: the part of right spans at 21 equally spaced shares, never falling (pool adjacent violators).
 */
export function calibrationOf(shares: readonly Share[]): number[] {
  const sorted = [...shares].sort((a, b) => a.share - b.share);
  const blocks: { sum: number; n: number; shareSum: number }[] = [];
  const size = Math.max(1, Math.ceil(sorted.length / 40));
  for (let i = 0; i < sorted.length; i += size) {
    const part = sorted.slice(i, i + size);
    blocks.push({
      sum: part.filter(({ right }) => right).length,
      n: part.length,
      shareSum: part.reduce((sum, { share }) => sum + share, 0),
    });
    while (blocks.length > 1) {
      const b = blocks.at(-1)!;
      const a = blocks.at(-2)!;
      if (a.sum / a.n <= b.sum / b.n) break;
      blocks.splice(-2, 2, { sum: a.sum + b.sum, n: a.n + b.n, shareSum: a.shareSum + b.shareSum });
    }
  }
  const points = [{ x: 0, y: 0 }, ...blocks.map(({ sum, n, shareSum }) => ({ x: shareSum / n, y: sum / n }))];
  points.push({ x: 1, y: Math.max(points.at(-1)!.y, 0) });
  return Array.from({ length: 21 }, (_, k) => {
    const x = k / 20;
    const after = Math.max(
      1,
      points.findIndex((p) => p.x >= x),
    );
    const [a, b] = [points[after - 1]!, points[after]!];
    const y = b.x === a.x ? b.y : a.y + ((x - a.x) / (b.x - a.x)) * (b.y - a.y);
    return Math.round(Math.min(1, Math.max(0, y)) * 1000) / 1000;
  });
}

export interface StyleScore {
  readonly style: string;
  readonly type: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly overlapF1: number;
  readonly gold: number;
}

/** Exact and overlapping spans per style, and per type within it. */
export function measure(
  bytes: Uint8Array,
  dev: readonly Example[],
  styleOf = (example: Example) => example.style,
): StyleScore[] {
  const tagger = loadTagger(bytes);
  const counts = new Map<string, { exact: number; found: number; gold: number; overFound: number; overGold: number }>();
  for (const example of dev) {
    const types = annotatedTypes(example.style);
    const found = tagger
      .tag(example.sentences, example.abbreviations, { style: styleOf(example), hints: example.hints })
      .filter(({ confidence }) => styleOf(example) === DEFAULT_STYLE || confidence >= leastConfidence(styleOf(example)))
      .map(({ sentence, from, to, type }) => {
        const { field, tokens } = example.sentences[sentence]!;
        return { field: field as string, start: tokens[from]!.start, end: tokens[to - 1]!.end, type: type as string };
      });
    const gold = example.gold.map((g) => ({ ...g, type: outType(example.style, g.type) as string }));
    for (const type of types.filter((t) => t !== 'Other' && t !== 'Generic' && t !== 'Material')) {
      const F = found.filter((x) => x.type === type);
      const G = gold.filter((x) => x.type === type);
      const over = (a: (typeof F)[number], list: typeof F) =>
        list.some((b) => b.field === a.field && a.start < b.end && b.start < a.end);
      const exact = F.filter((x) =>
        G.some((y) => x.field === y.field && x.start === y.start && x.end === y.end),
      ).length;
      for (const key of [`${example.style}\tall`, `${example.style}\t${type}`]) {
        const c = counts.get(key) ?? { exact: 0, found: 0, gold: 0, overFound: 0, overGold: 0 };
        c.exact += exact;
        c.found += F.length;
        c.gold += G.length;
        c.overFound += F.filter((x) => over(x, G)).length;
        c.overGold += G.filter((x) => over(x, F)).length;
        counts.set(key, c);
      }
    }
  }
  return [...counts].map(([key, c]) => {
    const [style, type] = key.split('\t') as [string, string];
    const f = (p: number, r: number) => (p + r > 0 ? (2 * p * r) / (p + r) : 0);
    const [p, r] = [c.found ? c.exact / c.found : 0, c.gold ? c.exact / c.gold : 0];
    const percent = (x: number) => Math.round(1000 * x) / 10;
    return {
      style,
      type,
      precision: percent(p),
      recall: percent(r),
      f1: percent(f(p, r)),
      overlapF1: percent(f(c.found ? c.overFound / c.found : 0, c.gold ? c.overGold / c.gold : 0)),
      gold: c.gold,
    };
  });
}

/** Whether a paper of a corpus without a dev part is held out of training: one in ten, whole documents. */
export function isHeldOut(style: string, id: string): boolean {
  const document = style === 'gsap' ? id.split('|')[0]! : id;
  return hashText(`${document}#held`) % 10 === 0;
}
