import type { Command } from 'commander';
import { csvLine } from '../../graph/export/index.js';
import type { GraphNode, KnowledgeGraph, Leaderboard, ResultNode } from '../../graph/schema.js';
import { PapergraphError } from '../../src/errors.js';
import { readGraph } from '../graph-files.js';
import { type Io, plural, printable } from '../io.js';

export function register(program: Command, io: () => Io): void {
  program
    .command('leaderboard')
    .description('what methods reach on a dataset, as claimed in the abstracts')
    .argument('[dir]', 'a folder that build has written', '.')
    .option('--dataset <name>', 'only this dataset, by any of its names')
    .option('--metric <name>', 'only this metric, by any of its names')
    .option('--csv', 'comma-separated values')
    .action(async (dir: string, flags) => {
      const out = io();
      const graph = await readGraph(dir);
      const boards = chooseBoards(graph, flags.dataset, flags.metric);
      const nodes = new Map(graph.nodes.map((node) => [node.id as string, node]));
      const rows = boards.flatMap((board) => rowsOf(board, nodes));
      if (out.json) await out.out(`${JSON.stringify(rows)}\n`);
      else if (flags.csv) await out.out(toCsv(rows));
      else await out.out(toTable(rows));
      out.say(`${plural(boards.length, 'leaderboard')}, ${plural(rows.length, 'row')}; as claimed in the abstracts`);
    });
}

export interface BoardRow {
  readonly dataset: string;
  readonly metric: string;
  readonly task: string;
  readonly rank: number;
  readonly value: string;
  readonly method: string;
  readonly paper: string;
  readonly year: number | null;
  readonly sentence: string;
  /** What the sentence does not say itself: "dataset method". */
  readonly inferred: string;
}

/** Boards of the dataset and metric that are asked for. @throws PapergraphError USAGE if the graph has no such name */
export function chooseBoards(graph: KnowledgeGraph, dataset?: string, metric?: string): readonly Leaderboard[] {
  const named = (type: 'Dataset' | 'Metric', name: string | undefined): ReadonlySet<string> | null => {
    if (name === undefined) return null;
    const wanted = fold(name);
    const ids = graph.nodes.flatMap((node) =>
      node.type === type && [node.name, node.abbreviation ?? '', ...node.aliases].some((each) => fold(each) === wanted)
        ? [node.id as string]
        : [],
    );
    if (ids.length > 0) return new Set(ids);
    const flag = `--${type.toLowerCase()}`;
    throw new PapergraphError(
      'USAGE',
      flag,
      `no ${type.toLowerCase()} called "${name}" in this graph`,
      'papergraph stats DIR lists the largest',
    );
  };
  const datasets = named('Dataset', dataset);
  const metrics = named('Metric', metric);
  return graph.leaderboards.filter(
    (board) => (!datasets || datasets.has(board.dataset)) && (!metrics || metrics.has(board.metric)),
  );
}

const fold = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '');

/** Best first, as the graph has them. */
export function rowsOf(board: Leaderboard, nodes: ReadonlyMap<string, GraphNode>): BoardRow[] {
  const name = (id: string | null) => (id === null ? '' : (nodes.get(id)?.name ?? id));
  return board.rows.flatMap((id, i) => {
    const result = nodes.get(id) as ResultNode | undefined;
    if (!result) return [];
    const paper = nodes.get(result.paper);
    return [
      {
        dataset: name(board.dataset),
        metric: name(board.metric),
        task: name(board.task),
        rank: i + 1,
        value: result.valueRaw,
        method: name(result.method),
        paper: name(result.paper),
        year: paper?.type === 'Paper' ? paper.year : null,
        sentence: result.evidence[0]?.sentence ?? '',
        inferred: result.inferredSlots.join(' '),
      },
    ];
  });
}

const COLUMNS = [
  'dataset',
  'metric',
  'task',
  'rank',
  'value',
  'method',
  'paper',
  'year',
  'sentence',
  'inferred',
] as const;

/** For a spreadsheet: RFC 4180, and no cell that it would take for a formula. */
export function toCsv(rows: readonly BoardRow[]): string {
  return [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column]))]
    .map((cells) => `${csvLine(cells)}\r\n`)
    .join('');
}

function toTable(rows: readonly BoardRow[]): string {
  const lines: string[] = [];
  let board = '';
  for (const row of rows) {
    const head = `${row.dataset}: ${row.metric}${row.task ? ` (${row.task})` : ''}`;
    if (head !== board) lines.push(...(board ? [''] : []), head);
    board = head;
    lines.push(
      `  ${row.value.padEnd(12)}  ${row.method.slice(0, 36).padEnd(36)}  ${row.year ?? '    '}  ${row.paper.slice(0, 80)}${row.inferred ? `  (inferred: ${row.inferred.replaceAll(' ', ', ')})` : ''}`,
    );
  }
  return lines.map((line) => `${printable(line)}\n`).join('');
}
