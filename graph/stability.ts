/**
 * How sure a community is: what other seeds make of it.
 */
import type { CutOptions, Cutter, Partition } from './partition.js';

/**
 * For every community the share of its pairs that stay together, averaged over further seeded runs.
 *
 * @param cut  cuts the network that `found` is a cut of
 * @returns 0 to 1 by label; a community of one is 1
 */
export function pairStability(
  { cut }: Pick<Cutter, 'cut'>,
  found: Partition,
  options: CutOptions & { readonly runs: number },
): Float64Array {
  const { runs, resolution, seed } = options;
  const sizes = new Float64Array(found.count);
  for (const label of found.labels) sizes[label]!++;
  const kept = new Float64Array(found.count);
  for (let run = 1; run <= runs; run++) {
    const other = cut({ resolution, seed: seed + run });
    const shared = new Map<number, number>();
    found.labels.forEach((label, node) => {
      const pair = label * other.count + other.labels[node]!;
      shared.set(pair, (shared.get(pair) ?? 0) + 1);
    });
    for (const [pair, size] of shared) kept[Math.floor(pair / other.count)]! += (size * (size - 1)) / 2;
  }
  return kept.map((pairs, label) => {
    const all = (sizes[label]! * (sizes[label]! - 1)) / 2;
    return all === 0 || runs === 0 ? 1 : pairs / runs / all;
  });
}
