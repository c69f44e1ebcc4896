/** A real Neo4j for the tests: the one NEO4J_URI names, or one that is started for the file and thrown away. */
import { fileURLToPath } from 'node:url';
import neo4j, { type Driver } from 'neo4j-driver';
import type { Neo4jSettings } from '../../graph/neo4j.js';

export interface RunningServer {
  readonly uri: string;
  readonly httpUri: string;
  readonly boltPort: number;
  readonly httpPort: number;
  readonly username: string;
  readonly password: string;
  readonly home: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}
export interface Place {
  readonly home: string;
}
interface ServerScript {
  missing(): string | null;
  makeHome(options?: { gds?: boolean; quick?: boolean }): Promise<Place>;
  startNeo4j(options?: { place?: Place; gds?: boolean; quick?: boolean }): Promise<RunningServer>;
  admin(
    home: string,
    args: readonly string[],
    options?: { cwd?: string },
  ): { status: number | null; stdout: string; stderr: string };
}

export const script = (await import(
  fileURLToPath(new URL('../../scripts/neo4j-server.mjs', import.meta.url))
)) as ServerScript;

const theirs = process.env.NEO4J_URI;
/** Why there is no server of our own, or null. */
export const LACKING = script.missing();
/** In CI nothing is skipped: there a missing Java is a failure. */
export const SKIP_OWN = LACKING !== null && !process.env.CI;
export const SKIP = !theirs && SKIP_OWN;
if (SKIP) console.log(`Neo4j tests are skipped: ${LACKING}`);

export interface TestServer {
  readonly settings: Neo4jSettings;
  readonly driver: Driver;
  /** Null: the server is not ours to stop. */
  readonly own: RunningServer | null;
  stop(): Promise<void>;
}

export async function useServer(options: { gds?: boolean } = {}): Promise<TestServer> {
  const own = theirs ? null : await script.startNeo4j(options);
  const settings: Neo4jSettings = own
    ? { uri: own.uri, username: own.username, password: own.password, database: null }
    : {
        uri: theirs!,
        username: process.env.NEO4J_USERNAME ?? 'neo4j',
        password: process.env.NEO4J_PASSWORD ?? '',
        database: process.env.NEO4J_DATABASE ?? null,
      };
  const driver = neo4j.driver(
    settings.uri,
    settings.password === '' ? undefined : neo4j.auth.basic(settings.username, settings.password),
    {
      disableLosslessIntegers: true,
    },
  );
  const server: TestServer = {
    settings,
    driver,
    own,
    async stop() {
      await driver.close();
      await own?.stop();
    },
  };
  const [{ n }] = (await ask(server, 'MATCH (n) RETURN count(n) AS n')) as [{ n: number }];
  // These tests empty the database again and again.
  if (n > 0) throw new Error('the database that NEO4J_URI names is not empty; these tests would delete what it holds');
  return server;
}

export async function ask(
  server: TestServer,
  text: string,
  parameters: Record<string, unknown> = {},
): Promise<Record<string, unknown>[]> {
  const { records } = await server.driver.executeQuery(
    text,
    parameters,
    server.settings.database === null ? {} : { database: server.settings.database },
  );
  return records.map((record) => record.toObject());
}

/** No nodes and no relationships; the schema stays, so that the server need not plan every statement anew. */
export async function empty(server: TestServer): Promise<void> {
  await ask(server, 'MATCH (n) DETACH DELETE n');
}

/** No constraints and no indexes either, but the two that every database has. */
export async function bare(server: TestServer): Promise<void> {
  await empty(server);
  for (const { name } of await ask(server, 'SHOW CONSTRAINTS YIELD name'))
    await ask(server, `DROP CONSTRAINT \`${name}\``);
  for (const { name } of await ask(server, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"))
    await ask(server, `DROP INDEX \`${name}\``);
}

/** The whole database as text, in an order that does not depend on how it was written. */
export async function dump(server: TestServer): Promise<string[]> {
  const nodes = await ask(server, 'MATCH (n) RETURN labels(n) AS labels, properties(n) AS props');
  const rels = await ask(
    server,
    'MATCH (a)-[r]->(b) RETURN a.id AS from, type(r) AS type, b.id AS to, properties(r) AS props',
  );
  const line = (value: unknown) =>
    JSON.stringify(value, (_, inner) =>
      inner && typeof inner === 'object' && !Array.isArray(inner) ? sorted(inner) : inner,
    );
  return [...nodes.map((n) => line({ ...n, labels: [...(n.labels as string[])].sort() })), ...rels.map(line)].sort();
}

function sorted(value: object): object {
  if (value.constructor?.name === 'Date' || value.constructor?.name === '_Date') return { date: String(value) };
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
