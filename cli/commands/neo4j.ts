import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import {
  LOAD_DEFAULTS,
  type LoadReport,
  loadGraph,
  type Neo4jSettings,
  planLoad,
  readQueries,
  runQuery,
} from '../../graph/neo4j.js';
import { PapergraphError } from '../../src/errors.js';
import { readGraph } from '../graph-files.js';
import { count, type Io, plural, printable, seconds } from '../io.js';
import { number } from '../options.js';
import { PACKAGE_ROOT, VERSION } from '../package.js';

const ENVIRONMENT = `
Where to: NEO4J_URI (default bolt://localhost:7687), NEO4J_USERNAME (default neo4j), NEO4J_PASSWORD (must be set;
empty for a server without authentication), NEO4J_DATABASE (default: the user's home database).`;

export function register(program: Command, io: () => Io): void {
  const neo4j = program.command('neo4j').description('load the graph into a running Neo4j, and ask it');
  neo4j
    .command('load')
    .description('write a built graph into Neo4j; run again, it writes what is new')
    .argument('<dir>', 'a folder that build has written')
    .option('--prune', 'remove what papergraph wrote before and this graph no longer has')
    .option('--batch-size <n>', `rows in one transaction (default: ${LOAD_DEFAULTS.batchRows})`, number)
    .option('--gds', 'also run Louvain and Leiden of the Graph Data Science library there')
    .option('--dry-run', 'print what would be sent, and stop')
    .addHelpText('after', ENVIRONMENT)
    .action(async (dir: string, flags) => {
      const batchRows = flags.batchSize ?? LOAD_DEFAULTS.batchRows;
      if (!Number.isInteger(batchRows) || batchRows < 1 || batchRows > 100_000)
        throw new PapergraphError(
          'BAD_OPTION',
          '--batch-size',
          `${batchRows} rows`,
          'Use a whole number from 1 to 100000',
        );
      if (flags.dryRun) return plan(dir, batchRows, io());
      return load(dir, { batchRows, prune: flags.prune === true, gds: flags.gds === true }, io());
    });
  neo4j
    .command('query')
    .description('run a saved query; without a name: list them')
    .argument('[name]', 'one of the list')
    .argument('[parameters...]', 'left=BERT limit=5')
    .addHelpText('after', ENVIRONMENT)
    .action((name: string | undefined, parameters: string[]) => query(name, parameters, io()));
}

async function plan(dir: string, batchRows: number, io: Io): Promise<void> {
  const made = planLoad(await readGraph(dir), { batchRows });
  if (io.json) return io.out(`${JSON.stringify(made)}\n`);
  const rows = made.kinds
    .filter((kind) => kind.rows > 0)
    .map((kind) => [kind.kind, count(kind.rows), count(kind.batches), count(kind.bytes)]);
  const lines = [
    ...made.schema.map((statement) => `${statement};`),
    '',
    ...table(
      ['what', 'rows', 'batches', 'bytes'],
      [...rows, ['all', count(made.rows), count(made.batches), count(made.bytes)]],
    ),
    ...leftOut(made.dropped),
  ];
  await io.out(`${lines.join('\n')}\n`);
  io.say('nothing was sent');
}

async function load(dir: string, options: { batchRows: number; prune: boolean; gds: boolean }, io: Io): Promise<void> {
  const settings = fromEnvironment();
  const graph = await readGraph(dir);
  let bar: { label: string; progress: ReturnType<Io['progress']> } | null = null;
  const report = await loadGraph(graph, settings, {
    ...options,
    version: VERSION,
    onStep: (step) => io.detail(step),
    onProgress: (label, done, total) => {
      if (bar?.label !== label) {
        bar?.progress.end();
        bar = { label, progress: io.progress(`loading ${label}`, 'rows') };
      }
      bar.progress.update(done, total);
    },
  }).finally(() => bar?.progress.end());
  if (io.json) return io.out(`${JSON.stringify(report)}\n`);
  await io.out(`${summary(report).join('\n')}\n`);
  io.say(
    `${report.server}, database ${report.database}: ${plural(report.rows, 'row')} in ${plural(report.batches, 'batch', 'batches')}, ${seconds(report.seconds * 1000)}, ${count(report.rows / Math.max(report.seconds, 0.001))} rows/s${report.retries ? `, ${report.retries} sent again` : ''}`,
  );
}

function summary(report: LoadReport): string[] {
  const shown = report.kinds.filter(({ rows, stored, pruned, released }) => rows + stored + pruned + released > 0);
  const total = (of: (kind: (typeof shown)[number]) => number) => count(shown.reduce((sum, kind) => sum + of(kind), 0));
  const gone = shown.some(({ pruned, released }) => pruned + released > 0);
  return [
    ...table(
      ['what', 'in the graph', 'new', 'changed', 'as before', ...(gone ? ['removed', 'released'] : []), 'read back'],
      [
        ...shown.map((k) => [
          k.kind,
          count(k.rows),
          count(k.created),
          count(k.updated),
          count(k.unchanged),
          ...(gone ? [count(k.pruned), count(k.released)] : []),
          count(k.stored),
        ]),
        [
          'all',
          total((k) => k.rows),
          total((k) => k.created),
          total((k) => k.updated),
          total((k) => k.unchanged),
          ...(gone ? [total((k) => k.pruned), total((k) => k.released)] : []),
          total((k) => k.stored),
        ],
      ],
    ),
    ...leftOut(report.dropped),
    ...report.gds.map(
      ({ algorithm, property, communities, modularity }) =>
        `gds ${algorithm}: ${plural(communities, 'community', 'communities')}, modularity ${modularity.toFixed(3)}, levels in ${property}`,
    ),
  ];
}

function leftOut(dropped: Readonly<Record<string, number>>): string[] {
  return Object.entries(dropped).map(
    ([property, n]) => `left out: ${plural(n, 'value')} of ${property} that no property can hold`,
  );
}

async function query(name: string | undefined, words: readonly string[], io: Io): Promise<void> {
  const file = join(PACKAGE_ROOT, 'docs', 'neo4j', 'queries.cypher');
  const saved = readQueries(await readFile(file, 'utf8'));
  if (name === undefined) {
    if (io.json) return io.out(`${JSON.stringify(saved)}\n`);
    const lines = saved.map((q) => [q.name, q.about, q.parameters.map((p) => `${p.name}=${p.fallback}`).join(' ')]);
    return io.out(`${table(['name', 'what it answers', 'parameters'], lines).join('\n')}\n`);
  }
  const wanted = saved.find((q) => q.name === name);
  if (!wanted)
    throw new PapergraphError(
      'USAGE',
      'neo4j query',
      `no saved query is called "${name}"`,
      `Known: ${saved.map((q) => q.name).join(', ')}`,
    );
  const parameters: Record<string, string | number> = Object.fromEntries(
    wanted.parameters.map((p) => [p.name, p.fallback]),
  );
  for (const word of words) {
    const cut = word.indexOf('=');
    const known = wanted.parameters.find((p) => p.name === word.slice(0, Math.max(cut, 0)));
    if (!known)
      throw new PapergraphError(
        'USAGE',
        name,
        `"${word}" is no parameter of it`,
        wanted.parameters.length
          ? `It takes ${wanted.parameters.map((p) => `${p.name}=…`).join(' ')}`
          : 'It takes none',
      );
    const value = word.slice(cut + 1);
    if (known.type === 'int' && !/^-?\d{1,9}$/.test(value))
      throw new PapergraphError('USAGE', name, `${known.name} is "${value}"`, 'It must be a whole number');
    parameters[known.name] = known.type === 'int' ? Number(value) : value;
  }
  const answer = await runQuery(fromEnvironment(), wanted.text, parameters, VERSION);
  if (io.json) {
    const rows = answer.rows.map((row) => Object.fromEntries(answer.columns.map((column, i) => [column, row[i]])));
    return io.out(`${JSON.stringify(rows)}\n`);
  }
  if (answer.rows.length)
    await io.out(
      `${table(
        answer.columns,
        answer.rows.map((row) => row.map(cell)),
      ).join('\n')}\n`,
    );
  io.say(plural(answer.rows.length, 'row'));
}

function fromEnvironment(): Neo4jSettings {
  const { NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, NEO4J_DATABASE } = process.env;
  if (NEO4J_PASSWORD === undefined)
    throw new PapergraphError(
      'USAGE',
      'NEO4J_PASSWORD',
      'it is not set',
      'Set it in the environment; empty for a server without authentication',
    );
  return {
    uri: NEO4J_URI || 'bolt://localhost:7687',
    username: NEO4J_USERNAME || 'neo4j',
    password: NEO4J_PASSWORD,
    database: NEO4J_DATABASE || null,
  };
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(cell).join('; ');
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Columns of equal width; the last is not padded. Figures stand to the right. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = [columns, ...rows].map((row) => row.map(printable));
  const widths = columns.map((_, i) => Math.min(60, Math.max(...cells.map((row) => row[i]!.length))));
  const figures = columns.map((_, i) => rows.length > 0 && rows.every((row) => /^-?[\d,.]*$/.test(row[i]!)));
  return cells.map((row) =>
    row
      .map((text, i) =>
        figures[i] ? text.padStart(widths[i]!) : i === row.length - 1 ? text : text.padEnd(widths[i]!),
      )
      .join('  ')
      .trimEnd(),
  );
}
