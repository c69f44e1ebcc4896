/**
 * The tables of the store. Facts only: whatever can be computed again (merges, communities, positions) is not in it.
 *
 * There are no primary keys on purpose: one writer holds the file, `store.ts` keeps papers unique, and an index over
 * millions of rows would cost more than the whole extraction.
 */

/** Rises whenever a store of an older release would be misread. */
export const STORE_VERSION = 2;

/** What the columns mean is said in `src/types.ts`; a JSON column holds what SQL has no plain type for. */
export const TABLES = {
  papers: {
    id: 'VARCHAR',
    extraction_id: 'VARCHAR',
    source_id: 'VARCHAR',
    title: 'VARCHAR',
    abstract: 'VARCHAR',
    year: 'INTEGER',
    published_on: 'VARCHAR',
    venue: 'VARCHAR',
    authors: 'VARCHAR',
    url: 'VARCHAR',
    categories: 'VARCHAR',
    arxiv_id: 'VARCHAR',
    arxiv_version: 'INTEGER',
    doi: 'VARCHAR',
    acl_id: 'VARCHAR',
    openalex_id: 'VARCHAR',
    s2_id: 'VARCHAR',
    origin: 'VARCHAR',
    other_ids: 'VARCHAR',
  },
  mentions: {
    paper: 'VARCHAR',
    entity: 'VARCHAR',
    type: 'VARCHAR',
    text: 'VARCHAR',
    field: 'VARCHAR',
    span_start: 'INTEGER',
    span_end: 'INTEGER',
    found_by: 'VARCHAR',
    confidence: 'DOUBLE',
  },
  entities: {
    paper: 'VARCHAR',
    id: 'VARCHAR',
    type: 'VARCHAR',
    name: 'VARCHAR',
    aliases: 'VARCHAR',
    abbreviation: 'VARCHAR',
    role: 'VARCHAR',
    confidence: 'DOUBLE',
    field: 'VARCHAR',
    span_start: 'INTEGER',
    span_end: 'INTEGER',
  },
  relations: {
    paper: 'VARCHAR',
    source: 'VARCHAR',
    type: 'VARCHAR',
    target: 'VARCHAR',
    confidence: 'DOUBLE',
    inferred: 'BOOLEAN',
    metric: 'VARCHAR',
    dataset: 'VARCHAR',
    margin: 'DOUBLE',
    devices: 'DOUBLE',
    hours: 'DOUBLE',
    field: 'VARCHAR',
    span_start: 'INTEGER',
    span_end: 'INTEGER',
  },
  results: {
    paper: 'VARCHAR',
    metric: 'VARCHAR',
    method: 'VARCHAR',
    dataset: 'VARCHAR',
    task: 'VARCHAR',
    hardware: 'VARCHAR',
    baseline: 'VARCHAR',
    value: 'VARCHAR',
    amount: 'DOUBLE',
    unit: 'VARCHAR',
    kind: 'VARCHAR',
    spans: 'VARCHAR',
    inferred: 'VARCHAR',
    confidence: 'DOUBLE',
    field: 'VARCHAR',
    span_start: 'INTEGER',
    span_end: 'INTEGER',
  },
  /** Ids that turned out to be another paper's: a record that comes under one of them again belongs to that paper. */
  same_papers: { id: 'VARCHAR', paper: 'VARCHAR' },
  /** What records of a paper said otherwise than the paper as it stands now; a value may have agreed with a later one. */
  conflicts: { paper: 'VARCHAR', field: 'VARCHAR', value: 'VARCHAR' },
  skips: { origin: 'VARCHAR', reason: 'VARCHAR', detail: 'VARCHAR', cure: 'VARCHAR' },
  /** One row for each setting the extractions were made with; more than one never happens, since `store.ts` refuses. */
  runs: { number: 'INTEGER', settings: 'VARCHAR' },
  store: { version: 'INTEGER' },
} as const;

export type TableName = keyof typeof TABLES;
/** The tables whose rows belong to a paper and go with it. */
export const TABLES_OF_A_PAPER = ['mentions', 'entities', 'relations', 'results'] as const;

/** From each version to the next. */
export const MIGRATIONS: Readonly<Record<number, readonly string[]>> = {
  1: ['ALTER TABLE papers ADD COLUMN other_ids VARCHAR'],
};

/** The SQL that makes one table, if it is not there. */
export function createTable(name: TableName): string {
  const columns = Object.entries(TABLES[name]).map(([column, type]) => `${column} ${type}`);
  return `CREATE TABLE IF NOT EXISTS ${name} (${columns.join(', ')})`;
}
