/** Into a running Neo4j: connect, write in batches, take away what is gone, count what is there. The only file that knows the driver. */
import type { Driver, Neo4jError, Session } from 'neo4j-driver';
import { PapergraphError } from '../src/errors.js';
import { type Cut, cutRows, type Row, type Value } from './cypher/rows.js';
import {
  blank,
  countKind,
  listKind,
  pruneKind,
  SCHEMA,
  writeFirst,
  writeNodes,
  writeRelationships,
} from './cypher/statements.js';
import { COMPUTED, kindName, MARK, type NodeKind, type PropertyType, type RelationshipKind } from './cypher/tables.js';
import type { KnowledgeGraph } from './schema.js';

export { readQueries } from './cypher/queries.js';

export interface Neo4jSettings {
  /** `bolt://localhost:7687`, `neo4j+s://…`; never with a password in it. */
  readonly uri: string;
  readonly username: string;
  /** Empty: a server without authentication. */
  readonly password: string;
  /** `null`: the user's home database. */
  readonly database: string | null;
}
export interface LoadOptions {
  /** At most so many rows in one transaction … */
  readonly batchRows: number;
  /** … and about so many bytes. */
  readonly batchBytes: number;
  /** Removes what papergraph wrote and this graph no longer has. */
  readonly prune: boolean;
  /** Runs the server's own Louvain and Leiden, where Neo4j Graph Data Science is there. */
  readonly gds: boolean;
  readonly version: string;
  readonly onStep?: (step: string) => void;
  readonly onProgress?: (label: string, done: number, total: number) => void;
}
export const LOAD_DEFAULTS: LoadOptions = {
  batchRows: 2000,
  // A transaction's state lies on the server's heap at several times its size on the wire.
  batchBytes: 4_000_000,
  prune: false,
  gds: false,
  version: '0',
};

export interface KindReport {
  /** `:Method`, `(:Method)-[:USED_FOR]->(:Task)` by base labels. */
  readonly kind: string;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly pruned: number;
  /** Left from an earlier load because others had a hand in it: only our mark was taken off. */
  readonly released: number;
  /** Read back at the end. */
  readonly stored: number;
}
export interface LoadReport {
  readonly server: string;
  readonly database: string;
  readonly kinds: readonly KindReport[];
  readonly rows: number;
  readonly batches: number;
  /** How often a batch had to be sent again. */
  readonly retries: number;
  readonly seconds: number;
  /** Values that no property can hold (NaN, a broken date) and that were left out. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly gds: readonly GdsReport[];
}
export interface GdsReport {
  readonly algorithm: string;
  readonly property: string;
  readonly communities: number;
  readonly modularity: number;
}
export interface LoadPlan {
  readonly schema: readonly string[];
  readonly kinds: readonly {
    readonly kind: string;
    readonly rows: number;
    readonly batches: number;
    readonly bytes: number;
  }[];
  readonly rows: number;
  readonly batches: number;
  readonly bytes: number;
  readonly dropped: Readonly<Record<string, number>>;
}

const CONNECT_MS = 10_000;
/** Long enough for a server to be restarted under us. */
const RETRY_MS = 60_000;
const OLDEST: readonly [number, number] = [4, 4];

/**
 * What a load would send, without a server.
 *
 * @throws PapergraphError BAD_GRAPH
 */
export function planLoad(graph: KnowledgeGraph, options: Partial<LoadOptions> = {}): LoadPlan {
  const chosen = { ...LOAD_DEFAULTS, ...options };
  const cut = checkedRows(graph);
  const kinds = [...cut.nodes, ...cut.relationships].map(({ kind, count, rows }) => {
    let [batches, bytes] = [0, 0];
    for (const batch of inBatches<Row>(rows(), chosen)) {
      batches++;
      for (const row of batch) bytes += row.bytes;
    }
    return { kind: kindName(kind), rows: count, batches, bytes };
  });
  const sum = (of: (kind: (typeof kinds)[number]) => number) => kinds.reduce((total, kind) => total + of(kind), 0);
  return {
    schema: SCHEMA.map(({ statement }) => statement),
    kinds,
    rows: sum((k) => k.rows),
    batches: sum((k) => k.batches),
    bytes: sum((k) => k.bytes),
    dropped: Object.fromEntries(cut.dropped),
  };
}

/**
 * Writes the graph and compares what is there with what should be.
 *
 * May be killed at any point and run again: what is up to date is left alone, and the outcome is the same database.
 * One connection, one batch after the other: relationships lock both their ends.
 *
 * @throws PapergraphError NEO4J_UNREACHABLE within ten seconds, NEO4J_AUTH, NEO4J_VERSION, NEO4J_REFUSED, BAD_GRAPH before
 * anything is written, NEO4J_MISMATCH after all was
 */
export async function loadGraph(
  graph: KnowledgeGraph,
  settings: Neo4jSettings,
  options: Partial<LoadOptions> = {},
): Promise<LoadReport> {
  const chosen = { ...LOAD_DEFAULTS, ...options };
  const cut = checkedRows(graph);
  const server = await connect(settings, chosen.version);
  try {
    return await named(settings, async () => {
      const began = performance.now();
      await prepare(server, cut, chosen);
      const work = await writeAll(server, cut, chosen);
      const pruned = await prune(server, cut, chosen);
      const gds = chosen.gds ? await runGds(server, chosen) : [];
      const kinds = await readBack(server, cut, work.kinds, pruned);
      compare(kinds, chosen, settings);
      return {
        server: server.agent,
        database: server.database,
        kinds,
        rows: work.rows,
        batches: work.batches,
        retries: work.retries,
        seconds: (performance.now() - began) / 1000,
        dropped: Object.fromEntries(cut.dropped),
        gds,
      };
    });
  } finally {
    await server.driver.close();
  }
}

export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * One reading query.
 *
 * @param text  Cypher from the saved queries
 * @param parameters  by name
 * @throws PapergraphError as {@link loadGraph}
 */
export async function runQuery(
  settings: Neo4jSettings,
  text: string,
  parameters: Readonly<Record<string, unknown>>,
  version = '0',
): Promise<Answer> {
  const server = await connect(settings, version);
  try {
    return await named(settings, () =>
      server.session((session) =>
        session.executeRead(async (tx) => {
          const { int } = server.types;
          const sent = Object.entries(parameters).map(([name, value]) => [
            name,
            Number.isSafeInteger(value) ? int(value as number) : value,
          ]);
          const result = await tx.run(text, Object.fromEntries(sent));
          const columns = result.records[0]?.keys.map(String) ?? [];
          return { columns, rows: result.records.map((record) => columns.map((column) => plain(record.get(column)))) };
        }),
      ),
    );
  } finally {
    await server.driver.close();
  }
}

interface Types {
  int(value: number): unknown;
  date(year: number, month: number, day: number): unknown;
}
interface Server {
  readonly driver: Driver;
  readonly types: Types;
  /** `Neo4j/5.26.25 community`. */
  readonly agent: string;
  readonly database: string;
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

/** Whether it is there, takes our password, is new enough and lets us write: all before the first statement. */
async function connect(settings: Neo4jSettings, version: string): Promise<Server> {
  const { uri, username, password } = settings;
  if (/\/\/.*@/.test(uri))
    throw new PapergraphError(
      'USAGE',
      'NEO4J_URI',
      'it holds a user or a password',
      'Put them into NEO4J_USERNAME and NEO4J_PASSWORD',
    );
  if (/^https?:/.test(uri))
    throw new PapergraphError(
      'NEO4J_UNREACHABLE',
      redacted(uri),
      'this is the address of the Browser',
      'Use the Bolt address: bolt://HOST:7687',
    );
  const { default: neo4j } = await import('neo4j-driver');
  const auth = password === '' ? undefined : neo4j.auth.basic(username, password);
  let driver: Driver;
  try {
    driver = neo4j.driver(uri, auth, {
      userAgent: `papergraph/${version}`,
      disableLosslessIntegers: true,
      connectionTimeout: CONNECT_MS / 2,
      connectionAcquisitionTimeout: CONNECT_MS - 1000,
      maxTransactionRetryTime: RETRY_MS,
      maxConnectionPoolSize: 2,
      fetchSize: 10_000,
    });
  } catch (cause) {
    throw new PapergraphError(
      'USAGE',
      redacted(uri),
      'no address that Neo4j knows',
      'Write it as bolt://HOST:7687 or neo4j+s://HOST',
      { cause },
    );
  }
  try {
    return await named(settings, () => checked(driver, neo4j as never, settings));
  } catch (error) {
    // A driver that waits for a silent server would hold the process as long again.
    await Promise.race([driver.close(), new Promise((done) => setTimeout(done, 500).unref())]);
    throw error;
  }
}

interface DriverModule {
  int(value: number): unknown;
  types: { Date: new (year: unknown, month: unknown, day: unknown) => unknown };
}

async function checked(driver: Driver, neo4j: DriverModule, settings: Neo4jSettings): Promise<Server> {
  const at = redacted(settings.uri);
  const asked = settings.database === null ? {} : { database: settings.database };
  // Once it has answered, it may take its time: a server that was just started is slow.
  const info = await within(CONNECT_MS, settings.uri, () => driver.getServerInfo(asked));
  const agent = info.agent ?? 'unknown';
  const found = /^Neo4j\/v?(\d+)\.(\d+)/.exec(agent);
  if (!found)
    throw new PapergraphError(
      'NEO4J_VERSION',
      at,
      `the server calls itself "${agent.slice(0, 60)}"`,
      'papergraph loads into Neo4j 4.4 and newer',
    );
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new PapergraphError(
      'NEO4J_VERSION',
      at,
      `Neo4j ${major}.${minor} is too old`,
      `Use ${OLDEST.join('.')} or newer; 5.26 is the one we test with`,
    );
  const session = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const open = driver.session(asked);
    try {
      return await work(open);
    } finally {
      await open.close();
    }
  };
  const edition = await session(async (s) =>
    (await s.run('CALL dbms.components() YIELD edition RETURN edition')).records[0]?.get('edition'),
  );
  const databases = await session(async (s) =>
    (await s.run('SHOW DATABASES YIELD name, access, currentStatus, home')).records.map((r) => r.toObject()),
  );
  const target = databases.find(({ name, home }) =>
    settings.database === null ? home === true : name === settings.database.toLowerCase(),
  );
  // An alias is not listed: the server has already accepted its name.
  if (target && target.access !== 'read-write')
    throw new PapergraphError(
      'NEO4J_REFUSED',
      at,
      `database "${target.name}" is ${target.access}`,
      'Load into the leader, or into a database that may be written',
    );
  if (target && target.currentStatus !== 'online')
    throw new PapergraphError(
      'NEO4J_REFUSED',
      at,
      `database "${target.name}" is ${target.currentStatus}`,
      'Start it, then run this again',
    );
  return {
    driver,
    types: {
      int: (value) => neo4j.int(value),
      date: (y, m, d) => new neo4j.types.Date(neo4j.int(y), neo4j.int(m), neo4j.int(d)),
    },
    agent: `${agent} ${edition ?? ''}`.trim(),
    database: String(target?.name ?? settings.database),
    session,
  };
}

function checkedRows(graph: KnowledgeGraph): Cut {
  const cut = cutRows(graph);
  const [first] = cut.flaws;
  if (first)
    throw new PapergraphError(
      'BAD_GRAPH',
      first.at.slice(0, 200),
      cut.flaws.length > 1 ? `${first.problem} (and ${cut.flaws.length - 1} more flaws)` : first.problem,
      'Nothing was written; build the graph again',
    );
  return cut;
}

/** Constraints first: without them every MERGE reads all nodes of its label. */
async function prepare(server: Server, cut: Cut, options: LoadOptions): Promise<void> {
  options.onStep?.('constraints and indexes');
  const foreign = await server.session(async (session) => {
    for (const { statement } of SCHEMA) await session.executeWrite((tx) => tx.run(statement));
    await session.run('CALL db.awaitIndexes(300)');
    const found = await session.run('SHOW CONSTRAINTS YIELD name, type, labelsOrTypes, properties');
    return found.records.map(
      (r) => r.toObject() as { name: string; type: string; labelsOrTypes: string[]; properties: string[] },
    );
  });
  for (const { unique, name } of SCHEMA) {
    // IF NOT EXISTS also does nothing when another constraint has taken the name.
    if (
      unique &&
      !foreign.some(
        (c) => isUnique(c) && same(c.labelsOrTypes, [unique.label]) && same(c.properties, [unique.property]),
      )
    )
      throw new PapergraphError(
        'NEO4J_REFUSED',
        name,
        `no constraint makes :${unique.label}(id) unique`,
        `Another schema object may have this name: drop or rename it`,
      );
  }
  refuseKnownViolations(
    cut,
    foreign.filter((c) => !(c.properties.length === 1 && c.properties[0] === 'id')),
  );
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((value, i) => value === b[i]);
const isUnique = ({ type }: { type: string }) => /UNIQUENESS|NODE_KEY/.test(type);

/** A constraint of others on our labels that our own rows break: better said before the first row than in the middle. */
function refuseKnownViolations(
  cut: Cut,
  constraints: readonly { name: string; type: string; labelsOrTypes: string[]; properties: string[] }[],
): void {
  for (const { name, type, labelsOrTypes, properties } of constraints) {
    if (!isUnique({ type })) continue;
    const seen = new Map<string, string>();
    for (const { kind, rows } of cut.nodes) {
      if (kind.base !== labelsOrTypes[0] && kind.label !== labelsOrTypes[0]) continue;
      const at = properties.map((property) => kind.properties.findIndex((p) => p.name === property));
      if (at.includes(-1)) continue;
      for (const row of rows()) {
        const values = at.map((i) => row.values[i]);
        if (values.includes(null)) continue;
        const key = JSON.stringify(values);
        const other = seen.get(key);
        if (other !== undefined)
          throw new PapergraphError(
            'NEO4J_REFUSED',
            `constraint ${name}`,
            `it makes :${labelsOrTypes[0]}(${properties.join(', ')}) unique, but ${other} and ${row.id} share ${key.slice(0, 120)}`,
            'Nothing was written; drop the constraint or use another database',
          );
        seen.set(key, row.id);
      }
    }
  }
}

interface Work {
  readonly kinds: Map<string, { created: number; updated: number; matched: number }>;
  rows: number;
  batches: number;
  retries: number;
}

async function writeAll(server: Server, cut: Cut, options: LoadOptions): Promise<Work> {
  const work: Work = { kinds: new Map(), rows: 0, batches: 0, retries: 0 };
  for (const [label, parts] of [
    ['nodes', cut.nodes],
    ['relationships', cut.relationships],
  ] as const) {
    options.onStep?.(label);
    const total = parts.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    for (const { kind, count, rows } of parts) {
      const tally = { created: 0, updated: 0, matched: 0 };
      if (count === 0) {
        work.kinds.set(kindName(kind), tally);
        continue;
      }
      const first = (await countStored(server, kind)) === 0;
      const statement = first ? writeFirst(kind) : 'type' in kind ? writeRelationships(kind) : writeNodes(kind);
      const empty = blank(kind.properties);
      for (const batch of inBatches<Row>(rows(), options)) {
        const sent = batch.map((row) => parameters(kind, row, server.types));
        let attempt = 0;
        await server.session((session) =>
          session.executeWrite(async (tx) => {
            if (attempt++) work.retries++;
            const result = await tx.run(statement, { rows: sent, blank: empty });
            const counters = result.summary.counters.updates();
            const [matched, changed] = [
              result.records[0]!.get('matched') as number,
              result.records[0]!.get('changed') as number,
            ];
            // Both ends were checked to be in the graph and were written before: somebody else is deleting them.
            if (matched < batch.length)
              throw new PapergraphError(
                'NEO4J_MISMATCH',
                kindName(kind),
                `${batch.length - matched} of ${batch.length} rows found no ends`,
                'Something else is deleting nodes; stop it and run this again',
              );
            // On a first load, what was found and not made belonged to others and has our values now.
            const made = 'type' in kind ? counters.relationshipsCreated! : counters.nodesCreated!;
            tally.created += made;
            tally.updated += first ? matched - made : changed;
          }),
        );
        tally.matched += batch.length;
        work.rows += batch.length;
        work.batches++;
        done += batch.length;
        options.onProgress?.(label, done, total);
      }
      if (count !== tally.matched) throw new Error(`${kindName(kind)}: ${count} rows counted, ${tally.matched} sent`);
      work.kinds.set(kindName(kind), tally);
    }
  }
  return work;
}

/** Bounded by rows and by bytes; a row that is larger than the bound goes alone. */
export function* inBatches<R extends { readonly bytes: number }>(
  rows: Iterable<R>,
  limits: { batchRows: number; batchBytes: number },
): Generator<R[]> {
  let batch: R[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (batch.length && (batch.length >= limits.batchRows || bytes + row.bytes > limits.batchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += row.bytes;
  }
  if (batch.length) yield batch;
}

function parameters(kind: NodeKind | RelationshipKind, row: Row, types: Types): Record<string, unknown> {
  const props: Record<string, unknown> = {};
  const sent: Record<string, unknown> = 'id' in row ? { id: row.id, props } : { from: row.from, to: row.to, props };
  kind.properties.forEach(({ name, type }, i) => {
    const value = row.values[i]!;
    if (name === 'key') sent.key = value ?? '';
    else if (value !== null) props[name] = parameter(type, value, types);
  });
  props[MARK] = row.mark;
  return sent;
}

/** The driver sends every number as a float unless it is told otherwise. */
function parameter(type: PropertyType, value: NonNullable<Value>, types: Types): unknown {
  if (type === 'int') return types.int(value as number);
  if (type === 'int[]') return (value as readonly number[]).map((n) => types.int(n));
  if (type === 'date') return types.date(...((value as string).split('-').map(Number) as [number, number, number]));
  return value;
}

async function countStored(server: Server, kind: NodeKind | RelationshipKind): Promise<number> {
  return server.session((session) =>
    session.executeRead(async (tx) => (await tx.run(countKind(kind))).records[0]!.get('n') as number),
  );
}

/** Relationships before nodes: only a node that nothing hangs on may go. */
async function prune(
  server: Server,
  cut: Cut,
  options: LoadOptions,
): Promise<Map<string, { pruned: number; released: number }>> {
  const done = new Map<string, { pruned: number; released: number }>();
  for (const { kind, count, rows } of [...cut.relationships, ...cut.nodes]) {
    const computed = COMPUTED.has('type' in kind ? kind.type : kind.name);
    if (!options.prune && !computed) continue;
    // All of ours are there by now: an equal count means that nothing else is.
    if ((await countStored(server, kind)) === count) continue;
    options.onStep?.(`removing what is gone: ${kindName(kind)}`);
    const current = new Set<string>();
    for (const row of rows() as Iterable<Row>) current.add(identityOf(kind, row));
    const gone = await staleRows(server, kind, current);
    const tally = { pruned: 0, released: 0 };
    for (const batch of inBatches(gone, options)) {
      await server.session((session) =>
        session.executeWrite(async (tx) => {
          const result = await tx.run(pruneKind(kind), { rows: batch });
          const [found, kept] = [result.records[0]!.get('found') as number, result.records[0]!.get('kept') as number];
          tally.pruned += found - kept;
          tally.released += kept;
        }),
      );
    }
    done.set(kindName(kind), tally);
  }
  return done;
}

function identityOf(kind: NodeKind | RelationshipKind, row: Row): string {
  if ('id' in row) return row.id;
  const key = 'type' in kind && kind.keyed ? (row.values[0] as string | null) : null;
  return `${row.from}\u0000${row.to}\u0000${key ?? ''}`;
}

interface Stale {
  readonly id?: string;
  readonly from?: string;
  readonly to?: string;
  readonly key?: string;
  readonly bytes: number;
}

async function staleRows(
  server: Server,
  kind: NodeKind | RelationshipKind,
  current: ReadonlySet<string>,
): Promise<Stale[]> {
  return server.session((session) =>
    session.executeRead(async (tx) => {
      const gone: Stale[] = [];
      for await (const record of tx.run(listKind(kind))) {
        const row = record.toObject() as Omit<Stale, 'bytes'>;
        const identity = row.id ?? `${row.from}\u0000${row.to}\u0000${row.key}`;
        if (!current.has(identity)) gone.push({ ...row, bytes: identity.length });
      }
      return gone;
    }),
  );
}

async function readBack(
  server: Server,
  cut: Cut,
  written: Work['kinds'],
  pruned: ReadonlyMap<string, { pruned: number; released: number }>,
): Promise<KindReport[]> {
  const kinds: KindReport[] = [];
  for (const { kind, count } of [...cut.nodes, ...cut.relationships]) {
    const name = kindName(kind);
    const { created, updated } = written.get(name)!;
    kinds.push({
      kind: name,
      rows: count,
      created,
      updated,
      unchanged: count - created - updated,
      pruned: pruned.get(name)?.pruned ?? 0,
      released: pruned.get(name)?.released ?? 0,
      stored: await countStored(server, kind),
    });
  }
  return kinds;
}

function compare(kinds: readonly KindReport[], options: LoadOptions, settings: Neo4jSettings): void {
  const wrong = kinds.filter(({ rows, stored }) => rows !== stored);
  if (!wrong.length) return;
  const shown = wrong
    .slice(0, 4)
    .map(({ kind, rows, stored }) => `${kind} ${stored} instead of ${rows}`)
    .join(', ');
  const onlyMore = wrong.every(({ rows, stored }) => stored > rows);
  throw new PapergraphError(
    'NEO4J_MISMATCH',
    redacted(settings.uri),
    `all was written, but the database holds ${shown}${wrong.length > 4 ? ` and ${wrong.length - 4} more` : ''}`,
    onlyMore && !options.prune
      ? 'The rest is left from an earlier graph; --prune removes it'
      : 'Something else writes to this database; stop it and run this again',
  );
}

/** Louvain and Leiden of the server beside our own: `gdsLouvainLevels` and `gdsLeidenLevels`, finest first. */
async function runGds(server: Server, options: LoadOptions): Promise<GdsReport[]> {
  const name = 'papergraph';
  return server.session(async (session) => {
    try {
      await session.run('RETURN gds.version() AS version');
    } catch (cause) {
      if (!/UnknownFunction|SyntaxError/.test((cause as Neo4jError).code ?? '')) throw cause;
      throw new PapergraphError(
        'NEO4J_REFUSED',
        '--gds',
        'this server has no Graph Data Science library',
        'The graph is loaded; leave --gds out, or install the plug-in',
        { cause: cause as Error },
      );
    }
    options.onStep?.('gds: louvain and leiden');
    await session.run('CALL gds.graph.drop($name, false) YIELD graphName RETURN graphName', { name });
    const types =
      'USED_FOR EVALUATED_ON TRAINED_ON BENCHMARK_FOR MEASURED_BY COMPARED_WITH OUTPERFORMS PART_OF VARIANT_OF SUBTASK_OF RUNS_ON'.split(
        ' ',
      );
    const present = (
      await session.run(
        'CALL db.relationshipTypes() YIELD relationshipType AS t WHERE t IN $types RETURN collect(t) AS types',
        { types },
      )
    ).records[0]!.get('types') as string[];
    const projection = Object.fromEntries(
      present.map((type) => [
        type,
        {
          orientation: 'UNDIRECTED',
          properties: { support: { property: 'support', defaultValue: 1.0, aggregation: 'SUM' } },
        },
      ]),
    );
    try {
      await session.run('CALL gds.graph.project($name, "Entity", $projection) YIELD nodeCount RETURN nodeCount', {
        name,
        projection,
      });
      const reports: GdsReport[] = [];
      for (const [algorithm, property] of [
        ['louvain', 'gdsLouvainLevels'],
        ['leiden', 'gdsLeidenLevels'],
      ] as const) {
        const settings = {
          writeProperty: property,
          includeIntermediateCommunities: true,
          relationshipWeightProperty: 'support',
          concurrency: server.types.int(1),
        };
        const seed = algorithm === 'leiden' ? { randomSeed: server.types.int(1) } : {};
        const result = await session.run(
          `CALL gds.${algorithm}.write($name, $settings) YIELD communityCount, modularity RETURN communityCount, modularity`,
          {
            name,
            settings: { ...settings, ...seed },
          },
        );
        reports.push({
          algorithm,
          property,
          communities: result.records[0]!.get('communityCount') as number,
          modularity: result.records[0]!.get('modularity') as number,
        });
      }
      return reports;
    } finally {
      await session.run('CALL gds.graph.drop($name, false) YIELD graphName RETURN graphName', { name });
    }
  });
}

/** Nodes as their properties, dates as text, lists and maps within likewise: what a table can show. */
function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'bigint' ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if ('properties' in value) return plain((value as { properties: unknown }).properties);
  if (Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  return String(value);
}

async function within<T>(ms: number, uri: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new PapergraphError(
            'NEO4J_UNREACHABLE',
            redacted(uri),
            `no answer within ${ms / 1000} seconds`,
            'Is this the Bolt port (usually 7687) of a running Neo4j?',
          ),
        ),
      ms,
    );
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the driver or server says, in our words: place, problem, cure. What is no fault of theirs stays what it is. */
async function named<T>(settings: Neo4jSettings, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PapergraphError || !(error instanceof Error) || error.name !== 'Neo4jError') throw error;
    throw explained(error as Neo4jError, settings);
  }
}

function explained(error: Neo4jError, { uri, username, database }: Neo4jSettings): PapergraphError {
  const at = redacted(uri);
  // The driver explains at length; what happened stands at the end.
  const said = firstLine(error.message)
    .replace(/^Failed to connect to server\..*Caused by: /, '')
    .replace(/^Could not perform discovery.*/, 'no routing server can be reached');
  const make = (code: ConstructorParameters<typeof PapergraphError>[0], problem: string, cure: string) =>
    new PapergraphError(code, at, problem, cure, { cause: error });
  switch (error.code) {
    case 'Neo.ClientError.Security.Unauthorized':
      return make('NEO4J_AUTH', `user "${username}" was refused`, 'Check NEO4J_USERNAME and NEO4J_PASSWORD');
    case 'Neo.ClientError.Security.AuthenticationRateLimit':
      return make('NEO4J_AUTH', 'too many wrong passwords', 'Wait a few seconds, then try the right one');
    case 'Neo.ClientError.Security.CredentialsExpired':
      return make(
        'NEO4J_AUTH',
        `the password of "${username}" has expired`,
        'Set a new one in cypher-shell or the Browser',
      );
    case 'Neo.ClientError.Security.Forbidden':
      return make(
        'NEO4J_AUTH',
        `user "${username}" may not do this: ${said}`,
        'Use a user with the role admin or publisher',
      );
    case 'Neo.ClientError.Database.DatabaseNotFound':
    case 'Neo.ClientError.Database.UnableToRouteToDatabase':
      return make(
        'NEO4J_REFUSED',
        `there is no database "${database ?? ''}"`,
        'Check NEO4J_DATABASE; Community Edition has one, named neo4j',
      );
    case 'Neo.ClientError.Cluster.NotALeader':
    case 'Neo.ClientError.General.ForbiddenOnReadOnlyDatabase':
      return make(
        'NEO4J_REFUSED',
        'this server may only be read',
        'Use neo4j:// instead of bolt://, or the address of the leader',
      );
    case 'Neo.ClientError.Schema.ConstraintCreationFailed':
    case 'Neo.DatabaseError.Schema.ConstraintCreationFailed':
      return make(
        'NEO4J_REFUSED',
        `the data in this database breaks our constraint: ${said}`,
        'Nothing was written; remove the duplicates or use another database',
      );
    case 'Neo.ClientError.Schema.IndexAlreadyExists':
      return make(
        'NEO4J_REFUSED',
        `an index stands where our constraint must: ${said}`,
        'Nothing was written; drop that index, the constraint brings its own',
      );
    case 'Neo.ClientError.Schema.ConstraintValidationFailed':
      return make(
        'NEO4J_REFUSED',
        `a constraint of this database is broken by a batch: ${said}`,
        'That batch was rolled back; drop the constraint or use another database, then run this again',
      );
    // What comes before the first word with a server has no code.
    case 'N/A':
    case 'ServiceUnavailable':
    case 'SessionExpired': {
      if (/acquisition timed out/.test(said))
        return make(
          'NEO4J_UNREACHABLE',
          'it is open but does not answer',
          'Is this the Bolt port (usually 7687) of a running Neo4j?',
        );
      if (/HTTP/.test(said))
        return make('NEO4J_UNREACHABLE', 'this is an HTTP port', 'Use the Bolt port, usually 7687');
      if (/SSL|TLS|certificate|wrong version number|secure/i.test(said))
        return make(
          'NEO4J_UNREACHABLE',
          `no encrypted connection: ${said}`,
          'bolt:// or neo4j:// is plain, +s encrypted, +ssc encrypted with a certificate of its own',
        );
      return make(
        'NEO4J_UNREACHABLE',
        `no Neo4j answers: ${said}`,
        'Start it, or check NEO4J_URI; a load that was cut off goes on when it is run again',
      );
    }
    default:
      return make(
        'NEO4J_REFUSED',
        `${error.code ? `${error.code}: ` : ''}${said}`,
        'See the server log (logs/debug.log)',
      );
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.trim().replace(/\.$/, '').slice(0, 300);
}

/** Never a password, not even one that does not belong here. */
export function redacted(uri: string): string {
  return uri.replace(/\/\/.*@/, '//***@').slice(0, 200);
}
