import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { ADMIN_FILES, adminCommand } from '../../../graph/cypher/admin.js';
import { readQueries } from '../../../graph/cypher/queries.js';
import { cutRows } from '../../../graph/cypher/rows.js';
import { writeCypherScript } from '../../../graph/cypher/script.js';
import * as statements from '../../../graph/cypher/statements.js';
import * as tables from '../../../graph/cypher/tables.js';
import { inBatches, planLoad } from '../../../graph/neo4j.js';
import * as schema from '../../../graph/schema.js';
import { bareGraph, edge, entityNode, finished, hostileGraph, paperNode, sentence } from '../sample-graph.js';

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('the schema in Neo4j', () => {
  test('has a kind for every allowed edge, and no other', () => {
    const allowed = new Set(
      schema.ALLOWED_EDGES.map(([from, type, to]) => `${tables.baseLabel(from)} ${type} ${tables.baseLabel(to)}`),
    );
    const kinds = tables.RELATIONSHIP_KINDS.filter(({ to }) => to !== 'Community').map(
      ({ from, type, to }) => `${from} ${type} ${to}`,
    );
    expect(new Set(kinds)).toEqual(allowed);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  test('names properties in camel case, each once in its kind, and never one of our own marks', () => {
    for (const kind of [...tables.NODE_KINDS, ...tables.RELATIONSHIP_KINDS]) {
      const names = kind.properties.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const name of names) {
        expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
        expect(['id', tables.MARK, tables.ADOPTED]).not.toContain(name);
      }
    }
  });

  test('docs/GRAPH.md is what the tables say', async () => {
    const { graphDoc } = await import(root('scripts/neo4j-graph-doc.mjs'));
    expect(readFileSync(root('docs/GRAPH.md'), 'utf8')).toBe(graphDoc(schema, tables, statements));
  });

  test('the style sheet has a look for every label and closes every brace', () => {
    const style = readFileSync(root('docs/neo4j/style.grass'), 'utf8');
    for (const { name } of tables.NODE_KINDS) expect(style).toContain(`node.${name} {`);
    const rules = style.replace(/"[^"]*"/g, '');
    expect(rules.split('{').length).toBe(rules.split('}').length);
    for (const [, caption] of style.matchAll(/caption: "\{(\w+)\}"/g))
      expect(
        tables.NODE_KINDS.some(({ properties }) => properties.some(({ name }) => name === caption)),
        caption,
      ).toBe(true);
  });
});

describe('statements', () => {
  const all = [
    ...tables.NODE_KINDS.flatMap((kind) => [
      statements.writeNodes(kind),
      statements.writeFirst(kind),
      statements.countKind(kind),
      statements.listKind(kind),
      statements.pruneKind(kind),
    ]),
    ...tables.RELATIONSHIP_KINDS.flatMap((kind) => [
      statements.writeRelationships(kind),
      statements.writeFirst(kind),
      statements.countKind(kind),
      statements.listKind(kind),
      statements.pruneKind(kind),
    ]),
  ];
  test('hold no name that is not a label, a type or a property of the tables', () => {
    for (const text of all)
      for (const [, name] of text.matchAll(/[(:[]:?([A-Z]\w*)/g))
        expect([
          ...tables.BASE_LABELS,
          ...schema.ENTITY_TYPES,
          ...schema.EDGE_TYPES,
          ...tables.COMMUNITY_TYPES,
          'CASE',
          'WHEN',
        ]).toContain(name);
  });

  test.each(['X) DETACH DELETE n //', 'a`b', '\\u0060', 'Méthode', 'x'.repeat(70_000), ''])(
    'refuse the label %s',
    (label) => {
      const kind = { ...tables.NODE_KINDS[1]!, label: label as never };
      expect(() => statements.writeNodes(kind)).toThrow(/not a label/);
      const type = { ...tables.RELATIONSHIP_KINDS[0]!, type: label as never };
      expect(() => statements.writeRelationships(type)).toThrow(/not a label/);
    },
  );
});

describe('rows', () => {
  test('of the same graph are the same; one value more changes the fingerprint', () => {
    const marks = (changes: object) =>
      [
        ...cutRows(finished(bareGraph([entityNode('method:a', changes)], [])))
          .nodes.find(({ kind }) => kind.name === 'Method')!
          .rows(),
      ].map(({ mark }) => mark);
    expect(marks({})).toEqual(marks({}));
    expect(marks({})).not.toEqual(marks({ abbreviation: 'A' }));
    expect(marks({ aliases: ['x', 'y'] })).not.toEqual(marks({ aliases: ['y', 'x'] }));
  });

  test('of ids such as constructor carry their own measures, not those of Object', () => {
    const graph = finished(bareGraph([paperNode('id:constructor'), paperNode('id:__proto__')], []), {
      measures: {},
      positions: {},
    });
    expect(cutRows({ ...graph, measures: {} }).flaws).toEqual([]);
  });

  test.each([
    [3, 1e9, [3, 3, 3, 1]],
    [100, 250, [2, 2, 2, 2, 2]],
    [100, 50, Array(10).fill(1)],
    [100, 1e9, [10]],
  ])('come in batches of at most %i rows and about %i bytes', (batchRows, batchBytes, sizes) => {
    const rows = Array.from({ length: 10 }, () => ({ bytes: 100 }));
    expect([...inBatches(rows, { batchRows, batchBytes })].map(({ length }) => length)).toEqual(sizes);
  });

  test('are counted by the plan as they are by the graph', () => {
    const graph = hostileGraph();
    const plan = planLoad(graph);
    const members = graph.communities.reduce((sum, c) => sum + c.members.length + c.papers.length, 0);
    const parents = graph.communities.filter(({ parent }) => parent !== null).length;
    expect(plan.rows).toBe(graph.nodes.length + graph.edges.length + graph.communities.length + 1 + members + parents);
  });
});

describe('the script', () => {
  const text = (graph = hostileGraph()) => [...writeCypherScript(graph)].join('');

  test('is one statement for each line that ends with a semicolon: no name can end one', () => {
    for (const statement of text().split(';\n').slice(0, -1))
      expect(statement).toMatch(/^(\/\/|CREATE |CALL |UNWIND )/);
  });

  test('holds no control character and no quote that is not escaped', () => {
    expect(text()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
  });

  test('keeps whole floats floats', () => {
    const graph = finished(bareGraph([entityNode('method:a', { confidence: 1 })], []));
    expect(text(graph)).toContain('confidence: 1.0');
  });
});

describe('files for neo4j-admin', () => {
  const files = (graph = hostileGraph()) =>
    new Map(ADMIN_FILES.map(({ name, write }) => [name, [...write(graph)].join('')]));

  test('have a header apart, and rows of as many fields', () => {
    const written = files();
    for (const [name, text] of written) {
      if (!name.endsWith('.csv') || name.endsWith('-header.csv')) continue;
      const width = written.get(name.replace('.csv', '-header.csv'))!.trim().split(',').length;
      // What breaks a line is left in ids alone; `relax` off: every quote must be doubled.
      const rows = parse(text, { record_delimiter: '\n' }) as string[][];
      for (const row of rows) expect([name, row.length]).toEqual([name, width]);
      for (const row of rows) for (const cell of row.slice(1, -1)) expect(cell).not.toMatch(/[\r\n\0]/);
    }
  });

  test('part lists by a character that no list holds', () => {
    const taken = '\u001f\u001e';
    const graph = finished(
      bareGraph(
        [entityNode('method:a', { aliases: [taken, 'b'] }), paperNode('arxiv:1')],
        [edge('arxiv:1', 'MENTIONS', 'method:a', { evidence: [sentence('arxiv:1', '\u001d')] })],
      ),
    );
    expect(adminCommand(graph)).toContain('--array-delimiter=U+001C');
    expect(files(graph).get('nodes-method.csv')).toContain(`"${taken}\u001cb"`);
  });

  test('name in the command what has rows and nothing else', () => {
    const command = adminCommand(
      finished(bareGraph([paperNode('arxiv:1'), entityNode('method:a')], [edge('arxiv:1', 'MENTIONS', 'method:a')])),
    );
    expect(command.match(/--nodes=\S+/g)).toEqual([
      '--nodes=Paper=nodes-paper-header.csv,nodes-paper.csv',
      '--nodes=Entity:Method=nodes-method-header.csv,nodes-method.csv',
      '--nodes=Run=nodes-run-header.csv,nodes-run.csv',
    ]);
    expect(command.match(/--relationships=\S+/g)).toHaveLength(1);
    expect(command).not.toContain('\n');
  });
});

describe('saved queries', () => {
  test('are read with their parameters', () => {
    expect(
      readQueries(
        '// name: a\n// about: what\n// param n = 3: how many\n// param w = "x y": a word\nRETURN $n; \n\n// name: b\n// about: other\nRETURN 1\n;',
      ),
    ).toEqual([
      {
        name: 'a',
        about: 'what',
        text: 'RETURN $n',
        parameters: [
          { name: 'n', type: 'int', fallback: 3, about: 'how many' },
          { name: 'w', type: 'string', fallback: 'x y', about: 'a word' },
        ],
      },
      { name: 'b', about: 'other', text: 'RETURN 1', parameters: [] },
    ]);
  });
  test.each(['RETURN 1;', '// name: a\nRETURN 1;', '// name: a\n// about: b\n// param x: y\nRETURN 1;'])(
    'without a name, a purpose or a value they are refused',
    (text) => {
      expect(() => readQueries(text)).toThrow();
    },
  );
});
