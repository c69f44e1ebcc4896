/** `merges.json`: the ledger of names that became one, a JSON array with one merge a line. */
import type { KnowledgeGraph } from '../schema.js';

export function* writeMerges({ merges }: KnowledgeGraph): Iterable<string> {
  yield '[\n';
  for (const [i, merge] of merges.entries()) yield `${JSON.stringify(merge)}${i === merges.length - 1 ? '' : ','}\n`;
  yield ']\n';
}
