import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { writeNodesCsv } from '../../../graph/export/csv.js';
import { bareGraph, entityNode, finished, hostileGraph } from '../sample-graph.js';

test('no cell begins like a formula, also behind quotes', () => {
  const cells = (parse([...writeNodesCsv(hostileGraph())].join('')) as string[][]).flat();
  const numbers = /^-?\d+(\.\d+)?(e-?\d+)?$/;
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell) && !numbers.test(cell))).toEqual([]);
});

test('numbers stay numbers', () => {
  const graph = finished(bareGraph([entityNode('method:a')], []), { positions: { 'method:a': [-1.5, 2] } });
  expect([...writeNodesCsv(graph)][1]).toContain(',-1.5,2\n');
});

test('a list is one cell, its parts told by bars', () => {
  const graph = finished(bareGraph([entityNode('method:a', { aliases: ['x; y', 'p|q', '"z"'] })], []));
  const [row] = parse([...writeNodesCsv(graph)].join(''), { columns: true }) as Record<string, string>[];
  expect(row!.aliases!.split('|')).toEqual(['x; y', 'p/q', '"z"']);
});
