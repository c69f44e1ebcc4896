import { describe, expect, test } from 'vitest';
import { type SelectionFlags, selectionOf } from '../../cli/selection.js';
import type { PaperNode } from '../../graph/schema.js';
import { finished, mentionGraph } from '../graph/sample-graph.js';

const bare = mentionGraph({
  'arxiv:1': 'method:bert task:tagging',
  'arxiv:2': 'method:bert',
  'arxiv:3': 'task:tagging',
});
const graph = finished(
  {
    ...bare,
    nodes: bare.nodes.map((node) =>
      node.type === 'Paper' ? { ...node, year: node.id === 'arxiv:3' ? null : 2018 + Number(node.id.slice(6)) } : node,
    ),
  },
  {
    communities: [
      {
        id: 'l0:method:bert',
        level: 0,
        parent: null,
        label: 'BERT and tagging',
        description: '',
        keywords: [],
        members: [],
        papers: ['arxiv:1', 'arxiv:3'],
        stability: 1,
      },
    ],
  },
);
const chosen = (flags: SelectionFlags) => {
  const wanted = selectionOf(graph, flags);
  return graph.nodes
    .filter((node): node is PaperNode => node.type === 'Paper' && (wanted?.(node) ?? true))
    .map(({ id }) => id);
};

describe('papers are chosen', () => {
  test.each<[SelectionFlags, string[]]>([
    [{}, ['arxiv:1', 'arxiv:2', 'arxiv:3']],
    [{ node: 'method:bert' }, ['arxiv:1', 'arxiv:2']],
    [{ node: 'tagging' }, ['arxiv:1', 'arxiv:3']],
    [{ community: 'l0:method:bert' }, ['arxiv:1', 'arxiv:3']],
    [{ community: 'TAGGING' }, ['arxiv:1', 'arxiv:3']],
    [{ years: '2019' }, ['arxiv:1']],
    [{ years: '2019-2020' }, ['arxiv:1', 'arxiv:2']],
    [{ years: '2020-' }, ['arxiv:2']],
    [{ years: '-2019' }, ['arxiv:1']],
    [{ node: 'bert', community: 'tagging', years: '2019-' }, ['arxiv:1']],
  ])('by %j', (flags, expected) => expect(chosen(flags)).toEqual(expected));

  test.each<SelectionFlags>([
    { node: 'nobody' },
    { community: 'nowhere' },
    { years: '' },
    { years: '-' },
    { years: '20192020' },
    { years: '2020-2019' },
    { years: 'last' },
  ])('%j is refused with a cure', (flags) => expect(() => chosen(flags)).toThrow(/^--(node|community|years): /));
});
