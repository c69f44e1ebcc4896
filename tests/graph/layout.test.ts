import { describe, expect, test } from 'vitest';
import { findCommunities } from '../../graph/communities.js';
import { nodeRadius, placeNodes } from '../../graph/layout.js';
import { findMeasures } from '../../graph/measures.js';
import { seededRandom } from '../../graph/network.js';
import type { BareGraph } from '../../graph/schema.js';
import { bareGraph, edge, entityNode, mentionGraph, paperNode, resultNode } from './sample-graph.js';

/** Papers of `areas` fields that take most of their entities from their own, and one from anywhere. */
function fieldsOfPapers(areas: number, papersEach: number): BareGraph {
  const random = seededRandom(7);
  const papers: Record<string, string> = {};
  for (let area = 0; area < areas; area++) {
    for (let paper = 0; paper < papersEach; paper++) {
      const own = () => `method:m${area}-${Math.floor(random() ** 2 * 40)}`;
      const any = `dataset:d${Math.floor(random() ** 2 * 60)}`;
      papers[`arxiv:${area}.${paper}`] = [own(), own(), own(), `task:t${area}`, any].join(' ');
    }
  }
  return mentionGraph(papers);
}

function place(graph: BareGraph, fastAbove = 50_000) {
  const { communities } = findCommunities(graph, findMeasures(graph));
  return { communities, positions: placeNodes(graph, communities, { fastAbove }) };
}

describe('placeNodes', () => {
  const graph = fieldsOfPapers(6, 60);

  test.each([
    ['forces', 50_000],
    ['the fast path', 10],
  ])('every node has a finite place and none lies on another (%s)', (_, fastAbove) => {
    const { positions } = place(graph, fastAbove);
    expect(Object.keys(positions)).toHaveLength(graph.nodes.length);
    const placed = graph.nodes.map((node) => ({ radius: nodeRadius(node), at: positions[node.id]! }));
    for (const [i, a] of placed.entries()) {
      expect(a.at.every(Number.isFinite)).toBe(true);
      for (const b of placed.slice(i + 1)) {
        const distance = Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]);
        expect(distance).toBeGreaterThan(a.radius + b.radius - 0.05);
      }
    }
  });

  test('communities are islands: a member is nearer to its own middle than to any other', () => {
    const { communities, positions } = place(graph);
    const islands = communities.filter(({ level }) => level === 0);
    const middles = islands.map(({ members }) => {
      const at = members.map((id) => positions[id]!);
      return [at.reduce((s, [x]) => s + x, 0) / at.length, at.reduce((s, [, y]) => s + y, 0) / at.length] as const;
    });
    let [near, all] = [0, 0];
    islands.forEach(({ members }, island) => {
      for (const id of members) {
        const [x, y] = positions[id]!;
        const distances = middles.map(([mx, my]) => Math.hypot(x - mx, y - my));
        all++;
        if (Math.min(...distances) === distances[island]) near++;
      }
    });
    expect(near / all).toBeGreaterThan(0.95);
  });

  test('the order of nodes and edges does not matter', () => {
    const reversed = { ...graph, nodes: [...graph.nodes].reverse(), edges: [...graph.edges].reverse() };
    expect(place(reversed).positions).toEqual(place(graph).positions);
  });

  test('a result stands by its paper, what is joined to nothing stands apart', () => {
    const lonely = bareGraph(
      [
        paperNode('arxiv:1'),
        entityNode('method:constructor'),
        entityNode('dataset:__proto__'),
        resultNode('arxiv:1', 'a'),
      ],
      [edge('arxiv:1', 'REPORTS', 'result:a'), edge('arxiv:1', 'MENTIONS', 'method:constructor')],
    );
    const { positions } = place(lonely);
    expect(Object.keys(positions)).toEqual(['arxiv:1', 'dataset:__proto__', 'method:constructor', 'result:a']);
    expect(new Set(Object.values(positions).map(String)).size).toBe(4);
  });

  test('no nodes, no places', () => {
    expect(placeNodes(bareGraph([], []), [])).toEqual({});
  });
});
