import { describe, expect, test } from 'vitest';
import { extract } from '../../../src/index.js';
import { mendedSpan, surfaceOf } from '../../../src/mention/surface.js';
import { paperOf, trainedModel } from '../fact/model.js';

const nameIn = (text: string, ours: boolean) => {
  const { from, to } = mendedSpan(surfaceOf(text), 'Method', ours);
  return text.slice(from, to);
};

describe('where the name lies in what was found', () => {
  test.each([
    ['(RIM', 'RIM', 'RIM'],
    ['wood basis (LIB', 'wood basis', 'wood basis'],
    ['KA-S2T) network', 'KA-S2T', 'KA-S2T'],
    ['"owl net', 'owl net', 'owl net'],
    ['neural network (NN) verifiers', 'neural network', 'neural network (NN) verifiers'],
    ['word error rate (WER)', 'word error rate', 'word error rate (WER)'],
  ])('%s: by our guideline %s, by that of a corpus %s', (text, ours, corpus) => {
    expect(nameIn(text, true)).toBe(ours);
    expect(nameIn(text, false)).toBe(corpus);
  });
});

test('in the style of a corpus only what the corpus annotates is found', () => {
  const paper = paperOf(
    'We train ResNet-50 on ImageNet with eight A100 GPUs and reach 80% accuracy in image classification.',
  );
  const model = trainedModel();
  const typesIn = (style: string) => new Set(extract(paper, model, { style }).mentions.map(({ type }) => type));
  expect([...typesIn('heddes')]).toEqual(['Dataset']);
  expect(typesIn('scirex')).not.toContain('Hardware');
  expect(typesIn('scirex').size).toBeGreaterThan(1);
  expect(typesIn('papergraph')).toContain('Hardware');
});

test.each([
  ['16 GB of memory', true],
  ['GB of memory', true],
  ['16 GB V100 GPU', false],
])('how much of it is no device: %s', (text, holdsFigure) => {
  expect(surfaceOf(text).holdsFigure).toBe(holdsFigure);
});

test.each([
  ['absolute improvement', true],
  ['points absolute improvement', true],
  ['signal-to-noise improvement', false],
  ['information gain', false],
])('how much better it is names nothing: %s', (text, isNothing) => {
  expect(surfaceOf(text).isNothing).toBe(isNothing);
});

test.each([
  ['mAP at 59 FPS', 'mAP'],
  ['Weighted F1: 0.67 ± 0.01', 'Weighted F1'],
  ['fewer parameters', 'parameters'],
  ['fewer than 25 million parameters', 'parameters'],
  ['faster inference speed', 'inference speed'],
  ['lower bound', 'lower bound'],
  ['mAP@0.5', 'mAP@0.5'],
])('a metric is what it measures, not how much of it: %s', (text, name) => {
  const { from, to } = mendedSpan(surfaceOf(text), 'Metric', true);
  expect(text.slice(from, to)).toBe(name);
});
