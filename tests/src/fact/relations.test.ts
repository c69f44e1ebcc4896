import { describe, expect, test } from 'vitest';
import { isAllowedRelation } from '../../../src/fact/ledger.js';
import { RELATION_TYPES } from '../../../src/types.js';
import { readPaper, saidOf } from './model.js';

describe('what a sentence says of the proposed method', () => {
  test.each([
    [
      'SparrowNet EVALUATED_ON ImageNet',
      'We present SparrowNet, a network for image classification. We evaluate SparrowNet on ImageNet and SparrowNet reaches 93% accuracy on ImageNet.',
    ],
    [
      'SparrowNet USED_FOR image classification',
      'We present SparrowNet for image classification. SparrowNet improves image classification.',
    ],
    [
      'SparrowNet OUTPERFORMS ResNet-50',
      'We present SparrowNet. SparrowNet outperforms ResNet-50 by 1.4% accuracy on ImageNet.',
    ],
    ['SparrowNet MEASURED_BY accuracy', 'We present SparrowNet. SparrowNet achieves 93.2% accuracy on ImageNet.'],
  ])('%s', (relation, abstract) => {
    expect(saidOf(readPaper(abstract, 'SparrowNet: A Small Network'))).toContain(relation);
  });
});

test('OUTPERFORMS carries metric, dataset and margin', () => {
  const { relations } = readPaper(
    'We present SparrowNet. SparrowNet outperforms ResNet-50 by 1.4% accuracy on ImageNet.',
    'SparrowNet: A Network',
  );
  expect(relations.find(({ type }) => type === 'OUTPERFORMS')).toMatchObject({
    source: 'method:sparrownet',
    target: 'method:resnet50',
    metric: 'metric:accuracy',
    dataset: 'dataset:imagenet',
    margin: 1.4,
  });
});

test('RUNS_ON carries how many devices, and for how long', () => {
  const { relations } = readPaper(
    'We present SparrowNet. SparrowNet was trained on 8 A100 GPUs for 3.5 days.',
    'SparrowNet: A Network',
  );
  expect(relations.find(({ type }) => type === 'RUNS_ON')).toMatchObject({
    source: 'method:sparrownet',
    count: 8,
    hours: 84,
  });
});

test.each([
  ['negation', 'We present SparrowNet. SparrowNet does not outperform ResNet-50 on ImageNet.', 'OUTPERFORMS'],
  ['hedging', 'We present SparrowNet. SparrowNet could be used for machine translation.', 'USED_FOR'],
  ['failure', 'We present SparrowNet. SparrowNet fails to surpass VGG-16.', 'OUTPERFORMS'],
])('%s gives no positive edge', (_, abstract, type) => {
  expect(readPaper(abstract).relations.filter((relation) => relation.type === type)).toEqual([]);
});

test('the allowed pairs of types know every type of relation', () => {
  for (const type of RELATION_TYPES) expect(isAllowedRelation('Hardware', type, 'Hardware')).toBe(false);
});
