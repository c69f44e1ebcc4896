import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  MAX_PAIRS,
  MAX_SLOT_FEATURES,
  PaperFeatures,
  SLOTS,
  slotFeatures,
  WordBook,
} from '../../../src/mention/features.js';
import { KERNEL_SOURCE } from '../../../src/mention/kernel.js';
import { LABELS, mayFollow, TAG_TYPES } from '../../../src/mention/labels.js';
import { loadTagger } from '../../../src/mention/tagger.js';
import { type TaggerFile, writeTaggerFile } from '../../../src/mention/tagger-file.js';
import { segment } from '../../../src/text/segment.js';
import type { Sentence } from '../../../src/types.js';

const L = LABELS.length;
const clusters = { hashes: new Uint32Array(0), groups: new Uint16Array(0), mostlyLower: new Uint8Array(0) };

test('the compiled kernel is that of its source: if not, run scripts/build-kernel.mjs', () => {
  const source = readFileSync(new URL('../../../src/mention/kernel.as', import.meta.url));
  expect(createHash('sha256').update(source).digest('hex')).toBe(KERNEL_SOURCE);
});

/** The keys of all features of each token of a sentence, as the trainer sees them. */
function featuresOf(sentence: Sentence): number[][] {
  const book = new WordBook(clusters);
  const paper = new PaperFeatures(book);
  paper.read([sentence], []);
  const out = new Int32Array(MAX_PAIRS + MAX_SLOT_FEATURES);
  return sentence.tokens.map((_, i) => {
    const keys = [...out.subarray(0, paper.pairs(i, out))];
    for (let slot = 0; slot < SLOTS; slot++)
      keys.push(...out.subarray(0, slotFeatures(book, paper.slots[i * SLOTS + slot]!, slot, out)));
    return keys;
  });
}

/** Whole numbers from -`most` to `most`, the same for a seed. */
function* numbers(seed: number, most: number) {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield (state % (2 * most + 1)) - most;
  }
}

/** A tagger that has a weight for every feature of a sentence, in two styles. */
function randomTagger(sentence: Sentence, seed: number): TaggerFile {
  const draw = numbers(seed, 9);
  const keys = [...new Set(featuresOf(sentence).flat())];
  const weights = (count: number) => Int8Array.from({ length: count * L }, () => draw.next().value!);
  return {
    styles: ['papergraph'],
    clusters,
    step: 0.02,
    transitions: Float32Array.from({ length: (L + 1) * L }, () => draw.next().value! / 10),
    keys: Int32Array.from(keys),
    weights: weights(keys.length),
    deltas: new Map([['papergraph', { keys: Int32Array.from(keys.slice(0, 5)), weights: weights(5) }]]),
    balance: { papergraph: TAG_TYPES.map((_, i) => i / 10) },
    calibration: { papergraph: [0, 1] },
  };
}

/** Every sequence of labels with its score. */
function* sequences(file: TaggerFile, sentence: Sentence): Generator<readonly [labels: number[], score: number]> {
  const tables = [file, file.deltas.get('papergraph')!].map(
    ({ keys, weights }) => new Map([...keys].map((key, i) => [key, weights.subarray(i * L, (i + 1) * L)])),
  );
  const emission = featuresOf(sentence).map((keys) =>
    Array.from({ length: L }, (_, label) => {
      let sum = 0;
      for (const key of keys) for (const table of tables) sum += table.get(key)?.[label] ?? 0;
      return sum * file.step;
    }),
  );
  const move = (from: number, to: number) =>
    file.transitions[from * L + to]! + (to % 2 === 1 ? file.balance.papergraph![(to - 1) >> 1]! : 0);
  function* on(labels: number[], score: number): Generator<readonly [number[], number]> {
    const t = labels.length;
    if (t === emission.length) {
      yield [labels, score];
      return;
    }
    const from = t === 0 ? L : labels[t - 1]!;
    for (let to = 0; to < L; to++)
      if (t === 0 ? to === 0 || to % 2 === 1 : mayFollow(from, to))
        yield* on([...labels, to], score + emission[t]![to]! + move(from, to));
  }
  yield* on([], 0);
}

describe('the most likely labels and their shares are those of all sequences of labels, tried one by one', () => {
  test.each([1, 2, 3, 4, 5, 6])('with weights of seed %i', (seed) => {
    const [sentence] = segment('abstract', 'Owls (RNN) hear.'.slice(0, seed % 2 === 0 ? 9 : 16));
    const file = randomTagger(sentence!, seed);
    let total = 0;
    let best: number[] = [];
    let top = Number.NEGATIVE_INFINITY;
    const shares = new Map<string, number>();
    for (const [labels, score] of sequences(file, sentence!)) {
      const weight = Math.exp(score);
      total += weight;
      if (score > top) [best, top] = [labels, score];
      for (const span of spansOf(labels)) shares.set(span, (shares.get(span) ?? 0) + weight);
    }
    const found = loadTagger(writeTaggerFile(file)).tag([sentence!], []);
    const named = (span: string) => ['Method', 'Dataset', 'Metric', 'Hardware', 'Task'].includes(span.split(' ')[2]!);
    expect(found.map(({ from, to, type }) => `${from} ${to} ${type}`)).toEqual(spansOf(best).filter(named));
    for (const { from, to, type, confidence } of found)
      expect(confidence).toBeCloseTo(shares.get(`${from} ${to} ${type}`)! / total, 2);
  });
});

function spansOf(labels: readonly number[]): string[] {
  const spans: string[] = [];
  labels.forEach((label, from) => {
    if (label % 2 === 0) return;
    let to = from + 1;
    while (labels[to] === label + 1) to++;
    spans.push(`${from} ${to} ${TAG_TYPES[(label - 1) >> 1]}`);
  });
  return spans;
}
