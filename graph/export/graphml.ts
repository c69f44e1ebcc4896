/**
 * GraphML for NetworkX, igraph, yEd and Cytoscape: directed, one `data` element for each fact.
 */
import type { KnowledgeGraph } from '../schema.js';
import { EDGE_FACT_TYPES, edgeId, FACT_TYPES, factsOf, joined, shortEdgeFacts, sizeOf, TYPE_COLOURS } from './looks.js';
import { xmlText } from './xml.js';

const LOOKS = [
  ['label', 'string'],
  ['x', 'double'],
  ['y', 'double'],
  ['size', 'double'],
  ['color', 'string'],
] as const;
const GRAPHML_TYPES = { string: 'string', integer: 'int', double: 'double', boolean: 'boolean' } as const;

/** One node or edge a piece. Facts that a node does not have are left out. */
export function* writeGraphml(graph: KnowledgeGraph): Iterable<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n';
  for (const [name, type] of [...LOOKS, ...FACT_TYPES]) yield key(`n_${name}`, 'node', name, type);
  for (const [name, type] of EDGE_FACT_TYPES) yield key(`e_${name}`, 'edge', name, type);
  yield '  <graph id="papergraph" edgedefault="directed">\n';
  const facts = factsOf(graph);
  for (const node of graph.nodes) {
    const at = graph.positions[node.id];
    const known = facts(node);
    yield `<node id="${xmlText(node.id)}">`;
    yield datum('n_label', node.name) +
      datum('n_x', at?.[0] ?? null) +
      datum('n_y', at?.[1] ?? null) +
      datum('n_size', sizeOf(node)) +
      datum('n_color', hex(TYPE_COLOURS[node.type])) +
      FACT_TYPES.map(([name]) => datum(`n_${name}`, known[name])).join('');
    yield '</node>\n';
  }
  for (const edge of graph.edges) {
    const known = shortEdgeFacts(edge);
    yield `<edge id="${xmlText(edgeId(edge))}" source="${xmlText(edge.source)}" target="${xmlText(edge.target)}">`;
    yield EDGE_FACT_TYPES.map(([name]) => datum(`e_${name}`, known[name])).join('');
    yield '</edge>\n';
  }
  yield '  </graph>\n</graphml>\n';
}

function key(id: string, of: 'node' | 'edge', name: string, type: keyof typeof GRAPHML_TYPES): string {
  return `  <key id="${id}" for="${of}" attr.name="${name}" attr.type="${GRAPHML_TYPES[type]}"/>\n`;
}

function datum(id: string, fact: string | number | boolean | null | readonly string[]): string {
  const text = Array.isArray(fact) ? joined(fact) : String(fact ?? '');
  return text === '' ? '' : `<data key="${id}">${xmlText(text)}</data>`;
}

function hex(colour: readonly number[]): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
