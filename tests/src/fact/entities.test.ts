import { describe, expect, test } from 'vitest';
import { nameEntities } from '../../../src/fact/entities.js';
import { type KnownNames, readKnownNames } from '../../../src/fact/known-names.js';
import { findAbbreviations } from '../../../src/text/abbreviations.js';
import { segmentPaper } from '../../../src/text/segment.js';
import type { EntityType } from '../../../src/types.js';
import { paperOf, readPaper } from './model.js';

const named = (abstract: string, title = '') =>
  readPaper(abstract, title).entities.map(({ name, aliases }) => [name, ...aliases].join(' = '));
const roleOf = (name: string, abstract: string, title = '') =>
  readPaper(abstract, title).entities.find((entity) => [entity.name, ...entity.aliases].includes(name))?.role;
/** The things that these names of one type stand for in a text that holds them, in this order. */
const thingsOf = (type: EntityType, abstract: string, names: readonly string[], known?: KnownNames) => {
  const sentences = segmentPaper(paperOf(abstract));
  let end = 0;
  const mentions = names.map((text) => {
    const start = abstract.indexOf(text, end);
    end = start + text.length;
    return { field: 'abstract' as const, start, end, text, type, foundBy: 'tagger' as const, confidence: 0.9 };
  });
  return nameEntities(sentences, mentions, findAbbreviations(sentences), known).entities.map(({ name, aliases }) =>
    [name, ...aliases].sort(),
  );
};
const tasksOf = (abstract: string, tasks: readonly string[]) => thingsOf('Task', abstract, tasks);

describe('one thing is one entity', () => {
  test.each([
    [
      'with its abbreviation',
      'A convolutional neural network (CNN) is fast. The CNN is small.',
      'convolutional neural network = CNN',
    ],
    ['with its plural', 'One GRU is enough; many GRUs are better.', 'GRU = GRUs'],
    ['with and without its tail', 'BERT is strong. The BERT model is large.', 'BERT = BERT model'],
    [
      'with initials that the text never spells out',
      'We call it Iterative Feature Merging. IFM is simple.',
      'Iterative Feature Merging = IFM',
    ],
    ['with two capitals and a plural', 'A GP is slow. Sparse GPs are fast, and GPs fit all.', 'GP = GPs'],
    [
      'with more words before it',
      'We train a graph wavelet network. A dual graph wavelet network is small.',
      'graph wavelet network = dual graph wavelet network',
    ],
    [
      'with its words in another order',
      'A graph wavelet network is small. We train a wavelet graph network.',
      'graph wavelet network = wavelet graph network',
    ],
    [
      'with a coined word made of the beginnings of its words',
      'The Attention U-shaped Kolmogorov Network is new. AttUKNet is a small network.',
      'Attention U-shaped Kolmogorov Network = AttUKNet',
    ],
    [
      'under several nouns of one quantity',
      'We report the memory consumption. Its memory usage is 3 GB.',
      'memory consumption = memory usage',
    ],
  ])('%s', (_, abstract, entity) => {
    expect(named(abstract).map((each) => each.split(' = ').sort().join(' = '))).toContain(
      entity.split(' = ').sort().join(' = '),
    );
  });

  test('but kinds of what everybody uses stay apart', () => {
    expect(
      named('A recurrent neural network and a spiking neural network are each a neural network.').length,
    ).toBeGreaterThan(2);
  });

  test.each(['ResNet-50 and ResNet-101', 'CIFAR-10 and CIFAR-100', 'EfficientNetV1 and EfficientNetV2'])(
    'but versions stay apart: %s',
    (both) => {
      expect(named(`We compare ${both}.`)).toEqual(both.split(' and '));
    },
  );

  test.each([
    ['with where it is done', 'contour detection', 'detecting contours in videos'],
    ['with a word more', 'detecting fake news', 'relational fake news detection'],
  ])('a task %s', (_, one, other) => {
    expect(tasksOf(`We study ${one}. Others study ${other}.`, [one, other])).toHaveLength(1);
  });

  test.each([
    ['in the plural', 'polyp segmentation', 'segmenting polyps from images'],
    ['with another verb for the same', 'traffic flow prediction', 'traffic flow forecasting'],
    ['with what is done about it', 'robust calibration', 'improving robust calibration'],
  ])('a task %s', (_, one, other) => {
    expect(tasksOf(`We study ${one}. Others study ${other}.`, [one, other])).toHaveLength(1);
  });

  test('a task with a short form inside is the one with the words that the paper gives for it', () => {
    const abstract =
      'Named entity recognition (NER) is hard. We study few-shot NER. Few-shot entity recognition needs few labels.';
    expect(tasksOf(abstract, ['Named entity recognition', 'few-shot NER', 'Few-shot entity recognition'])).toHaveLength(
      1,
    );
  });

  test.each([
    ['Method', 'what says how good it is', 'wavelet adapter', 'state-of-the-art wavelet adapter'],
    ['Method', 'what state it is in', 'frozen adapter', 'pretrained adapter'],
    ['Method', 'the part of it that is meant', 'DenseSparrow', 'DenseSparrow backbone'],
    ['Method', 'the kind of thing that is made with it', 'DenseSparrow', 'DenseSparrow-based models'],
    ['Method', 'its words written together', 'zero-shot birdsong prompting', 'zeroshot birdsong prompting'],
    ['Method', 'one word more inside', 'unsupervised cycle network', 'unsupervised wavelet cycle network'],
    ['Method', 'what does it', 'sinusoidal regularization', 'sinusoidal regularizer'],
    ['Method', 'what it is before its name', 'SPARROW', 'wavelet tracking algorithm SPARROW'],
    ['Dataset', 'the part of it that is used', 'BirdScapes', 'BirdScapes validation set'],
    ['Metric', 'levels of it', 'sparsity', 'sparsity levels'],
    ['Hardware', 'the kind of device', 'LiDAR', 'LiDAR sensors'],
  ] as const)('a thing of type %s with %s', (type, _, one, other) => {
    expect(thingsOf(type, `We use the ${one}. Later the ${other} is studied.`, [one, other])).toHaveLength(1);
  });

  test.each([
    ['stand in one sentence', 'We compare a cycle network and an unsupervised cycle network.'],
    ['are both told of often', 'A cycle network. An unsupervised cycle network. The unsupervised cycle network.'],
  ])('but a longer and a shorter name that %s are two methods', (_, abstract) => {
    const names = abstract.match(/(?:unsupervised )?cycle network/g)!;
    expect(thingsOf('Method', abstract, names)).toHaveLength(2);
  });

  test('a kind of many methods is not one of them', () => {
    const abstract = 'There are several sparse pruners. We train a layered sparse pruner.';
    expect(thingsOf('Method', abstract, ['sparse pruners', 'layered sparse pruner'])).toHaveLength(2);
  });

  test('what says how good a thing is does not hide what everybody knows it as', () => {
    const known = readKnownNames('large language model\tMethod\tLLM');
    const abstract = 'We use a frozen large language model. An LLM is large.';
    expect(thingsOf('Method', abstract, ['frozen large language model', 'LLM'], known)).toHaveLength(1);
  });

  test('a coined word in brackets behind what the paper proposes is its name', () => {
    const proposed = 'We propose a deep unfolding scheme (TRPCA-Q) for images. TRPCA-Q is small.';
    const names = ['deep unfolding scheme', 'TRPCA-Q', 'TRPCA-Q'];
    expect(thingsOf('Method', proposed, names)).toHaveLength(1);
    expect(thingsOf('Method', proposed.replace('We propose', 'They use'), names)).toHaveLength(2);
    const many = ['deep unfolding schemes', 'TRPCA-Q'];
    expect(thingsOf('Method', 'We present deep unfolding schemes (TRPCA-Q).', many)).toHaveLength(2);
  });

  test('but two tasks with one word more each are not the one that has none', () => {
    const abstract =
      'Object tracking is hard. We study marine object tracking in crowds and tracking of moving objects.';
    expect(tasksOf(abstract, ['Object tracking', 'marine object tracking', 'tracking of moving objects'])).toHaveLength(
      3,
    );
  });
});

describe('the role of a method', () => {
  test.each([
    ['proposed', 'SparrowNet', 'We present SparrowNet, a network for image classification.'],
    ['proposed', 'SparrowNet', 'This paper introduces a new model called SparrowNet.'],
    ['compared', 'ResNet-50', 'We present SparrowNet. It outperforms ResNet-50 on ImageNet.'],
    ['compared', 'VGG-16', 'We present SparrowNet. It outperforms ResNet-50 and VGG-16 on ImageNet.'],
    ['used', 'Adam', 'We present SparrowNet. All weights are trained with Adam.'],
  ])('%s: %s', (role, name, abstract) => {
    expect(roleOf(name, abstract)).toBe(role);
  });

  test('the name before the colon of a title is proposed', () => {
    expect(roleOf('SparrowNet', 'SparrowNet is small.', 'SparrowNet: A Small Network for Birdsong')).toBe('proposed');
  });

  test('what everybody knows is not proposed by "a novel Transformer block"', () => {
    expect(
      roleOf('Transformer', 'In this paper for low light we propose a novel Transformer block with gates.'),
    ).not.toBe('proposed');
  });
});

test.each([
  ['a dataset', 'ImageNet', 'evaluated_on', 'We evaluate SparrowNet on ImageNet.'],
  ['a metric', 'accuracy', 'reported', 'We report accuracy.'],
  ['a task', 'image classification', 'addresses', 'We study image classification.'],
  ['a device', 'GPU', 'runs_on', 'SparrowNet runs on a GPU.'],
])('%s has its usual role', (_, name, role, abstract) => {
  expect(roleOf(name, abstract)).toBe(role);
});

test('the evidence of a role is the sentence that shows it', () => {
  const { entities, paper } = readPaper('Birds sing. We present SparrowNet. SparrowNet is small.');
  const { evidence } = entities.find(({ name }) => name === 'SparrowNet')!;
  expect(paper.abstract.slice(evidence.start, evidence.end)).toBe('We present SparrowNet.');
});
