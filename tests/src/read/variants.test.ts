import { describe, expect, test } from 'vitest';
import { readText } from './read-all.js';

const ABSTRACT =
  'We present BirdNet, a small network for the recognition of birds. On Garden it reaches 93.2% accuracy, and it runs on a phone.';
const OTHER = 'A second abstract about trees and how they may be counted from the air by small aircraft with cameras.';
const lines = (...parts: string[]) => `${parts.join('\n')}\n`;

/** What each service and manager writes, beyond the plain form; the paper that must come out of it. */
const VARIANTS: readonly (readonly [name: string, text: string, papers: readonly object[]])[] = [
  [
    "Web of Science's plain text",
    lines(
      'FN Clarivate Analytics Web of Science',
      'VR 1.0',
      'PT J',
      'AU Brook, A',
      '   Ash, T',
      'AF Brook, Ada',
      '   Ash, Tom',
      'TI Birds of a Garden: a title that',
      '   is wrapped',
      'SO JOURNAL OF BIRDS',
      `AB ${ABSTRACT}`,
      '   And more.',
      'PY 2021',
      'DI 10.1000/ab.c',
      'UT WOS:000600000000001',
      'ER',
      '',
      'PT J',
      'AU Lin, M',
      'TI Trees',
      `AB ${OTHER}`,
      'PY 2020',
      'ER',
      '',
      'EF',
    ),
    [
      {
        id: 'doi:10.1000/ab.c',
        title: 'Birds of a Garden: a title that is wrapped',
        abstract: `${ABSTRACT} And more.`,
        authors: ['Ada Brook', 'Tom Ash'],
        venue: 'JOURNAL OF BIRDS',
        year: 2021,
      },
      { title: 'Trees', authors: ['M Lin'], year: 2020 },
    ],
  ],
  [
    'MEDLINE with full names',
    lines(
      'PMID- 12345678',
      'TI  - Birds of a garden.',
      `AB  - ${ABSTRACT}`,
      'FAU - Brook, Ada',
      'AU  - Brook A',
      'FAU - Ash, Tom',
      'AU  - Ash T',
      'LID - 10.1000/ab.c [doi]',
    ),
    [{ id: 'doi:10.1000/ab.c', authors: ['Ada Brook', 'Tom Ash'] }],
  ],
  [
    'RIS with an abstract in parts, and the same abstract under two tags',
    lines(
      'TY  - JOUR',
      'TI  - Birds',
      `AB  - ${ABSTRACT}`,
      'AB  - And more.',
      `N2  - ${ABSTRACT}`,
      'AU  - Brook, Ada',
      'AU  - Ash, Tom, Jr.',
      'ER  - ',
    ),
    [{ title: 'Birds', abstract: `${ABSTRACT} And more.`, authors: ['Ada Brook', 'Tom Ash Jr.'] }],
  ],
  [
    'JSON with records under their ids, and lists under years',
    `{"a": {"title": "Birds", "abstract": "${ABSTRACT}"}, "2021": [{"title": "Trees", "abstract": "${OTHER}"}]}`,
    [{ title: 'Trees' }, { title: 'Birds' }],
  ],
  [
    'a table with names as Python prints them',
    `title,abstract,authors\nBirds,"${ABSTRACT}","['Ada Brook', ""Tom O'Ash""]"\n`,
    [{ authors: ['Ada Brook', "Tom O'Ash"] }],
  ],
  [
    'one Atom entry without its feed',
    `<?xml version="1.0" encoding="UTF-8"?>\n<entry xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/abs/hep-th/9901001v2</id><title>Birds\n  of a Garden</title><summary>${ABSTRACT}</summary></entry>`,
    [{ id: 'arxiv:hep-th/9901001', arxivVersion: 2, title: 'Birds of a Garden', year: 1999 }],
  ],
  [
    'BibTeX with braces in braces and commands with two arguments',
    `@article{a, title = {The {{Bird}{Net}} of {\\textit{Garden}s}, \\href{http://x.y/z}{here}}, abstract = {${ABSTRACT}}}`,
    [{ title: 'The BirdNet of Gardens, here' }],
  ],
  [
    'BibTeX whose venue and year stand in a volume after it',
    lines(
      `@inproceedings{a, crossref={Vol}, title={Birds}, author={Ada Brook}, abstract={${ABSTRACT}}}`,
      `@inproceedings{c, crossref={nowhere}, title={Leaves}, abstract={${OTHER}}}`,
      '@proceedings{vol, title={Proceedings of Birds}, year={2021}}',
      `@inproceedings{b, crossref={vol}, title={Trees}, year={2020}, abstract={${OTHER}}}`,
    ),
    [
      { title: 'Birds', venue: 'Proceedings of Birds', year: 2021, origin: 'stdin:1' },
      { title: 'Trees', venue: 'Proceedings of Birds', year: 2020 },
      { title: 'Leaves', origin: 'stdin:2' },
    ],
  ],
  [
    'BibTeX of the astronomers',
    lines(
      '@ARTICLE{2021arXiv210100001B,',
      '  author = {{Brook}, Ada and {M{\\"u}ller}, J{\\"o}rg},',
      '  title = "{Birds: {\\ensuremath{\\beta}} and $\\alpha$}",',
      '  year = 2021, month = jan, eprint = {2101.00001}, archivePrefix = {arXiv}, primaryClass = {cs.LG},',
      `  abstract = "{${ABSTRACT.replace('%', '\\%')} It is {\\ensuremath{\\sim}}3 km{\\ensuremath{^{2}}}.}"`,
      '}',
    ),
    [
      {
        id: 'arxiv:2101.00001',
        title: 'Birds: β and α',
        abstract: `${ABSTRACT} It is ~3 km^2.`,
        authors: ['Ada Brook', 'Jörg Müller'],
        year: 2021,
      },
    ],
  ],
  [
    'BibTeX of the Anthology, with its own macros and months',
    lines(
      '@string{acl = "Association for Computational Linguistics"}',
      '@string{emnlp = {Proceedings of EMNLP}}',
      '@inproceedings{brook-ash-2021-birds,',
      '  title = "{B}irds of a {G}arden", author = "Brook, Ada  and\n      Ash, Tom",',
      '  booktitle = emnlp # " 2021", month = nov, year = "2021", publisher = acl,',
      `  url = "https://aclanthology.org/2021.emnlp-main.12/", abstract = "${ABSTRACT}"`,
      '}',
    ),
    [
      {
        id: 'acl:2021.emnlp-main.12',
        title: 'Birds of a Garden',
        authors: ['Ada Brook', 'Tom Ash'],
        venue: 'Proceedings of EMNLP 2021',
      },
    ],
  ],
  [
    'BibLaTeX with names in parts',
    `@online{a, title={Birds}, author={Brook, Ada and family=Laak, given=Jeroen, prefix=van der, useprefix=true}, abstract={${ABSTRACT}}}`,
    [{ authors: ['Ada Brook', 'Jeroen van der Laak'] }],
  ],
  [
    "Crossref's answer",
    JSON.stringify({
      status: 'ok',
      message: {
        items: [
          {
            DOI: '10.1000/AB.c',
            title: ['Birds'],
            abstract: `<jats:title>Abstract</jats:title><jats:p>${ABSTRACT}</jats:p>`,
            author: [{ given: 'Ada', family: 'Brook' }],
            'container-title': ['Journal of Birds'],
            issued: { 'date-parts': [[2021, 5]] },
          },
        ],
      },
    }),
    [{ id: 'doi:10.1000/ab.c', abstract: ABSTRACT, authors: ['Ada Brook'], venue: 'Journal of Birds', year: 2021 }],
  ],
  [
    "Europe PMC's answer",
    JSON.stringify({
      hitCount: 1,
      resultList: {
        result: [
          {
            id: '1',
            doi: '10.1000/ab.c',
            title: 'Birds.',
            authorList: { author: [{ fullName: 'Brook A', firstName: 'Ada', lastName: 'Brook' }] },
            journalInfo: { journal: { title: 'Journal of Birds' } },
            pubYear: '2021',
            abstractText: ABSTRACT,
          },
        ],
      },
    }),
    [{ id: 'doi:10.1000/ab.c', authors: ['Ada Brook'], venue: 'Journal of Birds', year: 2021 }],
  ],
  [
    "OpenReview's notes, old and new",
    JSON.stringify({
      notes: [
        {
          id: 'abc',
          cdate: 1632875700000,
          content: {
            title: { value: 'Birds' },
            authors: { value: ['Ada Brook', 'Tom Ash'] },
            abstract: { value: ABSTRACT },
            venue: { value: 'ICLR 2022 Poster' },
          },
        },
        { id: 'def', content: { title: 'Trees', authors: ['Mei Lin'], abstract: OTHER } },
      ],
    }),
    [
      { id: 'id:abc', authors: ['Ada Brook', 'Tom Ash'], venue: 'ICLR 2022 Poster', publishedOn: '2021-09-29' },
      { id: 'id:def', title: 'Trees', authors: ['Mei Lin'] },
    ],
  ],
  [
    'CSL-JSON whose arXiv id hides in note, number or archive',
    JSON.stringify([
      { id: 'a', title: 'Birds', abstract: ABSTRACT, note: 'read twice\narXiv: 2101.00001 [cs]', number: '12' },
      { id: 'b', title: 'Trees', abstract: OTHER, number: 'arXiv:2101.00002' },
      { id: 'c', title: 'Leaves', abstract: OTHER, archive: 'arXiv', archive_location: '2101.00003v2' },
      { id: 'd', title: 'Roots', abstract: OTHER, note: 'answers arXiv:2101.00004' },
    ]),
    [
      { id: 'arxiv:2101.00001' },
      { id: 'arxiv:2101.00002' },
      { id: 'arxiv:2101.00003', arxivVersion: 2 },
      { id: 'id:d' },
    ],
  ],
  [
    "Zotero's table: one author, and the arXiv id in Extra",
    `"Key","Author","Title","Abstract Note","Date","Extra","Number"\r\n"A","Brook, Ada","Birds","${ABSTRACT}","2021-05-03","arXiv:2101.00001 [cs]","7"\r\n`,
    [{ id: 'arxiv:2101.00001', authors: ['Ada Brook'], publishedOn: '2021-05-03' }],
  ],
  [
    "Scopus's table, with full names",
    `\ufeff"Authors","Author full names","Title","Year","Source title","DOI","Abstract"\n"Brook A.; Ash T.","Brook, Ada (57200000000); Ash, Tom (57200000001)","Birds","2021","Journal of Birds","10.1000/ab.c","${ABSTRACT}"\n"Lin M.","Lin, Mei (5)","Trees","2020","J","","[No abstract available]"\n`,
    [{ id: 'doi:10.1000/ab.c', authors: ['Ada Brook', 'Tom Ash'], venue: 'Journal of Birds' }],
  ],
  [
    "OpenAlex's table",
    `"id","display_name","authorships.author.display_name","publication_year","abstract","primary_location.source.display_name"\n"https://openalex.org/W2741809807","Birds","Ada Brook|Tom Ash",2021,"${ABSTRACT}","Journal of Birds"\n`,
    [{ id: 'openalex:W2741809807', authors: ['Ada Brook', 'Tom Ash'], venue: 'Journal of Birds' }],
  ],
  [
    "arXiv's RSS",
    `<?xml version='1.0' encoding='UTF-8'?>\n<rss xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>cs.CL</title>\n<item><title>Birds</title><link>https://arxiv.org/abs/2101.00001</link><description>arXiv:2101.00001v1 Announce Type: new \nAbstract: ${ABSTRACT}</description><guid isPermaLink="false">oai:arXiv.org:2101.00001v1</guid><category>cs.CL</category><pubDate>Mon, 25 Mar 2024 00:00:00 -0400</pubDate><dc:creator>Ada Brook, Tom Ash</dc:creator></item>\n</channel></rss>`,
    [
      {
        id: 'arxiv:2101.00001',
        arxivVersion: 1,
        abstract: ABSTRACT,
        authors: ['Ada Brook', 'Tom Ash'],
        publishedOn: '2024-03-25',
        categories: ['cs.CL'],
      },
    ],
  ],
  [
    'RSS 1.0, as arXiv once had it',
    `<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">\n<item rdf:about="http://arxiv.org/abs/2101.00001"><title>Birds. (arXiv:2101.00001v1 [cs.CL])</title><link>http://arxiv.org/abs/2101.00001</link><description>&lt;p&gt;${ABSTRACT}&lt;/p&gt;</description><dc:creator>&lt;a href="x"&gt;Ada Brook&lt;/a&gt;, &lt;a href="y"&gt;Tom Ash&lt;/a&gt;</dc:creator></item>\n</rdf:RDF>`,
    [{ id: 'arxiv:2101.00001', title: 'Birds', abstract: ABSTRACT, authors: ['Ada Brook', 'Tom Ash'] }],
  ],
  [
    "arXiv's Atom of news",
    `<?xml version="1.0"?>\n<feed xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://www.w3.org/2005/Atom"><entry><id>oai:arXiv.org:2101.00001v1</id><title>Birds</title><link href="https://arxiv.org/abs/2101.00001" rel="alternate"/><summary>arXiv:2101.00001v1 Announce Type: replace-cross \nAbstract: ${ABSTRACT}</summary><published>2024-03-25T00:00:00-04:00</published><dc:creator>Ada Brook, Tom Ash</dc:creator></entry></feed>`,
    [{ id: 'arxiv:2101.00001', abstract: ABSTRACT, authors: ['Ada Brook', 'Tom Ash'] }],
  ],
  [
    "PMLR's volumes: the year stands in the first entry alone",
    `@Proceedings{V, Year = 2023, Booktitle = "Learning of Birds"}\n@InProceedings{a, title = {Birds}, abstract = {${ABSTRACT}}}\n@InProceedings{b, title = {Trees}, year = 2020, abstract = {${OTHER}}}\n@article{c, title = {Leaves}, abstract = {${OTHER}}}\n`,
    [
      { title: 'Birds', year: 2023, venue: 'Learning of Birds' },
      { title: 'Trees', year: 2020 },
      { title: 'Leaves', id: expect.stringMatching(/^sha1:/) },
    ],
  ],
  [
    'paper lists whose year and venue stand in a BibTeX entry',
    JSON.stringify([
      {
        id: 'x',
        title: 'Birds',
        author: 'Ada Brook;Tom Ash',
        abstract: ABSTRACT,
        bibtex: '@inproceedings{\nx,\ntitle={Birds},\nbooktitle={Learning of Birds},\nyear={2018}\n}',
      },
    ]),
    [{ id: 'id:x', year: 2018, venue: 'Learning of Birds', authors: ['Ada Brook', 'Tom Ash'] }],
  ],
  [
    "OpenAlex's page: counts, groups, and the preprint among the places",
    JSON.stringify({
      meta: { count: 2, groups_count: null },
      results: [
        {
          id: 'https://openalex.org/W2741809807',
          doi: 'https://doi.org/10.1000/AB.c',
          title: 'Birds',
          publication_year: 2021,
          primary_location: { source: null },
          locations: [
            { landing_page_url: 'https://doi.org/10.1000/ab.c' },
            { landing_page_url: 'http://arxiv.org/abs/2101.00001' },
          ],
          abstract_inverted_index: { trees: [4], Birds: [0, 2], and: [1, 3] },
        },
      ],
      group_by: [],
    }),
    [{ id: 'arxiv:2101.00001', doi: '10.1000/ab.c', openalexId: 'W2741809807', abstract: 'Birds and Birds and trees' }],
  ],
  [
    "Semantic Scholar's batch, with what it does not know, and a venue beside arXiv's",
    JSON.stringify([
      {
        paperId: 'a'.repeat(40),
        externalIds: { ArXiv: '2101.00001', CorpusId: 7 },
        title: 'Birds',
        abstract: ABSTRACT,
        venue: '',
        publicationVenue: { name: 'Neural Information Processing Systems' },
        journal: { name: 'ArXiv' },
      },
      null,
    ]),
    [{ id: 'arxiv:2101.00001', s2Id: 'a'.repeat(40), venue: 'Neural Information Processing Systems' }],
  ],
  [
    "Semantic Scholar's data sets, in small letters",
    `${JSON.stringify({ corpusid: 1, openaccessinfo: { externalids: { ArXiv: '2101.00001', DOI: '10.1000/AB.c' } }, abstract: ABSTRACT })}\n`,
    [{ id: 'arxiv:2101.00001', doi: '10.1000/ab.c', sourceId: '1' }],
  ],
  [
    "DataCite's answer",
    JSON.stringify({
      data: [
        {
          id: '10.48550/arxiv.2101.00001',
          attributes: {
            titles: [{ title: 'Birds' }],
            creators: [{ name: 'Brook, Ada' }],
            publicationYear: 2021,
            descriptions: [
              { description: 'Eight pages', descriptionType: 'Other' },
              { description: ABSTRACT, descriptionType: 'Abstract' },
            ],
          },
        },
      ],
    }),
    [{ id: 'arxiv:2101.00001', title: 'Birds', abstract: ABSTRACT, authors: ['Ada Brook'], year: 2021 }],
  ],
  [
    "the answers of INSPIRE, NASA's ADS and IEEE, one after the other",
    lines(
      JSON.stringify({
        hits: {
          total: 1,
          hits: [
            {
              id: '1',
              metadata: {
                titles: [{ title: 'Birds' }, { title: 'BIRDS' }],
                abstracts: [{ value: ABSTRACT }, { value: OTHER }],
                authors: [{ full_name: 'Brook, Ada' }],
                arxiv_eprints: [{ value: '2101.00001' }],
                dois: [{ value: '10.1000/ab.c' }],
              },
            },
          ],
        },
      }),
      JSON.stringify({
        responseHeader: { status: 0 },
        response: {
          docs: [
            {
              bibcode: '2021arXiv210100002B',
              title: ['Trees'],
              abstract: OTHER,
              author: ['Brook, Ada', 'Ash, T.'],
              pub: 'arXiv e-prints',
              identifier: ['arXiv:2101.00002'],
            },
          ],
        },
      }),
      JSON.stringify({
        total_records: 1,
        articles: [
          {
            title: 'Leaves',
            abstract: OTHER,
            authors: { authors: [{ full_name: 'Mei Lin' }] },
            publication_title: 'ICB',
            doi: '10.1109/x.1',
          },
        ],
      }),
    ),
    [
      { id: 'arxiv:2101.00001', title: 'Birds', abstract: ABSTRACT, doi: '10.1000/ab.c', authors: ['Ada Brook'] },
      { id: 'arxiv:2101.00002', authors: ['Ada Brook', 'T. Ash'], venue: 'arXiv e-prints' },
      { id: 'doi:10.1109/x.1', authors: ['Mei Lin'], venue: 'ICB' },
    ],
  ],
  [
    "Crossref's answer for one work",
    JSON.stringify({ status: 'ok', message: { DOI: '10.1000/a', title: ['Birds'], abstract: ABSTRACT } }),
    [{ id: 'doi:10.1000/a', title: 'Birds' }],
  ],
  [
    "arXiv's metadata in Kaggle's tables: lists as Python prints them, ids of their own spelling",
    `id,title,category,category_code,published_date,authors,summary\ncs-9308101v1,Birds,Artificial Intelligence,cs.AI,8/1/93,"['A. Brook']","${ABSTRACT}"\nabs-2101.00001v2,Trees,Machine Learning,cs.LG,2021-05-03,"['Ada Brook', 'Tom Ash']","${OTHER}"\n`,
    [
      { id: 'arxiv:cs/9308101', year: 1993, categories: ['cs.AI'], authors: ['A. Brook'] },
      { id: 'arxiv:2101.00001', arxivVersion: 2, publishedOn: '2021-05-03', authors: ['Ada Brook', 'Tom Ash'] },
    ],
  ],
  [
    'a table of titles, summaries and terms',
    `titles,summaries,terms\nBirds,"${ABSTRACT}","['cs.CV', 'cs.AI']"\n`,
    [{ title: 'Birds', categories: ['cs.CV', 'cs.AI'] }],
  ],
  [
    'OAI-PMH in the raw form: authors with their places, the first version, deleted records beside it',
    `<OAI-PMH><ListRecords><record><header status="deleted"><identifier>oai:arXiv.org:1</identifier></header></record><record><header><identifier>oai:arXiv.org:2101.00001</identifier></header><metadata><arXivRaw><id>2101.00001</id><version version="v1"><date>Fri, 1 Jan 2021 00:00:00 GMT</date></version><version version="v2"><date>Tue, 5 Jan 2021 00:00:00 GMT</date></version><title>Birds</title><authors>Ada Brook, Tom Ash (Univ. X)</authors><abstract>${ABSTRACT}</abstract></arXivRaw></metadata></record><resumptionToken>1|2</resumptionToken></ListRecords></OAI-PMH>`,
    [{ id: 'arxiv:2101.00001', publishedOn: '2021-01-01', authors: ['Ada Brook', 'Tom Ash'] }],
  ],
];

describe('what services and reference managers write', () => {
  test.each(VARIANTS)('%s', async (_, text, expected) => {
    const { papers } = await readText(text);
    expect(papers).toMatchObject(expected);
    expect(papers).toHaveLength(expected.length);
  });
});

test('XML of an unknown kind is refused by name, not read as text', async () => {
  const { papers, skips } = await readText(
    `<?xml version="1.0"?>\n<dblp>\n<article key="x"><author>Ada Brook</author><title>${ABSTRACT.repeat(3)}</title></article></dblp>`,
  );
  expect(papers).toEqual([]);
  expect(skips).toMatchObject([{ reason: 'unreadable', detail: expect.stringContaining('"<dblp"') }]);
});

test.each([
  ['(10.1000/x_y(1))', 'doi:10.1000/x_y(1)'],
  ['doi:10.1000/a-b(05)17.', 'doi:10.1000/a-b(05)17'],
  [
    '10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2',
    'doi:10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2',
  ],
])('%s is a whole DOI', async (doi, id) => {
  expect((await readText(JSON.stringify({ title: 'T', abstract: ABSTRACT, doi }))).papers).toMatchObject([{ id }]);
});
