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
import { RELATION_TYPES, ROLES, SLOTS } from '../../src/types.js';
import { GRAPH_COLUMNS, paperOf } from './paper-row.js';
import type { Columns, Store } from './store.js';

export interface Tally {
  readonly text: string;
  readonly papers: number;
  readonly mentions: number;
  /** Number of the first paper that has it. */
  readonly firstPaper: number;
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

/** A mention; many share one text, which is kept once. */
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
const FIELDS: readonly Field[] = ['title', 'abstract'];
const FINDERS: readonly Finder[] = ['tagger', 'lexicon', 'pattern', 'cue', 'user'];
const place = (words: readonly string[], column: string): string =>
  `(list_position([${words.map((word) => `'${word}'`).join(', ')}], ${column}) - 1)::INTEGER`;

/**
 * Numbers papers, texts and things anew, and notes mentions and entities by number; to be called before the others, after
 * the last paper went in.
 */
export async function numberThings(store: Store): Promise<void> {
  await store.run("ATTACH IF NOT EXISTS ':memory:' AS work");
  await store.run(`CREATE OR REPLACE TABLE work.numbered AS
    SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS number, id FROM papers`);
  await store.run(`CREATE OR REPLACE TABLE work.texts AS
    SELECT (row_number() OVER (ORDER BY text) - 1)::INTEGER AS number, text
    FROM (SELECT DISTINCT text FROM (SELECT text FROM mentions UNION ALL SELECT name FROM entities))`);
  await store.run(`CREATE OR REPLACE TABLE work.things AS
    SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS number, id, min(type) AS type, count(*)::INTEGER AS papers,
           max(confidence) AS confidence
    FROM entities GROUP BY id`);
  // Ids and texts are looked up once; closed words travel as their place in their list.
  await store.run(`CREATE OR REPLACE TABLE work.mentions AS
    SELECT p.number AS paper, t.number AS thing, x.number AS text, ${place(FIELDS, 'm.field')} AS field, m.span_start,
           m.span_end, ${place(FINDERS, 'm.found_by')} AS found_by, m.confidence
    FROM mentions m JOIN work.numbered p ON p.id = m.paper JOIN work.things t ON t.id = m.entity
    JOIN work.texts x ON x.text = m.text`);
  await store.run(`CREATE OR REPLACE TABLE work.entities AS
    SELECT p.number AS paper, t.number AS thing, x.number AS text, ${place(ROLES, 'e.role')} AS role, e.confidence,
           ${place(FIELDS, 'e.field')} AS field, e.span_start, e.span_end
    FROM entities e JOIN work.numbered p ON p.id = e.paper JOIN work.things t ON t.id = e.id
    JOIN work.texts x ON x.text = e.name`);
}

/** What is kept once for all that speak of it. */
export interface Counted {
  readonly names: readonly NameCount[];
  /** Every text of a mention or name by number. */
  readonly texts: readonly string[];
  /** Every paper by number. */
  readonly papers: readonly PaperId[];
}

/** Every thing by number, with its counts. */
export async function countNames(store: Store): Promise<Counted> {
  // All are asked before the first is read, so that the database works on one while another becomes objects.
  const asked = {
    texts: store.query('SELECT text FROM work.texts ORDER BY number'),
    papers: store.query('SELECT id FROM work.numbered ORDER BY number'),
    things: store.query('SELECT number, id, type, papers, confidence FROM work.things ORDER BY number'),
    named: store.query(`SELECT thing, text, count(*)::INTEGER AS n, min(paper)
      FROM work.entities GROUP BY thing, text ORDER BY thing, n DESC, text`),
    surfaces: store.query(`SELECT thing, text, count(*)::INTEGER AS n, sum(k)::INTEGER AS m, min(paper)
      FROM (SELECT thing, text, paper, count(*) AS k FROM work.mentions GROUP BY thing, text, paper)
      GROUP BY thing, text ORDER BY thing, n DESC, m DESC, text`),
    definitions: store.query(`SELECT t.number, e.abbreviation, count(*)::INTEGER AS n,
        to_json(list(p.number ORDER BY p.number)[1:${MAX_EXAMPLES}])::VARCHAR
      FROM entities e JOIN work.things t ON t.id = e.id JOIN work.numbered p ON p.id = e.paper
      WHERE e.abbreviation IS NOT NULL GROUP BY ALL ORDER BY t.number, n DESC, e.abbreviation`),
  };
  const texts = await column<string>(asked.texts);
  const papers = await column<PaperId>(asked.papers);
  const names: Counting[] = [];
  for await (const { rows, columns } of asked.things) {
    for (let row = 0; row < rows; row++)
      names.push({
        number: number(columns, 0, row),
        id: text(columns, 1, row) as EntityId,
        type: text(columns, 2, row) as EntityType,
        papers: number(columns, 3, row),
        confidence: number(columns, 4, row),
        names: NONE,
        surfaces: NONE,
        definitions: NONE,
      });
  }
  const named = (columns: Cells, row: number): Tally => ({
    text: texts[number(columns, 1, row)]!,
    papers: number(columns, 2, row),
    mentions: 0,
    firstPaper: number(columns, 3, row),
  });
  await eachThing(asked.named, named, (thing, tallies) => (names[thing]!.names = tallies));
  const surface = (columns: Cells, row: number): Tally => ({
    text: texts[number(columns, 1, row)]!,
    papers: number(columns, 2, row),
    mentions: number(columns, 3, row),
    firstPaper: number(columns, 4, row),
  });
  await eachThing(asked.surfaces, surface, (thing, tallies) => (names[thing]!.surfaces = tallies));
  for await (const row of rowsOf(asked.definitions)) {
    const [thing, short, count, examples] = row as [number, string, number, string];
    const list = (JSON.parse(examples) as number[]).map((paper) => papers[paper]!);
    const definition = { short, papers: count, examples: list };
    names[thing]!.definitions = [...names[thing]!.definitions, definition];
  }
  return { names, texts, papers };
}

/** A count while it is read. Lists are made to measure and shared when empty: there are a million of them. */
type Counting = { -readonly [K in keyof NameCount]: NameCount[K] };
const NONE: never[] = [];

/** Rows sorted by the thing in their first column: a list for each thing. */
async function eachThing<Value>(
  pieces: AsyncGenerator<Columns>,
  read: (columns: Cells, row: number) => Value,
  put: (thing: number, values: Value[]) => void,
): Promise<void> {
  let thing = -1;
  const values: Value[] = [];
  for await (const { rows, columns } of pieces) {
    for (let row = 0; row < rows; row++) {
      const here = number(columns, 0, row);
      if (here !== thing) {
        if (values.length > 0) put(thing, values.slice());
        thing = here;
        values.length = 0;
      }
      values.push(read(columns, row));
    }
  }
  if (values.length > 0) put(thing, values.slice());
}

/** The papers that have any of the things, in order, each with all things in it. */
export async function companyOf(
  store: Store,
  things: readonly number[],
): Promise<{ readonly paper: number; readonly things: readonly number[] }[]> {
  if (things.length === 0) return [];
  const rows = `SELECT paper, thing FROM work.entities
    WHERE paper IN (SELECT paper FROM work.entities WHERE thing IN (${things.join(',')}))
    ORDER BY paper, thing`;
  const papers: { paper: number; things: number[] }[] = [];
  for await (const row of rowsOf(store.query(rows))) {
    const [paper, thing] = row as [number, number];
    const last = papers.at(-1);
    if (last?.paper === paper) last.things.push(thing);
    else papers.push({ paper, things: [thing] });
  }
  return papers;
}

async function column<Value>(pieces: AsyncGenerator<Columns>): Promise<Value[]> {
  const values: Value[] = [];
  for await (const { rows, columns } of pieces) {
    for (let row = 0; row < rows; row++) values.push(columns[0]!.getItem(row) as Value);
  }
  return values;
}

/** The papers in order of id, each with its facts in order of place; one in memory at a time. */
export const factsByPaper = (store: Store, texts: readonly string[]): AsyncGenerator<PaperFacts> =>
  askFacts(store)(texts);

/** The same, asked now and read later: meanwhile the database puts it in order. */
export function askFacts(store: Store): (texts: readonly string[]) => AsyncGenerator<PaperFacts> {
  const mentions = store.query(`SELECT paper, thing, text, field, span_start, span_end, found_by, confidence
    FROM work.mentions ORDER BY paper, field, span_start, span_end, thing`);
  const entities = store.query(`SELECT paper, thing, text, role, confidence, field, span_start, span_end
    FROM work.entities ORDER BY paper, thing, text`);
  const relations = store.query(`SELECT p.number, s.number, ${place(RELATION_TYPES, 'r.type')}, t.number, r.confidence,
      r.inferred, m.number, d.number, r.margin, r.devices, r.hours, ${place(FIELDS, 'r.field')}, r.span_start, r.span_end
    FROM relations r JOIN work.numbered p ON p.id = r.paper
    LEFT JOIN work.things s ON s.id = r.source LEFT JOIN work.things t ON t.id = r.target
    LEFT JOIN work.things m ON m.id = r.metric LEFT JOIN work.things d ON d.id = r.dataset
    ORDER BY ALL`);
  const slots = SLOTS.map((slot) => `${slot}_.number`).join(', ');
  const joins = SLOTS.map((slot) => `LEFT JOIN work.things ${slot}_ ON ${slot}_.id = r.${slot}`).join(' ');
  const results = store.query(`SELECT p.number, ${slots}, r.value, r.amount, r.unit, r.kind, r.spans, r.inferred,
      r.confidence, ${place(FIELDS, 'r.field')}, r.span_start, r.span_end
    FROM results r JOIN work.numbered p ON p.id = r.paper ${joins}
    ORDER BY ALL`);
  const papers = store.query(`SELECT p.number, ${GRAPH_COLUMNS.map((column) => `q.${column}`).join(', ')}
    FROM papers q JOIN work.numbered p ON p.id = q.id ORDER BY p.number`);
  return (texts) =>
    together(papers, {
      mentions: byPaper(mentions, mentionFact(texts)),
      entities: byPaper(entities, entityFact(texts)),
      relations: byPaper(relations, relationFact),
      results: byPaper(results, resultFact),
    });
}

async function* together(
  papers: AsyncGenerator<Columns>,
  facts: { readonly [K in 'mentions' | 'entities' | 'relations' | 'results']: ByPaper<PaperFacts[K][number]> },
): AsyncGenerator<PaperFacts> {
  const { mentions, entities, relations, results } = facts;
  try {
    for await (const row of rowsOf(papers)) {
      const number = row[0] as number;
      yield {
        number,
        paper: paperOf(GRAPH_COLUMNS, row, 1),
        mentions: await mentions.of(number),
        entities: await entities.of(number),
        relations: await relations.of(number),
        results: await results.of(number),
      };
    }
  } finally {
    for (const stream of [mentions, entities, relations, results]) await stream.end();
  }
}

async function* rowsOf(pieces: AsyncGenerator<Columns>): AsyncGenerator<unknown[]> {
  for await (const { rows, columns } of pieces) {
    for (let row = 0; row < rows; row++) yield columns.map((column) => column.getItem(row));
  }
}

type Cells = Columns['columns'];

interface ByPaper<Fact> {
  of(paper: number): Promise<Fact[]>;
  end(): Promise<void>;
}

/** Reads a stream that is sorted by paper number, one paper's rows at a time. */
function byPaper<Fact>(pieces: AsyncGenerator<Columns>, read: (cells: Cells, row: number) => Fact): ByPaper<Fact> {
  let columns: Cells = [];
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
        if (number(columns, 0, row) !== paper) return facts;
        facts.push(read(columns, row));
        row++;
      }
    },
    async end(): Promise<void> {
      await pieces.return(undefined);
    },
  };
}

const number = (cells: Cells, column: number, row: number): number => cells[column]!.getItem(row) as number;
const text = (cells: Cells, column: number, row: number): string => cells[column]!.getItem(row) as string;
const optional = (cells: Cells, column: number, row: number): number | null =>
  cells[column]!.getItem(row) as number | null;
const span = (cells: Cells, at: number, row: number): Span => ({
  field: FIELDS[number(cells, at, row)]!,
  start: number(cells, at + 1, row),
  end: number(cells, at + 2, row),
});

const mentionFact =
  (texts: readonly string[]) =>
  (cells: Cells, row: number): MentionFact => ({
    thing: number(cells, 1, row),
    text: texts[number(cells, 2, row)]!,
    field: FIELDS[number(cells, 3, row)]!,
    start: number(cells, 4, row),
    end: number(cells, 5, row),
    foundBy: FINDERS[number(cells, 6, row)]!,
    confidence: number(cells, 7, row),
  });
const entityFact =
  (texts: readonly string[]) =>
  (cells: Cells, row: number): EntityFact => ({
    thing: number(cells, 1, row),
    name: texts[number(cells, 2, row)]!,
    role: ROLES[number(cells, 3, row)]!,
    confidence: number(cells, 4, row),
    evidence: span(cells, 5, row),
  });
const relationFact = (cells: Cells, row: number): RelationFact => ({
  source: optional(cells, 1, row),
  type: RELATION_TYPES[number(cells, 2, row)]!,
  target: optional(cells, 3, row),
  confidence: number(cells, 4, row),
  inferred: cells[5]!.getItem(row) as boolean,
  metric: optional(cells, 6, row),
  dataset: optional(cells, 7, row),
  margin: optional(cells, 8, row),
  devices: optional(cells, 9, row),
  hours: optional(cells, 10, row),
  evidence: span(cells, 11, row),
});
const resultFact = (cells: Cells, row: number): ResultFact => ({
  slots: Object.fromEntries(SLOTS.map((slot, index) => [slot, optional(cells, 1 + index, row)])) as ResultFact['slots'],
  value: text(cells, 7, row),
  amount: number(cells, 8, row),
  unit: text(cells, 9, row),
  kind: text(cells, 10, row) as ResultFact['kind'],
  spans: JSON.parse(text(cells, 11, row)) as ResultFact['spans'],
  inferred: JSON.parse(text(cells, 12, row)) as Slot[],
  confidence: number(cells, 13, row),
  evidence: span(cells, 14, row),
});
