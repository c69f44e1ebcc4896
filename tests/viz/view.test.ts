import { describe, expect, test } from 'vitest';
import type { EntityNode, KnowledgeGraph, PaperNode } from '../../graph/schema.js';
import { EDGE_TYPES, NODE_TYPES } from '../../graph/schema.js';
import { backbone, decodeCore, decodePapers, decodeProofs, encodeView, safeAddress } from '../../viz/view.js';
import { sampleGraph } from './sample-graph.js';

const graph = sampleGraph();
const blocksOf = (g: KnowledgeGraph) =>
  new Map([...encodeView(g, { title: 'T' })].map(({ name, text }) => [name, text]));
const with_ = (change: Partial<KnowledgeGraph>): KnowledgeGraph => ({ ...graph, ...change });

describe('the view holds the graph', () => {
  const blocks = blocksOf(graph);
  const view = decodeCore(blocks.get('core')!);

  test('every node with its id, name, type and counts', () => {
    expect(view.nodeCount).toBe(graph.nodes.length);
    graph.nodes.forEach((node, i) => {
      expect(view.id[i]).toBe(node.id);
      expect(view.name[i]).toBe(node.name);
      expect(NODE_TYPES[view.type[i]!]).toBe(node.type);
      if (node.type === 'Paper' || node.type === 'Result') return;
      const entity = node as EntityNode;
      expect(view.papers[i]).toBe(entity.papers);
      expect(view.aliases[i]).toEqual(entity.aliases);
      expect(view.abbreviation[i]).toBe(entity.abbreviation);
    });
  });

  test('every edge with its ends, type and support', () => {
    expect(view.edgeCount).toBe(graph.edges.length);
    graph.edges.forEach((edge, e) => {
      expect(view.id[view.source[e]!]).toBe(edge.source);
      expect(view.id[view.target[e]!]).toBe(edge.target);
      expect(EDGE_TYPES[view.edgeType[e]!]).toBe(edge.type);
      expect(view.support[e]).toBe(edge.support);
    });
  });

  test('every sentence comes back word for word, with its marks', () => {
    const papers: { abstract: string }[] = [];
    for (let k = 0; blocks.has(`papers-${k}`); k++) papers.push(...decodePapers(blocks.get(`papers-${k}`)!));
    const paperNodes = graph.nodes.filter((node): node is PaperNode => node.type === 'Paper');
    const abstracts = new Map(paperNodes.map((paper, i) => [paper.id as string, papers[i]!.abstract]));
    const proofs = [...blocks].filter(([name]) => name.startsWith('edges-')).flatMap(([, text]) => decodeProofs(text));
    let sentences = 0;
    graph.edges.forEach((edge, e) => {
      const proof = proofs[e]!;
      expect(proof.evidence.length).toBe(edge.evidence.length);
      edge.evidence.forEach((said, k) => {
        const found = proof.evidence[k]!;
        const whole = found.field === 'title' ? view.name[found.paper]! : abstracts.get(view.id[found.paper]!)!;
        expect(found.text ?? whole.slice(found.start, found.end)).toBe(said.sentence);
        expect(found.marks).toEqual(said.marks);
        sentences++;
      });
    });
    expect(sentences).toBeGreaterThan(1000);
  });
});

test('a sentence that is not the slice of its paper is carried in full', () => {
  const edges = graph.edges.map((edge, i) =>
    i === 0 ? { ...edge, evidence: edge.evidence.map((said) => ({ ...said, sentence: 'Another wording.' })) } : edge,
  );
  const proof = decodeProofs(blocksOf(with_({ edges })).get('edges-0')!)[0]!;
  expect(proof.evidence[0]!.text).toBe('Another wording.');
});

test.each([
  ['no position', () => undefined],
  ['NaN', () => [Number.NaN, 3] as const],
  ['infinity', () => [Number.POSITIVE_INFINITY, 0] as const],
  ['far outside', () => [1e14, -1e14] as const],
])('nodes with %s get a place and do not push the others aside', (_, place) => {
  const lost = graph.nodes
    .filter((node) => node.type === 'Method')
    .slice(0, 5)
    .map((node) => node.id);
  const positions = { ...graph.positions };
  for (const id of lost) {
    const spot = place();
    if (spot) positions[id] = spot;
    else delete positions[id];
  }
  const view = decodeCore(blocksOf(with_({ positions })).get('core')!);
  expect([...view.x, ...view.y].every((v) => Number.isFinite(v) && v > -2 && v < 3)).toBe(true);
  const kept = view.id.flatMap((id, i) => (graph.positions[id] && !lost.includes(id as never) ? [view.x[i]!] : []));
  expect(Math.max(...kept) - Math.min(...kept)).toBeGreaterThan(0.5);
});

test('all nodes at one point still have finite places', () => {
  const positions = Object.fromEntries(Object.keys(graph.positions).map((id) => [id, [5, 5] as const]));
  const view = decodeCore(blocksOf(with_({ positions })).get('core')!);
  expect([...view.x].every(Number.isFinite)).toBe(true);
});

test('an empty graph gives an empty view', () => {
  const empty = with_({ nodes: [], edges: [], communities: [], positions: {}, measures: {}, gaps: [] });
  const view = decodeCore(blocksOf(empty).get('core')!);
  expect([view.nodeCount, view.edgeCount]).toEqual([0, 0]);
});

test('ids of the language itself are ids like others', () => {
  const nodes = graph.nodes.map((node, i) =>
    i === 0 ? { ...node, name: '__proto__' } : i === 1 ? { ...node, name: 'constructor' } : node,
  );
  const view = decodeCore(blocksOf(with_({ nodes })).get('core')!);
  expect(view.name.slice(0, 2)).toEqual(['__proto__', 'constructor']);
});

test.each([
  ['https://arxiv.org/abs/1810.04805', true],
  ['javascript:alert(1)', false],
  [' https://x.org', false],
  ['https://x.org/"onmouseover=alert(1)', false],
  ['data:text/html,<script>1</script>', false],
  ['HTTPS://X.ORG/a', true],
])('address %s: safe is %s', (url, safe) => {
  expect(safeAddress(url) !== null).toBe(safe);
});

describe('a backbone', () => {
  const most = { entities: 50, papers: 30 };
  const part = backbone(graph, most);
  const entities = (g: KnowledgeGraph) =>
    g.nodes.filter((node) => node.type !== 'Paper' && node.type !== 'Result') as EntityNode[];

  test('keeps the entities that most papers name and leaves no edge hanging', () => {
    expect(entities(part)).toHaveLength(most.entities);
    const least = Math.min(...entities(part).map(({ papers }) => papers));
    const kept = new Set(part.nodes.map(({ id }) => id as string));
    for (const { id, papers } of entities(graph)) if (papers > least) expect(kept.has(id)).toBe(true);
    for (const { source, target } of part.edges) expect(kept.has(source) && kept.has(target)).toBe(true);
    expect(part.nodes.filter(({ type }) => type === 'Paper')).toHaveLength(most.papers);
  });

  test('says of how much it is a part, and quotes sentences of papers that it does not hold', () => {
    const blocks = new Map([...encodeView(graph, { title: 'T', most })].map(({ name, text }) => [name, text]));
    const view = decodeCore(blocks.get('core')!);
    expect(view.meta.entitiesInAll).toBe(entities(graph).length);
    const lost = decodeProofs(blocks.get('nodes-0')!).flatMap(({ evidence }) =>
      evidence.filter(({ paper }) => paper < 0),
    );
    expect(lost.length).toBeGreaterThan(0);
    for (const { text } of lost) expect(text).not.toBeNull();
    for (const { papers } of decodeProofs(blocks.get('edges-0')!))
      expect(papers.every((paper) => paper >= 0)).toBe(true);
  });

  test('of a small graph is the graph', () => {
    expect(backbone(graph)).toBe(graph);
  });
});
