/**
 * Networks with communities put into them, and how well a cut finds them.
 */
import { connect, type Network, seededRandom } from '../../graph/network.js';

/**
 * Planted partition: nodes in groups of unequal size, links mostly within.
 *
 * @param mixing  share of links that lead out of a group (the "mu" of Lancichinetti, Fortunato and Radicchi)
 */
export function plantedNetwork(options: {
  groups: number;
  links: number;
  mixing: number;
  seed: number;
  smallest?: number;
}): {
  network: Network;
  truth: Uint32Array;
} {
  const random = seededRandom(options.seed);
  const smallest = options.smallest ?? 20;
  const sizes = Array.from({ length: options.groups }, () => smallest + Math.floor(smallest * 2 * random() ** 2));
  const truth = Uint32Array.from(sizes.flatMap((size, group) => Array<number>(size).fill(group)));
  const starts = sizes.map((_, group) => sizes.slice(0, group).reduce((a, b) => a + b, 0));
  const count = options.links;
  const [from, to, weight] = [new Uint32Array(count), new Uint32Array(count), new Float64Array(count).fill(1)];
  for (let link = 0; link < count; link++) {
    const node = Math.floor(random() * truth.length);
    const group = truth[node]!;
    from[link] = node;
    to[link] =
      random() < options.mixing
        ? Math.floor(random() * truth.length)
        : starts[group]! + Math.floor(random() * sizes[group]!);
  }
  const ids = Array.from(truth, (_, node) => `n${String(node).padStart(9, '0')}`);
  return { network: connect(ids, { from, to, weight }), truth };
}

/** Normalised mutual information of two cuts: 1 when they are the same, 0 when one says nothing of the other. */
export function mutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const counts = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()] as const;
  for (let i = 0; i < a.length; i++) {
    [`${a[i]}`, `${b[i]}`, `${a[i]} ${b[i]}`].forEach((key, which) => {
      counts[which]!.set(key, (counts[which]!.get(key) ?? 0) + 1);
    });
  }
  const [ofA, ofB, ofBoth] = counts.map((map) => {
    let sum = 0;
    for (const count of map.values()) sum -= (count / a.length) * Math.log(count / a.length);
    return sum;
  }) as [number, number, number];
  return ofA + ofB === 0 ? 1 : (2 * (ofA + ofB - ofBoth)) / (ofA + ofB);
}
