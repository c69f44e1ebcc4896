import { expect, test } from 'vitest';
import {
  GROUPS,
  hear,
  heardBy,
  judge,
  judgeOf,
  readJudge,
  sumsBy,
  sumUp,
  weigh,
  writeJudge,
} from '../../../src/fact/judge.js';

/** Two hidden units, three signs, two words. */
const weights = {
  central: Float32Array.of(0.5),
  centralWords: { hashes: Int32Array.of(-7), rows: Int8Array.of(3), scales: Float32Array.of(0.5) },
  signs: Float32Array.of(1, -1, 0, 2, 0.5, 0.5),
  words: { hashes: Int32Array.of(-5, 9), rows: Int8Array.of(2, -7, 7, 1), scales: Float32Array.of(0.25, 1) },
  bias: Float32Array.of(-1, 0),
  out: Float32Array.from({ length: 2 * GROUPS.length }, (_, i) => i / 4),
  direct: Float32Array.from({ length: 3 * GROUPS.length }, (_, i) => (i % 3) - 1),
  minimum: new Float32Array(GROUPS.length).fill(0.25),
};

test('weights are read as they were written', () => {
  const bytes = writeJudge(weights);
  const read = readJudge(bytes);
  for (const name of ['central', 'signs', 'bias', 'out', 'direct', 'minimum'] as const)
    expect(read[name]).toEqual(weights[name]);
  expect(read.words).toEqual(weights.words);
  expect(read.centralWords).toEqual(weights.centralWords);
  expect(writeJudge(read)).toEqual(bytes);
});

test('weights that are cut short or too long are refused', () => {
  const bytes = writeJudge(weights);
  expect(() => readJudge(bytes.subarray(0, -1))).toThrow(/its weights have/);
  expect(() => readJudge(Uint8Array.of(...bytes, 0))).toThrow(/its weights have/);
  expect(() => readJudge(new Uint8Array(40))).toThrow(/holds no weights/);
});

test('words and signs add up to hidden units, of which only those above zero count', () => {
  const model = judgeOf(weights);
  const heard = new Int32Array(heardBy(model));
  hear(model, Int32Array.of(-5, 9, 1234), 3, heard);
  expect([...heard.subarray(0, 2)]).toEqual([9, -6]);
  const probabilities = new Float64Array(2);
  const signs = { count: 2, places: Int32Array.of(0, 2), values: Float64Array.of(1, 2) };
  const nothing = { sums: new Float64Array(sumsBy(model)), source: 0, target: 0 };
  judge(model, signs, heard, nothing, [2, 0], probabilities);
  // The units: 9 / 4 − 1 + 1 + 2 · 0.5, and −6 − 1 + 2 · 0.5: the second stays silent.
  const sums = [3.25 * (4 / 4) + 1 * -1 + 2 * 1, 3.25 * 0 + 1 * -1 + 2 * 1];
  sums.forEach((sum, i) => {
    expect(probabilities[i]).toBeCloseTo(1 / (1 + Math.exp(-sum)), 12);
  });
});

test('what both ends of a pair bring counts as if the pair brought it', () => {
  const model = judgeOf(weights);
  const heard = new Int32Array(heardBy(model));
  hear(model, Int32Array.of(-5, 9), 2, heard);
  const whole = new Float64Array(GROUPS.length);
  const groups = GROUPS.map((_, i) => i);
  const signs = { count: 3, places: Int32Array.of(0, 1, 2), values: Float64Array.of(1, 0.5, 2) };
  const size = sumsBy(model);
  const nothing = { sums: new Float64Array(size), source: 0, target: 0 };
  judge(model, signs, heard, nothing, groups, whole);

  const sums = new Float64Array(2 * size);
  const [source, target] = [new Int32Array(heardBy(model)), new Int32Array(heardBy(model))];
  hear(model, Int32Array.of(-5), 1, source);
  hear(model, Int32Array.of(9), 1, target);
  sumUp(model, { count: 1, places: Int32Array.of(1), values: Float64Array.of(0.5) }, source, sums, 0);
  sumUp(model, { count: 1, places: Int32Array.of(2), values: Float64Array.of(2) }, target, sums, size);
  const parts = new Float64Array(GROUPS.length);
  const silent = new Int32Array(heardBy(model));
  const own = { count: 1, places: Int32Array.of(0), values: Float64Array.of(1) };
  judge(model, own, silent, { sums, source: 0, target: size }, groups, parts);
  parts.forEach((probability, i) => {
    expect(probability).toBeCloseTo(whole[i]!, 12);
  });
});

test('as many words as there are add up exactly', () => {
  const model = judgeOf(weights);
  const heard = new Int32Array(2 * heardBy(model));
  const words = Int32Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? -5 : 9));
  hear(model, words, words.length, heard, heardBy(model));
  expect([...heard.subarray(0, 2)]).toEqual([0, 0]);
  expect([...heard.subarray(heardBy(model), heardBy(model) + 2)]).toEqual([50 * (2 + 7), 50 * (-7 + 1)]);
});

test('a word that the weights do not know says nothing', () => {
  const model = judgeOf(weights);
  expect(weigh(model, Int32Array.of(-7, 8), 2)).toBe(1.5);
  expect(weigh(model, Int32Array.of(8), 1)).toBe(0);
});
