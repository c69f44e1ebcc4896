/**
 * node --expose-gc --max-old-space-size=6000 bench/neo4j.mjs DIR [--rounds N] [--heap 1g]
 *
 * The load of a built graph against the same rows sent by a bare UNWIND script: same driver, same server, same run, same batches,
 * same constraints and indexes. The bare script has no fingerprints, no counting of what was matched and no reading back.
 * The best round of each counts: whatever else runs on the machine only slows.
 * Uses the server that NEO4J_URI names (its database must be empty), else one of its own.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import neo4j from 'neo4j-driver';
import { cutRows } from '../dist/graph/cypher/rows.js';
import { SCHEMA } from '../dist/graph/cypher/statements.js';
import { readGraphJson } from '../dist/graph/export/index.js';
import { inBatches, LOAD_DEFAULTS, loadGraph } from '../dist/graph/neo4j.js';
import { startNeo4j } from '../scripts/neo4j-server.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '2' }, heap: { type: 'string', default: '1g' } },
});
const [dir] = positionals;
if (!dir) throw new Error('node bench/neo4j.mjs DIR: a folder that build has written');

const say = (line) => console.log(line);
const graph = await readGraphJson(createInterface({ input: createReadStream(`${dir}/graph.json`, 'utf8') }));
const own = process.env.NEO4J_URI ? null : await startNeo4j({ quick: false, heap: values.heap });
const settings = {
  uri: own?.uri ?? process.env.NEO4J_URI,
  username: own?.username ?? process.env.NEO4J_USERNAME ?? 'neo4j',
  password: own?.password ?? process.env.NEO4J_PASSWORD ?? '',
  database: process.env.NEO4J_DATABASE ?? null,
};
const driver = neo4j.driver(
  settings.uri,
  settings.password === '' ? undefined : neo4j.auth.basic(settings.username, settings.password),
  { disableLosslessIntegers: true },
);
const database = settings.database === null ? {} : { database: settings.database };

async function ask(text, parameters = {}) {
  const session = driver.session(database);
  try {
    return (await session.run(text, parameters)).records.map((record) => record.toObject());
  } finally {
    await session.close();
  }
}

async function clear() {
  await ask('MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS');
  await ask('MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS');
}

const counted = async () => (await ask('MATCH (n) RETURN count(n) AS n'))[0]?.n ?? 0;

/** What one writes on an afternoon: the fastest honest way to send these rows. */
async function bare(graph) {
  const began = performance.now();
  for (const { statement } of SCHEMA) await ask(statement);
  await ask('CALL db.awaitIndexes(300)');
  const cut = cutRows(graph);
  const convert = {
    int: (v) => neo4j.int(v),
    'int[]': (v) => v.map((n) => neo4j.int(n)),
    date: (v) => new neo4j.types.Date(...v.split('-').map((n) => neo4j.int(Number(n)))),
  };
  for (const { kind, rows } of [...cut.nodes, ...cut.relationships]) {
    const text =
      'type' in kind
        ? `UNWIND $rows AS row MATCH (a:${kind.from} {id: row.from}) MATCH (b:${kind.to} {id: row.to}) MERGE (a)-[r:${kind.type}${kind.keyed ? ' {key: row.props.key}' : ''}]->(b) SET r += row.props`
        : `UNWIND $rows AS row MERGE (n:${kind.base} {id: row.id}) SET ${kind.label ? `n:${kind.label}, ` : ''}n += row.props`;
    for (const batch of inBatches(rows(), LOAD_DEFAULTS)) {
      const sent = batch.map((row) => {
        const props = {};
        kind.properties.forEach(({ name, type }, i) => {
          const value = row.values[i] ?? (name === 'key' ? '' : null);
          if (value !== null) props[name] = convert[type]?.(value) ?? value;
        });
        return 'id' in row ? { id: row.id, props } : { from: row.from, to: row.to, props };
      });
      const session = driver.session(database);
      await session.executeWrite((tx) => tx.run(text, { rows: sent }));
      await session.close();
    }
  }
  return { seconds: (performance.now() - began) / 1000 };
}

async function ours(graph) {
  const memory = [];
  let at = 0;
  const began = performance.now();
  const report = await loadGraph(graph, settings, {
    onProgress: (label, done, total) => {
      const step = `${label} ${Math.floor((done / total) * 4)}`;
      if (step === at) return;
      at = step;
      globalThis.gc?.();
      memory.push(Math.round(process.memoryUsage().heapUsed / 2 ** 20));
    },
  });
  return {
    seconds: (performance.now() - began) / 1000,
    rows: report.rows,
    batches: report.batches,
    memory,
    unchanged: report.kinds.reduce((sum, k) => sum + k.unchanged, 0),
  };
}

try {
  if ((await counted()) > 0) throw new Error('the database is not empty');
  // The server plans and compiles what it has not seen: both scripts once over a slice, and thrown away.
  const nodes = graph.nodes.slice(0, 5000);
  const ids = new Set(nodes.map(({ id }) => id));
  const slice = {
    ...graph,
    nodes,
    edges: graph.edges.filter(({ source, target }) => ids.has(source) && ids.has(target)),
    communities: [],
  };
  for (const run of [bare, ours]) {
    await run(slice);
    await clear();
  }
  const times = { bare: [], ours: [], again: [] };
  let last;
  for (let round = 0; round < Number(values.rounds); round++) {
    // Each goes first as often as the other: the server gets faster as it warms.
    for (const name of round % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours']) {
      await clear();
      if (name === 'bare') times.bare.push((await bare(graph)).seconds);
      else {
        last = await ours(graph);
        times.ours.push(last.seconds);
        say(`round ${round + 1}: heap ${last.memory.join(' ')} MB along the load`);
        times.again.push((await ours(graph)).seconds);
      }
      say(`round ${round + 1}: ${name} ${times[name].at(-1).toFixed(1)} s`);
    }
  }
  const rate = (list) => last.rows / Math.min(...list);
  say(
    `\n${graph.run.papers} papers, ${last.rows} rows in ${last.batches} batches; server ${own ? `heap ${values.heap}, page cache 64m` : settings.uri}`,
  );
  say(`bare UNWIND       ${rate(times.bare).toFixed(0)} rows/s`);
  say(
    `neo4j load        ${rate(times.ours).toFixed(0)} rows/s   ${(Math.min(...times.bare) / Math.min(...times.ours)).toFixed(2)} of bare`,
  );
  say(`loaded again      ${rate(times.again).toFixed(0)} rows/s   nothing written`);
} finally {
  await driver.close();
  await own?.stop();
}
