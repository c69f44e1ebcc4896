import { describe, expect, test } from 'vitest';
import { findMentions } from '../../../src/mention/index.js';
import { wordClass } from '../../../src/mention/words.js';
import { findAbbreviations } from '../../../src/text/abbreviations.js';
import { segmentPaper } from '../../../src/text/segment.js';
import { PLAIN_MODEL } from '../fact/model.js';

function mentions(abstract: string, title = ''): string[] {
  const sentences = segmentPaper({ title, abstract });
  return findMentions(sentences, findAbbreviations(sentences), PLAIN_MODEL).map(({ text, type }) => `${text}|${type}`);
}

describe('without trained weights', () => {
  test.each([
    ['the head of a phrase tells the type', 'We study redshift prediction.', 'redshift prediction|Task'],
    ['a device by its number', 'It runs on one NVIDIA RTX 3090 GPU.', 'NVIDIA RTX 3090 GPU|Hardware'],
    ['a name in mixed case', 'We compare with MobileViTv2.', 'MobileViTv2|Method'],
    ['a name with its "dataset"', 'We use the FooBar dataset.', 'FooBar dataset|Dataset'],
    ['a name in a list of datasets', 'We use datasets such as FooBar and BarBaz.', 'BarBaz|Dataset'],
    ['a coinage that is presented', 'We present GizmoQ, a benchmark for planning.', 'GizmoQ|Dataset'],
    ['a coinage in quotes', 'We study what we call "lottery jackpots" here.', 'lottery jackpots|Method'],
    ['an abbreviation has the type of its long form', 'A redshift prediction (RP) is hard. RP is slow.', 'RP|Task'],
    ['a short form that a figure counts', 'It obtains 0.297 and 0.430 EMR for English.', 'EMR|Metric'],
    ['what changes by a figure', 'It reduces average node duplication by 45.2%.', 'node duplication|Metric'],
    ['what changes beside it', 'It reduces latency by 45% and noisy nodes by 32%.', 'noisy nodes|Metric'],
    ['performance, where no better word stands', 'The performance drops on old tasks to 6.25%.', 'performance|Metric'],
    ['what is saved', 'SparrowNet saves 61% bandwidth on ImageNet.', 'bandwidth|Metric'],
  ])('%s', (_, abstract, mention) => {
    expect(mentions(abstract)).toContain(mention);
  });

  test.each([
    ['a model that is improved', 'It improves the baseline model by 4%.'],
    ['an interval', 'It is 95% CI wide.'],
    ['what no figure measures', 'It reduces node duplication by far.'],
  ])('%s is no metric', (_, abstract) => {
    expect(mentions(abstract).filter((mention) => mention.endsWith('|Metric'))).toEqual([]);
  });

  test.each([
    ['our framework', 'Our framework is simple and our method works.'],
    ['the proposed model', 'The proposed model and the new approach are efficient.'],
    ['good performance', 'We obtain good performance with large networks.'],
    ['conferences and places', 'This was shown at NeurIPS in the USA.'],
  ])('%s is no name', (_, abstract) => {
    expect(mentions(abstract)).toEqual([]);
  });

  test('the head of a title is found in the abstract too', () => {
    expect(mentions('SparrowNet is small.', 'SparrowNet: A Tiny Network')).toEqual(
      expect.arrayContaining(['SparrowNet|Method', 'SparrowNet|Method']),
    );
  });

  test('one name has one type within a paper', () => {
    const types = new Set(
      mentions('We present GizmoQ, a benchmark for planning. GizmoQ is hard. On GizmoQ models fail.')
        .filter((each) => each.startsWith('GizmoQ|'))
        .map((each) => each.split('|')[1]),
    );
    expect([...types]).toEqual(['Dataset']);
  });
});

test.each([
  ['dropout', 'noun'],
  ['segmentation', 'noun'],
  ['outperforms', 'verb'],
  ['robust', 'adjective'],
  ['quickly', 'adverb'],
  ['with', 'function'],
  ['93.2', 'number'],
  ['(', 'sign'],
  ['MobileViT', 'noun'],
  ['hesitated', 'adjective'],
])('"%s" is a %s', (word, kind) => {
  expect(wordClass(word)).toBe(kind);
});
