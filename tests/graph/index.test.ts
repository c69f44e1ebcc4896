import { expect, test } from 'vitest';
import { buildGraph } from '../../graph/index.js';
import { openStore } from '../../graph/store/store.js';
import type { Extraction } from '../../src/types.js';
import { BIRDS } from './sample-extractions.js';

const METRICS = 'accuracy\taccuracies\t%\thigher\nloss\t\t\tlower\n';

async function graphOf(batches: readonly (readonly Extraction[])[], options: Parameters<typeof buildGraph>[1] = {}) {
  const store = await openStore(':memory:');
  for (const batch of batches) await store.add(batch);
  const graph = await buildGraph(store, { metrics: METRICS, ...options });
  await store.close();
  return graph;
}

test('a store becomes a graph with measures, places, communities and a leaderboard', async () => {
  const steps: string[] = [];
  const graph = await graphOf([BIRDS], { version: '9', configHash: 'c', seed: 7, onStep: (step) => steps.push(step) });
  expect(steps.length).toBeGreaterThan(4);
  expect(Object.keys(graph.positions)).toEqual(graph.nodes.map(({ id }) => id));
  expect(Object.keys(graph.measures)).toEqual(graph.nodes.map(({ id }) => id));
  expect(graph.run).toMatchObject({ version: '9', configHash: 'c', seed: 7, papers: 3 });
  expect(graph.run.inputHash).toMatch(/^[0-9a-f]{64}$/);
  const [board] = graph.leaderboards;
  expect(board).toMatchObject({ dataset: 'dataset:birdclef', metric: 'metric:accuracy', higherIsBetter: true });
  const values = board!.rows
    .map((id) => graph.nodes.find((node) => node.id === id))
    .map((node) => (node as { value: number }).value);
  expect(values).toEqual([93.2, 90.1]);
});

test('the same papers in other batches and another order give the same graph', async () => {
  const one = await graphOf([BIRDS]);
  const other = await graphOf([[BIRDS[2]!], [BIRDS[1]!, BIRDS[0]!], [BIRDS[1]!]]);
  expect(JSON.stringify(other)).toBe(JSON.stringify(one));
});

test('a rebuild from the store obeys new pins without extracting again', async () => {
  const store = await openStore(':memory:');
  await store.add(BIRDS);
  const before = await buildGraph(store);
  expect(before.merges.map(({ merged, kept }) => [merged, kept])).toContainEqual([
    'method:cnn',
    'method:convolutional-neural-network',
  ]);
  const after = await buildGraph(store, { pins: 'split,CNN,convolutional neural network\n' });
  expect(after.nodes.map(({ id }) => id)).toContain('method:cnn');
  expect(JSON.stringify(await buildGraph(store))).toBe(JSON.stringify(before));
  await store.close();
});
