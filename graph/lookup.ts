import { nameKey } from '../src/text/name-key.js';
import type { EntityNode, KnowledgeGraph } from './schema.js';

/**
 * The nodes that somebody may mean by a name: by id, else by the very name or alias, else in whatever case, else by its
 * key (another way to write it).
 *
 * @returns most papers first; one surface may be nodes of several types
 */
export function findNodes(graph: Pick<KnowledgeGraph, 'nodes'>, name: string): EntityNode[] {
  const entities = graph.nodes.filter((node): node is EntityNode => 'aliases' in node);
  const byWriting = (same: (text: string, node: EntityNode) => boolean) =>
    entities.filter((node) => [node.name, ...node.aliases].some((text) => same(text, node)));
  const byId = entities.filter(({ id }) => id === name);
  if (byId.length > 0) return byId;
  const exact = byWriting((text) => text === name);
  const found = exact.length > 0 ? exact : byWriting((text) => text.toLowerCase() === name.toLowerCase());
  const result = found.length > 0 ? found : byWriting((text, { type }) => nameKey(text, type) === nameKey(name, type));
  return result.sort((a, b) => b.papers - a.papers || (a.id < b.id ? -1 : 1));
}
