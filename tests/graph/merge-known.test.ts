import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KnownNames, sameName, whySame } from '../../graph/merge-known.js';
import type { EntityType } from '../../src/types.js';

const table = (name: string) => readFileSync(new URL(`../../data/${name}`, import.meta.url), 'utf8');
const known = new KnownNames({
  knownAliases: table('aliases.tsv'),
  lexicon: table('lexicon.tsv'),
  metrics: table('metrics.tsv'),
  hardware: table('hardware.tsv'),
});

interface Pair {
  readonly verdict: 'same' | 'apart';
  readonly type: EntityType;
  readonly a: string;
  readonly b: string;
  readonly evidence?: { readonly definedSo: number; readonly definedOtherwise: number };
}
const pairs: Pair[] = readFileSync(new URL('merge-pairs.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [verdict, type, a, b, counts] = line.split('\t') as ['same' | 'apart', EntityType, string, string, string?];
    if (counts === undefined) return { verdict, type, a, b };
    const [definedSo, definedOtherwise] = counts.split('/').map(Number) as [number, number];
    return { verdict, type, a, b, evidence: { definedSo, definedOtherwise } };
  });
const told = ({ verdict, type, a, b }: Pair) => `${verdict} ${type}: ${a} | ${b}`;
const isSame = ({ type, a, b, evidence }: Pair) => sameName(a, b, type, known, evidence);

describe('the table of pairs', () => {
  test('is large and of all types', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(400);
    expect(new Set(pairs.map(({ type, verdict }) => `${verdict} ${type}`)).size).toBe(10);
  });

  test('is read right in 98 of 100 pairs', () => {
    const wrong = pairs.filter((pair) => isSame(pair) !== (pair.verdict === 'same'));
    expect(wrong.length / pairs.length, wrong.map(told).join('\n')).toBeLessThanOrEqual(0.02);
  });

  test('no pair that must stay apart is merged', () => {
    expect(pairs.filter((pair) => pair.verdict === 'apart' && isSame(pair)).map(told)).toEqual([]);
  });

  test('the order of the two names says nothing', () => {
    expect(pairs.filter((pair) => isSame(pair) !== isSame({ ...pair, a: pair.b, b: pair.a })).map(told)).toEqual([]);
  });
});

test('every merge has its rule, its score and a line that a person can check', () => {
  expect(whySame('ResNet50', 'ResNet-50', 'Method', known)).toMatchObject({ rule: 'same-key', score: 1 });
  expect(whySame('CNN', 'convolutional neural networks', 'Method', known)).toMatchObject({
    rule: 'known-alias',
    evidence: expect.stringMatching(/^aliases\.tsv:\d+ says so$/),
  });
  const evidence = { definedSo: 9, definedOtherwise: 1 };
  expect(whySame('QZN', 'quasi zonal net', 'Method', known, evidence)).toMatchObject({
    rule: 'abbreviation',
    score: 0.9,
  });
});
