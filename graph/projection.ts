/**
 * What is clustered: the things that papers speak of, joined by the papers that speak of both.
 */
import { Column } from './columns.js';
import { byText, connect, type Network, positionsOf } from './network.js';
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
  /** Entity positions of each paper, ascending, and how often it mentions them. */
  readonly entitiesOf: readonly (readonly number[])[];
  readonly countsOf: readonly (readonly number[])[];
  /** Paper positions of each entity, ascending. */
  readonly papersOf: readonly (readonly number[])[];
  /** Of each paper, where it is known. */
  readonly yearOf: readonly (number | null)[];
}

export function incidence(graph: Pick<BareGraph, 'nodes' | 'edges'>): Incidence {
  const nodes = [...graph.nodes].sort((a, b) => byText(a.id, b.id));
  const paperNodes = nodes.filter((node): node is PaperNode => node.type === 'Paper');
  const papers = paperNodes.map((node) => node.id as string);
  const entities = nodes.filter((node): node is EntityNode => node.type !== 'Paper' && node.type !== 'Result');
  const paperAt = positionsOf(papers);
  const entityAt = positionsOf(entities.map((entity) => entity.id));
  const counts = papers.map(() => new Map<number, number>());
  for (const edge of graph.edges) {
    if (edge.type !== 'MENTIONS' && edge.type !== 'PROPOSES') continue;
    const entity = entityAt.get(edge.target);
    const mentioned = counts[paperAt.get(edge.source) ?? -1];
    if (entity === undefined || !mentioned) continue;
    mentioned.set(entity, Math.max(mentioned.get(entity) ?? 0, edge.count ?? 1));
  }
  const entitiesOf = counts.map((mentioned) => [...mentioned.keys()].sort((a, b) => a - b));
  const papersOf: number[][] = entities.map(() => []);
  entitiesOf.forEach((mentioned, paper) => {
    for (const entity of mentioned) papersOf[entity]!.push(paper);
  });
  const countsOf = entitiesOf.map((mentioned, paper) => mentioned.map((entity) => counts[paper]!.get(entity)!));
  return { papers, entities, entitiesOf, countsOf, papersOf, yearOf: paperNodes.map(({ year }) => year) };
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
  if (projection === 'papers') return joinRows(all.papers, all.entitiesOf, all.papersOf, damping);
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
  const fits = (entity: number) => !kept || kept.has(all.entities[entity]!.type);
  const every = all.entities.map((_, entity) => entity).filter(fits);
  const shared = every.filter((entity) => all.papersOf[entity]!.length >= leastPapers);
  // One paper, or papers that have nothing in common: then what each names alone is all there is.
  const chosen = shared.length > 0 ? shared : every;
  const positions = new Int32Array(all.entities.length).fill(-1);
  for (const [position, entity] of chosen.entries()) positions[entity] = position;
  const groups = all.entitiesOf.map((mentioned, paper) => {
    const here = mentioned.map((entity, i) => ({ entity: positions[entity]!, count: all.countsOf[paper]![i]! }));
    const inside = here.filter(({ entity }) => entity >= 0);
    if (inside.length > MOST_PER_PAPER) inside.sort((a, b) => b.count - a.count || a.entity - b.entity);
    return inside
      .slice(0, MOST_PER_PAPER)
      .map(({ entity }) => entity)
      .sort((a, b) => a - b);
  });
  const ids = chosen.map((entity) => all.entities[entity]!.id as string);
  const memberOf: number[][] = ids.map(() => []);
  groups.forEach((group, paper) => {
    for (const entity of group) memberOf[entity]!.push(paper);
  });
  return joinRows(ids, memberOf, groups, damping, relationsAmong(graph, ids));
}

/** Methods joined by every dataset they were run on and every task they are used for. */
function throughShared(graph: BareGraph, all: Incidence, damping: Damping): Network {
  const methods = all.entities.filter((entity) => entity.type === 'Method').map((entity) => entity.id as string);
  const things = all.entities.filter((entity) => entity.type === 'Dataset' || entity.type === 'Task');
  const methodAt = positionsOf(methods);
  const thingAt = positionsOf(things.map((thing) => thing.id));
  const uses = methods.map(() => new Set<number>());
  for (const edge of graph.edges) {
    const thing = thingAt.get(edge.target);
    if (thing !== undefined) uses[methodAt.get(edge.source) ?? -1]?.add(thing);
  }
  const groups: number[][] = things.map(() => []);
  const memberOf = uses.map((used, method) => {
    for (const thing of used) groups[thing]!.push(method);
    return [...used].sort((a, b) => a - b);
  });
  return joinRows(methods, memberOf, groups, damping, relationsAmong(graph, methods));
}

function relationsAmong(graph: BareGraph, ids: readonly string[]): Network {
  const positions = positionsOf(ids);
  const links = { from: [] as number[], to: [] as number[], weight: [] as number[] };
  for (const edge of graph.edges) {
    const source = positions.get(edge.source);
    const target = source === undefined ? undefined : positions.get(edge.target);
    if (source === undefined || target === undefined) continue;
    links.from.push(source);
    links.to.push(target);
    links.weight.push(edge.support * RELATION_WEIGHT);
  }
  return connect(ids, links);
}

/**
 * Joins rows that share groups, one row after the other, so that no list of all pairs is ever held.
 *
 * @param memberOf  the groups of each row, ascending
 * @param groups    the rows of each group, ascending
 */
function joinRows(
  ids: readonly string[],
  memberOf: readonly (readonly number[])[],
  groups: readonly (readonly number[])[],
  damping: Damping,
  stated?: Network,
): Network {
  const size = ids.length;
  const votes = new Float64Array(size);
  const together = new Uint32Array(size);
  const offsets = new Uint32Array(size + 1);
  const neighbours = new Column(Uint32Array);
  const weights = new Column(Float64Array);
  const damp = damper(damping, memberOf, groups.length);
  for (let row = 0; row < size; row++) {
    const touched: number[] = [];
    const touch = (other: number, vote: number, count: number) => {
      if (together[other] === 0) touched.push(other);
      votes[other]! += vote;
      together[other]! += count;
    };
    for (const group of memberOf[row]!) {
      const others = groups[group]!;
      for (const other of others) if (other !== row) touch(other, 1 / (others.length - 1), 1);
    }
    for (let link = stated?.offsets[row] ?? 0; link < (stated?.offsets[row + 1] ?? 0); link++) {
      const other = stated!.neighbours[link]!;
      touch(other, stated!.weights[link]!, together[other] === 0 ? 1 : 0);
    }
    touched.sort((a, b) => a - b);
    for (const other of touched) {
      neighbours.push(other);
      weights.push(votes[other]! * damp(row, other, together[other]!));
      votes[other] = 0;
      together[other] = 0;
    }
    offsets[row + 1] = neighbours.length;
  }
  return { ids, offsets, neighbours: neighbours.done(), weights: weights.done() };
}

function damper(damping: Damping, memberOf: readonly (readonly number[])[], groups: number) {
  if (damping === 'none') return () => 1;
  if (damping === 'log-degree') {
    const pull = memberOf.map((member) => 1 / Math.log2(1 + Math.max(1, member.length)));
    return (a: number, b: number) => pull[a]! * pull[b]!;
  }
  return (a: number, b: number, together: number) => npmi(together, memberOf[a]!.length, memberOf[b]!.length, groups);
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
