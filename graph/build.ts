/**
 * Facts and names to nodes and edges in fixed order. Order is decided here, once: by id, compared by code units.
 */
import { createHash } from 'node:crypto';
import {
  ENTITY_TYPES,
  type EntityId,
  type EntityType,
  type Finder,
  type PaperId,
  type RelationType,
  ROLES,
  type Role,
  type Slot,
  type Span,
} from '../src/types.js';
import { BestEvidence, byText, Edges, type End, type Saying, widen, type Years } from './edges.js';
import type { Names } from './merge.js';
import type {
  BareGraph,
  EdgeType,
  EntityNode,
  Evidence,
  GraphNode,
  NodeId,
  PaperNode,
  ResultId,
  ResultNode,
} from './schema.js';
import type { EntityFact, MentionFact, NameCount, PaperFacts, RelationFact, ResultFact } from './store/counts.js';
import { linkVersions } from './versions.js';

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
  /** sha256 over the papers in order of id; where they were read from is left out. */
  readonly inputHash: string;
}

/** Nodes sorted by id, edges by (source, type, target, key); what `ALLOWED_EDGES` refuses is counted. */
export async function build({ counts, names, facts, higherIsBetter }: BuildInput): Promise<Built> {
  const entities = draftEntities(counts, names);
  const edges = new Edges();
  const papers: PaperNode[] = [];
  const results: ResultNode[] = [];
  const hash = createHash('sha256');
  for await (const fact of facts) {
    const page = new Page(fact, names);
    papers.push(paperNode(fact.paper));
    hash.update(JSON.stringify(fact.paper)).update('\n');
    readEntities(page, entities, edges);
    for (const relation of fact.relations) readRelation(page, relation, edges);
    for (const result of readResults(page, edges, higherIsBetter)) results.push(result);
  }
  const things = [...entities.values()].filter((draft) => draft.papers > 0);
  const entityNodes = things.map((draft) => entityNode(draft, names, higherIsBetter)).sort(byId);
  linkVersions(entityNodes, edges);
  return {
    graph: {
      nodes: [...papers, ...entityNodes, ...results].sort(byId),
      edges: edges.sorted(),
      merges: [...names.merges].sort(
        (a, b) => byText(a.kept, b.kept) || byText(a.merged, b.merged) || byText(a.alias, b.alias),
      ),
      conflicts: [...names.conflicts].sort((a, b) => byText(a.kept, b.kept) || byText(a.lost, b.lost)),
      rejected: edges.rejected(),
    },
    papers: papers.length,
    inputHash: hash.digest('hex'),
  };
}

const byId = (a: GraphNode, b: GraphNode): number => byText(a.id, b.id);

/** One paper with its mentions by node, for quoting. */
class Page {
  readonly paper: PaperFacts['paper'];
  readonly end: End;
  readonly year: number | null;
  readonly mentions: readonly { readonly fact: MentionFact; readonly node: EntityId }[];
  readonly #nodes = new Map<number, EntityId>();

  constructor(
    readonly facts: PaperFacts,
    names: Names,
  ) {
    this.paper = facts.paper;
    this.end = { id: facts.paper.id, type: 'Paper' };
    this.year = facts.paper.year ?? null;
    for (const { thing, name } of facts.entities) this.#nodes.set(thing, names.nodeOf(thing, name, facts.number));
    this.mentions = facts.mentions.flatMap((fact) => {
      const node = this.#nodes.get(fact.thing);
      return node === undefined ? [] : [{ fact, node }];
    });
  }

  /** null: no thing was named, or one that this paper does not have. */
  node(thing: number | null): EntityId | null {
    return thing === null ? null : (this.#nodes.get(thing) ?? null);
  }

  /** The sentence, with the places where the nodes stand. */
  quote(span: Span, nodes: readonly (NodeId | null)[], places: readonly Span[] = []): Evidence {
    const marks: (readonly [number, number])[] = [];
    const mark = (place: Span) => {
      if (place.field === span.field && place.start >= span.start && place.end <= span.end) {
        marks.push([place.start - span.start, place.end - span.start]);
      }
    };
    for (const { fact, node } of this.mentions) if (nodes.includes(node)) mark(fact);
    for (const place of places) mark(place);
    marks.sort(([a, b], [c, d]) => a - c || d - b);
    let end = 0;
    return {
      paper: this.paper.id,
      field: span.field,
      start: span.start,
      end: span.end,
      // A slice shares the abstract's memory.
      sentence: this.paper[span.field].slice(span.start, span.end),
      marks: marks.filter((mark) => {
        if (mark[0] < end) return false;
        end = mark[1];
        return true;
      }),
    };
  }
}

// --------------------------------------------------------------------------------------------------------- entities

interface EntityDraft extends Years {
  readonly id: EntityId;
  readonly type: EntityType;
  /** Full names and surfaces with their papers; `own`: of the name the node is kept under. */
  readonly names: Map<string, number>;
  readonly ownNames: Map<string, number>;
  readonly surfaces: Map<string, number>;
  readonly abbreviations: Map<string, number>;
  readonly roles: Map<Role, number>;
  readonly foundBy: Set<Finder>;
  papers: number;
  mentions: number;
  proposedIn: { readonly id: PaperId; readonly year: number; readonly date: string } | null;
  confidence: number;
  readonly evidence: BestEvidence;
}

function draftEntities(counts: readonly NameCount[], names: Names): Map<EntityId, EntityDraft> {
  const drafts = new Map<EntityId, EntityDraft>();
  const draftOf = (id: EntityId) => {
    const before = drafts.get(id);
    if (before) return before;
    const draft = newDraft(id);
    drafts.set(id, draft);
    return draft;
  };
  for (const count of counts) {
    const id = names.ids[count.number]!;
    const draft = draftOf(id);
    for (const { text, papers } of count.names) {
      const named = draftOf(names.nodeOf(count.number, text, null));
      add(named.names, text, papers);
      if (id === count.id || named !== draft) add(named.ownNames, text, papers);
    }
    for (const { text, papers } of count.surfaces)
      add(draftOf(names.nodeOf(count.number, text, null)).surfaces, text, papers);
    for (const { short, papers } of count.definitions) add(draft.abbreviations, short, papers);
  }
  for (const id of names.senses) draftOf(id);
  return drafts;
}

const TYPES = new Map<string, EntityType>(ENTITY_TYPES.map((type) => [type.toLowerCase(), type]));
const typeOf = (id: EntityId): EntityType => TYPES.get(id.slice(0, id.indexOf(':')))!;
const endOf = (id: EntityId): End => ({ id, type: typeOf(id) });

function newDraft(id: EntityId): EntityDraft {
  return {
    id,
    type: typeOf(id),
    names: new Map(),
    ownNames: new Map(),
    surfaces: new Map(),
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

/** What a paper does with a node, which it may know under several names. */
interface InPaper {
  readonly facts: EntityFact[];
  readonly mentions: MentionFact[];
}

function readEntities(page: Page, entities: ReadonlyMap<EntityId, EntityDraft>, edges: Edges): void {
  const { paper, year } = page;
  const here = new Map<EntityId, InPaper>();
  for (const fact of page.facts.entities) {
    const id = page.node(fact.thing)!;
    const before = here.get(id);
    if (before) before.facts.push(fact);
    else here.set(id, { facts: [fact], mentions: [] });
  }
  for (const { fact, node } of page.mentions) here.get(node)?.mentions.push(fact);
  for (const [id, { facts, mentions }] of here) {
    const draft = entities.get(id)!;
    const best = facts.reduce((a, b) => (strongerRole(b, a) ? b : a));
    const confidence = facts.reduce((most, fact) => Math.max(most, fact.confidence), 0);
    const isProposed = best.role === 'proposed';
    draft.papers++;
    draft.mentions += mentions.length;
    draft.confidence = Math.max(draft.confidence, confidence);
    add(draft.roles, best.role, 1);
    for (const { foundBy } of mentions) draft.foundBy.add(foundBy);
    widen(draft, year);
    if (isProposed) {
      const date = paper.publishedOn ?? '9999';
      const proposal = { id: paper.id, year: year ?? Number.POSITIVE_INFINITY, date };
      const first = draft.proposedIn;
      if (!first || (proposal.year - first.year || byText(date, first.date)) < 0) draft.proposedIn = proposal;
    }
    const evidence = page.quote(best.evidence, [id]);
    // A paper that proposes a thing says best what it is.
    draft.evidence.offer(evidence, confidence + (isProposed ? 1 : 0));
    const saying: Saying = { paper: paper.id, year, confidence, inferred: false, evidence };
    const end = endOf(id);
    edges.put(page.end, 'MENTIONS', end, {
      ...saying,
      extra: {
        count: mentions.length,
        inTitle: mentions.some(({ field }) => field === 'title'),
        surfaces: [...new Set(mentions.map(({ text }) => text))],
        role: best.role,
      },
    });
    if (isProposed) edges.put(page.end, 'PROPOSES', end, saying);
  }
}

/** Of two names for one node within a paper, the one with the earlier role in `ROLES`, then the surer, counts. */
function strongerRole(a: EntityFact, b: EntityFact): boolean {
  const difference = ROLES.indexOf(a.role) - ROLES.indexOf(b.role);
  return difference < 0 || (difference === 0 && a.confidence > b.confidence);
}

/** Most papers first, then by code units. */
function ranked(counts: ReadonlyMap<string, number>): string[] {
  return [...counts].sort(([a, m], [b, n]) => n - m || byText(a, b)).map(([text]) => text);
}

function entityNode(draft: EntityDraft, names: Names, higherIsBetter: ReadonlyMap<EntityId, boolean>): EntityNode {
  const name = names.chosen.get(draft.id) ?? fullestName(draft);
  const surfaces = new Map(draft.surfaces);
  for (const [text, papers] of draft.names) if (!surfaces.has(text)) surfaces.set(text, papers);
  surfaces.delete(name);
  const abbreviation = ranked(draft.abbreviations).find((text) => text !== name) ?? null;
  const roles: Partial<Record<Role, number>> = {};
  for (const role of ROLES) {
    const papers = draft.roles.get(role);
    if (papers !== undefined) roles[role] = papers;
  }
  return {
    id: draft.id,
    type: draft.type,
    name,
    aliases: ranked(surfaces),
    abbreviation,
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

/** The name most papers give the kept thing; a singular before its plural, since a node is one thing. */
function fullestName(draft: EntityDraft): string {
  const own = draft.ownNames.size > 0 ? draft.ownNames : draft.names.size > 0 ? draft.names : draft.surfaces;
  const all = ranked(own);
  const first = all[0] ?? draft.id.slice(draft.id.indexOf(':') + 1);
  if (!first.endsWith('s')) return first;
  const singular = first.slice(0, -1).toLowerCase();
  return all.find((name) => name.toLowerCase() === singular) ?? first;
}

// -------------------------------------------------------------------------------------------------------- relations

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
  if (source === null || target === null) return edges.reject(`${relation.type} of a thing the paper does not have`);
  // A task that is a kind of another is its subtask.
  const bothTasks = relation.type === 'SUBCLASS_OF' && typeOf(source) === 'Task' && typeOf(target) === 'Task';
  const type = bothTasks ? 'SUBTASK_OF' : EDGE_OF[relation.type];
  // Comparison has no direction: the lower id stands first.
  if (type === 'COMPARED_WITH' && source > target) [source, target] = [target, source];
  const metric = page.node(relation.metric);
  const dataset = page.node(relation.dataset);
  const key = type === 'OUTPERFORMS' && (dataset || metric) ? `${dataset ?? ''}|${metric ?? ''}` : '';
  edges.offer(endOf(source), type, endOf(target), key, {
    paper: page.paper.id,
    year: page.year,
    confidence: relation.confidence,
    inferred: relation.inferred,
    evidence: page.quote(relation.evidence, [source, target, metric, dataset]),
    ...(type === 'OUTPERFORMS' ? { extra: { metric, dataset, margin: relation.margin } } : {}),
    ...(type === 'RUNS_ON' ? { extra: { devices: relation.devices, hours: relation.hours } } : {}),
  });
}

// ---------------------------------------------------------------------------------------------------------- results

/** Each slot's type and edge. */
const SLOT_EDGES: readonly (readonly [Slot, EntityType, EdgeType])[] = [
  ['method', 'Method', 'OF_METHOD'],
  ['dataset', 'Dataset', 'ON_DATASET'],
  ['task', 'Task', 'FOR_TASK'],
  ['metric', 'Metric', 'WITH_METRIC'],
  ['hardware', 'Hardware', 'ON_HARDWARE'],
  ['baseline', 'Method', 'AGAINST'],
];

/** The figures of one paper; one that it gives twice is one result with both sentences. */
function readResults(page: Page, edges: Edges, higherIsBetter: ReadonlyMap<EntityId, boolean>): ResultNode[] {
  const byIdentity = new Map<
    ResultId,
    { fact: ResultFact; nodes: Record<Slot, EntityId | null>; evidence: BestEvidence }
  >();
  for (const fact of page.facts.results) {
    const nodes = {} as Record<Slot, EntityId | null>;
    for (const [slot, type, edge] of SLOT_EDGES) {
      const node = page.node(fact.slots[slot]);
      // Merging may have given the thing another type; the slot then stays empty and is counted.
      const fits = node === null || typeOf(node) === type;
      if (!fits) edges.reject(`Result ${edge} ${typeOf(node)}`);
      nodes[slot] = fits ? node : null;
    }
    const { method, task, dataset, metric, hardware, baseline } = nodes;
    const parts = [page.paper.id, method, task, dataset, metric, fact.value, fact.kind, hardware, baseline];
    const digest = createHash('sha1').update(parts.map((part) => part ?? '').join('|'));
    const id: ResultId = `result:${digest.digest('hex').slice(0, 16)}`;
    const places = Object.values(fact.spans);
    const quote = page.quote(fact.evidence, places.length > 0 ? [] : Object.values(nodes), places);
    const before = byIdentity.get(id);
    const evidence = before?.evidence ?? new BestEvidence('place');
    evidence.offer(quote, fact.confidence);
    if (!before || before.fact.confidence < fact.confidence) byIdentity.set(id, { fact, nodes, evidence });
  }
  return [...byIdentity].map(([id, { fact, nodes, evidence }]) => {
    const end: End = { id, type: 'Result' };
    const sentences = evidence.list();
    const { paper, year } = { paper: page.paper.id, year: page.year };
    const saying: Saying = { paper, year, confidence: fact.confidence, inferred: false, evidence: sentences[0]! };
    edges.put(page.end, 'REPORTS', end, saying);
    for (const [slot, , edge] of SLOT_EDGES) {
      const node = nodes[slot];
      if (node) edges.put(end, edge, endOf(node), { ...saying, inferred: fact.inferred.includes(slot) });
    }
    return {
      id,
      type: 'Result',
      name: nodes.metric ? `${fact.value} ${surfaceIn(page, nodes.metric, fact.evidence)}` : fact.value,
      paper,
      value: fact.amount,
      valueRaw: fact.value,
      unit: fact.unit,
      isDelta: fact.kind === 'gain',
      higherIsBetter: nodes.metric ? (higherIsBetter.get(nodes.metric) ?? null) : null,
      ...nodes,
      inferredSlots: fact.inferred,
      confidence: fact.confidence,
      evidence: sentences,
    };
  });
}

/** What the sentence calls the thing; else what the paper does first. */
function surfaceIn(page: Page, node: EntityId, sentence: Span): string {
  const all = page.mentions.filter((mention) => mention.node === node).map(({ fact }) => fact);
  const here = all.find((f) => f.field === sentence.field && f.start >= sentence.start && f.end <= sentence.end);
  return (here ?? all[0])?.text ?? node.slice(node.indexOf(':') + 1);
}

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
