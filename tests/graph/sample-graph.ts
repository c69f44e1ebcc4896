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
  KnowledgeGraph,
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

/** The rest of a finished graph around a bare one: measures and positions that are easy to recognise. */
export function finished(bare: BareGraph, changes: Partial<KnowledgeGraph> = {}): KnowledgeGraph {
  const table = <T>(value: (i: number) => T): Record<string, T> =>
    Object.assign(Object.create(null), Object.fromEntries(bare.nodes.map((node, i) => [node.id, value(i)])));
  return {
    ...bare,
    measures: table((i) => ({ degree: i, pageRank: 0.125, betweenness: 0 })),
    communities: [],
    bridges: [],
    positions: table((i) => [i, 8 - i / 2] as const),
    leaderboards: [],
    gaps: [],
    run: {
      version: '1.2.3',
      schema: 1,
      inputHash: 'a1b2c3d4e5f6',
      configHash: '0a1b2c3d4e5f',
      seed: 1,
      papers: bare.nodes.filter(({ type }) => type === 'Paper').length,
      communityAlgorithm: 'louvain',
      resolution: 1,
      modularity: 0.5,
    },
    ...changes,
  };
}

/** Names of every kind that once broke a format. */
export const HOSTILE_NAMES = [
  '</script><script>alert(1)</script>',
  '=HYPERLINK("http://x","y")',
  '+1',
  '-1',
  '@SUM(A1)',
  '\tTab',
  '\rReturn',
  'a "quoted" name, with comma; and semicolon',
  'two\nlines\r\nand more',
  'NUL \0 and bell \u0007 and \uffff',
  'lone \ud800 surrogate and \udc00 another',
  'pair \u{1f600} stays',
  '<b>&amp;</b> ]]> <!-- -->',
  "it's | a bar \\ and a backslash",
  '`code` *star* _under_ [link](javascript:alert(1)) # | table',
  'Ünïcödé \u202e right to left \u2028 line \u2029 paragraph',
];

/** Every part of the schema in use, every hostile name as title, name, alias, sentence, unit and venue. */
export function hostileGraph(): KnowledgeGraph {
  const papers = HOSTILE_NAMES.map((name, i) =>
    paperNode(i === 0 ? 'id:__proto__' : i === 1 ? 'id:constructor' : `id:${name}`, {
      name,
      abstract: `${name}.`,
      year: i % 3 === 0 ? null : 2000 + i,
      authors: [name, 'A. Nother'],
      venue: name,
      url: i % 2 === 0 ? 'javascript:alert(1)' : 'https://example.org/?a=1&b="2"',
      doi: i % 2 === 0 ? '10.1000/x' : null,
    }),
  );
  const methods = HOSTILE_NAMES.map((name, i) =>
    entityNode(i === 0 ? 'method:__proto__' : i === 1 ? 'method:to-string' : `method:m${i}`, {
      name,
      aliases: HOSTILE_NAMES.slice(0, i % 4),
      abbreviation: i % 2 === 0 ? name : null,
      papers: 1 + i,
      firstYear: i % 3 === 0 ? null : 2000 + i,
      lastYear: i % 3 === 0 ? null : 2001 + i,
      evidence: [sentence(papers[i]!.id, `${name} is proposed.`)],
    }),
  );
  const others = (['dataset:d', 'task:t', 'metric:m', 'hardware:h'] as const).map((id) => entityNode(id));
  const results = HOSTILE_NAMES.map((name, i) =>
    resultNode(papers[i]!.id, `${i}`.padStart(16, '0'), {
      name,
      value: i / 3,
      valueRaw: name,
      unit: name,
      method: methods[i]!.id,
      dataset: 'dataset:d',
      metric: 'metric:m',
    }),
  );
  const edges = HOSTILE_NAMES.flatMap((name, i) => {
    const evidence = [sentence(papers[i]!.id, name)];
    return [
      edge(papers[i]!.id, 'MENTIONS', methods[i]!.id, { count: 2, surfaces: [name], evidence }),
      edge(papers[i]!.id, 'REPORTS', results[i]!.id, { evidence }),
      edge(methods[i]!.id, 'USED_FOR', 'task:t', { evidence, support: 3, papers: [papers[i]!.id] }),
      edge(methods[i]!.id, 'OUTPERFORMS', methods[(i + 1) % methods.length]!.id, {
        key: 'dataset:d|metric:m',
        evidence,
      }),
      edge(methods[i]!.id, 'OUTPERFORMS', methods[(i + 1) % methods.length]!.id, { key: '|', evidence }),
      edge(results[i]!.id, 'OF_METHOD', methods[i]!.id),
    ];
  });
  const bare = bareGraph([...papers, ...methods, ...others, ...results], edges);
  const name = HOSTILE_NAMES.join(' ');
  return finished(
    {
      ...bare,
      merges: [
        {
          kept: 'method:m2',
          merged: 'method:m99',
          alias: name,
          rule: 'abbreviation',
          score: 0.6,
          evidence: name,
          papers: [papers[0]!.id],
        },
      ],
      conflicts: [
        { surface: name, kept: 'method:m2', lost: 'task:m2', keptPapers: 3, lostPapers: 1, decision: 'both' },
      ],
      rejected: { 'Dataset USED_FOR Metric': 1234 },
    },
    {
      communities: [
        {
          id: 'l0:method:m2',
          level: 0,
          parent: 'l1:method:m2',
          label: name,
          description: `${name}\n${name}`,
          keywords: [name],
          members: methods.map(({ id }) => id),
          papers: papers.map(({ id }) => id),
          stability: 0.75,
        },
        {
          id: 'l1:method:m2',
          level: 1,
          parent: null,
          label: 'above',
          description: 'all\nof it',
          keywords: [],
          members: methods.map(({ id }) => id),
          papers: [],
          stability: 1,
        },
      ],
      bridges: [{ node: 'method:m3', communities: ['l0:method:m2'], betweenness: 0.25 }],
      leaderboards: [
        {
          task: null,
          dataset: 'dataset:d',
          metric: 'metric:m',
          higherIsBetter: true,
          rows: results.map(({ id }) => id),
        },
      ],
      gaps: [{ method: 'method:m2', other: 'dataset:d', score: 0.5, why: name }],
    },
  );
}
