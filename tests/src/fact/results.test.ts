import { describe, expect, test } from 'vitest';
import { figuresOf, readPaper } from './model.js';

describe('a figure finds its metric', () => {
  test.each([
    [
      'before it',
      'We present SparrowNet. SparrowNet achieves an accuracy of 93.2% on ImageNet.',
      '93.2% accuracy of SparrowNet on ImageNet',
    ],
    [
      'behind it',
      'We present SparrowNet. SparrowNet reaches 93.2% accuracy on ImageNet.',
      '93.2% accuracy of SparrowNet on ImageNet',
    ],
    [
      'in brackets',
      'We present SparrowNet, which yields an F1 score of 0.81 on CoNLL-2003.',
      '0.81 F1 score of SparrowNet on CoNLL-2003',
    ],
    [
      'in its unit',
      'We present SparrowNet. SparrowNet runs at 79.8 FPS on a single RTX 3090 GPU.',
      '79.8 FPS FPS of SparrowNet with RTX 3090 GPU',
    ],
    [
      'behind a gain',
      'We present SparrowNet. SparrowNet improves BLEU by 2.3 points over Transformer.',
      '+2.3 points BLEU of SparrowNet against Transformer',
    ],
    [
      'through what is measured',
      'We present SparrowNet. SparrowNet reduces the parameter count of trained networks by 90%.',
      '+90% parameter count of SparrowNet',
    ],
  ])('%s', (_, abstract, figure) => {
    expect(figuresOf(readPaper(abstract))).toContain(figure);
  });
});

test('figures in a list share the metric', () => {
  const figures = figuresOf(
    readPaper('We present SparrowNet. SparrowNet reaches an accuracy of 91.0% on MNIST and 73.5% on CIFAR-10.'),
  );
  expect(figures).toEqual(['91.0% accuracy of SparrowNet on MNIST', '73.5% accuracy of SparrowNet on CIFAR-10']);
});

test('a figure for two metrics is two results', () => {
  const figures = figuresOf(readPaper('We present SparrowNet. It reduces the memory footprint and latency by 16x.'));
  expect(figures).toEqual(['+16x memory footprint of SparrowNet', '+16x latency of SparrowNet']);
});

test('the method is inferred when a sentence says "it"', () => {
  const { results } = readPaper('We present SparrowNet, a convolutional neural network. It reaches 93.2% accuracy.');
  expect(results).toHaveLength(1);
  expect(results[0]!.method).toBe('method:sparrownet');
  expect(results[0]!.inferred).toEqual(['method']);
  expect(results[0]!.spans.method).toBeUndefined();
});

test('what a paper outperforms is no owner of its figure', () => {
  const { results } = readPaper(
    'We present SparrowNet. SparrowNet outperforms ResNet-50 by 1.4% accuracy on ImageNet.',
  );
  expect(results[0]).toMatchObject({
    method: 'method:sparrownet',
    baseline: 'method:resnet50',
    kind: 'gain',
    amount: 1.4,
  });
});

test.each([
  ['counts of data', 'We train SparrowNet on 14,000 images of 13 classes and report accuracy.'],
  ['years', 'Since 2012 the accuracy of AlexNet has been a landmark.'],
  ['shares of the data', 'With 10% of the training data accuracy stays high.'],
  ['numbers in names', 'We compare ResNet-50 and GPT-3 by top-1 accuracy.'],
  ['settings', 'At iteration 0 the accuracy of SparrowNet is stable.'],
  ['numbered lists', 'SparrowNet 1) improves accuracy and 2) reduces latency.'],
  ['devices', 'SparrowNet was trained on 8 A100 GPUs.'],
  ['folds', 'We use 5-fold cross-validation and report accuracy.'],
])('%s are no results', (_, abstract) => {
  expect(readPaper(abstract).results).toEqual([]);
});

test('"from A to B" reports two figures', () => {
  expect(figuresOf(readPaper('We present SparrowNet. SparrowNet reduces the perplexity from 21.40 to 19.25.'))).toEqual(
    ['21.40 perplexity', '19.25 perplexity of SparrowNet'],
  );
});

test('what follows a gain in a list is a gain; what it ends at is a value', () => {
  const kinds = (abstract: string) => readPaper(abstract).results.map(({ value, kind }) => `${value} ${kind}`);
  expect(
    kinds('We present SparrowNet. SparrowNet reduces latency, memory and runtime by 70.5%, 32.6% and 33.7%.'),
  ).toEqual(['70.5% gain', '32.6% gain', '33.7% gain']);
  expect(kinds('We present SparrowNet. SparrowNet improves accuracy by 5%, reaching an accuracy of 92%.')).toEqual([
    '5% gain',
    '92% absolute',
  ]);
});

test('what a result comes by is not what has it', () => {
  const [first] = readPaper(
    'We present SparrowNet. By combining BERT and ResNet-50, the proposed network achieves 93.2% accuracy.',
  ).results;
  expect(first).toMatchObject({ method: 'method:sparrownet', inferred: ['method'] });
});

test('a figure of what was before has no method', () => {
  const figures = (abstract: string) => figuresOf(readPaper(abstract));
  expect(figures('We present SparrowNet. SparrowNet improves accuracy on ImageNet from 73.8% to 75.7%.')).toEqual([
    '73.8% accuracy on ImageNet',
    '75.7% accuracy of SparrowNet on ImageNet',
  ]);
});

test('with one thing another has the figure', () => {
  expect(figuresOf(readPaper('With BERT, ResNet-50 achieves 93.2% accuracy.'))).toEqual([
    '93.2% accuracy of ResNet-50',
  ]);
});
