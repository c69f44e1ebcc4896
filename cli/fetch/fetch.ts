/** Pages from a source to a folder, one file each; what is there already is not asked for again. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PapergraphError } from '../../src/errors.js';
import { makeFolder, removeLeftovers, writeWhole } from '../files.js';
import type { PoliteClient } from './polite.js';
import type { Page, Place, Request, Source, Wanted } from './sources.js';

/** Hidden, so that reading the folder passes over it. */
const STATE_FILE = '.fetch.json';

interface State {
  readonly source: string;
  readonly request: Omit<Request, 'max'>;
  /** Where the next page begins; null: all is there. */
  readonly next: Place | null;
  /** Papers of that page that are there already: `max` cut it. */
  readonly skip: number;
  readonly pages: number;
  readonly papers: number;
  readonly total: number | null;
}

export interface Fetched {
  readonly papers: number;
  /** Papers that this run added. */
  readonly added: number;
  readonly total: number | null;
  readonly pages: number;
  readonly isComplete: boolean;
}

/**
 * Fetches what is missing. Each page is written whole before the place behind it is noted, so a run that is stopped at any point
 * goes on without loss; a folder that is complete costs no request.
 *
 * @throws PapergraphError BAD_OPTION if the folder holds the answer to another request, FETCH_FAILED if the source gives up
 */
export async function fetchPages(
  name: string,
  source: Source,
  request: Request,
  dir: string,
  client: PoliteClient,
  options: { endpoint?: string; fresh?: boolean; onPage?: (papers: number, total: number | null) => void } = {},
): Promise<Fetched> {
  const { max, ...asked } = request;
  let state = options.fresh ? null : await readState(dir);
  if (state !== null && (state.source !== name || JSON.stringify(state.request) !== JSON.stringify(asked)))
    throw new PapergraphError(
      'BAD_OPTION',
      dir,
      `holds the answer to another request (${state.source} ${JSON.stringify(state.request.query)})`,
      'Choose another folder with -o, or start over with --fresh',
    );
  const first = source.first(request);
  await makeFolder(dir);
  await removeLeftovers(dir);
  if (options.fresh)
    for (const file of await readdir(dir))
      if (/^\d{5}\.(?:xml|json)$/.test(file) || file === STATE_FILE) await rm(join(dir, file));
  state ??= { source: name, request: asked, next: first, skip: 0, pages: 0, papers: 0, total: null };
  const before = state.papers;
  while (state.next !== null && state.papers < max) {
    const place: Place = state.next;
    const wanted: Wanted = { skip: state.skip, take: max - state.papers };
    const page: Page = await client.get(
      source.url(options.endpoint ?? source.endpoint, request, place, wanted),
      (body) => source.read(body, request, place, wanted),
    );
    const pages: number = state.pages + (page.papers > 0 ? 1 : 0);
    if (page.papers > 0)
      await writeWhole(join(dir, `${String(pages).padStart(5, '0')}.${source.extension}`), [page.body]);
    const reached: number = wanted.skip + page.papers;
    const isCut: boolean = reached < page.held;
    state = {
      ...state,
      next: isCut ? place : page.next,
      skip: isCut ? reached : 0,
      pages,
      papers: state.papers + page.papers,
      total: page.total,
    };
    await writeWhole(join(dir, STATE_FILE), [`${JSON.stringify(state)}\n`]);
    options.onPage?.(state.papers, state.total === null ? max : Math.min(max, state.total));
  }
  const isComplete = state.next === null || state.papers >= max;
  return { papers: state.papers, added: state.papers - before, total: state.total, pages: state.pages, isComplete };
}

async function readState(dir: string): Promise<State | null> {
  let text: string;
  try {
    text = await readFile(join(dir, STATE_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ENOTDIR')
      return null;
    throw error;
  }
  try {
    return JSON.parse(text) as State;
  } catch (cause) {
    throw new PapergraphError('BAD_OPTION', join(dir, STATE_FILE), 'is damaged', 'Start over with --fresh', { cause });
  }
}
