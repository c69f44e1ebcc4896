/**
 * Facts and names to nodes and edges in fixed order. Order is decided here, once: by id, compared by code units.
 */
import { createHash } from 'node:crypto';
import {
  ENTITY_TYPES,
  type EntityId,
  type EntityType,
  type PaperId,
  type RelationType,
  ROLES,
  type Slot,
  type Span,
} from '../src/types.js';
import { Column, Lists } from './columns.js';
import { byText, Edges, type Ends, type Saying } from './edges.js';
import type { Names } from './merge.js';
import { acronymFit } from './merge-rules.js';
import type { Links } from './network.js';
import { BestQuotes, Quotes } from './quotes.js';
import {
  type BareGraph,
  type EdgeType,
  type EntityNode,
  type Evidence,
  type GraphNode,
  NODE_TYPES,
  type NodeId,
  type PaperNode,
  type ResultId,
  type ResultNode,
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
import { Tallies } from './tallies.js';
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
  /** All edges again, as pairs of places in `graph.nodes`, with their support. */
  readonly links: Links;
  readonly papers: number;
  /** sha256 over the papers in order of id; where they were read from is left out. */
  readonly inputHash: string;
}

/** Nodes sorted by id, edges by (source, type, target, key); what `ALLOWED_EDGES` refuses is counted. */
export async function build({ counted, names, facts, higherIsBetter }: BuildInput): Promise<Built> {
  const nodes = new Nodes(counted.papers, names);
  const papers: PaperNode[] = [];
  const quotes = new Quotes(papers);
  const edges = new Edges(nodes, quotes);
  const tallies = new Tallies(nodes.entities, papers, quotes);
  const results: ResultDraft[] = [];
  const hash = createHash('sha256');
  for await (const fact of facts) {
    papers.push(paperNode(fact.paper));
    hash.update(JSON.stringify(fact.paper)).update('\n');
    const page = new Page(fact, nodes, quotes);
    readEntities(page, tallies, edges);
    for (const relation of fact.relations) readRelation(page, relation, edges);
    for (const result of readResults(page, edges, higherIsBetter)) results.push(result);
  }
  const things = thingsByNode(names, nodes);
  const entityNodes: EntityNode[] = [];
  for (let entity = 0; entity < nodes.entities; entity++) {
    if (tallies.papersOf(entity) === 0) continue;
    const own = Array.from(things.of(entity), (thing) => counted.names[thing]!);
    entityNodes.push(entityNode(entity, own, { nodes, names, higherIsBetter, quotes, tallies }));
  }
  linkVersions(entityNodes, edges, {
    number: (id) => nodes.entity(id),
    quote: (id) => tallies.quotesOf(nodes.entity(id)! - nodes.firstEntity)[0],
  });
  const resultNodes = results.map(({ node, evidence }): ResultNode => {
    return { ...node, evidence: evidence.list().map((quote) => quotes.evidence(quote)) };
  });
  const all = inOrder([papers, entityNodes, resultNodes]);
  const { edges: sorted, links } = edges.sorted(nodes.ranks(all));
  return {
    graph: {
      nodes: all,
      edges: sorted,
      merges: [...names.merges].sort(
        (a, b) => byText(a.kept, b.kept) || byText(a.merged, b.merged) || byText(a.alias, b.alias),
      ),
      conflicts: [...names.conflicts].sort((a, b) => byText(a.kept, b.kept) || byText(a.lost, b.lost)),
      rejected: edges.rejected(),
    },
    links,
    papers: papers.length,
    inputHash: hash.digest('hex'),
  };
}

/** One list by id from several that mostly are in order already. */
function inOrder(lists: readonly (readonly GraphNode[])[]): GraphNode[] {
  const sorted = lists.map((list) =>
    list.every((node, i) => i === 0 || list[i - 1]!.id < node.id) ? list : [...list].sort((a, b) => byText(a.id, b.id)),
  );
  const at = sorted.map(() => 0);
  const all = new Array<GraphNode>(sorted.reduce((sum, list) => sum + list.length, 0));
  for (let place = 0; place < all.length; place++) {
    let best = -1;
    for (let i = 0; i < sorted.length; i++) {
      const node = sorted[i]![at[i]!];
      if (node && (best < 0 || node.id < sorted[best]![at[best]!]!.id)) best = i;
    }
    all[place] = sorted[best]![at[best]!++]!;
  }
  return all;
}

/** Nodes as numbers while the graph is made: papers by theirs, then entities in order of id, then results as they come. */
class Nodes implements Ends {
  readonly #ids: NodeId[];
  readonly #types: number[];
  readonly #entities = new Map<EntityId, number>();
  /** Of each thing, where all papers mean the same by it. */
  readonly #homes: Int32Array;
  readonly #names: Names;
  /** The number of the first entity, and how many there are. */
  readonly firstEntity: number;
  readonly entities: number;

  constructor(papers: readonly PaperId[], names: Names) {
    this.#names = names;
    this.#ids = [...papers];
    this.#types = papers.map(() => PAPER);
    const ids = new Set(names.ids);
    for (const thing of names.mixed) for (const id of names.sensesOf(thing)) ids.add(id);
    this.firstEntity = papers.length;
    this.entities = ids.size;
    for (const id of [...ids].sort(byText)) {
      this.#entities.set(id, this.#ids.length);
      this.#ids.push(id);
      this.#types.push(NODE_TYPES.indexOf(typeOf(id)));
    }
    this.#homes = Int32Array.from(names.ids, (id, thing) => (names.mixed.has(thing) ? -1 : this.#entities.get(id)!));
  }

  id(node: number): NodeId {
    return this.#ids[node]!;
  }

  type(node: number): number {
    return this.#types[node]!;
  }

  entityId(node: number): EntityId {
    return this.#ids[node] as EntityId;
  }

  entity(id: EntityId): number | undefined {
    return this.#entities.get(id);
  }

  /** The node of a thing as one paper means it. */
  of(thing: number, name: string, paper: number): number {
    const home = this.#homes[thing]!;
    return home >= 0 ? home : this.#entities.get(this.#names.nodeOf(thing, name, paper))!;
  }

  addResult(id: ResultId): number {
    this.#types.push(RESULT);
    return this.#ids.push(id) - 1;
  }

  /** The place of each number in the order of all ids. */
  ranks(all: readonly GraphNode[]): Uint32Array {
    const ranks = new Uint32Array(this.#ids.length);
    // Entities are numbered in order of id, and those that no paper has are not there: that spares most look-ups.
    const others = new Map<NodeId, number>();
    for (let node = 0; node < this.#ids.length; node++) {
      if (node === this.firstEntity) node += this.entities;
      if (node < this.#ids.length) others.set(this.#ids[node]!, node);
    }
    let entity = this.firstEntity;
    for (let place = 0; place < all.length; place++) {
      const { id, type } = all[place]!;
      if (type === 'Paper' || type === 'Result') ranks[others.get(id)!] = place;
      else {
        while (this.#ids[entity] !== id) entity++;
        ranks[entity++] = place;
      }
    }
    return ranks;
  }
}
const PAPER = NODE_TYPES.indexOf('Paper');
const RESULT = NODE_TYPES.indexOf('Result');

/** One paper with its mentions by node, for quoting. */
class Page {
  readonly paper: PaperFacts['paper'];
  readonly end: number;
  readonly year: number | null;
  readonly mentions: readonly { readonly fact: MentionFact; readonly node: number }[];
  readonly #nodes = new Map<number, number>();

  constructor(
    readonly facts: PaperFacts,
    readonly nodes: Nodes,
    readonly quotes: Quotes,
  ) {
    this.paper = facts.paper;
    this.end = facts.number;
    this.year = facts.paper.year ?? null;
    for (const { thing, name } of facts.entities) this.#nodes.set(thing, nodes.of(thing, name, facts.number));
    const mentions: { fact: MentionFact; node: number }[] = [];
    for (const fact of facts.mentions) {
      const node = this.#nodes.get(fact.thing);
      if (node !== undefined) mentions.push({ fact, node });
    }
    this.mentions = mentions;
  }

  /** null: no thing was named, or one that this paper does not have. */
  node(thing: number | null): number | null {
    return thing === null ? null : (this.#nodes.get(thing) ?? null);
  }

  /** The sentence, with the places where the nodes stand; gives its number. */
  quote(span: Span, nodes: readonly (number | null)[], places: readonly Span[] = []): number {
    const marks: [start: number, end: number][] = [];
    const mark = (place: Span) => {
      if (place.field === span.field && place.start >= span.start && place.end <= span.end) {
        marks.push([place.start - span.start, place.end - span.start]);
      }
    };
    for (const { fact, node } of this.mentions) if (nodes.includes(node)) mark(fact);
    for (const place of places) mark(place);
    if (marks.length > 1) marks.sort(([a, b], [c, d]) => a - c || d - b);
    const apart: number[] = [];
    for (const [start, end] of marks) if (apart.length === 0 || start >= apart.at(-1)!) apart.push(start, end);
    return this.quotes.add(this.facts.number, span, apart);
  }
}

// --------------------------------------------------------------------------------------------------------- entities

const TYPES = new Map<string, EntityType>(ENTITY_TYPES.map((type) => [type.toLowerCase(), type]));
const typeOf = (id: EntityId): EntityType => TYPES.get(id.slice(0, id.indexOf(':')))!;

/** What a paper does with a node, which it may know under several names. */
interface InPaper {
  readonly facts: EntityFact[];
  readonly mentions: MentionFact[];
}

function readEntities(page: Page, tallies: Tallies, edges: Edges): void {
  const { nodes, year } = page;
  const here = new Map<number, InPaper>();
  for (const fact of page.facts.entities) {
    const node = page.node(fact.thing)!;
    const before = here.get(node);
    if (before) before.facts.push(fact);
    else here.set(node, { facts: [fact], mentions: [] });
  }
  for (const { fact, node } of page.mentions) here.get(node)?.mentions.push(fact);
  for (const [node, { facts, mentions }] of here) {
    const { role, evidence } = facts.reduce((a, b) => (strongerRole(b, a) ? b : a));
    const confidence = facts.reduce((most, fact) => Math.max(most, fact.confidence), 0);
    const quote = page.quote(evidence, [node]);
    const saying: Saying = { year, confidence, inferred: false, quote };
    tallies.add(node - nodes.firstEntity, { paper: page.end, role, mentions, ...saying });
    edges.mention(page.end, node, saying, {
      count: mentions.length,
      inTitle: mentions.some(({ field }) => field === 'title'),
      surfaces: surfacesOf(mentions),
      role,
    });
    if (role === 'proposed') edges.offer(page.end, 'PROPOSES', node, saying);
  }
}

function surfacesOf(mentions: readonly MentionFact[]): string[] {
  const surfaces: string[] = [];
  for (const { text } of mentions) if (!surfaces.includes(text)) surfaces.push(text);
  return surfaces;
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

/** By entity all things that became it; a thing that papers mean differently stands under each of its nodes. */
function thingsByNode(names: Names, nodes: Nodes): Lists {
  const [row, value] = [new Column(Uint32Array), new Column(Uint32Array)];
  const enter = (id: EntityId, thing: number) => {
    row.push(nodes.entity(id)! - nodes.firstEntity);
    value.push(thing);
  };
  for (let thing = 0; thing < names.ids.length; thing++) {
    const home = names.ids[thing]!;
    enter(home, thing);
    if (names.mixed.has(thing)) for (const id of names.sensesOf(thing)) if (id !== home) enter(id, thing);
  }
  return Lists.of(nodes.entities, { row: row.done(), value: value.done() });
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
  entity: number,
  things: readonly NameCount[],
  {
    nodes,
    names,
    higherIsBetter,
    quotes,
    tallies,
  }: {
    readonly nodes: Nodes;
    readonly names: Names;
    readonly higherIsBetter: ReadonlyMap<EntityId, boolean>;
    readonly quotes: Quotes;
    readonly tallies: Tallies;
  },
): EntityNode {
  const id = nodes.entityId(nodes.firstEntity + entity);
  const type = typeOf(id);
  const { firstYear, lastYear } = tallies.yearsOf(entity);
  const { name, aliases, abbreviation } = names.chosen.has(id)
    ? wordsOf(id, things, names)
    : (onlyWord(things, names) ?? wordsOf(id, things, names));
  const thing = {
    id,
    type,
    name,
    aliases,
    abbreviation,
    papers: tallies.papersOf(entity),
    mentions: tallies.mentionsOf(entity),
    firstYear,
    lastYear,
    proposedIn: tallies.proposedIn(entity),
    roles: tallies.rolesOf(entity),
    foundBy: tallies.foundByOf(entity),
    confidence: tallies.confidenceOf(entity),
    higherIsBetter: type === 'Metric' ? (higherIsBetter.get(id) ?? null) : null,
  };
  return new BuiltEntity(thing, tallies.quotesOf(entity), quotes);
}

/** Reads its sentences only when asked: a graph has a million things. */
class BuiltEntity implements EntityNode {
  readonly id: EntityNode['id'];
  readonly type: EntityNode['type'];
  readonly name: string;
  readonly aliases: readonly string[];
  readonly abbreviation: string | null;
  readonly papers: number;
  readonly mentions: number;
  readonly firstYear: number | null;
  readonly lastYear: number | null;
  readonly proposedIn: PaperId | null;
  readonly roles: EntityNode['roles'];
  readonly foundBy: EntityNode['foundBy'];
  readonly confidence: number;
  readonly higherIsBetter: boolean | null;
  readonly #quoted: readonly number[];
  readonly #quotes: Quotes;

  constructor(thing: Omit<EntityNode, 'evidence'>, quoted: readonly number[], quotes: Quotes) {
    this.id = thing.id;
    this.type = thing.type;
    this.name = thing.name;
    this.aliases = thing.aliases;
    this.abbreviation = thing.abbreviation;
    this.papers = thing.papers;
    this.mentions = thing.mentions;
    this.firstYear = thing.firstYear;
    this.lastYear = thing.lastYear;
    this.proposedIn = thing.proposedIn;
    this.roles = thing.roles;
    this.foundBy = thing.foundBy;
    this.confidence = thing.confidence;
    this.higherIsBetter = thing.higherIsBetter;
    this.#quoted = quoted;
    this.#quotes = quotes;
  }

  get evidence(): Evidence[] {
    return this.#quoted.map((quote) => this.#quotes.evidence(quote));
  }

  toJSON(): EntityNode {
    return { ...this, evidence: this.evidence };
  }
}

type Words = Pick<EntityNode, 'name' | 'aliases' | 'abbreviation'>;

/** Most things have one name, written in one way: that is all there is to say of them. */
function onlyWord(things: readonly NameCount[], names: Names): Words | null {
  const [thing, ...others] = things;
  if (!thing || others.length > 0 || names.mixed.has(thing.number) || thing.definitions.length > 0) return null;
  const [name, ...more] = thing.names;
  if (
    !name ||
    more.length > 0 ||
    isShortPlural(thing.id, name.text) ||
    thing.surfaces.some(({ text }) => text !== name.text)
  )
    return null;
  return { name: name.text, aliases: NONE, abbreviation: null };
}
const NONE: never[] = [];

function wordsOf(id: EntityId, things: readonly NameCount[], names: Names): Words {
  const words = wordingsOf(id, things, names);
  const name = names.chosen.get(id) ?? fullestName(id, words);
  for (const [text, papers] of words.names) if (!words.surfaces.has(text)) words.surfaces.set(text, papers);
  words.surfaces.delete(name);
  return { name, aliases: ranked(words.surfaces), abbreviation: shortForm(id, name, words) };
}

/** The short form most papers define, in the singular, if its letters are those of the name, or at least the first is. */
function shortForm(id: EntityId, name: string, { abbreviations }: Wordings): string | null {
  const forms = new Map<string, number>();
  for (const [text, papers] of abbreviations) add(forms, isShortPlural(id, text) ? text.slice(0, -1) : text, papers);
  const others = ranked(forms).filter((text) => text !== name);
  const isUsual = (text: string) =>
    forms.get(text)! >= USUAL.papers && text[0]!.toLowerCase() === name[0]?.toLowerCase() && !name.includes(text);
  return others.find((text) => acronymFit(text, name) > 0) ?? others.slice(0, 1).find(isUsual) ?? null;
}

/** A way to write a name is usual when so many papers use it, and such a share of those that use the most usual one. */
const USUAL = { papers: 2, share: 0.1, shareOfNames: 0.5 };

/**
 * The name most papers give the kept thing, in the singular, since a node is one thing, and in small letters where it is
 * a common name that only headlines and definitions write in capitals ("Graph Neural Network").
 */
function fullestName(id: EntityId, words: Wordings): string {
  const own = [words.ownNames, words.names, words.surfaces].find((each) => each.size > 0) ?? new Map<string, number>();
  const all = ranked(own);
  const first = all[0] ?? id.slice(id.indexOf(':') + 1);
  const like = singularOf(id, first, [...all, ...ranked(words.surfaces)]);
  if (!/^\p{Lu}\p{Ll}+(?:[ -]\p{Lu}?\p{Ll}+)+$/u.test(like)) return like;
  const small = like.toLowerCase();
  const papersOf = (text: string) => (own.get(text) ?? 0) + (words.surfaces.get(text) ?? 0);
  const written = papersOf(small) + papersOf(`${small}s`);
  // "Gaussian distribution" is no headline: its capital may be that of a person.
  const isHeadline = /[ -]\p{Lu}\p{Ll}+$/u.test(like);
  const share = isHeadline ? USUAL.share : USUAL.shareOfNames;
  return written >= USUAL.papers && written >= share * own.get(first)! ? small : like;
}

/** "LMs" is the plural of "LM" whether anybody writes that or not; but a metric may count: "FLOPs". */
const isShortPlural = (id: EntityId, name: string): boolean => /\p{Lu}s$/u.test(name) && typeOf(id) !== 'Metric';

function singularOf(id: EntityId, name: string, all: readonly string[]): string {
  if (!name.endsWith('s')) return name;
  if (isShortPlural(id, name)) return name.slice(0, -1);
  const small = name.toLowerCase();
  const singulars = [small.slice(0, -1), small.replace(/es$/, ''), small.replace(/ies$/, 'y')];
  return all.find((other) => other !== name && singulars.includes(other.toLowerCase())) ?? name;
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
  const { nodes } = page;
  const isTask = (node: number) => NODE_TYPES[nodes.type(node)] === 'Task';
  // A task that is a kind of another is its subtask.
  const bothTasks = relation.type === 'SUBCLASS_OF' && isTask(source) && isTask(target);
  const type = bothTasks ? 'SUBTASK_OF' : EDGE_OF[relation.type];
  // The whole is based on the part.
  if (relation.type === 'BASED_ON') [source, target] = [target, source];
  // Comparison has no direction: the lower id stands first.
  if (type === 'COMPARED_WITH' && source > target) [source, target] = [target, source];
  const [metricNode, datasetNode] = [page.node(relation.metric), page.node(relation.dataset)];
  const metric = metricNode === null ? null : nodes.entityId(metricNode);
  const dataset = datasetNode === null ? null : nodes.entityId(datasetNode);
  const { confidence, inferred, margin, devices, hours } = relation;
  const quote = page.quote(relation.evidence, [source, target, metricNode, datasetNode]);
  const saying: Saying = { year: page.year, confidence, inferred, quote };
  if (type === 'OUTPERFORMS') {
    const key = dataset || metric ? `${dataset ?? ''}|${metric ?? ''}` : '';
    edges.offer(source, type, target, saying, { key, extra: { metric, dataset, margin } });
  } else if (type === 'RUNS_ON') edges.offer(source, type, target, saying, { key: '', extra: { devices, hours } });
  else edges.offer(source, type, target, saying);
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

interface ResultDraft {
  readonly node: Omit<ResultNode, 'evidence'>;
  readonly evidence: BestQuotes;
}

/** The figures of one paper; one that it gives twice is one result with both sentences. */
function readResults(page: Page, edges: Edges, higherIsBetter: ReadonlyMap<EntityId, boolean>): ResultDraft[] {
  const { nodes, quotes } = page;
  type Slots = Record<Slot, number | null>;
  const byIdentity = new Map<ResultId, { fact: ResultFact; slots: Slots; evidence: BestQuotes }>();
  const idOf = (node: number | null) => (node === null ? null : nodes.entityId(node));
  for (const fact of page.facts.results) {
    const slots = {} as Slots;
    for (const [slot, type, edge] of SLOT_EDGES) {
      const node = page.node(fact.slots[slot]);
      // Merging may have given the thing another type; the slot then stays empty and is counted.
      const fits = node === null || NODE_TYPES[nodes.type(node)] === type;
      if (!fits) edges.reject(`Result ${edge} ${NODE_TYPES[nodes.type(node)]}`);
      slots[slot] = fits ? node : null;
    }
    const { method, task, dataset, metric, hardware, baseline } = slots;
    const [first, last] = [
      [method, task, dataset, metric],
      [hardware, baseline],
    ].map((group) => group.map(idOf));
    const parts = [page.paper.id, ...first!, fact.value, fact.kind, ...last!];
    const digest = createHash('sha1').update(parts.map((part) => part ?? '').join('|'));
    const id: ResultId = `result:${digest.digest('hex').slice(0, 16)}`;
    const places = Object.values(fact.spans);
    const quote = page.quote(fact.evidence, places.length > 0 ? [] : Object.values(slots), places);
    const before = byIdentity.get(id);
    const evidence = before?.evidence ?? new BestQuotes('place');
    evidence.offer(quote, fact.confidence, quotes);
    if (!before || before.fact.confidence < fact.confidence) byIdentity.set(id, { fact, slots, evidence });
  }
  return [...byIdentity].map(([id, { fact, slots, evidence }]) => {
    const end = nodes.addResult(id);
    const { confidence } = fact;
    const saying: Saying = { year: page.year, confidence, inferred: false, quote: evidence.list()[0]! };
    edges.offer(page.end, 'REPORTS', end, saying);
    for (const [slot, , edge] of SLOT_EDGES) {
      const node = slots[slot];
      if (node !== null) edges.offer(end, edge, node, { ...saying, inferred: fact.inferred.includes(slot) });
    }
    const metric = idOf(slots.metric);
    const node: ResultDraft['node'] = {
      id,
      type: 'Result',
      name: metric ? `${fact.value} ${surfaceIn(page, slots.metric!, fact.evidence)}` : fact.value,
      paper: page.paper.id,
      value: fact.amount,
      valueRaw: fact.value,
      unit: fact.unit,
      isDelta: fact.kind === 'gain',
      higherIsBetter: metric ? (higherIsBetter.get(metric) ?? null) : null,
      method: idOf(slots.method),
      dataset: idOf(slots.dataset),
      task: idOf(slots.task),
      metric,
      hardware: idOf(slots.hardware),
      baseline: idOf(slots.baseline),
      inferredSlots: fact.inferred,
      confidence,
    };
    return { node, evidence };
  });
}

/** What the sentence calls the thing; else what the paper does first. */
function surfaceIn(page: Page, node: number, sentence: Span): string {
  const all = page.mentions.filter((mention) => mention.node === node).map(({ fact }) => fact);
  const here = all.find((f) => f.field === sentence.field && f.start >= sentence.start && f.end <= sentence.end);
  const id = page.nodes.id(node);
  return (here ?? all[0])?.text ?? id.slice(id.indexOf(':') + 1);
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
