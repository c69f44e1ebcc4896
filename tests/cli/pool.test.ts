import { expect, test } from 'vitest';
import type * as Pool from '../../cli/pool.js';
import type { Paper } from '../../src/index.js';
import { readModelFiles } from '../../src/read/index.js';
import { makePapers } from './papers.js';

/** The built one: a thread starts from a file of JavaScript. */
const { extractLines } = (await import(new URL('../../dist/cli/pool.js', import.meta.url).href)) as typeof Pool;

/** Papers in memory, as many as are asked for, and how many were. */
function endless() {
  const papers: Paper[] = makePapers(100).map(({ id, title, abstract }) => ({
    id: `id:${id}`,
    title,
    abstract,
    authors: [],
    origin: id,
  }));
  const taken = { count: 0 };
  async function* stream() {
    for (;;) yield papers[taken.count++ % papers.length]!;
  }
  return { stream: stream(), taken };
}

test('papers that are in memory already are shared out as those are that come from a file', async () => {
  const { stream, taken } = endless();
  let given = 0;
  let ahead = 0;
  for await (const { text } of extractLines(stream, await readModelFiles(), {}, 2)) {
    given += text.split('\n').length - 1;
    ahead = taken.count - given;
    // A thread at work has papers of which nothing has come back yet: more than the one batch that this thread takes at a time.
    if (ahead > 128 || given > 30_000) break;
  }
  expect(ahead).toBeGreaterThan(128);
});
