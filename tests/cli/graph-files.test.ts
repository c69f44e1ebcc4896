import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePageFile } from '../../cli/graph-files.js';
import { sampleGraph } from '../viz/sample-graph.js';
import { temporaryFolder } from './run.js';

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const graph = sampleGraph({ papers: 40, fields: 2, entitiesPerField: 12 });
const pages = () => readdirSync(folder.dir).sort();

test('a graph that one file holds is one file', async () => {
  await writePageFile(graph, join(folder.dir, 'graph.html'));
  expect(pages()).toEqual(['graph.html']);
});

test('a larger one gets a page to be served, whose blocks hold the sentences of all papers', async () => {
  await writePageFile(graph, join(folder.dir, 'graph.html'), { entities: 10, papers: 5 });
  expect(pages()).toEqual(['graph.blocks', 'graph.html', 'graph.served.html']);
  const address = /name="papergraph-blocks" content="([^"]+)"/.exec(
    readFileSync(join(folder.dir, 'graph.served.html'), 'utf8'),
  )![1]!;
  expect(readdirSync(join(folder.dir, address)).sort()).toEqual(['core', 'edges-0', 'nodes-0', 'papers-0']);
  expect(readFileSync(join(folder.dir, 'graph.html'), 'utf8')).toContain('id="block-core"');
});

test('another run takes the blocks of the one before away, and a small graph all of it', async () => {
  const other = { ...graph, run: { ...graph.run, inputHash: 'another' } };
  await writePageFile(other, join(folder.dir, 'graph.html'), { entities: 10, papers: 5 });
  expect(readdirSync(join(folder.dir, 'graph.blocks'))).toHaveLength(1);
  await writePageFile(graph, join(folder.dir, 'graph.html'));
  expect(pages()).toEqual(['graph.html']);
});
