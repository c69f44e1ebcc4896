/**
 * Small knowledge graphs made by hand, for the tests of everything that stands on `graph/schema`.
 */
import type {
  BareGraph,
  EdgeType,
  EntityId,
  EntityNode,
  EntityType,
  Evidence,
  GraphEdge,
  GraphNode,
  NodeId,
  PaperId,
  PaperNode,
  ResultNode,
} from '../../graph/schema.js';

export function paperNode(id: PaperId, changes: Partial<PaperNode> = {}): PaperNode {
  return {
    id,
    type: 'Paper',
    name: `On ${id}`,
    abstract: `We say something about ${id}.`,
    year: 2020,
    publishedOn: null,
    venue: null,
    authors: [],
    url: null,
    categories: [],
    arxivId: null,
    arxivVersion: null,
    doi: null,
    aclId: null,
    openalexId: null,
    s2Id: null,
    ...changes,
  };
}

export function entityNode(id: EntityId, changes: Partial<EntityNode> = {}): EntityNode {
  const [type, key] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
  return {
    id,
    type: `${type[0]!.toUpperCase()}${type.slice(1)}` as EntityType,
    name: key.replaceAll('-', ' '),
    aliases: [],
    abbreviation: null,
    papers: 1,
    mentions: 1,
    firstYear: 2020,
    lastYear: 2020,
    proposedIn: null,
    roles: { used: 1 },
    foundBy: ['lexicon'],
    confidence: 0.9,
    higherIsBetter: null,
    evidence: [],
    ...changes,
  };
}

export function resultNode(paper: PaperId, key: string, changes: Partial<ResultNode> = {}): ResultNode {
  return {
    id: `result:${key}`,
    type: 'Result',
    name: '93.2% accuracy',
    paper,
    value: 93.2,
    valueRaw: '93.2%',
    unit: '%',
    isDelta: false,
    higherIsBetter: true,
    method: null,
    dataset: null,
    task: null,
    metric: null,
    hardware: null,
    baseline: null,
    inferredSlots: [],
    confidence: 0.8,
    evidence: [sentence(paper, 'It reaches 93.2% accuracy.')],
    ...changes,
  };
}

export function edge(source: NodeId, type: EdgeType, target: NodeId, changes: Partial<GraphEdge> = {}): GraphEdge {
  return {
    source,
    type,
    target,
    key: '',
    support: 1,
    papers: [],
    firstYear: 2020,
    lastYear: 2020,
    confidence: 0.9,
    inferred: false,
    evidence: [],
    ...changes,
  };
}

export function sentence(paper: PaperId, text: string): Evidence {
  return { paper, field: 'abstract', start: 0, end: text.length, sentence: text, marks: [] };
}

/** Sorted as the schema asks, whatever the order of the parts. */
export function bareGraph(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): BareGraph {
  const key = (e: GraphEdge) => [e.source, e.type, e.target, e.key].join('\n');
  return {
    nodes: [...nodes].sort((a, b) => (a.id < b.id ? -1 : 1)),
    edges: [...edges].sort((a, b) => (key(a) < key(b) ? -1 : 1)),
    merges: [],
    conflicts: [],
    rejected: {},
  };
}

/**
 * A graph from papers written as `paper: entity entity …`: one MENTIONS edge for every word, entity nodes with counts.
 *
 * @param papers  `{ 'arxiv:1': 'method:bert dataset:squad' }`
 */
export function mentionGraph(papers: Readonly<Record<string, string>>, more: readonly GraphEdge[] = []): BareGraph {
  const counts = new Map<EntityId, number>();
  const edges: GraphEdge[] = [...more];
  for (const [paper, words] of Object.entries(papers)) {
    for (const word of new Set(words.split(' ').filter(Boolean)) as Set<EntityId>) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      edges.push(edge(paper as PaperId, 'MENTIONS', word, { count: 1, papers: [paper as PaperId] }));
    }
  }
  const nodes: GraphNode[] = Object.keys(papers).map((id) => paperNode(id as PaperId));
  for (const [id, papersWith] of counts) nodes.push(entityNode(id, { papers: papersWith, mentions: papersWith }));
  return bareGraph(nodes, edges);
}
