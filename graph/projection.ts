/**
 * What is clustered: the things that papers speak of, joined by the papers that speak of both.
 */
import { Column, Lists } from './columns.js';
import { byText, connect, type Links, linksOf, type Network, type Numbers } from './network.js';
import type { BareGraph, EntityNode, NodeType, PaperNode } from './schema.js';

/**
 * `everything`: all entities. `methods-datasets`: these two. `shared`: methods, through the datasets and tasks they
 * have in common. `papers`: papers, through the entities they have in common.
 */
export const PROJECTIONS = ['everything', 'methods-datasets', 'shared', 'papers'] as const;
export type ProjectionName = (typeof PROJECTIONS)[number];
/** How the pull of hubs is damped: by what a pair says beyond chance, by the size of its ends, or not at all. */
export const DAMPINGS = ['npmi', 'log-degree', 'none'] as const;
export type Damping = (typeof DAMPINGS)[number];

export interface ProjectionOptions {
  readonly projection: ProjectionName;
  readonly damping: Damping;
  /** Things that fewer papers mention are left out: what one paper alone names says nothing of how papers hang together. */
  readonly leastPapers: number;
}

/** A paper that lists more (a survey, a hostile record) counts with its most mentioned ones: pairs grow by the square. */
const MOST_PER_PAPER = 150;
/** A stated relation counts as much as this many papers that merely mention both. */
const RELATION_WEIGHT = 1;
/** What no more than chance joins still holds together if nothing else does. */
const LEAST_NPMI = 0.02;

/** Which paper speaks of which entity: positions in two sorted lists of ids. */
export interface Incidence {
  readonly papers: readonly string[];
  readonly entities: readonly EntityNode[];
  /** Entity positions of each paper, ascending. */
  readonly entitiesOf: Lists;
  /** How often the paper mentions it, in step with the values of `entitiesOf`. */
  readonly counts: Uint32Array;
  /** Paper positions of each entity, ascending. */
  readonly papersOf: Lists;
  /** Of each paper, where it is known. */
  readonly yearOf: readonly (number | null)[];
  /** All edges as places in the graph's list of nodes, and the entity at each place; -1: none. */
  readonly links: Links;
  readonly entityAt: Int32Array;
}

/** @param links  where they are at hand: one for each edge, in places of `graph.nodes` */
export function incidence(
  graph: Pick<BareGraph, 'nodes' | 'edges'>,
  links: Links = linksOf(
    graph,
    graph.nodes.map((node) => node.id),
  ),
): Incidence {
  const { nodes, edges } = graph;
  const places = Uint32Array.from(nodes, (_, place) => place);
  if (nodes.some((node, place) => place > 0 && nodes[place - 1]!.id > node.id))
    places.sort((a, b) => byText(nodes[a]!.id, nodes[b]!.id));
  const papers: PaperNode[] = [];
  const entities: EntityNode[] = [];
  const [paperAt, entityAt] = [new Int32Array(nodes.length).fill(-1), new Int32Array(nodes.length).fill(-1)];
  for (const place of places) {
    const node = nodes[place]!;
    if (node.type === 'Paper') paperAt[place] = papers.push(node) - 1;
    else if (node.type !== 'Result') entityAt[place] = entities.push(node) - 1;
  }
  const [row, value] = [new Column(Uint32Array), new Column(Float64Array)];
  for (let link = 0; link < edges.length; link++) {
    const edge = edges[link]!;
    if (edge.type !== 'MENTIONS' && edge.type !== 'PROPOSES') continue;
    const [paper, entity] = [paperAt[links.from[link]!] ?? -1, entityAt[links.to[link]!] ?? -1];
    if (paper < 0 || entity < 0) continue;
    row.push(paper);
    value.push(entity * MOST_COUNTED + Math.min(edge.count ?? 1, MOST_COUNTED - 1));
  }
  const { entitiesOf, counts } = mentionsByPaper(papers.length, row.done(), value.done());
  const papersOf = entitiesOf.turned(entities.length);
  const yearOf = papers.map(({ year }) => year);
  return { papers: papers.map(({ id }) => id), entities, entitiesOf, counts, papersOf, yearOf, links, entityAt };
}
/** Entity and count travel as one number, so that they are sorted together. */
const MOST_COUNTED = 2 ** 20;

/** What a paper mentions and proposes is one mention, with the higher count. */
function mentionsByPaper(papers: number, paperOf: Uint32Array, mentions: Float64Array) {
  const order = Lists.of(papers, { row: paperOf, value: paperOf.map((_, at) => at) });
  const starts = new Uint32Array(papers + 1);
  const [values, counts] = [new Uint32Array(mentions.length), new Uint32Array(mentions.length)];
  let end = 0;
  for (let paper = 0; paper < papers; paper++) {
    const here = Float64Array.from(order.of(paper), (at) => mentions[at]!).sort();
    for (let at = 0; at < here.length; at++) {
      const entity = Math.floor(here[at]! / MOST_COUNTED);
      if (Math.floor((here[at + 1] ?? -1) / MOST_COUNTED) === entity) continue;
      values[end] = entity;
      counts[end++] = here[at]! % MOST_COUNTED;
    }
    starts[paper + 1] = end;
  }
  return { entitiesOf: new Lists(starts, values.slice(0, end)), counts: counts.slice(0, end) };
}

/**
 * The network that is clustered.
 *
 * A paper shares one vote per entity among the others it mentions (fractional counting, Perianes-Rodriguez et al.
 * 2016), a relation that a paper states adds to that, and the sum is damped so that "accuracy" and "ImageNet" do not
 * glue the map.
 *
 * @returns its ids are entities, but for `papers`, where they are papers
 */
export function project(graph: BareGraph, all: Incidence, options: ProjectionOptions): Network {
  const { projection, damping } = options;
  if (projection === 'papers') return { ids: all.papers, ...joinRows(all.entitiesOf, all.papersOf, damping) };
  if (projection === 'shared') return throughShared(graph, all, damping);
  const kept = projection === 'everything' ? null : new Set<NodeType>(['Method', 'Dataset']);
  return coMentions(graph, all, options, kept);
}

function coMentions(
  graph: BareGraph,
  all: Incidence,
  { damping, leastPapers }: ProjectionOptions,
  kept: Set<NodeType> | null,
): Network {
  const every = Array.from(all.entities.keys()).filter((entity) => !kept || kept.has(all.entities[entity]!.type));
  const shared = every.filter((entity) => all.papersOf.sizeOf(entity) >= leastPapers);
  // One paper, or papers that have nothing in common: then what each names alone is all there is.
  const chosen = shared.length > 0 ? shared : every;
  const positions = positionsIn(chosen, all);
  const [row, value] = [new Column(Uint32Array), new Column(Uint32Array)];
  const { starts, values } = all.entitiesOf;
  for (let paper = 0; paper < all.papers.length; paper++) {
    let here: number[] = [];
    for (let at = starts[paper]!; at < starts[paper + 1]!; at++) if (positions[values[at]!]! >= 0) here.push(at);
    if (here.length > MOST_PER_PAPER) {
      here.sort((a, b) => all.counts[b]! - all.counts[a]! || a - b);
      here = here.slice(0, MOST_PER_PAPER).sort((a, b) => a - b);
    }
    for (const at of here) {
      row.push(paper);
      value.push(positions[values[at]!]!);
    }
  }
  const groups = Lists.of(all.papers.length, { row: row.done(), value: value.done() });
  const stated = relationsAmong(graph, all, chosen, positions);
  return { ids: stated.ids, ...joinRows(groups.turned(chosen.length), groups, damping, stated) };
}

/** Methods joined by every dataset they were run on and every task they are used for. */
function throughShared(graph: BareGraph, all: Incidence, damping: Damping): Network {
  const typed = (...types: NodeType[]) =>
    Array.from(all.entities.keys()).filter((entity) => types.includes(all.entities[entity]!.type));
  const [methods, things] = [typed('Method'), typed('Dataset', 'Task')];
  const [methodAt, thingAt] = [positionsIn(methods, all), positionsIn(things, all)];
  const uses = methods.map(() => new Set<number>());
  for (let link = 0; link < graph.edges.length; link++) {
    const thing = thingAt[all.entityAt[all.links.to[link]!] ?? -1] ?? -1;
    if (thing >= 0) uses[methodAt[all.entityAt[all.links.from[link]!] ?? -1] ?? -1]?.add(thing);
  }
  const used = uses.map((some) => [...some].sort((a, b) => a - b));
  const pairs = { row: used.flatMap((some, method) => some.map(() => method)), value: used.flat() };
  const memberOf = Lists.of(methods.length, pairs);
  const stated = relationsAmong(graph, all, methods, methodAt);
  return { ids: stated.ids, ...joinRows(memberOf, memberOf.turned(things.length), damping, stated) };
}

/** Of every entity the place among the chosen ones, or -1. */
function positionsIn(chosen: readonly number[], all: Incidence): Int32Array {
  const positions = new Int32Array(all.entities.length).fill(-1);
  for (let position = 0; position < chosen.length; position++) positions[chosen[position]!] = position;
  return positions;
}

function relationsAmong(
  { edges }: BareGraph,
  { links, entities, entityAt }: Incidence,
  chosen: readonly number[],
  positions: Int32Array,
): Network {
  const [from, to, weight] = [new Column(Uint32Array), new Column(Uint32Array), new Column(Float64Array)];
  for (let link = 0; link < edges.length; link++) {
    const source = positions[entityAt[links.from[link]!] ?? -1] ?? -1;
    if (source < 0) continue;
    const target = positions[entityAt[links.to[link]!] ?? -1] ?? -1;
    if (target < 0) continue;
    from.push(source);
    to.push(target);
    weight.push(links.weight[link]! * RELATION_WEIGHT);
  }
  const ids = chosen.map((entity) => entities[entity]!.id as string);
  return connect(ids, { from: from.done(), to: to.done(), weight: weight.done() });
}

/**
 * Joins rows that share groups, one row after the other, so that no list of all pairs is ever held.
 *
 * @param memberOf  the groups of each row, ascending
 * @param groups    the rows of each group, ascending
 */
function joinRows(memberOf: Lists, groups: Lists, damping: Damping, stated?: Numbers): Numbers {
  const size = memberOf.rows;
  const votes = new Float64Array(size);
  const together = new Uint32Array(size);
  const offsets = new Uint32Array(size + 1);
  const neighbours = new Column(Uint32Array);
  const weights = new Column(Float64Array);
  const damp = damper(damping, memberOf, groups.rows);
  const touched = new Uint32Array(size);
  for (let row = 0; row < size; row++) {
    let count = 0;
    for (let at = memberOf.starts[row]!; at < memberOf.starts[row + 1]!; at++) {
      const group = memberOf.values[at]!;
      const [start, end] = [groups.starts[group]!, groups.starts[group + 1]!];
      const vote = 1 / (end - start - 1);
      for (let slot = start; slot < end; slot++) {
        const other = groups.values[slot]!;
        if (other === row) continue;
        if (together[other] === 0) touched[count++] = other;
        votes[other]! += vote;
        together[other]!++;
      }
    }
    if (stated) {
      for (let link = stated.offsets[row]!; link < stated.offsets[row + 1]!; link++) {
        const other = stated.neighbours[link]!;
        if (together[other] === 0) {
          touched[count++] = other;
          together[other] = 1;
        }
        votes[other]! += stated.weights[link]!;
      }
    }
    for (const other of touched.subarray(0, count).sort()) {
      neighbours.push(other);
      weights.push(votes[other]! * damp(row, other, together[other]!));
      votes[other] = 0;
      together[other] = 0;
    }
    offsets[row + 1] = neighbours.length;
  }
  return { offsets, neighbours: neighbours.done(), weights: weights.done() };
}

function damper(damping: Damping, memberOf: Lists, groups: number) {
  if (damping === 'none') return () => 1;
  if (damping === 'log-degree') {
    const pull = (row: number) => 1 / Math.log2(1 + Math.max(1, memberOf.sizeOf(row)));
    return (a: number, b: number) => pull(a) * pull(b);
  }
  return (a: number, b: number, together: number) => npmi(together, memberOf.sizeOf(a), memberOf.sizeOf(b), groups);
}

/**
 * How much oftener than by chance two things come together: 1 when never apart; chance and less give the least weight.
 *
 * @see Bouma (2009), normalised pointwise mutual information
 */
export function npmi(together: number, withA: number, withB: number, all: number): number {
  const [a, b] = [Math.max(withA, together), Math.max(withB, together)];
  if (together >= all || (together === a && together === b)) return 1;
  const value = Math.log((together * all) / (a * b)) / -Math.log(together / all);
  return Math.max(LEAST_NPMI, value);
}
