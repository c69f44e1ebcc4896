/**
 * GEXF 1.3 for Gephi and Gephi Lite, with colours, sizes, positions and the year a thing is first seen.
 */
import type { GraphEdge, GraphNode, KnowledgeGraph } from '../schema.js';
import { EDGE_FACT_TYPES, edgeFacts, edgeId, FACT_TYPES, factsOf, joined, sizeOf, TYPE_COLOURS } from './looks.js';
import { xmlText } from './xml.js';

/** The weight is an attribute of the format itself. */
const DECLARED = EDGE_FACT_TYPES.filter(([name]) => name !== 'weight');

/** One node or edge a piece. Attributes that a node does not have are left out. */
export function* writeGexf(graph: KnowledgeGraph): Iterable<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n';
  yield `  <meta>\n    <creator>papergraph ${xmlText(graph.run.version)}</creator>\n  </meta>\n`;
  yield '  <graph defaultedgetype="directed" mode="static">\n';
  yield attributes('node', FACT_TYPES);
  yield attributes('edge', DECLARED);
  yield '    <nodes>\n';
  const facts = factsOf(graph);
  for (const node of graph.nodes) yield writeNode(node, facts(node), graph.positions[node.id]);
  yield '    </nodes>\n    <edges>\n';
  for (const edge of graph.edges) yield writeEdge(edge);
  yield '    </edges>\n  </graph>\n</gexf>\n';
}

type Fact = string | number | boolean | null | readonly string[];

function attributes(kind: 'node' | 'edge', types: readonly (readonly [string, string])[]): string {
  const lines = types.map(([name, type]) => `      <attribute id="${name}" title="${name}" type="${type}"/>\n`);
  return `    <attributes class="${kind}">\n${lines.join('')}    </attributes>\n`;
}

function writeNode(node: GraphNode, facts: ReturnType<ReturnType<typeof factsOf>>, at: readonly number[] | undefined) {
  const [r, g, b] = TYPE_COLOURS[node.type];
  const place = at ? `        <viz:position x="${at[0]}" y="${at[1]}" z="0"/>\n` : '';
  return (
    `      <node id="${xmlText(node.id)}" label="${xmlText(node.name)}">\n` +
    values(FACT_TYPES.map(([name]) => [name, facts[name]])) +
    `        <viz:color r="${r}" g="${g}" b="${b}"/>\n` +
    place +
    `        <viz:size value="${sizeOf(node)}"/>\n` +
    '      </node>\n'
  );
}

function writeEdge(edge: GraphEdge): string {
  const facts = edgeFacts(edge);
  return (
    `      <edge id="${xmlText(edgeId(edge))}" source="${xmlText(edge.source)}" target="${xmlText(edge.target)}"` +
    ` label="${edge.type}" weight="${edge.support}">\n` +
    values(DECLARED.map(([name]) => [name, facts[name]])) +
    '      </edge>\n'
  );
}

function values(facts: readonly (readonly [string, Fact])[]): string {
  const lines = facts.flatMap(([name, fact]) => {
    const text = Array.isArray(fact) ? joined(fact) : String(fact ?? '');
    return text === '' ? [] : [`          <attvalue for="${name}" value="${xmlText(text)}"/>\n`];
  });
  return `        <attvalues>\n${lines.join('')}        </attvalues>\n`;
}
