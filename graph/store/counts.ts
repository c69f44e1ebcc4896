/**
 * What the upper rooms ask the store: names with their counts, and the facts of paper after paper.
 *
 * Papers and things are numbered in the order of their ids, so that what travels by the million are small integers.
 */
import type {
  EntityId,
  EntityType,
  Field,
  Finder,
  Paper,
  PaperId,
  RelationType,
  Role,
  Slot,
  Span,
} from '../../src/types.js';
import { SLOTS } from '../../src/types.js';
import type { Columns, Store } from './store.js';

export interface Tally {
  readonly text: string;
  readonly papers: number;
  readonly mentions: number;
}
export interface Definition {
  /** The short form as written, and in how many papers it is defined for this thing. */
  readonly short: string;
  readonly papers: number;
  /** The first few of these papers by id. */
  readonly examples: readonly PaperId[];
}
/** All that the corpus says about one id before anything is merged. */
export interface NameCount {
  readonly number: number;
  readonly id: EntityId;
  readonly type: EntityType;
  readonly papers: number;
  readonly confidence: number;
  /** Under which full name the papers know it; most papers first. */
  readonly names: readonly Tally[];
  /** As which texts it stands in the papers; most papers first. */
  readonly surfaces: readonly Tally[];
  readonly definitions: readonly Definition[];
}

export interface MentionFact extends Span {
  readonly thing: number;
  readonly text: string;
  readonly foundBy: Finder;
  readonly confidence: number;
}
export interface EntityFact {
  readonly thing: number;
  readonly name: string;
  readonly role: Role;
  readonly confidence: number;
  readonly evidence: Span;
}
export interface RelationFact {
  readonly source: number | null;
  readonly type: RelationType;
  readonly target: number | null;
  readonly confidence: number;
  readonly inferred: boolean;
  readonly metric: number | null;
  readonly dataset: number | null;
  readonly margin: number | null;
  readonly devices: number | null;
  readonly hours: number | null;
  readonly evidence: Span;
}
export interface ResultFact {
  readonly slots: Readonly<Record<Slot, number | null>>;
  readonly value: string;
  readonly amount: number;
  readonly unit: string;
  readonly kind: 'absolute' | 'gain';
  readonly spans: Readonly<Partial<Record<Slot | 'value', Span>>>;
  readonly inferred: readonly Slot[];
  readonly confidence: number;
  readonly evidence: Span;
}
/** One paper with all it says. */
export interface PaperFacts {
  readonly number: number;
  readonly paper: Omit<Paper, 'origin'>;
  readonly mentions: readonly MentionFact[];
  readonly entities: readonly EntityFact[];
  readonly relations: readonly RelationFact[];
  readonly results: readonly ResultFact[];
}

const MAX_EXAMPLES = 5;

/** Numbers papers and things anew; to be called before the other two, after the last paper went in. */
export async function numberThings(store: Store): Promise<void> {
  await store.run("ATTACH IF NOT EXISTS ':memory:' AS work");
  await store.run(`CREATE OR REPLACE TABLE work.numbered AS
    SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS number, id FROM papers`);
  await store.run(`CREATE OR REPLACE TABLE work.things AS
    SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS number, id, min(type) AS type, count(*)::INTEGER AS papers,
           max(confidence) AS confidence
    FROM entities GROUP BY id`);
}

/** Every thing by number, with its counts. */
export async function countNames(store: Store): Promise<NameCount[]> {
  const counts: (NameCount & { names: Tally[]; surfaces: Tally[]; definitions: Definition[] })[] = [];
  const things = 'SELECT number, id, type, papers, confidence FROM work.things ORDER BY number';
  for await (const row of rowsOf(store.query(things))) {
    const [number, id, type, papers, confidence] = row as [number, EntityId, EntityType, number, number];
    counts.push({ number, id, type, papers, confidence, names: [], surfaces: [], definitions: [] });
  }
  const names = `SELECT t.number, e.name, count(*)::INTEGER AS n FROM entities e JOIN work.things t ON t.id = e.id
    GROUP BY ALL ORDER BY t.number, n DESC, e.name`;
  for await (const [number, text, papers] of rowsOf(store.query(names))) {
    counts[number as number]!.names.push({ text: text as string, papers: papers as number, mentions: 0 });
  }
  const surfaces = `SELECT t.number, m.text, count(DISTINCT m.paper)::INTEGER AS n, count(*)::INTEGER AS k
    FROM mentions m JOIN work.things t ON t.id = m.entity GROUP BY ALL ORDER BY t.number, n DESC, k DESC, m.text`;
  for await (const [number, text, papers, mentions] of rowsOf(store.query(surfaces))) {
    const tally = { text: text as string, papers: papers as number, mentions: mentions as number };
    counts[number as number]!.surfaces.push(tally);
  }
  const definitions = `SELECT t.number, e.abbreviation, count(*)::INTEGER AS n,
      to_json(list(e.paper ORDER BY e.paper)[1:${MAX_EXAMPLES}])::VARCHAR
    FROM entities e JOIN work.things t ON t.id = e.id WHERE e.abbreviation IS NOT NULL
    GROUP BY ALL ORDER BY t.number, n DESC, e.abbreviation`;
  for await (const [number, short, papers, examples] of rowsOf(store.query(definitions))) {
    const list = JSON.parse(examples as string) as PaperId[];
    counts[number as number]!.definitions.push({ short: short as string, papers: papers as number, examples: list });
  }
  return counts;
}

/** The papers in order of id, each with its facts in order of place; one in memory at a time. */
export async function* factsByPaper(store: Store): AsyncGenerator<PaperFacts> {
  const mentions = byPaper(
    store.query(`SELECT p.number, t.number, m.text, m.field, m.span_start, m.span_end, m.found_by, m.confidence
      FROM mentions m JOIN work.numbered p ON p.id = m.paper JOIN work.things t ON t.id = m.entity
      ORDER BY p.number, m.field DESC, m.span_start, m.span_end, t.number`),
    mentionFact,
  );
  const entities = byPaper(
    store.query(`SELECT p.number, t.number, e.name, e.role, e.confidence, e.field, e.span_start, e.span_end
      FROM entities e JOIN work.numbered p ON p.id = e.paper JOIN work.things t ON t.id = e.id
      ORDER BY p.number, t.number, e.name`),
    entityFact,
  );
  const relations = byPaper(
    store.query(`SELECT p.number, s.number, r.type, t.number, r.confidence, r.inferred, m.number, d.number, r.margin,
        r.devices, r.hours, r.field, r.span_start, r.span_end
      FROM relations r JOIN work.numbered p ON p.id = r.paper
      LEFT JOIN work.things s ON s.id = r.source LEFT JOIN work.things t ON t.id = r.target
      LEFT JOIN work.things m ON m.id = r.metric LEFT JOIN work.things d ON d.id = r.dataset
      ORDER BY ALL`),
    relationFact,
  );
  const slots = SLOTS.map((slot) => `${slot}_.number`).join(', ');
  const joins = SLOTS.map((slot) => `LEFT JOIN work.things ${slot}_ ON ${slot}_.id = r.${slot}`).join(' ');
  const results = byPaper(
    store.query(`SELECT p.number, ${slots}, r.value, r.amount, r.unit, r.kind, r.spans, r.inferred, r.confidence, r.field,
        r.span_start, r.span_end
      FROM results r JOIN work.numbered p ON p.id = r.paper ${joins}
      ORDER BY ALL`),
    resultFact,
  );
  const papers = `SELECT p.number, q.id, source_id, title, abstract, year, published_on, venue, authors, url, categories,
      arxiv_id, arxiv_version, doi, acl_id, openalex_id, s2_id
    FROM papers q JOIN work.numbered p ON p.id = q.id ORDER BY p.number`;
  const streams = [mentions, entities, relations, results];
  try {
    for await (const row of rowsOf(store.query(papers))) {
      const number = row[0] as number;
      yield {
        number,
        paper: paperOf(row),
        mentions: await mentions.of(number),
        entities: await entities.of(number),
        relations: await relations.of(number),
        results: await results.of(number),
      };
    }
  } finally {
    for (const stream of streams) await stream.end();
  }
}

type Row = unknown[];

async function* rowsOf(pieces: AsyncGenerator<Columns>): AsyncGenerator<Row> {
  for await (const { rows, columns } of pieces) {
    for (let row = 0; row < rows; row++) yield columns.map((column) => column.getItem(row));
  }
}

/** Reads a stream that is sorted by paper number, one paper's rows at a time. */
function byPaper<Fact>(pieces: AsyncGenerator<Columns>, read: (row: Row) => Fact) {
  let columns: Columns['columns'] = [];
  let [row, rows, ended] = [0, 0, false];
  return {
    async of(paper: number): Promise<Fact[]> {
      const facts: Fact[] = [];
      for (;;) {
        if (row >= rows) {
          const next = ended ? undefined : await pieces.next();
          if (!next || next.done) {
            ended = true;
            return facts;
          }
          ({ columns, rows } = next.value);
          row = 0;
        }
        if ((columns[0]!.getItem(row) as number) !== paper) return facts;
        facts.push(read(columns.map((column) => column.getItem(row))));
        row++;
      }
    },
    async end(): Promise<void> {
      await pieces.return(undefined);
    },
  };
}

const span = (row: Row, at: number): Span => ({
  field: row[at] as Field,
  start: row[at + 1] as number,
  end: row[at + 2] as number,
});

const mentionFact = (row: Row): MentionFact => ({
  thing: row[1] as number,
  text: row[2] as string,
  field: row[3] as Field,
  start: row[4] as number,
  end: row[5] as number,
  foundBy: row[6] as Finder,
  confidence: row[7] as number,
});
const entityFact = (row: Row): EntityFact => ({
  thing: row[1] as number,
  name: row[2] as string,
  role: row[3] as Role,
  confidence: row[4] as number,
  evidence: span(row, 5),
});
const relationFact = (row: Row): RelationFact => ({
  source: row[1] as number | null,
  type: row[2] as RelationType,
  target: row[3] as number | null,
  confidence: row[4] as number,
  inferred: row[5] as boolean,
  metric: row[6] as number | null,
  dataset: row[7] as number | null,
  margin: row[8] as number | null,
  devices: row[9] as number | null,
  hours: row[10] as number | null,
  evidence: span(row, 11),
});
const resultFact = (row: Row): ResultFact => ({
  slots: Object.fromEntries(SLOTS.map((slot, index) => [slot, row[1 + index]])) as Record<Slot, number | null>,
  value: row[7] as string,
  amount: row[8] as number,
  unit: row[9] as string,
  kind: row[10] as ResultFact['kind'],
  spans: JSON.parse(row[11] as string) as ResultFact['spans'],
  inferred: JSON.parse(row[12] as string) as Slot[],
  confidence: row[13] as number,
  evidence: span(row, 14),
});

function paperOf(row: Row): Omit<Paper, 'origin'> {
  const paper: Record<string, unknown> = {};
  PAPER_FIELDS.forEach((field, index) => {
    const value = row[index + 1];
    if (value === null || value === undefined) return;
    paper[field] = field === 'authors' || field === 'categories' ? JSON.parse(value as string) : value;
  });
  return paper as unknown as Omit<Paper, 'origin'>;
}
const PAPER_FIELDS: readonly (keyof Paper)[] = [
  'id',
  'sourceId',
  'title',
  'abstract',
  'year',
  'publishedOn',
  'venue',
  'authors',
  'url',
  'categories',
  'arxivId',
  'arxivVersion',
  'doi',
  'aclId',
  'openalexId',
  's2Id',
];
