import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse as parseBibtex } from '@retorquere/bibtex-parser';
import { describe, expect, test } from 'vitest';
import { DIALECTS } from '../../../src/read/index.js';
import { readAll } from './read-all.js';

const DIR = 'tests/fixtures/read';
/** The two papers that every fixture holds; the third, "A Reply to Our Critics", has no abstract. */
const SPARROW = {
  title: 'SparrowNet: A Small Network for Bird Songs',
  abstract:
    "We present SparrowNet, a convolutional network with 1.2M parameters that recognises the songs of 97 birds on a microphone's own chip. On the XenoSong benchmark it reaches 93.2% accuracy, 4.1 points above a MobileNetV2 of twice its size, and runs at 79 FPS on a Cortex-M7. Poincaré plots show where it errs: at dawn, when R & D microphones overload (p < 0.05).",
};
const RECIPES = {
  title: 'Learning to Rank Recipes with Graph Attention',
  abstract:
    'Recipes that share ingredients are not always alike. We train a graph attention network on RecipeWeb-50k, in which dishes are joined by what cooks replace, and rank the neighbours of a dish. Mean average precision rises from 41.0 to 52.7 over BM25, and 8 GPUs need 3.5 hours. Code and data are free for all who cook.',
};

describe('each dialect gives the same papers', () => {
  const files = readdirSync(DIR).filter((file) => file !== 'described.html');
  test.each(files)('%s', async (file) => {
    const { papers, skips } = await readAll([`${DIR}/${file}`]);
    expect(papers.map(({ title, abstract }) => ({ title, abstract }))).toEqual([SPARROW, RECIPES]);
    expect(skips.filter(({ reason }) => reason === 'unreadable' || reason === 'too long')).toEqual([]);
  });

  test('a page that describes its paper in the head is that paper', async () => {
    const { papers, skips } = await readAll([`${DIR}/described.html`]);
    expect(papers).toMatchObject([{ ...SPARROW, id: 'arxiv:2101.00001', authors: ['Ada Brook', 'Émile Vogel'] }]);
    expect(skips).toEqual([]);
  });

  test('a folder is read file by file, each in its own dialect', async () => {
    const { papers } = await readAll([DIR]);
    expect(papers).toHaveLength(files.length * 2 + 1);
  });
});

test.each([
  [
    'arxiv-snapshot.jsonl',
    {
      id: 'arxiv:2101.00001',
      doi: '10.5555/sparrow.2021.7',
      year: 2021,
      authors: ['Ada Brook', 'Émile Vogel'],
      categories: ['cs.SD', 'cs.LG'],
    },
  ],
  [
    'semantic-scholar-page.json',
    {
      id: 'arxiv:2101.00001',
      doi: '10.5555/sparrow.2021.7',
      s2Id: '0000000000000000000000000000000000000001',
      publishedOn: '2021-01-05',
      venue: 'Workshop on Small Models',
    },
  ],
  [
    'openalex-page.json',
    {
      id: 'arxiv:2101.00001',
      openalexId: 'W1001',
      venue: 'Workshop on Small Models',
      authors: ['Ada Brook', 'Émile Vogel'],
    },
  ],
  ['hf-daily.json', { id: 'arxiv:2101.00001', publishedOn: '2021-01-05', authors: ['Ada Brook', 'Émile Vogel'] }],
  [
    'csl.json',
    { id: 'arxiv:2101.00001', sourceId: 'k1', publishedOn: '2021-01-05', authors: ['Ada Brook', 'Émile Vogel'] },
  ],
  [
    'atom.xml',
    {
      id: 'arxiv:2101.00001',
      arxivVersion: 2,
      doi: '10.5555/sparrow.2021.7',
      publishedOn: '2021-01-05',
      categories: ['cs.SD'],
    },
  ],
  [
    'oai.xml',
    {
      id: 'arxiv:2101.00001',
      doi: '10.5555/sparrow.2021.7',
      authors: ['Ada Brook', 'Émile Vogel'],
      categories: ['cs.SD', 'cs.LG'],
    },
  ],
  [
    'acl.xml',
    { id: 'acl:2022.birds-1.1', aclId: '2022.birds-1.1', year: 2022, venue: 'Proceedings of the Workshop on Birds' },
  ],
  [
    'library.bib',
    {
      id: 'arxiv:2101.00001',
      sourceId: 'brook2021',
      doi: '10.5555/sparrow.2021.7',
      year: 2021,
      venue: 'Workshop on Small Models',
      authors: ['Ada Brook', 'Émile Vogel'],
    },
  ],
  [
    'export.ris',
    {
      id: 'arxiv:2101.00001',
      doi: '10.5555/sparrow.2021.7',
      publishedOn: '2021-01-05',
      authors: ['Ada Brook', 'Émile Vogel'],
    },
  ],
  [
    'export.csv',
    {
      id: 'arxiv:2101.00001',
      sourceId: 'K1',
      doi: '10.5555/sparrow.2021.7',
      year: 2021,
      authors: ['Ada Brook', 'Émile Vogel'],
    },
  ],
  ['export.tsv', { id: 'doi:10.5555/sparrow.2021.7', year: 2021 }],
  [
    'zotero.rdf',
    {
      id: 'arxiv:2101.00001',
      doi: '10.5555/sparrow.2021.7',
      venue: 'Workshop on Small Models',
      authors: ['Ada Brook', 'Émile Vogel'],
    },
  ],
  ['pubmed.xml', { id: 'doi:10.5555/sparrow.2021.7', sourceId: '101', year: 2021, venue: 'Workshop on Small Models' }],
  ['medline.txt', { id: 'doi:10.5555/sparrow.2021.7', year: 2021, authors: ['Ada Brook'] }],
  [
    'listing-mail.txt',
    {
      id: 'arxiv:2101.00001',
      authors: ['Ada Brook', 'Émile Vogel'],
      categories: ['cs.SD', 'cs.LG'],
      publishedOn: '2021-01-05',
    },
  ],
  ['listing.html', { id: 'arxiv:2101.00001', authors: ['Ada Brook', 'Émile Vogel'] }],
  ['numbered.txt', { id: 'arxiv:2101.00001' }],
  ['list.md', { id: 'arxiv:2101.00001', authors: ['Ada Brook', 'Émile Vogel'] }],
  ['marked.txt', { id: 'doi:10.5555/sparrow.2021.7', authors: ['Ada Brook', 'Émile Vogel'] }],
  ['plain.jsonl', { id: 'id:p1', sourceId: 'p1', year: 2021 }],
] as const)('%s gives ids, time, people and place', async (file, expected) => {
  expect((await readAll([`${DIR}/${file}`])).papers[0]).toMatchObject(expected);
});

test.each([
  ['library.bib', 'library.bib:30'],
  ['export.csv', 'export.csv:6'],
  ['export.ris', 'export.ris:29'],
  ['acl.xml', 'acl.xml:18'],
  ['atom.xml', 'atom.xml:45'],
  ['plain.jsonl', 'plain.jsonl:3'],
  ['hf-daily.json', 'hf-daily.json:1[3]'],
  ['semantic-scholar-page.json', 'semantic-scholar-page.json:57'],
  ['marked.txt', 'marked.txt:19'],
])('the record without an abstract in %s is named by its place', async (file, origin) => {
  const { skips } = await readAll([`${DIR}/${file}`]);
  expect(skips).toMatchObject([{ origin, reason: 'no abstract' }]);
  expect(skips[0]!.detail).toContain('A Reply to Our Critics');
});

test('furniture of a pasted page is named line by line', async () => {
  const { skips } = await readAll([`${DIR}/pasted.txt`]);
  expect(skips.map(({ origin, reason }) => `${origin} ${reason}`)).toEqual([
    'pasted.txt:1 furniture',
    'pasted.txt:3 furniture',
    'pasted.txt:5 furniture',
    'pasted.txt:15 furniture',
  ]);
});

test('BibTeX is read as its reference parser reads it', async () => {
  const file = readFileSync(`${DIR}/library.bib`, 'utf8');
  const theirs = parseBibtex(file, { sentenceCase: false }).entries.map(({ key, fields }) => ({
    key,
    title: fields.title?.replace(/<[^>]+>/g, ''),
    // In the oldest encoding of TeX a bare < is printed as ¡; nobody means that.
    abstract: fields.abstract?.replace(/\s+/g, ' ').replace('¡', '<').normalize('NFC'),
  }));
  const { papers } = await readAll([`${DIR}/library.bib`]);
  expect(papers.map(({ sourceId, title, abstract }) => ({ key: sourceId, title, abstract }))).toEqual(
    theirs.slice(0, 2),
  );
});

test('every dialect says what it is', () => {
  for (const [name, { about }] of Object.entries(DIALECTS)) expect(`${name}: ${about}`).toMatch(/^[a-z]+: \S/);
});

test('gzip is told by its bytes, not by the name', () => {
  expect(gunzipSync(readFileSync(`${DIR}/plain.jsonl.gz`)).toString()).toBe(readFileSync(`${DIR}/plain.jsonl`, 'utf8'));
});
