/**
 * The threshold: all that stands above (exports, Neo4j, the viewer) knows the graph by this file alone.
 */
import type { EntityId, EntityType, Field, Finder, PaperId, Role } from '../src/types.js';

export { ENTITY_TYPES, ROLES } from '../src/types.js';
export type { EntityId, EntityType, Field, Finder, PaperId, Role };

/** Rises whenever a reader of `graph.json` would have to change. */
export const SCHEMA_VERSION = 1;

export const NODE_TYPES = ['Paper', 'Method', 'Dataset', 'Task', 'Metric', 'Hardware', 'Result'] as const;
export type NodeType = (typeof NODE_TYPES)[number];

export const EDGE_TYPES = [
  'MENTIONS',
  'PROPOSES',
  'USED_FOR',
  'EVALUATED_ON',
  'TRAINED_ON',
  'BENCHMARK_FOR',
  'MEASURED_BY',
  'COMPARED_WITH',
  'OUTPERFORMS',
  'PART_OF',
  'VARIANT_OF',
  'SUBTASK_OF',
  'RUNS_ON',
  'REPORTS',
  'OF_METHOD',
  'ON_DATASET',
  'FOR_TASK',
  'WITH_METRIC',
  'ON_HARDWARE',
  'AGAINST',
] as const;
export type EdgeType = (typeof EDGE_TYPES)[number];

/** Every edge the graph may hold. `build` rejects and counts the rest; exports and Neo4j rely on it. */
export const ALLOWED_EDGES: readonly (readonly [from: NodeType, type: EdgeType, to: NodeType])[] = [
  ['Paper', 'MENTIONS', 'Method'],
  ['Paper', 'MENTIONS', 'Dataset'],
  ['Paper', 'MENTIONS', 'Task'],
  ['Paper', 'MENTIONS', 'Metric'],
  ['Paper', 'MENTIONS', 'Hardware'],
  ['Paper', 'PROPOSES', 'Method'],
  ['Paper', 'PROPOSES', 'Dataset'],
  ['Paper', 'PROPOSES', 'Task'],
  ['Paper', 'PROPOSES', 'Metric'],
  ['Paper', 'PROPOSES', 'Hardware'],
  ['Paper', 'REPORTS', 'Result'],
  ['Method', 'USED_FOR', 'Task'],
  ['Method', 'EVALUATED_ON', 'Dataset'],
  ['Method', 'TRAINED_ON', 'Dataset'],
  ['Method', 'COMPARED_WITH', 'Method'],
  ['Method', 'OUTPERFORMS', 'Method'],
  ['Method', 'PART_OF', 'Method'],
  ['Method', 'VARIANT_OF', 'Method'],
  ['Method', 'MEASURED_BY', 'Metric'],
  ['Method', 'RUNS_ON', 'Hardware'],
  ['Dataset', 'BENCHMARK_FOR', 'Task'],
  ['Dataset', 'MEASURED_BY', 'Metric'],
  ['Dataset', 'VARIANT_OF', 'Dataset'],
  ['Task', 'SUBTASK_OF', 'Task'],
  ['Task', 'MEASURED_BY', 'Metric'],
  ['Result', 'OF_METHOD', 'Method'],
  ['Result', 'ON_DATASET', 'Dataset'],
  ['Result', 'FOR_TASK', 'Task'],
  ['Result', 'WITH_METRIC', 'Metric'],
  ['Result', 'ON_HARDWARE', 'Hardware'],
  ['Result', 'AGAINST', 'Method'],
];

/** `result:` and 16 hex digits of what identifies it. */
export type ResultId = `result:${string}`;
export type NodeId = PaperId | EntityId | ResultId;

/** The sentence that says so. Quoted in full, so that a reader of the graph needs no second file. */
export interface Evidence {
  readonly paper: PaperId;
  readonly field: Field;
  /** `[start, end)` of the sentence in that field of the cleaned paper, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly sentence: string;
  /** Where the things concerned stand, `[start, end)` counted within `sentence`; in order, without overlap. */
  readonly marks: readonly (readonly [start: number, end: number])[];
}
/** How many sentences a node or an edge quotes at most; `support` counts all. */
export const MAX_EVIDENCE = 5;
/** How many papers an edge names at most; `support` counts all. */
export const MAX_PAPER_IDS = 50;

export interface PaperNode {
  readonly id: PaperId;
  readonly type: 'Paper';
  /** The title; the id's text where the source gave no title. */
  readonly name: string;
  readonly abstract: string;
  readonly year: number | null;
  readonly publishedOn: string | null;
  readonly venue: string | null;
  readonly authors: readonly string[];
  readonly url: string | null;
  readonly categories: readonly string[];
  readonly arxivId: string | null;
  readonly arxivVersion: number | null;
  readonly doi: string | null;
  readonly aclId: string | null;
  readonly openalexId: string | null;
  readonly s2Id: string | null;
  /** Further ids of the same kinds, `doi:10.48550/arxiv.1810.04805`; absent where there are none. */
  readonly otherIds?: readonly string[];
}

export interface EntityNode {
  readonly id: EntityId;
  readonly type: EntityType;
  /** The surface most papers use, fullest form preferred. */
  readonly name: string;
  /** Every other surface, most frequent first. */
  readonly aliases: readonly string[];
  readonly abbreviation: string | null;
  /** In how many papers, and how often in all. */
  readonly papers: number;
  readonly mentions: number;
  readonly firstYear: number | null;
  readonly lastYear: number | null;
  /** The earliest paper that proposes it. */
  readonly proposedIn: PaperId | null;
  /** In how many papers it plays each role; roles it never plays are absent. */
  readonly roles: Readonly<Partial<Record<Role, number>>>;
  readonly foundBy: readonly Finder[];
  readonly confidence: number;
  /** Metrics only; null where our table does not say. */
  readonly higherIsBetter: boolean | null;
  readonly evidence: readonly Evidence[];
}

export interface ResultNode {
  readonly id: ResultId;
  readonly type: 'Result';
  /** `93.2% accuracy`: for captions. */
  readonly name: string;
  readonly paper: PaperId;
  readonly value: number;
  readonly valueRaw: string;
  readonly unit: string;
  /** A gain or ratio against something else, not an absolute figure. */
  readonly isDelta: boolean;
  readonly higherIsBetter: boolean | null;
  readonly method: EntityId | null;
  readonly dataset: EntityId | null;
  readonly task: EntityId | null;
  readonly metric: EntityId | null;
  readonly hardware: EntityId | null;
  readonly baseline: EntityId | null;
  readonly inferredSlots: readonly string[];
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
}

/** As with edges, a thing of a graph just built reads its evidence when asked: copy it by `JSON`, not by spreading. */
export type GraphNode = PaperNode | EntityNode | ResultNode;

/**
 * Plain data once it is written. Of a graph just built, an edge makes its papers and sentences when they are asked for:
 * read its fields, and copy it by `JSON`, not by spreading.
 */
export interface GraphEdge {
  readonly source: NodeId;
  readonly type: EdgeType;
  readonly target: NodeId;
  /** Empty but for OUTPERFORMS, where it is `dataset|metric`. `(source, type, target, key)` is unique. */
  readonly key: string;
  /** How many papers say so. */
  readonly support: number;
  readonly papers: readonly PaperId[];
  readonly firstYear: number | null;
  readonly lastYear: number | null;
  readonly confidence: number;
  /** True when no sentence says it outright: an end stood as "it" or "our model" each time. */
  readonly inferred: boolean;
  readonly evidence: readonly Evidence[];
  /** MENTIONS: how often, whether in the title, under which surfaces. */
  readonly count?: number | undefined;
  readonly inTitle?: boolean | undefined;
  readonly surfaces?: readonly string[] | undefined;
  readonly role?: Role | undefined;
  /** OUTPERFORMS. */
  readonly metric?: EntityId | null | undefined;
  readonly dataset?: EntityId | null | undefined;
  readonly margin?: number | null | undefined;
  /** RUNS_ON: devices and hours of the best-supported sentence. */
  readonly devices?: number | null | undefined;
  readonly hours?: number | null | undefined;
}

export const MERGE_RULES = ['same-key', 'abbreviation', 'known-alias', 'user'] as const;
/** Why two names became one node; written so that a person can undo it. */
export interface Merge {
  readonly kept: EntityId;
  /** The id that the alias would have had alone. */
  readonly merged: EntityId;
  readonly alias: string;
  readonly rule: (typeof MERGE_RULES)[number];
  /** 0 to 1. */
  readonly score: number;
  /** One line a person can check: `defined as "convolutional neural network" in 41 of 43 papers`. */
  readonly evidence: string;
  readonly papers: readonly PaperId[];
}

/** One surface that the corpus uses under two types. */
export interface TypeConflict {
  readonly surface: string;
  readonly kept: EntityId;
  readonly lost: EntityId;
  readonly keptPapers: number;
  readonly lostPapers: number;
  /** `moved`: the rarer reading was given to the other; `both`: both stand. */
  readonly decision: 'moved' | 'both';
}

/** Nodes sorted by id, edges by (source, type, target, key): the order is part of the format, since Louvain depends on it. */
export interface BareGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly merges: readonly Merge[];
  readonly conflicts: readonly TypeConflict[];
  /** Edges refused by ALLOWED_EDGES: `Dataset USED_FOR Metric` → how many. */
  readonly rejected: Readonly<Record<string, number>>;
}

export interface Community {
  /** `l0:` and the id of its strongest member at birth. */
  readonly id: string;
  /** 0 is the finest. */
  readonly level: number;
  readonly parent: string | null;
  readonly label: string;
  /** Two lines made of counts, not of prose. */
  readonly description: string;
  readonly keywords: readonly string[];
  /** Entities, strongest first. */
  readonly members: readonly EntityId[];
  /** Papers whose entities stand here more than anywhere else. */
  readonly papers: readonly PaperId[];
  /** 0 to 1: share of seeded runs that keep a pair together. */
  readonly stability: number;
}
export const COMMUNITY_CHANGES = ['born', 'split', 'merged', 'gone'] as const;
/** What became of a community since the build before. */
export interface CommunityChange {
  readonly change: (typeof COMMUNITY_CHANGES)[number];
  readonly level: number;
  /** Of the new one if born or split off, of the old one if merged or gone. */
  readonly id: string;
  readonly label: string;
  /** The community it split from or merged into. */
  readonly other: string | null;
}
export interface Measure {
  readonly degree: number;
  readonly pageRank: number;
  readonly betweenness: number;
}
export type Position = readonly [x: number, y: number];

export interface Leaderboard {
  readonly task: EntityId | null;
  readonly dataset: EntityId;
  readonly metric: EntityId;
  readonly higherIsBetter: boolean | null;
  /** Best first; as claimed in the abstracts. */
  readonly rows: readonly ResultId[];
}
/** A pair that the neighbourhood suggests and no paper in the corpus has. */
export interface Gap {
  readonly method: EntityId;
  readonly other: EntityId;
  readonly score: number;
  /** One line with the counts behind it. */
  readonly why: string;
}
export interface Bridge {
  readonly node: EntityId;
  readonly communities: readonly string[];
  readonly betweenness: number;
}

export interface RunInfo {
  readonly version: string;
  readonly schema: number;
  /** sha256 over the papers in order of id. */
  readonly inputHash: string;
  readonly configHash: string;
  readonly seed: number;
  readonly papers: number;
  readonly communityAlgorithm: string;
  readonly resolution: number;
  readonly modularity: number;
}

/** The finished graph: plain data, equal to what `graph.json` holds. */
export interface KnowledgeGraph extends BareGraph {
  readonly measures: Readonly<Record<string, Measure>>;
  readonly communities: readonly Community[];
  /** Only of a build that knew an earlier one, and only if something changed. */
  readonly changes?: readonly CommunityChange[];
  readonly bridges: readonly Bridge[];
  readonly positions: Readonly<Record<string, Position>>;
  readonly leaderboards: readonly Leaderboard[];
  readonly gaps: readonly Gap[];
  readonly run: RunInfo;
}

/** What every writer in `graph/export` is: the graph in, text out in pieces, so that no step holds one string of it all. */
export type GraphWriter = (graph: KnowledgeGraph) => Iterable<string>;
