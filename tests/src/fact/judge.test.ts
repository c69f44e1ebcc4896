import { expect, test } from 'vitest';
import { GROUPS, hear, judge, judgeOf, readJudge, settle, weigh, writeJudge } from '../../../src/fact/judge.js';

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
  const hidden = new Float64Array(2);
  for (const word of [-5, 9, 1234]) hear(model, word, hidden);
  const signs = Float64Array.of(1, 0, 2);
  settle(model, signs, hidden);
  // (2 + 7) / 4 − 1 + 1 + 2 · 0.5, and −7 + 1 − 1 + 2 · 0.5: the second stays silent.
  expect([...hidden]).toEqual([3.25, -6]);
  const expected = 3.25 * (4 / 4) + 1 * -1 + 2 * 1;
  expect(judge(model, 2, signs, hidden)).toBeCloseTo(1 / (1 + Math.exp(-expected)), 12);
});

test('a word that the weights do not know says nothing', () => {
  const model = judgeOf(weights);
  expect(weigh(model, [-7, 8])).toBe(1.5);
  expect(weigh(model, [8])).toBe(0);
});
