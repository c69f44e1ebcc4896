import { describe, expect, test } from 'vitest';
import { backTest, findGaps } from '../../graph/gaps.js';
import { seededRandom } from '../../graph/network.js';
import type { BareGraph } from '../../graph/schema.js';
import { bareGraph, mentionGraph } from './sample-graph.js';

/** Three translation models; all but the third are met with WMT. */
const WITH_A_GAP = mentionGraph(
  Object.fromEntries(
    ['alpha', 'beta', 'gamma'].flatMap((name) =>
      Array.from({ length: 4 }, (_, i) => [
        `arxiv:${name}.${i}`,
        `method:${name} task:translation ${name === 'gamma' ? 'dataset:iwslt' : i % 2 ? 'dataset:wmt' : 'dataset:iwslt'}`,
      ]),
    ),
  ),
);

/** Fields of methods and datasets; papers of later years join pairs of one field that were not joined before. */
function growing(seed: number): BareGraph {
  const random = seededRandom(seed);
  const papers: Record<string, string> = {};
  const years: Record<string, number> = {};
  for (let i = 0; i < 900; i++) {
    const field = Math.floor(random() * 10);
    const pick = (kind: string, count: number) => `${kind}:${field}-${Math.floor(random() ** 2 * count)}`;
    papers[`arxiv:${i}`] = [pick('method', 10), pick('method', 10), pick('dataset', 12), pick('task', 8)].join(' ');
    years[`arxiv:${i}`] = i < 500 ? 2020 : 2021;
  }
  const graph = mentionGraph(papers);
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.type === 'Paper' ? { ...node, year: years[node.id]! } : node)),
  };
}

describe('findGaps', () => {
  test('a method is suggested what its like are met with, and the reason gives the counts', () => {
    const [first] = findGaps(WITH_A_GAP, { leastPapers: 2 });
    expect(first).toMatchObject({ method: 'method:gamma', other: 'dataset:wmt' });
    expect(first!.why).toBe(
      '2 methods that are met with the same things are met with it: alpha (2), beta (2); papers in brackets',
    );
  });

  test('no suggestion stands in any paper already', () => {
    const graph = growing(1);
    const together = new Set(
      graph.edges.flatMap((a) =>
        graph.edges.filter((b) => b.source === a.source).map((b) => `${a.target} ${b.target}`),
      ),
    );
    const gaps = findGaps(graph, { leastPapers: 2 });
    expect(gaps.length).toBeGreaterThan(20);
    expect(gaps.filter(({ method, other }) => together.has(`${method} ${other}`))).toEqual([]);
  });

  test('the order of the graph does not matter', () => {
    const graph = growing(2);
    const reversed = { ...graph, nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() };
    expect(findGaps(reversed)).toEqual(findGaps(graph));
  });

  test('an empty graph has none', () => {
    expect(findGaps(bareGraph([], []))).toEqual([]);
  });
});

describe('backTest', () => {
  test('where fields are real, the neighbourhood foresees more than popularity does', () => {
    const outcome = backTest(growing(3), { leastPapers: 2 })!;
    expect(outcome.year).toBe(2021);
    expect(outcome.suggested).toBe(100);
    expect(outcome.cameTrue).toBeGreaterThan(1.5 * outcome.cameTrueByPopularity);
  });

  test('without years there is nothing to test', () => {
    expect(backTest(bareGraph([], []))).toBeNull();
  });
});
