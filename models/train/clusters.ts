import { hashText, type WordClusters } from '../../src/mention/features.js';
import { clusterWords, type WordVectors } from './vectors.js';

export const GRANULARITIES = [64, 256, 1024] as const;

/** The groups of all words, in the form that the tagger looks them up. */
export function buildClusters(
  vectors: WordVectors,
  seed: number,
  groups = GRANULARITIES.map((k) => clusterWords(vectors, k, seed)),
): WordClusters {
  const { words, counts } = vectors;
  const countOf = new Map(words.map((word, i) => [word, counts[i]!]));
  const rows = words.map((word, i) => ({ hash: hashText(word), i }));
  rows.sort((a, b) => a.hash - b.hash || a.i - b.i);
  const unique = rows.filter((row, k) => k === 0 || rows[k - 1]!.hash !== row.hash);
  return {
    hashes: Uint32Array.from(unique, ({ hash }) => hash),
    groups: Uint16Array.from(unique.flatMap(({ i }) => groups.map((group) => group[i]!))),
    mostlyLower: Uint8Array.from(unique, ({ i }) => {
      const word = words[i]!;
      const low = word.toLowerCase();
      // Twice: the capitals of sentence starts and titles are counted among the capitals.
      return low !== word && (countOf.get(low) ?? 0) * 2 > counts[i]! ? 1 : 0;
    }),
  };
}
