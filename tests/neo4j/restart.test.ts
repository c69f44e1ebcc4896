/** What happens when the ground shakes: the loader or the server is killed in the middle, and the importer of an empty database. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { adminCommand } from '../../graph/cypher/admin.js';
import { cutRows, type Row } from '../../graph/cypher/rows.js';
import { kindName } from '../../graph/cypher/tables.js';
import { EXPORTS } from '../../graph/export/index.js';
import { loadGraph } from '../../graph/neo4j.js';
import type { KnowledgeGraph } from '../../graph/schema.js';
import { finished as ended, start, temporaryFolder } from '../cli/run.js';
import { finished, hostileGraph, mentionGraph } from '../graph/sample-graph.js';
import { ask, dump, empty, LACKING, SKIP_OWN, script, type TestServer, useServer } from './server.js';

/** Enough for several dozen batches. */
function wide(papers: number): KnowledgeGraph {
  const words = (i: number) => `method:m${i % 97} method:m${(i * 7) % 89} dataset:d${i % 13}`;
  return finished(mentionGraph(Object.fromEntries(Array.from({ length: papers }, (_, i) => [`arxiv:${i}`, words(i)]))));
}

// A server that is not ours is not ours to kill.
describe.skipIf(SKIP_OWN || process.env.NEO4J_URI)('in the middle of a load', () => {
  let server: TestServer;
  const folder = temporaryFolder();
  const graph = wide(400);
  let whole: string[];
  beforeAll(async () => {
    expect(LACKING).toBeNull();
    server = await useServer();
    writeFileSync(join(folder.dir, 'graph.json'), [...EXPORTS.json!.files[0]!.write(graph)].join(''));
    await loadGraph(graph, server.settings);
    whole = await dump(server);
  }, 180_000);
  afterAll(async () => {
    await server?.stop();
    folder.remove();
  });
  beforeEach(() => empty(server));

  test('a loader that is killed at any batch is finished by the next run', async () => {
    const env = {
      NEO4J_URI: server.settings.uri,
      NEO4J_USERNAME: server.settings.username,
      NEO4J_PASSWORD: server.settings.password,
    };
    const counts: number[] = [];
    for (const target of [30, 200, 700]) {
      const child = start(['neo4j', 'load', folder.dir, '--batch-size', '5'], { env });
      const outcome = ended(child);
      for (;;) {
        const [{ n }] = (await ask(
          server,
          'MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) + count(r) AS n',
        )) as [{ n: number }];
        if (n >= target || child.exitCode !== null) break;
      }
      child.kill('SIGKILL');
      expect((await outcome).signal).toBe('SIGKILL');
      counts.push((await dump(server)).length);
    }
    expect(
      counts.every((n) => n > 0 && n < whole.length),
      `${counts} of ${whole.length}`,
    ).toBe(true);
    await loadGraph(graph, server.settings);
    expect(await dump(server)).toEqual(whole);
  }, 120_000);

  test('a server that is killed and started again: the same load goes on and ends well', async () => {
    let restarted: Promise<void> | null = null;
    const report = await loadGraph(graph, server.settings, {
      batchRows: 20,
      onProgress: (label, done) => {
        if (label !== 'relationships' || done < 300 || restarted) return;
        // A moment later the next batch is on its way.
        restarted = new Promise((later) => setTimeout(later, 3))
          .then(() => server.own!.kill())
          .then(() => server.own!.restart());
      },
    });
    expect(restarted).not.toBeNull();
    await restarted;
    for (const kind of report.kinds) expect(kind.stored, kind.kind).toBe(kind.rows);
    expect(await dump(server)).toEqual(whole);
  }, 180_000);
});

describe.skipIf(SKIP_OWN)('neo4j-admin database import', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  test('takes our files as they are; what comes out is what a load would have written', async () => {
    expect(LACKING).toBeNull();
    const graph = hostileGraph();
    for (const { name, write } of EXPORTS['neo4j-admin']!.files) {
      mkdirSync(dirname(join(folder.dir, name)), { recursive: true });
      writeFileSync(join(folder.dir, name), [...write(graph)].join(''));
    }
    const files = join(folder.dir, 'neo4j-admin');
    expect(readdirSync(files)).toEqual(
      expect.arrayContaining(['import.sh', 'constraints.cypher', 'nodes-paper.csv', 'nodes-paper-header.csv']),
    );
    const place = await script.makeHome();
    const args = adminCommand(graph)
      .replace(/"\$\{[^"]*"/, 'neo4j')
      .split(' ')
      .slice(1);
    const imported = script.admin(place.home, args, { cwd: files });
    expect(imported.status, imported.stdout + imported.stderr).toBe(0);
    const own = await script.startNeo4j({ place });
    try {
      const settings = { uri: own.uri, username: own.username, password: own.password, database: null };
      const report = await loadGraph(graph, settings);
      const sum = (of: 'created' | 'updated' | 'pruned' | 'rows' | 'stored') =>
        report.kinds.reduce((total, kind) => total + kind[of], 0);
      expect([sum('created'), sum('pruned')]).toEqual([0, 0]);
      expect(sum('stored')).toBe(sum('rows'));
      // Only values that hold a line break or NUL had to be changed for CSV; the load puts them right.
      const broken = (row: Row) =>
        row.values.flat().some((value) => typeof value === 'string' && /[\r\n\0]/.test(value));
      const cut = cutRows(graph);
      const expected = [...cut.nodes, ...cut.relationships].map(({ kind, rows }) => [
        kindName(kind),
        [...(rows() as Iterable<Row>)].filter(broken).length,
      ]);
      expect(report.kinds.map(({ kind, updated }) => [kind, updated])).toEqual(expected);
    } finally {
      await own.stop();
    }
  }, 180_000);
});
