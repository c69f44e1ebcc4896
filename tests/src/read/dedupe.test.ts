import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Identity, samePapers } from '../../../src/read/dedupe.js';

const TITLE = 'Counting the Birds of a Garden';
const identity = (id: string, more: Partial<Identity> = {}): Identity => ({
  id: id as Identity['id'],
  title: TITLE,
  year: 2020,
  ...more,
});
const groups = (...records: Identity[]) => samePapers(records).map(({ id, of }) => [id, ...of]);

describe('records are one paper', () => {
  test('by a shared id, whatever their titles say', () => {
    expect(
      groups(
        identity('arxiv:2001.00001', { title: 'A', doi: '10.1/x' }),
        identity('doi:10.1/x', { title: 'B', doi: '10.1/x', year: 1999 }),
      ),
    ).toEqual([['arxiv:2001.00001', 'arxiv:2001.00001', 'doi:10.1/x']]);
  });

  test('by a chain of shared ids', () => {
    expect(
      groups(
        identity('doi:10.1/x', { title: 'A', doi: '10.1/x' }),
        identity('s2:aa', { title: 'B', s2Id: 'aa', doi: '10.1/x' }),
        identity('openalex:W1', { title: 'C', openalexId: 'W1', s2Id: 'aa' }),
      ),
    ).toEqual([['doi:10.1/x', 'doi:10.1/x', 'openalex:W1', 's2:aa']]);
  });

  test('by an id that is not the one they go by', () => {
    expect(
      groups(
        identity('arxiv:1', { title: 'A', arxivId: '1', doi: '10.1/x', otherIds: ['doi:10.48550/arxiv.1', 's2:aa'] }),
        identity('s2:aa', { title: 'B', s2Id: 'aa' }),
        identity('doi:10.48550/arxiv.1', { title: 'C', doi: '10.48550/arxiv.1' }),
      ),
    ).toEqual([['arxiv:1', 'arxiv:1', 'doi:10.48550/arxiv.1', 's2:aa']]);
  });

  test.each([
    ['the same title and year', identity('id:a'), identity('sha1:b')],
    ['spelled otherwise', identity('id:a'), identity('id:b', { title: 'counting the birds of a  garden.' })],
    [
      'composed or not',
      identity('id:a', { title: 'Zählung der Vögel im Garten' }),
      identity('id:b', { title: 'Zählung der Vögel im Garten'.normalize('NFD') }),
    ],
    [
      'in wide letters',
      identity('id:a'),
      identity('id:b', { title: TITLE.replace(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)) }),
    ],
    ['a year apart', identity('id:a'), identity('id:b', { year: 2021 })],
    ['one without a year', identity('id:a'), { id: 'id:b', title: TITLE } as Identity],
    [
      "a preprint's DOI beside the publisher's",
      identity('doi:10.48550/arxiv.2001.00001', { doi: '10.48550/arxiv.2001.00001' }),
      identity('doi:10.1/x', { doi: '10.1/x' }),
    ],
  ])('%s', (_, a, b) => expect(groups(a, b)).toHaveLength(1));

  test.each([
    ['a Cyrillic letter', identity('id:a'), identity('id:b', { title: TITLE.replace('o', '\u043e') })],
    ['another title', identity('id:a'), identity('id:b', { title: 'Counting the Birds of a Wood' })],
    ['years apart', identity('id:a'), identity('id:b', { year: 2023 })],
    ['two arXiv ids', identity('arxiv:1', { arxivId: '1' }), identity('arxiv:2', { arxivId: '2' })],
    ["two publishers' DOIs", identity('doi:10.1/x', { doi: '10.1/x' }), identity('doi:10.1/y', { doi: '10.1/y' })],
    ['a title that says nothing', identity('id:a', { title: 'Editorial' }), identity('id:b', { title: 'Editorial' })],
    ['no title', identity('id:a', { title: '' }), identity('id:b', { title: '' })],
  ])('but not with %s', (_, a, b) => expect(groups(a, b)).toEqual([]));

  test('the order of the records changes nothing', () => {
    const record = fc.record({
      id: fc.constantFrom('arxiv:1', 'arxiv:2', 'doi:10.1/x', 'doi:10.1/y', 's2:a', 'id:p', 'id:q', 'sha1:z'),
      title: fc.constantFrom(TITLE, 'Another title that is long enough', ''),
      year: fc.constantFrom(2019, 2020, 2021, 2024),
      arxivId: fc.constantFrom(undefined, '1', '2'),
      doi: fc.constantFrom(undefined, '10.1/x', '10.1/y'),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(record, { selector: ({ id }) => id, maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (records, chance) => {
          const shuffled = records
            .map((record) => ({ record, key: chance.next().value }))
            .sort((a, b) => a.key - b.key);
          expect(samePapers(shuffled.map(({ record }) => record as Identity))).toEqual(
            samePapers(records as Identity[]),
          );
        },
      ),
      { numRuns: 500, seed: 17 },
    );
  });
});
