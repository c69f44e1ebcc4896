/**
 * A place for every node, so that communities are seen as islands and no node lies on another.
 *
 * Two storeys: first the communities are placed as discs, then each one's nodes within their disc. So the islands stay
 * apart whatever the links between them, hubs stand in the middle of their own island and not all in the middle of the
 * map, and the time grows with the largest community, not with the square of the graph.
 */
import forceAtlas2Module from 'graphology-layout-forceatlas2';
import { connect, type Network, positionsOf, toGraphology, toNetwork, within } from './network.js';
import type { BareGraph, Community, GraphNode, Position } from './schema.js';

export interface LayoutOptions {
  readonly seed: number;
  /** Above so many nodes members are placed by rank on a spiral instead of by forces. */
  readonly fastAbove: number;
}
const DEFAULTS: LayoutOptions = { seed: 1, fastAbove: 50_000 };
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
 * Nodes keep `nodeRadius` and some air apart. The same graph, communities and seed give the same positions.
 *
 * @param communities  those of level 0 are the islands; nodes of none stand with their neighbours or around the rest
 * @returns by node id, in order of id, rounded to two digits
 */
export function placeNodes(
  graph: BareGraph,
  communities: readonly Community[],
  options: Partial<LayoutOptions> = {},
): Record<string, Position> {
  const settings = { ...DEFAULTS, ...options };
  const network = toNetwork(graph);
  const at = positionsOf(network.ids);
  const nodes = new Map(graph.nodes.map((node) => [node.id as string, node]));
  const radii = Float64Array.from(network.ids, (id) => nodeRadius(nodes.get(id)!));
  const islandOf = assignIslands(network, at, nodes, communities);
  const islands = membersOf(islandOf);
  const discs = islands.map((members) => discRadius(members, radii));
  const centres = placeIslands(network, islandOf, discs);
  const x = new Float64Array(network.ids.length);
  const y = new Float64Array(network.ids.length);
  const fast = network.ids.length > settings.fastAbove;
  islands.forEach((members, island) => {
    const local = placeMembers(
      within(network, members),
      Float64Array.from(members, (node) => radii[node]!),
      fast,
    );
    const turn = turnTowards(network, members, local, islandOf, centres, island);
    members.forEach((node, i) => {
      x[node] = centres.x[island]! + local.x[i]! * turn.cos - local.y[i]! * turn.sin;
      y[node] = centres.y[island]! + local.x[i]! * turn.sin + local.y[i]! * turn.cos;
    });
  });
  const positions: Record<string, Position> = Object.create(null);
  network.ids.forEach((id, node) => {
    positions[id] = [toHundredths(x[node]!), toHundredths(y[node]!)];
  });
  return positions;
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
  let next = Math.max(-1, ...islandOf) + 1;
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

function discRadius(members: readonly number[], radii: Float64Array): number {
  let area = 0;
  for (const node of members) area += (radii[node]! + NODE_GAP) ** 2;
  return Math.sqrt(area / (members.length === 1 ? 1 : FILL));
}

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Discs without overlap: those that are linked near each other, the unlinked ones around them. */
function placeIslands(network: Network, islandOf: Uint32Array, discs: readonly number[]): Points {
  const between = linksBetween(network, islandOf, discs.length);
  const linked = discs.map((_, i) => i).filter((i) => between.offsets[i + 1]! > between.offsets[i]!);
  const points = { x: new Float64Array(discs.length), y: new Float64Array(discs.length) };
  const bySize = (a: number, b: number) => discs[b]! - discs[a]! || a - b;
  linked.sort(bySize);
  const part = within(between, linked);
  const radii = Float64Array.from(linked, (i) => discs[i]! * (1 + ISLAND_GAP));
  const placed = settle(part, radii, { iterations: linked.length > 2000 ? 60 : 400, fill: 0.6 });
  let edge = 0;
  linked.forEach((island, i) => {
    points.x[island] = placed.x[i]!;
    points.y[island] = placed.y[i]!;
    edge = Math.max(edge, Math.hypot(placed.x[i]!, placed.y[i]!) + radii[i]!);
  });
  const loose = discs.map((_, i) => i).filter((i) => between.offsets[i + 1]! === between.offsets[i]!);
  ring(loose.sort(bySize), discs, edge, points);
  return points;
}

/** Rings of discs around what is there, the largest innermost. */
function ring(loose: readonly number[], discs: readonly number[], edge: number, points: Points): void {
  let inner = edge;
  for (let next = 0; next < loose.length; ) {
    const widest = discs[loose[next]!]! * (1 + ISLAND_GAP);
    const distance = inner === 0 ? 0 : inner + widest;
    const room = distance <= widest ? 1 : Math.max(1, Math.floor(Math.PI / Math.asin(widest / distance)));
    const here = loose.slice(next, next + room);
    here.forEach((island, i) => {
      const angle = (2 * Math.PI * i) / Math.max(here.length, 1);
      points.x[island] = distance * Math.cos(angle);
      points.y[island] = distance * Math.sin(angle);
    });
    inner = distance + widest;
    next += here.length;
  }
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

/** Nodes of one island around (0, 0): forces decide who stands where, then they are spread evenly over the disc. */
function placeMembers(network: Network, radii: Float64Array, fast: boolean): Points {
  const count = network.ids.length;
  if (count === 1) return { x: new Float64Array(1), y: new Float64Array(1) };
  const iterations = fast ? 0 : count > 3000 ? 100 : count > 1000 ? 200 : 300;
  return settle(
    network,
    radii.map((radius) => radius + NODE_GAP),
    { iterations, fill: FILL },
  );
}

/**
 * Discs that do not overlap, near those they are linked to: forces from a spiral start, an even spread over a round
 * area, then pushing apart.
 *
 * @param options.fill  share of the area that the discs cover
 */
function settle(network: Network, radii: Float64Array, options: { iterations: number; fill: number }): Points {
  const points = spiral(network, radii);
  if (options.iterations > 0 && network.neighbours.length > 0) applyForces(network, points, options.iterations);
  spread(points, radii, options.fill);
  separate(points, radii);
  return points;
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
    area += radii[node]! ** 2;
    points.x[node] = distance * Math.cos(rank * GOLDEN_ANGLE);
    points.y[node] = distance * Math.sin(rank * GOLDEN_ANGLE);
  });
  return points;
}

function applyForces(network: Network, points: Points, iterations: number): void {
  const graph = toGraphology(network);
  graph.forEachNode((key) => {
    const node = Number(key.slice(1));
    graph.mergeNodeAttributes(key, { x: points.x[node]!, y: points.y[node]! });
  });
  const found = forceAtlas2(graph, {
    iterations,
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
}

/** Keeps who is near whom and evens out the density: half by distance from the middle, half by rank of that distance. */
function spread(points: Points, radii: Float64Array, fill: number): void {
  const count = radii.length;
  let [midX, midY] = [0, 0];
  for (let node = 0; node < count; node++) {
    midX += points.x[node]! / count;
    midY += points.y[node]! / count;
  }
  const distance = Float64Array.from(radii, (_, node) => Math.hypot(points.x[node]! - midX, points.y[node]! - midY));
  const order = Array.from(radii, (_, node) => node).sort((a, b) => distance[a]! - distance[b]! || a - b);
  const farthest = distance[order[count - 1]!]! || 1;
  let area = 0;
  let total = 0;
  for (const radius of radii) total += radius ** 2;
  const edge = Math.sqrt(total / fill);
  for (const node of order) {
    const even = Math.sqrt((area + radii[node]! ** 2 / 2) / total);
    area += radii[node]! ** 2;
    const share = 0.75 * even + 0.25 * (distance[node]! / farthest);
    const scale = distance[node]! > 0 ? (edge * share) / distance[node]! : 0;
    points.x[node] = (points.x[node]! - midX) * scale;
    points.y[node] = (points.y[node]! - midY) * scale;
  }
}

/** Pushes discs apart until none overlaps; what is left after many rounds is cured by drawing everything larger. */
function separate(points: Points, radii: Float64Array): void {
  const count = radii.length;
  let widest = 0;
  for (const radius of radii) widest = Math.max(widest, radius);
  for (let round = 0; round < 200; round++) {
    let moved = false;
    forEachNear(points, radii, widest, (a, b) => {
      let dx = points.x[b]! - points.x[a]!;
      let dy = points.y[b]! - points.y[a]!;
      let distance = Math.hypot(dx, dy);
      const wanted = radii[a]! + radii[b]!;
      if (distance >= wanted) return;
      moved = true;
      if (distance < 1e-6) {
        dx = Math.cos((a * 31 + b) * GOLDEN_ANGLE);
        dy = Math.sin((a * 31 + b) * GOLDEN_ANGLE);
        distance = 1;
        points.x[b]! += dx * 1e-3;
        points.y[b]! += dy * 1e-3;
      }
      const push = (wanted * 1.001 - Math.min(distance, wanted)) / distance;
      // The smaller one gives way.
      const shareOfB = radii[a]! ** 2 / (radii[a]! ** 2 + radii[b]! ** 2);
      points.x[a]! -= dx * push * (1 - shareOfB);
      points.y[a]! -= dy * push * (1 - shareOfB);
      points.x[b]! += dx * push * shareOfB;
      points.y[b]! += dy * push * shareOfB;
    });
    if (!moved) return;
  }
  let stretch = 1;
  forEachNear(points, radii, widest, (a, b) => {
    const distance = Math.hypot(points.x[b]! - points.x[a]!, points.y[b]! - points.y[a]!);
    stretch = Math.max(stretch, Math.min(4, (radii[a]! + radii[b]!) / Math.max(distance, 1e-3)));
  });
  for (let node = 0; node < count; node++) {
    points.x[node]! *= stretch;
    points.y[node]! *= stretch;
  }
}

/** Calls `visit` for every pair that could overlap, in a fixed order; large discs are compared with all cells they reach. */
function forEachNear(points: Points, radii: Float64Array, widest: number, visit: (a: number, b: number) => void): void {
  const cell = 2 * widest || 1;
  const cells = new Map<number, number[]>();
  const keyOf = (column: number, row: number) => column * 2_097_152 + row;
  const columns = new Int32Array(radii.length);
  const rows = new Int32Array(radii.length);
  for (let node = 0; node < radii.length; node++) {
    columns[node] = Math.floor(points.x[node]! / cell);
    rows[node] = Math.floor(points.y[node]! / cell);
    const key = keyOf(columns[node]!, rows[node]!);
    const known = cells.get(key);
    if (known) known.push(node);
    else cells.set(key, [node]);
  }
  for (let node = 0; node < radii.length; node++) {
    for (let column = columns[node]! - 1; column <= columns[node]! + 1; column++) {
      for (let row = rows[node]! - 1; row <= rows[node]! + 1; row++) {
        for (const other of cells.get(keyOf(column, row)) ?? []) if (other > node) visit(node, other);
      }
    }
  }
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
