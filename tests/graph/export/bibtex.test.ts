import { parse } from '@retorquere/bibtex-parser';
import { describe, expect, test } from 'vitest';
import { writeBibtex } from '../../../graph/export/bibtex.js';
import { cleanText } from '../../../src/text/clean.js';
import { readText } from '../../src/read/read-all.js';
import { bareGraph, finished, hostileGraph, paperNode } from '../sample-graph.js';

type Entry = {
  key: string;
  type: string;
  fields: Record<string, string> & { author?: { lastName?: string; name?: string; firstName?: string }[] };
};
const read = (text: string) => {
  const { entries, errors } = parse(text, { sentenceCase: false });
  expect(errors).toEqual([]);
  return entries as unknown as Entry[];
};
const bibtex = (...args: Parameters<typeof writeBibtex>) => [...writeBibtex(...args)].join('');

describe('writeBibtex', () => {
  test('a reader finds what the paper has', () => {
    const paper = paperNode('arxiv:2001.00001', {
      name: 'WrenNet: 90% of {Birds} & more_here',
      authors: ['Ada Byron', 'Müller, Jörg'],
      year: 2020,
      venue: 'ICML',
      doi: '10.1000/x_y',
      arxivId: '2001.00001',
      url: 'https://example.org/a_b?c=1%20&d#e',
    });
    const [entry, ...more] = read(bibtex(finished(bareGraph([paper], []))));
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ key: 'arxiv:2001.00001', type: 'inproceedings' });
    expect(entry!.fields).toMatchObject({
      year: '2020',
      booktitle: 'ICML',
      doi: '10.1000/x_y',
      eprint: '2001.00001',
      url: paper.url,
    });
    expect(entry!.fields.title!.replace(/<[^>]+>/g, '')).toBe(paper.name);
    expect(entry!.fields.author).toHaveLength(2);
  });

  test('hostile papers are one well-formed entry each, under keys of their own', () => {
    const graph = hostileGraph();
    const entries = read(bibtex(graph));
    const papers = graph.nodes.filter(({ type }) => type === 'Paper');
    expect(entries).toHaveLength(papers.length);
    expect(new Set(entries.map(({ key }) => key)).size).toBe(papers.length);
    for (const { fields } of entries) expect(fields.url ?? '').not.toMatch(/javascript/i);
  });

  test('our own reader finds every paper as it was', async () => {
    const graph = finished(
      bareGraph(
        [
          paperNode('arxiv:2001.00001', {
            name: 'WrenNet: 90% of {Birds} & more_here, O(n^2) ~ \\ "quoted" β-VAE',
            abstract:
              "We cut $5 and 10^6 of #1 {sets}. It’s 93.2% -- or so --- at ``Zürich'' & R\\D, p < 0.05; see http://a.b/c_d%20e.",
            authors: ['Ada Byron', 'Jörg Müller', 'The Bird, Tree and Leaf Team', 'Mei-Lin van der Laak'],
            year: 2020,
            venue: 'Proceedings of Birds & Trees',
            doi: '10.1000/x_y(1)',
            arxivId: '2001.00001',
            url: 'https://example.org/a_b?c=1%20&d#e',
          }),
          paperNode('acl:P19-1007', { name: 'A title', abstract: 'An abstract.', aclId: 'P19-1007' }),
          paperNode('acl:P19-1008', {
            name: 'Open {brace, Opus~4.6',
            abstract: 'A closed one} and a tie~with less of 2X~5X in it.}',
            aclId: 'P19-1008',
          }),
          // Every text in a graph has been cleaned.
          ...hostileGraph().nodes.flatMap((node) =>
            node.type === 'Paper'
              ? [
                  {
                    ...node,
                    name: cleanText(node.name),
                    abstract: cleanText(node.abstract),
                    authors: node.authors.map(cleanText),
                    venue: cleanText(node.venue ?? '') || null,
                  },
                ]
              : [],
          ),
        ],
        [],
      ),
    );
    const { papers, skips } = await readText(bibtex(graph), { from: 'bibtex' });
    const expected = graph.nodes.filter((node) => node.type === 'Paper');
    expect(papers.map(({ title }) => title)).toEqual(expected.map(({ name }) => name));
    expect(papers.map(({ abstract }) => abstract)).toEqual(expected.map(({ abstract }) => abstract));
    for (const field of ['authors', 'year', 'venue', 'doi', 'arxivId'] as const)
      expect(papers.map((paper) => paper[field] ?? null)).toEqual(expected.map((paper) => paper[field]));
    expect(skips).toEqual([]);
  });

  test('only the wanted ones', () => {
    const graph = finished(bareGraph([paperNode('arxiv:1', { year: 2019 }), paperNode('arxiv:2', { year: 2021 })], []));
    expect(read(bibtex(graph, { wanted: ({ year }) => year === 2021 })).map(({ key }) => key)).toEqual(['arxiv:2']);
  });
});
