import { createServer, type Server as TcpServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeCypherScript } from '../../graph/cypher/script.js';
import { SCHEMA } from '../../graph/cypher/statements.js';
import { type LoadReport, loadGraph, type Neo4jSettings, runQuery } from '../../graph/neo4j.js';
import type { KnowledgeGraph } from '../../graph/schema.js';
import { PapergraphError } from '../../src/errors.js';
import {
  bareGraph,
  edge,
  entityNode,
  finished,
  hostileGraph,
  mentionGraph,
  paperNode,
  resultNode,
  sentence,
} from '../graph/sample-graph.js';
import { ask, bare, dump, empty, SKIP, type TestServer, useServer } from './server.js';

let server: TestServer;
const total = (
  report: LoadReport,
  of: 'created' | 'updated' | 'unchanged' | 'pruned' | 'released' | 'stored' | 'rows',
) => report.kinds.reduce((sum, kind) => sum + kind[of], 0);

async function failure(work: Promise<unknown>): Promise<PapergraphError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PapergraphError);
  return error as PapergraphError;
}

function sample(): KnowledgeGraph {
  const bare = bareGraph(
    [
      paperNode('arxiv:1', { name: 'Finches', year: 2019, publishedOn: '2019-06-01', authors: ['A. Lark', 'B. Wren'] }),
      paperNode('arxiv:2', { name: 'Finches again', year: 2021 }),
      entityNode('method:finchnet', {
        name: 'FinchNet',
        aliases: ['Finch Net', 'FN'],
        papers: 2,
        roles: { proposed: 1, used: 1 },
      }),
      entityNode('method:wren', { name: 'Wren' }),
      entityNode('dataset:birds', { name: 'Birds' }),
      entityNode('metric:accuracy', { name: 'accuracy', higherIsBetter: true }),
      resultNode('arxiv:1', 'aa', { value: 93, method: 'method:finchnet' }),
    ],
    [
      edge('arxiv:1', 'MENTIONS', 'method:finchnet', {
        count: 3,
        inTitle: true,
        surfaces: ['FinchNet'],
        evidence: [sentence('arxiv:1', 'FinchNet sings.')],
      }),
      edge('arxiv:1', 'PROPOSES', 'method:finchnet'),
      edge('arxiv:1', 'REPORTS', 'result:aa'),
      edge('result:aa', 'OF_METHOD', 'method:finchnet'),
      edge('result:aa', 'WITH_METRIC', 'metric:accuracy'),
      edge('method:finchnet', 'EVALUATED_ON', 'dataset:birds', { support: 2, papers: ['arxiv:1', 'arxiv:2'] }),
      edge('method:finchnet', 'OUTPERFORMS', 'method:wren', {
        key: 'dataset:birds|metric:accuracy',
        margin: 1.5,
        dataset: 'dataset:birds',
        metric: 'metric:accuracy',
      }),
      edge('method:finchnet', 'OUTPERFORMS', 'method:wren', { key: '|' }),
    ],
  );
  const community = (id: string, level: number, parent: string | null) => ({
    id,
    level,
    parent,
    label: 'birds',
    description: 'two\nlines',
    keywords: ['FinchNet'],
    members: ['method:finchnet', 'method:wren', 'dataset:birds'] as const,
    papers: level === 0 ? (['arxiv:1'] as const) : [],
    stability: 1,
  });
  return finished(bare, {
    communities: [community('l0:method:finchnet', 0, 'l1:method:finchnet'), community('l1:method:finchnet', 1, null)],
  });
}

describe.skipIf(SKIP)('a load into a real Neo4j', () => {
  beforeAll(async () => {
    server = await useServer({ gds: true });
  }, 120_000);
  afterAll(() => server?.stop());
  beforeEach(() => empty(server));

  test('holds every node and relationship, and says so', async () => {
    const graph = sample();
    const report = await loadGraph(graph, server.settings);
    expect(total(report, 'rows')).toBe(graph.nodes.length + graph.edges.length + 2 + 1 + 6 + 1 + 1);
    expect(total(report, 'created')).toBe(total(report, 'rows'));
    for (const kind of report.kinds) expect(kind.stored, kind.kind).toBe(kind.rows);
    const [stored] = await ask(
      server,
      'MATCH (n) WITH count(n) AS nodes MATCH ()-[r]->() RETURN nodes, count(r) AS rels',
    );
    expect((stored!.nodes as number) + (stored!.rels as number)).toBe(total(report, 'rows'));
    expect(report.server).toMatch(/^Neo4j\/\d+\.\d+/);
  });

  test('labels come from the closed list: Entity and its type, and nothing else', async () => {
    await loadGraph(sample(), server.settings);
    const rows = await ask(server, 'MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS n ORDER BY label');
    expect(rows.map(({ label, n }) => `${label} ${n}`)).toEqual([
      'Community 2',
      'Dataset 1',
      'Entity 4',
      'Method 2',
      'Metric 1',
      'Paper 2',
      'Result 1',
      'Run 1',
    ]);
  });

  test('integers are integers, dates are dates, floats are floats', async () => {
    await loadGraph(sample(), server.settings);
    const types: Record<string, unknown> = {};
    for (const [match, value] of [
      ['MATCH (n:Paper {id: "arxiv:1"})', 'n.year'],
      ['MATCH (n:Paper {id: "arxiv:1"})', 'n.publishedOn'],
      ['MATCH (n:Paper {id: "arxiv:1"})', 'n.authors'],
      ['MATCH (n:Result)', 'n.value'],
      ['MATCH (n:Metric)', 'n.higherIsBetter'],
      ['MATCH (n:Method {id: "method:finchnet"})', 'n.paperCount'],
      ['MATCH (n:Method {id: "method:finchnet"})', 'n.papersProposed'],
      ['MATCH ()-[r:EVALUATED_ON]->()', 'r.support'],
      ['MATCH ()-[r:EVALUATED_ON]->()', 'r.confidence'],
      ['MATCH (:Paper)-[r:MENTIONS]->()', 'r.evidenceEnds'],
      ['MATCH ()-[r:OUTPERFORMS]->() WHERE r.margin IS NOT NULL', 'r.margin'],
    ] as const)
      types[
        `${match.includes(')-[r:') ? match.slice(match.indexOf('[r:') + 3, match.indexOf(']->')) : 'node'} ${value}`
      ] = (await ask(server, `${match} RETURN valueType(${value}) AS type`))[0]!.type;
    expect(types).toEqual({
      'node n.year': 'INTEGER NOT NULL',
      'node n.publishedOn': 'DATE NOT NULL',
      'node n.authors': 'LIST<STRING NOT NULL> NOT NULL',
      'node n.value': 'FLOAT NOT NULL',
      'node n.higherIsBetter': 'BOOLEAN NOT NULL',
      'node n.paperCount': 'INTEGER NOT NULL',
      'node n.papersProposed': 'INTEGER NOT NULL',
      'EVALUATED_ON r.support': 'INTEGER NOT NULL',
      'EVALUATED_ON r.confidence': 'FLOAT NOT NULL',
      'MENTIONS r.evidenceEnds': 'LIST<INTEGER NOT NULL> NOT NULL',
      'OUTPERFORMS r.margin': 'FLOAT NOT NULL',
    });
  });

  test('constraints and indexes are there, online, before the first row', async () => {
    await bare(server);
    await loadGraph(sample(), server.settings);
    const names = (await ask(server, "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")).map(
      ({ name }) => name,
    );
    expect(names).toEqual(expect.arrayContaining(SCHEMA.map(({ name }) => name)));
    const found = await ask(
      server,
      "CALL db.index.fulltext.queryNodes('papergraph_entity_names', 'FN') YIELD node RETURN node.id AS id",
    );
    expect(found).toEqual([{ id: 'method:finchnet' }]);
  });

  test('a second load changes nothing', async () => {
    await loadGraph(sample(), server.settings);
    const before = await dump(server);
    const report = await loadGraph(sample(), server.settings);
    expect([total(report, 'created'), total(report, 'updated'), total(report, 'pruned')]).toEqual([0, 0, 0]);
    expect(total(report, 'unchanged')).toBe(total(report, 'rows'));
    expect(await dump(server)).toEqual(before);
  });

  test.each([1, 2, 3, 1000])('in batches of %i rows the database is the same', async (batchRows) => {
    await loadGraph(sample(), server.settings);
    const once = await dump(server);
    await empty(server);
    const report = await loadGraph(sample(), server.settings, { batchRows });
    expect(await dump(server)).toEqual(once);
    if (batchRows === 1) expect(report.batches).toBe(report.rows);
  });

  test('after a paper was added only what is new or changed is written', async () => {
    const positions = {};
    const small = finished(mentionGraph({ 'arxiv:1': 'method:a method:b' }), { positions, measures: {} });
    const large = finished(mentionGraph({ 'arxiv:1': 'method:a method:b', 'arxiv:2': 'method:b method:c' }), {
      positions,
      measures: {},
    });
    await loadGraph(small, server.settings);
    const report = await loadGraph(large, server.settings);
    const of = (kind: string) => report.kinds.find((k) => k.kind === kind)!;
    expect(of(':Paper')).toMatchObject({ created: 1, updated: 0, unchanged: 1 });
    expect(of(':Method')).toMatchObject({ created: 1, updated: 1, unchanged: 1 }); // b is in two papers now
    expect(of('(:Paper)-[:MENTIONS]->(:Entity)')).toMatchObject({ created: 2, updated: 0, unchanged: 2 });
    expect(of(':Run')).toMatchObject({ created: 1, pruned: 1, stored: 1 }); // what describes the whole is replaced
    const after = await dump(server);
    await empty(server);
    await loadGraph(large, server.settings);
    expect(after).toEqual(await dump(server));
  });

  test('a value that is gone is taken away, and a property of others stays', async () => {
    await loadGraph(sample(), server.settings);
    await ask(server, 'MATCH (n {id: "method:finchnet"}) SET n.note = "mine"');
    const graph = sample();
    const nodes = graph.nodes.map((node) =>
      node.id === 'method:finchnet' ? { ...node, aliases: [], firstYear: null } : node,
    ) as KnowledgeGraph['nodes'];
    await loadGraph({ ...graph, nodes }, server.settings);
    const [row] = await ask(
      server,
      'MATCH (n {id: "method:finchnet"}) RETURN n.aliases AS aliases, n.firstYear AS year, n.note AS note, n.name AS name',
    );
    expect(row).toEqual({ aliases: null, year: null, note: 'mine', name: 'FinchNet' });
  });

  describe('what the graph no longer has', () => {
    const large = () =>
      finished(mentionGraph({ 'arxiv:1': 'method:a method:b', 'arxiv:2': 'method:b method:c' }), {
        positions: {},
        measures: {},
      });
    const small = () => finished(mentionGraph({ 'arxiv:1': 'method:a method:b' }), { positions: {}, measures: {} });

    test('is a difference, and exit code 1', async () => {
      await loadGraph(large(), server.settings);
      const error = await failure(loadGraph(small(), server.settings));
      expect([error.code, error.exitCode]).toEqual(['NEO4J_MISMATCH', 1]);
      expect(error.message).toContain(':Paper 2 instead of 1');
      expect(error.message).toContain('--prune');
    });

    test('goes with --prune, and the database is as if it had never been', async () => {
      await loadGraph(large(), server.settings);
      const report = await loadGraph(small(), server.settings, { prune: true });
      expect(total(report, 'pruned')).toBe(1 + 1 + 2 + 1); // a paper, a method, two mentions, the run
      const pruned = await dump(server);
      await empty(server);
      await loadGraph(small(), server.settings);
      expect(pruned).toEqual(await dump(server));
    });

    test('goes in small batches too', async () => {
      await loadGraph(large(), server.settings);
      const report = await loadGraph(small(), server.settings, { prune: true, batchRows: 1 });
      expect(total(report, 'pruned')).toBe(5);
    });

    test('but nothing of others goes: nodes, relationships, and ours that they hang on', async () => {
      await ask(
        server,
        'CREATE (:Paper {id: "arxiv:99", title: "theirs"}), (:Method {id: "method:x"}), (:Paper:Kept {id: "arxiv:2", theirs: 7})',
      );
      await loadGraph(large(), server.settings);
      await ask(server, 'MATCH (c {id: "method:c"}) CREATE (:Note {text: "remember"})-[:ABOUT]->(c)');
      await ask(server, 'MATCH (a {id: "method:a"}), (b {id: "method:b"}) CREATE (a)-[:USED_FOR {by: "them"}]->(b)');
      const report = await loadGraph(small(), server.settings, { prune: true });
      expect(total(report, 'released')).toBe(2); // arxiv:2 was there before us; a note hangs on method:c
      const left = (await ask(server, 'MATCH (n) RETURN coalesce(n.id, n.text) AS id ORDER BY id')).map(({ id }) => id);
      expect(left).toEqual([
        'arxiv:1',
        'arxiv:2',
        'arxiv:99',
        'method:a',
        'method:b',
        'method:c',
        'method:x',
        'remember',
        expect.stringMatching(/^run:/),
      ]);
      expect(await ask(server, 'MATCH (:Note)-[r:ABOUT]->() RETURN count(r) AS n')).toEqual([{ n: 1 }]);
      expect(await ask(server, 'MATCH ()-[r:USED_FOR]->() RETURN r.by AS by')).toEqual([{ by: 'them' }]);
      expect(await ask(server, 'MATCH (n:Kept) RETURN n.theirs AS theirs, n.papergraph AS mark')).toEqual([
        { theirs: 7, mark: null },
      ]);
    });

    test('communities are replaced by every load', async () => {
      const graph = sample();
      await loadGraph(graph, server.settings);
      const [first] = graph.communities;
      const moved = { ...graph, communities: [{ ...first!, id: 'l0:method:wren', parent: null }] };
      await loadGraph(moved, server.settings);
      const rows = await ask(server, 'MATCH (c:Community) RETURN c.id AS id');
      expect(rows).toEqual([{ id: 'l0:method:wren' }]);
    });
  });

  test('names that once broke something arrive as they are', async () => {
    const graph = hostileGraph();
    await loadGraph(graph, server.settings, { batchRows: 7 });
    for (const node of graph.nodes) {
      const property = node.type === 'Paper' ? 'title' : 'name';
      const rows = await ask(server, `MATCH (n {id: $id}) RETURN n.${property} AS name`, { id: wellFormed(node.id) });
      expect(rows).toEqual([{ name: wellFormed(node.name) }]);
    }
  });

  const CYPHER_NAMES = [
    'a`b',
    '\\u0060',
    "'; MATCH (n) DETACH DELETE n //",
    '})-[:X]->() //',
    '"}) DETACH DELETE n',
    '\\',
    "\\'",
    '\\\\u0027',
    '$rows',
    '{id: 1}',
    'a;\nb;',
    '/* c */ // d',
  ];
  const cypherGraph = () =>
    finished(
      bareGraph(
        CYPHER_NAMES.map((name, i) => entityNode(`method:${i}${name}`, { name, aliases: CYPHER_NAMES })),
        CYPHER_NAMES.slice(1).map((name, i) =>
          edge(`method:${i + 1}${name}`, 'PART_OF', `method:0${CYPHER_NAMES[0]}`, {
            evidence: [sentence('arxiv:1', name)],
          }),
        ),
      ),
    );

  test('names that look like Cypher arrive as names, by parameters and by the script alike', async () => {
    await loadGraph(cypherGraph(), server.settings);
    const rows = await ask(server, 'MATCH (n:Method) RETURN n.name AS name, n.aliases AS aliases ORDER BY n.id');
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(CYPHER_NAMES));
    for (const { aliases } of rows) expect(aliases).toEqual(CYPHER_NAMES);
    const loaded = await dump(server);
    await empty(server);
    await runScript(cypherGraph());
    expect(await dump(server)).toEqual(loaded);
  });

  test.each([
    ['the sample', sample],
    ['the hostile graph', hostileGraph],
  ])('the script gives the same database as the load: %s', async (_, make) => {
    await loadGraph(make(), server.settings);
    const loaded = await dump(server);
    await empty(server);
    await runScript(make());
    expect(await dump(server)).toEqual(loaded);
    // To the load what the script wrote is its own; and the script may run twice.
    if (make === sample) await runScript(make());
    expect(await dump(server)).toEqual(loaded);
    const report = await loadGraph(make(), server.settings);
    expect(total(report, 'unchanged')).toBe(report.rows);
  });

  test('an abstract of a million characters goes in, in a batch of its own', async () => {
    const abstract = 'A finch sings. '.repeat(66_667).slice(0, 1_000_000);
    const papers = Array.from({ length: 6 }, (_, i) => paperNode(`arxiv:${i}`, { abstract }));
    const report = await loadGraph(finished(bareGraph(papers, [])), server.settings, { batchBytes: 1_500_000 });
    expect(report.batches).toBe(6 + 1);
    expect(await ask(server, 'MATCH (p:Paper) RETURN DISTINCT size(p.abstract) AS n')).toEqual([{ n: 1_000_000 }]);
  });

  test('what no property can hold is left out and counted', async () => {
    const broken = { confidence: Number.NaN, papers: 1.5, firstYear: Number.POSITIVE_INFINITY } as const;
    const graph = finished(
      bareGraph([entityNode('method:a', broken), paperNode('arxiv:1', { publishedOn: '2019-02-30', year: null })], []),
    );
    const report = await loadGraph(graph, server.settings);
    expect(report.dropped).toEqual({
      'Method.confidence': 1,
      'Method.paperCount': 1,
      'Method.firstYear': 1,
      'Paper.publishedOn': 1,
    });
    expect(await ask(server, 'MATCH (n:Method) RETURN n.confidence AS c, n.name AS name')).toEqual([
      { c: null, name: 'a' },
    ]);
  });

  describe('a fault is one line with a cure', () => {
    const other = (changes: Partial<Neo4jSettings>) => ({ ...server.settings, ...changes });
    const SECRET = 'sesame-open-now';
    // Constraints of others must not outlive their test.
    const ALONE = /of others|taken the name|another name/;
    beforeEach(async ({ task }) => {
      if (ALONE.test(task.name)) await bare(server);
    });
    afterEach(async ({ task }) => {
      if (ALONE.test(task.name)) await bare(server);
    });

    test('wrong password', async () => {
      const error = await failure(loadGraph(sample(), other({ password: SECRET })));
      expect([error.code, error.exitCode]).toEqual(['NEO4J_AUTH', 1]);
      expect(error.message).not.toContain(SECRET);
      expect(error.message).toContain('NEO4J_PASSWORD');
    });

    test('a password in the address is refused and not repeated', async () => {
      const error = await failure(loadGraph(sample(), other({ uri: `bolt://neo4j:${SECRET}@127.0.0.1:7687` })));
      expect(error.message).not.toContain(SECRET);
      expect(error.exitCode).toBe(2);
    });

    test('the HTTP port', async () => {
      if (!server.own) return;
      expect((await failure(loadGraph(sample(), other({ uri: server.own.httpUri })))).message).toContain('bolt://');
      const error = await failure(loadGraph(sample(), other({ uri: `bolt://127.0.0.1:${server.own.httpPort}` })));
      expect([error.code, error.message]).toEqual(['NEO4J_UNREACHABLE', expect.stringContaining('HTTP port')]);
    });

    test.each(['bolt', 'neo4j'])('nobody at the port, by %s://', async (scheme) => {
      const port = await closedPort();
      const error = await failure(loadGraph(sample(), other({ uri: `${scheme}://127.0.0.1:${port}` })));
      expect(error.code).toBe('NEO4J_UNREACHABLE');
      expect(error.message.length).toBeLessThan(250);
    });

    test('somebody who never answers: ten seconds, no more', async () => {
      const silent = await listen();
      const began = performance.now();
      const error = await failure(loadGraph(sample(), other({ uri: `bolt://127.0.0.1:${silent.port}` })));
      expect(performance.now() - began).toBeLessThan(11_000);
      expect(error.code).toBe('NEO4J_UNREACHABLE');
      silent.close();
    });

    test('encrypted where the server speaks plainly', async () => {
      const error = await failure(loadGraph(sample(), other({ uri: server.settings.uri.replace('bolt:', 'bolt+s:') })));
      expect([error.code, error.message]).toEqual(['NEO4J_UNREACHABLE', expect.stringContaining('+s')]);
    });

    test('no address at all', async () => {
      expect((await failure(loadGraph(sample(), other({ uri: 'localhost:7687' })))).exitCode).toBe(2);
    });

    test('a database that is not there', async () => {
      const error = await failure(loadGraph(sample(), other({ database: 'birds' })));
      expect([error.code, error.message]).toEqual(['NEO4J_REFUSED', expect.stringContaining('NEO4J_DATABASE')]);
    });

    test('two papers of others with one id: named, and nothing is written', async () => {
      await ask(server, 'CREATE (:Paper {id: "x"}), (:Paper {id: "x"})');
      const error = await failure(loadGraph(sample(), server.settings));
      expect([error.code, error.message]).toEqual(['NEO4J_REFUSED', expect.stringContaining('Nothing was written')]);
      expect(await ask(server, 'MATCH (n) RETURN count(n) AS n')).toEqual([{ n: 2 }]);
    });

    test('an index of others where our constraint must stand', async () => {
      await ask(server, 'CREATE INDEX theirs FOR (n:Paper) ON (n.id)');
      const error = await failure(loadGraph(sample(), server.settings));
      expect(error.message).toContain('drop that index');
    });

    test('a constraint of others has taken the name of ours', async () => {
      await ask(server, 'CREATE CONSTRAINT papergraph_paper_id FOR (n:Bird) REQUIRE n.ring IS UNIQUE');
      const error = await failure(loadGraph(sample(), server.settings));
      expect(error.message).toContain('papergraph_paper_id');
      expect(await ask(server, 'MATCH (n) RETURN count(n) AS n')).toEqual([{ n: 0 }]);
    });

    test('the same constraint under another name is as good', async () => {
      await ask(server, 'CREATE CONSTRAINT theirs FOR (n:Paper) REQUIRE n.id IS UNIQUE');
      expect(total(await loadGraph(sample(), server.settings), 'created')).toBeGreaterThan(0);
    });

    test('a constraint of others that our own data break: before the first row', async () => {
      await ask(server, 'CREATE CONSTRAINT theirs FOR (n:Paper) REQUIRE n.title IS UNIQUE');
      const graph = finished(
        bareGraph([paperNode('arxiv:1', { name: 'Same' }), paperNode('arxiv:2', { name: 'Same' })], []),
      );
      const error = await failure(loadGraph(graph, server.settings));
      expect(error.message).toMatch(/theirs.*arxiv:1 and arxiv:2/);
      expect(await ask(server, 'MATCH (n) RETURN count(n) AS n')).toEqual([{ n: 0 }]);
    });

    test('a constraint of others that their data make us break: that batch is rolled back, and the next run goes on', async () => {
      await ask(server, 'CREATE CONSTRAINT theirs FOR (n:Paper) REQUIRE n.title IS UNIQUE');
      await ask(server, 'CREATE (:Paper {id: "y", title: "Finches again"})');
      const error = await failure(loadGraph(sample(), server.settings, { batchRows: 1 }));
      expect([error.code, error.message]).toEqual(['NEO4J_REFUSED', expect.stringContaining('rolled back')]);
      await ask(server, 'MATCH (n {id: "y"}) DELETE n');
      const report = await loadGraph(sample(), server.settings);
      expect(total(report, 'stored')).toBe(report.rows);
    });

    test.each<[string, (graph: KnowledgeGraph) => KnowledgeGraph, RegExp]>([
      [
        'an edge to nowhere',
        (g) => ({ ...g, edges: [...g.edges, edge('method:wren', 'PART_OF', 'method:gone')] }),
        /method:gone/,
      ],
      [
        'a type from the data',
        (g) => ({ ...g, edges: [edge('method:wren', 'X]->() DETACH DELETE n //' as never, 'method:finchnet')] }),
        /no such relationship/,
      ],
      [
        'a triple outside the schema',
        (g) => ({ ...g, edges: [edge('arxiv:1', 'OF_METHOD', 'method:wren')] }),
        /no such relationship/,
      ],
      [
        'a label from the data',
        (g) => ({
          ...g,
          nodes: [{ ...g.nodes[0]!, type: 'Paper) DETACH DELETE n //' as never }],
          edges: [],
          communities: [],
        }),
        /no node type/,
      ],
      [
        'an id longer than an index holds',
        (g) => ({ ...g, nodes: [...g.nodes, paperNode(`id:${'x'.repeat(9000)}`)] }),
        /4096/,
      ],
      ['two nodes of one id', (g) => ({ ...g, nodes: [...g.nodes, paperNode('arxiv:1')] }), /two nodes/],
    ])('a graph that was tampered with: %s', async (_, tamper, message) => {
      const error = await failure(loadGraph(tamper(sample()), server.settings));
      expect([error.code, error.message]).toEqual(['BAD_GRAPH', expect.stringMatching(message)]);
      expect(await ask(server, 'MATCH (n) RETURN count(n) AS n')).toEqual([{ n: 0 }]);
    });
  });

  test('--gds writes the levels of its own Louvain and Leiden beside ours, and a later load leaves them', async ({
    skip,
  }) => {
    // A server of theirs may lack the library.
    if (!server.own) skip();
    await loadGraph(sample(), server.settings);
    const report = await loadGraph(sample(), server.settings, { gds: true });
    expect(report.gds.map(({ algorithm, communities }) => [algorithm, communities])).toEqual([
      ['louvain', expect.any(Number)],
      ['leiden', expect.any(Number)],
    ]);
    await loadGraph(sample(), server.settings);
    const rows = await ask(
      server,
      'MATCH (n:Entity) RETURN size(n.gdsLouvainLevels) AS louvain, size(n.gdsLeidenLevels) AS leiden, n.communityId AS ours',
    );
    expect(rows).toHaveLength(4);
    for (const { louvain, leiden } of rows) expect([louvain, leiden]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(rows.filter(({ ours }) => ours === 'l0:method:finchnet')).toHaveLength(3);
  });

  test('a query gives plain values, whatever it returns', async () => {
    await loadGraph(sample(), server.settings);
    const answer = await runQuery(
      server.settings,
      'MATCH (p:Paper {id: $id}) RETURN p.publishedOn AS day, p.year + $n AS year, p {.id} AS p, [p.title] AS list',
      { id: 'arxiv:1', n: 1 },
    );
    expect(answer).toEqual({
      columns: ['day', 'year', 'p', 'list'],
      rows: [['2019-06-01', 2020, { id: 'arxiv:1' }, ['Finches']]],
    });
  });

  async function runScript(graph: KnowledgeGraph): Promise<void> {
    const text = [...writeCypherScript(graph)].join('');
    const session = server.driver.session(
      server.settings.database === null ? {} : { database: server.settings.database },
    );
    // As cypher-shell does: a statement ends with a semicolon at the end of a line.
    for (const statement of text.split(';\n')) if (statement.trim()) await session.run(statement);
    await session.close();
  }
});

const wellFormed = (text: string) => text.toWellFormed();

function listen(): Promise<{ port: number; close(): void }> {
  const sockets = new Set<{ destroy(): void }>();
  const tcp: TcpServer = createServer((socket) => void sockets.add(socket));
  return new Promise((resolve) =>
    tcp.listen(0, '127.0.0.1', () => {
      const { port } = tcp.address() as { port: number };
      resolve({
        port,
        close() {
          for (const socket of sockets) socket.destroy();
          tcp.close();
        },
      });
    }),
  );
}

async function closedPort(): Promise<number> {
  const open = await listen();
  open.close();
  return open.port;
}
