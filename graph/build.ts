/**
 * Facts and names to nodes and edges in fixed order. Order is decided here, once: by id, compared by code units.
 */
import { createHash } from 'node:crypto';
import type { EntityId, EntityType, Finder, PaperId, RelationType, Role, Span } from '../src/types.js';
import type { Names } from './merge.js';
import {
  ALLOWED_EDGES,
  type BareGraph,
  type EdgeType,
  type EntityNode,
  type Evidence,
  type GraphEdge,
  type GraphNode,
  MAX_EVIDENCE,
  MAX_PAPER_IDS,
  type NodeId,
  type NodeType,
  type PaperNode,
  type ResultId,
  type ResultNode,
} from './schema.js';
import type { EntityFact, MentionFact, NameCount, PaperFacts, RelationFact, ResultFact } from './store/counts.js';

export interface BuildInput {
  readonly counts: readonly NameCount[];
  readonly names: Names;
  /** In order of paper id. */
  readonly facts: AsyncIterable<PaperFacts>;
  /** By metric node: whether more is better; absent where nobody knows. */
  readonly higherIsBetter: ReadonlyMap<EntityId, boolean>;
}
export interface Built {
  readonly graph: BareGraph;
  readonly papers: number;
  /** sha256 over ids and texts in order of id. */
  readonly inputHash: string;
}

/** Nodes sorted by id, edges by (source, type, target, key); what `ALLOWED_EDGES` refuses is counted. */
export async function build({ counts, names, facts, higherIsBetter }: BuildInput): Promise<Built> {
  const entities = draftEntities(counts, names);
  const edges = new Edges(entities);
  const papers: PaperNode[] = [];
  const results = new Map<ResultId, ResultNode>();
  const hash = createHash('sha256');
  for await (const fact of facts) {
    const page = new Page(fact, names.ids);
    papers.push(paperNode(fact.paper));
    hash.update(JSON.stringify([fact.paper.id, fact.paper.title, fact.paper.abstract, fact.paper.year ?? null]));
    readEntities(page, entities, edges);
    for (const relation of fact.relations) readRelation(page, relation, edges);
    for (const result of fact.results) readResult(page, result, results, edges, higherIsBetter);
  }
  const nodes: GraphNode[] = [
    ...papers,
    ...[...entities.values()].filter((draft) => draft.papers > 0).map((draft) => entityNode(draft, names, higherIsBetter)),
    ...results.values(),
  ];
  nodes.sort(byId);
  return {
    graph: {
      nodes,
      edges: edges.sorted(),
      merges: [...names.merges].sort((a, b) => order(a.kept, b.kept) || order(a.merged, b.merged) || order(a.alias, b.alias)),
      conflicts: [...names.conflicts].sort((a, b) => order(a.kept, b.kept) || order(a.lost, b.lost)),
      rejected: edges.rejected(),
    },
    papers: papers.length,
    inputHash: hash.digest('hex'),
  };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byId = (a: { id: string }, b: { id: string }): number => order(a.id, b.id);

/** One paper with its mentions by node, for quoting. */
class Page {
  readonly paper: PaperFacts['paper'];
  readonly mentions: readonly (MentionFact & { readonly node: EntityId })[];

  constructor(
    readonly facts: PaperFacts,
    private readonly ids: readonly EntityId[],
  ) {
    this.paper = facts.paper;
    this.mentions = facts.mentions.map((mention) => ({ ...mention, node: ids[mention.thing]! }));
  }

  node(thing: number | null): EntityId | null {
    return thing === null ? null : (this.ids[thing] ?? null);
  }

  /** The sentence, with the places where the nodes stand. */
  quote(span: Span, nodes: readonly (NodeId | null)[], places: readonly Span[] = []): Evidence {
    const inside = (place: Span) => place.field === span.field && place.start >= span.start && place.end <= span.end;
    const marks = [...this.mentions.filter((mention) => nodes.includes(mention.node)), ...places]
      .filter(inside)
      .map(({ start, end }) => [start - span.start, end - span.start] as const)
      .sort(([a, b], [c, d]) => a - c || d - b);
    const apart: (readonly [number, number])[] = [];
    for (const mark of marks) if (mark[0] >= (apart.at(-1)?.[1] ?? 0)) apart.push(mark);
    return {
      paper: this.paper.id,
      field: span.field,
      start: span.start,
      end: span.end,
      sentence: this.paper[span.field].slice(span.start, span.end),
      marks: apart,
    };
  }
}

// --------------------------------------------------------------------------------------------------------- entities

interface EntityDraft {
  readonly id: EntityId;
  readonly type: EntityType;
  /** Numbers of the things that became this node. */
  readonly things: number[];
  readonly surfaces: Map<string, number>;
  readonly names: Map<string, number>;
  readonly abbreviations: Map<string, number>;
  readonly roles: Map<Role, number>;
  readonly foundBy: Set<Finder>;
  papers: number;
  mentions: number;
  firstYear: number | null;
  lastYear: number | null;
  proposedIn: { id: PaperId; year: number } | null;
  confidence: number;
  readonly evidence: BestEvidence;
}

function draftEntities(counts: readonly NameCount[], names: Names): Map<EntityId, EntityDraft> {
  const drafts = new Map<EntityId, EntityDraft>();
  for (const count of counts) {
    const id = names.ids[count.number]!;
    let draft = drafts.get(id);
    if (!draft) drafts.set(id, (draft = newDraft(id)));
    draft.things.push(count.number);
    for (const { text, papers } of count.names) add(draft.names, text, papers);
    for (const { text, papers } of count.surfaces) add(draft.surfaces, text, papers);
    for (const { short, papers } of count.definitions) add(draft.abbreviations, short, papers);
  }
  return drafts;
}

const TYPE_OF_PREFIX = new Map<string, EntityType>(
  (['Dataset', 'Metric', 'Hardware', 'Task', 'Method'] as const).map((type) => [type.toLowerCase(), type]),
);

function newDraft(id: EntityId): EntityDraft {
  return {
    id,
    type: TYPE_OF_PREFIX.get(id.slice(0, id.indexOf(':')))!,
    things: [],
    surfaces: new Map(),
    names: new Map(),
    abbreviations: new Map(),
    roles: new Map(),
    foundBy: new Set(),
    papers: 0,
    mentions: 0,
    firstYear: null,
    lastYear: null,
    proposedIn: null,
    confidence: 0,
    evidence: new BestEvidence(),
  };
}

const add = <K>(map: Map<K, number>, key: K, n: number): void => void map.set(key, (map.get(key) ?? 0) + n);

/** What a paper does with a node that it knows under several names. */
interface InPaper {
  readonly facts: EntityFact[];
  readonly mentions: MentionFact[];
}

function readEntities(page: Page, entities: Map<EntityId, EntityDraft>, edges: Edges): void {
  const { paper } = page;
  const year = paper.year ?? null;
  const here = new Map<EntityId, InPaper>();
  for (const fact of page.facts.entities) {
    const id = page.node(fact.thing)!;
    const before = here.get(id);
    if (before) before.facts.push(fact);
    else here.set(id, { facts: [fact], mentions: [] });
  }
  for (const mention of page.mentions) here.get(mention.node)?.mentions.push(mention);
  for (const [id, { facts, mentions }] of here) {
    const draft = entities.get(id)!;
    const best = facts.reduce((a, b) => (strongerRole(b, a) ? b : a));
    draft.papers++;
    draft.mentions += mentions.length;
    draft.confidence = Math.max(draft.confidence, best.confidence);
    add(draft.roles, best.role, 1);
    for (const { foundBy } of mentions) draft.foundBy.add(foundBy);
    widen(draft, year);
    if (best.role === 'proposed') {
      const candidate = { id: paper.id, year: year ?? Number.POSITIVE_INFINITY };
      if (!draft.proposedIn || candidate.year < draft.proposedIn.year) draft.proposedIn = candidate;
    }
    const quote = page.quote(best.evidence, [id]);
    // A paper that proposes a thing says best what it is.
    draft.evidence.offer(quote, best.confidence + (best.role === 'proposed' ? 1 : 0));
    edges.offer(page, paper.id, 'MENTIONS', id, '', {
      confidence: Math.max(...facts.map(({ confidence }) => confidence)),
      inferred: false,
      evidence: quote,
      extra: {
        count: mentions.length,
        inTitle: mentions.some(({ field }) => field === 'title'),
        surfaces: [...new Set(mentions.map(({ text }) => text))],
        role: best.role,
      },
    });
    if (best.role === 'proposed')
      edges.offer(page, paper.id, 'PROPOSES', id, '', { confidence: best.confidence, inferred: false, evidence: quote });
  }
}

/** Of two names for one node within a paper, the one it proposes, else the surer, counts. */
function strongerRole(a: EntityFact, b: EntityFact): boolean {
  const rank = (fact: EntityFact) => (fact.role === 'proposed' ? 2 : fact.role === 'mentioned' ? 0 : 1);
  return rank(a) - rank(b) > 0 || (rank(a) === rank(b) && a.confidence > b.confidence);
}

function widen(years: { firstYear: number | null; lastYear: number | null }, year: number | null): void {
  if (year === null) return;
  years.firstYear = years.firstYear === null ? year : Math.min(years.firstYear, year);
  years.lastYear = years.lastYear === null ? year : Math.max(years.lastYear, year);
}

/** Most papers first, then fewer capitals shouted, then by code units. */
function ranked(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].sort(([a, m], [b, n]) => n - m || order(a, b)).map(([text]) => text);
}

function entityNode(draft: EntityDraft, names: Names, higherIsBetter: ReadonlyMap<EntityId, boolean>): EntityNode {
  const abbreviation = ranked(draft.abbreviations)[0] ?? null;
  const name = names.chosen.get(draft.id) ?? fullestName(draft);
  const aliases = ranked(draft.surfaces).filter((text) => text !== name);
  const roles: Partial<Record<Role, number>> = {};
  for (const [role, n] of [...draft.roles].sort(([a], [b]) => order(a, b))) roles[role] = n;
  return {
    id: draft.id,
    type: draft.type,
    name,
    aliases,
    abbreviation: abbreviation === name ? null : abbreviation,
    papers: draft.papers,
    mentions: draft.mentions,
    firstYear: draft.firstYear,
    lastYear: draft.lastYear,
    proposedIn: draft.proposedIn?.id ?? null,
    roles,
    foundBy: [...draft.foundBy].sort(),
    confidence: draft.confidence,
    higherIsBetter: draft.type === 'Metric' ? (higherIsBetter.get(draft.id) ?? null) : null,
    evidence: draft.evidence.list(),
  };
}

/** The name most papers give; a singular before its plural, since a node is one thing. */
function fullestName(draft: EntityDraft): string {
  const all = ranked(draft.names.size > 0 ? draft.names : draft.surfaces);
  const first = all[0] ?? draft.id;
  const singular = first.endsWith('s') ? all.find((name) => name.toLowerCase() === first.slice(0, -1).toLowerCase()) : undefined;
  return singular ?? first;
}

// ------------------------------------------------------------------------------------------------------------ edges

/** The few sentences worth quoting: one a paper, surest first, then by paper and place. */
class BestEvidence {
  readonly #kept: { evidence: Evidence; confidence: number }[] = [];

  offer(evidence: Evidence, confidence: number): void {
    const before = this.#kept.findIndex((each) => each.evidence.paper === evidence.paper);
    if (before >= 0) {
      if (rank({ evidence, confidence }, this.#kept[before]!) >= 0) return;
      this.#kept.splice(before, 1);
    }
    this.#kept.push({ evidence, confidence });
    this.#kept.sort(rank);
    if (this.#kept.length > MAX_EVIDENCE) this.#kept.pop();
  }

  list(): Evidence[] {
    return this.#kept.map(({ evidence }) => evidence);
  }
}
type Ranked = { readonly evidence: Evidence; readonly confidence: number };
const rank = (a: Ranked, b: Ranked): number =>
  b.confidence - a.confidence ||
  order(a.evidence.paper, b.evidence.paper) ||
  order(b.evidence.field, a.evidence.field) ||
  a.evidence.start - b.evidence.start;

type Extra = Pick<
  GraphEdge,
  'count' | 'inTitle' | 'surfaces' | 'role' | 'metric' | 'dataset' | 'margin' | 'devices' | 'hours'
>;
interface Saying {
  readonly confidence: number;
  readonly inferred: boolean;
  readonly evidence: Evidence;
  readonly extra?: Extra;
}
interface EdgeDraft {
  readonly source: NodeId;
  readonly type: EdgeType;
  readonly target: NodeId;
  readonly key: string;
  support: number;
  readonly papers: PaperId[];
  lastPaper: PaperId | null;
  firstYear: number | null;
  lastYear: number | null;
  confidence: number;
  inferred: boolean;
  readonly evidence: BestEvidence;
  extra: Extra | undefined;
  /** How sure the saying is that `extra` was taken from. */
  extraConfidence: number;
}

class Edges {
  readonly #drafts = new Map<string, EdgeDraft>();
  readonly #rejected = new Map<string, number>();
  readonly #allowed = new Set(ALLOWED_EDGES.map(([from, type, to]) => `${from} ${type} ${to}`));

  constructor(private readonly entities: ReadonlyMap<string, EntityDraft>) {}

  /** One paper's word for an edge; the same paper saying it twice supports it once. */
  offer(page: Page, source: NodeId, type: EdgeType, target: NodeId, key: string, saying: Saying): void {
    const triple = `${this.#typeOf(source)} ${type} ${this.#typeOf(target)}`;
    if (!this.#allowed.has(triple) || source === target) {
      const what = source === target ? `${triple} to itself` : triple;
      this.#rejected.set(what, (this.#rejected.get(what) ?? 0) + 1);
      return;
    }
    const id = `${source}\0${type}\0${target}\0${key}`;
    let draft = this.#drafts.get(id);
    if (!draft) this.#drafts.set(id, (draft = newEdge(source, type, target, key)));
    const paper = page.paper.id;
    if (draft.lastPaper !== paper) {
      draft.lastPaper = paper;
      draft.support++;
      if (draft.papers.length < MAX_PAPER_IDS) draft.papers.push(paper);
      widen(draft, page.paper.year ?? null);
    }
    draft.confidence = Math.max(draft.confidence, saying.confidence);
    draft.inferred &&= saying.inferred;
    // An outright word before one that is only inferred.
    draft.evidence.offer(saying.evidence, saying.confidence - (saying.inferred ? 1 : 0));
    if (saying.extra && saying.confidence > draft.extraConfidence) {
      draft.extra = saying.extra;
      draft.extraConfidence = saying.confidence;
    }
  }

  #typeOf(id: NodeId): NodeType {
    if (this.entities.has(id)) return this.entities.get(id)!.type;
    return id.startsWith('result:') ? 'Result' : 'Paper';
  }

  sorted(): GraphEdge[] {
    const edges = [...this.#drafts.values()].map(
      ({ source, type, target, key, support, papers, firstYear, lastYear, confidence, inferred, evidence, extra }): GraphEdge => ({
        source,
        type,
        target,
        key,
        support,
        papers,
        firstYear,
        lastYear,
        confidence,
        inferred,
        evidence: evidence.list(),
        ...extra,
      }),
    );
    return edges.sort(
      (a, b) => order(a.source, b.source) || order(a.type, b.type) || order(a.target, b.target) || order(a.key, b.key),
    );
  }

  rejected(): Record<string, number> {
    return Object.fromEntries([...this.#rejected].sort(([a], [b]) => order(a, b)));
  }
}

function newEdge(source: NodeId, type: EdgeType, target: NodeId, key: string): EdgeDraft {
  return {
    source,
    type,
    target,
    key,
    support: 0,
    papers: [],
    lastPaper: null,
    firstYear: null,
    lastYear: null,
    confidence: 0,
    inferred: true,
    evidence: new BestEvidence(),
    extra: undefined,
    extraConfidence: -1,
  };
}

/** What the graph calls what an abstract says. */
const EDGE_OF: Readonly<Record<RelationType, EdgeType>> = {
  USED_FOR: 'USED_FOR',
  EVALUATED_ON: 'EVALUATED_ON',
  TRAINED_ON: 'TRAINED_ON',
  COMPARED_WITH: 'COMPARED_WITH',
  OUTPERFORMS: 'OUTPERFORMS',
  PART_OF: 'PART_OF',
  SUBCLASS_OF: 'VARIANT_OF',
  BENCHMARK_FOR: 'BENCHMARK_FOR',
  SUBTASK_OF: 'SUBTASK_OF',
  MEASURED_BY: 'MEASURED_BY',
  RUNS_ON: 'RUNS_ON',
};

function readRelation(page: Page, relation: RelationFact, edges: Edges): void {
  let source = page.node(relation.source);
  let target = page.node(relation.target);
  if (source === null || target === null) return;
  const type = EDGE_OF[relation.type];
  // Comparison has no direction: the lower id stands first.
  if (type === 'COMPARED_WITH' && source > target) [source, target] = [target, source];
  const metric = page.node(relation.metric);
  const dataset = page.node(relation.dataset);
  const saying: Saying = {
    confidence: relation.confidence,
    inferred: relation.inferred,
    evidence: page.quote(relation.evidence, [source, target, metric, dataset]),
    ...(type === 'OUTPERFORMS' ? { extra: { metric, dataset, margin: relation.margin } } : {}),
    ...(type === 'RUNS_ON' ? { extra: { devices: relation.devices, hours: relation.hours } } : {}),
  };
  edges.offer(page, source, type, target, type === 'OUTPERFORMS' && (dataset || metric) ? `${dataset ?? ''}|${metric ?? ''}` : '', saying);
}

// ---------------------------------------------------------------------------------------------------------- results

function readResult(
  page: Page,
  fact: ResultFact,
  results: Map<ResultId, ResultNode>,
  edges: Edges,
  higherIsBetter: ReadonlyMap<EntityId, boolean>,
): void {
  const { paper } = page;
  const slot = (name: keyof ResultFact['slots']) => page.node(fact.slots[name]);
  const [method, dataset, task, metric, hardware, baseline] = [slot('method'), slot('dataset'), slot('task'), slot('metric'), slot('hardware'), slot('baseline')];
  const identity = [paper.id, method, task, dataset, metric, baseline, fact.kind, fact.value].map((part) => part ?? '').join('|');
  const id: ResultId = `result:${createHash('sha1').update(identity).digest('hex').slice(0, 16)}`;
  const places = Object.values(fact.spans);
  const evidence = page.quote(fact.evidence, [], places);
  const before = results.get(id);
  if (before && before.confidence >= fact.confidence) return;
  results.set(id, {
    id,
    type: 'Result',
    name: `${fact.value} ${metric ? nameIn(page, metric) : ''}`.trim(),
    paper: paper.id,
    value: fact.amount,
    valueRaw: fact.value,
    unit: fact.unit,
    isDelta: fact.kind === 'gain',
    higherIsBetter: metric ? (higherIsBetter.get(metric) ?? null) : null,
    method,
    dataset,
    task,
    metric,
    hardware,
    baseline,
    inferredSlots: fact.inferred,
    confidence: fact.confidence,
    evidence: [evidence],
  });
  const link = (type: EdgeType, target: NodeId | null, inferred: boolean) => {
    if (target) edges.offer(page, id, type, target, '', { confidence: fact.confidence, inferred, evidence });
  };
  edges.offer(page, paper.id, 'REPORTS', id, '', { confidence: fact.confidence, inferred: false, evidence });
  link('OF_METHOD', method, fact.inferred.includes('method'));
  link('ON_DATASET', dataset, fact.inferred.includes('dataset'));
  link('FOR_TASK', task, fact.inferred.includes('task'));
  link('WITH_METRIC', metric, fact.inferred.includes('metric'));
  link('ON_HARDWARE', hardware, fact.inferred.includes('hardware'));
  link('AGAINST', baseline, fact.inferred.includes('baseline'));
}

const nameIn = (page: Page, node: EntityId): string => page.mentions.find((mention) => mention.node === node)?.text ?? node;

function paperNode(paper: PaperFacts['paper']): PaperNode {
  return {
    id: paper.id,
    type: 'Paper',
    name: paper.title || paper.id.slice(paper.id.indexOf(':') + 1),
    abstract: paper.abstract,
    year: paper.year ?? null,
    publishedOn: paper.publishedOn ?? null,
    venue: paper.venue ?? null,
    authors: paper.authors,
    url: paper.url ?? null,
    categories: paper.categories ?? [],
    arxivId: paper.arxivId ?? null,
    arxivVersion: paper.arxivVersion ?? null,
    doi: paper.doi ?? null,
    aclId: paper.aclId ?? null,
    openalexId: paper.openalexId ?? null,
    s2Id: paper.s2Id ?? null,
  };
}
