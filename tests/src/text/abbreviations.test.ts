import { describe, expect, test } from 'vitest';
import { findAbbreviations } from '../../../src/text/abbreviations.js';
import { segment } from '../../../src/text/segment.js';

const pairsOf = (text: string) =>
  findAbbreviations(segment('abstract', text)).map((a) => `${a.shortText} = ${a.longText}`);

describe('a text defines its short forms', () => {
  test.each<[string, string[]]>([
    ['A convolutional neural network (CNN) sings.', ['CNN = convolutional neural network']],
    ['Use convolutional neural networks (CNNs) here.', ['CNNs = convolutional neural networks']],
    ['The CNN (convolutional neural network) sings.', ['CNN = convolutional neural network']],
    ['BAT (Bird Attention Transformer with Long Memory) sings.', ['BAT = Bird Attention Transformer with Long Memory']],
    ['GNNs (graph neural networks) sing.', ['GNNs = graph neural networks']],
    ['We report mean average precision, or mAP, for birds.', ['mAP = mean average precision']],
    ['We use GNNs, i.e., graph neural networks, for birds.', ['GNNs = graph neural networks']],
    ['A bird attention module, abbreviated as BAM, is new.', ['BAM = bird attention module']],
    ['By text-to-speech synthesis (TTS) we mean this.', ['TTS = text-to-speech synthesis']],
    ['The area under the curve (AUC) grows.', ['AUC = area under the curve']],
    ['Our extensible markup language [XML] is old.', ['XML = extensible markup language']],
    ['With hidden Markov models (HMM; Baum) we win.', ['HMM = hidden Markov models']],
    ['A stochastic gradient descent (henceforth SGD) step.', ['SGD = stochastic gradient descent']],
    [
      'Named entity recognition (NER) and relation extraction (RE) differ.',
      ['NER = Named entity recognition', 'RE = relation extraction'],
    ],
    ['We call it a “support vector machine” (SVM).', ['SVM = support vector machine']],
  ])('%j', (text, expected) => expect(pairsOf(text)).toEqual(expected));

  test.each([
    'We saw birds (in Figure 2) and trees.',
    'LSTMs (LSTM) define nothing.',
    'It works (see Table 1).',
    'We saw BAT (a bird with a tail).',
    'The method works well (p < 0.05).',
    'No brackets at all, or so it seems.',
    'An unclosed bracket (CNN stays open.',
    'They are good (Smith et al., 2019).',
    ') ( ] [ , ,',
    '',
  ])('nothing is defined by %j', (text) => expect(pairsOf(text)).toEqual([]));

  test('both spans count in the field', () => {
    const text = 'First this. Then a bird network (BN) sings.';
    const [pair] = findAbbreviations(segment('abstract', text));
    expect(text.slice(pair!.long.start, pair!.long.end)).toBe('bird network');
    expect(text.slice(pair!.short.start, pair!.short.end)).toBe('BN');
    expect(pair!.short.field).toBe('abstract');
  });

  test('hostile brackets take linear time', () => {
    const began = performance.now();
    for (const piece of ['(', 'a (', 'A (B) ', ', or ']) findAbbreviations(segment('abstract', piece.repeat(100_000)));
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
