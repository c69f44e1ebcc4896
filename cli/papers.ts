/** Reading for commands: papers pass on, skips are told and kept. */
import type { Paper, Skip } from '../src/index.js';
import { type ReadOptions, readPapers } from '../src/read/index.js';
import { count, type Io, type Progress, plural } from './io.js';

/** How many skips of one reason are named; `--verbose` names all. */
const NAMED = 20;

export interface Reading {
  readonly papers: AsyncGenerator<Paper>;
  /** Filled while `papers` is read. */
  readonly skips: Skip[];
  /** Papers so far. */
  readonly counted: () => number;
}

/** Names each skip on stderr as it comes, so that the user sees place and cure while the run goes on. */
export function readInputs(inputs: readonly string[], options: ReadOptions, io: Io, progress?: Progress): Reading {
  const skips: Skip[] = [];
  const named = new Map<string, number>();
  let papers = 0;
  // How many papers are to come is told by how many bytes are: good enough for the time left.
  let share: number | null = null;
  const onBytes = (read: number, total: number | null) => {
    share = total ? Math.min(1, read / total) : null;
  };
  async function* read(): AsyncGenerator<Paper> {
    for await (const record of readPapers(inputs, { ...options, onBytes })) {
      if ('reason' in record) {
        skips.push(record);
        const before = named.get(record.reason) ?? 0;
        named.set(record.reason, before + 1);
        if (before < NAMED || io.verbose)
          io.warn(`${record.origin}: ${record.reason}: ${record.detail}. ${record.cure}.`);
        continue;
      }
      papers++;
      progress?.update(papers, share ? papers / share : null);
      yield record;
    }
  }
  return { papers: read(), skips, counted: () => papers };
}

/** `3 skipped: 2 no abstract, 1 unreadable`; empty when none was. */
export function skipSummary(skips: readonly Pick<Skip, 'reason'>[]): string {
  if (skips.length === 0) return '';
  const reasons = new Map<string, number>();
  for (const { reason } of skips) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const parts = [...reasons].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, n]) => `${count(n)} ${reason}`);
  return `${plural(skips.length, 'record')} skipped: ${parts.join(', ')}`;
}

/** True when something was passed over that a careful user would want to know of: page furniture is none. */
export const isLoss = (skip: Pick<Skip, 'reason'>) => skip.reason !== 'furniture' && skip.reason !== 'duplicate';
