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
      '0.81 F1 of SparrowNet on CoNLL-2003',
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

test.each([
  [
    'SparrowNet reaches an ImageNet accuracy of 84.1% and a COCO mAP of 52.3.',
    ['84.1% accuracy of SparrowNet on ImageNet', '52.3 mAP of SparrowNet on COCO'],
  ],
  [
    'SparrowNet lifts the GLUE score to 80.5%, MultiNLI accuracy to 86.7% and SQuAD v1.1 F1 to 93.2.',
    [
      '80.5% score of SparrowNet on GLUE',
      '86.7% accuracy of SparrowNet on MultiNLI',
      '93.2 F1 of SparrowNet on SQuAD v1.1',
    ],
  ],
  ['SparrowNet has a pass@1 of 31% on HumanEval.', ['31% pass@1 of SparrowNet on HumanEval']],
])('a dataset within the phrase of a metric is where that was measured: %s', (text, figures) => {
  expect(figuresOf(readPaper(`We present SparrowNet. ${text}`))).toEqual(figures);
});

test.each([
  [
    'as many sets as figures',
    'SparrowNet reaches 93.2% and 46.9% accuracy on ImageNet and CIFAR-10.',
    ['93.2% accuracy of SparrowNet on ImageNet', '46.9% accuracy of SparrowNet on CIFAR-10'],
  ],
  [
    'right before the figure',
    'SparrowNet reaches an accuracy of 85.4% on MNIST, on ImageNet with 80.1% and on CIFAR-10.',
    ['85.4% accuracy of SparrowNet on MNIST', '80.1% accuracy of SparrowNet on ImageNet'],
  ],
  [
    'not what it was pre-trained on',
    'On ImageNet, SparrowNet pre-trained on COCO reaches 85.4% accuracy.',
    ['85.4% accuracy of SparrowNet on ImageNet'],
  ],
  [
    'from and to at one place',
    'SparrowNet lowers the perplexity from 8.04 to 4.40 on ImageNet, and that on MNIST from 7.79 to 5.06.',
    [
      '8.04 perplexity on ImageNet',
      '4.40 perplexity of SparrowNet on ImageNet',
      '7.79 perplexity on MNIST',
      '5.06 perplexity of SparrowNet on MNIST',
    ],
  ],
  [
    'not what the next clause speaks of',
    'On ImageNet SparrowNet reaches 85.4% accuracy, compared with 81.2%, and on MNIST 99.1% accuracy.',
    [
      '85.4% accuracy of SparrowNet on ImageNet',
      '81.2% accuracy of SparrowNet on ImageNet',
      '99.1% accuracy of SparrowNet on MNIST',
    ],
  ],
  [
    'what another figure has is shared only where nothing else is near',
    'SparrowNet reaches an accuracy of 88.5% on ImageNet and 77.6% over all of CIFAR-10.',
    ['88.5% accuracy of SparrowNet on ImageNet', '77.6% accuracy of SparrowNet on CIFAR-10'],
  ],
])('where a figure was measured: %s', (_, text, figures) => {
  expect(figuresOf(readPaper(`We present SparrowNet. ${text}`))).toEqual(figures);
});

test.each([
  ['We evaluate SparrowNet on ImageNet. SparrowNet reaches an accuracy of 85.4%.', 'dataset:imagenet'],
  ['We evaluate SparrowNet on ImageNet and on CIFAR-10. SparrowNet reaches an accuracy of 85.4%.', null],
  ['SparrowNet takes images. SparrowNet reaches an accuracy of 85.4%.', null],
])('a sentence that names no data speaks of the one set before it: %s', (text, dataset) => {
  const [result] = readPaper(`We present SparrowNet. ${text}`).results;
  expect(result!.dataset).toBe(dataset);
  expect(result!.inferred.includes('dataset')).toBe(dataset !== null);
  expect(result!.spans.dataset).toBeUndefined();
});

test.each([
  ['Trained for long, DETR with ResNet-50 reaches an accuracy of 42.0%.', '42.0% accuracy of DETR'],
  ['SparrowNet reaches an accuracy of 88.8%, ahead of DETR (60.2%).', '60.2% accuracy of DETR'],
])('a figure finds its method: %s', (text, figure) => {
  expect(figuresOf(readPaper(`We present SparrowNet. ${text}`))).toContain(figure);
});

test.each([
  ['SparrowNet has an accuracy that is 4.8% and 7.5% better on ImageNet and CIFAR-10.', ['gain', 'gain']],
  ['SparrowNet has 79.6% accuracy on ImageNet, 1.3% above all the others.', ['absolute', 'gain']],
  ['SparrowNet reaches 81.4% and 80.1% accuracy on ImageNet and CIFAR-10.', ['absolute', 'absolute']],
])('what says by how much is a gain: %s', (text, kinds) => {
  expect(readPaper(`We present SparrowNet. ${text}`).results.map(({ kind }) => kind)).toEqual(kinds);
});

test.each(['17 million parameters', '17M parameters and 1.22 GFLOPs'])(
  'how large a model is is not what it reaches: %s',
  (size) => {
    const figures = figuresOf(
      readPaper(
        `We present SparrowNet. On ImageNet the accuracy by chance is 25%. SparrowNet with ${size} reaches 43.9%.`,
      ),
    );
    expect(figures.filter((figure) => figure.startsWith('43.9% '))).not.toContainEqual(
      expect.stringMatching(/parameters|FLOPs/),
    );
  },
);

test('a figure for two metrics is two results', () => {
  const figures = figuresOf(readPaper('We present SparrowNet. It reduces the memory footprint and latency by 16x.'));
  expect(figures).toEqual(['+16x memory footprint of SparrowNet', '+16x latency of SparrowNet']);
});

describe('lists', () => {
  test.each([
    [
      'of metrics before as many figures pair by order',
      'It reaches precision, recall, and F1 score of 0.59, 0.66, and 0.58 respectively.',
      ['0.59 precision', '0.66 recall', '0.58 F1'],
    ],
    [
      'of metrics behind as many figures pair by order',
      'It has 28.3% and 58.2% in terms of BLEU and CIDEr on COCO.',
      ['28.3% BLEU', '58.2% CIDEr'],
    ],
    [
      'of figures before one metric share it',
      'It gains 3.4 and 2.1 points in accuracy.',
      ['+3.4 accuracy', '+2.1 points accuracy'],
    ],
    [
      'of figures behind one metric share it, however many',
      'It has accuracies of 98.7%, 96.2% and 88.7% for walking, running and standing, and 50.6% for flying.',
      ['98.7% accuracies', '96.2% accuracies', '88.7% accuracies', '50.6% accuracies'],
    ],
    [
      'of places share the metric behind the last',
      'It shows a 20% improvement on MNIST and a 15% improvement on CIFAR-10 in terms of accuracy.',
      ['+20% accuracy', '+15% accuracy'],
    ],
    ['with a metric each keep them', 'It reaches 93% accuracy and 95% recall.', ['93% accuracy', '95% recall']],
  ])('%s', (_, sentence, wanted) => {
    const found = figuresOf(readPaper(`We present SparrowNet. ${sentence}`));
    expect(found.map((figure) => figure.replace(/ (?:of|on) (?:SparrowNet|MNIST|CIFAR-10|COCO).*/, ''))).toEqual(
      wanted,
    );
  });
});

describe('the metric of a figure', () => {
  const figures = (abstract: string) => readPaper(abstract).results.map(({ value, metric }) => `${value} ${metric}`);

  test('is no quality when a time is told', () => {
    expect(figures('The accuracy of SparrowNet after a search of 1 hour is high.')).toEqual([]);
  });

  test('is what a gain in the same sentence speaks of', () => {
    const found = figures('SparrowNet has a BLEU of 35.8%, outperforming ResNet-50 by 9.6 percentage points.');
    expect(found).toEqual(['35.8% metric:bleu', '9.6 percentage points metric:bleu']);
  });

  test('is inferred when the paper knows one quality alone', () => {
    const { results } = readPaper('We measure accuracy. SparrowNet outperforms ResNet-50 by 9.6%.');
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ metric: 'metric:accuracy', inferred: expect.arrayContaining(['metric']) });
    expect(results[0]!.spans.metric).toBeUndefined();
  });

  test('is not inferred when it knows two', () => {
    const { results } = readPaper('We measure accuracy and BLEU. SparrowNet outperforms ResNet-50 by 9.6%.');
    expect(results.map(({ metric }) => metric)).toEqual([null]);
  });
});

describe('what is compared is the metric of the figure before it', () => {
  const figures = (abstract: string) =>
    figuresOf(readPaper(abstract)).map((figure) => figure.replace(/ of SparrowNet.*/, ''));
  test.each([
    [
      'We present SparrowNet. SparrowNet is 7.1x faster and 9.7x smaller than ResNet-50.',
      ['+7.1x speed', '+9.7x size'],
    ],
    ['We present SparrowNet. SparrowNet is three orders of magnitude faster.', ['+three orders of magnitude speed']],
    ['We present SparrowNet. It has the same accuracy and runs 180 times faster.', ['+180 times speed']],
    ['We present SparrowNet. It is 20% faster and has an accuracy of 93.2%.', ['+20% speed', '93.2% accuracy']],
    ['We present SparrowNet. It has 2x smaller batches.', []],
    ['We present SparrowNet. It takes 12.3x less time and 40% fewer labels.', ['+12.3x time', '+40% labels']],
    ['We present SparrowNet. It accelerates ResNet-50 by up to 1.5x.', ['+1.5x speedup']],
    ['We present SparrowNet. It has 4x compression with no loss of accuracy.', ['+4x compression']],
  ])('%s', (abstract, wanted) => {
    expect(figures(abstract)).toEqual(wanted);
  });

  test('a speed of the paper is what is faster', () => {
    const { entities } = readPaper('We measure inference speed. SparrowNet is 7.1x faster than ResNet-50.');
    expect(entities.filter(({ type }) => type === 'Metric').map(({ name }) => name)).toEqual(['inference speed']);
  });
});

describe('a phrase with a telling head is a metric beside a figure', () => {
  test.each([
    ['It has a reaction time of 130 ms.', ['130 ms reaction time']],
    [
      'It has a mean absolute error of 0.78 and a waveform correlation of 0.89.',
      ['0.78 mean absolute error', '0.89 waveform correlation'],
    ],
    [
      'It reduces the wall-clock aggregation time of the original ring by more than 5x.',
      ['+5x wall-clock aggregation time'],
    ],
    ['It improves detection by 2.6% in mAP on COCO.', ['+2.6% mAP']],
    [
      'All sets have low adjusted homophily (books: -0.77, films: 0.06).',
      ['-0.77 adjusted homophily', '0.06 adjusted homophily'],
    ],
    ['It has a depth bias +0.09 over ten seeds.', ['++0.09 depth bias']],
    ['It has a depth bias of 0.40; d=0.38.', ['0.40 depth bias']],
    ['Yields are told with R^2 = 0.95 on new fields.', ['0.95 R^2']],
    ['Judges agree (Spearman ρ = 0.71).', ['0.71 Spearman ρ']],
    ['The error falls below 2%.', ['2% error']],
    [
      'It has a score deviation of 0.0089 -- a 3.8 times improvement.',
      ['0.0089 score deviation', '+3.8 times score deviation'],
    ],
    ['It needs 2 GB of memory.', ['2 GB memory']],
    [
      'It reduces unreachable canal segments from around 18% to 3%.',
      ['18% unreachable canal segments', '3% unreachable canal segments'],
    ],
    ['Then thinking tokens drop 15-69%.', ['+15-69% thinking tokens']],
    ['The number of connections in such networks can be reduced by up to 90%.', ['+90% number of connections']],
  ])('%s', (sentence, wanted) => {
    const found = figuresOf(readPaper(`We present SparrowNet. ${sentence}`));
    expect(found.map((figure) => figure.replace(/ of (?:SparrowNet|what).*/, ''))).toEqual(wanted);
  });
});

describe('of two metrics the one that says more has the figure', () => {
  test.each([
    ['The system has a performance of 76.3% and 60.3% in F1 on COCO and MNIST.', ['76.3% F1', '60.3% F1']],
    ['It surpasses others by 3.1% (AUC) and 2.2% (F1).', ['+3.1% AUC', '+2.2% F1']],
    ['It gains 7.0 points in the tutor score.', ['+7.0 points tutor score']],
    ['It gets 45.1 mAP / 30 FPS.', ['45.1 mAP', '30 FPS FPS']],
    ['It keeps 97% of its accuracy.', ['97% accuracy']],
    [
      'It has an accuracy of 99.6% and an equal error rate (EER) of 0.025.',
      ['99.6% accuracy', '0.025 equal error rate'],
    ],
    ['It has an average reduction of 31.8% in terms of MSE.', ['+31.8% MSE']],
    ['It surpasses others by 19.7% in AP50b.', ['+19.7% AP50b']],
    ['It surpasses others by 1.6% (1.5%) in accuracy.', ['+1.6% accuracy', '1.5% accuracy']],
    ['The accuracy ranged from 0.71 to 0.99 over ten folds.', ['0.71 to 0.99 accuracy']],
    ['It has 401K parameters and reaches 89.0% accuracy.', ['401K parameters parameters', '89.0% accuracy']],
    ['It needs only 4% of the compute cost.', ['4% compute cost']],
    [
      'It reaches an accuracy of 85.2 ± 1.5 while others reached 81.2 ± 3.0.',
      ['85.2 ± 1.5 accuracy', '81.2 ± 3.0 accuracy'],
    ],
    ['It shows a 3000x speedup in training time.', ['+3000x training time']],
    [
      'Both enjoy 66.8% and 68.7% speedups with 1.7% and 1.1% higher accuracy.',
      ['+66.8% speedups', '+68.7% speedups', '+1.7% accuracy', '+1.1% accuracy'],
    ],
    [
      'It has top results on COCO (55.9), MNIST (60.8), and ADE20K (49.2) in terms of AP and an inference time (237 ms).',
      ['55.9 AP', '60.8 AP', '49.2 AP', '237 ms inference time'],
    ],
  ])('%s', (sentence, wanted) => {
    const found = figuresOf(readPaper(`We present SparrowNet. ${sentence}`));
    expect(found.map((figure) => figure.replace(/ (?:of|on) (?:SparrowNet|MNIST|ADE20K|COCO).*/, ''))).toEqual(wanted);
  });
});

describe('a gain that names no metric', () => {
  test('is one of performance where the paper has that word alone', () => {
    const { results } = readPaper(
      'The performance of detectors suffers under noise. We present SparrowNet. SparrowNet outperforms ResNet-50 by 3.6% on COCO, and by 1.4% on MNIST.',
    );
    expect(results.map(({ value, metric }) => `${value} ${metric}`)).toEqual([
      '3.6% metric:performance',
      '1.4% metric:performance',
    ]);
    expect(results[0]!.inferred).toContain('metric');
  });

  test('is none of what stays the same', () => {
    const { results } = readPaper(
      'We present SparrowNet. SparrowNet outperforms ResNet-50 by 1.9x without any loss in accuracy.',
    );
    expect(results.map(({ value, metric }) => `${value} ${metric}`)).toEqual([]);
  });

  test('names none where the paper does not', () => {
    const { results } = readPaper('We present SparrowNet. SparrowNet outperforms ResNet-50 by 3.6% on COCO.');
    expect(results.map(({ metric }) => metric)).toEqual([null]);
  });
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
  ['probabilities', 'The accuracy of SparrowNet is better (p < 0.05).'],
  ['intervals', 'The accuracy is stable (95% CI: [0.093, 0.096]).'],
  ['fractions', 'SparrowNet has higher accuracy in 5/6 of organs.'],
  ['ratios to what nobody names', 'MNIST is 20 times larger than other data.'],
  ['devices', 'SparrowNet was trained on 8 A100 GPUs.'],
  ['rates that one sets', 'Dropout rates (from 0.1 to 0.5) vary and the imbalance ratio is 0.3.'],
  ['thresholds', 'We match boxes at IoU (IoU, confidence = 0.25).'],
  ['lengths that a formula sets', 'The accuracy grows as \\scalebox{0.65}{n}.'],
  ['how many sets there are', 'It is compared by accuracy on 11 test sets.'],
  ['exponents', 'The accuracy holds where a stress in N/m^2 acts.'],
  ['how many points there are', 'We measure accuracy. We improve it by only four point correspondences.'],
  ['what is saved', 'We measure accuracy. The code can be compressed by 15%.'],
  ['sizes of models', 'We measure accuracy of models with 7B parameters and of 13B parameter models.'],
  ['how many metrics there are', 'It is best in all 3 accuracy figures.'],
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

test('where a change begins is a value, no gain', () => {
  const { results } = readPaper('We present SparrowNet. The latency drops from 12 ms to 5 ms.');
  expect(results.map(({ value, kind }) => `${value} ${kind}`)).toEqual(['12 ms absolute', '5 ms absolute']);
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
