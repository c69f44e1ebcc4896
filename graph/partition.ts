/**
 * A network cut into communities: two algorithms behind one signature, and what any cut is worth.
 */
import louvainModule from 'graphology-communities-louvain';
import { Clustering, LeidenAlgorithm, Network as LeidenNetwork } from 'networkanalysis-ts';
import { components, connect, type Network, seededRandom, toGraphology } from './network.js';

export const ALGORITHMS = ['leiden', 'louvain'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export interface PartitionOptions {
  readonly algorithm: Algorithm;
  /** Above 0; higher gives more and smaller communities. 1 is plain modularity. */
  readonly resolution: number;
  readonly seed: number;
}

export interface Partition {
  /** For every node the number of its community; communities are numbered by size, ties by their first node. */
  readonly labels: Uint32Array;
  readonly count: number;
  /** How many communities the algorithm left in pieces; each piece is a community here. */
  readonly split: number;
}

/** Leiden's iterations; it stops by itself when one changes nothing. The first three bring nearly all on large networks. */
const LEIDEN_ITERATIONS = { usual: 10, large: 3 };
const LARGE_LINKS = 1_000_000;
/** Of the Leiden refinement; the value of its authors. */
const LEIDEN_RANDOMNESS = 0.01;
// The package is CommonJS and its types say `export default`: Node gives the function itself.
const louvain = louvainModule as unknown as typeof louvainModule.default;

/**
 * Communities of a network, each of them connected. The same network and options give the same communities.
 *
 * A node without links is a community of its own.
 */
export function partition(network: Network, options: PartitionOptions): Partition {
  return prepare(network, options.algorithm).cut(options);
}

/** What one network needs once for many cuts. */
export interface Cutter {
  cut(options: CutOptions): Partition;
  /** A cut that begins with the communities given and mends them; Louvain cannot, and begins afresh. */
  mend(labels: Uint32Array, options: CutOptions): Partition;
}
export type CutOptions = Omit<PartitionOptions, 'algorithm'>;

export function prepare(network: Network, algorithm: Algorithm): Cutter {
  if (network.neighbours.length === 0) {
    const alone = () => ({ ...bySize(singletons(network)), split: 0 });
    return { cut: alone, mend: alone };
  }
  const find = algorithm === 'louvain' ? byLouvain(network) : byLeiden(network, strengths(network));
  return {
    cut: (options) => connected(network, find(options)),
    mend: (labels, options) => connected(network, find(options, bySize(labels).labels)),
  };
}

/** Given communities as they are, but that each of their pieces is one of its own. */
export function inPieces(network: Network, labels: Uint32Array): Partition {
  return connected(network, labels);
}

/**
 * Communities of communities: the same measure at a lower resolution, on the network whose nodes are communities.
 * Unlike a fresh cut, this one is nested in the first.
 *
 * @returns for every community of `found` the number of the one it goes into
 */
export function coarsen(network: Network, found: Partition, options: CutOptions): Partition {
  const between = contract(network, found);
  if (between.neighbours.length === 0) return { ...bySize(singletons(between)), split: 0 };
  // What lies within a community counts for its strength, else joining would seem cheaper than it is.
  const strength = new Float64Array(found.count);
  strengths(network).forEach((value, node) => {
    strength[found.labels[node]!]! += value;
  });
  return connected(between, byLeiden(between, strength)(options));
}

type Find = (options: CutOptions, start?: Uint32Array) => Uint32Array;

function byLouvain(network: Network): Find {
  const graph = toGraphology(network);
  return ({ resolution, seed }) => {
    const { communities } = louvain.detailed(graph, { resolution, rng: seededRandom(seed), getEdgeWeight: 'weight' });
    return Uint32Array.from(network.ids, (_, node) => communities[`n${node}`]!);
  };
}

/** Leiden on the constant Potts model, with node weights that make it modularity. */
function byLeiden(network: Network, strength: Float64Array): Find {
  const leidenNetwork = new LeidenNetwork({
    nNodes: network.ids.length,
    // It only reads these, by index: typed arrays spare half the memory.
    nodeWeights: strength as never,
    firstNeighborIndices: network.offsets as never,
    neighbors: network.neighbours as never,
    edgeWeights: network.weights as never,
    checkIntegrity: false,
  });
  const total = sum(strength);
  const iterations = LEIDEN_ITERATIONS[network.neighbours.length > 2 * LARGE_LINKS ? 'large' : 'usual'];
  return ({ resolution, seed }, start) => {
    const random = seededRandom(seed);
    const leiden = new LeidenAlgorithm();
    leiden.initializeBasedOnResolutionAndNIterationsAndRandomnessAndRandom(
      resolution / total,
      iterations,
      LEIDEN_RANDOMNESS,
      // It asks for java-random's class and uses these two of its methods.
      { nextDouble: random, nextInt: (below: number) => Math.floor(random() * below) } as never,
    );
    if (!start) return Uint32Array.from(leiden.findClustering(leidenNetwork).clusters);
    const clustering = new Clustering({ clusters: Array.from(start) });
    leiden.improveClustering(leidenNetwork, clustering);
    return Uint32Array.from(clustering.clusters);
  };
}

function connected(network: Network, found: Uint32Array): Partition {
  const pieces = components(network, found);
  return { ...bySize(pieces), split: new Set(pieces).size - new Set(found).size };
}

function contract(network: Network, { labels, count }: Partition): Network {
  const links = { from: [] as number[], to: [] as number[], weight: [] as number[] };
  for (let node = 0; node < network.ids.length; node++) {
    const sums = new Map<number, number>();
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      const there = labels[network.neighbours[link]!]!;
      if (there > labels[node]!) sums.set(there, (sums.get(there) ?? 0) + network.weights[link]!);
    }
    for (const [there, weight] of sums) {
      links.from.push(labels[node]!);
      links.to.push(there);
      links.weight.push(weight);
    }
  }
  const ids = Array.from({ length: count }, (_, label) => String(label));
  return connect(ids, links);
}

function singletons(network: Network): Uint32Array {
  return Uint32Array.from(network.ids, (_, node) => node);
}

function strengths(network: Network): Float64Array {
  const strength = new Float64Array(network.ids.length);
  for (let node = 0; node < strength.length; node++) {
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      strength[node]! += network.weights[link]!;
    }
  }
  return strength;
}

/**
 * How much more weight lies inside communities than chance would put there: Newman's modularity at a resolution.
 *
 * @returns below 1; 0 for a network without links
 */
export function modularity(network: Network, labels: ArrayLike<number>, resolution = 1): number {
  const total = sum(network.weights);
  if (total === 0) return 0;
  const inside = new Map<number, number>();
  const strength = new Map<number, number>();
  for (let node = 0; node < network.ids.length; node++) {
    const label = labels[node]!;
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      const weight = network.weights[link]!;
      strength.set(label, (strength.get(label) ?? 0) + weight);
      if (labels[network.neighbours[link]!] === label) inside.set(label, (inside.get(label) ?? 0) + weight);
    }
  }
  let value = 0;
  for (const [label, all] of strength) value += (inside.get(label) ?? 0) / total - resolution * (all / total) ** 2;
  return value;
}

/** Numbers communities from the largest to the smallest, ties by their lowest node. */
function bySize(labels: Uint32Array): Pick<Partition, 'labels' | 'count'> {
  const sizes = new Map<number, { size: number; first: number }>();
  labels.forEach((label, node) => {
    const known = sizes.get(label);
    if (known) known.size++;
    else sizes.set(label, { size: 1, first: node });
  });
  const order = [...sizes].sort(([, a], [, b]) => b.size - a.size || a.first - b.first);
  const numbers = new Map(order.map(([label], number) => [label, number]));
  return { labels: labels.map((label) => numbers.get(label)!), count: order.length };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
