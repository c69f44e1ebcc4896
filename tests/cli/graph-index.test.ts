import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFormat, writePageFile } from '../../cli/graph-files.js';
import { GraphIndex } from '../../cli/graph-index.js';
import { restOf } from '../../cli/rest.js';
import { serveFolder } from '../../cli/serve.js';
import type { EntityNode } from '../../graph/schema.js';
import { growView } from '../../viz/view/part.js';
import { backbone, decodeCore, encodeView } from '../../viz/view.js';
import { sampleGraph } from '../viz/sample-graph.js';
import { temporaryFolder } from './run.js';

const graph = sampleGraph({ papers: 120, fields: 5, entitiesPerField: 50 });
const most = { entities: 40, papers: 6 };
const held = new Set<string>(backbone(graph, most).nodes.map(({ id }) => id));
const entities = graph.nodes.filter((n): n is EntityNode => n.type !== 'Paper' && n.type !== 'Result');
const outside = entities.filter(({ id }) => !held.has(id));
const hub = [...entities].sort((a, b) => b.papers - a.papers)[0]!;
const neighboursOf = (id: string) =>
  new Set(
    graph.edges.filter((e) => e.source === id || e.target === id).map((e) => (e.source === id ? e.target : e.source)),
  );

let folder: ReturnType<typeof temporaryFolder>;
let index: GraphIndex;
beforeAll(async () => {
  folder = temporaryFolder();
  await writePageFile(graph, join(folder.dir, 'graph.html'), most);
  await writeFormat(graph, 'json', folder.dir);
  index = await GraphIndex.open(join(folder.dir, 'graph.json'));
  index.hold(held);
});
afterAll(async () => {
  await index.close();
  folder.remove();
});
const pagesOf = async (id: string) => {
  const parts = [];
  for (let from: number | null = 0; from !== null; ) {
    const part: NonNullable<Awaited<ReturnType<GraphIndex['around']>>> = (await index.around(id, from))!;
    parts.push(part);
    from = part.next;
  }
  return parts;
};

describe('around a node', () => {
  test('of the page comes what the page lacks, page by page, each edge as it stands in the graph', async () => {
    const parts = await pagesOf(hub.id);
    expect(parts.length).toBeGreaterThan(1);
    const edges = parts.flatMap((part) => part.edges).filter((e) => e.source === hub.id || e.target === hub.id);
    const want = graph.edges.filter(
      (e) => (e.source === hub.id && !held.has(e.target)) || (e.target === hub.id && !held.has(e.source)),
    );
    const key = (e: { source: string; type: string; target: string; key: string }) =>
      [e.source, e.type, e.target, e.key].join(' ');
    expect([...new Set(edges.map(key))].sort()).toEqual(want.map(key).sort());
    expect(edges[0]).toEqual(graph.edges.find((e) => key(e) === key(edges[0]!)));
    for (const part of parts) for (const { node } of part.nodes) expect(held.has(node.id)).toBe(false);
  });

  test('that the page lacks come the node itself and all its neighbours, of which it counts how many there are', async () => {
    const rare = outside[0]!;
    const parts = await pagesOf(rare.id);
    const first = parts[0]!.nodes.find(({ node }) => node.id === rare.id)!;
    expect(first.node).toEqual(rare);
    const want = neighboursOf(rare.id);
    expect(first.inAll.reduce((a, b) => a + b)).toBe(want.size);
    expect(first.position).toEqual(graph.positions[rare.id]);
    const met = new Set(
      parts.flatMap((part) =>
        part.edges
          .filter((e) => e.source === rare.id || e.target === rare.id)
          .map((e) => (e.source === rare.id ? e.target : e.source)),
      ),
    );
    expect([...met].sort()).toEqual([...want].sort());
  });

  test('papers that are quoted and ends of results come along', async () => {
    for (const { id } of outside.slice(0, 20)) {
      const part = (await index.around(id))!;
      const sent = new Set<string>([...held, ...part.nodes.map(({ node }) => node.id)]);
      for (const edge of part.edges) {
        for (const { paper } of edge.evidence) expect(sent.has(paper)).toBe(true);
        for (const end of [edge.source, edge.target]) expect(sent.has(end)).toBe(true);
      }
    }
  });

  test('a neighbour that is asked for by name is in the answer wherever it stands', async () => {
    const last = (await pagesOf(hub.id)).at(-1)!.nodes.find(({ node }) => neighboursOf(hub.id).has(node.id))!.node.id;
    const part = (await index.around(hub.id, 0, last))!;
    expect(part.nodes.some(({ node }) => node.id === last)).toBe(true);
  });

  test.each(['nobody', '', '__proto__', 'constructor'])('%j is nothing', async (id) =>
    expect(await index.around(id)).toBeNull(),
  );
});

test('a view that takes in all parts ends as the whole graph around the node, and the same part twice changes nothing', async () => {
  const [core] = encodeView(graph, { title: 'T', most });
  let view = decodeCore(core!.text);
  const base = view.nodeCount;
  const known = new Set<string>();
  for (const part of await pagesOf(hub.id)) {
    view = growView(view, part, base, known).view;
    const again = growView(view, part, base, known).view;
    expect([again.nodeCount, again.edgeCount]).toEqual([view.nodeCount, view.edgeCount]);
  }
  const ends = new Set<string>();
  for (let e = 0; e < view.edgeCount; e++) {
    const [a, b] = [view.id[view.source[e]!]!, view.id[view.target[e]!]!];
    if (a === hub.id) ends.add(b);
    if (b === hub.id) ends.add(a);
  }
  expect([...ends].sort()).toEqual([...neighboursOf(hub.id)].sort());
  const whole = decodeCore([...encodeView(graph, { title: 'T' })][0]!.text);
  for (let n = base; n < view.nodeCount; n++) {
    const same = whole.id.indexOf(view.id[n]!);
    expect(view.name[n]).toBe(whole.name[same]);
    expect(view.papers[n]).toBe(whole.papers[same]);
    expect(view.firstYear[n]).toBe(whole.firstYear[same]);
    expect([...view.x.slice(n, n + 1)].every(Number.isFinite)).toBe(true);
  }
  for (const [n, result] of view.results) {
    const there = whole.results.get(whole.id.indexOf(view.id[n]!))!;
    expect(result.valueRaw).toBe(there.valueRaw);
    const { method } = result.slots;
    if (method >= 0) expect(view.id[method]).toBe(whole.id[there.slots.method]);
  }
});

describe('search over the whole graph', () => {
  const first = (query: string) => index.names.find(query, 5)[0];
  test('finds by name, alias, abbreviation, the beginning of a word and with a slip of the finger', () => {
    for (const node of outside.slice(0, 30)) expect(first(node.name)!.name).toBe(node.name);
    expect(first('WER')).toMatchObject({ name: 'word error rate', via: 'WER' });
    expect(first('word err')!.name).toBe('word error rate');
    expect(first('raspbery')!.name).toBe('Raspberry Pi 4');
    expect(first('rapsberry')!.name).toBe('Raspberry Pi 4');
  });
  test('finds papers by their titles, and never a result', () => {
    const paper = graph.nodes.find((node) => node.type === 'Paper' && !held.has(node.id))!;
    expect(index.names.find(paper.name, 5).some(({ id }) => id === paper.id)).toBe(true);
    for (const { type } of index.names.find('9', 500)) expect(type).not.toBe('Result');
  });
  test.each(['(a+)+$', '[', '*', '__proto__', '\0', 'x'.repeat(300), '   ', '\ud800'])('takes %j as words', (query) => {
    expect(Array.isArray(index.names.find(query, 5))).toBe(true);
  });
});

describe('what is asked over HTTP', () => {
  test('is answered as JSON on loopback, refused to other hosts, and in one line where it cannot be answered', async () => {
    const served = await serveFolder(folder.dir, 0);
    const get = (path: string, init = {}) => fetch(new URL(path, served.url), init);
    const hits = await (await get('/rest/search?q=word+error')).json();
    expect(hits[0].name).toBe('word error rate');
    expect((await get(`/rest/around?id=${hub.id}&from=0`)).status).toBe(200);
    const lost = await get('/rest/around?id=nobody');
    expect([lost.status, await lost.json()]).toEqual([404, { error: 'nothing has the id nobody' }]);
    expect((await get('/rest/other')).status).toBe(404);
    expect((await get('/rest/search?q=x', { method: 'POST' })).status).toBe(405);
    for (const from of ['-1', '1e9', 'x', '99999999999'])
      expect((await get(`/rest/around?id=${hub.id}&from=${from}`)).status).toBe(200);
    await served.close();
  });

  test.each([
    ['of another build', (text: string) => text.replace(/"inputHash":"[^"]*"/, '"inputHash":"other"'), 'another build'],
    ['cut short', (text: string) => text.slice(0, text.length / 2), 'ends too early'],
    ['in another arrangement', (text: string) => JSON.stringify(JSON.parse(text)), 'not as papergraph build writes it'],
    ['with a broken line', (text: string) => text.replace('\n{"source"', '\n{"sauce"'), 'no part of a graph'],
  ])('from a graph.json %s says what is wrong and what to do', async (_, change, want) => {
    const other = temporaryFolder();
    await writePageFile(graph, join(other.dir, 'graph.html'), most);
    writeFileSync(join(other.dir, 'graph.json'), change(readFileSync(join(folder.dir, 'graph.json'), 'utf8')));
    const rest = restOf(other.dir);
    const { status, body } = await rest.answer(new URL('http://x/rest/search?q=a'));
    expect(status).toBe(503);
    expect((body as { error: string }).error).toContain(want);
    expect((body as { error: string }).error).toMatch(/[Bb]uild/);
    await rest.close();
    other.remove();
  });
});
