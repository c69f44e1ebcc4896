/**
 * Versions and sizes of one thing stay apart and hang together by VARIANT_OF: the name itself says so.
 */
import { byText, type Edges } from './edges.js';
import type { EntityId, EntityNode } from './schema.js';

/** Sizes that models come in. */
const SIZES = 'base|large|small|tiny|mini|nano|medium|huge|giant|lite|xl|xxl|xxs|xs';
const SIZE = new RegExp(`^(.+[a-z0-9])-(?:${SIZES})$`);
/** `gpt3.5`, `yolov8`, `cifar100`, `llama2-7b`, `wmt14`. The base ends in a letter. */
const VERSION = /^(.*[a-z])-?(?:v\d+(?:\.\d+)*|\d+(?:\.\d+)*[a-z]?)(?:-\d+(?:\.\d+)?[bmk])?$/;
/** What versions are known to share is a name: two letters at least. */
const SHORTEST_BASE = 2;
const CONFIDENCE = 0.9;

/** How the edges under construction call a node, and its best sentence. */
export interface Numbering {
  number(id: EntityId): number | undefined;
  quote(id: EntityId): number | undefined;
}

/**
 * Adds an edge from each version to the plain thing ("GPT-3" to "GPT") or, where no paper has that, to the version that
 * most papers have. The sentence is the one that names the version.
 *
 * @param nodes  in order of id
 */
export function linkVersions(nodes: readonly EntityNode[], edges: Edges, numbering: Numbering): void {
  const byId = new Map<string, EntityNode>(nodes.map((node) => [node.id, node]));
  const families = new Map<string, EntityNode[]>();
  for (const node of nodes) {
    const base = baseOf(node);
    if (base === null) continue;
    const family = families.get(base);
    if (family) family.push(node);
    else families.set(base, [node]);
  }
  for (const [base, versions] of families) {
    const head = byId.get(base) ?? [...versions].sort((a, b) => b.papers - a.papers || byText(a.id, b.id))[0]!;
    for (const version of versions) {
      const quote = numbering.quote(version.id);
      if (version === head || quote === undefined) continue;
      const [from, to] = [numbering.number(version.id)!, numbering.number(head.id)!];
      if (edges.isVariant(from, to) || edges.isVariant(to, from)) continue;
      const saying = { year: version.firstYear, confidence: CONFIDENCE, inferred: true, quote };
      edges.offer(from, 'VARIANT_OF', to, saying);
    }
  }
}

/** The id that the name has without its version, or null if it has none. */
export function baseOf(node: Pick<EntityNode, 'id' | 'type'>): string | null {
  if (node.type !== 'Method' && node.type !== 'Dataset') return null;
  const at = node.id.indexOf(':') + 1;
  const key = node.id.slice(at);
  const base = (SIZE.exec(key) ?? VERSION.exec(key))?.[1]?.replace(/-v?$/, '').replace(/(?<=[a-z]{2})v$/, '');
  if (base === undefined || base.length < SHORTEST_BASE) return null;
  return `${node.id.slice(0, at)}${base}`;
}
