import { fileURLToPath } from 'node:url';
import { readPapers } from '../dist/src/read/index.js';

export const EXAMPLE = fileURLToPath(new URL('../examples/landmarks.jsonl', import.meta.url));

/** The first `count` papers of a file; a file with fewer is gone through again until there are enough. */
export async function readTexts(file = EXAMPLE, count = 1000) {
  const papers = [];
  for await (const record of readPapers([file])) {
    if (!('reason' in record)) papers.push(record);
    if (papers.length >= count) break;
  }
  for (let i = 0; papers.length < count && papers.length > 0; i++) papers.push(papers[i]);
  return papers;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
