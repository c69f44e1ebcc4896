import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXPORTS } from '../../../graph/export/index.js';
import { subjectsOf } from '../../../graph/export/triples.js';
import type { KnowledgeGraph } from '../../../graph/schema.js';
import { CARRIED } from '../../contract.js';
import { python, pythonHas } from '../../python.js';
import { hostileGraph } from '../sample-graph.js';

const graph = hostileGraph();
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'papergraph-export-'));
  for (const format of ['graphml', 'gexf', 'cytoscape', 'turtle', 'jsonld']) {
    for (const { name, write } of EXPORTS[format]!.files) writeFileSync(join(dir, name), [...write(graph)].join(''));
  }
});
afterAll(() => rmSync(dir, { recursive: true }));

const hasNetworkx = pythonHas('networkx');
const hasIgraph = pythonHas('igraph');
const hasRdflib = pythonHas('rdflib');

interface Read {
  readonly nodes: readonly (readonly [id: string, name: string, x: number])[];
  readonly edges: readonly (readonly [source: string, relation: string, target: string, weight: number])[];
}

function expectSame(read: Read, carried: (text: string) => string, of: KnowledgeGraph): void {
  const sorted = <T>(rows: readonly T[]) => rows.map((row) => JSON.stringify(row)).sort();
  expect(sorted(read.nodes)).toEqual(
    sorted(of.nodes.map(({ id, name }) => [carried(id), carried(name), of.positions[id]![0]])),
  );
  expect(sorted(read.edges)).toEqual(
    sorted(of.edges.map((e) => [carried(e.source), e.type, carried(e.target), e.support])),
  );
}

const NETWORKX = `
import json, sys, networkx
graph = networkx.read_graphml(sys.argv[1], force_multigraph=True)
print(json.dumps({
  'nodes': [[n, d['label'], d['x']] for n, d in graph.nodes(data=True)],
  'edges': [[a, d['relation'], b, d['weight']] for a, b, d in graph.edges(data=True)]}))`;
const NETWORKX_GEXF = `
import json, sys, networkx
graph = networkx.read_gexf(sys.argv[1])
edges = graph.edges(data=True)
print(json.dumps({
  'nodes': [[n, d['label'], d['viz']['position']['x']] for n, d in graph.nodes(data=True)],
  'edges': [[a, d['relation'], b, int(d['weight'])] for a, b, d in edges]}))`;
const NETWORKX_CYTOSCAPE = `
import json, sys, networkx
with open(sys.argv[1], encoding='utf-8') as file: written = json.load(file)
graph = networkx.cytoscape_graph(written)
at = {node['data']['id']: node['position']['x'] for node in written['elements']['nodes']}
print(json.dumps({
  'nodes': [[n, d['name'], at[n]] for n, d in graph.nodes(data=True)],
  'edges': [[a, d['interaction'], b, d['weight']] for a, b, d in graph.edges(data=True)]}))`;
const IGRAPH = `
import json, sys, igraph
graph = igraph.Graph.Read_GraphML(sys.argv[1])
# libxml hands igraph an ampersand in an attribute as it stands in the file.
ids = [i.replace('&#38;', '&') for i in graph.vs['id']]
print(json.dumps({
  'nodes': [[ids[v.index], v['label'], v['x']] for v in graph.vs],
  'edges': [[ids[e.source], e['relation'], ids[e.target], int(e['weight'])] for e in graph.es]}))`;
const RDFLIB = `
import json, sys, rdflib, rdflib.compare
turtle = rdflib.Graph().parse(sys.argv[1], format='turtle')
jsonld = rdflib.Graph().parse(sys.argv[2], format='json-ld')
skos = rdflib.Namespace('http://www.w3.org/2004/02/skos/core#')
schema = rdflib.Namespace('https://schema.org/')
pg = 'urn:papergraph:terms:'
print(json.dumps({
  'same': rdflib.compare.isomorphic(turtle, jsonld),
  'triples': [len(turtle), len(jsonld)],
  'labels': sorted(str(o) for s, o in turtle.subject_objects(skos.prefLabel)),
  'titles': sorted(str(o) for s, o in turtle.subject_objects(schema.name)),
  'edges': sorted(str(p)[len(pg):] for s, p, o in turtle if str(p).startswith(pg) and str(p)[len(pg):].isupper()),
  'statements': len(set(turtle.subjects(rdflib.RDF.type, rdflib.RDF.Statement)))}))`;

describe('GraphML', () => {
  test.skipIf(!hasNetworkx)('NetworkX reads every node and edge', () => {
    expectSame(python(NETWORKX, join(dir, 'graph.graphml')) as Read, CARRIED.graphml!, graph);
  });
  test.skipIf(!hasIgraph)('igraph reads every node and edge', () => {
    expectSame(python(IGRAPH, join(dir, 'graph.graphml')) as Read, CARRIED.graphml!, graph);
  });
});

describe('GEXF', () => {
  test.skipIf(!hasNetworkx)('NetworkX reads every node and edge', () => {
    expectSame(python(NETWORKX_GEXF, join(dir, 'graph.gexf')) as Read, CARRIED.gexf!, graph);
  });
});

describe('Cytoscape JSON', () => {
  test.skipIf(!hasNetworkx)('NetworkX reads every node and edge', () => {
    expectSame(python(NETWORKX_CYTOSCAPE, join(dir, 'graph.cyjs')) as Read, CARRIED.cytoscape!, graph);
  });
});

describe.skipIf(!hasRdflib)('RDF', () => {
  test('rdflib finds the same statements in Turtle and in JSON-LD, with every name and edge', () => {
    const read = python(RDFLIB, join(dir, 'graph.ttl'), join(dir, 'graph.jsonld')) as Record<string, unknown>;
    const carried = (text: string) => text.toWellFormed();
    const entities = graph.nodes.filter(({ type }) => type !== 'Paper' && type !== 'Result');
    const others = graph.nodes.filter(({ type }) => type === 'Paper' || type === 'Result');
    expect(read.same).toBe(true);
    const [inTurtle, inJsonld] = read.triples as [number, number];
    expect(inTurtle).toBe(triplesOf(graph));
    expect(inJsonld).toBe(inTurtle);
    expect(read.labels).toEqual(
      [...entities.map((n) => n.name), ...graph.communities.map((c) => c.label)].map(carried).sort(byCodePoint),
    );
    expect(read.titles).toEqual(others.map(({ name }) => carried(name)).sort(byCodePoint));
    // One triple for each pair of ends, however many keys there are between them.
    const pairs = new Set(graph.edges.map((e) => `${e.type} ${e.source} ${e.target}`));
    expect(read.edges).toEqual([...pairs].map((pair) => pair.split(' ')[0]).sort());
    expect(read.statements).toBe(
      graph.edges.filter(({ type }) => type === 'USED_FOR' || type === 'OUTPERFORMS').length,
    );
  });
});

/** Counted from the writer's own statements, a set as RDF has it. */
function triplesOf(of: KnowledgeGraph): number {
  const triples = new Set<string>();
  for (const { iri, about } of subjectsOf(of))
    for (const [predicate, term] of about) triples.add(JSON.stringify([iri, predicate, term]));
  return triples.size;
}

/** Python's order of strings. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
