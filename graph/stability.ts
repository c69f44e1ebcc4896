/**
 * How sure a community is: what other seeds make of it.
 */
import type { Partition } from './partition.js';

/**
 * For every community the share of its pairs that stay together, averaged over further cuts of the same network.
 *
 * @param others  made with other seeds
 * @returns 0 to 1 by label; a community of one is 1, and so is every one without other cuts
 */
export function pairStability(found: Partition, others: readonly Partition[]): Float64Array {
  const sizes = new Float64Array(found.count);
  for (const label of found.labels) sizes[label]!++;
  const kept = new Float64Array(found.count);
  for (const other of others) {
    const shared = new Map<number, number>();
    found.labels.forEach((label, node) => {
      const pair = label * other.count + other.labels[node]!;
      shared.set(pair, (shared.get(pair) ?? 0) + 1);
    });
    for (const [pair, size] of shared) kept[Math.floor(pair / other.count)]! += (size * (size - 1)) / 2;
  }
  return kept.map((pairs, label) => {
    const all = (sizes[label]! * (sizes[label]! - 1)) / 2;
    return all === 0 || others.length === 0 ? 1 : pairs / others.length / all;
  });
}
