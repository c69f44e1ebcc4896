/** What a served page asks about that part of its graph that it does not hold. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { PapergraphError } from '../src/errors.js';
import { BLOCKS_FOLDER, blocksKey, GRAPH_FILE, SERVED_PAGE_FILE } from './graph-files.js';
import { GraphIndex } from './graph-index.js';

const HITS = 30;
const MOST_LETTERS = 1000;

export interface Answer {
  readonly status: number;
  /** `{ error }` in one line unless the status is 200. */
  readonly body: unknown;
}
export interface Rest {
  /** `/rest/search?q=` gives names, `/rest/around?id=&from=&with=` a node with a page of its neighbours. */
  answer(url: URL): Promise<Answer>;
  close(): Promise<void>;
}

/** Begins to read the graph.json of a folder; whoever asks before it is read waits. */
export function restOf(dir: string): Rest {
  const index = openIndex(dir);
  // Whoever asks is told; nobody may be asking.
  index.catch(() => {});
  return {
    close: async () => (await index.catch(() => null))?.close(),
    async answer(url) {
      try {
        return await find(await index, url);
      } catch (error) {
        if (error instanceof PapergraphError) return { status: 503, body: { error: error.message } };
        throw error;
      }
    },
  };
}

async function find(index: GraphIndex, { pathname, searchParams }: URL): Promise<Answer> {
  const said = (name: string) => (searchParams.get(name) ?? '').slice(0, MOST_LETTERS);
  if (pathname === '/rest/search') return { status: 200, body: index.names.find(said('q'), HITS) };
  if (pathname !== '/rest/around') return { status: 404, body: { error: 'nothing is asked under this name' } };
  const from = /^\d{1,7}$/.test(said('from')) ? Number(said('from')) : 0;
  const part = await index.around(said('id'), from, said('with') || undefined);
  return part ? { status: 200, body: part } : { status: 404, body: { error: `nothing has the id ${said('id')}` } };
}

async function openIndex(dir: string): Promise<GraphIndex> {
  const page = await readFile(join(dir, SERVED_PAGE_FILE), 'utf8');
  const blocks = /<meta name="papergraph-blocks" content="([^"]+)">/.exec(page.slice(0, 20_000))?.[1] ?? '';
  const index = await GraphIndex.open(join(dir, GRAPH_FILE));
  if (blocks !== `${BLOCKS_FOLDER}/${blocksKey(index.madeBy)}`) {
    await index.close();
    throw new PapergraphError(
      'BAD_GRAPH',
      join(dir, GRAPH_FILE),
      'is of another build than the page',
      'Build the folder again',
    );
  }
  const core = await readFile(join(dir, blocks, 'core'), 'latin1');
  const { id } = JSON.parse(inflateSync(Buffer.from(core, 'base64')).toString('utf8')) as { id: string[] };
  index.hold(id);
  return index;
}
