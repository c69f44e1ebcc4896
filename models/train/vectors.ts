import { wordForm } from '../../src/mention/features.js';
import { segment } from '../../src/text/segment.js';
import type { UnlabelledPaper } from './corpus.js';
import { Random } from './random.js';

export interface WordVectors {
  /** In order of falling frequency. */
  readonly words: readonly string[];
  readonly counts: Int32Array;
  /** words × dimensions, row by row, each row of length 1. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
}

export interface VectorOptions {
  readonly dimensions: number;
  readonly minCount: number;
  readonly window: number;
  readonly negatives: number;
  readonly epochs: number;
  readonly seed: number;
}
const DEFAULTS: VectorOptions = { dimensions: 48, minCount: 5, window: 3, negatives: 4, epochs: 3, seed: 1 };

/**
 * Word vectors by skip-gram with negative sampling (Mikolov et al. 2013), one thread, the same for the same seed.
 *
 * @param papers  titles and abstracts; words are taken in the form that the tagger looks them up by
 */
export function trainVectors(papers: Iterable<UnlabelledPaper>, options: Partial<VectorOptions> = {}): WordVectors {
  const { dimensions: D, minCount, window, negatives, epochs, seed } = { ...DEFAULTS, ...options };
  const { words, counts, stream } = readStream(papers, minCount);
  const V = words.length;
  const random = new Random(seed);
  const total = counts.reduce((sum, n) => sum + n, 0);

  const keep = new Float32Array(V);
  const sample = 1e-4;
  for (let w = 0; w < V; w++) {
    const f = counts[w]! / total;
    keep[w] = Math.min(1, Math.sqrt(sample / f) + sample / f);
  }
  const noise = noiseTable(counts, 1 << 20);
  const input = new Float32Array(V * D);
  const output = new Float32Array(V * D);
  for (let i = 0; i < input.length; i++) input[i] = (random.float() - 0.5) / D;
  const gradient = new Float32Array(D);
  const sigmoid = new Float32Array(1024);
  for (let i = 0; i < 1024; i++) sigmoid[i] = 1 / (1 + Math.exp(-(i - 512) / 64));

  const rate0 = 0.035;
  let seen = 0;
  const sentence = new Int32Array(4096);
  for (let epoch = 0; epoch < epochs; epoch++) {
    let at = 0;
    while (at < stream.length) {
      let n = 0;
      for (; at < stream.length && stream[at] !== BREAK; at++) {
        const w = stream[at]!;
        if (w >= 0 && n < 4096 && random.float() < keep[w]!) sentence[n++] = w;
      }
      at++;
      seen = epoch * stream.length + at;
      const rate = rate0 * Math.max(0.02, 1 - seen / (epochs * stream.length));
      for (let i = 0; i < n; i++) {
        const reach = 1 + random.below(window);
        const center = sentence[i]! * D;
        for (let j = Math.max(0, i - reach); j <= Math.min(n - 1, i + reach); j++) {
          if (j === i) continue;
          gradient.fill(0);
          const context = sentence[j]!;
          for (let k = 0; k <= negatives; k++) {
            const target = k === 0 ? context : noise[random.next() & (noise.length - 1)]!;
            if (k > 0 && target === context) continue;
            const o = target * D;
            let dot = 0;
            for (let d = 0; d < D; d++) dot += input[center + d]! * output[o + d]!;
            const p = dot >= 8 ? 1 : dot <= -8 ? 0 : sigmoid[(dot * 64 + 512) | 0]!;
            const g = ((k === 0 ? 1 : 0) - p) * rate;
            if (g === 0) continue;
            for (let d = 0; d < D; d++) {
              gradient[d]! += g * output[o + d]!;
              output[o + d]! += g * input[center + d]!;
            }
          }
          for (let d = 0; d < D; d++) input[center + d]! += gradient[d]!;
        }
      }
    }
  }
  for (let w = 0; w < V; w++) normalise(input, w * D, D);
  return { words, counts, vectors: input, dimensions: D };
}

const BREAK = -2;
const RARE = -1;

/** Word numbers of all sentences, one after the other, with a break after each. */
function readStream(papers: Iterable<UnlabelledPaper>, minCount: number) {
  const numbers = new Map<string, number>();
  const frequency: number[] = [];
  let raw = new Int32Array(1 << 22);
  let size = 0;
  const push = (value: number) => {
    if (size === raw.length) {
      const larger = new Int32Array(raw.length * 2);
      larger.set(raw);
      raw = larger;
    }
    raw[size++] = value;
  };
  for (const paper of papers) {
    for (const text of [paper.title, paper.abstract])
      for (const sentence of segment('abstract', text)) {
        for (const token of sentence.tokens) {
          const form = wordForm(token.text);
          let number = numbers.get(form);
          if (number === undefined) {
            number = frequency.length;
            // A slice would keep its whole abstract alive.
            numbers.set(Buffer.from(form).toString(), number);
            frequency.push(0);
          }
          frequency[number]!++;
          push(number);
        }
        push(BREAK);
      }
  }
  const order = [...numbers].filter(([, n]) => frequency[n]! >= minCount);
  order.sort((a, b) => frequency[b[1]]! - frequency[a[1]]! || (a[0] < b[0] ? -1 : 1));
  const renumber = new Int32Array(frequency.length).fill(RARE);
  order.forEach(([, n], i) => {
    renumber[n] = i;
  });
  const stream = raw.subarray(0, size);
  for (let i = 0; i < size; i++) if (stream[i]! >= 0) stream[i] = renumber[stream[i]!]!;
  return { words: order.map(([w]) => w), counts: Int32Array.from(order, ([, n]) => frequency[n]!), stream };
}

/** Words as often as their count to the power of 0.75 says. */
function noiseTable(counts: Int32Array, size: number): Int32Array {
  const table = new Int32Array(size);
  let sum = 0;
  for (const n of counts) sum += n ** 0.75;
  let w = 0;
  let reached = counts.length ? counts[0]! ** 0.75 / sum : 1;
  for (let i = 0; i < size; i++) {
    table[i] = w;
    while ((i + 1) / size > reached && w < counts.length - 1) reached += counts[++w]! ** 0.75 / sum;
  }
  return table;
}

function normalise(values: Float32Array, from: number, length: number): void {
  let sum = 0;
  for (let d = 0; d < length; d++) sum += values[from + d]! ** 2;
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  for (let d = 0; d < length; d++) values[from + d]! *= scale;
}

/**
 * Groups of words by spherical k-means: the number of its group for each word, 1 to `k`.
 *
 * The centres come from the most frequent words, the others join afterwards: rare words have noisy vectors.
 */
export function clusterWords(vectors: WordVectors, k: number, seed: number, rounds = 12): Uint16Array {
  const { vectors: X, dimensions: D, words } = vectors;
  const V = words.length;
  const core = Math.min(V, 20_000);
  const K = Math.min(k, core);
  const random = new Random(seed);
  const centres = new Float32Array(K * D);
  const first = random.shuffle(Int32Array.from({ length: core }, (_, i) => i));
  for (let c = 0; c < K; c++) centres.set(X.subarray(first[c]! * D, first[c]! * D + D), c * D);
  const group = new Uint16Array(V);
  const nearest = (w: number) => {
    let best = 0;
    let bestDot = -2;
    for (let c = 0; c < K; c++) {
      let dot = 0;
      for (let d = 0, x = w * D, y = c * D; d < D; d++, x++, y++) dot += X[x]! * centres[y]!;
      if (dot > bestDot) {
        bestDot = dot;
        best = c;
      }
    }
    return best;
  };
  for (let round = 0; round < rounds; round++) {
    for (let w = 0; w < core; w++) group[w] = nearest(w);
    centres.fill(0);
    for (let w = 0; w < core; w++) for (let d = 0; d < D; d++) centres[group[w]! * D + d]! += X[w * D + d]!;
    for (let c = 0; c < K; c++) normalise(centres, c * D, D);
  }
  for (let w = 0; w < V; w++) group[w] = nearest(w) + 1;
  return group;
}
