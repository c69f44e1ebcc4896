/**
 * Cytoscape JSON (`.cyjs`) for Cytoscape, Cytoscape.js and NetworkX, one element a line.
 */
import type { KnowledgeGraph } from '../schema.js';
import { EDGE_FACT_TYPES, edgeFacts, edgeId, FACT_TYPES, factsOf } from './looks.js';

/**
 * Facts that an element does not have are left out; the type of an edge is `interaction`, as Cytoscape calls it.
 * NetworkX wants the id a second time as `value`, so a result's figure is called `figure`; and edges side by side it tells
 * apart by `key` alone.
 */
export function* writeCytoscape(graph: KnowledgeGraph): Iterable<string> {
  yield '{"format_version":"1.0","generated_by":"papergraph","target_cytoscapejs_version":"~3.0",\n';
  yield '"directed":true,"multigraph":true,\n';
  yield '"data":{"name":"papergraph"},\n"elements":{"nodes":[\n';
  const facts = factsOf(graph);
  for (const [i, node] of graph.nodes.entries()) {
    const known = facts(node);
    const rest = present(FACT_TYPES.map(([name]) => [name === 'value' ? 'figure' : name, known[name]]));
    const data = { id: node.id, value: node.id, name: node.name, ...rest };
    const at = graph.positions[node.id];
    // On screens y grows downwards.
    const position = at ? { position: { x: at[0], y: -at[1] || 0 } } : {};
    yield line({ data, ...position }, i === graph.nodes.length - 1);
  }
  yield '],"edges":[\n';
  for (const [i, edge] of graph.edges.entries()) {
    const { relation, ...known } = edgeFacts(edge);
    const rest = EDGE_FACT_TYPES.flatMap(([name]) => (name === 'relation' ? [] : [[name, known[name]] as const]));
    const key = edge.key === '' ? relation : `${relation}|${edge.key}`;
    const ends = { id: edgeId(edge), source: edge.source, target: edge.target, interaction: relation, key };
    yield line({ data: { ...ends, ...present(rest) } }, i === graph.edges.length - 1);
  }
  yield ']}}\n';
}

function present(facts: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(facts.filter(([, fact]) => fact !== null && !(Array.isArray(fact) && fact.length === 0)));
}

function line(element: object, isLast: boolean): string {
  return `${JSON.stringify(element)}${isLast ? '' : ','}\n`;
}
