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
import type {
  Counted,
  EntityFact,
  MentionFact,
  NameCount,
  PaperFacts,
  RelationFact,
  ResultFact,
} from './store/counts.js';
import { linkVersions } from './versions.js';

export interface BuildInput {
  readonly counted: Counted;
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
export async function build({ counted, names, facts, higherIsBetter }: BuildInput): Promise<Built> {
  const entities = new Map<EntityId, EntityDraft>();
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
  const things = thingsByNode(counted.names, names);
  const entityNodes = [...entities.values()]
    .map((draft) => entityNode(draft, things.get(draft.id) ?? [], names, higherIsBetter))
    .sort(byId);
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
  /** Shared by all edges that only this paper speaks for. */
  readonly papers: readonly PaperId[];
  readonly #nodes = new Map<number, EntityId>();
  readonly #sentences = new Map<string, string>();

  constructor(
    readonly facts: PaperFacts,
    names: Names,
  ) {
    this.paper = facts.paper;
    this.end = { id: facts.paper.id, type: 'Paper' };
    this.papers = [facts.paper.id];
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

  /** One string for all that quote it; as a slice it shares the abstract's memory. */
  #sentence({ field, start, end }: Span): string {
    const place = `${field} ${start} ${end}`;
    let sentence = this.#sentences.get(place);
    if (sentence === undefined) this.#sentences.set(place, (sentence = this.paper[field].slice(start, end)));
    return sentence;
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
      sentence: this.#sentence(span),
      // The slice at the end takes no more room than it needs; there are millions.
      marks: marks
        .filter((mark) => {
          if (mark[0] < end) return false;
          end = mark[1];
          return true;
        })
        .slice(),
    };
  }
}

// --------------------------------------------------------------------------------------------------------- entities

interface EntityDraft extends Years {
  readonly id: EntityId;
  readonly type: EntityType;
  /** By place in `ROLES` and `FINDERS`. */
  readonly roles: number[];
  foundBy: number;
  papers: number;
  mentions: number;
  proposedIn: { readonly id: PaperId; readonly year: number; readonly date: string } | null;
  confidence: number;
  readonly evidence: BestEvidence;
}

const FINDERS: readonly Finder[] = ['cue', 'lexicon', 'pattern', 'tagger', 'user'];
const TYPES = new Map<string, EntityType>(ENTITY_TYPES.map((type) => [type.toLowerCase(), type]));
const typeOf = (id: EntityId): EntityType => TYPES.get(id.slice(0, id.indexOf(':')))!;
const endOf = (id: EntityId): End => ({ id, type: typeOf(id) });

function newDraft(id: EntityId): EntityDraft {
  return {
    id,
    type: typeOf(id),
    roles: ROLES.map(() => 0),
    foundBy: 0,
    papers: 0,
    mentions: 0,
    firstYear: null,
    lastYear: null,
    proposedIn: null,
    confidence: 0,
    evidence: new BestEvidence(),
  };
}

/** What a paper does with a node, which it may know under several names. */
interface InPaper {
  readonly facts: EntityFact[];
  readonly mentions: MentionFact[];
}

function readEntities(page: Page, entities: Map<EntityId, EntityDraft>, edges: Edges): void {
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
    let draft = entities.get(id);
    if (!draft) entities.set(id, (draft = newDraft(id)));
    const best = facts.reduce((a, b) => (strongerRole(b, a) ? b : a));
    const confidence = facts.reduce((most, fact) => Math.max(most, fact.confidence), 0);
    const isProposed = best.role === 'proposed';
    draft.papers++;
    draft.mentions += mentions.length;
    draft.confidence = Math.max(draft.confidence, confidence);
    draft.roles[ROLES.indexOf(best.role)]!++;
    for (const { foundBy } of mentions) draft.foundBy |= 1 << FINDERS.indexOf(foundBy);
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
    const saying: Saying = { papers: page.papers, year, confidence, inferred: false, evidence };
    const end = endOf(id);
    edges.put(page.end, 'MENTIONS', end, {
      ...saying,
      extra: {
        count: mentions.length,
        inTitle: mentions.some(({ field }) => field === 'title'),
        surfaces: surfacesOf(mentions),
        role: best.role,
      },
    });
    if (isProposed) edges.put(page.end, 'PROPOSES', end, saying);
  }
}

function surfacesOf(mentions: readonly MentionFact[]): string[] {
  const surfaces: string[] = [];
  for (const { text } of mentions) if (!surfaces.includes(text)) surfaces.push(text);
  return surfaces.slice();
}

/** Of two names for one node within a paper, the one with the earlier role in `ROLES`, then the surer, counts. */
function strongerRole(a: EntityFact, b: EntityFact): boolean {
  const difference = ROLES.indexOf(a.role) - ROLES.indexOf(b.role);
  return difference < 0 || (difference === 0 && a.confidence > b.confidence);
}

/** The names and surfaces of nodes, with the number of papers that write them so. */
interface Wordings {
  readonly names: Map<string, number>;
  /** Names of the thing that the node is kept under. */
  readonly ownNames: Map<string, number>;
  readonly surfaces: Map<string, number>;
  readonly abbreviations: Map<string, number>;
}

/** All things that became one node, node by node; a thing that papers mean differently stands under each of its nodes. */
function thingsByNode(counts: readonly NameCount[], names: Names): Map<EntityId, NameCount[]> {
  const byNode = new Map<EntityId, NameCount[]>();
  for (const count of counts) {
    for (const id of new Set([names.ids[count.number]!, ...names.sensesOf(count.number)])) {
      const things = byNode.get(id);
      if (things) things.push(count);
      else byNode.set(id, [count]);
    }
  }
  return byNode;
}

function wordingsOf(id: EntityId, things: readonly NameCount[], names: Names): Wordings {
  const words: Wordings = { names: new Map(), ownNames: new Map(), surfaces: new Map(), abbreviations: new Map() };
  for (const thing of things) {
    const isHome = names.ids[thing.number] === id;
    for (const { text, papers } of thing.names) {
      if (names.nodeOf(thing.number, text, null) !== id && isHome) continue;
      add(words.names, text, papers);
      if (thing.id === id || !isHome) add(words.ownNames, text, papers);
    }
    for (const { text, papers } of thing.surfaces) {
      if (names.nodeOf(thing.number, text, null) === id || !isHome) add(words.surfaces, text, papers);
    }
    for (const { short, papers } of thing.definitions) if (isHome) add(words.abbreviations, short, papers);
  }
  return words;
}

const add = <K>(map: Map<K, number>, key: K, n: number): void => void map.set(key, (map.get(key) ?? 0) + n);

/** Most papers first, then by code units. */
function ranked(counts: Iterable<readonly [text: string, papers: number]>): string[] {
  return [...counts].sort(([a, m], [b, n]) => n - m || byText(a, b)).map(([text]) => text);
}

function entityNode(
  draft: EntityDraft,
  things: readonly NameCount[],
  names: Names,
  higherIsBetter: ReadonlyMap<EntityId, boolean>,
): EntityNode {
  const words = wordingsOf(draft.id, things, names);
  const name = names.chosen.get(draft.id) ?? fullestName(draft.id, words);
  for (const [text, papers] of words.names) if (!words.surfaces.has(text)) words.surfaces.set(text, papers);
  words.surfaces.delete(name);
  const roles: Partial<Record<Role, number>> = {};
  ROLES.forEach((role, index) => {
    if (draft.roles[index]! > 0) roles[role] = draft.roles[index]!;
  });
  return {
    id: draft.id,
    type: draft.type,
    name,
    aliases: ranked(words.surfaces),
    abbreviation: ranked(words.abbreviations).find((text) => text !== name) ?? null,
    papers: draft.papers,
    mentions: draft.mentions,
    firstYear: draft.firstYear,
    lastYear: draft.lastYear,
    proposedIn: draft.proposedIn?.id ?? null,
    roles,
    foundBy: FINDERS.filter((_, index) => draft.foundBy & (1 << index)),
    confidence: draft.confidence,
    higherIsBetter: draft.type === 'Metric' ? (higherIsBetter.get(draft.id) ?? null) : null,
    evidence: draft.evidence.list(),
  };
}

/** The name most papers give the kept thing; a singular before its plural, since a node is one thing. */
function fullestName(id: EntityId, words: Wordings): string {
  const own = [words.ownNames, words.names, words.surfaces].find((each) => each.size > 0);
  const all = ranked(own ?? new Map());
  const first = all[0] ?? id.slice(id.indexOf(':') + 1);
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
  BASED_ON: 'PART_OF',
  SUBCLASS_OF: 'VARIANT_OF',
  BENCHMARK_FOR: 'BENCHMARK_FOR',
  SUBTASK_OF: 'SUBTASK_OF',
  MEASURED_BY: 'MEASURED_BY',
  RUNS_ON: 'RUNS_ON',
};

function readRelation(page: Page, relation: RelationFact, edges: Edges): void {
  let source = page.node(relation.source);
  let target = page.node(relation.target);
  if (source === null || target === null) {
    edges.reject(`${relation.type} of a thing the paper does not have`);
    return;
  }
  // A task that is a kind of another is its subtask.
  const bothTasks = relation.type === 'SUBCLASS_OF' && typeOf(source) === 'Task' && typeOf(target) === 'Task';
  const type = bothTasks ? 'SUBTASK_OF' : EDGE_OF[relation.type];
  // The whole is based on the part.
  if (relation.type === 'BASED_ON') [source, target] = [target, source];
  // Comparison has no direction: the lower id stands first.
  if (type === 'COMPARED_WITH' && source > target) [source, target] = [target, source];
  const metric = page.node(relation.metric);
  const dataset = page.node(relation.dataset);
  const key = type === 'OUTPERFORMS' && (dataset || metric) ? `${dataset ?? ''}|${metric ?? ''}` : '';
  edges.offer(endOf(source), type, endOf(target), key, {
    papers: page.papers,
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
    const { papers, year } = page;
    const saying: Saying = { papers, year, confidence: fact.confidence, inferred: false, evidence: sentences[0]! };
    edges.put(page.end, 'REPORTS', end, saying);
    for (const [slot, , edge] of SLOT_EDGES) {
      const node = nodes[slot];
      if (node) edges.put(end, edge, endOf(node), { ...saying, inferred: fact.inferred.includes(slot) });
    }
    return {
      id,
      type: 'Result',
      name: nodes.metric ? `${fact.value} ${surfaceIn(page, nodes.metric, fact.evidence)}` : fact.value,
      paper: page.paper.id,
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
    ...(paper.otherIds ? { otherIds: paper.otherIds } : {}),
  };
}
