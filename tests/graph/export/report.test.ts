import { describe, expect, test } from 'vitest';
import { writeReport } from '../../../graph/export/report.js';
import type { KnowledgeGraph } from '../../../graph/schema.js';
import {
  bareGraph,
  edge,
  entityNode,
  finished,
  hostileGraph,
  paperNode,
  resultNode,
  sentence,
} from '../sample-graph.js';

const report = (graph: KnowledgeGraph, options?: Parameters<typeof writeReport>[1]) =>
  [...writeReport(graph, options)].join('');

const bare = bareGraph(
  [
    paperNode('arxiv:1', { name: 'Wrens by ear', year: 2019 }),
    paperNode('arxiv:2', { name: 'Finches by ear', year: 2021 }),
    entityNode('method:wrennet', { name: 'WrenNet', papers: 2, mentions: 5, aliases: ['Wren-Net'] }),
    entityNode('dataset:birdsong', { name: 'BirdSong' }),
    entityNode('metric:accuracy', { name: 'accuracy' }),
    resultNode('arxiv:1', 'a', {
      method: 'method:wrennet',
      valueRaw: '91.5%',
      evidence: [sentence('arxiv:1', 'It gets 91.5%.')],
    }),
    resultNode('arxiv:2', 'b', { method: 'method:wrennet', valueRaw: '90.1%' }),
  ],
  [edge('method:wrennet', 'EVALUATED_ON', 'dataset:birdsong')],
);
const graph = finished(bare, {
  leaderboards: [
    {
      task: null,
      dataset: 'dataset:birdsong',
      metric: 'metric:accuracy',
      higherIsBetter: true,
      rows: ['result:a', 'result:b'],
    },
  ],
  merges: [
    {
      kept: 'method:wrennet',
      merged: 'method:wren',
      alias: 'Wren',
      rule: 'abbreviation',
      score: 0.55,
      evidence: 'defined once',
      papers: [],
    },
    {
      kept: 'method:wrennet',
      merged: 'method:wren-net',
      alias: 'Wren-Net',
      rule: 'same-key',
      score: 1,
      evidence: 'same key',
      papers: [],
    },
  ],
});

describe('writeReport', () => {
  test.each([
    ['papers and years', '2 papers from 2019 to 2021'],
    ['nodes by type', '| Result | 2 |'],
    ['edges by type', '| EVALUATED_ON | 1 |'],
    ['a method with its numbers', '| WrenNet | 2 | 5 | 2020 to 2020 | Wren-Net |'],
    ['a claimed leaderboard with its sentence', '| WrenNet | 91.5% | Wrens by ear | It gets 91.5%. |'],
    ['the direction of the metric', '### BirdSong: accuracy, higher is better'],
    ['doubtful merges with the reason', '| Wren | WrenNet | abbreviation | 0.55 | defined once |'],
    ['how many merges there are', '2 names joined to another; 1 worth a look'],
  ])('names %s', (_, line) => {
    expect(report(graph)).toContain(line);
  });

  test('names what could not be read, with place and reason', () => {
    const skips = [{ origin: 'papers.jsonl:12', reason: 'no abstract', detail: 'empty field' }];
    expect(report(graph, { skips })).toContain('- `papers.jsonl:12`: no abstract, empty field\n');
    expect(report(graph)).not.toContain('Not read');
  });

  test('names what records of one paper contradict each other in', () => {
    const conflicts = [{ paper: 'arxiv:1', field: 'year', kept: '2019', lost: '2020 | <b>' }];
    expect(report(graph, { conflicts })).toContain('| Wrens by ear | year | 2019 | 2020 \\| &lt;b\\> |\n');
    expect(report(graph)).not.toContain('told in two ways');
  });

  test('foreign text cannot become markup: no tag, no link, no table cell of its own', () => {
    const hostile = report(hostileGraph());
    expect(hostile).not.toMatch(/<script|<b>|<!--/);
    expect(hostile).not.toMatch(/(?<!\\)\]\(javascript/);
    const cells = (row: string) => row.split(/(?<!\\)\|/).length;
    const tables = hostile.split('\n\n').filter((block) => block.startsWith('| '));
    expect(tables.length).toBeGreaterThan(5);
    for (const rows of tables.map((block) => block.split('\n'))) {
      expect(new Set(rows.map(cells)).size).toBe(1);
    }
  });

  test('an empty graph is said to be empty', () => {
    expect(report(finished(bareGraph([], [])))).toContain('0 papers, read from their abstracts: 0 nodes, 0 edges');
  });
});
