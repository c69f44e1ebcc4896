import { describe, expect, test } from 'vitest';
import { readText } from './read-all.js';

const BIRDS =
  'We count the birds of a garden with BirdNet, a small network, and find that it counts as well as people do. On GardenSongs it reaches 93.2% accuracy, 4.1 points above what was known, and it runs on a microphone for a year. We publish songs, labels and weights for all who listen.';
const TREES =
  'Trees grow slowly, and so do the data about them. We train TreeFormer on a century of rings from 900 woods and predict the next ring with a mean error of 0.4 mm. Nobody has to fell a tree for it: a photograph of the bark is enough, as a study with three foresters shows.';
const papers = async (text: string) =>
  (await readText(text, { from: 'text' })).papers.map(({ title, abstract }) => [title, abstract]);
const BOTH = [
  ['Counting Birds', BIRDS],
  ['Rings from Bark: Predicting Growth', TREES],
];
const wrapped = (text: string, width = 70, indent = '') =>
  text.replace(new RegExp(`(.{1,${width}})(?: |$)`, 'g'), `${indent}$1\n`).trimEnd();

describe('pages as people paste them', () => {
  test.each([
    ['title, blank line, abstract', `Counting Birds\n\n${BIRDS}\n\nRings from Bark: Predicting Growth\n\n${TREES}\n`],
    ['title right above the abstract', `Counting Birds\n${BIRDS}\n\nRings from Bark: Predicting Growth\n${TREES}\n`],
    [
      'hard-wrapped abstracts',
      `Counting Birds\n\n${wrapped(BIRDS)}\n\nRings from Bark: Predicting Growth\n\n${wrapped(TREES)}\n`,
    ],
    [
      'hard-wrapped right below the title',
      `Counting Birds\n${wrapped(BIRDS, 130)}\n\nRings from Bark: Predicting Growth\n${wrapped(TREES, 130)}\n`,
    ],
    [
      'a heading "Abstract" between them',
      `Counting Birds\n\nAbstract\n\n${BIRDS}\n\nRings from Bark: Predicting Growth\n\nABSTRACT\n${TREES}\n`,
    ],
    [
      'authors and dates between them',
      `Counting Birds\n\nAda Brook, Émile Vogel\n\nMar 14\n\n${BIRDS}\n\nRings from Bark: Predicting Growth\n\nMei Lin; Tom van der Berg\n\n12 Jan 2024\n\n${TREES}\n`,
    ],
    [
      'a page of the ACL Anthology',
      `pdf bib abs\nCounting Birds\nAda Brook | Émile Vogel\n${BIRDS}\n\npdf bib abs\nRings from Bark: Predicting Growth\nMei Lin | Tom Ash\n${TREES}\n`,
    ],
    [
      'a daily page',
      `Submitted by\nada\n\n17\n\nCounting Birds\n\n5 authors\n\n${BIRDS}\n\nUpvote\n17\n\nRings from Bark: Predicting Growth\n\n${TREES}\n\n3\n`,
    ],
    ['numbers', `1. Counting Birds\n\n${BIRDS}\n\n2. Rings from Bark: Predicting Growth\n\n${TREES}\n`],
    [
      'numbers in brackets',
      `[1] Counting Birds\n${wrapped(BIRDS, 70, '    ')}\n[2] Rings from Bark: Predicting Growth\n${wrapped(TREES, 70, '    ')}\n`,
    ],
    ['bullets', `• Counting Birds\n\n${BIRDS}\n\n• Rings from Bark: Predicting Growth\n\n${TREES}\n`],
    [
      'Markdown headings',
      `# Reading\n\n## Counting Birds\n\n${BIRDS}\n\n## Rings from Bark: Predicting Growth\n\n${TREES}\n`,
    ],
    ['bold titles', `**Counting Birds**\n\n${BIRDS}\n\n**Rings from Bark: Predicting Growth**\n\n${TREES}\n`],
    [
      'labels',
      `Title: Counting Birds\nAuthors: Ada Brook\nAbstract: ${BIRDS}\n\nTitle: Rings from Bark: Predicting Growth\nAbstract: ${TREES}\n`,
    ],
    [
      'labels without a blank after them',
      `Title:Counting Birds\nAuthors:Ada Brook\nAbstract:${BIRDS}\n\nTitle:Rings from Bark: Predicting Growth\nAbstract:${TREES}\n`,
    ],
    [
      'labels in lines of their own',
      `Title:\nCounting Birds\nAbstract:\n${BIRDS}\n\nTitle:\nRings from Bark: Predicting Growth\nAbstract:\n${TREES}\n`,
    ],
    [
      'bold labels',
      `**Title:** Counting Birds\n\n**Abstract:** ${BIRDS}\n\n**Title:** Rings from Bark: Predicting Growth\n\n**Abstract:** ${TREES}\n`,
    ],
    [
      'a listing of arXiv',
      `[1] arXiv:2401.00001 [pdf, html, other]\nTitle: Counting Birds\nAda Brook, Émile Vogel\nComments: 8 pages\nSubjects: Sound (cs.SD)\n\n${BIRDS}\n\n[2] arXiv:2401.00002 [pdf, html, other]\nTitle: Rings from Bark: Predicting Growth\nMei Lin\nSubjects: Machine Learning (cs.LG)\n\n${TREES}\n`,
    ],
    [
      'CRLF and blanks at the line ends',
      `Counting Birds  \r\n\r\n${BIRDS}  \r\n\r\nRings from Bark: Predicting Growth\r\n\r\n${TREES}\r\n`,
    ],
  ])('%s', async (_, text) => expect(await papers(text)).toEqual(BOTH));

  test('short abstracts below titles', async () => {
    const short =
      'We count the birds of a garden with a small network and find that it counts as well as people do, in rain and sun.';
    expect(await papers(`Counting Birds\n\n${short}\n\nCounting Trees\n\n${short}\n`)).toEqual([
      ['Counting Birds', short],
      ['Counting Trees', short],
    ]);
  });

  test('an abstract of two paragraphs is one', async () => {
    expect(await papers(`Counting Birds\n\n${BIRDS}\n\n${TREES}\n`)).toEqual([['Counting Birds', `${BIRDS} ${TREES}`]]);
  });

  test('an abstract alone is a paper without a title', async () => {
    expect(await papers(`${BIRDS}\n`)).toEqual([['', BIRDS]]);
  });

  test('a title that begins with a label word is a title', async () => {
    expect(await papers(`Abstract Interpretation of Neural Networks\n\n${BIRDS}\n`)).toEqual([
      ['Abstract Interpretation of Neural Networks', BIRDS],
    ]);
  });

  test('one line with title and abstract, numbered', async () => {
    expect(await papers(`1. Counting Birds. ${BIRDS}\n2. Rings from Bark. ${TREES}\n`)).toEqual([
      ['Counting Birds', BIRDS],
      ['Rings from Bark', TREES],
    ]);
  });
});

test('ids and addresses near a title are kept', async () => {
  const { papers } = await readText(
    `Counting Birds\n\narXiv:2401.00001v2\n\n${BIRDS}\n\nRings\n\nhttps://doi.org/10.1000/xyz\n\n${TREES}\n`,
  );
  expect(papers).toMatchObject([
    { id: 'arxiv:2401.00001', arxivVersion: 2 },
    { id: 'doi:10.1000/xyz', url: 'https://doi.org/10.1000/xyz' },
  ]);
});

test('every line that became nothing is told', async () => {
  const { skips } = await readText(`Trending\n\nSign up\n\nCounting Birds\n\n${BIRDS}\n\nAbout us\n`);
  expect(skips.map(({ origin, reason, detail }) => [origin, reason, detail])).toEqual([
    ['stdin:1', 'furniture', 'no abstract follows "Trending"'],
    ['stdin:3', 'furniture', 'no abstract follows "Sign up"'],
    ['stdin:9', 'furniture', 'no abstract follows "About us"'],
  ]);
});
