/**
 * Research areas: which entities and papers belong together, on several levels, named, and how sure that is.
 */
import { PapergraphError } from '../src/errors.js';
import type { Lists } from './columns.js';
import { keepIds } from './life.js';
import { nameAll } from './names.js';
import { byText, type Links, type Network, positionsOf, rounded } from './network.js';
import {
  ALGORITHMS,
  type Algorithm,
  type CutOptions,
  type Cutter,
  coarsen,
  cutsOf,
  inPieces,
  modularity,
  type Partition,
  prepare,
} from './partition.js';
import { DAMPINGS, type Incidence, incidence, PROJECTIONS, type ProjectionOptions, project } from './projection.js';
import type { BareGraph, Bridge, Community, CommunityChange, EntityId, Measure, PaperId } from './schema.js';
import { pairStability } from './stability.js';

export interface CommunityOptions extends Omit<ProjectionOptions, 'leastPapers'> {
  /** Things that fewer papers mention do not shape the communities, but join them. Null: by the number of papers. */
  readonly leastPapers: number | null;
  readonly algorithm: Algorithm;
  /** Above 0; 1 is plain modularity, more gives more and smaller communities. Null: by the number of papers. */
  readonly resolution: number | null;
  readonly seed: number;
  /** Further seeded runs that the stability of a community is counted over. */
  readonly stabilityRuns: number;
  /** Communities of an earlier build: those that are still the same keep their ids. */
  readonly previous: readonly Community[];
}
export const COMMUNITY_DEFAULTS: CommunityOptions = {
  // Leiden's modularity was the higher on every graph of bench/communities.mjs, and it leaves no community in pieces.
  algorithm: 'leiden',
  resolution: null,
  seed: 1,
  projection: 'everything',
  damping: 'npmi',
  leastPapers: null,
  stabilityRuns: 4,
  previous: [],
};
export const COMMUNITY_CHOICES = { algorithm: ALGORITHMS, projection: PROJECTIONS, damping: DAMPINGS } as const;
/** Levels above the first are built until so few communities are left. */
const FEW = 6;
/** Each level above has this share of the resolution below. */
const COARSER = 0.5;
/** Plain modularity finds some twenty areas whatever the size; above so many papers they are cut finer. */
const PAPERS_AT_PLAIN = 5000;
const FINEST_RESOLUTION = 6;
const MOST_RESOLUTION = 1000;
/** Links above which fewer runs have to do for stability: each costs seconds there. */
const MANY_LINKS = 500_000;
/** An earlier cut goes on as long as it has so much of the modularity of a fresh one. */
const AS_GOOD = 0.98;
const MOST_BRIDGES = 50;
/** A node reaches into another community when this share of its links does. */
const BRIDGE_SHARE = 0.15;

export interface Communities {
  /** By level, then by size; level 0 is the finest. */
  readonly communities: readonly Community[];
  readonly bridges: readonly Bridge[];
  /** Level 0 was cut at this resolution, and has this modularity at it on the projection. */
  readonly resolution: number;
  readonly modularity: number;
  /** Communities that the algorithm left in pieces and that were split. */
  readonly split: number;
  /** Entities that share no paper with anything that another paper mentions too; they are in no community. */
  readonly alone: readonly EntityId[];
  /** Against `previous`; empty without it. */
  readonly changes: readonly CommunityChange[];
}

/**
 * Communities of entities with their papers, strongest member first.
 *
 * Level 0 is cut from the projection; each level above joins communities of the one below. Every community is
 * connected in the projection. A paper belongs where its entities stand, rare ones counting most, and what only one
 * paper mentions belongs where its paper does.
 *
 * @throws PapergraphError BAD_OPTION for a resolution out of range
 */
export function findCommunities(
  graph: BareGraph,
  measures: Readonly<Record<string, Measure>>,
  options: Partial<CommunityOptions> = {},
): Communities {
  const ground = prepareCut(graph, options);
  return rankCommunities(cutCommunities(ground), cutsOf(ground.network, ground.runs), measures);
}

/** What is to be cut, and how. */
export interface Ground {
  readonly all: Incidence;
  readonly network: Network;
  readonly settings: CommunityOptions & { readonly resolution: number };
  /** For `cutsOf`: the further seeded runs, which another thread may do. */
  readonly runs: { readonly algorithm: Algorithm; readonly resolution: number; readonly seeds: readonly number[] };
}
/** All that needs no measures, so that these can be taken meanwhile. */
export interface Cut extends Ground {
  readonly found: Partition;
  readonly cuts: readonly Uint32Array[];
  readonly drafts: readonly Draft[];
  readonly names: ReturnType<typeof nameAll>;
  /** In no community. */
  readonly alone: readonly EntityId[];
}

/** @param links  where they are at hand: one for each edge, in places of `graph.nodes` */
export function prepareCut(graph: BareGraph, options: Partial<CommunityOptions> = {}, links?: Links): Ground {
  const given = { ...COMMUNITY_DEFAULTS, ...options };
  const { algorithm, seed, stabilityRuns } = given;
  const all = incidence(graph, links);
  const resolution = given.resolution ?? resolutionFor(all.papers.length);
  if (!(resolution > 0 && resolution <= MOST_RESOLUTION))
    throw new PapergraphError(
      'BAD_OPTION',
      '--resolution',
      `${resolution} is out of range`,
      `Above 0, up to ${MOST_RESOLUTION}`,
    );
  const leastPapers = given.leastPapers ?? leastFor(all.papers.length);
  const network = project(graph, all, { ...given, leastPapers });
  const runs = network.neighbours.length > 2 * MANY_LINKS ? Math.min(1, stabilityRuns) : stabilityRuns;
  const seeds = Array.from({ length: runs }, (_, run) => seed + run + 1);
  return { all, network, settings: { ...given, resolution }, runs: { algorithm, resolution, seeds } };
}

export function cutCommunities(ground: Ground): Cut {
  const { all, network, settings } = ground;
  const { algorithm, resolution, seed, previous } = settings;
  const found = continueCut(network, prepare(network, algorithm), { resolution, seed }, previous);
  const cuts = levels(network, found, { resolution, seed });
  const homes = spread(network, found, all, settings.projection);
  const drafts = cuts.flatMap((cut, level) => draft(level, cut, homes));
  const alone = all.entities.filter((_, entity) => homes.ofEntity[entity] === -1).map(({ id }) => id);
  return { ...ground, found, cuts, drafts, names: nameAll(drafts, all), alone };
}

/** @param others  what `cutsOf` made of the network by `runs` */
export function rankCommunities(
  cut: Cut,
  others: readonly Partition[],
  measures: Readonly<Record<string, Measure>>,
): Communities {
  const { network, found, settings, alone } = cut;
  const { resolution, previous } = settings;
  const { communities, changes } = keepIds(finish(cut, pairStability(found, others), measures), previous);
  return {
    communities,
    changes,
    bridges: findBridges(network, communities, measures),
    resolution,
    modularity: rounded(modularity(network, found.labels, resolution)),
    split: found.split,
    alone,
  };
}

/**
 * A fresh cut, or the earlier one where that is nearly as good: as it was if there is nothing new in it, else mended.
 * Two cuts of the same worth can differ in much, and a map that is another one every day is of no use.
 */
function continueCut(network: Network, cutter: Cutter, options: CutOptions, previous: readonly Community[]): Partition {
  const fresh = cutter.cut(options);
  const home = new Map<string, number>();
  for (const [label, { level, members }] of previous.entries()) {
    if (level === 0) for (const member of members) home.set(member, label);
  }
  if (home.size === 0) return fresh;
  const known = network.ids.map((id) => home.get(id));
  // Newcomers begin alone.
  const labels = Uint32Array.from(known, (label, node) => label ?? previous.length + node);
  const isNew = (node: number) => known[node] === undefined && network.offsets[node + 1]! > network.offsets[node]!;
  const continued = network.ids.some((_, node) => isNew(node))
    ? cutter.mend(labels, options)
    : inPieces(network, labels);
  const worth = (cut: Partition) => modularity(network, cut.labels, options.resolution);
  return worth(continued) >= AS_GOOD * worth(fresh) ? continued : fresh;
}

/** 1 up to 5,000 papers, then growing with the root of their number: 2 for 20,000. */
function resolutionFor(papers: number): number {
  return rounded(Math.min(FINEST_RESOLUTION, Math.max(1, Math.sqrt(papers / PAPERS_AT_PLAIN))));
}

/**
 * 2 up to 5,000 papers, then growing with the root of their number: 4 for 20,000. There, what few papers name is mostly
 * chance and ties unlike papers together: with 5 instead of 2 more pairs stay together in other runs (63 instead of 56 %)
 * and venues agree more with the communities (homogeneity 0.36 instead of 0.33).
 */
const leastFor = (papers: number): number => Math.max(2, Math.round(2 * Math.sqrt(papers / PAPERS_AT_PLAIN)));

/** Level-0 community of every entity and paper; -1: none. Those the projection leaves out go where their company stands. */
function spread(network: Network, found: Partition, all: Incidence, projection: ProjectionOptions['projection']) {
  const sizes = new Uint32Array(found.count);
  for (const label of found.labels) sizes[label]!++;
  const labelOf = (node: number | undefined) =>
    node === undefined || sizes[found.labels[node]!] === 1 ? -1 : found.labels[node]!;
  const at = positionsOf(network.ids);
  const { entitiesOf, papersOf, counts } = all;
  const byPaper = (entity: number, ofPaper: Int32Array) =>
    papersOf.sizeOf(entity) === 1
      ? ofPaper[papersOf.values[papersOf.starts[entity]!]!]!
      : vote(papersOf, entity, { labels: ofPaper, weightOf: () => 1 });
  if (projection === 'papers') {
    const ofPaper = Int32Array.from(all.papers, (paper) => labelOf(at.get(paper)));
    return { ofEntity: Int32Array.from(all.entities, (_, entity) => byPaper(entity, ofPaper)), ofPaper };
  }
  const core = Int32Array.from(all.entities, (entity) => labelOf(at.get(entity.id)));
  const weights = Float64Array.from(all.entities, (_, entity) => 1 / Math.log2(1 + papersOf.sizeOf(entity)));
  const weightOf = (entity: number, place: number) => weights[entity]! * counts[place]!;
  const ofPaper = Int32Array.from(all.papers, (_, paper) => vote(entitiesOf, paper, { labels: core, weightOf }));
  const ofEntity = core.map((label, entity) => (label >= 0 ? label : byPaper(entity, ofPaper)));
  return { ofEntity, ofPaper };
}

/** What the row's values are and weigh. */
interface Ballots {
  readonly labels: Int32Array;
  readonly weightOf: (value: number, place: number) => number;
}

/** The label with most weight; ties go to the lower, that is the larger community; -1 has no voice. */
function vote({ starts, values }: Lists, row: number, { labels, weightOf }: Ballots): number {
  const sums = new Map<number, number>();
  for (let place = starts[row]!; place < starts[row + 1]!; place++) {
    const label = labels[values[place]!]!;
    if (label >= 0) sums.set(label, (sums.get(label) ?? 0) + weightOf(values[place]!, place));
  }
  let best = -1;
  for (const [label, sum] of sums) {
    const leading = sums.get(best) ?? 0;
    // Sums of the same ballots in another order differ in their last bits.
    if (sum > leading + 1e-9 || (sum > leading - 1e-9 && label < best)) best = label;
  }
  return best;
}

/** For each level the community that every level-0 community belongs to; the first level is 0, 1, 2, … itself. */
function levels(network: Network, found: Partition, options: { resolution: number; seed: number }): Uint32Array[] {
  const cuts = [Uint32Array.from({ length: found.count }, (_, label) => label)];
  const linked = new Set(
    Array.from(found.labels).filter((_, node) => network.offsets[node + 1]! > network.offsets[node]!),
  ).size;
  const alone = found.count - linked;
  let below = found;
  for (let { resolution } = options; below.count - alone > FEW && resolution > options.resolution / 100; ) {
    resolution *= COARSER;
    const joined = coarsen(network, below, { ...options, resolution });
    if (joined.count === below.count) continue;
    // One area of everything says nothing.
    if (joined.count - alone < 2) break;
    cuts.push(cuts.at(-1)!.map((label) => joined.labels[label]!));
    below = { ...joined, labels: below.labels.map((label) => joined.labels[label]!) };
  }
  return cuts;
}

/** A community in numbers: positions in the incidence, ascending. */
interface Draft {
  readonly level: number;
  /** Its number in the cut of its level, and the level-0 communities it is made of. */
  readonly label: number;
  readonly atoms: readonly number[];
  readonly members: readonly number[];
  readonly papers: readonly number[];
}

/** The communities of one level, largest first. */
function draft(
  level: number,
  cut: Uint32Array,
  { ofEntity, ofPaper }: { readonly ofEntity: Int32Array; readonly ofPaper: Int32Array },
): Draft[] {
  const grouped = new Map<number, { atoms: number[]; members: number[]; papers: number[] }>();
  cut.forEach((label, atom) => {
    const group = grouped.get(label);
    if (group) group.atoms.push(atom);
    else grouped.set(label, { atoms: [atom], members: [], papers: [] });
  });
  ofEntity.forEach((atom, entity) => {
    if (atom >= 0) grouped.get(cut[atom]!)!.members.push(entity);
  });
  ofPaper.forEach((atom, paper) => {
    if (atom >= 0) grouped.get(cut[atom]!)!.papers.push(paper);
  });
  return [...grouped]
    .filter(([, { members }]) => members.length > 0)
    .map(([label, group]) => ({ level, label, ...group }))
    .sort((a, b) => b.members.length - a.members.length || b.papers.length - a.papers.length || a.label - b.label);
}

/** @param stability  of the level-0 communities; a community of communities has their mean */
function finish(
  { all, drafts, names, cuts }: Cut,
  stability: Float64Array,
  measures: Readonly<Record<string, Measure>>,
): Community[] {
  const { entities } = all;
  const strength = new Float64Array(entities.length);
  const byStrength = new Uint32Array(entities.length);
  for (let entity = 0; entity < entities.length; entity++) {
    strength[entity] = measures[entities[entity]!.id]?.pageRank ?? 0;
    byStrength[entity] = entity;
  }
  byStrength.sort((a, b) => strength[b]! - strength[a]! || a - b);
  const ranks = new Uint32Array(byStrength.length);
  for (let rank = 0; rank < ranks.length; rank++) ranks[byStrength[rank]!] = rank;
  const members = drafts.map((each) => {
    const inside = new Uint32Array(each.members.length);
    for (let i = 0; i < inside.length; i++) inside[i] = ranks[each.members[i]!]!;
    const ids = new Array<EntityId>(inside.length);
    for (const [i, rank] of inside.sort().entries()) ids[i] = entities[byStrength[rank]!]!.id;
    return ids;
  });
  const idAt = (level: number, label: number | undefined) => `${level} ${label}`;
  const ids = new Map(drafts.map(({ level, label }, i) => [idAt(level, label), `l${level}:${members[i]![0]}`]));
  return drafts.map(({ level, label, atoms, papers }, i) => ({
    id: ids.get(idAt(level, label))!,
    level,
    parent: ids.get(idAt(level + 1, cuts[level + 1]?.[atoms[0]!])) ?? null,
    ...names[i]!,
    members: members[i]!,
    papers: papers.map((paper) => all.papers[paper] as PaperId),
    stability: rounded(atoms.reduce((sum, atom) => sum + stability[atom]!, 0) / atoms.length),
  }));
}

/** Entities that stand in one finest community and reach well into another, those on most shortest paths first. */
function findBridges(
  network: Network,
  communities: readonly Community[],
  measures: Readonly<Record<string, Measure>>,
): Bridge[] {
  const at = positionsOf(network.ids);
  const homes: (string | undefined)[] = network.ids.map(() => undefined);
  const settle = (nodes: readonly string[], home: string) => {
    for (const id of nodes) {
      const node = at.get(id);
      if (node !== undefined) homes[node] = home;
    }
  };
  for (const { id, level, members, papers } of communities) {
    if (level > 0) continue;
    settle(members, id);
    settle(papers, id);
  }
  const bridges: Bridge[] = [];
  for (let node = 0; node < network.ids.length; node++) {
    const id = network.ids[node]!;
    const betweenness = measures[id]?.betweenness ?? 0;
    if (betweenness === 0) continue;
    const reach = new Map<string, number>();
    let total = 0;
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      const there = homes[network.neighbours[link]!];
      if (there !== undefined) reach.set(there, (reach.get(there) ?? 0) + network.weights[link]!);
      total += network.weights[link]!;
    }
    const far = [...reach].filter(([, weight]) => weight >= BRIDGE_SHARE * total);
    if (far.length < 2) continue;
    far.sort(([a, x], [b, y]) => y - x || byText(a, b));
    bridges.push({ node: id as EntityId, communities: far.map(([there]) => there), betweenness });
  }
  bridges.sort((a, b) => b.betweenness - a.betweenness || byText(a.node, b.node));
  return bridges.slice(0, MOST_BRIDGES);
}
