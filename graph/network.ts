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
  const positions = positionsOf(ids);
  const from: number[] = [];
  const to: number[] = [];
  const weight: number[] = [];
  for (const edge of graph.edges) {
    const source = positions.get(edge.source);
    const target = positions.get(edge.target);
    if (source === undefined || target === undefined) continue;
    from.push(source);
    to.push(target);
    weight.push(edge.support);
  }
  return connect(ids, { from, to, weight });
}

/**
 * A network from loose links: parallel links and both directions are summed, loops are dropped, and so is a link whose
 * weight is not a finite number above zero (Louvain would take NaN without a word).
 *
 * @param ids  sorted and without repetition; links count in positions of this list
 */
export function connect(ids: readonly string[], links: Links): Network {
  const size = ids.length;
  const counts = new Uint32Array(size + 1);
  const usable = (link: number) => {
    const weight = links.weight[link]!;
    return links.from[link] !== links.to[link] && weight > 0 && Number.isFinite(weight);
  };
  for (let link = 0; link < links.from.length; link++) {
    if (!usable(link)) continue;
    counts[links.from[link]! + 1]!++;
    counts[links.to[link]! + 1]!++;
  }
  for (let node = 0; node < size; node++) counts[node + 1]! += counts[node]!;
  const loose = { neighbours: new Uint32Array(counts[size]!), weights: new Float64Array(counts[size]!) };
  const next = counts.slice();
  for (let link = 0; link < links.from.length; link++) {
    if (!usable(link)) continue;
    for (const [here, there] of [
      [links.from[link]!, links.to[link]!],
      [links.to[link]!, links.from[link]!],
    ] as const) {
      const slot = next[here]!++;
      loose.neighbours[slot] = there;
      loose.weights[slot] = links.weight[link]!;
    }
  }
  return sumParallel(ids, counts, loose);
}

/** Sorts the neighbours of every node and sums those that come twice, in order of weight so that sums do not depend on the order of the links. */
function sumParallel(
  ids: readonly string[],
  starts: Uint32Array,
  loose: { neighbours: Uint32Array; weights: Float64Array },
): Network {
  const offsets = new Uint32Array(ids.length + 1);
  const { neighbours, weights } = loose;
  let end = 0;
  for (let node = 0; node < ids.length; node++) {
    const start = starts[node]!;
    const stop = starts[node + 1]!;
    const order = Array.from({ length: stop - start }, (_, i) => ({
      neighbour: neighbours[start + i]!,
      weight: weights[start + i]!,
    }));
    order.sort((a, b) => a.neighbour - b.neighbour || a.weight - b.weight);
    for (const link of order) {
      if (end > offsets[node]! && neighbours[end - 1] === link.neighbour) weights[end - 1]! += link.weight;
      else {
        neighbours[end] = link.neighbour;
        weights[end] = link.weight;
        end++;
      }
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
export function toGraphology(network: Network): UndirectedGraph {
  const graph = new UndirectedGraph();
  const keys = network.ids.map((_, node) => `n${node}`);
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
export function components(network: Network, groups?: ArrayLike<number>): Uint32Array {
  const size = network.ids.length;
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
