/**
 * Research areas: which entities and papers belong together, on several levels, named, and how sure that is.
 */

import { describe, nameAll } from './names.js';
import { byText, connect, type Network, positionsOf, rounded } from './network.js';
import { ALGORITHMS, type Algorithm, modularity, type Partition, partition } from './partition.js';
import { type Damping, type Incidence, incidence, PROJECTIONS, type ProjectionName, project } from './projection.js';
import type { BareGraph, Bridge, Community, EntityId, EntityNode, Measure, PaperId } from './schema.js';
import { pairStability } from './stability.js';

export interface CommunityOptions {
  readonly algorithm: Algorithm;
  /** Above 0; 1 is plain modularity, more gives more and smaller communities. */
  readonly resolution: number;
  readonly seed: number;
  readonly projection: ProjectionName;
  readonly damping: Damping;
  /** Further seeded runs that the stability of a community is counted over. */
  readonly stabilityRuns: number;
}
export const COMMUNITY_DEFAULTS: CommunityOptions = {
  algorithm: 'louvain',
  resolution: 1,
  seed: 1,
  projection: 'everything',
  damping: 'npmi',
  stabilityRuns: 5,
};
export const COMMUNITY_CHOICES = { algorithm: ALGORITHMS, projection: PROJECTIONS } as const;
/** Levels above the first are built until so few communities are left. */
const FEW = 6;
const MOST_BRIDGES = 50;
/** A node reaches into another community when this share of its links does. */
const BRIDGE_SHARE = 0.15;

export interface Communities {
  /** By level, then by size; level 0, the finest, is where every other table looks. */
  readonly communities: readonly Community[];
  readonly bridges: readonly Bridge[];
  /** Of level 0 on the projection. */
  readonly modularity: number;
  /** Communities that the algorithm left in pieces and that were split. */
  readonly split: number;
  /** Entities that nothing joins to another; they are in no community. */
  readonly alone: readonly EntityId[];
}

/**
 * Communities of entities with their papers, strongest member first.
 *
 * Level 0 is cut from the projection; each level above joins communities of the one below. Every community is
 * connected in the projection. A paper belongs where its entities stand, rare ones counting most.
 */
export function findCommunities(
  graph: BareGraph,
  measures: Readonly<Record<string, Measure>>,
  options: Partial<CommunityOptions> = {},
): Communities {
  const settings = { ...COMMUNITY_DEFAULTS, ...options };
  const network = project(graph, settings.projection, settings.damping);
  const found = partition(network, settings);
  const all = incidence(graph);
  const { ofEntity, ofPaper } = spread(network, found, all, settings.projection);
  const cuts = levels(network, found, settings);
  const stability = pairStability(network, found, settings);
  const strength = (entity: EntityNode) => measures[entity.id]?.pageRank ?? 0;
  const drafts = cuts.flatMap((cut, level) => draft(level, cut, all, ofEntity, ofPaper, strength, stability));
  const kept = drafts.filter((community) => community.members.length > 0);
  const ids = new Map(
    kept.map((community) => [
      `${community.level} ${community.label}`,
      `l${community.level}:${all.entities[community.members[0]!]!.id}`,
    ]),
  );
  const named = nameAll(kept, all);
  const communities = kept.map((community, i): Community => {
    const parent = cuts[community.level + 1]?.[community.atoms[0]!];
    return {
      id: ids.get(`${community.level} ${community.label}`)!,
      level: community.level,
      parent: parent === undefined ? null : (ids.get(`${community.level + 1} ${parent}`) ?? null),
      label: named[i]!.label,
      description: describe(community, all),
      keywords: named[i]!.keywords,
      members: community.members.map((entity) => all.entities[entity]!.id),
      papers: community.papers.map((paper) => all.papers[paper] as PaperId),
      stability: rounded(community.stability),
    };
  });
  const finest = new Map(kept.filter(({ level }) => level === 0).map((c) => [c.label, ids.get(`0 ${c.label}`)!]));
  return {
    communities,
    bridges: findBridges(network, found, finest, measures),
    modularity: rounded(modularity(network, found.labels, settings.resolution)),
    split: found.split,
    alone: all.entities.filter((_, entity) => ofEntity[entity] === -1).map((entity) => entity.id),
  };
}

/** A community in numbers: positions in the incidence; `label` is its number in its own cut. */
export interface CommunityDraft {
  readonly level: number;
  readonly label: number;
  /** The level-0 communities it is made of. */
  readonly atoms: readonly number[];
  readonly members: readonly number[];
  readonly papers: readonly number[];
  /** Of a community of communities: their mean. */
  readonly stability: number;
}

/** Level-0 community of every entity and paper; -1: none. Those the projection leaves out go where their company stands. */
function spread(network: Network, found: Partition, all: Incidence, projection: ProjectionName) {
  const sizes = new Uint32Array(found.count);
  for (const label of found.labels) sizes[label]!++;
  const labelOf = (node: number | undefined) =>
    node === undefined || sizes[found.labels[node]!] === 1 ? -1 : found.labels[node]!;
  const at = positionsOf(network.ids);
  if (projection === 'papers') {
    const ofPaper = all.papers.map((paper) => labelOf(at.get(paper)));
    const ofEntity = all.papersOf.map((papers) => vote(papers.map((paper) => [ofPaper[paper]!, 1])));
    return { ofEntity, ofPaper };
  }
  const core = all.entities.map((entity) => labelOf(at.get(entity.id)));
  const weightOf = all.papersOf.map((papers) => 1 / Math.log2(1 + papers.length));
  const ofPaper = all.entitiesOf.map((mentioned, paper) =>
    vote(mentioned.map((entity, i) => [core[entity]!, weightOf[entity]! * all.countsOf[paper]![i]!])),
  );
  const ofEntity = core.map((label, entity) =>
    label >= 0 || at.has(all.entities[entity]!.id)
      ? label
      : vote(all.papersOf[entity]!.map((paper) => [ofPaper[paper]!, 1])),
  );
  return { ofEntity, ofPaper };
}

/** The label with most weight; ties go to the lower, that is the larger community; -1 has no voice. */
function vote(ballots: readonly (readonly [label: number, weight: number])[]): number {
  const sums = new Map<number, number>();
  for (const [label, weight] of ballots) if (label >= 0) sums.set(label, (sums.get(label) ?? 0) + weight);
  let best = -1;
  for (const [label, sum] of sums) {
    const leading = sums.get(best) ?? 0;
    // Sums of the same ballots in another order differ in their last bits.
    if (sum > leading + 1e-9 || (sum > leading - 1e-9 && label < best)) best = label;
  }
  return best;
}

/** For each level the community that every level-0 community belongs to; the first level is 0, 1, 2, … itself. */
function levels(network: Network, found: Partition, settings: CommunityOptions): Uint32Array[] {
  const cuts = [Uint32Array.from({ length: found.count }, (_, label) => label)];
  const sizes = new Uint32Array(found.count);
  for (const label of found.labels) sizes[label]!++;
  const alone = sizes.filter((size) => size === 1).length;
  for (let count = found.count; ; ) {
    if (count - alone <= FEW) return cuts;
    const below = cuts.at(-1)!;
    const contracted = contract(
      network,
      found.labels.map((label) => below[label]!),
      count,
    );
    const joined = partition(contracted, settings);
    if (joined.count >= count) return cuts;
    cuts.push(below.map((label) => joined.labels[label]!));
    count = joined.count;
  }
}

/** Communities as nodes, joined by the weight between them; what lies within is left out, else nothing would join. */
function contract(network: Network, labels: Uint32Array, count: number): Network {
  const links = { from: [] as number[], to: [] as number[], weight: [] as number[] };
  for (let node = 0; node < network.ids.length; node++) {
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      const neighbour = network.neighbours[link]!;
      if (neighbour < node || labels[neighbour] === labels[node]) continue;
      links.from.push(labels[node]!);
      links.to.push(labels[neighbour]!);
      links.weight.push(network.weights[link]!);
    }
  }
  return connect(
    Array.from({ length: count }, (_, label) => String(label)),
    links,
  );
}

function draft(
  level: number,
  cut: Uint32Array,
  all: Incidence,
  ofEntity: readonly number[],
  ofPaper: readonly number[],
  strength: (entity: EntityNode) => number,
  stability: Float64Array,
): CommunityDraft[] {
  const atoms = new Map<number, number[]>();
  cut.forEach((label, atom) => {
    const known = atoms.get(label);
    if (known) known.push(atom);
    else atoms.set(label, [atom]);
  });
  const members = new Map<number, number[]>([...atoms.keys()].map((label) => [label, []]));
  const papers = new Map<number, number[]>([...atoms.keys()].map((label) => [label, []]));
  ofEntity.forEach((atom, entity) => {
    if (atom >= 0) members.get(cut[atom]!)!.push(entity);
  });
  ofPaper.forEach((atom, paper) => {
    if (atom >= 0) papers.get(cut[atom]!)!.push(paper);
  });
  const strongest = (a: number, b: number) => strength(all.entities[b]!) - strength(all.entities[a]!) || a - b;
  return [...atoms]
    .map(([label, made]) => {
      const inside = members.get(label)!.sort(strongest);
      return {
        level,
        label,
        atoms: made,
        members: inside,
        papers: papers.get(label)!,
        stability: made.reduce((sum, atom) => sum + stability[atom]!, 0) / made.length,
      };
    })
    .sort((a, b) => b.members.length - a.members.length || b.papers.length - a.papers.length || a.label - b.label);
}

/** Entities that stand in one community and reach well into another, those on most shortest paths first. */
function findBridges(
  network: Network,
  found: Partition,
  ids: ReadonlyMap<number, string>,
  measures: Readonly<Record<string, Measure>>,
): Bridge[] {
  const bridges: Bridge[] = [];
  for (let node = 0; node < network.ids.length; node++) {
    const id = network.ids[node]!;
    const reach = new Map<number, number>();
    let total = 0;
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      const label = found.labels[network.neighbours[link]!]!;
      reach.set(label, (reach.get(label) ?? 0) + network.weights[link]!);
      total += network.weights[link]!;
    }
    const far = [...reach].filter(([label, weight]) => ids.has(label) && weight >= BRIDGE_SHARE * total);
    const betweenness = measures[id]?.betweenness ?? 0;
    if (far.length < 2 || betweenness === 0) continue;
    far.sort(([a, x], [b, y]) => y - x || a - b);
    bridges.push({ node: id as EntityId, communities: far.map(([label]) => ids.get(label)!), betweenness });
  }
  bridges.sort((a, b) => b.betweenness - a.betweenness || byText(a.node, b.node));
  return bridges.slice(0, MOST_BRIDGES);
}
