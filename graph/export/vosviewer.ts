/**
 * VOSviewer JSON: the map that VOSviewer users know, of things that papers mention together.
 */
import type { Community, EntityNode, KnowledgeGraph } from '../schema.js';
import { communitiesByNode } from './looks.js';

/** VOSviewer is made for maps of some thousand items; those most papers mention are taken. */
const MOST_ITEMS = 1000;
const MOST_LINKS = 20_000;
const MOST_CLUSTERS = 1000;

/** Items are entities with their papers as weight; a link's strength is the number of papers that mention both ends. */
export function* writeVosviewer(graph: KnowledgeGraph): Iterable<string> {
  const items = graph.nodes
    .filter((node): node is EntityNode => node.type !== 'Paper' && node.type !== 'Result')
    .sort((a, b) => b.papers - a.papers || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_ITEMS);
  const numbers = new Map(items.map((item, i) => [item.id as string, i + 1]));
  const links = linksAmong(graph, numbers);
  const linkCounts = new Map<number, number>();
  for (const link of links) {
    for (const end of [link.source_id, link.target_id]) linkCounts.set(end, (linkCounts.get(end) ?? 0) + 1);
  }
  const communityOf = communitiesByNode(graph.communities);
  const clusters = clusterNumbers(items, communityOf);
  yield '{"network":{"items":[\n';
  for (const [i, item] of items.entries()) {
    const [x, y] = graph.positions[item.id] ?? [0, 0];
    const community = communityOf.get(item.id);
    const written = {
      id: i + 1,
      label: item.name,
      // VOSviewer shows it as HTML.
      description: htmlText([item.type, ...item.aliases.slice(0, 5)].join('; ')),
      x,
      y,
      ...(community && clusters.has(community.id) ? { cluster: clusters.get(community.id)! } : {}),
      weights: { Papers: item.papers, Mentions: item.mentions, Links: linkCounts.get(i + 1) ?? 0 },
      ...(item.firstYear === null ? {} : { scores: { 'First year': item.firstYear, 'Last year': item.lastYear } }),
    };
    yield `${JSON.stringify(written)}${i === items.length - 1 ? '' : ','}\n`;
  }
  yield '],"links":[\n';
  for (const [i, link] of links.entries()) yield `${JSON.stringify(link)}${i === links.length - 1 ? '' : ','}\n`;
  const labels = new Map(graph.communities.map(({ id, label }) => [id, label]));
  const named = [...clusters].map(([id, cluster]) => ({ cluster, label: labels.get(id)! }));
  yield `],"clusters":${JSON.stringify(named)}},\n`;
  yield '"config":{"terminology":{"item":"entity","items":"entities","link_strength":"papers in common"}}}\n';
}

function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** 1 for the community with most items, as VOSviewer numbers them; it knows no more than a thousand. */
function clusterNumbers(
  items: readonly EntityNode[],
  communityOf: ReadonlyMap<string, Community>,
): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const item of items) {
    const id = communityOf.get(item.id)?.id;
    if (id !== undefined) sizes.set(id, (sizes.get(id) ?? 0) + 1);
  }
  const order = [...sizes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Map(order.slice(0, MOST_CLUSTERS).map(([id], i) => [id, i + 1]));
}

function linksAmong(graph: KnowledgeGraph, numbers: ReadonlyMap<string, number>) {
  const mentioned = new Map<string, Set<number>>();
  for (const { source, type, target } of graph.edges) {
    const item = numbers.get(target);
    if (item === undefined || (type !== 'MENTIONS' && type !== 'PROPOSES')) continue;
    const known = mentioned.get(source);
    if (known) known.add(item);
    else mentioned.set(source, new Set([item]));
  }
  const strengths = new Map<number, number>();
  for (const set of mentioned.values()) {
    const together = [...set].sort((a, b) => a - b);
    together.forEach((a, i) => {
      for (const b of together.slice(i + 1)) {
        const pair = a * (MOST_ITEMS + 1) + b;
        strengths.set(pair, (strengths.get(pair) ?? 0) + 1);
      }
    });
  }
  return [...strengths]
    .map(([pair, strength]) => ({
      source_id: Math.floor(pair / (MOST_ITEMS + 1)),
      target_id: pair % (MOST_ITEMS + 1),
      strength,
    }))
    .sort((a, b) => b.strength - a.strength || a.source_id - b.source_id || a.target_id - b.target_id)
    .slice(0, MOST_LINKS);
}
