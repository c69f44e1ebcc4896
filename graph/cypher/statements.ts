/** Every Cypher statement papergraph sends. Names come from the closed tables, all else is a parameter. */
import {
  ADOPTED,
  BASE_LABELS,
  type BaseLabel,
  MARK,
  type NodeKind,
  type PropertySpec,
  type RelationshipKind,
} from './tables.js';

export interface SchemaItem {
  readonly name: string;
  readonly statement: string;
  /** A constraint says what it makes unique; an index says nothing. */
  readonly unique: { readonly label: BaseLabel; readonly property: 'id' } | null;
}

/** Fit for Community Edition: no key, existence or type constraints. */
export const SCHEMA: readonly SchemaItem[] = [
  ...BASE_LABELS.map((label): SchemaItem => {
    const name = `papergraph_${label.toLowerCase()}_id`;
    return {
      name,
      statement: `CREATE CONSTRAINT ${name} IF NOT EXISTS FOR (n:${safe(label)}) REQUIRE n.id IS UNIQUE`,
      unique: { label, property: 'id' },
    };
  }),
  {
    name: 'papergraph_paper_year',
    statement: 'CREATE INDEX papergraph_paper_year IF NOT EXISTS FOR (n:Paper) ON (n.year)',
    unique: null,
  },
  {
    name: 'papergraph_entity_names',
    statement:
      'CREATE FULLTEXT INDEX papergraph_entity_names IF NOT EXISTS FOR (n:Entity) ON EACH [n.name, n.aliases, n.abbreviation]',
    unique: null,
  },
  {
    name: 'papergraph_paper_text',
    statement: 'CREATE FULLTEXT INDEX papergraph_paper_text IF NOT EXISTS FOR (n:Paper) ON EACH [n.title, n.abstract]',
    unique: null,
  },
];

/** The parameter `$blank`: takes away what an earlier load wrote and this one has no value for. */
export function blank(properties: readonly PropertySpec[]): Record<string, null> {
  return Object.fromEntries(properties.filter(({ name }) => name !== 'key').map(({ name }) => [name, null]));
}

/**
 * Writes nodes that are new or changed and leaves the others alone, which is why it may run twice.
 * Properties of others on the same node stay; a node that was there before is marked as adopted.
 *
 * @param rows   what to unwind: `$rows`, or literal maps in a script
 * @param empty  `$blank`, or a literal map
 */
export function writeNodes(kind: NodeKind, rows = '$rows', empty = '$blank'): string {
  const label = kind.label === null ? '' : `n:${safe(kind.label)}, `;
  return `UNWIND ${rows} AS row
MERGE (n:${safe(kind.base)} {id: row.id})
ON CREATE SET ${label}n += row.props
ON MATCH SET n.${ADOPTED} = CASE WHEN n.${MARK} IS NULL THEN true ELSE n.${ADOPTED} END
WITH n, row, coalesce(n.${MARK} = row.props.${MARK}, false) AS same
FOREACH (_ IN CASE WHEN same THEN [] ELSE [1] END | SET ${label}n += ${empty}, n += row.props)
RETURN count(n) AS matched, sum(CASE WHEN same THEN 0 ELSE 1 END) AS changed`;
}

/** As {@link writeNodes}; both ends must be there, or the row is not counted as matched. */
export function writeRelationships(kind: RelationshipKind, rows = '$rows', empty = '$blank'): string {
  const key = kind.keyed ? ' {key: row.key}' : '';
  return `UNWIND ${rows} AS row
MATCH (a:${safe(kind.from)} {id: row.from})
MATCH (b:${safe(kind.to)} {id: row.to})
MERGE (a)-[r:${safe(kind.type)}${key}]->(b)
ON CREATE SET r += row.props
ON MATCH SET r.${ADOPTED} = CASE WHEN r.${MARK} IS NULL THEN true ELSE r.${ADOPTED} END
WITH r, row, coalesce(r.${MARK} = row.props.${MARK}, false) AS same
FOREACH (_ IN CASE WHEN same THEN [] ELSE [1] END | SET r += ${empty}, r += row.props)
RETURN count(r) AS matched, sum(CASE WHEN same THEN 0 ELSE 1 END) AS changed`;
}

/**
 * As {@link writeNodes} and {@link writeRelationships}, for a kind of which nothing of ours is there yet: with nothing to compare
 * the server need not hold a batch back between its two halves.
 */
export function writeFirst(kind: NodeKind | RelationshipKind): string {
  const adopt = (name: string) =>
    `${name}.${ADOPTED} = CASE WHEN ${name}.${MARK} IS NULL THEN true ELSE ${name}.${ADOPTED} END`;
  if ('type' in kind)
    return `UNWIND $rows AS row
MATCH (a:${safe(kind.from)} {id: row.from})
MATCH (b:${safe(kind.to)} {id: row.to})
MERGE (a)-[r:${safe(kind.type)}${kind.keyed ? ' {key: row.key}' : ''}]->(b)
ON CREATE SET r += row.props
ON MATCH SET ${adopt('r')}, r += row.props
RETURN count(r) AS matched, 0 AS changed`;
  const label = kind.label === null ? '' : `n:${safe(kind.label)}, `;
  return `UNWIND $rows AS row
MERGE (n:${safe(kind.base)} {id: row.id})
ON CREATE SET ${label}n += row.props
ON MATCH SET ${adopt('n')}, ${label}n += row.props
RETURN count(n) AS matched, 0 AS changed`;
}

/** How many of ours are there. */
export function countKind(kind: NodeKind | RelationshipKind): string {
  return 'type' in kind
    ? `MATCH (:${safe(kind.from)})-[r:${safe(kind.type)}]->(:${safe(kind.to)}) WHERE r.${MARK} IS NOT NULL RETURN count(r) AS n`
    : `MATCH (n:${safe(kind.name)}) WHERE n.${MARK} IS NOT NULL RETURN count(n) AS n`;
}

/** The identity of each of ours: `id`, or `from`, `to` and `key`. */
export function listKind(kind: NodeKind | RelationshipKind): string {
  return 'type' in kind
    ? `MATCH (a:${safe(kind.from)})-[r:${safe(kind.type)}]->(b:${safe(kind.to)}) WHERE r.${MARK} IS NOT NULL RETURN a.id AS from, b.id AS to, ${kind.keyed ? "coalesce(r.key, '')" : "''"} AS key`
    : `MATCH (n:${safe(kind.name)}) WHERE n.${MARK} IS NOT NULL RETURN n.id AS id`;
}

/** Deletes those of ours that `$rows` names. What was adopted, or has something of others hanging on it, only loses our mark. */
export function pruneKind(kind: NodeKind | RelationshipKind): string {
  const [find, name, kept] =
    'type' in kind
      ? [
          `MATCH (a:${safe(kind.from)} {id: row.from})-[r:${safe(kind.type)}]->(b:${safe(kind.to)} {id: row.to})
WHERE r.${MARK} IS NOT NULL${kind.keyed ? " AND coalesce(r.key, '') = row.key" : ''}`,
          'r',
          `r.${ADOPTED} IS NOT NULL`,
        ]
      : [
          `MATCH (n:${safe(kind.base)} {id: row.id})
WHERE n.${MARK} IS NOT NULL`,
          'n',
          `n.${ADOPTED} IS NOT NULL OR EXISTS { MATCH (n)--() }`,
        ];
  return `UNWIND $rows AS row
${find}
WITH ${name}, ${kept} AS kept
FOREACH (_ IN CASE WHEN kept THEN [1] ELSE [] END | REMOVE ${name}.${MARK}, ${name}.${ADOPTED})
FOREACH (_ IN CASE WHEN kept THEN [] ELSE [1] END | DELETE ${name})
RETURN count(*) AS found, sum(CASE WHEN kept THEN 1 ELSE 0 END) AS kept`;
}

/** A second lock on the door: even a name from our own tables must look like one. */
function safe(name: string): string {
  if (!/^[A-Z][A-Za-z_]{0,62}$/.test(name)) throw new Error(`not a label or type: ${JSON.stringify(name)}`);
  return name;
}
