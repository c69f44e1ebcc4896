/** The graph as a script that cypher-shell runs, or a person pastes into the Browser: the same statements as a load, with the rows as literals. */
import type { KnowledgeGraph } from '../schema.js';
import { cutRows, type Row, type Value } from './rows.js';
import { blank, SCHEMA, writeNodes, writeRelationships } from './statements.js';
import { MARK, type NodeKind, type PropertySpec, type RelationshipKind } from './tables.js';

/** Literals are parsed by the server, unlike parameters: larger statements cost it more than they save. */
const ROWS_PER_STATEMENT = 200;
const BYTES_PER_STATEMENT = 200_000;

/**
 * Each statement ends with `;` and a line break; no literal holds a line break, a quote or a backslash that is not escaped.
 * May be run again: it changes nothing that is up to date.
 */
export function* writeCypherScript(graph: KnowledgeGraph): Generator<string> {
  const cut = cutRows(graph);
  yield `// papergraph ${graph.run.version.replace(/[^\w.+-]/g, '')}: ${graph.nodes.length} nodes, ${graph.edges.length} edges, ${graph.communities.length} communities\n`;
  yield '// cypher-shell -a bolt://localhost:7687 -u neo4j -d neo4j -f load.cypher\n';
  for (const { statement } of SCHEMA) yield `${statement};\n`;
  yield 'CALL db.awaitIndexes(300);\n';
  for (const { kind, rows } of cut.nodes)
    yield* statements(kind, rows(), (literal, empty) => writeNodes(kind, literal, empty));
  for (const { kind, rows } of cut.relationships)
    yield* statements(kind, rows(), (literal, empty) => writeRelationships(kind, literal, empty));
}

function* statements(
  kind: NodeKind | RelationshipKind,
  rows: Iterable<Row>,
  statement: (literal: string, empty: string) => string,
): Generator<string> {
  const empty = `{${Object.keys(blank(kind.properties))
    .map((name) => `${name}: null`)
    .join(', ')}}`;
  let literals: string[] = [];
  let bytes = 0;
  for (const row of rows) {
    literals.push(rowLiteral(kind, row));
    bytes += literals.at(-1)!.length;
    if (literals.length < ROWS_PER_STATEMENT && bytes < BYTES_PER_STATEMENT) continue;
    yield `${statement(`[\n${literals.join(',\n')}\n]`, empty)};\n`;
    literals = [];
    bytes = 0;
  }
  if (literals.length) yield `${statement(`[\n${literals.join(',\n')}\n]`, empty)};\n`;
}

function rowLiteral(kind: NodeKind | RelationshipKind, row: Row): string {
  const parts: string[] = [];
  let key = '';
  kind.properties.forEach((property, i) => {
    const value = row.values[i]!;
    if (property.name === 'key') key = `, key: ${literal(property.type, value ?? '')}`;
    else if (value !== null) parts.push(`${property.name}: ${literal(property.type, value)}`);
  });
  parts.push(`${MARK}: ${quoted(row.mark)}`);
  const ends = 'id' in row ? `id: ${quoted(row.id)}` : `from: ${quoted(row.from)}, to: ${quoted(row.to)}`;
  return `{${ends}${key}, props: {${parts.join(', ')}}}`;
}

function literal(type: PropertySpec['type'], value: NonNullable<Value>): string {
  if (Array.isArray(value)) return `[${value.map((v) => (typeof v === 'string' ? quoted(v) : String(v))).join(', ')}]`;
  if (type === 'date') return `date(${quoted(value as string)})`;
  if (type === 'float') return float(value as number);
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** `3` would be stored as an integer. */
function float(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Everything that could end the literal or the line, or that a terminal would act on, becomes an escape. */
function quoted(text: string): string {
  return `'${text.replace(/[\\'\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (c) =>
    c === '\\' || c === "'" ? `\\${c}` : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}'`;
}
