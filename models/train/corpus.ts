/** Where the training texts are and what their labels say. The only file of the trainer that touches the disk. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CorpusRecord } from './corpora.js';

/** Records of a `.jsonl` or `.jsonl.gz` file, split at line feeds only: U+2028 occurs inside real records. */
export function* readLines(file: string): Generator<unknown> {
  const bytes = file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file);
  // By pieces: a text of 140 MB as one string would be held for as long as any slice of it.
  for (let at = 0; at < bytes.length; ) {
    let end = bytes.indexOf(0x0a, at);
    if (end < 0) end = bytes.length;
    if (end > at) yield JSON.parse(bytes.toString('utf8', at, end));
    at = end + 1;
  }
}

export interface UnlabelledPaper {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
}

/** All files `abstracts*.jsonl(.gz)` of a folder, in the order of their names. */
export function* readAbstracts(folder: string): Generator<UnlabelledPaper> {
  for (const file of readdirSync(folder).sort())
    if (/^abstracts.*\.jsonl(\.gz)?$/.test(file))
      for (const record of readLines(join(folder, file))) {
        const { id, title, abstract } = record as Partial<UnlabelledPaper>;
        yield { id: String(id), title: title ?? '', abstract: abstract ?? '' };
      }
}

/** Labelled files of a folder: name without ending, and its records. */
export function* readLabelled(folder: string): Generator<{ name: string; records: CorpusRecord[] }> {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder).sort())
    if (/\.jsonl(\.gz)?$/.test(file))
      yield {
        name: file.replace(/\.jsonl(\.gz)?$/, ''),
        records: [...readLines(join(folder, file))] as CorpusRecord[],
      };
}

/** The papers of these ids, as far as the corpora hold them. */
export function papersById(corpora: string, ids: Iterable<string>): Map<string, UnlabelledPaper> {
  const wanted = new Set(ids);
  const papers = new Map<string, UnlabelledPaper>();
  for (const paper of readAbstracts(corpora)) if (wanted.has(paper.id)) papers.set(paper.id, paper);
  return papers;
}
