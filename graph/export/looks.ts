/**
 * How nodes look and which facts they carry in the formats of other tools, the same in all of them.
 */
import type { Community, GraphEdge, GraphNode, KnowledgeGraph, NodeType } from '../schema.js';

/** Red, green, blue. By Okabe and Ito (2008): told apart with any colour vision. */
export const TYPE_COLOURS: Readonly<Record<NodeType, readonly [number, number, number]>> = {
  Paper: [153, 153, 153],
  Method: [0, 114, 178],
  Dataset: [230, 159, 0],
  Task: [0, 158, 115],
  Metric: [204, 121, 167],
  Hardware: [213, 94, 0],
  Result: [86, 180, 233],
};

export interface NodeFacts {
  readonly type: NodeType;
  readonly label: string;
  readonly aliases: readonly string[];
  readonly abbreviation: string | null;
  readonly papers: number | null;
  readonly mentions: number | null;
  readonly firstYear: number | null;
  readonly lastYear: number | null;
  readonly proposedIn: string | null;
  readonly confidence: number | null;
  readonly value: number | null;
  readonly unit: string | null;
  readonly paper: string | null;
  readonly url: string | null;
  readonly authors: readonly string[];
  readonly venue: string | null;
  readonly doi: string | null;
  readonly degree: number;
  readonly pageRank: number;
  readonly betweenness: number;
  readonly community: string | null;
  readonly communityLabel: string | null;
  readonly evidence: string | null;
}

/** Facts of any node under one set of names: what a type does not have is null or empty. */
export function factsOf(graph: KnowledgeGraph): (node: GraphNode) => NodeFacts {
  const communityOf = communitiesByNode(graph.communities);
  return (node) => {
    const measure = graph.measures[node.id] ?? { degree: 0, pageRank: 0, betweenness: 0 };
    const community = communityOf.get(node.id);
    const entity = node.type !== 'Paper' && node.type !== 'Result' ? node : null;
    const paper = node.type === 'Paper' ? node : null;
    const result = node.type === 'Result' ? node : null;
    return {
      type: node.type,
      label: node.name,
      aliases: entity?.aliases ?? [],
      abbreviation: entity?.abbreviation ?? null,
      papers: entity?.papers ?? null,
      mentions: entity?.mentions ?? null,
      firstYear: entity?.firstYear ?? paper?.year ?? null,
      lastYear: entity?.lastYear ?? paper?.year ?? null,
      proposedIn: entity?.proposedIn ?? null,
      confidence: entity?.confidence ?? result?.confidence ?? null,
      value: result?.value ?? null,
      unit: result?.unit ?? null,
      paper: result?.paper ?? null,
      url: paper?.url ?? null,
      authors: paper?.authors ?? [],
      venue: paper?.venue ?? null,
      doi: paper?.doi ?? null,
      degree: measure.degree,
      pageRank: measure.pageRank,
      betweenness: measure.betweenness,
      community: community?.id ?? null,
      communityLabel: community?.label ?? null,
      evidence: (entity ?? result)?.evidence[0]?.sentence ?? null,
    };
  };
}

/** Names and types of the facts, for formats that declare them. */
export const FACT_TYPES: readonly (readonly [Exclude<keyof NodeFacts, 'label'>, 'string' | 'integer' | 'double'])[] = [
  ['type', 'string'],
  ['aliases', 'string'],
  ['abbreviation', 'string'],
  ['papers', 'integer'],
  ['mentions', 'integer'],
  ['firstYear', 'integer'],
  ['lastYear', 'integer'],
  ['proposedIn', 'string'],
  ['confidence', 'double'],
  ['value', 'double'],
  ['unit', 'string'],
  ['paper', 'string'],
  ['url', 'string'],
  ['authors', 'string'],
  ['venue', 'string'],
  ['doi', 'string'],
  ['degree', 'integer'],
  ['pageRank', 'double'],
  ['betweenness', 'double'],
  ['community', 'string'],
  ['communityLabel', 'string'],
  ['evidence', 'string'],
];

export interface EdgeFacts {
  /** The type of the edge. Not called `kind`: GEXF keeps that word for itself. */
  readonly relation: string;
  /** The key of the edge. Not called so: NetworkX cannot read a file in which an edge has an attribute `key`. */
  readonly qualifier: string | null;
  readonly weight: number;
  readonly confidence: number;
  readonly inferred: boolean;
  readonly firstYear: number | null;
  readonly lastYear: number | null;
  readonly papers: readonly string[];
  readonly evidence: string | null;
}

/**
 * For formats that are loaded whole: what a paper mentions, proposes and reports is said without the sentence and
 * without naming the paper again. There are ten times as many such edges as others, and Gephi holds all in memory.
 */
export function shortEdgeFacts(edge: GraphEdge): EdgeFacts {
  const facts = edgeFacts(edge);
  const fromPaper = edge.type === 'MENTIONS' || edge.type === 'PROPOSES' || edge.type === 'REPORTS';
  return fromPaper ? { ...facts, papers: [], evidence: null } : facts;
}

export function edgeFacts(edge: GraphEdge): EdgeFacts {
  return {
    relation: edge.type,
    qualifier: edge.key === '' ? null : edge.key,
    weight: edge.support,
    confidence: edge.confidence,
    inferred: edge.inferred,
    firstYear: edge.firstYear,
    lastYear: edge.lastYear,
    papers: edge.papers,
    evidence: edge.evidence[0]?.sentence ?? null,
  };
}

export const EDGE_FACT_TYPES: readonly (readonly [keyof EdgeFacts, 'string' | 'integer' | 'double' | 'boolean'])[] = [
  ['relation', 'string'],
  ['qualifier', 'string'],
  ['weight', 'integer'],
  ['confidence', 'double'],
  ['inferred', 'boolean'],
  ['firstYear', 'integer'],
  ['lastYear', 'integer'],
  ['papers', 'string'],
  ['evidence', 'string'],
];

/** The finest community of every entity and paper. */
export function communitiesByNode(communities: readonly Community[]): Map<string, Community> {
  const found = new Map<string, Community>();
  for (const community of communities) {
    if (community.level !== 0) continue;
    for (const id of [...community.members, ...community.papers]) found.set(id, community);
  }
  return found;
}

/** Diameter of a node on screen: entities by the logarithm of their papers. */
export function sizeOf(node: GraphNode): number {
  if (node.type === 'Paper') return 4;
  if (node.type === 'Result') return 3;
  return Math.round((5 + 2.5 * Math.log2(Math.max(1, node.papers))) * 100) / 100;
}

/** Lists in one cell. The bar is what Gephi and GEXF use; one inside a name becomes a slash. */
export function joined(values: readonly string[]): string {
  return values.map((value) => value.replaceAll('|', '/')).join('|');
}

/** Edge ids that stay the same from run to run: `source|TYPE|target`, and the key if there is one. */
export function edgeId(edge: GraphEdge): string {
  return [edge.source, edge.type, edge.target, ...(edge.key === '' ? [] : [edge.key])].join('|');
}
