import { nameKey } from '../src/text/name-key.js';
import type { EntityNode, KnowledgeGraph } from './schema.js';

/**
 * The nodes that somebody may mean by a name: the one with that id, else all that have it as name or alias in whatever
 * case or spelling.
 *
 * @returns most papers first; one surface may be nodes of several types
 */
export function findNodes(graph: Pick<KnowledgeGraph, 'nodes'>, name: string): EntityNode[] {
  const entities = graph.nodes.filter((node): node is EntityNode => 'aliases' in node);
  const byId = entities.filter(({ id }) => id === name);
  if (byId.length > 0) return byId;
  const wanted = new Map(entities.map(({ type }) => [type, nameKey(name, type)]));
  const lower = name.toLowerCase();
  const means = (text: string, { type }: EntityNode) =>
    text.toLowerCase() === lower || nameKey(text, type) === wanted.get(type);
  return entities
    .filter((node) => [node.name, ...node.aliases].some((text) => means(text, node)))
    .sort((a, b) => b.papers - a.papers || (a.id < b.id ? -1 : 1));
}
