import { describe, expect, test } from 'vitest';
import { build } from '../../graph/build.js';
import { mergeNames } from '../../graph/merge.js';
import { type EntityNode, type GraphEdge, MAX_EVIDENCE, MAX_PAPER_IDS, type ResultNode } from '../../graph/schema.js';
import { countNames, factsByPaper, numberThings } from '../../graph/store/counts.js';
import { openStore } from '../../graph/store/store.js';
import type { Extraction } from '../../src/types.js';
import { BIRDS, extraction } from './sample-extractions.js';

async function built(extractions: readonly Extraction[], aliases = '') {
  const store = await openStore(':memory:');
  await store.add(extractions);
  await numberThings(store);
  const counted = await countNames(store);
  const names = await mergeNames(counted, { aliases });
  const higherIsBetter = new Map([['metric:accuracy', true] as const]);
  const facts = factsByPaper(store, counted.texts);
  const { graph, papers, inputHash } = await build({ counted, names, facts, higherIsBetter });
  await store.close();
  const node = (id: string) => graph.nodes.find((one) => one.id === id) as EntityNode;
  const edge = (source: string, type: string, target: string) =>
    graph.edges.find((one) => one.source === source && one.type === type && one.target === target) as GraphEdge;
  return { graph, papers, inputHash, node, edge };
}
const birds = built(BIRDS);

test('nodes stand in order of id, edges in order of source, type, target and key', async () => {
  const { graph } = await birds;
  const ids = graph.nodes.map(({ id }) => id);
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
  const keys = graph.edges.map(({ source, type, target, key }) => `${source}\0${type}\0${target}\0${key}`);
  expect(keys).toEqual([...keys].sort());
  expect(new Set(keys).size).toBe(keys.length);
  for (const { source, target } of graph.edges)
    expect([ids.includes(source), ids.includes(target)]).toEqual([true, true]);
});

test('a thing is one node over its papers, with counts, years, roles and its proposal', async () => {
  const { node } = await birds;
  expect(node('method:sparrownet')).toMatchObject({
    name: 'SparrowNet',
    papers: 1,
    mentions: 1,
    firstYear: 2024,
    lastYear: 2024,
    proposedIn: 'arxiv:2401.00001',
    roles: { proposed: 1 },
    foundBy: ['tagger'],
  });
  expect(node('method:resnet50')).toMatchObject({ papers: 2, aliases: ['ResNet50'], roles: { used: 1, compared: 1 } });
  expect(node('dataset:birdclef')).toMatchObject({ papers: 2, firstYear: 2024, lastYear: 2025, proposedIn: null });
  expect(node('metric:accuracy').higherIsBetter).toBe(true);
  expect(node('task:birdsong-recognition')).toMatchObject({ firstYear: 2024, lastYear: 2024, papers: 2 });
});

test('an abbreviation that stands alone joins what others define it for', async () => {
  const { node } = await birds;
  expect(node('method:convolutional-neural-network')).toMatchObject({
    papers: 2,
    aliases: ['CNN'],
    abbreviation: 'CNN',
  });
  expect(node('method:cnn')).toBeUndefined();
});

describe('the name of a node', () => {
  const times = (text: string, howMany: number, from: number) =>
    Array.from({ length: howMany }, (_, n) => extraction({ id: `arxiv:${from + n}`, text }));

  test('is small where papers write it small too, and its short form is singular', async () => {
    const { node } = await built([
      ...times('[Owl Graph Networks|Method] ([OGNs|Method:Owl Graph Networks]) are new.', 6, 100),
      ...times('An [Owl Graph Network|Method] and an [owl graph network|Method].', 2, 200),
      ...times('We use [owl graph networks|Method].', 2, 300),
    ]);
    const found = node('method:owl-graph-network') ?? node('method:owl-graph-networks');
    expect(found).toMatchObject({ name: 'owl graph network', abbreviation: 'OGN' });
  });

  test('is singular where any paper writes the singular', async () => {
    const { node } = await built([
      ...times('[Owl processes|Method] and [OLMs|Method].', 4, 100),
      ...times('An [Owl process|Method].', 1, 200),
    ]);
    expect(node('method:owl-process').name).toBe('Owl process');
    expect(node('method:olm').name).toBe('OLM');
  });

  test('keeps its capitals where nobody writes it small', async () => {
    const { node } = await built(times('[Penn Treebank|Dataset] and [Visual Genome|Dataset].', 4, 100));
    expect(node('dataset:visual-genome').name).toBe('Visual Genome');
  });
});

test('every sentence is a true quotation, with the places where the things stand', async () => {
  const { graph, edge } = await birds;
  for (const { evidence } of [...graph.nodes.filter((node) => node.type !== 'Paper'), ...graph.edges] as EntityNode[]) {
    expect(evidence.length).toBeGreaterThan(0);
    for (const { paper, field, start, end, sentence, marks } of evidence) {
      const text = BIRDS.find((one) => one.paper.id === paper)!.paper[field];
      expect(sentence).toBe(text.slice(start, end));
      expect(
        marks.every(([from, to], n) => from < to && to <= sentence.length && from >= (marks[n - 1]?.[1] ?? 0)),
      ).toBe(true);
    }
  }
  const { sentence, marks } = edge('method:sparrownet', 'USED_FOR', 'task:birdsong-recognition').evidence[0]!;
  expect(marks.map(([from, to]) => sentence.slice(from, to))).toEqual(['SparrowNet', 'birdsong recognition']);
});

test('edges add up over papers; comparison runs from the lower id to the higher', async () => {
  const { edge } = await birds;
  expect(edge('method:convolutional-neural-network', 'COMPARED_WITH', 'method:resnet50')).toMatchObject({ support: 1 });
  expect(edge('method:sparrownet', 'VARIANT_OF', 'method:convolutional-neural-network')).toMatchObject({
    inferred: false,
  });
  expect(edge('arxiv:2402.00002', 'MENTIONS', 'method:convolutional-neural-network')).toMatchObject({
    count: 2,
    inTitle: false,
    surfaces: ['CNN'],
    role: 'used',
    support: 1,
  });
  expect(edge('arxiv:2401.00001', 'PROPOSES', 'method:sparrownet')).toBeDefined();
});

test('what the schema does not allow is refused and counted', async () => {
  const { graph } = await birds;
  expect(graph.rejected).toEqual({ 'Metric USED_FOR Task': 1 });
  const wrens = extraction({
    id: 'arxiv:1',
    text: 'A [wren net|Method] and a [Troglodytes|Method].',
    relations: [['wren net', 'COMPARED_WITH', 'Troglodytes']],
  });
  const self = await built([wrens], 'wren net,Troglodytes\n');
  expect(self.graph.rejected).toEqual({ 'Method COMPARED_WITH Method to itself': 1 });
});

test('versions stay apart and hang together', async () => {
  const { node, edge } = await birds;
  expect(node('method:resnet101')).toBeDefined();
  expect(edge('method:resnet101', 'VARIANT_OF', 'method:resnet50')).toMatchObject({ inferred: true });
  const { edge: other } = await built([
    extraction({ id: 'arxiv:1', text: '[GPT|Method], [GPT-3|Method], [GPT-4|Method] and [CIFAR-10|Dataset].' }),
  ]);
  expect(other('method:gpt4', 'VARIANT_OF', 'method:gpt')).toBeDefined();
  expect(other('method:gpt3', 'VARIANT_OF', 'method:gpt')).toBeDefined();
});

describe('a figure', () => {
  test('is a node with an edge for each slot', async () => {
    const { graph, edge } = await birds;
    const result = graph.nodes.find(
      (one): one is ResultNode => one.type === 'Result' && one.paper === 'arxiv:2401.00001',
    )!;
    expect(result).toMatchObject({
      name: '93.2% accuracy',
      value: 93.2,
      valueRaw: '93.2%',
      method: 'method:sparrownet',
      dataset: 'dataset:birdclef',
      task: null,
      isDelta: false,
      higherIsBetter: true,
      inferredSlots: ['method'],
    });
    expect(result.id).toMatch(/^result:[0-9a-f]{16}$/);
    expect(edge('arxiv:2401.00001', 'REPORTS', result.id)).toBeDefined();
    expect(edge(result.id, 'OF_METHOD', 'method:sparrownet').inferred).toBe(true);
    expect(edge(result.id, 'WITH_METRIC', 'metric:accuracy').inferred).toBe(false);
    const { sentence, marks } = result.evidence[0]!;
    expect(marks.map(([from, to]) => sentence.slice(from, to))).toEqual(['93.2%']);
  });

  test('given twice in a paper is one node with both sentences', async () => {
    const once = { value: '9%', amount: 9, metric: 'accuracy', method: 'GPT' };
    const sample = extraction({
      id: 'arxiv:1',
      text: '[GPT|Method] has 9% [accuracy|Metric]. Again, 9% it is.',
      results: [once, once],
    });
    const second = { ...sample.results[1]!, evidence: { field: 'abstract' as const, start: 22, end: 40 } };
    const { graph } = await built([{ ...sample, results: [sample.results[0]!, second] }]);
    const results = graph.nodes.filter((node): node is ResultNode => node.type === 'Result');
    expect(results).toHaveLength(1);
    expect(results[0]!.evidence).toHaveLength(2);
  });
});

test('quotes and paper lists are bounded, support is not', async () => {
  const many = Array.from({ length: 80 }, (_, n) =>
    extraction({
      id: `arxiv:${1000 + n}`,
      text: '[GPT|Method] is tested on [GLUE|Dataset].',
      confidence: n % 2 ? 0.9 : 0.5,
      relations: [['GPT', 'EVALUATED_ON', 'GLUE']],
    }),
  );
  const { edge, node } = await built(many);
  const { support, papers, evidence } = edge('method:gpt', 'EVALUATED_ON', 'dataset:glue');
  expect([support, papers.length, evidence.length]).toEqual([80, MAX_PAPER_IDS, MAX_EVIDENCE]);
  expect(evidence.map(({ paper }) => paper)).toEqual([
    'arxiv:1001',
    'arxiv:1003',
    'arxiv:1005',
    'arxiv:1007',
    'arxiv:1009',
  ]);
  expect(node('method:gpt').evidence).toHaveLength(MAX_EVIDENCE);
});

test('the order of the papers and where they were read change nothing', async () => {
  const other = [...BIRDS].reverse().map((one) => ({ ...one, paper: { ...one.paper, origin: 'elsewhere' } }));
  const first = await birds;
  const second = await built(other);
  expect(JSON.stringify(second.graph)).toBe(JSON.stringify(first.graph));
  expect(second.inputHash).toBe(first.inputHash);
  expect(JSON.stringify(first.graph)).not.toContain('elsewhere');
  expect((await built(BIRDS.slice(1))).inputHash).not.toBe(first.inputHash);
});

test('names such as __proto__ and constructor are names', async () => {
  const { node, edge } = await built([
    extraction({
      id: 'id:__proto__',
      text: 'The [constructor|Method] beats [__proto__|Method] on [toString|Dataset].',
      relations: [['constructor', 'OUTPERFORMS', '__proto__']],
    }),
  ]);
  expect(node('method:constructor').name).toBe('constructor');
  expect(edge('id:__proto__', 'MENTIONS', 'dataset:tostring')).toBeDefined();
});

test('no papers give an empty graph', async () => {
  const { graph, papers } = await built([]);
  expect([graph.nodes, graph.edges, papers]).toEqual([[], [], 0]);
});
