import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { writeVosviewer } from '../../../graph/export/vosviewer.js';
import type { KnowledgeGraph } from '../../../graph/schema.js';
import { bareGraph, finished, hostileGraph, mentionGraph } from '../sample-graph.js';

interface Vosviewer {
  network: {
    items: { id: number; label: string; cluster?: number; weights: Record<string, number> }[];
    links: { source_id: number; target_id: number; strength: number }[];
    clusters: { cluster: number; label: string }[];
  };
}
const written = (graph: KnowledgeGraph) => JSON.parse([...writeVosviewer(graph)].join('')) as Vosviewer;

describe('writeVosviewer', () => {
  test('items are entities, links the papers that two of them share', () => {
    const graph = finished(
      mentionGraph({ 'arxiv:1': 'method:a task:b', 'arxiv:2': 'method:a task:b dataset:c', 'arxiv:3': 'method:a' }),
    );
    const { items, links } = written(graph).network;
    expect(items.map(({ id, label, weights }) => [id, label, weights.Papers, weights.Links])).toEqual([
      [1, 'a', 3, 2],
      [2, 'b', 2, 2],
      [3, 'c', 1, 2],
    ]);
    expect(links).toEqual([
      { source_id: 1, target_id: 2, strength: 2 },
      { source_id: 1, target_id: 3, strength: 1 },
      { source_id: 2, target_id: 3, strength: 1 },
    ]);
  });

  test('clusters are the finest communities, numbered from 1, with their names', () => {
    const { items, clusters } = written(hostileGraph()).network;
    expect(clusters).toHaveLength(1);
    expect(clusters[0]!.cluster).toBe(1);
    expect(items.filter(({ cluster }) => cluster === 1).length).toBeGreaterThan(10);
  });

  test('holds what VOSviewer Online documents for its files, and nothing else', () => {
    const id = z.int().positive();
    const cluster = z.int().min(1).max(1000);
    const item = z.strictObject({
      id,
      label: z.string(),
      description: z.string().regex(/^[^<>]*$/),
      x: z.number(),
      y: z.number(),
      cluster: cluster.optional(),
      weights: z.record(z.string(), z.number().nonnegative()),
      scores: z.record(z.string(), z.number()).optional(),
    });
    const link = z.strictObject({ source_id: id, target_id: id, strength: z.number().nonnegative() });
    const file = z.strictObject({
      network: z.strictObject({
        items: z.array(item),
        links: z.array(link),
        clusters: z.array(z.strictObject({ cluster, label: z.string() })),
      }),
      config: z.strictObject({ terminology: z.record(z.string(), z.string()) }),
    });
    for (const graph of [hostileGraph(), finished(bareGraph([], []))]) {
      const { network } = file.parse(written(graph));
      const ids = network.items.map((one) => one.id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { source_id, target_id } of network.links)
        expect(ids).toEqual(expect.arrayContaining([source_id, target_id]));
      const clusters = network.clusters.map((one) => one.cluster);
      for (const one of network.items) if (one.cluster !== undefined) expect(clusters).toContain(one.cluster);
    }
  });

  test('no more than a thousand items, those with most papers', () => {
    const papers = Object.fromEntries(
      Array.from({ length: 1200 }, (_, i) => [`arxiv:${i}`, `method:m${i} task:everywhere`]),
    );
    const { items, links } = written(finished(mentionGraph(papers))).network;
    expect(items).toHaveLength(1000);
    expect(items[0]).toMatchObject({ label: 'everywhere' });
    expect(links.every(({ source_id, target_id }) => source_id < target_id && target_id <= 1000)).toBe(true);
  });
});
