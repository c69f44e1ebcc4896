import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildModel, findMentions } from '../../../src/mention/index.js';
import { findAbbreviations } from '../../../src/text/abbreviations.js';
import { segment } from '../../../src/text/segment.js';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url));
const model = buildModel({
  lexicon: read('data/lexicon.tsv').toString(),
  metrics: read('data/metrics.tsv').toString(),
  hardware: read('data/hardware.tsv').toString(),
  generic: read('data/generic.tsv').toString(),
  tagger: new Uint8Array(read('models/tagger.bin')),
  relations: null,
  userLexicon: null,
});
const found = (abstract: string) => {
  const sentences = segment('abstract', abstract);
  return findMentions(sentences, findAbbreviations(sentences), model).map(({ text }) => text);
};

describe('of a text in another language only what is a name is found', () => {
  test.each([
    [
      'German',
      'Unser Verfahren beruht auf einem tiefen Netz und erkennt Vogelstimmen besser als ResNet-50, wie die Versuche zeigen.',
      ['ResNet-50'],
    ],
    [
      'French',
      'Nous proposons une nouvelle méthode de traduction fondée sur les réseaux de neurones qui améliore le score BLEU de deux points.',
      ['BLEU'],
    ],
  ])('%s', (_, abstract, names) => expect(found(abstract)).toEqual(names));
});

describe('what is no thing of ours', () => {
  test.each(['FAccT', 'NeurIPS', 'CVPR', 'V1'])('%s', (name) => {
    expect(found(`We study the papers of ${name} and train BERT on ${name} and on ImageNet.`)).not.toContain(name);
  });

  test.each([
    ['Its quality rests on large-scale, high-quality datasets.', 'large-scale'],
    ['We fine-tune BERT and re-train it end-to-end for logical and mathematical reasoning.', 'end-to-end'],
    ['It improves mathematical, logical, and commonsense reasoning.', 'mathematical'],
  ])('an adjective alone: %s', (abstract, word) => expect(found(abstract)).not.toContain(word));

  test('a common word beside a figure is no metric', () => {
    expect(found('The average redshift error is 0.23% for galaxies and 2.1% for quasars.')).not.toContain('galaxies');
  });
});

test.each(['and of the to in by with', '1 2 3 4567 89.1', '... !!! ? -- (( )) ;', 'the 12 of 3 and ... 4'])(
  'in %j there is nothing',
  (abstract) => expect(found(abstract)).toEqual([]),
);
