/**
 * Writes docs/GRAPH.md from the schema: `npm run build && node scripts/neo4j-graph-doc.mjs`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const GRAPH_DOC = fileURLToPath(new URL('../docs/GRAPH.md', import.meta.url));

const row = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)];
const properties = (specs) =>
  table(
    ['property', 'type', 'what it is'],
    specs.map(({ name, type, about }) => [`\`${name}\``, type, about]),
  );

/**
 * @param schema  graph/schema
 * @param tables  graph/cypher/tables
 * @param statements  graph/cypher/statements
 * @returns the whole page
 */
export function graphDoc(schema, tables, statements) {
  const { NODE_KINDS, RELATIONSHIP_KINDS, MARK, ADOPTED, COMPUTED } = tables;
  const entity = NODE_KINDS.filter(({ base }) => base === 'Entity');
  const others = NODE_KINDS.filter(({ base }) => base !== 'Entity');
  const kinds = RELATIONSHIP_KINDS.map((kind) => {
    const ends = schema.ALLOWED_EDGES.filter(
      ([from, type, to]) =>
        type === kind.type && tables.baseLabel(from) === kind.from && tables.baseLabel(to) === kind.to,
    );
    return {
      ...kind,
      ends: ends.length ? ends.map(([from, , to]) => `${from} → ${to}`).join(', ') : `${kind.from} → ${kind.to}`,
    };
  });
  const shared = kinds.find(({ type }) => type === 'PROPOSES').properties;
  const known = new Set(shared.map(({ name }) => name));
  const lines = [
    '# The graph',
    '',
    '<!-- Written by scripts/neo4j-graph-doc.mjs from graph/schema.ts and graph/cypher/tables.ts; a test compares. -->',
    '',
    `What the graph holds, as it stands in Neo4j; \`graph.json\`, GEXF, GraphML and CSV carry the same nodes and edges. Schema version ${schema.SCHEMA_VERSION}.`,
    'A property without a value is absent; so is an empty list: write `coalesce(n.aliases, [])`.',
    '',
    '## Nodes',
    '',
    'Every node has `id`, unique within its first label.',
    '',
    ...table(
      ['labels', 'what it is', 'id'],
      NODE_KINDS.map(({ base, label, about }) => [`\`:${base}${label ? `:${label}` : ''}\``, about, ID[label ?? base]]),
    ),
    '',
    `### ${entity.map(({ label }) => label).join(', ')}`,
    '',
    ...properties(entity[0].properties),
    '',
    ...others.flatMap(({ name, properties: specs }) => [`### ${name}`, '', ...properties(specs), '']),
    '## Relationships',
    '',
    'A closed list: whatever else an abstract seems to say is counted in `rejected` and in REPORT.md, never stored.',
    '',
    ...table(
      ['type', 'from → to', 'what it says', 'of its own'],
      kinds.map((kind) => [
        `\`${kind.type}\``,
        kind.ends,
        kind.about,
        kind.properties
          .filter(({ name }) => !known.has(name))
          .map(({ name, type }) => `\`${name}\`: ${type}`)
          .join(', '),
      ]),
    ),
    '',
    `There is one relationship of a type between two nodes, over all papers; only \`OUTPERFORMS\` has one for each \`key\`. All but ${kinds
      .filter(({ properties: specs }) => specs.length === 0)
      .map(({ type }) => `\`${type}\``)
      .filter((type, i, all) => all.indexOf(type) === i)
      .join(' and ')} carry:`,
    '',
    ...properties(shared),
    '',
    'Properties of single types:',
    '',
    ...table(
      ['type', 'property', 'type of value', 'what it is'],
      uniqueOwn(kinds, known).map(([type, spec]) => [`\`${type}\``, `\`${spec.name}\``, spec.type, spec.about]),
    ),
    '',
    '## What papergraph wrote',
    '',
    `\`${MARK}\` on every node and relationship is the fingerprint of what papergraph wrote there. A load writes only where it differs, so loading twice changes nothing; \`--prune\` deletes only what carries it and is no longer in the graph. Your own labels, properties, nodes and relationships stay. What stood there before papergraph wrote to it carries \`${ADOPTED}\` and is never deleted; nor is a node on which a relationship of yours hangs: it only loses the fingerprint.`,
    '',
    `Computed from the whole corpus, hence replaced by every load: ${[...COMPUTED].map((name) => `\`${name}\``).join(', ')}.`,
    '',
    '## Constraints and indexes',
    '',
    'All of them work in Community Edition.',
    '',
    '```cypher',
    ...statements.SCHEMA.map(({ statement }) => `${statement};`),
    '```',
    '',
  ];
  return lines.join('\n');
}

const ID = {
  Paper: '`arxiv:1810.04805`, `doi:…`, `acl:…`, `openalex:…`, `s2:…`, `id:…`, `sha1:…`',
  Result: '`result:` and 16 hex digits',
  Community: '`l0:` and its strongest member at birth',
  Run: '`run:` and 16 hex digits',
  Dataset: '`dataset:squad`',
  Metric: '`metric:f1`',
  Hardware: '`hardware:nvidia-v100`',
  Task: '`task:question-answering`',
  Method: '`method:bert`',
};

function uniqueOwn(kinds, known) {
  const seen = new Map();
  for (const { type, properties: specs } of kinds)
    for (const spec of specs) if (!known.has(spec.name)) seen.set(`${type} ${spec.name}`, [type, spec]);
  return [...seen.values()];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [schema, tables, statements] = await Promise.all(
    ['schema', 'cypher/tables', 'cypher/statements'].map(
      (name) => import(new URL(`../dist/graph/${name}.js`, import.meta.url)),
    ),
  );
  writeFileSync(GRAPH_DOC, graphDoc(schema, tables, statements));
}
