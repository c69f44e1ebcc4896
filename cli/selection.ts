/** Which papers are meant: those that speak of a thing, belong to an area, are of some years. */
import { findNodes } from '../graph/index.js';
import type { KnowledgeGraph, PaperNode } from '../graph/schema.js';
import { PapergraphError } from '../src/errors.js';

export interface SelectionFlags {
  /** A name, an alias or an id of something that the papers mention or propose. */
  readonly node?: string;
  /** An id, or words of the label. */
  readonly community?: string;
  /** `2020`, `2018-2020`, `2018-`, `-2020`. */
  readonly years?: string;
}

/**
 * @returns null: all papers are meant
 * @throws PapergraphError BAD_OPTION for a node, community or span of years that is not there
 */
export function selectionOf(graph: KnowledgeGraph, flags: SelectionFlags): ((paper: PaperNode) => boolean) | null {
  const { node, community, years } = flags;
  const all = [
    ...(node === undefined ? [] : [speakingOf(graph, node)]),
    ...(community === undefined ? [] : [inCommunity(graph, community)]),
    ...(years === undefined ? [] : [ofYears(years)]),
  ];
  return all.length === 0 ? null : (paper) => all.every((holds) => holds(paper));
}

function speakingOf(graph: KnowledgeGraph, name: string): (paper: PaperNode) => boolean {
  const nodes = new Set<string>(findNodes(graph, name).map(({ id }) => id));
  if (nodes.size === 0)
    throw new PapergraphError('BAD_OPTION', '--node', `no node has the name "${name}"`, 'papergraph stats lists names');
  const papers = new Set<string>(
    graph.edges
      .filter(({ type, target }) => (type === 'MENTIONS' || type === 'PROPOSES') && nodes.has(target))
      .map(({ source }) => source),
  );
  return ({ id }) => papers.has(id);
}

function inCommunity(graph: KnowledgeGraph, name: string): (paper: PaperNode) => boolean {
  const wanted = name.toLowerCase();
  const exact = graph.communities.filter(({ id, label }) => id === name || label.toLowerCase() === wanted);
  const found =
    exact.length > 0 ? exact : graph.communities.filter(({ label }) => label.toLowerCase().includes(wanted));
  if (found.length === 0)
    throw new PapergraphError('BAD_OPTION', '--community', `none is called "${name}"`, 'papergraph stats lists them');
  const papers = new Set<string>(found.flatMap((community) => community.papers));
  return ({ id }) => papers.has(id);
}

function ofYears(years: string): (paper: PaperNode) => boolean {
  const [whole, from, dash, to] = /^(\d{4})?(-)?(\d{4})?$/.exec(years.trim()) ?? [];
  const [first, last] = [from ? Number(from) : 0, to ? Number(to) : dash ? 9999 : Number(from)];
  if (!whole || (from === undefined && to === undefined) || (!dash && to !== undefined) || first > last)
    throw new PapergraphError(
      'BAD_OPTION',
      '--years',
      `"${years}" is no span`,
      'Write 2020, 2018-2020, 2018- or -2020',
    );
  return ({ year }) => year !== null && year >= first && year <= last;
}
