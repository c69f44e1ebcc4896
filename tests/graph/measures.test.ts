import type { UndirectedGraph } from 'graphology';
import betweennessModule from 'graphology-metrics/centrality/betweenness.js';
import pagerankModule from 'graphology-metrics/centrality/pagerank.js';
import { describe, expect, test } from 'vitest';
import { betweenness, findMeasures, pageRank } from '../../graph/measures.js';
import { connect, seededRandom, toGraphology } from '../../graph/network.js';
import { bareGraph, edge, entityNode } from './sample-graph.js';

type Centrality = (graph: UndirectedGraph, options: object) => Record<string, number>;
const [theirBetweenness, theirPagerank] = [betweennessModule, pagerankModule] as unknown as Centrality[];

/** 60 nodes: a random part, a chain at its end, and a few that are joined to nothing. */
function randomNetwork(seed: number) {
  const random = seededRandom(seed);
  const links = { from: [] as number[], to: [] as number[], weight: [] as number[] };
  const add = (a: number, b: number) => {
    links.from.push(a);
    links.to.push(b);
    links.weight.push(1 + Math.floor(random() * 4));
  };
  for (let i = 0; i < 110; i++) add(Math.floor(random() * 40), Math.floor(random() * 40));
  for (let i = 39; i < 55; i++) add(i, i + 1);
  return connect(
    Array.from({ length: 60 }, (_, i) => `n${i}`),
    links,
  );
}

describe.each([1, 2, 3])('on a random network (%i)', (seed) => {
  const network = randomNetwork(seed);

  test('betweenness is what graphology-metrics counts', () => {
    const theirs = theirBetweenness!(toGraphology(network), { getEdgeWeight: null, normalized: true });
    const ours = betweenness(network, { seed: 1, budget: Number.POSITIVE_INFINITY });
    network.ids.forEach((_, node) => {
      expect(ours[node]).toBeCloseTo(theirs[`n${node}`]!, 10);
    });
  });

  test('PageRank is what graphology-metrics counts', () => {
    const theirs = theirPagerank!(toGraphology(network), {
      getEdgeWeight: 'weight',
      tolerance: 1e-12,
      maxIterations: 1000,
    });
    const ours = pageRank(network);
    network.ids.forEach((_, node) => {
      expect(ours[node]).toBeCloseTo(theirs[`n${node}`]!, 6);
    });
  });

  test('a sample of starting points finds the same leaders', () => {
    const top = (values: Float64Array) => [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, 10);
    const exact = top(betweenness(network, { seed: 1, budget: Number.POSITIVE_INFINITY }));
    const sampled = top(betweenness(network, { seed: 1, budget: 1 }));
    expect(sampled.filter((node) => exact.includes(node)).length).toBeGreaterThanOrEqual(6);
  });
});

describe('findMeasures', () => {
  test('degree counts every edge, parallel ones and both directions', () => {
    const graph = bareGraph(
      [entityNode('method:a'), entityNode('method:b'), entityNode('method:c')],
      [
        edge('method:a', 'PART_OF', 'method:b'),
        edge('method:a', 'VARIANT_OF', 'method:b'),
        edge('method:b', 'PART_OF', 'method:a'),
      ],
    );
    const measures = findMeasures(graph);
    expect(measures['method:a']!.degree).toBe(3);
    expect(measures['method:c']!.degree).toBe(0);
  });

  test('the middle of a star lies on every path, its points on none', () => {
    const points = Array.from({ length: 9 }, (_, i) => entityNode(`task:t${i}`));
    const star = bareGraph(
      [entityNode('method:hub'), ...points],
      points.map(({ id }) => edge('method:hub', 'USED_FOR', id)),
    );
    const measures = findMeasures(star);
    expect(measures['method:hub']!.betweenness).toBe(1);
    expect(measures['task:t0']!.betweenness).toBe(0);
    expect(measures['method:hub']!.pageRank).toBeGreaterThan(4 * measures['task:t0']!.pageRank);
  });

  test.each([
    ['no nodes', []],
    ['one node', [entityNode('method:a')]],
    ['two nodes', [entityNode('method:a'), entityNode('method:b')]],
  ])('%s: finite numbers', (_, nodes) => {
    const measures = Object.values(findMeasures(bareGraph(nodes, [])));
    expect(measures).toHaveLength(nodes.length);
    for (const measure of measures) expect(Object.values(measure).every(Number.isFinite)).toBe(true);
  });
});
