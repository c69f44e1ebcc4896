import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { segment, segmentPaper, tokenize } from '../../../src/text/segment.js';

const sentencesOf = (text: string) => segment('abstract', text).map((s) => s.text);
const tokensOf = (text: string) =>
  tokenize(text)
    .map((t) => t.text)
    .join(' ');

describe('sentences', () => {
  test.each<[string, string[]]>([
    ['We sing. They listen.', ['We sing.', 'They listen.']],
    ['It gains 4.5 points. Code is free.', ['It gains 4.5 points.', 'Code is free.']],
    ['Some models, e.g. BERT, i.e. Encoders, win.', ['Some models, e.g. BERT, i.e. Encoders, win.']],
    ['See Fig. 2 and Eq. 3 or Sec. IV for more.', ['See Fig. 2 and Eq. 3 or Sec. IV for more.']],
    ['Smith et al. (2019) and Lee et al. Propose it.', ['Smith et al. (2019) and Lee et al. Propose it.']],
    ['We follow Smith et al. We differ in one point.', ['We follow Smith et al.', 'We differ in one point.']],
    ['CNNs vs. Transformers is old.', ['CNNs vs. Transformers is old.']],
    ['J. K. Birdman wrote it. A. Turing read it.', ['J. K. Birdman wrote it.', 'A. Turing read it.']],
    ['Trained in the U.S. The rest is abroad.', ['Trained in the U.S.', 'The rest is abroad.']],
    ['Does it work? Yes! It does.', ['Does it work?', 'Yes!', 'It does.']],
    ['It holds (see the proof.) Next we sing.', ['It holds (see the proof.)', 'Next we sing.']],
    ['She said "it works." We agree.', ['She said "it works."', 'We agree.']],
    ['It reaches 93.2%. 12 birds were used.', ['It reaches 93.2%.', '12 birds were used.']],
    ['Without a space.Our model reads on.', ['Without a space.', 'Our model reads on.']],
    ['We use Node.js and v1.5 of it.', ['We use Node.js and v1.5 of it.']],
    ['It is small. mBERT is not.', ['It is small.', 'mBERT is not.']],
    ['One part\n\nAnother part', ['One part', 'Another part']],
    ['模型很好。我们也是。', ['模型很好。', '我们也是。']],
    ['Names, losses, etc. are given.', ['Names, losses, etc. are given.']],
    ['Ends with dots... Then more.', ['Ends with dots...', 'Then more.']],
    ['', []],
    [' \n\t ', []],
  ])('%j', (text, expected) => expect(sentencesOf(text)).toEqual(expected));

  test('the title comes first, each with offsets of its own field', () => {
    const [title, abstract] = segmentPaper({ title: 'Bird songs', abstract: '  We listen.' });
    expect(title).toMatchObject({ field: 'title', start: 0, end: 10 });
    expect(abstract).toMatchObject({ field: 'abstract', start: 2, end: 12, text: 'We listen.' });
  });
});

describe('tokens', () => {
  test.each([
    ['BERT-based', 'BERT - based'],
    ['CIFAR-10/100 and ImageNet/COCO', 'CIFAR - 10 / 100 and ImageNet / COCO'],
    ['(CNNs), [GANs]', '( CNNs ) , [ GANs ]'],
    ['93.2% of 1,000,000 and 1,2', '93.2 % of 1,000,000 and 1 , 2'],
    ['10x faster, 2.5D, 3D', '10x faster , 2.5D , 3D'],
    ["the model's use of O'Brien's", "the model ' s use of O'Brien ' s"],
    ['P@1 and mAP@0.5 in C++.', 'P@1 and mAP@0.5 in C++ .'],
    ['e.g. one, U.S. two', 'e.g. one , U.S. two'],
    ['β-VAE é naïve Ünï', 'β - VAE é naïve Ünï'],
    ['a 𝒜𝒷 b 😀 c', 'a 𝒜𝒷 b 😀 c'],
    ['zero\u200bwidth', 'zero width'],
    ['vit_base', 'vit_base'],
  ])('%j', (text, expected) => expect(tokensOf(text)).toBe(expected));

  test('offsets give the text back, and nothing but space lies between', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        let at = 0;
        for (const sentence of segment('abstract', text)) {
          expect(sentence.text).toBe(text.slice(sentence.start, sentence.end));
          expect(sentence.tokens.length).toBeGreaterThan(0);
          for (const token of sentence.tokens) {
            expect(token.text).toBe(text.slice(token.start, token.end));
            expect(token.end).toBeGreaterThan(token.start);
            expect(text.slice(at, token.start)).toMatch(/^[\s\p{Z}\p{Cf}\p{Cc}]*$/u);
            at = token.end;
          }
        }
        expect(text.slice(at)).toMatch(/^[\s\p{Z}\p{Cf}\p{Cc}]*$/u);
      }),
    );
  });

  test('an invisible sign outside the basic plane is no token', () => {
    expect(tokenize('a\u{e0020}b').map(({ text }) => text)).toEqual(['a', 'b']);
  });

  test.each([
    ['one letter', 'a'],
    ['stops', '.'],
    ['closing brackets', ')'],
    ['commas and digits', '1,'],
    ['line breaks', '\n'],
    ['lone surrogates', '\ud800'],
  ])('a long run of %s takes linear time', (_, piece) => {
    const began = performance.now();
    segment('abstract', piece.repeat(400_000));
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
