import { describe, expect, test } from 'vitest';
import { evaluate, type Gold, goldOf, type Prediction, writeEvaluation } from '../../../src/eval/index.js';

const mention = (start: number, end: number, type: string, confidence = 0.9, entity = '', text = '') =>
  ({ field: 'abstract', start, end, type, confidence, entity, text }) as unknown as Prediction['mentions'][number];
const prediction = (id: string, rest: Partial<Prediction>): Prediction => ({
  id,
  mentions: [],
  entities: [],
  relations: [],
  results: [],
  ...rest,
});
const rowsOf = (gold: Gold, predictions: Prediction[], types?: string[]) =>
  Object.fromEntries(
    evaluate(gold, predictions, types).rows.map(({ name, p, r, f1, pred, gold: n }) => [name, [p, r, f1, pred, n]]),
  );

describe('gold of spans', () => {
  const gold = goldOf([
    {
      id: 'a',
      abstract: 'BirdNet sings on BirdCLEF and Xeno.',
      spans: [
        [0, 7, 'Method'],
        [17, 25, 'Material'],
        [30, 34, 'Dataset'],
      ],
    },
    { id: 'b', abstract: 'Nothing was sung.', spans: [[0, 7, 'Task']] },
  ])!;
  const predictions = [
    prediction('a', {
      mentions: [mention(0, 7, 'Method', 0.95), mention(15, 25, 'Dataset', 0.55), mention(8, 13, 'Method', 0.15)],
    }),
  ];

  test('exact asks for both ends, overlap for one character; Material is Dataset', () => {
    const rows = rowsOf(gold, predictions);
    expect(rows['Method exact']).toEqual([50, 100, 66.7, 2, 1]);
    expect(rows['Dataset exact']).toEqual([0, 0, 0, 1, 2]);
    expect(rows['Dataset overlap']).toEqual([100, 50, 66.7, 1, 2]);
    expect(rows['Task exact']).toEqual([0, 0, 0, 0, 1]);
    expect(rows['all exact']).toEqual([33.3, 25, 28.6, 3, 4]);
  });

  test('types that are not asked for count on neither side', () => {
    expect(Object.keys(rowsOf(gold, predictions, ['Method']))).toEqual([
      'Method exact',
      'Method overlap',
      'all exact',
      'all overlap',
    ]);
    expect(rowsOf(gold, predictions, ['Method'])['all exact']).toEqual([50, 100, 66.7, 2, 1]);
  });

  test('confidence is held against the truth', () => {
    const { calibration, missing } = evaluate(gold, predictions);
    expect(calibration).toEqual([
      { from: 0.1, to: 0.2, n: 1, confidence: 15, right: 0 },
      { from: 0.5, to: 0.6, n: 1, confidence: 55, right: 0 },
      { from: 0.9, to: 1, n: 1, confidence: 95, right: 100 },
    ]);
    expect(missing).toBe(1);
  });
});

describe('gold of entities', () => {
  const gold = goldOf([
    {
      id: '__proto__',
      entities: [
        { type: 'Method', name: 'BirdNet', aliases: ['BirdNets'], role: 'proposed', tier: 'required' },
        { type: 'Dataset', name: 'BirdCLEF', aliases: ['BirdCLEF 2021'], role: 'evaluated_on', tier: 'required' },
        { type: 'Metric', name: 'accuracy', aliases: ['accuracy'], role: 'reported', tier: 'required' },
        { type: 'Method', name: 'deep learning', aliases: [], role: 'used', tier: 'optional' },
      ],
      results: [{ value: '93.2%', metric: 'accuracy' }],
      relations: [
        ['BirdNet', 'evaluated_on', 'BirdCLEF'],
        ['BirdNet', 'likes', 'birds'],
      ],
    },
  ])!;
  const entity = (id: string, type: string, name: string, role: string, confidence = 0.9) =>
    ({ id, type, name, role, confidence, aliases: [] }) as unknown as Prediction['entities'][number];
  const found = prediction('__proto__', {
    entities: [
      entity('method:birdnet', 'Method', 'BirdNet', 'proposed'),
      entity('method:birdnets', 'Method', 'BirdNets', 'used'),
      entity('method:deep-learning', 'Method', 'Deep Learning', 'used'),
      entity('dataset:clef', 'Dataset', 'the CLEF', 'used', 0.3),
      entity('metric:accuracy', 'Metric', 'test accuracy', 'mentioned'),
    ],
    mentions: [
      mention(0, 8, 'Dataset', 0.3, 'dataset:clef', 'BirdCLEF'),
      mention(0, 8, 'Metric', 0.3, 'metric:accuracy', 'Accuracy'),
    ],
    relations: [
      { source: 'method:birdnet', type: 'TRAINED_ON', target: 'dataset:clef' },
    ] as unknown as Prediction['relations'],
    results: [
      { value: '93.2', metric: 'metric:accuracy' },
      { value: '1.4', metric: 'metric:accuracy' },
    ] as unknown as Prediction['results'],
  });

  test('a surface of any mention makes an entity right; optional ones are right but not asked for', () => {
    const rows = rowsOf(gold, [found]);
    expect(rows['Method entities']).toEqual([100, 100, 100, 3, 1]);
    expect(rows['Dataset entities']).toEqual([100, 100, 100, 1, 1]);
    expect(rows['all entities']).toEqual([100, 100, 100, 5, 3]);
    expect(rows['relations (loose ends)']).toEqual([100, 100, 100, 1, 1]);
    expect(rows['results (value and metric)']).toEqual([50, 100, 66.7, 2, 1]);
  });

  test('roles and split names', () => {
    const { roles, oneNode } = evaluate(gold, [found]);
    expect(roles).toBe(33.3);
    expect(oneNode).toBe(66.7);
  });

  test('an absent paper is empty, and said to be missing', () => {
    const evaluation = evaluate(gold, []);
    expect(evaluation.missing).toBe(1);
    expect(evaluation.rows.every(({ p, r, f1 }) => p === 0 && r === 0 && f1 === 0)).toBe(true);
  });

  test('the table is for reading', () => {
    expect(writeEvaluation(evaluate(gold, [found]))[0]).toBe(
      'Method entities                P   100  R   100  F1   100   (3 predicted, 1 gold)',
    );
  });
});

test.each([[[]], [[{ id: 'a' }]], [[{ spans: [] }, { id: 'b' }]], [[null]]])('%j is no gold', (records) =>
  expect(goldOf(records)).toBeNull(),
);
