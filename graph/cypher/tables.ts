/** What the graph is inside Neo4j: labels, relationship types and properties, as tables. Statements, rows and documentation come from here. */
import {
  ALLOWED_EDGES,
  type Community,
  EDGE_TYPES,
  type EdgeType,
  ENTITY_TYPES,
  type EntityId,
  type EntityNode,
  type EntityType,
  type Evidence,
  type GraphEdge,
  type NodeType,
  type PaperNode,
  type ResultNode,
  ROLES,
  type RunInfo,
} from '../schema.js';

export type PropertyType = 'string' | 'int' | 'float' | 'boolean' | 'date' | 'string[]' | 'int[]';
export type PropertyValue = string | number | boolean | readonly string[] | readonly number[] | null | undefined;

export interface PropertySpec {
  readonly name: string;
  readonly type: PropertyType;
  readonly about: string;
}
/** A property and how to read it from what it belongs to. */
export interface Property<Subject> extends PropertySpec {
  readonly of: (subject: Subject, context: Context) => PropertyValue;
}

/** The labels that carry the key `id`. */
export const BASE_LABELS = ['Paper', 'Entity', 'Result', 'Community', 'Run'] as const;
export type BaseLabel = (typeof BASE_LABELS)[number];

export const COMMUNITY_TYPES = ['IN_COMMUNITY', 'PARENT_COMMUNITY'] as const;
export type RelationshipType = EdgeType | (typeof COMMUNITY_TYPES)[number];

/** The fingerprint of a node or relationship as papergraph wrote it: by it a load knows what is unchanged, and `--prune` what is ours. */
export const MARK = 'papergraph';
/** Set on what was there before papergraph wrote to it, so that it is never deleted. */
export const ADOPTED = 'papergraphAdopted';

export interface Context {
  readonly run: RunInfo;
  readonly measures: Readonly<Record<string, { degree: number; pageRank: number; betweenness: number }>>;
  readonly positions: Readonly<Record<string, readonly [number, number]>>;
  /** The finest community of a node. */
  readonly communityOf: ReadonlyMap<string, string>;
}

const evidence = <S extends { readonly evidence: readonly Evidence[] }>(): Property<S>[] => [
  {
    name: 'evidence',
    type: 'string[]',
    about: 'the sentences that say so, whole, best first; at most five',
    of: (s) => s.evidence.map((e) => e.sentence),
  },
  {
    name: 'evidencePaperIds',
    type: 'string[]',
    about: 'parallel to evidence: the paper each stands in',
    of: (s) => s.evidence.map((e) => e.paper),
  },
  {
    name: 'evidenceFields',
    type: 'string[]',
    about: 'parallel: title or abstract',
    of: (s) => s.evidence.map((e) => e.field),
  },
  {
    name: 'evidenceStarts',
    type: 'int[]',
    about: 'parallel: where the sentence begins in that field, in UTF-16 code units',
    of: (s) => s.evidence.map((e) => e.start),
  },
  {
    name: 'evidenceEnds',
    type: 'int[]',
    about: 'parallel: where it ends, exclusive',
    of: (s) => s.evidence.map((e) => e.end),
  },
  {
    name: 'evidenceMarks',
    type: 'string[]',
    about: 'parallel: where the names stand within the sentence, "11-21,30-34"; "-" for none',
    of: (s) => s.evidence.map((e) => e.marks.map(([start, end]) => `${start}-${end}`).join(',') || '-'),
  },
];

const place = <S extends { readonly id: string }>(): Property<S>[] => [
  {
    name: 'communityId',
    type: 'string',
    about: 'the finest community it stands in',
    of: (s, c) => c.communityOf.get(s.id),
  },
  {
    name: 'degree',
    type: 'int',
    about: 'how many others it is linked to',
    of: (s, c) => own(c.measures, s.id)?.degree,
  },
  { name: 'pageRank', type: 'float', about: 'PageRank', of: (s, c) => own(c.measures, s.id)?.pageRank },
  {
    name: 'betweenness',
    type: 'float',
    about: 'betweenness, 0 to 1',
    of: (s, c) => own(c.measures, s.id)?.betweenness,
  },
  { name: 'x', type: 'float', about: 'where the layout puts it', of: (s, c) => own(c.positions, s.id)?.[0] },
  { name: 'y', type: 'float', about: 'where the layout puts it', of: (s, c) => own(c.positions, s.id)?.[1] },
];

export const PAPER_PROPERTIES: readonly Property<PaperNode>[] = [
  { name: 'title', type: 'string', about: 'cleaned title; the id where the source gave none', of: (p) => p.name },
  { name: 'abstract', type: 'string', about: 'cleaned abstract: all offsets count in it', of: (p) => p.abstract },
  { name: 'year', type: 'int', about: 'year of publication', of: (p) => p.year },
  {
    name: 'publishedOn',
    type: 'date',
    about: 'day of publication, where the source is that precise',
    of: (p) => p.publishedOn,
  },
  { name: 'venue', type: 'string', about: 'conference or journal', of: (p) => p.venue },
  { name: 'authors', type: 'string[]', about: 'in the order of the paper', of: (p) => p.authors },
  { name: 'url', type: 'string', about: 'where it can be read', of: (p) => p.url },
  { name: 'categories', type: 'string[]', about: "the source's subject codes", of: (p) => p.categories },
  { name: 'arxivId', type: 'string', about: 'without version', of: (p) => p.arxivId },
  { name: 'arxivVersion', type: 'int', about: 'version of the text that was read', of: (p) => p.arxivVersion },
  { name: 'doi', type: 'string', about: 'lower case', of: (p) => p.doi },
  { name: 'aclId', type: 'string', about: 'ACL Anthology', of: (p) => p.aclId },
  { name: 'openalexId', type: 'string', about: 'OpenAlex work', of: (p) => p.openalexId },
  { name: 's2Id', type: 'string', about: 'Semantic Scholar', of: (p) => p.s2Id },
  ...place<PaperNode>(),
];

export const ENTITY_PROPERTIES: readonly Property<EntityNode>[] = [
  { name: 'name', type: 'string', about: 'the form most papers use, fullest preferred', of: (e) => e.name },
  { name: 'aliases', type: 'string[]', about: 'every other form, most frequent first', of: (e) => e.aliases },
  { name: 'abbreviation', type: 'string', about: 'the short form the papers define', of: (e) => e.abbreviation },
  { name: 'paperCount', type: 'int', about: 'in how many papers', of: (e) => e.papers },
  { name: 'mentionCount', type: 'int', about: 'how often in all', of: (e) => e.mentions },
  { name: 'firstYear', type: 'int', about: 'year of the earliest paper that names it', of: (e) => e.firstYear },
  { name: 'lastYear', type: 'int', about: 'year of the latest', of: (e) => e.lastYear },
  { name: 'proposedIn', type: 'string', about: 'id of the earliest paper that proposes it', of: (e) => e.proposedIn },
  ...ROLES.map(
    (role): Property<EntityNode> => ({
      name: `papers${camel(role)}`,
      type: 'int',
      about: `in how many papers its role is "${role.replaceAll('_', ' ')}"`,
      of: (e) => e.roles[role],
    }),
  ),
  {
    name: 'foundBy',
    type: 'string[]',
    about: 'which finders saw it: tagger, lexicon, pattern, cue, user',
    of: (e) => e.foundBy,
  },
  { name: 'confidence', type: 'float', about: '0 to 1', of: (e) => e.confidence },
  { name: 'higherIsBetter', type: 'boolean', about: 'metrics only, where known', of: (e) => e.higherIsBetter },
  ...place<EntityNode>(),
  ...evidence<EntityNode>(),
];

export const RESULT_PROPERTIES: readonly Property<ResultNode>[] = [
  { name: 'name', type: 'string', about: 'for captions: "93.2% accuracy"', of: (r) => r.name },
  { name: 'paperId', type: 'string', about: 'the paper that reports it', of: (r) => r.paper },
  { name: 'value', type: 'float', about: 'the figure in its unit, never rescaled', of: (r) => r.value },
  { name: 'valueRaw', type: 'string', about: 'as written', of: (r) => r.valueRaw },
  { name: 'unit', type: 'string', about: '%, x, points, FPS …', of: (r) => r.unit || null },
  {
    name: 'isDelta',
    type: 'boolean',
    about: 'a gain over something else, not an absolute figure',
    of: (r) => r.isDelta,
  },
  { name: 'higherIsBetter', type: 'boolean', about: 'where the metric is known', of: (r) => r.higherIsBetter },
  {
    name: 'inferredSlots',
    type: 'string[]',
    about: 'what was filled by reasoning, not by the words of the sentence',
    of: (r) => r.inferredSlots,
  },
  { name: 'confidence', type: 'float', about: '0 to 1', of: (r) => r.confidence },
  ...evidence<ResultNode>(),
];

export const COMMUNITY_PROPERTIES: readonly Property<Community>[] = [
  { name: 'level', type: 'int', about: '0 is the finest', of: (c) => c.level },
  { name: 'label', type: 'string', about: 'its name', of: (c) => c.label },
  { name: 'description', type: 'string', about: 'two lines made of counts', of: (c) => c.description },
  { name: 'keywords', type: 'string[]', about: 'its strongest names', of: (c) => c.keywords },
  { name: 'size', type: 'int', about: 'how many entities', of: (c) => c.members.length },
  {
    name: 'paperCount',
    type: 'int',
    about: 'how many papers stand here more than anywhere else',
    of: (c) => c.papers.length,
  },
  {
    name: 'stability',
    type: 'float',
    about: '0 to 1: share of seeded runs that keep a pair together',
    of: (c) => c.stability,
  },
  { name: 'algorithm', type: 'string', about: 'louvain or leiden', of: (_, c) => c.run.communityAlgorithm },
  { name: 'resolution', type: 'float', about: 'resolution it was found at', of: (_, c) => c.run.resolution },
  { name: 'seed', type: 'int', about: 'seed of the run', of: (_, c) => c.run.seed },
];

export const RUN_PROPERTIES: readonly Property<RunInfo>[] = [
  { name: 'version', type: 'string', about: 'version of papergraph', of: (r) => r.version },
  { name: 'schema', type: 'int', about: 'version of this schema', of: (r) => r.schema },
  { name: 'inputHash', type: 'string', about: 'sha256 over the papers', of: (r) => r.inputHash },
  { name: 'configHash', type: 'string', about: 'hash of the settings', of: (r) => r.configHash },
  { name: 'seed', type: 'int', about: 'seed of every random choice', of: (r) => r.seed },
  { name: 'paperCount', type: 'int', about: 'how many papers', of: (r) => r.papers },
  { name: 'communityAlgorithm', type: 'string', about: 'louvain or leiden', of: (r) => r.communityAlgorithm },
  { name: 'resolution', type: 'float', about: 'resolution of the communities', of: (r) => r.resolution },
  { name: 'modularity', type: 'float', about: 'modularity of the finest level', of: (r) => r.modularity },
];

const EDGE_PROPERTIES: readonly Property<GraphEdge>[] = [
  { name: 'support', type: 'int', about: 'how many papers say so', of: (e) => e.support },
  { name: 'paperIds', type: 'string[]', about: 'which; at most fifty', of: (e) => e.papers },
  { name: 'firstYear', type: 'int', about: 'year of the earliest', of: (e) => e.firstYear },
  { name: 'lastYear', type: 'int', about: 'year of the latest', of: (e) => e.lastYear },
  { name: 'confidence', type: 'float', about: '0 to 1', of: (e) => e.confidence },
  {
    name: 'inferred',
    type: 'boolean',
    about: 'no sentence says it outright: an end stood as "it" or "our model"',
    of: (e) => e.inferred,
  },
  ...evidence<GraphEdge>(),
];
const MORE_EDGE_PROPERTIES: Readonly<Partial<Record<EdgeType, readonly Property<GraphEdge>[]>>> = {
  MENTIONS: [
    { name: 'count', type: 'int', about: 'how often', of: (e) => e.count },
    { name: 'inTitle', type: 'boolean', about: 'whether the title names it', of: (e) => e.inTitle },
    { name: 'surfaces', type: 'string[]', about: 'under which forms', of: (e) => e.surfaces },
    { name: 'role', type: 'string', about: `what the paper does with it: ${ROLES.join(', ')}`, of: (e) => e.role },
  ],
  OUTPERFORMS: [
    { name: 'metric', type: 'string', about: 'id of the metric, where said', of: (e) => e.metric },
    { name: 'dataset', type: 'string', about: 'id of the dataset, where said', of: (e) => e.dataset },
    { name: 'margin', type: 'float', about: 'by how much, where said', of: (e) => e.margin },
  ],
  RUNS_ON: [
    { name: 'devices', type: 'int', about: 'how many', of: (e) => e.devices },
    { name: 'hours', type: 'float', about: 'how long', of: (e) => e.hours },
  ],
};

/** Nodes of one static set of labels. */
export interface NodeKind {
  /** The label that carries the key. */
  readonly base: BaseLabel;
  /** The second label, or null. */
  readonly label: EntityType | null;
  /** `Method`, `Paper`: the label by which its nodes are counted. */
  readonly name: string;
  readonly about: string;
  readonly properties: readonly PropertySpec[];
}
/** Relationships of one type between two base labels. */
export interface RelationshipKind {
  readonly type: RelationshipType;
  readonly from: BaseLabel;
  readonly to: BaseLabel;
  /** Whether several may stand between the same ends, told apart by the property `key`. */
  readonly keyed: boolean;
  readonly about: string;
  readonly properties: readonly PropertySpec[];
}

const ENTITY_ABOUT: Readonly<Record<EntityType, string>> = {
  Dataset: 'data or a benchmark to train or test on',
  Metric: 'a measure of quality',
  Hardware: 'a machine or chip',
  Task: 'a problem to solve',
  Method: 'a model, algorithm or technique',
};

export const NODE_KINDS: readonly NodeKind[] = [
  { base: 'Paper', label: null, name: 'Paper', about: 'one abstract', properties: PAPER_PROPERTIES },
  ...ENTITY_TYPES.map(
    (label): NodeKind => ({
      base: 'Entity',
      label,
      name: label,
      about: ENTITY_ABOUT[label],
      properties: ENTITY_PROPERTIES,
    }),
  ),
  {
    base: 'Result',
    label: null,
    name: 'Result',
    about: 'a figure that an abstract reports',
    properties: RESULT_PROPERTIES,
  },
  {
    base: 'Community',
    label: null,
    name: 'Community',
    about: 'entities that belong together more than with the rest',
    properties: COMMUNITY_PROPERTIES,
  },
  { base: 'Run', label: null, name: 'Run', about: 'how this graph was made', properties: RUN_PROPERTIES },
];

const EDGE_ABOUT: Readonly<Record<EdgeType, string>> = {
  MENTIONS: 'the abstract or title names it',
  PROPOSES: 'the paper presents it as new',
  USED_FOR: 'the method is applied to the task',
  EVALUATED_ON: 'the method is tested on the dataset',
  TRAINED_ON: 'the method is trained on the dataset',
  BENCHMARK_FOR: 'the dataset tests the task',
  MEASURED_BY: 'judged by the metric',
  COMPARED_WITH: 'compared with each other; meant without direction, stored from the lower id to the higher',
  OUTPERFORMS: 'said to be better than',
  PART_OF: 'the method is a part of the other',
  VARIANT_OF: 'a kind or a version of the other',
  SUBTASK_OF: 'the task is a part of the other',
  RUNS_ON: 'trained or run on the machine',
  REPORTS: 'the paper reports the figure',
  OF_METHOD: 'whose figure it is',
  ON_DATASET: 'on which data',
  FOR_TASK: 'for which task',
  WITH_METRIC: 'in which measure',
  ON_HARDWARE: 'on which machine',
  AGAINST: 'what it is compared with',
};

export function baseLabel(type: NodeType): BaseLabel {
  return type === 'Paper' || type === 'Result' ? type : 'Entity';
}

export const RELATIONSHIP_KINDS: readonly RelationshipKind[] = [
  ...EDGE_TYPES.flatMap((type) => {
    const ends = new Map(
      ALLOWED_EDGES.filter(([, t]) => t === type).map(([from, , to]) => [
        `${baseLabel(from)} ${baseLabel(to)}`,
        [baseLabel(from), baseLabel(to)] as const,
      ]),
    );
    return [...ends.values()].map(([from, to]): RelationshipKind => {
      const keyed = type === 'OUTPERFORMS';
      const key: PropertySpec = { name: 'key', type: 'string', about: 'dataset|metric: one relationship for each' };
      return {
        type,
        from,
        to,
        keyed,
        about: EDGE_ABOUT[type],
        properties: [...(keyed ? [key] : []), ...edgeProperties(type)],
      };
    });
  }),
  {
    type: 'IN_COMMUNITY',
    from: 'Entity',
    to: 'Community',
    keyed: false,
    about: 'stands in it, one for each level',
    properties: [],
  },
  {
    type: 'IN_COMMUNITY',
    from: 'Paper',
    to: 'Community',
    keyed: false,
    about: 'its entities stand here more than anywhere else',
    properties: [],
  },
  {
    type: 'PARENT_COMMUNITY',
    from: 'Community',
    to: 'Community',
    keyed: false,
    about: 'from the finer to the coarser that holds it',
    properties: [],
  },
];

/** What is computed from the whole corpus anew each time: it is replaced by every load, while what papers said goes only by `--prune`. */
export const COMPUTED: ReadonlySet<string> = new Set(['Community', 'Run', ...COMMUNITY_TYPES]);

export function edgeProperties(type: EdgeType): readonly Property<GraphEdge>[] {
  return [...EDGE_PROPERTIES, ...(MORE_EDGE_PROPERTIES[type] ?? [])];
}

/** `(:Paper)-[:MENTIONS]->(:Entity)` */
export function kindName(kind: NodeKind | RelationshipKind): string {
  return 'type' in kind ? `(:${kind.from})-[:${kind.type}]->(:${kind.to})` : `:${kind.name}`;
}

function camel(role: string): string {
  return role.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A user's id may be `constructor`: only what the table itself holds counts. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

export function communityOf(communities: readonly Community[]): Map<string, string> {
  const finest = new Map<string, string>();
  for (const community of [...communities].sort((a, b) => b.level - a.level))
    for (const id of [...community.members, ...community.papers] as EntityId[]) finest.set(id, community.id);
  return finest;
}
