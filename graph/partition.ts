/**
 * A network cut into communities: two algorithms behind one signature, and what any cut is worth.
 */
import louvainModule from 'graphology-communities-louvain';
import { Clustering, LeidenAlgorithm } from 'networkanalysis-ts';
import { Column } from './columns.js';
import { LeanNetwork } from './leiden.js';
import { components, connect, type Numbers, seededRandom, sizeOf, toGraphology } from './network.js';

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

/** Leiden's iterations. The first three bring all but a few ten-thousandths of the modularity on large networks. */
const LEIDEN_ITERATIONS = { usual: 10, large: 3 };
const LARGE_LINKS = 500_000;
/** Of the Leiden refinement; the value of its authors. */
const LEIDEN_RANDOMNESS = 0.01;
// The package is CommonJS and its types say `export default`: Node gives the function itself.
const louvain = louvainModule as unknown as typeof louvainModule.default;

/**
 * Communities of a network, each of them connected. The same network and options give the same communities.
 *
 * A node without links is a community of its own.
 */
export function partition(network: Numbers, options: PartitionOptions): Partition {
  return prepare(network, options.algorithm).cut(options);
}

/** What one network needs once for many cuts. */
export interface Cutter {
  cut(options: CutOptions): Partition;
  /** A cut that begins with the communities given and mends them; Louvain cannot, and begins afresh. */
  mend(labels: Uint32Array, options: CutOptions): Partition;
}
export type CutOptions = Omit<PartitionOptions, 'algorithm'>;

export function prepare(network: Numbers, algorithm: Algorithm): Cutter {
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

/** Cuts of one network with one seed after another: how much they agree says how sure any of them is. */
export function cutsOf(
  network: Numbers,
  { algorithm, resolution, seeds }: { algorithm: Algorithm; resolution: number; seeds: readonly number[] },
): Partition[] {
  const cutter = prepare(network, algorithm);
  return seeds.map((seed) => cutter.cut({ resolution, seed }));
}

/** Given communities as they are, but that each of their pieces is one of its own. */
export function inPieces(network: Numbers, labels: Uint32Array): Partition {
  return connected(network, labels);
}

/**
 * Communities of communities: the same measure at a lower resolution, on the network whose nodes are communities.
 * Unlike a fresh cut, this one is nested in the first.
 *
 * @returns for every community of `found` the number of the one it goes into
 */
export function coarsen(network: Numbers, found: Partition, options: CutOptions): Partition {
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

function byLouvain(network: Numbers): Find {
  const graph = toGraphology(network);
  return ({ resolution, seed }) => {
    const { communities } = louvain.detailed(graph, { resolution, rng: seededRandom(seed), getEdgeWeight: 'weight' });
    return Uint32Array.from({ length: sizeOf(network) }, (_, node) => communities[`n${node}`]!);
  };
}

/** Leiden on the constant Potts model, with node weights that make it modularity. */
function byLeiden(network: Numbers, strength: Float64Array): Find {
  const leidenNetwork = LeanNetwork.of(network, strength);
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

function connected(network: Numbers, found: Uint32Array): Partition {
  const pieces = components(network, found);
  return { ...bySize(pieces), split: new Set(pieces).size - new Set(found).size };
}

function contract(network: Numbers, { labels, count }: Partition): Numbers {
  const [from, to, weight] = [new Column(Uint32Array), new Column(Uint32Array), new Column(Float64Array)];
  const sums = new Map<number, number>();
  for (let node = 0; node < sizeOf(network); node++) {
    for (let link = network.offsets[node]!; link < network.offsets[node + 1]!; link++) {
      const there = labels[network.neighbours[link]!]!;
      if (there > labels[node]!) sums.set(there, (sums.get(there) ?? 0) + network.weights[link]!);
    }
    if (sums.size === 0) continue;
    for (const [there, sum] of sums) {
      from.push(labels[node]!);
      to.push(there);
      weight.push(sum);
    }
    sums.clear();
  }
  const ids = Array.from({ length: count }, (_, label) => String(label));
  return connect(ids, { from: from.done(), to: to.done(), weight: weight.done() });
}

function singletons(network: Numbers): Uint32Array {
  return Uint32Array.from({ length: sizeOf(network) }, (_, node) => node);
}

function strengths(network: Numbers): Float64Array {
  const strength = new Float64Array(sizeOf(network));
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
export function modularity(network: Numbers, labels: ArrayLike<number>, resolution = 1): number {
  const total = sum(network.weights);
  if (total === 0) return 0;
  const inside = new Map<number, number>();
  const strength = new Map<number, number>();
  for (let node = 0; node < sizeOf(network); node++) {
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
