import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ReportOptions } from '../../graph/export/index.js';
import { buildGraph } from '../../graph/index.js';
import type { KnowledgeGraph } from '../../graph/schema.js';
import { openStore, type Store } from '../../graph/store/store.js';
import { PapergraphError } from '../../src/errors.js';
import type { Paper, Skip } from '../../src/index.js';
import { readModelFiles, samePapers } from '../../src/read/index.js';
import type { Mend } from '../../src/types.js';
import { inBatches } from '../batches.js';
import { apartFrom, makeFolder, removeLeftovers } from '../files.js';
import {
  BUILT_FILES,
  BUILT_FORMATS,
  hasStore,
  PAGE_FILE,
  readPreviousGraph,
  STORE_FILE,
  writeFormat,
  writePageFile,
} from '../graph-files.js';
import { count, type Io, plural, seconds } from '../io.js';
import { addExtractOptions, addGraphOptions, addReadOptions, resolveSettings, type Settings } from '../options.js';
import { VERSION } from '../package.js';
import { isLoss, readInputs, skipSummary, tally } from '../papers.js';
import { defaultWorkers, extractAll } from '../pool.js';
import { extractionHash, extractOptions, modelRequest, type ReadFlags, readOptions } from '../settings.js';

/** Papers a transaction holds: what a kill can lose, and small enough to show progress. */
const TRANSACTION = 1000;

export function register(program: Command, io: () => Io): void {
  addGraphOptions(
    addExtractOptions(
      addReadOptions(
        program
          .command('build')
          .description(
            'read papers, extract, link, cluster, lay out; write the graph, the viewer, the report and the exports',
          )
          .argument(
            '[input...]',
            'files, globs, folders, or - for standard input; none: what the folder holds, built again',
          )
          .option('-o, --output <dir>', 'where the files go')
          .option('--fresh', 'start over: forget what this folder holds'),
      ),
    ),
  ).action(async (inputs: string[], flags, command: Command) => {
    const settings = await resolveSettings(flags, command.optsWithGlobals().config);
    if (settings.output === undefined)
      throw new PapergraphError('USAGE', 'build', 'no output folder', 'Name one with -o DIR');
    if (inputs.length === 0) await mayRebuild(settings.output, flags.fresh === true);
    await build(inputs, { output: settings.output, fresh: flags.fresh === true, flags }, settings, io());
  });
}

/** Nothing to read: the papers are those that the folder has. */
async function mayRebuild(output: string, fresh: boolean): Promise<void> {
  if (fresh)
    throw new PapergraphError('USAGE', 'build', '--fresh forgets the papers and no input brings others', 'Name files');
  if (!(await hasStore(output)))
    throw new PapergraphError('USAGE', 'build', `no input, and ${output} holds no papers yet`, 'Name files to read');
}

export interface BuildRequest {
  readonly output: string;
  readonly fresh: boolean;
  readonly flags: ReadFlags;
}

/** The whole way; says each step with number, unit and time. */
export async function build(
  inputs: readonly string[],
  request: BuildRequest,
  settings: Settings,
  io: Io,
): Promise<void> {
  const { output } = request;
  const began = performance.now();
  const ms: Record<string, number> = {};
  const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      return await work();
    } finally {
      ms[stage] = Math.round(performance.now() - start);
    }
  };

  const place = await apartFrom(inputs, output, BUILT_FILES);
  await makeFolder(output);
  await removeLeftovers(output);
  const files = await readModelFiles(modelRequest(settings));
  const texts = {
    aliases: await optionalText(settings.aliases, 'BAD_ALIAS'),
    pins: await optionalText(settings.pins, 'BAD_PINS'),
    knownAliases: files.aliases ?? '',
    metrics: files.metrics,
    lexicon: files.lexicon,
    hardware: files.hardware,
  };
  // What an earlier build called its communities, they are called again where they are still the same.
  const previous = request.fresh ? null : await readPreviousGraph(output);
  const storeFile = join(output, STORE_FILE);
  const store = await openStore(storeFile, { fresh: request.fresh, settings: extractionHash(settings, files) });
  try {
    const isRebuild = inputs.length === 0;
    const read = isRebuild
      ? NOTHING_READ
      : await timed('extract and store', () => fill(store, inputs, { ...request, output: place }, settings, files, io));
    const { skips, mends, ...papers } = read;
    const skipped = skipSummary(skips, mends);
    const stored = await store.stats();
    io.say(
      isRebuild
        ? `${plural(stored.papers, 'paper')} read before, ${plural(stored.mentions, 'mention')}`
        : `${plural(papers.new, 'new paper')}${papers.known ? `, ${count(papers.known)} known before` : ''}, ${plural(stored.papers, 'paper')} in all, ${plural(stored.mentions, 'mention')}  ${seconds(ms['extract and store']!)}${skipped ? `  (${skipped})` : ''}`,
    );
    const conflicts = await store.conflicts();
    if (conflicts.length)
      io.say(
        `${plural(conflicts.length, 'contradiction')} between records of one paper (${tally(conflicts.map(({ field }) => field))}): what says more stays, REPORT.md lists them`,
      );
    if (papers.united)
      io.say(`${plural(papers.united, 'record')} under another id or none: made one with the same paper`);
    if (stored.papers === 0)
      io.warn(
        `${inputs.join(' ') || output}: no paper with an abstract was found. The graph is empty; papergraph build --help names the formats.`,
      );

    const graph = await timed('graph', () =>
      buildGraph(store, {
        ...(settings.seed === undefined ? {} : { seed: settings.seed }),
        ...(settings.algorithm === undefined ? {} : { algorithm: settings.algorithm }),
        ...(settings.resolution === undefined ? {} : { resolution: settings.resolution }),
        ...(settings.projection === undefined ? {} : { projection: settings.projection }),
        ...texts,
        ...(previous ? { previous } : {}),
        version: VERSION,
        configHash: configHash(settings, files, texts),
        onStep: (step: string) => io.detail(step),
      }),
    );
    io.say(
      `${plural(graph.nodes.length, 'node')}, ${plural(graph.edges.length, 'edge')}, ${plural(graph.communities.filter(({ level }) => level === 0).length, 'community', 'communities')}  ${seconds(ms.graph!)}`,
    );
    const written = await timed('write', async () =>
      writeAll(graph, output, { skips: await store.skips(), conflicts }),
    );
    const size = written.join(', ');
    io.say(`${size}  ${seconds(ms.write!)}`);
    io.say(
      `${output}: ${seconds(performance.now() - began)} in all; open ${join(output, PAGE_FILE)}, or: papergraph view ${output}`,
    );
    if (io.json)
      await io.out(
        `${JSON.stringify({ dir: output, papers: { ...papers, total: stored.papers }, skipped: skips.length, mended: mends.length, contradictions: conflicts.length, nodes: graph.nodes.length, edges: graph.edges.length, communities: graph.communities.length, files: [STORE_FILE, ...written], ms })}\n`,
      );
    if (settings.strict && skips.some(isLoss)) process.exitCode = 3;
  } finally {
    await store.close();
  }
}

const NOTHING_READ = { read: 0, new: 0, known: 0, conflicts: 0, united: 0, skips: [] as Skip[], mends: [] as Mend[] };

async function fill(
  store: Store,
  inputs: readonly string[],
  request: BuildRequest,
  settings: Settings,
  files: Awaited<ReturnType<typeof readModelFiles>>,
  io: Io,
) {
  const progress = io.progress('extracting', 'papers');
  // A folder of papers may hold the output; what an earlier build left there is no paper.
  const reading = readInputs(inputs, { ...readOptions(settings, request.flags), except: request.output }, io, progress);
  let known = 0;
  let conflicts = 0;
  let added = 0;
  // Only what the store does not have is extracted: that is how a killed run goes on where it stopped.
  async function* missing(): AsyncGenerator<Paper> {
    for await (const batch of inBatches(reading.papers, TRANSACTION)) {
      const sifted = await store.sift(batch);
      known += sifted.same;
      conflicts += sifted.conflicts;
      yield* sifted.missing;
    }
  }
  let pending: Parameters<Store['add']>[0][number][] = [];
  const put = async () => {
    const outcome = await store.add(pending);
    added += outcome.added;
    known += outcome.same;
    conflicts += outcome.conflicts;
    pending = [];
  };
  for await (const batch of extractAll(
    missing(),
    files,
    extractOptions(settings),
    settings.workers ?? defaultWorkers(),
  )) {
    pending.push(...batch);
    if (pending.length >= TRANSACTION) await put();
  }
  if (pending.length) await put();
  await store.addSkips(reading.skips, [...reading.files]);
  const united = await store.unite(samePapers(await store.twins()));
  progress.end();
  return { read: reading.counted(), new: added, known, conflicts, united, skips: reading.skips, mends: reading.mends };
}

async function writeAll(graph: KnowledgeGraph, dir: string, read: ReportOptions): Promise<string[]> {
  const written: string[] = [];
  // The page and the exports first: graph.json is what a later run trusts.
  await writePageFile(graph, join(dir, PAGE_FILE));
  written.push(PAGE_FILE);
  for (const format of [...BUILT_FORMATS].reverse()) written.push(...(await writeFormat(graph, format, dir, read)));
  return written;
}

async function optionalText(file: string | undefined, code: 'BAD_ALIAS' | 'BAD_PINS'): Promise<string> {
  if (file === undefined) return '';
  return readFile(file, 'utf8').catch((cause) => {
    throw new PapergraphError(code, file, 'cannot be read', 'Check the path', { cause });
  });
}

function configHash(settings: Settings, files: Parameters<typeof extractionHash>[1], texts: object): string {
  const { output: _output, workers: _workers, port: _port, strict: _strict, from: _from, ...rest } = settings;
  const sorted = Object.fromEntries(Object.entries({ ...rest, ...texts }).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256')
    .update(extractionHash(settings, files))
    .update(JSON.stringify(sorted))
    .digest('hex')
    .slice(0, 16);
}
