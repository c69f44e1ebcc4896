import { describe, expect, test } from 'vitest';
import { findCommunities } from '../../graph/communities.js';
import { nodeRadius, placeNodes } from '../../graph/layout.js';
import { findMeasures } from '../../graph/measures.js';
import { seededRandom } from '../../graph/network.js';
import type { BareGraph, Position } from '../../graph/schema.js';
import { bareGraph, edge, entityNode, mentionGraph, paperNode, resultNode } from './sample-graph.js';

/** Papers of `areas` fields that take most of their entities from their own, and one from anywhere. */
function papersOf(areas: number, papersEach: number): Record<string, string> {
  const random = seededRandom(7);
  const papers: Record<string, string> = {};
  for (let area = 0; area < areas; area++) {
    for (let paper = 0; paper < papersEach; paper++) {
      const own = () => `method:m${area}-${Math.floor(random() ** 2 * 40)}`;
      const any = `dataset:d${Math.floor(random() ** 2 * 60)}`;
      papers[`arxiv:${area}.${paper}`] = [own(), own(), own(), `task:t${area}`, any].join(' ');
    }
  }
  return papers;
}

function place(graph: BareGraph, fastAbove = 50_000) {
  const { communities } = findCommunities(graph, findMeasures(graph));
  return { communities, positions: placeNodes(graph, communities, { fastAbove }) };
}

/** Pairs of nodes that lie on each other, but for the rounding of their places. */
function overlaps(graph: BareGraph, positions: Readonly<Record<string, Position>>): string[] {
  const placed = graph.nodes.map((node) => ({ id: node.id, radius: nodeRadius(node), at: positions[node.id]! }));
  return placed.flatMap((a, i) =>
    placed
      .slice(i + 1)
      .filter((b) => Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]) < a.radius + b.radius - 0.02)
      .map((b) => `${a.id} ${b.id}`),
  );
}

describe('placeNodes', () => {
  const graph = mentionGraph(papersOf(6, 60));

  test.each([
    ['forces', 50_000],
    ['the fast path', 10],
  ])('every node has a finite place and none lies on another (%s)', (_, fastAbove) => {
    const { positions } = place(graph, fastAbove);
    expect(Object.keys(positions)).toHaveLength(graph.nodes.length);
    expect(Object.values(positions).flat().every(Number.isFinite)).toBe(true);
    expect(overlaps(graph, positions)).toEqual([]);
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

  describe('with the places of an earlier build', () => {
    const before = place(graph);
    test('the same graph is placed the same, to the last digit', () => {
      const again = placeNodes(graph, before.communities, { previous: before });
      expect(again).toEqual(before.positions);
    });

    test('what stayed moves little when papers are added, and nothing lies on another', () => {
      const more = mentionGraph({
        ...papersOf(6, 60),
        'arxiv:new.1': 'method:m0-1 method:m0-2 method:brand-new task:t0',
        'arxiv:new.2': 'method:brand-new method:m1-1 task:t1',
      });
      const { communities } = findCommunities(more, findMeasures(more), { previous: before.communities });
      const positions = placeNodes(more, communities, { previous: before });
      const all = Object.values(before.positions);
      const width = Math.max(...all.map(([x]) => x)) - Math.min(...all.map(([x]) => x));
      const moves = graph.nodes.map(({ id }) => {
        const [[x0, y0], [x1, y1]] = [before.positions[id]!, positions[id]!];
        return Math.hypot(x1 - x0, y1 - y0);
      });
      moves.sort((a, b) => a - b);
      expect(moves[Math.floor(moves.length / 2)]!).toBeLessThan(width / 100);
      expect(moves[Math.floor(moves.length * 0.95)]!).toBeLessThan(width / 10);
      expect(overlaps(more, positions)).toEqual([]);
    });
  });

  test('no nodes, no places', () => {
    expect(placeNodes(bareGraph([], []), [])).toEqual({});
  });
});
