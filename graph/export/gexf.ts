/**
 * GEXF 1.2 for Gephi and Gephi Lite (and NetworkX, which reads no later version), with colours, sizes, positions and the year a thing is first seen.
 */
import type { GraphEdge, GraphNode, KnowledgeGraph } from '../schema.js';
import {
  EDGE_FACT_TYPES,
  edgeId,
  FACT_TYPES,
  factsOf,
  joined,
  type NodeFacts,
  shortEdgeFacts,
  sizeOf,
  TYPE_COLOURS,
} from './looks.js';
import { xmlText } from './xml.js';

/** The weight is an attribute of the format itself. */
const DECLARED = EDGE_FACT_TYPES.filter(([name]) => name !== 'weight');

/** One node or edge a piece. Attributes that a node does not have are left out. */
export function* writeGexf(graph: KnowledgeGraph): Iterable<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield '<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:viz="http://www.gexf.net/1.2draft/viz" version="1.2">\n';
  yield `  <meta>\n    <creator>papergraph ${xmlText(graph.run.version)}</creator>\n  </meta>\n`;
  yield '  <graph defaultedgetype="directed" mode="dynamic" timeformat="double">\n';
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

function writeNode(node: GraphNode, facts: NodeFacts, at: readonly number[] | undefined): string {
  const [r, g, b] = TYPE_COLOURS[node.type];
  const place = at ? `<viz:position x="${at[0]}" y="${at[1]}" z="0"/>` : '';
  return (
    `<node id="${xmlText(node.id)}" label="${xmlText(node.name)}"${since(facts.firstYear)}>` +
    values(FACT_TYPES.map(([name]) => [name, facts[name]])) +
    `<viz:color r="${r}" g="${g}" b="${b}"/>${place}<viz:size value="${sizeOf(node)}"/></node>\n`
  );
}

function writeEdge(edge: GraphEdge): string {
  const facts = shortEdgeFacts(edge);
  return (
    `<edge id="${xmlText(edgeId(edge))}" source="${xmlText(edge.source)}" target="${xmlText(edge.target)}"` +
    ` label="${edge.type}" weight="${edge.support}"${since(facts.firstYear)}>` +
    `${values(DECLARED.map(([name]) => [name, facts[name]]))}</edge>\n`
  );
}

/** From when on Gephi's timeline shows it. */
function since(year: number | null): string {
  return year === null ? '' : ` start="${year}"`;
}

function values(facts: readonly (readonly [string, Fact])[]): string {
  const lines = facts.flatMap(([name, fact]) => {
    const text = Array.isArray(fact) ? joined(fact) : String(fact ?? '');
    return text === '' ? [] : [`<attvalue for="${name}" value="${xmlText(text)}"/>`];
  });
  return `<attvalues>${lines.join('')}</attvalues>`;
}
