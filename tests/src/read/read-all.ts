import { Readable } from 'node:stream';
import { type ReadOptions, readPapers } from '../../../src/read/index.js';
import type { Paper, Skip } from '../../../src/types.js';

/** All that the places hold, papers and skips apart. */
export async function readAll(
  inputs: readonly string[],
  options?: ReadOptions,
): Promise<{ papers: Paper[]; skips: Skip[] }> {
  const papers: Paper[] = [];
  const skips: Skip[] = [];
  for await (const record of readPapers(inputs, options)) {
    if ('reason' in record) skips.push(record);
    else papers.push(record);
  }
  return { papers, skips };
}

/** What a text holds, given through a pipe. */
export function readText(text: string | Uint8Array, options: Omit<ReadOptions, 'stdin'> = {}) {
  return readAll(['-'], { ...options, stdin: Readable.from([Buffer.from(text)]) });
}
