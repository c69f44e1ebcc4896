/**
 * `nodes.csv` and `edges.csv` for people with a spreadsheet (RFC 4180, comma, header, one row a line).
 */
import type { KnowledgeGraph } from '../schema.js';
import { EDGE_FACT_TYPES, edgeFacts, FACT_TYPES, factsOf, joined } from './looks.js';

type Cell = string | number | boolean | null | readonly string[];

/** The columns are those that Gephi's importer knows (`Id`, `Label`), then the facts, then the place. */
export function* writeNodesCsv(graph: KnowledgeGraph): Iterable<string> {
  yield row(['Id', 'Label', ...FACT_TYPES.map(([name]) => name), 'x', 'y']);
  const facts = factsOf(graph);
  for (const node of graph.nodes) {
    const known = facts(node);
    const [x, y] = graph.positions[node.id] ?? [null, null];
    yield row([node.id, node.name, ...FACT_TYPES.map(([name]) => known[name]), x, y]);
  }
}

/** `Source`, `Target` and `Type` as Gephi's importer wants them; what joins them is `relation`. */
export function* writeEdgesCsv(graph: KnowledgeGraph): Iterable<string> {
  yield row(['Source', 'Target', 'Type', ...EDGE_FACT_TYPES.map(([name]) => name)]);
  for (const edge of graph.edges) {
    const known = edgeFacts(edge);
    yield row([edge.source, edge.target, 'Directed', ...EDGE_FACT_TYPES.map(([name]) => known[name])]);
  }
}

const row = (cells: readonly Cell[]): string => `${csvLine(cells)}\n`;

/** Cells as one line without its end, safe to open in a spreadsheet. */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(cellText).join(',');
}

/**
 * One cell. Text that a spreadsheet would take for a formula gets a `'` before it: quoting alone does not stop that
 * (OWASP ASVS 1.2.10). Numbers stay numbers. NUL ends a cell for many readers and is left out.
 */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  const plain = (typeof cell === 'string' ? cell : joined(cell)).replaceAll('\0', '').toWellFormed();
  const text = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
