/** The graph as CSV for `neo4j-admin database import`: the fastest way into an empty database. */
import type { GraphWriter, KnowledgeGraph } from '../schema.js';
import { type Cut, cutRows, markOf, type NodeRow, type Row, type Value } from './rows.js';
import { SCHEMA } from './statements.js';
import {
  MARK,
  NODE_KINDS,
  type NodeKind,
  type PropertyType,
  RELATIONSHIP_KINDS,
  type RelationshipKind,
} from './tables.js';

const TYPES: Readonly<Record<PropertyType, string>> = {
  string: 'string',
  // The importer's int has 32 bits.
  int: 'long',
  float: 'double',
  boolean: 'boolean',
  date: 'date',
  'string[]': 'string[]',
  'int[]': 'long[]',
};
const SEPARATORS = [
  '\u001f',
  '\u001e',
  '\u001d',
  '\u001c',
  ...Array.from({ length: 64 }, (_, i) => String.fromCharCode(0xe000 + i)),
];

/** Header and body of each kind apart, as the importer likes it, then the constraints and the one command line. */
export const ADMIN_FILES: readonly { readonly name: string; readonly write: GraphWriter }[] = [
  ...[...NODE_KINDS, ...RELATIONSHIP_KINDS].flatMap((kind) => [
    { name: `${stem(kind)}-header.csv`, write: () => [`${header(kind).join(',')}\n`] },
    { name: `${stem(kind)}.csv`, write: (graph: KnowledgeGraph) => body(kind, graph) },
  ]),
  { name: 'constraints.cypher', write: () => SCHEMA.map(({ statement }) => `${statement};\n`) },
  { name: 'import.sh', write: (graph) => importScript(graph) },
];

/** The command that reads those files; run where they lie, while the database is stopped. */
export function adminCommand(graph: KnowledgeGraph): string {
  const cut = cutOf(graph);
  const delimiter = separator(graph).codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return [
    `neo4j-admin database import full "\${NEO4J_DATABASE:-neo4j}"`,
    '--overwrite-destination',
    '--id-type=string',
    `--array-delimiter=U+${delimiter}`,
    '--bad-tolerance=0',
    '--skip-bad-relationships=false',
    '--skip-duplicate-nodes=false',
    // Slower, hence only where it must be: a line break within an id is part of it.
    ...(breaksInIds(graph) ? ['--multiline-fields=true'] : []),
    // A field may be as long as an abstract.
    '--read-buffer-size=16m',
    ...cut.nodes
      .filter(({ count }) => count > 0)
      .map(
        ({ kind }) =>
          `--nodes=${kind.label === null ? kind.base : `${kind.base}:${kind.label}`}=${stem(kind)}-header.csv,${stem(kind)}.csv`,
      ),
    ...cut.relationships
      .filter(({ count }) => count > 0)
      .map(({ kind }) => `--relationships=${kind.type}=${stem(kind)}-header.csv,${stem(kind)}.csv`),
  ].join(' ');
}

function breaksInIds(graph: KnowledgeGraph): boolean {
  return [...graph.nodes, ...graph.communities].some(({ id }) => /[\r\n]/.test(id));
}

function importScript(graph: KnowledgeGraph): string[] {
  return [
    '#!/bin/sh\n',
    '# Stop the database first: what it holds is replaced. Afterwards start it and run constraints.cypher,\n',
    '# or `papergraph neo4j load`, which makes the constraints and writes only what a CSV field cannot hold: line breaks.\n',
    'set -eu\n',
    'cd "$(dirname "$0")"\n',
    `exec ${adminCommand(graph)}\n`,
  ];
}

function stem(kind: NodeKind | RelationshipKind): string {
  return 'type' in kind
    ? `rels-${kind.from}-${kind.type}-${kind.to}`.toLowerCase().replaceAll('_', '-')
    : `nodes-${kind.name.toLowerCase()}`;
}

function header(kind: NodeKind | RelationshipKind): string[] {
  const properties = [...kind.properties.map(({ name, type }) => `${name}:${TYPES[type]}`), `${MARK}:string`];
  return 'type' in kind
    ? [`:START_ID(${kind.from})`, ...properties, `:END_ID(${kind.to})`]
    : [`id:ID(${kind.base})`, ...properties];
}

function* body(kind: NodeKind | RelationshipKind, graph: KnowledgeGraph): Generator<string> {
  const cut = cutOf(graph);
  const delimiter = separator(graph);
  const rows: Iterable<Row> =
    'type' in kind
      ? cut.relationships.find((part) => part.kind === kind)!.rows()
      : cut.nodes.find((part) => part.kind === kind)!.rows();
  for (const row of rows) {
    const values = row.values.map(oneLine);
    const changed = values.some((value, i) => value !== row.values[i]);
    const [first, last] = 'id' in row ? [row.id, []] : [row.from, [row.to]];
    const mark = changed ? markOf('id' in row ? row.id : `${row.from} ${row.to}`, values) : row.mark;
    yield `${[field(first), ...values.map((value) => cell(value, delimiter)), mark, ...last.map(field)].join(',')}\n`;
  }
}

/** A line break within a field would force the importer's slow mode; NUL ends its strings. */
function oneLine(value: Value): Value {
  if (typeof value === 'string') return value.replace(/\r\n|[\r\n\u0000]/g, ' ');
  if (Array.isArray(value) && value.some((v) => typeof v === 'string' && /[\r\n\u0000]/.test(v)))
    return value.map((v) => oneLine(v) as string);
  return value;
}

function cell(value: Value, delimiter: string): string {
  if (value === null) return '';
  if (Array.isArray(value)) return field(value.join(delimiter));
  return typeof value === 'string' ? field(value) : String(value);
}

function field(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

const cuts = new WeakMap<KnowledgeGraph, Cut>();

/** One cut serves all files of a graph. */
function cutOf(graph: KnowledgeGraph): Cut {
  const cut = cuts.get(graph) ?? cutRows(graph);
  cuts.set(graph, cut);
  return cut;
}

const separators = new WeakMap<KnowledgeGraph, string>();

/** A character that no list of this graph holds. */
function separator(graph: KnowledgeGraph): string {
  const known = separators.get(graph);
  if (known !== undefined) return known;
  const free = new Set(SEPARATORS);
  const look = (row: NodeRow | Row) => {
    for (const value of row.values)
      if (Array.isArray(value))
        for (const part of value)
          if (typeof part === 'string') for (const mark of free) if (part.includes(mark)) free.delete(mark);
  };
  const cut = cutOf(graph);
  for (const { rows } of [...cut.nodes, ...cut.relationships]) for (const row of rows()) look(row);
  const [first] = free;
  if (first === undefined) throw new Error('every separator occurs in the lists of this graph');
  separators.set(graph, first);
  return first;
}
