/**
 * A place for every node, so that communities are seen as islands and no node lies on another.
 *
 * Two storeys: first the communities are placed as discs, then each one's nodes within their disc. So the islands stay
 * apart whatever the links between them, hubs stand in the middle of their own island and not all in the middle of the
 * map, and the time grows with the largest community, not with the square of the graph.
 */
import forceAtlas2Module from 'graphology-layout-forceatlas2';
import { connect, type Network, positionsOf, toGraphology, toNetwork, within } from './network.js';
import type { BareGraph, Community, GraphNode, KnowledgeGraph, Position } from './schema.js';

export interface LayoutOptions {
  /** Above so many nodes forces place only the best linked of each island. */
  readonly fastAbove: number;
  /** Of an earlier build: what stayed in its community stays where it was, as far as the new leaves it room. */
  readonly previous: Pick<KnowledgeGraph, 'positions' | 'communities'>;
}
const DEFAULTS: LayoutOptions = { fastAbove: 50_000, previous: { positions: {}, communities: [] } };
/** So many nodes of an island are placed by forces, the rest beside those they are linked to. */
const BY_FORCES = { usual: 700, fast: 250 };
const ITERATIONS = 250;
/** Islands of more nodes are spread evenly: too many stand beside one hub to be left where they are. */
const MANY = 1000;
/** How much of a push a new node or island takes when it meets one that was there before. */
const PINNED_SHARE = 0.8;
/** An island keeps its place when so much of it was there before, and its members keep theirs when most were. */
const STAYS = { island: 1 / 3, members: 0.75 };
/** Air between two nodes, in the unit of `nodeRadius`. */
const NODE_GAP = 0.6;
/** How much of an island's disc its nodes cover. */
const FILL = 0.35;
/** Air between two islands, as a share of their radii. */
const ISLAND_GAP = 0.12;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
// The package is CommonJS and its types say `export default`: Node gives the function itself.
const forceAtlas2 = forceAtlas2Module as unknown as typeof forceAtlas2Module.default;

/**
 * Positions of all nodes, papers and results included, in a frame around (0, 0).
 *
 * Nodes keep `nodeRadius` and some air apart. The same graph, communities and options give the same positions.
 *
 * @param communities  those of level 0 are the islands; nodes of none stand with their neighbours or beside the rest
 * @returns by node id, in order of id, rounded to two digits
 */
export function placeNodes(
  graph: BareGraph,
  communities: readonly Community[],
  options: Partial<LayoutOptions> = {},
): Record<string, Position> {
  const ground = prepareGround(graph, toNetwork(graph), communities, options);
  return placesById(ground, placeGround(ground));
}

/** All that placing needs, in numbers: another thread can do it. */
export interface Ground {
  readonly network: Network;
  readonly radii: Float64Array;
  /** Where each node was before, if it is to stay there. */
  readonly before: readonly (Position | null)[];
  readonly islandOf: Uint32Array;
  /** How many nodes of an island are placed by forces. */
  readonly byForces: number;
}

/** @param network  of the whole graph, as `toNetwork` gives it */
export function prepareGround(
  graph: BareGraph,
  network: Network,
  communities: readonly Community[],
  options: Partial<LayoutOptions> = {},
): Ground {
  const { fastAbove, previous } = { ...DEFAULTS, ...options };
  const at = positionsOf(network.ids);
  const nodes = new Map(graph.nodes.map((node) => [node.id as string, node]));
  return {
    network,
    radii: Float64Array.from(network.ids, (id) => nodeRadius(nodes.get(id)!)),
    before: placesThatStay(network.ids, nodes, communities, previous),
    islandOf: assignIslands(network, at, nodes, communities),
    byForces: network.ids.length > fastAbove ? BY_FORCES.fast : BY_FORCES.usual,
  };
}

/** A place for every node, in the order of the network. */
export function placeGround({ network, radii, before, islandOf, byForces }: Ground): Points {
  if (before.length > 0 && before.every((place) => place !== null))
    return { x: Float64Array.from(before, (place) => place![0]), y: Float64Array.from(before, (place) => place![1]) };
  const islands = membersOf(islandOf).map((members): Island => {
    const part = within(network, members);
    const own = Float64Array.from(members, (node) => radii[node]! + NODE_GAP / 2);
    const places = placeMembers(
      part,
      own,
      members.map((node) => before[node]!),
      byForces,
    );
    return { members, ...places, radius: extent(places.points, own) };
  });
  const centres = placeIslands(network, islandOf, islands);
  const [x, y] = [new Float64Array(radii.length), new Float64Array(radii.length)];
  islands.forEach(({ members, points, centre }, island) => {
    const turn = centre ? { cos: 1, sin: 0 } : turnTowards(network, members, points, islandOf, centres, island);
    members.forEach((node, i) => {
      x[node] = toHundredths(centres.x[island]! + points.x[i]! * turn.cos - points.y[i]! * turn.sin);
      y[node] = toHundredths(centres.y[island]! + points.x[i]! * turn.sin + points.y[i]! * turn.cos);
    });
  });
  return { x, y };
}

export function placesById({ network }: Pick<Ground, 'network'>, { x, y }: Points): Record<string, Position> {
  const positions: Record<string, Position> = Object.create(null);
  network.ids.forEach((id, node) => {
    positions[id] = [x[node]!, y[node]!];
  });
  return positions;
}

/** The earlier place of every node that was in the same community then, or in none then and now. */
function placesThatStay(
  ids: readonly string[],
  nodes: ReadonlyMap<string, GraphNode>,
  communities: readonly Community[],
  { positions, communities: then }: LayoutOptions['previous'],
): (Position | null)[] {
  const [now, earlier] = [homes(communities), homes(then)];
  return ids.map((id) => {
    const node = nodes.get(id)!;
    const key = node.type === 'Result' ? node.paper : id;
    return Object.hasOwn(positions, id) && now.get(key) === earlier.get(key) ? positions[id]! : null;
  });
}

function homes(communities: readonly Community[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { id, level, members, papers } of communities) {
    if (level === 0) for (const node of [...members, ...papers]) found.set(node, id);
  }
  return found;
}

export interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}
interface Island {
  readonly members: readonly number[];
  /** Of the members, around the middle of the island. */
  readonly points: Points;
  readonly radius: number;
  /** Where it was in the build before; null: new. */
  readonly centre: Position | null;
}

/** How large a node is drawn, in layout units: by the logarithm of its papers, so that hubs do not bury the rest. */
export function nodeRadius(node: GraphNode): number {
  if (node.type === 'Paper') return 1;
  if (node.type === 'Result') return 0.7;
  return 1.2 + 0.6 * Math.log2(Math.max(1, node.papers));
}

/** Island of every node, all of them in use; nodes of no community follow their neighbours, else they get one of their own. */
function assignIslands(
  network: Network,
  at: ReadonlyMap<string, number>,
  nodes: ReadonlyMap<string, GraphNode>,
  communities: readonly Community[],
): Uint32Array {
  const islandOf = new Int32Array(network.ids.length).fill(-1);
  communities
    .filter(({ level }) => level === 0)
    .forEach(({ members, papers }, island) => {
      for (const id of [...members, ...papers]) {
        const node = at.get(id);
        if (node !== undefined) islandOf[node] = island;
      }
    });
  for (const [node, id] of network.ids.entries()) {
    const result = nodes.get(id)!;
    if (islandOf[node] === -1 && result.type === 'Result') islandOf[node] = islandOf[at.get(result.paper) ?? node]!;
  }
  const first = islandOf.slice();
  for (let node = 0; node < first.length; node++) {
    if (first[node] === -1) islandOf[node] = mostLinked(network, node, first);
  }
  // What is left is joined only to its like: each piece is an island, so that it stays together.
  return renumber(joinLeftovers(network, islandOf));
}

function mostLinked(network: Network, node: number, islandOf: Int32Array): number {
  const pull = new Map<number, number>();
  for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
    const island = islandOf[network.neighbours[link]!]!;
    if (island >= 0) pull.set(island, (pull.get(island) ?? 0) + network.weights[link]!);
  }
  return [...pull].sort(([a, x], [b, y]) => y - x || a - b)[0]?.[0] ?? -1;
}

function joinLeftovers(network: Network, islandOf: Int32Array): Int32Array {
  let next = 0;
  for (const island of islandOf) next = Math.max(next, island + 1);
  for (let root = 0; root < islandOf.length; root++) {
    if (islandOf[root] !== -1) continue;
    const queue = [root];
    islandOf[root] = next;
    for (const node of queue) {
      for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
        const neighbour = network.neighbours[link]!;
        if (islandOf[neighbour] !== -1) continue;
        islandOf[neighbour] = next;
        queue.push(neighbour);
      }
    }
    next++;
  }
  return islandOf;
}

function renumber(labels: Int32Array): Uint32Array {
  const used = [...new Set(labels)].sort((a, b) => a - b);
  const numbers = new Map(used.map((label, number) => [label, number]));
  return Uint32Array.from(labels, (label) => numbers.get(label)!);
}

function membersOf(islandOf: Uint32Array): number[][] {
  const islands: number[][] = [];
  islandOf.forEach((island, node) => {
    (islands[island] ??= []).push(node);
  });
  return islands;
}

function extent({ x, y }: Points, radii: Float64Array): number {
  let radius = 0;
  for (let i = 0; i < radii.length; i++) radius = Math.max(radius, Math.hypot(x[i]!, y[i]!) + radii[i]!);
  return radius;
}

/** Islands without overlap: linked ones near each other, those that nothing links in a patch beside them. */
function placeIslands(network: Network, islandOf: Uint32Array, islands: readonly Island[]): Points {
  const between = linksBetween(network, islandOf, islands.length);
  const isLinked = (island: number) => between.offsets[island + 1]! > between.offsets[island]!;
  const bySize = (a: number, b: number) => islands[b]!.radius - islands[a]!.radius || a - b;
  const all = islands.map((_, i) => i).sort(bySize);
  const points = { x: new Float64Array(islands.length), y: new Float64Array(islands.length) };
  const put = (chosen: readonly number[], places: Points, by: Position = [0, 0]) => {
    chosen.forEach((island, i) => {
      points.x[island] = places.x[i]! + by[0];
      points.y[island] = places.y[i]! + by[1];
    });
  };
  const radiiOf = (chosen: readonly number[]) =>
    Float64Array.from(chosen, (i) => islands[i]!.radius * (1 + ISLAND_GAP));
  if (islands.some(({ centre }) => centre)) {
    const looseBefore = all.flatMap((i) => (isLinked(i) || !islands[i]!.centre ? [] : [islands[i]!.centre!]));
    const patch = looseBefore.length > 0 ? middleOf(looseBefore) : null;
    const starts = all.map((i) => islands[i]!.centre ?? (isLinked(i) ? null : patch));
    const places = keepPlaces(within(between, all), radiiOf(all), starts);
    settleNewcomers(
      places,
      radiiOf(all),
      all.map((i) => islands[i]!.centre !== null),
    );
    separate(places, radiiOf(all), { slack: ISLAND_GAP, pinned: all.map((i) => islands[i]!.centre !== null) });
    put(all, places);
    return points;
  }
  const linked = all.filter(isLinked);
  const loose = all.filter((island) => !isLinked(island));
  const places = settle(within(between, linked), radiiOf(linked), { byForces: linked.length, fill: 0.7 });
  huddle(places, radiiOf(linked));
  put(linked, places);
  const patch = spiral(connect(loose.map(String), { from: [], to: [], weight: [] }), radiiOf(loose));
  separate(patch, radiiOf(loose));
  put(loose, patch, beside(places, radiiOf(linked), extent(patch, radiiOf(loose))));
  return points;
}

/** Where a disc touches the others from outside, as near to the middle as there is room. */
function beside(points: Points, radii: Float64Array, radius: number): Position {
  if (radii.length === 0) return [0, 0];
  let best: Position | null = null;
  for (let step = 0; step < 180; step++) {
    const [dx, dy] = [Math.cos((step * Math.PI) / 90), Math.sin((step * Math.PI) / 90)];
    let distance = 0;
    for (let i = 0; i < radii.length; i++) {
      const along = points.x[i]! * dx + points.y[i]! * dy;
      const across = points.x[i]! * dy - points.y[i]! * dx;
      const apart = radius * (1 + ISLAND_GAP) + radii[i]!;
      if (Math.abs(across) < apart) distance = Math.max(distance, along + Math.sqrt(apart * apart - across * across));
    }
    if (!best || distance < Math.hypot(...best) - 1e-6) best = [distance * dx, distance * dy];
  }
  return best!;
}

/** Moves new discs, the largest first, to the nearest free spot, so that those that were there need not make room. */
function settleNewcomers(points: Points, radii: Float64Array, isOld: readonly boolean[]): void {
  const settled = isOld.flatMap((old, i) => (old ? [i] : []));
  isOld.forEach((old, i) => {
    if (old) return;
    const [x, y] = [points.x[i]!, points.y[i]!];
    const isFree = (px: number, py: number) =>
      settled.every((j) => Math.hypot(px - points.x[j]!, py - points.y[j]!) >= radii[i]! + radii[j]!);
    for (let step = 0; !isFree(points.x[i]!, points.y[i]!); step++) {
      const distance = 0.5 * radii[i]! * Math.sqrt(step);
      points.x[i] = x + distance * Math.cos(step * GOLDEN_ANGLE);
      points.y[i] = y + distance * Math.sin(step * GOLDEN_ANGLE);
    }
    settled.push(i);
  });
}

/** Draws discs together: towards the middle by turns, and apart again where they meet. */
function huddle(points: Points, radii: Float64Array): void {
  for (let round = 0; round < 40; round++) {
    for (let i = 0; i < radii.length; i++) {
      points.x[i]! *= 0.97;
      points.y[i]! *= 0.97;
    }
    separate(points, radii, { rounds: 30, stretch: false });
  }
  separate(points, radii);
}

/** Weight between islands, each link in proportion to what its two ends could have: large islands do not swallow all. */
function linksBetween(network: Network, islandOf: Uint32Array, count: number): Network {
  const links = { from: [] as number[], to: [] as number[], weight: [] as number[] };
  const strength = new Float64Array(count);
  for (let node = 0; node < islandOf.length; node++) {
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      const neighbour = network.neighbours[link]!;
      if (islandOf[neighbour] === islandOf[node]) continue;
      strength[islandOf[node]!]! += network.weights[link]!;
      if (neighbour < node) continue;
      links.from.push(islandOf[node]!);
      links.to.push(islandOf[neighbour]!);
      links.weight.push(network.weights[link]!);
    }
  }
  const summed = connect(
    Array.from({ length: count }, (_, i) => String(i)),
    links,
  );
  const weights = summed.weights.slice();
  for (let node = 0; node < count; node++) {
    for (let link = summed.offsets[node]!; link < summed.offsets[node + 1]!; link++) {
      weights[link]! /= Math.sqrt(strength[node]! * strength[summed.neighbours[link]!]!);
    }
  }
  return { ...summed, weights };
}

/** Nodes of one island around its middle; where most of them were there before, they keep their places. */
function placeMembers(
  network: Network,
  radii: Float64Array,
  before: readonly (Position | null)[],
  byForces: number,
): Pick<Island, 'points' | 'centre'> {
  const count = network.ids.length;
  const around = medianOf(before.filter((place) => place !== null));
  // What was far away belonged elsewhere: it moves to its new company.
  const reach = 1.6 * Math.sqrt(radii.reduce((sum, radius) => sum + radius ** 2, 0) / FILL);
  const near = before.map((place) =>
    place && Math.hypot(place[0] - around[0], place[1] - around[1]) <= reach ? place : null,
  );
  const stayed = near.filter((place) => place !== null);
  const centre = stayed.length >= count * STAYS.island ? middleOf(stayed) : null;
  if (!centre || stayed.length < count * STAYS.members) {
    const points = count === 1 ? spiral(network, radii) : settle(network, radii, { byForces, fill: FILL });
    return { points, centre };
  }
  const local = near.map((place): Position | null => place && [place[0] - centre[0], place[1] - centre[1]]);
  const points = keepPlaces(network, radii, local);
  separate(points, radii, { slack: 0.03, pinned: local.map((place) => place !== null) });
  return { points, centre };
}

function medianOf(places: readonly Position[]): Position {
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return [median(places.map(([x]) => x)), median(places.map(([, y]) => y))];
}

function middleOf(places: readonly Position[]): Position {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of places) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
  }
  return [(left + right) / 2, (bottom + top) / 2];
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Those with a place keep it, the others come beside those they are linked to. */
function keepPlaces(network: Network, radii: Float64Array, before: readonly (Position | null)[]): Points {
  const points = { x: new Float64Array(radii.length), y: new Float64Array(radii.length) };
  const placed = new Uint8Array(radii.length);
  before.forEach((place, node) => {
    if (!place) return;
    [points.x[node], points.y[node]] = place;
    placed[node] = 1;
  });
  placeBeside(network, points, placed, radii);
  return points;
}

/**
 * Discs that do not overlap, near those they are linked to: forces from a spiral start for the best linked, the others
 * beside them, then an even spread over a round area and pushing apart.
 *
 * @param options.byForces  how many are placed by forces
 * @param options.fill      share of the area that the discs cover
 */
function settle(network: Network, radii: Float64Array, options: { byForces: number; fill: number }): Points {
  const start = spiral(network, radii);
  if (network.neighbours.length === 0) return start;
  const links = (node: number) => network.offsets[node + 1]! - network.offsets[node]!;
  const core = Array.from(radii, (_, node) => node)
    .sort((a, b) => links(b) - links(a) || radii[b]! - radii[a]! || a - b)
    .slice(0, options.byForces);
  const points = { x: new Float64Array(radii.length), y: new Float64Array(radii.length) };
  const placed = new Uint8Array(radii.length);
  const own = within(network, core);
  const forced = applyForces(own, { x: pick(start.x, core), y: pick(start.y, core) });
  core.forEach((node, i) => {
    points.x[node] = forced.x[i]!;
    points.y[node] = forced.y[i]!;
    placed[node] = 1;
  });
  placeBeside(network, points, placed, radii);
  spread(points, radii, options.fill);
  separate(points, radii);
  return points;
}

function pick(values: Float64Array, chosen: readonly number[]): Float64Array {
  return Float64Array.from(chosen, (i) => values[i]!);
}

/** The strongest in the middle, the others around it in order: never all on one point, where forces stay zero. */
function spiral(network: Network, radii: Float64Array): Points {
  const strength = radii.map((_, node) => network.offsets[node + 1]! - network.offsets[node]!);
  const order = Array.from(radii, (_, node) => node).sort(
    (a, b) => radii[b]! - radii[a]! || strength[b]! - strength[a]! || a - b,
  );
  const points = { x: new Float64Array(radii.length), y: new Float64Array(radii.length) };
  let area = 0;
  order.forEach((node, rank) => {
    const distance = Math.sqrt(area);
    area += 1.4 * radii[node]! ** 2;
    points.x[node] = distance * Math.cos(rank * GOLDEN_ANGLE);
    points.y[node] = distance * Math.sin(rank * GOLDEN_ANGLE);
  });
  return points;
}

function applyForces(network: Network, start: Points): Points {
  const points = { x: start.x.slice(), y: start.y.slice() };
  if (network.neighbours.length === 0) return points;
  const graph = toGraphology(network);
  graph.forEachNode((key) => {
    const node = Number(key.slice(1));
    graph.mergeNodeAttributes(key, { x: points.x[node]!, y: points.y[node]! });
  });
  const found = forceAtlas2(graph, {
    iterations: ITERATIONS,
    getEdgeWeight: 'weight',
    settings: {
      ...forceAtlas2.inferSettings(graph),
      edgeWeightInfluence: 0.5,
      gravity: 0.5,
      scalingRatio: 10,
      barnesHutOptimize: network.ids.length > 1500,
    },
  });
  for (let node = 0; node < network.ids.length; node++) {
    const { x, y } = found[`n${node}`]!;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    points.x[node] = x;
    points.y[node] = y;
  }
  return points;
}

/** Nodes without a place come to the middle of their placed neighbours, a little aside; wave after wave. */
function placeBeside(network: Network, points: Points, placed: Uint8Array, radii: Float64Array): void {
  for (let wave: number[] = [], first = true; first || wave.length > 0; first = false) {
    wave = [];
    const [x, y] = [[] as number[], [] as number[]];
    for (let node = 0; node < placed.length; node++) {
      if (placed[node]) continue;
      let [sum, sumX, sumY] = [0, 0, 0];
      for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
        const neighbour = network.neighbours[link]!;
        if (!placed[neighbour]) continue;
        sum += network.weights[link]!;
        sumX += network.weights[link]! * points.x[neighbour]!;
        sumY += network.weights[link]! * points.y[neighbour]!;
      }
      if (sum === 0) continue;
      wave.push(node);
      x.push(sumX / sum + 2 * radii[node]! * Math.cos(node * GOLDEN_ANGLE));
      y.push(sumY / sum + 2 * radii[node]! * Math.sin(node * GOLDEN_ANGLE));
    }
    wave.forEach((node, i) => {
      placed[node] = 1;
      points.x[node] = x[i]!;
      points.y[node] = y[i]!;
    });
  }
  let edge = 0;
  for (let node = 0; node < placed.length; node++) {
    if (placed[node]) edge = Math.max(edge, Math.hypot(points.x[node]!, points.y[node]!) + radii[node]!);
  }
  for (let node = 0; node < placed.length; node++) {
    if (placed[node]) continue;
    points.x[node] = (edge + radii[node]!) * Math.cos(node * GOLDEN_ANGLE);
    points.y[node] = (edge + radii[node]!) * Math.sin(node * GOLDEN_ANGLE);
  }
}

/**
 * Keeps who is near whom and evens out the density: distances from the middle mostly by their rank, then angles partly
 * by their rank within rings of like distance.
 */
function spread(points: Points, radii: Float64Array, fill: number): void {
  const count = radii.length;
  const middle = [mean(points.x), mean(points.y)] as const;
  const distance = Float64Array.from(radii, (_, i) => Math.hypot(points.x[i]! - middle[0], points.y[i]! - middle[1]));
  const angle = Float64Array.from(radii, (_, i) => Math.atan2(points.y[i]! - middle[1], points.x[i]! - middle[0]));
  const order = Array.from(radii, (_, i) => i).sort((a, b) => distance[a]! - distance[b]! || a - b);
  const farthest = distance[order[count - 1]!]! || 1;
  let total = 0;
  for (const radius of radii) total += radius ** 2;
  const edge = Math.sqrt(total / fill);
  let area = 0;
  for (let start = 0; start < count; ) {
    const ring: number[] = [];
    // As thick as five of its nodes.
    const inner = Math.sqrt(area / total);
    for (; start < count; start++) {
      const node = order[start]!;
      if (ring.length > 0 && edge * (Math.sqrt(area / total) - inner) > 5 * radii[node]!) break;
      const even = Math.sqrt((area + radii[node]! ** 2 / 2) / total);
      area += radii[node]! ** 2;
      distance[node] = edge * (0.8 * even + 0.2 * (distance[node]! / farthest));
      ring.push(node);
    }
    evenAngles(ring, angle, count > MANY ? 1 : 0.7);
  }
  for (let node = 0; node < count; node++) {
    points.x[node] = distance[node]! * Math.cos(angle[node]!);
    points.y[node] = distance[node]! * Math.sin(angle[node]!);
  }
}

/** A share of the way to equal steps, in the same order; the equal steps are turned to where they move least. */
function evenAngles(ring: readonly number[], angle: Float64Array, share: number): void {
  const order = [...ring].sort((a, b) => angle[a]! - angle[b]! || a - b);
  const step = (2 * Math.PI) / order.length;
  const offset = mean(order.map((node, rank) => angle[node]! - rank * step));
  order.forEach((node, rank) => {
    angle[node] = (1 - share) * angle[node]! + share * (offset + rank * step);
  });
}

interface SeparateOptions {
  readonly rounds: number;
  /** Overlaps up to this share of the wanted distance are left. */
  readonly slack: number;
  /** Those that give way to the others less. */
  readonly pinned: readonly boolean[] | null;
  /** Whether what is left after all rounds is cured by drawing everything larger. */
  readonly stretch: boolean;
}

/** Pushes discs apart until none overlaps. */
function separate(points: Points, radii: Float64Array, options: Partial<SeparateOptions> = {}): void {
  const { rounds, slack, pinned, stretch } = { rounds: 300, slack: 0, pinned: null, stretch: true, ...options };
  for (let round = 0; round < rounds; round++) {
    let moved = false;
    forEachNear(points, radii, (a, b) => {
      let dx = points.x[b]! - points.x[a]!;
      let dy = points.y[b]! - points.y[a]!;
      const wanted = radii[a]! + radii[b]!;
      if (dx * dx + dy * dy >= (wanted * (1 - slack)) ** 2) return;
      moved = true;
      let distance = Math.hypot(dx, dy);
      if (distance < 1e-6) {
        dx = 1e-3 * Math.cos((a * 31 + b) * GOLDEN_ANGLE);
        dy = 1e-3 * Math.sin((a * 31 + b) * GOLDEN_ANGLE);
        distance = 1e-3;
      }
      const push = (wanted * 1.002 - distance) / distance;
      const shareOfB = shareOf(radii[a]!, radii[b]!, pinned?.[a] ?? false, pinned?.[b] ?? false);
      points.x[a]! -= dx * push * (1 - shareOfB);
      points.y[a]! -= dy * push * (1 - shareOfB);
      points.x[b]! += dx * push * shareOfB;
      points.y[b]! += dy * push * shareOfB;
    });
    if (!moved) return;
  }
  if (!stretch) return;
  let factor = 1;
  forEachNear(points, radii, (a, b) => {
    const distance = Math.hypot(points.x[b]! - points.x[a]!, points.y[b]! - points.y[a]!);
    factor = Math.max(factor, Math.min(4, ((radii[a]! + radii[b]!) * (1 - slack)) / Math.max(distance, 1e-3)));
  });
  for (let node = 0; node < radii.length; node++) {
    points.x[node]! *= factor;
    points.y[node]! *= factor;
  }
}

/** How much of the push the second takes: the smaller one gives way, and the new one to what was there. */
function shareOf(a: number, b: number, aPinned: boolean, bPinned: boolean): number {
  const share = (a * a) / (a * a + b * b);
  if (aPinned === bPinned) return share;
  // Not all of it: between two that never give way there would be no place for a third.
  return aPinned ? Math.max(share, PINNED_SHARE) : Math.min(share, 1 - PINNED_SHARE);
}

/**
 * Calls `visit` for every pair that could overlap, in a fixed order. The grid is as fine as most discs need; the few
 * that are larger look into all cells they reach.
 */
function forEachNear(points: Points, radii: Float64Array, visit: (a: number, b: number) => void): void {
  const count = radii.length;
  const usual = Float64Array.from(radii).sort()[Math.floor(0.9 * (count - 1))] ?? 1;
  const cell = 2 * usual || 1;
  const cells = new Map<number, number[]>();
  const columnOf = (node: number) => Math.floor(points.x[node]! / cell);
  const rowOf = (node: number) => Math.floor(points.y[node]! / cell);
  const keyOf = (column: number, row: number) => column * 4_194_304 + row;
  for (let node = 0; node < count; node++) {
    const key = keyOf(columnOf(node), rowOf(node));
    const known = cells.get(key);
    if (known) known.push(node);
    else cells.set(key, [node]);
  }
  for (let node = 0; node < count; node++) {
    const isLarge = radii[node]! > usual;
    const reach = isLarge ? Math.ceil((radii[node]! + usual) / cell) : 1;
    const [column, row] = [columnOf(node), rowOf(node)];
    for (let c = column - reach; c <= column + reach; c++) {
      for (let r = row - reach; r <= row + reach; r++) {
        for (const other of cells.get(keyOf(c, r)) ?? []) {
          // Each pair once: by its larger disc if only one is large, else by the lower node.
          const otherIsLarge = radii[other]! > usual;
          if (other !== node && (isLarge === otherIsLarge ? other > node && !isLarge : isLarge)) visit(node, other);
        }
      }
    }
  }
  const large = Array.from(radii, (_, node) => node).filter((node) => radii[node]! > usual);
  large.forEach((a, i) => {
    for (let j = i + 1; j < large.length; j++) visit(a, large[j]!);
  });
}

/** The turn of an island that brings its nodes nearest to what they are linked to outside. */
function turnTowards(
  network: Network,
  members: readonly number[],
  local: Points,
  islandOf: Uint32Array,
  centres: Points,
  island: number,
): { cos: number; sin: number } {
  let [real, imaginary] = [0, 0];
  members.forEach((node, i) => {
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      const there = islandOf[network.neighbours[link]!]!;
      if (there === island) continue;
      const dx = centres.x[there]! - centres.x[island]!;
      const dy = centres.y[there]! - centres.y[island]!;
      const weight = network.weights[link]! / Math.max(1e-6, Math.hypot(dx, dy));
      real += weight * (dx * local.x[i]! + dy * local.y[i]!);
      imaginary += weight * (dy * local.x[i]! - dx * local.y[i]!);
    }
  });
  const length = Math.hypot(real, imaginary);
  return length < 1e-9 ? { cos: 1, sin: 0 } : { cos: real / length, sin: imaginary / length };
}

function toHundredths(value: number): number {
  return Math.round(value * 100) / 100 || 0;
}
