/** Reading for commands: papers pass on, skips are told and kept. */
import { basename } from 'node:path';
import type { Paper, Skip } from '../src/index.js';
import { flawText, type ReadOptions, readPapers } from '../src/read/index.js';
import type { Mend } from '../src/types.js';
import { count, type Io, type Progress, plural } from './io.js';

/** How many skips of one reason are named; `--verbose` names all. */
const NAMED = 20;

export interface Reading {
  readonly papers: AsyncGenerator<Paper>;
  /** Filled while `papers` is read. */
  readonly skips: Skip[];
  /** Names of the files begun so far, as they stand in the skips. */
  readonly files: Set<string>;
  /** Flaws of records that were read all the same; filled likewise. */
  readonly mends: Mend[];
  /** Papers so far. */
  readonly counted: () => number;
}

/** Names each skip on stderr as it comes, so that the user sees place and cure while the run goes on. */
export function readInputs(inputs: readonly string[], options: ReadOptions, io: Io, progress?: Progress): Reading {
  const skips: Skip[] = [];
  const mends: Mend[] = [];
  const files = new Set<string>();
  const onFile = (path: string) => files.add(basename(path));
  const named = new Map<string, number>();
  const name = (kind: string, line: string) => {
    const before = named.get(kind) ?? 0;
    named.set(kind, before + 1);
    if (before < NAMED || io.verbose) io.warn(line);
  };
  const onMend = (mend: Mend) => {
    mends.push(mend);
    name(mend.flaw, mendText(mend));
  };
  let papers = 0;
  // How many papers are to come is told by how many bytes are: good enough for the time left.
  let share: number | null = null;
  const onBytes = (read: number, total: number | null) => {
    share = total ? Math.min(1, read / total) : null;
  };
  async function* read(): AsyncGenerator<Paper> {
    for await (const record of readPapers(inputs, { ...options, onBytes, onMend, onFile })) {
      if ('reason' in record) {
        skips.push(record);
        name(record.reason, skipText(record));
        continue;
      }
      papers++;
      progress?.update(papers, share ? papers / share : null);
      yield record;
    }
  }
  return { papers: read(), skips, mends, files, counted: () => papers };
}

/** Place, reason and cure in one line. */
export const skipText = ({ origin, reason, detail, cure }: Skip): string => `${origin}: ${reason}: ${detail}. ${cure}.`;
export const mendText = (mend: Mend): string =>
  `${mend.origin}: ${flawText(mend)}: ${mend.as === 'nothing' ? 'removed' : `read as ${mend.as}`}`;

/** `3 records skipped: 2 no abstract, 1 unreadable; 1 record mended: 1 bytes`; empty when all was well. */
export function skipSummary(skips: readonly Pick<Skip, 'reason'>[], mends: readonly Mend[] = []): string {
  const mended = new Set(mends.map(({ origin }) => origin)).size;
  return [
    ...(skips.length === 0 ? [] : [`${plural(skips.length, 'record')} skipped: ${tally(skips.map((s) => s.reason))}`]),
    ...(mended === 0 ? [] : [`${plural(mended, 'record')} mended: ${tally(mends.map((m) => m.flaw))}`]),
  ].join('; ');
}

/** `2 no abstract, 1 unreadable`, by name. */
export function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => `${count(n)} ${name}`)
    .join(', ');
}

/** True when something was passed over that a careful user would want to know of: page furniture is none. */
export const isLoss = (skip: Pick<Skip, 'reason'>) => skip.reason !== 'furniture' && skip.reason !== 'duplicate';
