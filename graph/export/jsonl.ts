/**
 * `nodes.jsonl` and `edges.jsonl`: every node and edge as it is in the schema, one a line, for programs.
 */
import type { KnowledgeGraph } from '../schema.js';
import { communitiesByNode } from './looks.js';

/** Each node with its measures, its finest community and its place. */
export function* writeNodesJsonl(graph: KnowledgeGraph): Iterable<string> {
  const communityOf = communitiesByNode(graph.communities);
  for (const node of graph.nodes) {
    const [x, y] = graph.positions[node.id] ?? [null, null];
    const community = communityOf.get(node.id)?.id ?? null;
    // A thing's evidence is read by `JSON` alone, hence two halves.
    const rest = JSON.stringify({ ...graph.measures[node.id], community, x, y });
    yield `${JSON.stringify(node).slice(0, -1)},${rest.slice(1)}\n`;
  }
}

export function* writeEdgesJsonl(graph: KnowledgeGraph): Iterable<string> {
  for (const edge of graph.edges) yield `${JSON.stringify(edge)}\n`;
}
