/**
 * A network cut into communities: two algorithms behind one signature, and what any cut is worth.
 */
import louvainModule from 'graphology-communities-louvain';
import { LeidenAlgorithm, Network as LeidenNetwork } from 'networkanalysis-ts';
import { components, type Network, seededRandom, toGraphology } from './network.js';

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

/** Leiden's iterations; it stops by itself when one changes nothing. */
const LEIDEN_ITERATIONS = 10;
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
  const found = network.neighbours.length === 0 ? singletons(network) : FINDERS[options.algorithm](network, options);
  const labels = components(network, found);
  const pieces = count(labels);
  return { ...bySize(labels), split: pieces - count(found) };
}

const FINDERS: Record<Algorithm, (network: Network, options: PartitionOptions) => Uint32Array> = {
  louvain: findByLouvain,
  leiden: findByLeiden,
};

function findByLouvain(network: Network, { resolution, seed }: PartitionOptions): Uint32Array {
  const graph = toGraphology(network);
  const { communities } = louvain.detailed(graph, { resolution, rng: seededRandom(seed), getEdgeWeight: 'weight' });
  return Uint32Array.from(network.ids, (_, node) => communities[`n${node}`]!);
}

function findByLeiden(network: Network, { resolution, seed }: PartitionOptions): Uint32Array {
  const leidenNetwork = new LeidenNetwork({
    nNodes: network.ids.length,
    setNodeWeightsToTotalEdgeWeights: true,
    firstNeighborIndices: Array.from(network.offsets),
    neighbors: Array.from(network.neighbours),
    edgeWeights: Array.from(network.weights),
    checkIntegrity: false,
  });
  const random = seededRandom(seed);
  const leiden = new LeidenAlgorithm();
  leiden.initializeBasedOnResolutionAndNIterationsAndRandomnessAndRandom(
    resolution / sum(network.weights),
    LEIDEN_ITERATIONS,
    LEIDEN_RANDOMNESS,
    // It asks for java-random's class and uses these two of its methods.
    { nextDouble: random, nextInt: (below: number) => Math.floor(random() * below) } as never,
  );
  return Uint32Array.from(leiden.findClustering(leidenNetwork).clusters);
}

function singletons(network: Network): Uint32Array {
  return Uint32Array.from(network.ids, (_, node) => node);
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

function count(labels: Uint32Array): number {
  return new Set(labels).size;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
