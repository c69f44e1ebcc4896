/** Pages of arXiv and Hugging Face and lists of papers, as they are saved or copied; the abstracts are short on purpose. */
import { describe, expect, test } from 'vitest';
import { readText } from './read-all.js';

const BIRDS =
  'We present BirdNet, a small network for the recognition of birds in gardens. On the Garden benchmark it reaches 93.2% accuracy, and it runs on a phone with only 1.2M parameters, which is ten times fewer than earlier models need.';
const TREES =
  'Counting trees from the air is hard, because crowns overlap and shadows move. We train a detector on TreeSet-5k and show that it counts as well as foresters do, at a cost of 3 GPU hours.';
const BOTH = [
  { id: 'arxiv:2503.11701', title: 'Birds of a Garden', abstract: BIRDS, authors: ['Ada Brook', 'Tom Ash'] },
  { id: 'arxiv:2503.11702', title: 'Trees from the Air', abstract: TREES, authors: ['Mei Lin'] },
];
const each = (item: (at: number, id: string, title: string, authors: string[], abstract: string) => string) =>
  BOTH.map(({ id, title, authors, abstract }, at) => item(at + 1, id.slice(6), title, authors, abstract)).join('');
const names = (authors: readonly string[]) => authors.map((name) => `<a href="/a/${name}">${name}</a>`).join(', ');
const hydrated = (props: object) =>
  `<!doctype html>\n<html><body><h1>Daily Papers</h1><div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="${JSON.stringify(props).replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"><article><h3>Birds of a Garden</h3><div>12</div></article></div></body></html>`;

test.each([
  [
    "arXiv's list of new papers, saved",
    `<!DOCTYPE html>\n<html><body><h1>Computation and Language</h1><div class="paging">Total of 2 entries</div><dl id="articles"><h3>New submissions (showing 2 of 2 entries)</h3>${each(
      (n, id, title, authors, abstract) =>
        `<dt><a name='item${n}'>[${n}]</a> <a href ="/abs/${id}" title="Abstract" id="${id}"> arXiv:${id} </a> [<a href="/pdf/${id}">pdf</a>, <a href="/html/${id}">html</a>, <a href="/format/${id}">other</a>]</dt><dd><div class='meta'><div class='list-title mathjax'><span class='descriptor'>Title:</span> ${title} </div><div class='list-authors'>${names(authors)}</div><div class='list-comments mathjax'><span class='descriptor'>Comments:</span> 8 pages</div><div class='list-subjects'><span class='descriptor'>Subjects:</span> <span class="primary-subject">Computation and Language (cs.CL)</span>; Machine Learning (cs.LG) </div><p class='mathjax'> ${abstract} </p></div></dd>`,
    )}</dl></body></html>`,
    { categories: ['cs.CL', 'cs.LG'] },
  ],
  [
    "arXiv's list of new papers, copied",
    `Computation and Language\nShowing new listings for Tuesday, 18 March 2025\nTotal of 2 entries\n${each((n, id, title, authors, abstract) => `[${n}] arXiv:${id} [pdf, html, other]\nTitle: ${title}\n${authors.join(', ')}\nComments: 8 pages\nSubjects: Computation and Language (cs.CL); Machine Learning (cs.LG)\n${abstract}\n`)}`,
    { categories: ['cs.CL', 'cs.LG'] },
  ],
  [
    "arXiv's search, saved: each abstract is there twice, the first time cut",
    `<!DOCTYPE html>\n<html><body><h1 class="title is-clearfix">Showing 1&ndash;2 of 2 results for all: birds</h1><ol>${each(
      (_, id, title, authors, abstract) =>
        `<li class="arxiv-result"><div class="is-marginless"><p class="list-title is-inline-block"><a href="https://arxiv.org/abs/${id}">arXiv:${id}</a><span>&nbsp;[<a href="/pdf">pdf</a>, <a href="/x">other</a>]&nbsp;</span></p><div class="tags"><span class="tag">cs.CL</span></div></div><p class="title is-5 mathjax"> ${title} </p><p class="authors"><span class="search-hit">Authors:</span> ${names(authors)} </p><p class="abstract mathjax"><span class="search-hit">Abstract</span>: <span class="abstract-short has-text-grey-dark" id="s">&hellip;${abstract.slice(0, 90)}&hellip; <span>x</span> <a>&#9661; More</a></span><span class="abstract-full" style="display: none;"> ${abstract.replace('a', '<span class="search-hit">a</span>')} <a>&#9651; Less</a></span></p><p class="is-size-7"><span>Submitted</span> 14 March, 2025; <span>originally announced</span> March 2025.</p><p class="comments"><span>Comments:</span> <span>8 pages</span></p></li>`,
    )}</ol></body></html>`,
    { publishedOn: '2025-03-14' },
  ],
  [
    "arXiv's search, copied",
    each(
      (n, id, title, authors, abstract) =>
        `${n}. arXiv:${id} [pdf, other] cs.CL\n\n${title}\n\nAuthors: ${authors.join(', ')}\n\nAbstract: ${abstract} △ Less\n\nSubmitted 14 March, 2025; originally announced March 2025.\n\nComments: 8 pages\n\n`,
    ),
    { publishedOn: '2025-03-14' },
  ],
  [
    "Hugging Face's daily list, saved: the abstracts are only in what its scripts read",
    hydrated({
      dailyPapers: BOTH.map(({ id, title, abstract, authors }) => ({
        paper: {
          id: id.slice(6),
          title,
          summary: abstract,
          authors: authors.map((name) => ({ name })),
          publishedAt: '2025-03-14T17:59:59.000Z',
        },
        title,
        submittedBy: { fullname: 'Somebody' },
      })),
    }),
    { publishedOn: '2025-03-14' },
  ],
  [
    'a list of Markdown with venues, links and folded abstracts',
    `# Awesome Papers [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)\n\n## Contents\n- [Birds](#birds)\n\n## Birds\n\n- **Birds of a Garden** (NeurIPS 2025) [[paper](https://arxiv.org/abs/2503.11701)] [[code](https://github.com/x/y)]\n  <br>Ada Brook, Tom Ash\n  > ${BIRDS}\n\n- [Trees from the Air](https://arxiv.org/abs/2503.11702), *Mei Lin*, NeurIPS 2025.\n  <details><summary>Abstract</summary>${TREES}</details>\n`,
    { venue: 'NeurIPS 2025', year: 2025 },
  ],
])('%s', async (_, text, more) => {
  const { papers } = await readText(text);
  expect(papers).toMatchObject(BOTH.map((paper) => ({ ...paper, ...more })));
});

test('a copied list with authors and venues in lines of their own', async () => {
  const { papers, skips } = await readText(
    `Birds of a Garden\nAda Brook, Tom Ash\nNeurIPS 2021\n\nAbstract\n\n${BIRDS}\n\n\nTrees from the Air\nMei Lin\nCVPR 2022 (Oral)\n\nAbstract\n\n${TREES}\n`,
  );
  expect(papers).toMatchObject([
    { title: 'Birds of a Garden', authors: ['Ada Brook', 'Tom Ash'], venue: 'NeurIPS 2021', year: 2021 },
    { title: 'Trees from the Air', authors: ['Mei Lin'], venue: 'CVPR 2022 (Oral)', year: 2022 },
  ]);
  expect(skips).toEqual([]);
});

describe('the page of one paper, copied', () => {
  test("arXiv's: what stands below the abstract is of the paper", async () => {
    const { papers } = await readText(
      `Computer Science > Computation and Language\n[Submitted on 14 Mar 2025 (v1), last revised 20 Mar 2025 (this version, v2)]\nBirds of a Garden\nAda Brook, Tom Ash\n\n    ${BIRDS}\n\nComments:\t8 pages\nSubjects:\tComputation and Language (cs.CL); Machine Learning (cs.LG)\nCite as:\tarXiv:2503.11701 [cs.CL]\n \t(or arXiv:2503.11701v2 [cs.CL] for this version)\n \thttps://doi.org/10.48550/arXiv.2503.11701\nSubmission history\nFrom: Ada Brook [view email]\n`,
    );
    expect(papers).toMatchObject([
      { ...BOTH[0], publishedOn: '2025-03-14', categories: ['cs.CL', 'cs.LG'], doi: '10.48550/arxiv.2503.11701' },
    ]);
  });

  test.each([
    ['', ''],
    [
      'with a summary that a machine has written, and comments as long as abstracts',
      'BirdNet recognises birds with few parameters.\nAI-generated summary\n',
    ],
  ])("Hugging Face's %s", async (_, summary) => {
    const comments = `akhaliq\nPaper submitter\nMar 18\n\n${`${TREES} ${TREES}`}\n\nReply\n`;
    const { papers } = await readText(
      `Papers\narxiv:2503.11701\n\nBirds of a Garden\nPublished on Mar 14\n·\nSubmitted by akhaliq on Mar 18\n#1 Paper of the day\nUpvote\n12\n\nAda Brook\n,\nTom Ash\nAbstract\n${summary}${BIRDS}\nView arXiv page\nView PDF\nAdd to collection\nCommunity\n${comments}`,
    );
    expect(papers).toMatchObject([BOTH[0]]);
    expect(papers).toHaveLength(1);
  });
});

test('attributes of a page that hold no paper, or no JSON, change nothing', async () => {
  const page = (props: string) =>
    `<html><body><div data-props="${props}"></div><h2>Birds of a Garden</h2><p>${BIRDS}</p></body></html>`;
  for (const props of ['{&quot;abstract&quot;', '{&quot;abstract&quot;:1}', '&quot;summary&quot;'])
    expect((await readText(page(props))).papers).toMatchObject([{ title: 'Birds of a Garden', abstract: BIRDS }]);
});
