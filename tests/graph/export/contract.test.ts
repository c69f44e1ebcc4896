import { describe, expect, test } from 'vitest';
import { EXPORTS } from '../../../graph/export/index.js';
import type { KnowledgeGraph } from '../../../graph/schema.js';
import { CARRIED, READERS } from '../../contract.js';
import { bareGraph, finished, hostileGraph } from '../sample-graph.js';

const hostile = hostileGraph();

function written(format: string, graph: KnowledgeGraph): Record<string, string> {
  return Object.fromEntries(EXPORTS[format]!.files.map(({ name, write }) => [name, [...write(graph)].join('')]));
}

describe.each(Object.keys(READERS))('%s', (format) => {
  const carried = CARRIED[format]!;

  test('another reader finds every node under its id, with its name and place, in order', () => {
    const { nodes } = READERS[format]!(written(format, hostile));
    expect(nodes).toEqual(
      hostile.nodes.map(({ id, name }) => ({ id: carried(id), name: carried(name), at: [...hostile.positions[id]!] })),
    );
  });

  test('and every edge with its type, in order', () => {
    const { edges } = READERS[format]!(written(format, hostile));
    expect(edges).toEqual(hostile.edges.map((e) => `${carried(e.source)} ${e.type} ${carried(e.target)}`));
  });

  test('a graph without nodes is a file without nodes', () => {
    expect(READERS[format]!(written(format, finished(bareGraph([], []))))).toEqual({ nodes: [], edges: [] });
  });
});

describe.each(Object.keys(EXPORTS))('%s', (format) => {
  test('is text that UTF-8 can hold, in pieces that are short beside the whole', () => {
    for (const { write } of EXPORTS[format]!.files) {
      const pieces = [...write(hostile)];
      const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
      expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
      expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(Math.max(length / 4, 4000));
      expect(pieces.at(-1) ?? '\n').toMatch(/\n$/);
    }
  });

  test('is the same bytes twice', () => {
    expect(written(format, hostileGraph())).toEqual(written(format, hostile));
  });

  test('leaves the graph as it was', () => {
    const before = JSON.stringify(hostile);
    written(format, hostile);
    expect(JSON.stringify(hostile)).toBe(before);
  });
});
