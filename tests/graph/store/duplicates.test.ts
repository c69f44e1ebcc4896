import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agrees, foldPapers, lostValues } from '../../../graph/store/duplicates.js';
import type { Paper } from '../../../src/types.js';

const paper = (more: Partial<Paper> = {}): Paper => ({
  id: 'arxiv:2001.00001',
  title: 'Counting the Birds of a Garden',
  abstract: 'Short.',
  authors: [],
  origin: 'f:1',
  ...more,
});

test('each field comes from the record that says most', () => {
  const records = [
    paper({ doi: '10.1/x', year: 2020, venue: 'Proceedings of the Workshop on Birds' }),
    paper({
      arxivId: '2001.00001',
      arxivVersion: 2,
      publishedOn: '2020-01-05',
      abstract: 'Short. And longer.',
      authors: ['Ada Brook', 'Tom Ash'],
    }),
    paper({ venue: 'Workshop on Birds', authors: ['Ada Brook'], year: 2021 }),
  ];
  expect(records.reduce(foldPapers)).toEqual({
    id: 'arxiv:2001.00001',
    title: 'Counting the Birds of a Garden',
    abstract: 'Short. And longer.',
    arxivId: '2001.00001',
    arxivVersion: 2,
    doi: '10.1/x',
    year: 2020,
    publishedOn: '2020-01-05',
    venue: 'Proceedings of the Workshop on Birds',
    authors: ['Ada Brook', 'Tom Ash'],
    origin: 'f:1',
  });
});

test.each([
  ['arXiv (Cornell University)', 'ICML'],
  ['CoRR', 'VLDB'],
  ['arXiv preprint arXiv:2001.00001', 'ICML'],
])('where a paper has appeared stands before where its preprint lies: %s, %s', (archive, venue) => {
  const records = [paper({ venue: archive }), paper({ venue })];
  expect(records.reduce(foldPapers).venue).toBe(venue);
  expect(records.reverse().reduce(foldPapers).venue).toBe(venue);
});

test("no id is lost: the publisher's DOI is the paper's, the preprint's and others stay beside it", () => {
  const folded = [
    paper({ doi: '10.48550/arxiv.2001.00001', s2Id: 'aa' }),
    paper({ doi: '10.1/x', s2Id: 'bb' }),
    paper({ doi: '10.1/journal', openalexId: 'W1' }),
  ].reduce(foldPapers);
  expect(folded).toMatchObject({ doi: '10.1/journal', s2Id: 'aa', openalexId: 'W1' });
  expect(folded.otherIds).toEqual(['doi:10.1/x', 'doi:10.48550/arxiv.2001.00001', 's2:bb']);
});

const anyPaper = fc.record({
  id: fc.constant('arxiv:1'),
  title: fc.constantFrom('A', 'AB', 'B'),
  abstract: fc.constantFrom('x', 'y', 'xyz'),
  year: fc.constantFrom(undefined, 2019, 2020),
  venue: fc.constantFrom(undefined, 'V', 'W'),
  authors: fc.constantFrom([], ['A'], ['B'], ['A', 'B']),
  doi: fc.constantFrom(undefined, '10.1/x', '10.1/y', '10.48550/arxiv.1'),
  s2Id: fc.constantFrom(undefined, 'a', 'b'),
  origin: fc.constantFrom('f:1', 'f:2', 'f:3'),
});

test('the order of the records and how they are paired change nothing', () => {
  fc.assert(
    fc.property(fc.array(anyPaper, { minLength: 2, maxLength: 6 }), fc.nat(), (drawn, at) => {
      const records = drawn as unknown as Paper[];
      const folded = records.reduce(foldPapers);
      expect([...records].reverse().reduce(foldPapers)).toEqual(folded);
      const cut = 1 + (at % (records.length - 1));
      expect(foldPapers(records.slice(cut).reduce(foldPapers), records.slice(0, cut).reduce(foldPapers))).toEqual(
        folded,
      );
      for (const { doi } of records)
        if (doi !== undefined) expect([`doi:${folded.doi}`, ...(folded.otherIds ?? [])]).toContain(`doi:${doi}`);
    }),
    { numRuns: 500 },
  );
});

describe('a difference', () => {
  test('is what a record says and the folded paper does not', () => {
    const [a, b] = [paper({ year: 2021, venue: 'Rome' }), paper({ year: 2020, authors: ['Ada Brook'] })];
    expect(lostValues(a, b, foldPapers(a, b))).toEqual([['year', '2021']]);
  });

  test.each([
    ['title', 'Counting Birds', 'counting  birds.', true],
    ['title', 'Counting Birds', 'Counting Trees', false],
    ['abstract', 'We count. And more.', 'We count.', true],
    ['year', '2020', '2021', false],
    ['publishedOn', '2020-05-01', '2020-05', true],
    ['venue', 'Proceedings of ICML 2020', 'ICML 2020', true],
    ['venue', 'Paris', 'Rome', false],
    ['venue', 'ICML', 'arXiv (Cornell University)', true],
    ['venue', 'Proceedings of the 37th International Conference on Machine Learning', "ICML '20", true],
    ['venue', 'Advances in Neural Information Processing Systems', 'NeurIPS 2020', true],
    ['venue', 'International Conference on Machine Learning', 'ICLR', false],
    ['authors', 'Ada Brook; Tom Ash', 'A. Brook; T. Ash', true],
    ['authors', 'Ada Brook; Tom Ash', 'Ada Brook', true],
    ['authors', 'Ada Brook; Tom Ash', 'Mei Lin', false],
    ['doi', '10.1/x', '10.48550/arxiv.1', true],
    ['doi', '10.1/x', '10.1/y', false],
  ] as const)('in %s between %j and %j is no contradiction: %j', (field, kept, lost, expected) => {
    expect(agrees(field, kept, lost)).toBe(expected);
  });
});
