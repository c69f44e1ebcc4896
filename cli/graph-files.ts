/** A built folder: what lies in it, written and read back. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { EXPORTS, type ReportOptions, readGraphJson, writeReport } from '../graph/export/index.js';
import type { KnowledgeGraph, RunInfo } from '../graph/schema.js';
import { openStore, type Store } from '../graph/store/store.js';
import { PapergraphError } from '../src/errors.js';
import { holdsAll, MOST, type Most, type ViewerApp, writeBlocks, writePage } from '../viz/page.js';
import { makeFolder, writeWhole } from './files.js';
import { APP_FOLDER } from './package.js';

export const STORE_FILE = 'graph.duckdb';
export const GRAPH_FILE = 'graph.json';
export const PAGE_FILE = 'graph.html';
/** For graphs too large for one file: the page that `view` serves, and the folder of what it fetches. */
export const SERVED_PAGE_FILE = 'graph.served.html';
export const BLOCKS_FOLDER = 'graph.blocks';
/** What `build` writes beside the store and the page. */
export const BUILT_FORMATS = ['json', 'merges', 'report', 'gexf', 'graphml', 'csv'] as const;
/** The names of all files that `build` writes. */
export const BUILT_FILES: readonly string[] = [
  STORE_FILE,
  PAGE_FILE,
  SERVED_PAGE_FILE,
  ...BUILT_FORMATS.flatMap((format) => EXPORTS[format]!.files.map(({ name }) => name)),
];

/** @throws PapergraphError OUTPUT_FAILED */
export async function writePageFile(graph: KnowledgeGraph, file: string, most = MOST): Promise<void> {
  const [js, css, html] = await Promise.all(
    ['app.js', 'app.css', 'index.html'].map((name) => readFile(join(APP_FOLDER, name), 'utf8')),
  ).catch((cause) => {
    throw new PapergraphError(
      'BAD_MODEL',
      APP_FOLDER,
      'the built viewer is missing',
      'Run npm run build in the package',
      { cause },
    );
  });
  const app = { js: js!, css: css!, html: html! };
  await writeWhole(file, writePage(graph, app, { most }));
  await writeServedPage(graph, app, dirname(file), most);
}

/**
 * Beside a page that can hold only the backbone: the same page for `view`, with its sentences in blocks that it fetches
 * as somebody reads them; the rest of the graph `view` reads from graph.json (see `rest`). The folder of the blocks is
 * named after the run, so that a page never meets the blocks of another.
 */
async function writeServedPage(graph: KnowledgeGraph, app: ViewerApp, dir: string, inOneFile: Most): Promise<void> {
  const blocks = join(dir, BLOCKS_FOLDER);
  const page = join(dir, SERVED_PAGE_FILE);
  if (holdsAll(graph, inOneFile)) {
    await rm(page, { force: true });
    await rm(blocks, { recursive: true, force: true });
    return;
  }
  const key = blocksKey(graph.run);
  const most = inOneFile;
  await makeFolder(join(blocks, key));
  for (const { name, pieces } of writeBlocks(graph, { most })) await writeWhole(join(blocks, key, name), pieces);
  await writeWhole(page, writePage(graph, app, { most, apart: `${BLOCKS_FOLDER}/${key}` }));
  for (const old of await readdir(blocks))
    if (old !== key) await rm(join(blocks, old), { recursive: true, force: true });
}

/** The name of the folder that holds the blocks of a run. */
export function blocksKey({ inputHash, configHash, version }: Pick<RunInfo, 'inputHash' | 'configHash' | 'version'>) {
  return createHash('sha256').update(`${inputHash} ${configHash} ${version}`).digest('hex').slice(0, 16);
}

/**
 * @param read  for the report: what was not read, and what was read in two ways
 * @returns the files written
 */
export async function writeFormat(
  graph: KnowledgeGraph,
  format: string,
  dir: string,
  read: Partial<ReportOptions> = {},
): Promise<string[]> {
  const row = EXPORTS[format]!;
  const written: string[] = [];
  for (const { name, write } of row.files) {
    await makeFolder(dirname(join(dir, name)));
    await writeWhole(join(dir, name), write === writeReport ? writeReport(graph, read) : write(graph));
    written.push(name);
  }
  return written;
}

/**
 * The graph of a built folder.
 *
 * @param place  the folder, or its graph.json
 * @throws PapergraphError INPUT_UNREADABLE, BAD_GRAPH
 */
export async function readGraph(place: string): Promise<KnowledgeGraph> {
  const file = (await stat(place).catch(() => null))?.isDirectory() ? join(place, GRAPH_FILE) : place;
  if (!(await stat(file).catch(() => null))?.isFile())
    throw new PapergraphError(
      'INPUT_UNREADABLE',
      file,
      'no graph here',
      'Make it with: papergraph build PAPERS -o DIR',
    );
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  return readGraphJson(lines);
}

export async function hasStore(dir: string): Promise<boolean> {
  return (await stat(join(dir, STORE_FILE)).catch(() => null))?.isFile() === true;
}

/** @throws PapergraphError INPUT_UNREADABLE if there is none, OUTPUT_BUSY while a build writes to it */
export async function openStoreOf(dir: string): Promise<Store> {
  if (await hasStore(dir)) return openStore(join(dir, STORE_FILE));
  throw new PapergraphError(
    'INPUT_UNREADABLE',
    join(dir, STORE_FILE),
    'no store here',
    'Make it with: papergraph build PAPERS -o DIR',
  );
}

/** What was not read, and what was read in two ways, in all builds into this folder. */
export async function readingOf(dir: string) {
  const store = await openStoreOf(dir);
  try {
    return { skips: await store.skips(), conflicts: await store.conflicts() };
  } finally {
    await store.close();
  }
}

/** The graph of an earlier build, whose communities and places are kept where they still hold; null if there is none that can be read. */
export async function readPreviousGraph(dir: string): Promise<KnowledgeGraph | null> {
  const file = join(dir, GRAPH_FILE);
  if (!(await stat(file).catch(() => null))?.isFile()) return null;
  try {
    return await readGraph(file);
  } catch (error) {
    if (error instanceof PapergraphError) return null;
    throw error;
  }
}
