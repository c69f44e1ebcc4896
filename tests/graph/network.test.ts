import { describe, expect, test } from 'vitest';
import { components, connect, seededRandom, toGraphology, toNetwork, within } from '../../graph/network.js';
import { bareGraph, edge, entityNode } from './sample-graph.js';

const pairs = (links: readonly (readonly [number, number, number])[]) => ({
  from: links.map(([a]) => a),
  to: links.map(([, b]) => b),
  weight: links.map(([, , w]) => w),
});
/** `0-1:2` for every link. */
function linksOf(network: ReturnType<typeof connect>): string[] {
  return network.ids.flatMap((_, node) =>
    [...network.neighbours.slice(network.offsets[node], network.offsets[node + 1])]
      .map((there, i) => ({ there, weight: network.weights[network.offsets[node]! + i] }))
      .filter(({ there }) => there > node)
      .map(({ there, weight }) => `${node}-${there}:${weight}`),
  );
}

describe('connect', () => {
  test.each([
    [
      'parallel links are summed',
      [
        [0, 1, 1],
        [0, 1, 2],
      ],
      ['0-1:3'],
    ],
    [
      'both directions are summed',
      [
        [0, 1, 1],
        [1, 0, 2],
      ],
      ['0-1:3'],
    ],
    [
      'loops are dropped',
      [
        [1, 1, 5],
        [1, 2, 1],
      ],
      ['1-2:1'],
    ],
    [
      'NaN is dropped',
      [
        [0, 1, Number.NaN],
        [1, 2, 1],
      ],
      ['1-2:1'],
    ],
    [
      'infinity is dropped',
      [
        [0, 1, Number.POSITIVE_INFINITY],
        [1, 2, 1],
      ],
      ['1-2:1'],
    ],
    [
      'a negative weight is dropped',
      [
        [0, 1, -1],
        [1, 2, 1],
      ],
      ['1-2:1'],
    ],
    [
      'a weight of zero is dropped',
      [
        [0, 1, 0],
        [1, 2, 1],
      ],
      ['1-2:1'],
    ],
    ['no links', [], []],
  ] as const)('%s', (_, links, expected) => {
    expect(linksOf(connect(['a', 'b', 'c'], pairs(links)))).toEqual(expected);
  });

  test('the order of the links does not matter, to the last bit of the sums', () => {
    const random = seededRandom(3);
    const links = Array.from(
      { length: 300 },
      () => [Math.floor(random() * 9), Math.floor(random() * 9), random()] as const,
    );
    const ids = Array.from({ length: 9 }, (_, i) => `n${i}`);
    expect(connect(ids, pairs([...links].reverse()))).toEqual(connect(ids, pairs(links)));
  });
});

test('nodes named like parts of every object keep their links, through graphology too', () => {
  const ids = ['method:__proto__', 'method:constructor', 'method:to-string'] as const;
  const graph = bareGraph(
    ids.map((id) => entityNode(id)),
    [edge(ids[0], 'PART_OF', ids[1]), edge(ids[1], 'PART_OF', ids[2]), edge(ids[2], 'PART_OF', ids[0])],
  );
  const network = toNetwork(graph);
  expect(network.ids).toEqual(ids);
  expect(linksOf(network)).toEqual(['0-1:1', '0-2:1', '1-2:1']);
  expect(toGraphology(network).size).toBe(3);
});

test('an edge to a node that is not there is no link', () => {
  expect(linksOf(toNetwork(bareGraph([entityNode('method:a')], [edge('method:a', 'PART_OF', 'method:b')])))).toEqual(
    [],
  );
});

test('a part keeps the links inside it, under its own positions', () => {
  const network = connect(
    ['a', 'b', 'c', 'd'],
    pairs([
      [0, 1, 1],
      [1, 3, 2],
      [2, 3, 4],
    ]),
  );
  const part = within(network, [3, 1]);
  expect(part.ids).toEqual(['d', 'b']);
  expect(linksOf(part)).toEqual(['0-1:2']);
});

describe('components', () => {
  const network = connect(
    ['a', 'b', 'c', 'd', 'e'],
    pairs([
      [0, 2, 1],
      [2, 4, 1],
      [1, 3, 1],
    ]),
  );
  test('are numbered by their first node', () => {
    expect([...components(network)]).toEqual([0, 1, 0, 1, 0]);
  });
  test('groups cut links between them', () => {
    expect([...components(network, [7, 7, 8, 7, 7])]).toEqual([0, 1, 2, 1, 3]);
  });
});

test('the random numbers are those of mulberry32, the same on every machine', () => {
  const random = seededRandom(42);
  expect([random(), random(), random()]).toEqual([0.6011037519201636, 0.44829055899754167, 0.8524657934904099]);
});
