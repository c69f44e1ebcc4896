/** A paper as a row of the store: its columns are named after its fields. */
import type { Paper } from '../../src/types.js';
import { TABLES } from './tables.js';

type PaperColumn = Exclude<keyof typeof TABLES.papers, 'extraction_id'>;
/** All that a paper is told by, in the order of the table. */
export const PAPER_COLUMNS = (Object.keys(TABLES.papers) as (keyof typeof TABLES.papers)[]).filter(
  (column): column is PaperColumn => column !== 'extraction_id',
);
const LISTS: ReadonlySet<PaperColumn> = new Set(['authors', 'categories', 'other_ids']);
const FIELDS = new Map(
  PAPER_COLUMNS.map((column) => [column, column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())]),
);
/** What the graph may know of it: `origin` depends on the order of the input. */
export const GRAPH_COLUMNS = PAPER_COLUMNS.filter((column) => column !== 'origin');

/**
 * @param columns  those that were selected
 * @param cells    a row of the answer
 * @param from     where in the row the first of the columns stands
 */
export function paperOf(columns: readonly PaperColumn[], cells: readonly unknown[], from = 0): Paper {
  const paper: Record<string, unknown> = {};
  columns.forEach((column, index) => {
    const value = cells[from + index];
    if (value === null || value === undefined) return;
    paper[FIELDS.get(column)!] = LISTS.has(column) ? JSON.parse(value as string) : value;
  });
  return paper as unknown as Paper;
}
