import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from '../../../graph/store/store.js';
import type { Extraction, Paper, PaperId } from '../../../src/types.js';

let store: Store;
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(() => store.close());

function paper(id: PaperId, more: Partial<Paper> = {}): Paper {
  return {
    id,
    title: 'Counting the Birds of a Garden',
    abstract: 'We use BirdNet.',
    authors: [],
    origin: 'f:1',
    ...more,
  };
}
function says(paper: Paper, name: string): Extraction {
  const evidence = { field: 'abstract', start: 0, end: 15 } as const;
  const id = `method:${name.toLowerCase()}` as const;
  return {
    id: paper.id,
    paper,
    mentions: [{ ...evidence, text: name, type: 'Method', foundBy: 'cue', confidence: 1, entity: id }],
    entities: [{ id, type: 'Method', name, aliases: [], role: 'used', confidence: 1, evidence }],
    relations: [],
    results: [],
  };
}
const PREPRINT = paper('arxiv:2001.00001', {
  arxivId: '2001.00001',
  year: 2020,
  abstract: 'We use BirdNet. It counts well.',
});
const ARTICLE = paper('doi:10.1/x', { doi: '10.1/x', venue: 'Journal of Birds', year: 2021 });
const OTHER = paper('id:other', { title: 'Something else altogether' });
const GROUP = { id: PREPRINT.id, of: [PREPRINT.id, ARTICLE.id] };
const rows = async (sql: string) => {
  const found: unknown[] = [];
  for await (const { rows: count, columns } of store.query(sql))
    for (let row = 0; row < count; row++) found.push(columns.map((column) => column.getItem(row)));
  return found;
};

test('twins are papers that share an id or a title, and no others', async () => {
  await store.add([says(PREPRINT, 'BirdNet'), says(ARTICLE, 'Old'), says(OTHER, 'Other')]);
  expect((await store.twins()).map(({ id }) => id)).toEqual([PREPRINT.id, ARTICLE.id]);
  expect(await store.unite([])).toBe(0);
});

test.each([
  ['one way', [PREPRINT, ARTICLE]],
  ['the other way', [ARTICLE, PREPRINT]],
])('records of one paper become one, with the best text and what all know: %s', async (_, papers) => {
  await store.add([...papers.map((one) => says(one, one === PREPRINT ? 'BirdNet' : 'Old')), says(OTHER, 'Other')]);
  expect(await store.unite([GROUP])).toBe(1);
  expect(await store.has([PREPRINT.id, ARTICLE.id, OTHER.id])).toEqual(new Set([PREPRINT.id, OTHER.id]));
  expect(await rows(`SELECT abstract, doi, venue, arxiv_id, year FROM papers WHERE id = '${PREPRINT.id}'`)).toEqual([
    [PREPRINT.abstract, '10.1/x', 'Journal of Birds', '2001.00001', 2020],
  ]);
  expect(await rows('SELECT paper, entity FROM mentions ORDER BY ALL')).toEqual([
    [PREPRINT.id, 'method:birdnet'],
    [OTHER.id, 'method:other'],
  ]);
});

test('when the better text stands under the other id, it stays under the better id', async () => {
  const longer = { ...ARTICLE, abstract: 'We use BirdNet. It counts as well as people do.' };
  await store.add([says(PREPRINT, 'Old'), says(longer, 'BirdNet')]);
  await store.unite([GROUP]);
  expect(await rows('SELECT id, abstract FROM papers')).toEqual([[PREPRINT.id, longer.abstract]]);
  expect(await rows('SELECT paper, entity FROM mentions')).toEqual([[PREPRINT.id, 'method:birdnet']]);
});

test('a record that comes again under the id that went is known', async () => {
  await store.add([says(PREPRINT, 'BirdNet'), says(ARTICLE, 'Old')]);
  await store.unite([GROUP]);
  expect(await store.sift([ARTICLE])).toMatchObject({ missing: [] });
  await store.add([says(ARTICLE, 'Old')]);
  expect((await store.stats()).papers).toBe(1);
  await store.forget(PREPRINT.id);
  expect((await store.sift([ARTICLE])).missing).toEqual([ARTICLE]);
});

test('what the records contradict each other in is told, once, whatever the order', async () => {
  const conference = paper('s2:aa', { s2Id: 'aa', year: 2019, venue: 'Journal of Trees', authors: ['Ada Brook'] });
  const expected = [
    { paper: PREPRINT.id, field: 'venue', kept: 'Journal of Birds', lost: 'Journal of Trees' },
    { paper: PREPRINT.id, field: 'year', kept: '2019', lost: '2020' },
    { paper: PREPRINT.id, field: 'year', kept: '2019', lost: '2021' },
  ];
  for (const order of [
    [PREPRINT, ARTICLE, conference],
    [conference, ARTICLE, PREPRINT],
  ]) {
    const own = await openStore(':memory:');
    await own.add(order.map((one) => says(one, 'BirdNet')));
    await own.unite([{ id: PREPRINT.id, of: order.map(({ id }) => id).sort() }]);
    expect(await own.conflicts()).toEqual(expected);
    // Read again, under their old ids.
    await own.sift(order);
    expect(await own.conflicts()).toEqual(expected);
    await own.forget(PREPRINT.id);
    expect(await own.conflicts()).toEqual([]);
    await own.close();
  }
});

test('both DOIs stay, and a third record that knows only the other one is found', async () => {
  const preprint = { ...PREPRINT, doi: '10.48550/arxiv.2001.00001' };
  const third = paper('doi:10.48550/arxiv.2001.00001', { doi: '10.48550/arxiv.2001.00001', title: 'Birds' });
  await store.add([says(preprint, 'BirdNet'), says(ARTICLE, 'Old')]);
  await store.unite([GROUP]);
  expect(await rows('SELECT doi, other_ids FROM papers')).toEqual([['10.1/x', '["doi:10.48550/arxiv.2001.00001"]']]);
  await store.add([says(third, 'Old')]);
  expect((await store.twins()).map(({ id }) => id)).toEqual([PREPRINT.id, third.id]);
});

test('a chain of groups ends at the last id', async () => {
  const third = paper('s2:aa', { s2Id: 'aa', doi: '10.1/x' });
  await store.add([says(ARTICLE, 'Old'), says(third, 'Old')]);
  await store.unite([{ id: ARTICLE.id, of: [ARTICLE.id, third.id] }]);
  await store.add([says(PREPRINT, 'BirdNet')]);
  await store.unite([GROUP]);
  expect((await store.sift([third, ARTICLE, PREPRINT])).missing).toEqual([]);
});
