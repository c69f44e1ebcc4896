/**
 * The graph as a network of numbers: what measures, communities and layout count on, and the seeded random they share.
 *
 * Nodes are positions in a sorted list of ids, never keys of an object, so that an id called `__proto__` or
 * `constructor` is an id like any other (graphology keeps neighbours in plain objects and loses such edges).
 */
import { UndirectedGraph } from 'graphology';
import type { BareGraph } from './schema.js';

/** Undirected, weighted, without loops or parallel links: each link stands once at each of its two ends. */
export interface Network {
  /** Sorted. Node `i` is `ids[i]`. */
  readonly ids: readonly string[];
  /** The links of node `i` are `[offsets[i], offsets[i + 1])` of the next two; neighbours ascending. */
  readonly offsets: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly weights: Float64Array;
}

/** A network without its names: all that calculations need. */
export type Numbers = Pick<Network, 'offsets' | 'neighbours' | 'weights'>;
export const sizeOf = ({ offsets }: Numbers): number => offsets.length - 1;

/** Pairs of node positions with a weight; the same pair may come often and in both directions. */
export interface Links {
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
}

/**
 * Every node of the graph and every edge, whatever its type; weight: the papers behind all edges of a pair together.
 */
export function toNetwork(graph: Pick<BareGraph, 'nodes' | 'edges'>): Network {
  const ids = graph.nodes.map((node) => node.id as string).sort(byText);
  return connect(ids, linksOf(graph, ids));
}

/** Every edge, in order, as a pair of places in a list of ids; both are `NOWHERE` where one is not in the list. */
export function linksOf(graph: Pick<BareGraph, 'edges'>, ids: readonly string[]): Links {
  const positions = positionsOf(ids);
  const size = graph.edges.length;
  const [from, to, weight] = [new Uint32Array(size), new Uint32Array(size), new Float64Array(size)];
  graph.edges.forEach((edge, link) => {
    const source = positions.get(edge.source);
    const target = positions.get(edge.target);
    const isHere = source !== undefined && target !== undefined;
    from[link] = isHere ? source : NOWHERE;
    to[link] = isHere ? target : NOWHERE;
    weight[link] = edge.support;
  });
  return { from, to, weight };
}
/** Beyond every list: what counts links passes it over. */
const NOWHERE = 0xffffffff;

/**
 * A network from loose links: parallel links and both directions are summed, loops are dropped, and so is a link whose
 * weight is not a finite number above zero (Louvain would take NaN without a word).
 *
 * @param ids  sorted and without repetition; links count in positions of this list
 */
export function connect(ids: readonly string[], links: Links): Network {
  const size = ids.length;
  const starts = new Uint32Array(size + 1);
  const usable = new Uint8Array(links.from.length);
  for (let link = 0; link < usable.length; link++) {
    const [a, b, weight] = [links.from[link]!, links.to[link]!, links.weight[link]!];
    if (a === b || !(weight > 0) || !Number.isFinite(weight)) continue;
    usable[link] = 1;
    starts[a + 1]!++;
    starts[b + 1]!++;
  }
  for (let node = 0; node < size; node++) starts[node + 1]! += starts[node]!;
  const loose = emptyRows(starts);
  for (let link = 0; link < usable.length; link++) {
    if (usable[link] === 0) continue;
    put(loose, links.from[link]!, links.to[link]!, links.weight[link]!);
    put(loose, links.to[link]!, links.from[link]!, links.weight[link]!);
  }
  // Turned over, the rows come out sorted: each is filled by neighbours in ascending order.
  const sorted = emptyRows(starts);
  for (let node = 0; node < size; node++) {
    for (let slot = starts[node]!; slot < starts[node + 1]!; slot++) {
      put(sorted, loose.neighbours[slot]!, node, loose.weights[slot]!);
    }
  }
  return sumParallel(ids, starts, sorted);
}

interface Rows {
  readonly next: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly weights: Float64Array;
}

function emptyRows(starts: Uint32Array): Rows {
  const length = starts.at(-1)!;
  return { next: starts.slice(), neighbours: new Uint32Array(length), weights: new Float64Array(length) };
}

function put(rows: Rows, node: number, neighbour: number, weight: number): void {
  const slot = rows.next[node]!++;
  rows.neighbours[slot] = neighbour;
  rows.weights[slot] = weight;
}

/** Sums what comes more than once for a pair, smallest first, so that no sum depends on the order of the links. */
function sumParallel(ids: readonly string[], starts: Uint32Array, { neighbours, weights }: Rows): Network {
  const offsets = new Uint32Array(ids.length + 1);
  let end = 0;
  for (let node = 0; node < ids.length; node++) {
    for (let slot = starts[node]!; slot < starts[node + 1]!; ) {
      let next = slot + 1;
      while (next < starts[node + 1]! && neighbours[next] === neighbours[slot]) next++;
      let sum = weights[slot]!;
      if (next > slot + 1)
        sum = weights
          .slice(slot, next)
          .sort()
          .reduce((a, b) => a + b);
      neighbours[end] = neighbours[slot]!;
      weights[end++] = sum;
      slot = next;
    }
    offsets[node + 1] = end;
  }
  return { ids, offsets, neighbours: neighbours.slice(0, end), weights: weights.slice(0, end) };
}

/** Node positions by id. */
export function positionsOf(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, position) => [id, position]));
}

/** The part of a network that stands on some of its nodes, in their order; positions are those in `nodes`. */
export function within(network: Network, nodes: ArrayLike<number>): Network {
  const inside = new Map<number, number>();
  for (let i = 0; i < nodes.length; i++) inside.set(nodes[i]!, i);
  const from: number[] = [];
  const to: number[] = [];
  const weight: number[] = [];
  for (let here = 0; here < nodes.length; here++) {
    for (let link = network.offsets[nodes[here]!]!; link < network.offsets[nodes[here]! + 1]!; link++) {
      const there = inside.get(network.neighbours[link]!);
      if (there === undefined || there <= here) continue;
      from.push(here);
      to.push(there);
      weight.push(network.weights[link]!);
    }
  }
  return connect(
    Array.from(nodes, (node) => network.ids[node]!),
    { from, to, weight },
  );
}

/** The same network for graphology's algorithms. Its keys are `n` and the position, its edge attribute is `weight`. */
export function toGraphology(network: Numbers): UndirectedGraph {
  const graph = new UndirectedGraph();
  const keys = Array.from({ length: sizeOf(network) }, (_, node) => `n${node}`);
  for (const key of keys) graph.addNode(key);
  for (let node = 0; node < keys.length; node++) {
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      const neighbour = network.neighbours[link]!;
      if (neighbour > node) graph.addEdge(keys[node]!, keys[neighbour]!, { weight: network.weights[link]! });
    }
  }
  return graph;
}

/**
 * Connected components.
 *
 * @param groups  with it, nodes of different groups count as unconnected: the pieces that each group falls into
 * @returns for every node the number of its component; numbers ascend with the lowest node of each
 */
export function components(network: Numbers, groups?: ArrayLike<number>): Uint32Array {
  const size = sizeOf(network);
  const labels = new Uint32Array(size).fill(size);
  const queue = new Uint32Array(size);
  let count = 0;
  for (let root = 0; root < size; root++) {
    if (labels[root] !== size) continue;
    labels[root] = count;
    queue[0] = root;
    for (let head = 0, tail = 1; head < tail; head++) {
      const node = queue[head]!;
      for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
        const neighbour = network.neighbours[link]!;
        if (labels[neighbour] !== size || (groups && groups[neighbour] !== groups[node])) continue;
        labels[neighbour] = count;
        queue[tail++] = neighbour;
      }
    }
    count++;
  }
  return labels;
}

/**
 * Numbers in [0, 1) that are the same for the same seed on every machine (mulberry32).
 *
 * @param seed  any number; only its lowest 32 bits count
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Order of strings by UTF-16 code units: the same everywhere, unlike `localeCompare`. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Six significant digits: enough for a reader, and free of the last bits in which two machines may differ. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
