/**
 * `graph.json`: the whole graph as JSON with one node, edge or table entry on a line, so that it is written and read
 * piece by piece, and two of them can be compared line by line.
 */
import { PapergraphError } from '../../src/errors.js';
import { EDGE_TYPES, type KnowledgeGraph, NODE_TYPES, SCHEMA_VERSION } from '../schema.js';

/** In the order they are written. Lists have one entry a line, tables one key a line, the rest is one line. */
const SECTIONS = {
  run: 'value',
  nodes: 'list',
  edges: 'list',
  merges: 'list',
  conflicts: 'list',
  rejected: 'table',
  measures: 'table',
  communities: 'list',
  changes: 'list',
  bridges: 'list',
  positions: 'table',
  leaderboards: 'list',
  gaps: 'list',
} as const satisfies Record<keyof KnowledgeGraph, 'value' | 'list' | 'table'>;
/** Parts that a graph may lack. */
const OPTIONAL: readonly string[] = ['changes'];
type Section = keyof typeof SECTIONS;
const SECTION_NAMES = Object.keys(SECTIONS) as Section[];

/** JSON that `JSON.parse` turns into the graph again; each piece is one line. */
export function* writeJson(graph: KnowledgeGraph): Iterable<string> {
  yield `{"schema":${SCHEMA_VERSION},\n`;
  const present = SECTION_NAMES.filter((name) => graph[name] !== undefined) as Section[];
  for (const [i, name] of present.entries()) {
    const comma = i === present.length - 1 ? '' : ',';
    const kind = SECTIONS[name];
    if (kind === 'value') yield `"${name}":${JSON.stringify(graph[name])}${comma}\n`;
    else if (kind === 'list') yield* writeLines(`"${name}":[`, entriesOf(graph, name), `]${comma}`);
    else yield* writeLines(`"${name}":{`, keyedEntriesOf(graph, name), `}${comma}`);
  }
  yield '}\n';
}

function* writeLines(open: string, entries: Iterable<string>, close: string): Iterable<string> {
  yield `${open}\n`;
  let waiting: string | null = null;
  for (const entry of entries) {
    if (waiting !== null) yield `${waiting},\n`;
    waiting = entry;
  }
  if (waiting !== null) yield `${waiting}\n`;
  yield `${close}\n`;
}

function* entriesOf(graph: KnowledgeGraph, name: Section): Iterable<string> {
  for (const entry of graph[name] as readonly unknown[]) yield JSON.stringify(entry);
}

function* keyedEntriesOf(graph: KnowledgeGraph, name: Section): Iterable<string> {
  for (const [key, value] of Object.entries(graph[name] ?? {})) yield `${JSON.stringify(key)}:${JSON.stringify(value)}`;
}

/**
 * The graph that `writeJson` wrote, line by line: no step holds the whole text. The same JSON in any other arrangement
 * of lines (through `jq`, say) is read too, as long as it fits into one string.
 *
 * @param lines  with or without their line ends
 * @throws PapergraphError BAD_GRAPH, with the line, when it is not such a file, is cut short or comes from a later version
 */
export async function readGraphJson(lines: AsyncIterable<string> | Iterable<string>): Promise<KnowledgeGraph> {
  const parts: Partial<Record<Section, unknown>> = {};
  let section: Section | null = null;
  let number = 0;
  let ended = false;
  const otherwise: string[] = [];
  for await (const raw of lines) {
    number++;
    const line = raw.trim();
    if (number === 1 && !/^\{"schema":\d+,$/.test(line)) otherwise.push(raw);
    else if (number === 1) checkVersion(Number(line.slice('{"schema":'.length, -1)));
    else if (otherwise.length > 0) otherwise.push(raw);
    else if (line === '' || ended) continue;
    else if (section) section = readEntry(parts, section, line, number);
    else if (line === '}') ended = true;
    else section = openSection(parts, line, number);
  }
  if (otherwise.length > 0) return checked(readWhole(otherwise));
  if (!ended) throw bad(number, 'the file ends too early', 'Build the graph again');
  return checked(parts);
}

function openSection(parts: Partial<Record<Section, unknown>>, line: string, number: number): Section | null {
  const name = SECTION_NAMES.find((known) => line.startsWith(`"${known}":`));
  if (!name) throw bad(number, `"${line.slice(0, 40)}" opens no part of a graph`, 'Build the graph again');
  const rest = line.slice(name.length + 3);
  if (SECTIONS[name] === 'value') {
    parts[name] = parse(rest.replace(/,$/, ''), number);
    return null;
  }
  parts[name] = SECTIONS[name] === 'list' ? [] : Object.create(null);
  return name;
}

function readEntry(parts: Partial<Record<Section, unknown>>, section: Section, line: string, number: number) {
  if (/^[\]}],?$/.test(line)) return null;
  const text = line.endsWith(',') ? line.slice(0, -1) : line;
  if (SECTIONS[section] === 'list') (parts[section] as unknown[]).push(parse(text, number));
  else {
    for (const [key, value] of Object.entries(parse(`{${text}}`, number) as object)) {
      (parts[section] as Record<string, unknown>)[key] = value;
    }
  }
  return section;
}

function readWhole(lines: readonly string[]): Partial<Record<Section, unknown>> {
  let whole: unknown;
  try {
    whole = JSON.parse(lines.join('\n'));
  } catch (error) {
    throw bad(1, 'this is not JSON', 'Give a graph.json that papergraph wrote', error);
  }
  const { schema } = (whole ?? {}) as { schema?: unknown };
  if (typeof schema !== 'number') throw bad(1, 'this is not a graph', 'Give a graph.json that papergraph wrote');
  checkVersion(schema);
  const parts = whole as Partial<Record<Section, unknown>>;
  for (const name of SECTION_NAMES) {
    if (SECTIONS[name] === 'table' && parts[name]) {
      parts[name] = Object.assign(Object.create(null), parts[name]);
    }
  }
  return Object.fromEntries(SECTION_NAMES.filter((name) => name in parts).map((name) => [name, parts[name]]));
}

function checkVersion(schema: number): void {
  if (schema > SCHEMA_VERSION) {
    throw bad(1, `schema ${schema} is newer than ${SCHEMA_VERSION}, which this version reads`, 'Update papergraph');
  }
}

function checked(parts: Partial<Record<Section, unknown>>): KnowledgeGraph {
  const missing = SECTION_NAMES.filter((name) => !(OPTIONAL.includes(name) && parts[name] === undefined)).find(
    (name) => typeof parts[name] !== 'object' || parts[name] === null,
  );
  if (missing) throw bad(1, `the part "${missing}" is missing`, 'Build the graph again');
  const graph = parts as unknown as KnowledgeGraph;
  const types: readonly unknown[] = [...NODE_TYPES, ...EDGE_TYPES];
  const strange = [...graph.nodes, ...graph.edges].find((part) => !types.includes(part?.type));
  if (strange) {
    throw bad(1, `a node or an edge of type ${JSON.stringify(strange?.type)}`, 'Build the graph again');
  }
  return graph;
}

function parse(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad(number, 'this line is not JSON', 'Build the graph again', error);
  }
}

function bad(line: number, problem: string, cure: string, cause?: unknown): PapergraphError {
  return new PapergraphError('BAD_GRAPH', `graph.json:${line}`, problem, cure, { cause });
}
