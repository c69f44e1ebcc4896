/** Every saved query against the loaded landmarks, and beside it the same question answered from the graph without Cypher. */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readQueries, type SavedQuery } from '../../graph/cypher/queries.js';
import { readGraphJson } from '../../graph/export/index.js';
import { loadGraph, runQuery } from '../../graph/neo4j.js';
import type { EntityNode, GraphEdge, KnowledgeGraph, PaperNode, ResultNode } from '../../graph/schema.js';
import { run, temporaryFolder } from '../cli/run.js';
import { empty, SKIP, type TestServer, useServer } from './server.js';

const FILE = fileURLToPath(new URL('../../docs/neo4j/queries.cypher', import.meta.url));
const LANDMARKS = fileURLToPath(new URL('../../examples/landmarks.jsonl', import.meta.url));
const saved = readQueries(readFileSync(FILE, 'utf8'));

type Row = Record<string, unknown>;
type Parameters = Record<string, string | number>;
interface Asked {
  readonly graph: KnowledgeGraph;
  node<T = EntityNode>(id: string): T;
  /** Whose name, short form, other name or id it is. */
  named(text: unknown): EntityNode[];
  edges(...types: string[]): GraphEdge[];
  /** The community of the finest level. */
  home(id: string): string | undefined;
}
/** What the query must give, in its order, without its limit. */
type Oracle = (asked: Asked, parameters: Parameters) => Row[];

const by =
  <T>(...keys: ((row: T) => number | string)[]) =>
  (a: T, b: T) => {
    for (const key of keys) {
      const [x, y] = [key(a), key(b)];
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  };
const uniq = <T>(values: readonly T[]) => [...new Set(values)];
function group<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return groups;
}

const ORACLES: Readonly<Record<string, Oracle>> = {
  'shared-datasets': ({ named, edges, node }, { left, right }) => {
    const used = (name: unknown) => {
      const ids = new Set(named(name).map(({ id }) => id as string));
      return group(
        edges('EVALUATED_ON', 'TRAINED_ON').filter(({ source }) => ids.has(source)),
        (e) => e.target,
      );
    };
    const [a, b] = [used(left), used(right)];
    return [...a.keys()]
      .filter((id) => b.has(id))
      .map((id) => node(id))
      .sort(
        by(
          (d) => -d.papers,
          (d) => d.id,
        ),
      )
      .map((d) => ({
        dataset: d.name,
        left: uniq(a.get(d.id)!.map((e) => e.type)),
        right: uniq(b.get(d.id)!.map((e) => e.type)),
        papers: d.papers,
      }));
  },
  'closest-methods': ({ named, edges, node }, { method }) => {
    const mine = new Set(named(method).map(({ id }) => id as string));
    const all = edges('EVALUATED_ON');
    const shared = new Map<string, Set<string>>();
    for (const x of all.filter(({ source }) => mine.has(source)))
      for (const y of all)
        if (y.target === x.target && y !== x)
          shared.set(y.source, (shared.get(y.source) ?? new Set()).add(node(x.target).name));
    return [...shared]
      .sort(
        by(
          ([, names]) => -names.size,
          ([id]) => id,
        ),
      )
      .map(([id, names]) => ({ method: node(id).name, datasets: names.size, shared: [...names] }));
  },
  'never-tried': ({ named, edges, node }, { task }) =>
    named(task)
      .flatMap(({ id: t, type }) => {
        if (type !== 'Task') return [];
        const methods = edges('USED_FOR')
          .filter((e) => e.target === t)
          .map((e) => e.source as string);
        const runs = edges('EVALUATED_ON').filter((e) => methods.includes(e.source));
        const tried = new Set(edges('EVALUATED_ON', 'TRAINED_ON').map((e) => `${e.source} ${e.target}`));
        return [...group(runs, (e) => e.target)].flatMap(([d, there]) =>
          methods
            .filter((m) => !tried.has(`${m} ${d}`))
            .map((m) => ({ m, d, weight: there.reduce((sum, e) => sum + e.support, 0) })),
        );
      })
      // Two tasks may bear the name: their rows stand in one list.
      .sort(
        by(
          (x) => -x.weight,
          (x) => x.m,
          (x) => x.d,
        ),
      )
      .map(({ m, d, weight }) => ({ method: node(m).name, dataset: node(d).name, runsOfOthers: weight })),
  leaderboard: ({ graph, named, node }, { dataset, metric }) => {
    const [datasets, metrics] = [named(dataset), named(metric)];
    return graph.nodes
      .filter(
        (n): n is ResultNode =>
          n.type === 'Result' &&
          !n.isDelta &&
          datasets.some(({ id }) => id === n.dataset) &&
          metrics.some(({ id }) => id === n.metric),
      )
      .map((result) => ({ result, down: node(result.metric!).higherIsBetter === false }))
      .sort(
        by(
          ({ result, down }) => (down ? result.value : -result.value),
          ({ result }) => result.id,
        ),
      )
      .map(({ result }) => {
        const paper = node<PaperNode>(result.paper);
        return {
          method: result.method && node(result.method).name,
          value: result.valueRaw,
          paper: paper.name,
          year: paper.year,
          sentence: result.evidence[0]?.sentence ?? null,
        };
      });
  },
  'what-replaced-what': ({ edges, node }, { since }) =>
    edges('OUTPERFORMS')
      .filter((e) => e.firstYear !== null && e.firstYear >= Number(since))
      .sort(
        by(
          (e) => e.firstYear!,
          (e) => -e.support,
          (e) => e.source,
          (e) => e.target,
          (e) => e.key,
        ),
      )
      .map((e) => ({
        year: e.firstYear,
        better: node(e.source).name,
        than: node(e.target).name,
        papers: e.support,
        sentence: e.evidence[0]?.sentence ?? null,
      })),
  bridges: ({ graph, node, home, edges }) => {
    const others = new Map<string, Set<string>>();
    const see = (a: string, b: string) => {
      if (home(a) && home(b) && home(a) !== home(b)) others.set(a, (others.get(a) ?? new Set()).add(home(b)!));
    };
    for (const e of edges().filter((x) => isEntity(node(x.source)) && isEntity(node(x.target)))) {
      see(e.source, e.target);
      see(e.target, e.source);
    }
    const label = (id: string) => graph.communities.find((c) => c.id === id)!.label;
    return [...others]
      .sort(
        by(
          ([, set]) => -set.size,
          ([id]) => -graph.measures[id]!.betweenness,
          ([id]) => id,
        ),
      )
      .map(([id, set]) => ({
        name: node(id).name,
        type: node(id).type,
        home: label(home(id)!),
        otherCommunities: set.size,
        betweenness: graph.measures[id]!.betweenness,
      }));
  },
  'between-communities': ({ graph, home, node, edges }) => {
    const across = edges().filter(
      (e) =>
        isEntity(node(e.source)) &&
        isEntity(node(e.target)) &&
        home(e.source) &&
        home(e.target) &&
        home(e.source) !== home(e.target),
    );
    const label = (id: string) => graph.communities.find((c) => c.id === id)!.label;
    return [...group(across, (e) => [home(e.source)!, home(e.target)!].sort().join('\n'))]
      .map(([pair, there]) => ({ pair: pair.split('\n') as [string, string], links: there.length }))
      .sort(
        by(
          (x) => -x.links,
          (x) => x.pair[0],
          (x) => x.pair[1],
        ),
      )
      .map(({ pair, links }) => ({ one: label(pair[0]), other: label(pair[1]), links }));
  },
  'hardware-by-year': ({ edges, node }) => {
    const named = edges('MENTIONS').filter(
      (e) => node(e.target).type === 'Hardware' && node<PaperNode>(e.source).year !== null,
    );
    return [...group(named, (e) => `${node<PaperNode>(e.source).year} ${e.target}`).values()]
      .map((there) => ({ year: node<PaperNode>(there[0]!.source).year!, id: there[0]!.target, papers: there.length }))
      .sort(
        by(
          (x) => x.year,
          (x) => -x.papers,
          (x) => x.id,
        ),
      )
      .map(({ year, id, papers }) => ({ year, hardware: node(id).name, papers }));
  },
  'datasets-of-task': ({ named, edges, node }, { task }) => {
    const tasks = named(task).map(({ id }) => id as string);
    const methods = new Set(
      edges('USED_FOR')
        .filter((e) => tasks.includes(e.target))
        .map((e) => e.source),
    );
    return [
      ...group(
        edges('EVALUATED_ON').filter((e) => methods.has(e.source)),
        (e) => e.target,
      ),
    ]
      .map(([id, there]) => ({
        id,
        methods: uniq(there.map((e) => e.source)).length,
        since: Math.min(...there.flatMap((e) => e.firstYear ?? [])),
      }))
      .sort(
        by(
          (x) => -x.methods,
          (x) => x.id,
        ),
      )
      .map(({ id, methods: n, since }) => ({
        dataset: node(id).name,
        methods: n,
        since: Number.isFinite(since) ? since : null,
      }));
  },
  'methods-of-task': ({ named, edges, node }, { task }) => {
    const tasks = named(task).map(({ id }) => id as string);
    return edges('USED_FOR')
      .filter((e) => tasks.includes(e.target))
      .sort(
        by(
          (e) => -e.support,
          (e) => e.source,
        ),
      )
      .map((e) => ({
        method: node(e.source).name,
        papers: e.support,
        since: e.firstYear,
        sentence: e.evidence[0]?.sentence ?? null,
      }));
  },
  lineage: ({ named, edges, node }, { method }) => {
    const steps = new Map<string, number>();
    for (const { id: start } of named(method)) {
      let edge = new Set<string>([start]);
      const seen = new Set<string>([start]);
      for (let step = 1; step <= 3; step++) {
        edge = new Set(
          edges('VARIANT_OF', 'PART_OF')
            .filter((e) => edge.has(e.source) && node(e.source).type === 'Method' && !seen.has(e.target))
            .map((e) => e.target),
        );
        for (const id of edge) {
          seen.add(id);
          steps.set(id, Math.min(step, steps.get(id) ?? step));
        }
      }
    }
    return [...steps]
      .sort(
        by(
          ([, n]) => n,
          ([id]) => id,
        ),
      )
      .map(([id, n]) => ({ method: node(id).name, steps: n }));
  },
  evidence: ({ named, edges }, { left, right }) => {
    const [a, b] = [named(left), named(right)].map((found) => found.map(({ id }) => id as string)) as [
      string[],
      string[],
    ];
    return edges()
      .filter((e) => (a.includes(e.source) && b.includes(e.target)) || (a.includes(e.target) && b.includes(e.source)))
      .flatMap((e) =>
        e.evidence.map((s) => ({
          key: e.key,
          relationship: e.type,
          sentence: s.sentence,
          paper: s.paper,
          start: s.start,
          end: s.end,
        })),
      )
      .sort(
        by(
          (x) => x.relationship,
          (x) => x.paper,
          (x) => x.start,
          (x) => x.key,
        ),
      )
      .map(({ key: _, ...row }) => row);
  },
  'papers-about': ({ named, edges, node }, { name }) => {
    const ids = named(name).map(({ id }) => id as string);
    return edges('MENTIONS')
      .filter((e) => ids.includes(e.target))
      .sort(
        by(
          (e) => (e.role === 'proposed' ? 0 : 1),
          (e) => -e.count!,
          (e) => e.source,
        ),
      )
      .map((e) => ({
        paper: node<PaperNode>(e.source).name,
        year: node<PaperNode>(e.source).year,
        role: e.role,
        times: e.count,
        id: e.source,
      }));
  },
  communities: ({ graph, node }) =>
    graph.communities
      .filter(({ level }) => level === 0)
      .sort(
        by(
          (c) => -c.members.length,
          (c) => c.id,
        ),
      )
      .map((c) => {
        const strongest = [...c.members]
          .sort(
            by(
              (id) => -graph.measures[id]!.pageRank,
              (id) => id,
            ),
          )
          .map((id) => node(id));
        const top = (type: string) =>
          strongest
            .filter((e) => e.type === type)
            .slice(0, 3)
            .map((e) => e.name);
        return {
          community: c.label,
          size: c.members.length,
          papers: c.papers.length,
          stability: c.stability,
          methods: top('Method'),
          datasets: top('Dataset'),
        };
      }),
};

const isEntity = (node: { type: string }) => node.type !== 'Paper' && node.type !== 'Result';
/** Lists that a query collects have no order of their own. */
const UNORDERED = new Set(['shared', 'left', 'right']);

test('the file holds at least twelve queries, each with its own name, and no parameter goes unused', () => {
  expect(saved.length).toBeGreaterThanOrEqual(12);
  expect(new Set(saved.map(({ name }) => name)).size).toBe(saved.length);
  for (const { text, parameters, name } of saved)
    expect(uniq([...text.matchAll(/\$(\w+)/g)].map(([, p]) => p)).sort(), name).toEqual(
      parameters.map((p) => p.name).sort(),
    );
});

describe.skipIf(SKIP)('on the landmarks', () => {
  let server: TestServer;
  let graph: KnowledgeGraph;
  const folder = temporaryFolder();
  const defaults = ({ parameters }: SavedQuery): Parameters =>
    Object.fromEntries(parameters.map((p) => [p.name, p.fallback]));
  const environment = () => ({
    NEO4J_URI: server.settings.uri,
    NEO4J_USERNAME: server.settings.username,
    NEO4J_PASSWORD: server.settings.password,
    ...(server.settings.database === null ? {} : { NEO4J_DATABASE: server.settings.database }),
  });
  let asked: Asked;

  beforeAll(async () => {
    const [started, built] = await Promise.all([useServer(), run(['build', LANDMARKS, '-o', folder.dir])]);
    server = started;
    expect(built.code, built.stderr).toBe(0);
    graph = await readGraphJson(createInterface({ input: createReadStream(join(folder.dir, 'graph.json'), 'utf8') }));
    const byId = new Map<string, unknown>(graph.nodes.map((node) => [node.id, node]));
    const homes = new Map(
      graph.communities
        .filter(({ level }) => level === 0)
        .flatMap((c) => [...c.members, ...c.papers].map((id) => [id as string, c.id])),
    );
    const same = (a: string, b: unknown) => a.toLowerCase() === String(b).toLowerCase();
    asked = {
      graph,
      node: (id) => byId.get(id) as never,
      named: (text) =>
        graph.nodes.filter(
          (n): n is EntityNode =>
            isEntity(n) &&
            (n.id === text ||
              same(n.name, text) ||
              same((n as EntityNode).abbreviation ?? '\u0000', text) ||
              (n as EntityNode).aliases.some((alias) => same(alias, text))),
        ),
      edges: (...types) => graph.edges.filter(({ type }) => types.length === 0 || types.includes(type)),
      home: (id) => homes.get(id),
    };
    await loadGraph(graph, server.settings);
  }, 180_000);
  afterAll(async () => {
    if (server && !server.own) await empty(server);
    await server?.stop();
    folder.remove();
  });

  const answer = async (query: SavedQuery, parameters: Parameters) => {
    const { columns, rows } = await runQuery(server.settings, query.text, parameters);
    return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
  };
  const settled = (rows: Row[]) =>
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          UNORDERED.has(key) && Array.isArray(value) ? [...value].sort() : value,
        ]),
      ),
    );

  test.each(saved.filter(({ name }) => name in ORACLES).map((query) => [query.name, query] as const))(
    '%s',
    async (_, query) => {
      const oracle = ORACLES[query.name]!;
      const parameters = defaults(query);
      const rows = await answer(query, parameters);
      expect(rows.length, 'the defaults must show something').toBeGreaterThan(0);
      expect(settled(rows)).toEqual(
        settled(oracle(asked, parameters).slice(0, Number(parameters.limit ?? Number.POSITIVE_INFINITY))),
      );
      if (!('limit' in parameters)) return;
      expect(settled(await answer(query, { ...parameters, limit: 100_000 }))).toEqual(
        settled(oracle(asked, parameters)),
      );
    },
  );

  test('find: whatever matches has the word in one of its names, and the thing itself is among them', async () => {
    const query = saved.find(({ name }) => name === 'find')!;
    const rows = await answer(query, { ...defaults(query), limit: 1000 });
    const holds = ({ name, aliases, abbreviation }: EntityNode) =>
      [name, abbreviation ?? '', ...aliases].some((text) => /(?<![a-z0-9])resnet(?![a-z0-9])/i.test(text));
    const expected = graph.nodes
      .filter((n): n is EntityNode => isEntity(n) && holds(n as EntityNode))
      .map(({ name }) => name);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(expected));
    expect(expected.length).toBeGreaterThan(0);
  });

  test('path: as short as a search from both ends says, and each step is an edge of the graph', async () => {
    const query = saved.find(({ name }) => name === 'path')!;
    const [row] = await answer(query, defaults(query));
    // A metric or a machine that two things share says little about them: the query leaves both out.
    const links = asked
      .edges()
      .filter(
        (e) =>
          e.type !== 'MEASURED_BY' &&
          e.type !== 'RUNS_ON' &&
          isEntity(asked.node(e.source)) &&
          isEntity(asked.node(e.target)),
      );
    const goal = new Set(asked.named('BERT').map(({ id }) => id as string));
    let frontier = new Set(asked.named('AlexNet').map(({ id }) => id as string));
    const seen = new Set(frontier);
    let steps = 0;
    const near = group(
      [...links.map((e) => [e.source, e.target]), ...links.map((e) => [e.target, e.source])],
      ([from]) => from!,
    );
    while (![...frontier].some((id) => goal.has(id)) && frontier.size) {
      frontier = new Set(
        [...frontier].flatMap((id) => (near.get(id) ?? []).map(([, to]) => to!)).filter((id) => !seen.has(id)),
      );
      for (const id of frontier) seen.add(id);
      steps++;
    }
    expect(row!.steps).toBe(steps);
    const [things, kinds] = [row!.things as string[], row!.by as string[]];
    expect([things.length, kinds.length]).toEqual([steps + 1, steps]);
    kinds.forEach((type, i) => {
      const ends = [things[i], things[i + 1]];
      expect(
        links.some(
          (e) =>
            e.type === type && ends.includes(asked.node(e.source).name) && ends.includes(asked.node(e.target).name),
        ),
        `${ends} ${type}`,
      ).toBe(true);
    });
  });

  test('without the Graph Data Science library --gds says so, after the graph is loaded', async ({ skip }) => {
    if (!server.own) skip();
    await expect(loadGraph(graph, server.settings, { gds: true })).rejects.toThrow(
      /no Graph Data Science library\. The graph is loaded/,
    );
  });

  test('every query has been checked', () => {
    expect(
      saved.map(({ name }) => name).filter((name) => !(name in ORACLES) && name !== 'find' && name !== 'path'),
    ).toEqual([]);
  });

  describe('the command', () => {
    test('loads what build has written, and a second time nothing', async () => {
      await empty(server);
      const first = await run(['neo4j', 'load', folder.dir, '--json'], { env: environment() });
      expect(first.code, first.stderr).toBe(0);
      const kinds = JSON.parse(first.stdout).kinds as {
        created: number;
        updated: number;
        rows: number;
        stored: number;
      }[];
      for (const kind of kinds) expect([kind.created, kind.stored]).toEqual([kind.rows, kind.rows]);
      const second = await run(['neo4j', 'load', folder.dir], { env: environment() });
      expect(second.code).toBe(0);
      expect(second.stdout.split('\n').find((line) => line.startsWith('all'))).toMatch(/^all\s+[\d,]+\s+0\s+0\s+/);
      expect(second.stderr).toMatch(/rows\/s/);
    });

    test('runs a saved query, with parameters by name', async () => {
      const asJson = await run(['neo4j', 'query', 'methods-of-task', 'task=question answering', 'limit=2', '--json'], {
        env: environment(),
      });
      expect(JSON.parse(asJson.stdout)).toHaveLength(2);
      const list = await run(['neo4j', 'query'], { env: { NEO4J_PASSWORD: '' } });
      expect(list.stdout.trim().split('\n')).toHaveLength(saved.length + 1);
    });

    test.each<[string, string[], RegExp, number]>([
      ['an unknown query', ['query', 'nothing'], /Known: find/, 2],
      ['an unknown parameter', ['query', 'bridges', 'left=x'], /no parameter.*limit=/, 2],
      ['a word where a number must be', ['query', 'bridges', 'limit=x'], /whole number/, 2],
      ['a batch of no rows', ['load', folder.dir, '--batch-size', '0'], /1 to 100000/, 2],
      ['a folder without a graph', ['load', join(folder.dir, 'nothing')], /no graph here/, 1],
    ])('says what is wrong with %s', async (_, args, message, code) => {
      const outcome = await run(['neo4j', ...args], { env: environment() });
      expect([outcome.code, outcome.stderr]).toEqual([code, expect.stringMatching(message)]);
      expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
    });

    test('never repeats a password', async () => {
      const outcome = await run(['--verbose', 'neo4j', 'load', folder.dir], {
        env: { ...environment(), NEO4J_PASSWORD: 'sesame-open-now' },
      });
      expect(outcome.code).toBe(1);
      expect(outcome.stdout + outcome.stderr).not.toContain('sesame-open-now');
      const noPassword = await run(['neo4j', 'query', 'bridges'], {
        env: { ...environment(), NEO4J_PASSWORD: undefined as never },
      });
      expect([noPassword.code, noPassword.stderr]).toEqual([2, expect.stringContaining('NEO4J_PASSWORD')]);
    });

    test('--dry-run needs no server and no password', async () => {
      const outcome = await run(['neo4j', 'load', folder.dir, '--dry-run', '--json', '--batch-size', '100'], {
        env: { NEO4J_URI: 'bolt://127.0.0.1:1' },
      });
      const plan = JSON.parse(outcome.stdout);
      expect(plan.kinds.find((k: { kind: string }) => k.kind === ':Paper')).toMatchObject({
        rows: graph.run.papers,
        batches: Math.ceil(graph.run.papers / 100),
      });
      expect(plan.schema.length).toBeGreaterThan(5);
    });
  });
});
