import louvainModule from 'graphology-communities-louvain';
import modularityModule from 'graphology-metrics/graph/modularity.js';
import { describe, expect, test } from 'vitest';
import { components, connect, type Network, seededRandom, toGraphology } from '../../graph/network.js';
import { ALGORITHMS, coarsen, modularity, partition } from '../../graph/partition.js';
import { mutualInformation, plantedNetwork } from './planted.js';

const louvain = louvainModule as unknown as typeof louvainModule.default;
const theirModularity = modularityModule as unknown as (graph: object, options: object) => number;
const unitLinks = (pairs: readonly (readonly [number, number])[]) => ({
  from: pairs.map(([a]) => a),
  to: pairs.map(([, b]) => b),
  weight: pairs.map(() => 1),
});
const named = (count: number) => Array.from({ length: count }, (_, i) => `n${String(i).padStart(6, '0')}`);
const clique = (first: number, size: number) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: i }, (_, j) => [first + i, first + j] as const)).flat();

describe.each(ALGORITHMS)('%s', (algorithm) => {
  const cut = (network: Network, resolution = 1, seed = 1) => partition(network, { algorithm, resolution, seed });

  test.each([
    [0.1, 0.95],
    [0.3, 0.95],
    [0.4, 0.95],
  ])('finds planted communities at mixing %f (NMI over %f)', (mixing, least) => {
    const { network, truth } = plantedNetwork({ groups: 40, links: 16_000, mixing, seed: 5 });
    expect(mutualInformation(cut(network).labels, truth)).toBeGreaterThan(least);
  });

  test('two cliques on a bridge are two communities', () => {
    const { labels, count } = cut(connect(named(20), unitLinks([...clique(0, 10), ...clique(10, 10), [9, 10]])));
    expect(count).toBe(2);
    expect([...labels]).toEqual([...Array(10).fill(0), ...Array(10).fill(1)]);
  });

  test.each([
    ['no nodes', connect([], unitLinks([])), 0],
    ['no links: each node alone', connect(named(5), unitLinks([])), 5],
    ['one link and a loner', connect(named(3), unitLinks([[0, 1]])), 2],
    ['a star', connect(named(1000), unitLinks(named(999).map((_, i) => [0, i + 1] as const))), 1],
    ['a complete graph', connect(named(120), unitLinks(clique(0, 120))), 1],
  ])('%s', (_, network, expected) => {
    expect(cut(network).count).toBe(expected);
  });

  test('every community is connected, on a hundred sparse networks', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = seededRandom(seed);
      const pairs = Array.from(
        { length: 90 },
        () => [Math.floor(random() ** 2 * 60), Math.floor(random() * 60)] as const,
      );
      const network = connect(named(60), unitLinks(pairs));
      const { labels, count } = cut(network, 1, seed);
      expect(new Set(components(network, labels)).size).toBe(count);
    }
  });

  test('the same seed gives the same cut; communities are numbered by size', () => {
    const { network } = plantedNetwork({ groups: 12, links: 2000, mixing: 0.5, seed: 9 });
    const first = cut(network);
    expect(cut(network).labels).toEqual(first.labels);
    const sizes = Array.from({ length: first.count }, (_, label) => first.labels.filter((l) => l === label).length);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  test('more resolution gives more communities', () => {
    const { network } = plantedNetwork({ groups: 12, links: 4000, mixing: 0.3, seed: 9 });
    const counts = [0.2, 1, 5].map((resolution) => cut(network, resolution).count);
    expect(counts[0]).toBeLessThan(counts[1]!);
    expect(counts[1]).toBeLessThan(counts[2]!);
  });
});

describe('modularity', () => {
  const { network, truth } = plantedNetwork({ groups: 10, links: 1500, mixing: 0.3, seed: 4 });

  test.each([0.5, 1, 2])('is what graphology-metrics counts, at resolution %f', (resolution) => {
    const graph = toGraphology(network);
    const communities = Object.fromEntries(Array.from(truth, (label, node) => [`n${node}`, label]));
    const theirs = theirModularity(graph, {
      resolution,
      getNodeCommunity: (node: string) => communities[node],
      getEdgeWeight: 'weight',
    });
    expect(modularity(network, truth, resolution)).toBeCloseTo(theirs, 10);
  });

  test('of the Leiden cut is at least that of the Louvain cut', () => {
    const graph = toGraphology(network);
    const theirs = louvain.detailed(graph, { rng: seededRandom(1), getEdgeWeight: 'weight' }).modularity;
    const { labels } = partition(network, { algorithm: 'leiden', resolution: 1, seed: 1 });
    expect(modularity(network, labels)).toBeGreaterThan(theirs - 1e-9);
  });
});

describe('coarsen', () => {
  const { network } = plantedNetwork({ groups: 30, links: 6000, mixing: 0.3, seed: 2 });
  const fine = partition(network, { algorithm: 'leiden', resolution: 4, seed: 1 });

  test('joins whole communities, and about as well as a fresh cut', () => {
    const joined = coarsen(network, fine, { resolution: 1, seed: 1 });
    expect(joined.labels).toHaveLength(fine.count);
    expect(joined.count).toBeLessThan(fine.count);
    const nested = fine.labels.map((label) => joined.labels[label]!);
    const fresh = partition(network, { algorithm: 'leiden', resolution: 1, seed: 1 }).labels;
    expect(modularity(network, nested)).toBeGreaterThan(0.97 * modularity(network, fresh));
  });

  test('joins nothing that has no links', () => {
    const apart = connect(
      named(6),
      unitLinks([
        [0, 1],
        [2, 3],
      ]),
    );
    const found = partition(apart, { algorithm: 'leiden', resolution: 1, seed: 1 });
    expect(coarsen(apart, found, { resolution: 0.01, seed: 1 }).count).toBe(found.count);
  });
});
