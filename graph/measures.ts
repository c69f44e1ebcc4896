/**
 * How central each node is.
 */
import { byText, connect, type Links, linksOf, type Numbers, rounded, seededRandom, sizeOf } from './network.js';
import type { BareGraph, Measure } from './schema.js';

export interface MeasureOptions {
  readonly seed: number;
  /** Betweenness visits about this many links; graphs that need more are sampled. */
  readonly betweennessBudget: number;
}
const DEFAULTS: MeasureOptions = { seed: 1, betweennessBudget: 30_000_000 };
/** Brin and Page's; every library's default. */
const DAMPING = 0.85;
const FEWEST_SOURCES = 16;

/**
 * Degree, PageRank and betweenness of every node.
 *
 * Degree counts edges, parallel ones and both directions. PageRank walks all edges both ways by their support and sums
 * to 1. Betweenness is the share of shortest paths between two others that lead through the node, 0 to 1, direction
 * and weight left out; on large graphs it is estimated from a seeded sample of starting points (Brandes and Pich 2007).
 *
 * @returns by node id, in order of id; values rounded to six significant digits
 */
export function findMeasures(graph: BareGraph, options: Partial<MeasureOptions> = {}): Record<string, Measure> {
  const ids = graph.nodes.map((node) => node.id as string).sort(byText);
  const links = linksOf(graph, ids);
  return asMeasures(ids, countEdges(ids.length, links), centralities(connect(ids, links), options));
}

/** What takes long about measures: it needs the numbers of a network only, so that another thread can do it. */
export interface Centralities {
  readonly ranks: Float64Array;
  readonly between: Float64Array;
}
export function centralities(network: Numbers, options: Partial<MeasureOptions> = {}): Centralities {
  const { seed, betweennessBudget } = { ...DEFAULTS, ...options };
  return { ranks: pageRank(network), between: betweenness(network, { seed, budget: betweennessBudget }) };
}

export function asMeasures(
  ids: readonly string[],
  degrees: ArrayLike<number>,
  { ranks, between }: Centralities,
): Record<string, Measure> {
  const measures: Record<string, Measure> = Object.create(null);
  for (let node = 0; node < ids.length; node++) {
    measures[ids[node]!] = {
      degree: degrees[node]!,
      pageRank: rounded(ranks[node]!),
      betweenness: rounded(between[node]!),
    };
  }
  return measures;
}

/** How many edges each node has, parallel ones and both directions. */
export function countEdges(nodes: number, { from, to }: Pick<Links, 'from' | 'to'>): Uint32Array {
  const degrees = new Uint32Array(nodes);
  for (let link = 0; link < from.length; link++) {
    degrees[from[link]!]!++;
    degrees[to[link]!]!++;
  }
  return degrees;
}

/**
 * PageRank by weight, summing to 1; nodes without links share what the jumps give them.
 *
 * @see Brin & Page (1998). Stops when no step moves more than 1e-8 in all.
 */
export function pageRank(network: Numbers): Float64Array {
  const size = sizeOf(network);
  const strength = new Float64Array(size);
  for (let node = 0; node < size; node++) {
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      strength[node]! += network.weights[link]!;
    }
  }
  let ranks = new Float64Array(size).fill(1 / Math.max(size, 1));
  for (let round = 0, moved = 1; round < 100 && moved > 1e-8; round++) {
    let lost = 0;
    for (let node = 0; node < size; node++) if (strength[node] === 0) lost += ranks[node]!;
    const next = new Float64Array(size).fill((1 - DAMPING + DAMPING * lost) / size);
    for (let node = 0; node < size; node++) {
      if (strength[node] === 0) continue;
      const share = (DAMPING * ranks[node]!) / strength[node]!;
      for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
        next[network.neighbours[link]!]! += share * network.weights[link]!;
      }
    }
    moved = 0;
    for (let node = 0; node < size; node++) moved += Math.abs(next[node]! - ranks[node]!);
    ranks = next;
  }
  return ranks;
}

/**
 * Betweenness without weights, as a share of all pairs of other nodes.
 *
 * @param options.budget  links to visit; above it a seeded sample of starting points stands for all
 * @see Brandes (2001)
 */
export function betweenness(network: Numbers, options: { seed: number; budget: number }): Float64Array {
  const size = sizeOf(network);
  const sums = new Float64Array(size);
  if (size < 3) return sums;
  const sources = sampleSources(network, options);
  const order = new Uint32Array(size);
  const distance = new Int32Array(size);
  const paths = new Float64Array(size);
  const share = new Float64Array(size);
  for (const source of sources) {
    distance.fill(-1);
    paths.fill(0);
    share.fill(0);
    distance[source] = 0;
    paths[source] = 1;
    order[0] = source;
    let reached = 1;
    for (let head = 0; head < reached; head++) {
      const node = order[head]!;
      for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
        const neighbour = network.neighbours[link]!;
        if (distance[neighbour] === -1) {
          distance[neighbour] = distance[node]! + 1;
          order[reached++] = neighbour;
        }
        if (distance[neighbour] === distance[node]! + 1) paths[neighbour]! += paths[node]!;
      }
    }
    for (let tail = reached - 1; tail > 0; tail--) {
      const node = order[tail]!;
      const perPath = (1 + share[node]!) / paths[node]!;
      for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
        const neighbour = network.neighbours[link]!;
        if (distance[neighbour] === distance[node]! - 1) share[neighbour]! += paths[neighbour]! * perPath;
      }
      sums[node]! += share[node]!;
    }
  }
  // Each pair is met from both of its ends when every node is a source; a sample stands for all of them.
  const scale = size / sources.length / ((size - 1) * (size - 2));
  return sums.map((sum) => sum * scale);
}

function sampleSources(network: Numbers, options: { seed: number; budget: number }): number[] {
  const size = sizeOf(network);
  const perSource = size + network.neighbours.length;
  const wanted = Math.min(size, Math.max(FEWEST_SOURCES, Math.floor(options.budget / perSource)));
  const all = Array.from({ length: size }, (_, node) => node);
  if (wanted === size) return all;
  const random = seededRandom(options.seed);
  for (let i = 0; i < wanted; i++) {
    const other = i + Math.floor(random() * (size - i));
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  return all.slice(0, wanted).sort((a, b) => a - b);
}
