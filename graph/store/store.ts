import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBResult,
  type DuckDBValue,
  type DuckDBVector,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api';
import { PapergraphError } from '../../src/errors.js';
import type { Extraction, Paper, PaperId, Skip } from '../../src/types.js';
import {
  agrees,
  type Conflict,
  type ConflictField,
  compareTexts,
  foldExtractions,
  foldPapers,
  lostValues,
  smallerText,
  spelled,
} from './duplicates.js';
import { PAPER_COLUMNS, paperOf } from './paper-row.js';
import { createTable, MIGRATIONS, STORE_VERSION, TABLES, TABLES_OF_A_PAPER, type TableName } from './tables.js';

export interface StoreOptions {
  /** Start over: what the file held is gone. */
  readonly fresh: boolean;
  /**
   * What the extractions depend on beside the text (version, model, lexicon), as one string or hash. A store made with
   * other settings is refused, since half of it would mean something else. Absent: not checked.
   */
  readonly settings: string;
  /** DuckDB's own memory, beyond which it uses the disk. */
  readonly memoryMb: number;
}

/** What became of the papers handed to the store. */
export interface Added {
  readonly added: number;
  /** Papers that were there already; each is counted in one of these. */
  readonly same: number;
  readonly conflicts: number;
}
export interface Sifted extends Omit<Added, 'added'> {
  /** Papers whose text the store does not have, one for each id: these need an extraction. */
  readonly missing: readonly Paper[];
}
export interface StoreStats {
  readonly papers: number;
  readonly mentions: number;
  /** Things as each paper names them; merging comes later. */
  readonly entities: number;
  readonly relations: number;
  readonly results: number;
  readonly skips: number;
  readonly version: number;
  readonly settings: string | null;
}
/** A piece of a query's answer, column by column. */
export interface Columns {
  readonly rows: number;
  readonly columns: readonly DuckDBVector[];
}

export interface Store {
  readonly path: string;
  /** Those of the ids that are in the store. */
  has(ids: Iterable<PaperId>): Promise<Set<PaperId>>;
  /**
   * Parts the papers that need an extraction from those that do not. A paper that is there already with a better text
   * is enriched by what this record knows beside (a DOI, a year).
   */
  sift(papers: readonly Paper[]): Promise<Sifted>;
  /** Puts extractions in, all or none. Putting one in twice changes nothing. */
  add(extractions: readonly Extraction[]): Promise<Added>;
  /** Papers that share an outside id or a title with another: those that `unite` may be asked about. */
  twins(): Promise<Paper[]>;
  /**
   * Makes the papers of each group one, with the best text of them and that text's extraction. Remembered: a record that
   * comes again under an id that went belongs to the paper that stayed.
   *
   * @returns how many papers went
   */
  unite(groups: readonly { readonly id: PaperId; readonly of: readonly PaperId[] }[]): Promise<number>;
  /** In what the records of each paper contradict the paper as it stands, by paper, field and value. */
  conflicts(): Promise<Conflict[]>;
  /**
   * Notes records that did not become papers; the same note twice is one.
   *
   * @param again  files that were read anew: what was noted of them before is forgotten
   */
  addSkips(skips: readonly Skip[], again?: readonly string[]): Promise<void>;
  /** By file and line. */
  skips(): Promise<Skip[]>;
  /** Takes a paper and all it says out again; false if it was not there. */
  forget(id: PaperId): Promise<boolean>;
  stats(): Promise<StoreStats>;
  /** One Parquet file for each table; gives their paths. */
  exportParquet(dir: string): Promise<string[]>;
  /**
   * The answer of a query in pieces, in the order the query says. It is asked at once and may be read later; several may
   * be read side by side.
   */
  query(sql: string, values?: readonly (string | number)[]): AsyncGenerator<Columns>;
  run(sql: string): Promise<void>;
  /** Writes everything to the file and frees it. */
  close(): Promise<void>;
}

const DEFAULTS: Omit<StoreOptions, 'settings'> = { fresh: false, memoryMb: 1024 };
/** DuckDB's lock on a file holds between processes only; within one it is ours to keep. */
const openPaths = new Set<string>();

/**
 * The store in a file, made if it is not there. Every change is a transaction, so that a run that was killed leaves
 * whole papers only, and the next one goes on from there.
 *
 * @param file  path of the DuckDB file, or `:memory:`
 * @throws PapergraphError OUTPUT_BUSY if another run has it open, STORE_VERSION if a newer release or other settings
 *   made it, STORE_UNREADABLE if it is no store
 */
export async function openStore(file: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  const { fresh, memoryMb } = { ...DEFAULTS, ...options };
  const inMemory = file === ':memory:';
  const place = inMemory ? file : realPath(file);
  if (!inMemory && openPaths.has(place)) throw busy(file, 'this process');
  if (!inMemory && isUnborn(place)) rmSync(place);
  let instance = await openFile(place, memoryMb, fresh);
  if (fresh && !inMemory) {
    // Opened first: that proves nobody else writes to what is about to go.
    instance?.closeSync();
    rmSync(place, { force: true });
    rmSync(`${place}.wal`, { force: true });
    instance = await openFile(place, memoryMb, false);
  }
  const store = new DuckStore(file, place, instance!, await instance!.connect());
  if (!inMemory) openPaths.add(place);
  try {
    await store.prepare(options.settings);
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

function realPath(file: string): string {
  const dir = path.dirname(path.resolve(file));
  try {
    mkdirSync(dir, { recursive: true });
    return path.join(realpathSync(dir), path.basename(file));
  } catch (cause) {
    const problem = `cannot make the folder (${(cause as Error).message})`;
    throw new PapergraphError('OUTPUT_FAILED', file, problem, 'Choose a folder that can be written', { cause });
  }
}

/** DuckDB writes three headers of 4 KiB first; a run killed before that leaves a file that nobody can open. */
const HEADERS = 3 * 4096;
function isUnborn(place: string): boolean {
  const size = statSync(place, { throwIfNoEntry: false })?.size;
  if (size === undefined || size >= HEADERS) return false;
  const bytes = readFileSync(place);
  return bytes.every((byte) => byte === 0) || bytes.toString('latin1', 8, 12) === 'DUCK';
}

/** null: `mayBeBroken` allows a file that is no store, since it goes anyway. */
async function openFile(place: string, memoryMb: number, mayBeBroken: boolean): Promise<DuckDBInstance | null> {
  try {
    return await DuckDBInstance.create(place, {
      memory_limit: `${memoryMb}MB`,
      // Nothing is ever fetched: what is needed (parquet, json) is compiled in.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
  } catch (cause) {
    const message = (cause as Error).message;
    if (LOCKED.test(message)) throw busy(place, lockHolder(message), cause as Error);
    if (mayBeBroken) return null;
    const cure = 'Move it away, or run with --fresh to start over';
    if (existsSync(place)) {
      throw new PapergraphError('STORE_UNREADABLE', place, `is not a store (${firstLine(message)})`, cure, { cause });
    }
    const problem = `cannot be written (${firstLine(message)})`;
    throw new PapergraphError('OUTPUT_FAILED', place, problem, 'Choose a folder that can be written', { cause });
  }
}

function busy(place: string, holder: string, cause?: Error): PapergraphError {
  const cure = 'Wait until it ends, or choose another folder with -o';
  return new PapergraphError('OUTPUT_BUSY', place, `is in use by ${holder}`, cure, cause ? { cause } : undefined);
}
/** What DuckDB says of a file that another process writes to. */
const LOCKED = /could not set lock/i;
const lockHolder = (message: string): string => {
  const pid = /\(PID (\d+)\)/.exec(message)?.[1];
  return pid ? `another run (process ${pid})` : 'another run';
};
const firstLine = (text: string): string => text.split('\n', 1)[0]!;

type Row = readonly (string | number | boolean | null)[];

/** An answer that is being read. */
interface Answer {
  readonly connection: DuckDBConnection;
  readonly result: DuckDBResult;
  next: ReturnType<DuckDBResult['fetchChunk']>;
}
function fetch(result: DuckDBResult): Answer['next'] {
  const chunk = result.fetchChunk();
  // Met where it is awaited; until then a failure is not unhandled.
  chunk.catch(() => undefined);
  return chunk;
}

class DuckStore implements Store {
  /** The last thing that was asked for: one connection can hold one transaction, so all wait in line. */
  #line: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** What was asked by `query` and is not read to its end. */
  readonly #answers = new Set<Promise<Answer>>();

  constructor(
    readonly path: string,
    private readonly place: string,
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  async prepare(settings: string | undefined): Promise<void> {
    const existing = await this.#values("SELECT count(*) FROM information_schema.tables WHERE table_name = 'store'");
    if (Number(existing[0]![0]) > 0) {
      const version = Number((await this.#values('SELECT max(version) FROM store'))[0]![0]);
      if (version > STORE_VERSION) {
        const problem = `was made by a newer release (store version ${version}, this one knows ${STORE_VERSION})`;
        throw new PapergraphError('STORE_VERSION', this.path, problem, 'Update papergraph, or run with --fresh');
      }
      if (version < STORE_VERSION) await this.#migrate(version);
    } else {
      const foreign = await this.#values(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY table_name LIMIT 1",
      );
      if (foreign.length > 0) {
        const problem = `is a database of something else (it has a table "${foreign[0]![0]}")`;
        throw new PapergraphError('STORE_UNREADABLE', this.path, problem, 'Choose another folder with -o');
      }
    }
    await this.#transaction(async () => {
      for (const name of Object.keys(TABLES) as TableName[]) await this.connection.run(createTable(name));
      const marked = await this.#values('SELECT count(*) FROM store');
      if (Number(marked[0]![0]) === 0) await this.#append('store', [[STORE_VERSION]]);
    });
    if (settings !== undefined) await this.#checkSettings(settings);
  }

  async #migrate(from: number): Promise<void> {
    await this.#transaction(async () => {
      for (let version = from; version < STORE_VERSION; version++)
        for (const statement of MIGRATIONS[version] ?? []) await this.connection.run(statement);
      await this.connection.run('DELETE FROM store');
      await this.#append('store', [[STORE_VERSION]]);
    });
  }

  async #checkSettings(settings: string): Promise<void> {
    const before = await this.#settings();
    if (before === settings) return;
    const papers = Number((await this.#values('SELECT count(*) FROM papers'))[0]![0]);
    if (before !== null && papers > 0) {
      const problem = 'its extractions were made by another version, model or lexicon';
      throw new PapergraphError('STORE_VERSION', this.path, problem, 'Run with --fresh to extract them again');
    }
    await this.#transaction(async () => {
      await this.connection.run('DELETE FROM runs');
      await this.#append('runs', [[1, settings]]);
    });
  }

  async #settings(): Promise<string | null> {
    const rows = await this.#values('SELECT settings FROM runs ORDER BY number DESC LIMIT 1');
    return (rows[0]?.[0] as string | undefined) ?? null;
  }

  has(ids: Iterable<PaperId>): Promise<Set<PaperId>> {
    return this.#exclusive(async () => {
      const rows = await this.#values('SELECT id FROM papers WHERE id IN (SELECT unnest($1))', [...ids]);
      return new Set(rows.map((row) => row[0] as PaperId));
    });
  }

  sift(given: readonly Paper[]): Promise<Sifted> {
    return this.#exclusive(async () => {
      const stayed = await this.#stayed(given.map((paper) => paper.id));
      const papers = given.map((paper) => underId(paper, stayed.get(paper.id)));
      const known = await this.#papers(papers.map((paper) => paper.id));
      const missing = new Map<PaperId, Paper>();
      const enriched = new Map<PaperId, Paper>();
      const lost: Row[] = [];
      let [same, conflicts] = [0, 0];
      for (const paper of papers) {
        const before = missing.get(paper.id) ?? enriched.get(paper.id) ?? known.get(paper.id)?.paper;
        if (before === undefined) {
          missing.set(paper.id, paper);
          continue;
        }
        const difference = compareTexts(before, paper);
        if (difference === 0) same++;
        else conflicts++;
        const folded = foldPapers(before, paper);
        lost.push(...lostRows(before, paper, folded));
        if (missing.has(paper.id) || difference > 0) {
          missing.set(paper.id, folded);
          enriched.delete(paper.id);
        } else if (!sameFields(before, folded)) enriched.set(paper.id, folded);
      }
      if (enriched.size + lost.length > 0) {
        await this.#transaction(async () => {
          await this.#replacePapers([...enriched.values()].map((paper) => [known.get(paper.id)!.extractionId, paper]));
          await this.#appendNew('conflicts', lost);
        });
      }
      return { missing: [...missing.values()], same, conflicts };
    });
  }

  add(given: readonly Extraction[]): Promise<Added> {
    return this.#exclusive(async () => {
      const stayed = await this.#stayed(given.map((extraction) => extraction.paper.id));
      const extractions = given.map((extraction) => {
        const paper = underId(extraction.paper, stayed.get(extraction.paper.id));
        return paper === extraction.paper ? extraction : { ...extraction, paper };
      });
      const known = await this.#papers(extractions.map((extraction) => extraction.paper.id));
      const arrived = new Map<PaperId, Extraction>();
      const lost: Row[] = [];
      let [added, same, conflicts] = [0, 0, 0];
      for (const extraction of extractions) {
        const { id } = extraction.paper;
        const inThisCall = arrived.get(id);
        const before = inThisCall?.paper ?? known.get(id)?.paper;
        if (before === undefined) added++;
        else if (compareTexts(before, extraction.paper) === 0) same++;
        else conflicts++;
        if (before !== undefined)
          lost.push(...lostRows(before, extraction.paper, foldPapers(before, extraction.paper)));
        arrived.set(id, inThisCall ? foldExtractions(inThisCall, extraction) : extraction);
      }
      const whole: Extraction[] = [];
      const papersOnly: [string, Paper][] = [];
      for (const extraction of arrived.values()) {
        const before = known.get(extraction.paper.id);
        if (before === undefined) {
          whole.push(extraction);
          continue;
        }
        const folded = foldPapers(before.paper, extraction.paper);
        const id = smallerText(before.extractionId, extraction.id);
        if (compareTexts(before.paper, extraction.paper) > 0) whole.push({ ...extraction, id, paper: folded });
        else if (id !== before.extractionId || !sameFields(before.paper, folded)) papersOnly.push([id, folded]);
      }
      if (whole.length + papersOnly.length + lost.length > 0) {
        await this.#transaction(async () => {
          const replaced = whole.map((extraction) => extraction.paper.id).filter((id) => known.has(id));
          if (replaced.length > 0) await this.#delete(replaced);
          await this.#replacePapers(papersOnly);
          await this.#insert(whole);
          await this.#appendNew('conflicts', lost);
        });
      }
      return { added, same, conflicts };
    });
  }

  twins(): Promise<Paper[]> {
    return this.#exclusive(async () => {
      const ids = ['arxiv_id', 'doi', 'acl_id', 'openalex_id', 's2_id'].map(
        (column) =>
          `SELECT id, '${column.replace('_id', '')}:' || ${column} AS key FROM papers WHERE ${column} IS NOT NULL`,
      );
      const others = `SELECT id, unnest(from_json(other_ids, '["VARCHAR"]')) AS key FROM papers WHERE other_ids IS NOT NULL`;
      const titles = `SELECT id, 'title:' || regexp_replace(lower(strip_accents(title)), '[^\\p{L}\\p{N}]+', '', 'g') AS key
        FROM papers WHERE length(title) >= 16`;
      const rows = await this.#values(`WITH keys AS (${[...ids, others, titles].join(' UNION ALL ')}),
        shared AS (SELECT key FROM keys GROUP BY key HAVING count(DISTINCT id) > 1)
        SELECT ${PAPER_COLUMNS.join(', ')} FROM papers
        WHERE id IN (SELECT id FROM keys WHERE key IN (SELECT key FROM shared)) ORDER BY id`);
      return rows.map((row) => paperOf(PAPER_COLUMNS, row));
    });
  }

  unite(groups: readonly { readonly id: PaperId; readonly of: readonly PaperId[] }[]): Promise<number> {
    return this.#exclusive(async () => {
      let went = 0;
      for (const { id, of } of groups) {
        const records = [...(await this.#papers(of)).values()];
        if (records.length < 2) continue;
        const best = records.reduce((a, b) => (compareTexts(a.paper, b.paper) <= 0 ? a : b));
        const folded = underId(records.map(({ paper }) => paper).reduce(foldPapers), id);
        const lost = records.flatMap(({ paper }) => lostRows(paper, paper, folded));
        const extractionId = records.map((record) => record.extractionId).reduce(smallerText);
        await this.#transaction(async () => {
          await this.#delete(of.filter((other) => other !== best.paper.id));
          for (const table of TABLES_OF_A_PAPER)
            await this.connection.run(`UPDATE ${table} SET paper = $1 WHERE paper = $2`, [id, best.paper.id]);
          await this.connection.run(
            'UPDATE conflicts SET paper = $2 WHERE paper IN (SELECT unnest($1))',
            [listValue(of), id],
            [LIST(VARCHAR), VARCHAR],
          );
          await this.#appendNew('conflicts', lost);
          await this.connection.run('DELETE FROM papers WHERE id = $1', [best.paper.id]);
          await this.#append('papers', [paperRow(extractionId, folded)]);
          const others = of.filter((other) => other !== id);
          await this.connection.run(
            'UPDATE same_papers SET paper = $2 WHERE paper IN (SELECT unnest($1))',
            [listValue(others), id],
            [LIST(VARCHAR), VARCHAR],
          );
          await this.#append(
            'same_papers',
            others.map((other) => [other, id]),
          );
        });
        went += records.length - 1;
      }
      return went;
    });
  }

  /** For ids that went, the paper that stayed. */
  async #stayed(ids: readonly PaperId[]): Promise<Map<string, PaperId>> {
    const rows = await this.#values('SELECT id, paper FROM same_papers WHERE id IN (SELECT unnest($1))', ids);
    return new Map(rows.map(([id, paper]) => [id as string, paper as PaperId]));
  }

  conflicts(): Promise<Conflict[]> {
    return this.#exclusive(async () => {
      const rows = await this.#values('SELECT DISTINCT paper, field, value FROM conflicts ORDER BY ALL');
      const papers = await this.#papers([...new Set(rows.map(([paper]) => paper as PaperId))]);
      return rows.flatMap(([id, field, value]): Conflict[] => {
        const paper = papers.get(id as PaperId)?.paper;
        const kept = paper && spelled(paper, field as ConflictField);
        if (kept === undefined || agrees(field as ConflictField, kept, value as string)) return [];
        return [{ paper: id as PaperId, field: field as ConflictField, kept, lost: value as string }];
      });
    });
  }

  addSkips(skips: readonly Skip[], again: readonly string[] = []): Promise<void> {
    return this.#exclusive(async () => {
      if (skips.length + again.length === 0) return;
      await this.#transaction(async () => {
        await this.connection.run(
          `DELETE FROM skips WHERE ${FILE_OF_ORIGIN} IN (SELECT unnest($1))`,
          [listValue(again)],
          [LIST(VARCHAR)],
        );
        await this.#appendNew('skips', skips.map(skipRow));
      });
    });
  }

  skips(): Promise<Skip[]> {
    return this.#exclusive(async () => {
      const rows = await this.#values(`SELECT origin, reason, detail, cure FROM skips ORDER BY
        ${FILE_OF_ORIGIN}, TRY_CAST(regexp_extract(origin, ':(\\d+)(\\[\\d+\\])*$', 1) AS BIGINT) NULLS FIRST, origin, reason, detail, cure`);
      return rows.map(([origin, reason, detail, cure]) => ({ origin, reason, detail, cure }) as Skip);
    });
  }

  forget(id: PaperId): Promise<boolean> {
    return this.#exclusive(async () => {
      const known = await this.#papers([id]);
      if (known.size === 0) return false;
      await this.#transaction(async () => {
        await this.#delete([id]);
        await this.connection.run('DELETE FROM same_papers WHERE paper = $1', [id]);
        await this.connection.run('DELETE FROM conflicts WHERE paper = $1', [id]);
      });
      return true;
    });
  }

  stats(): Promise<StoreStats> {
    return this.#exclusive(async () => {
      const count = async (name: TableName) => Number((await this.#values(`SELECT count(*) FROM ${name}`))[0]![0]);
      return {
        papers: await count('papers'),
        mentions: await count('mentions'),
        entities: await count('entities'),
        relations: await count('relations'),
        results: await count('results'),
        skips: await count('skips'),
        version: STORE_VERSION,
        settings: await this.#settings(),
      };
    });
  }

  exportParquet(dir: string): Promise<string[]> {
    return this.#exclusive(async () => {
      mkdirSync(dir, { recursive: true });
      const files: string[] = [];
      for (const name of Object.keys(TABLES) as TableName[]) {
        const file = path.join(dir, `${name}.parquet`);
        // A path cannot be a bound value here; doubling the quotes is all that SQL asks for.
        await this.connection.run(
          `COPY (SELECT * FROM ${name} ORDER BY ALL) TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
        );
        files.push(file);
      }
      return files;
    });
  }

  query(sql: string, values: readonly (string | number)[] = []): AsyncGenerator<Columns> {
    const answer = this.#ask(sql, values);
    this.#answers.add(answer);
    // Met by whoever reads it.
    answer.catch(() => this.#answers.delete(answer));
    return this.#read(answer);
  }

  async #ask(sql: string, values: readonly (string | number)[]): Promise<Answer> {
    // A connection of its own: another question on the same one would end this answer.
    const connection = await this.instance.connect();
    try {
      const result = await connection.stream(sql, [...values]);
      return { connection, result, next: fetch(result) };
    } catch (error) {
      connection.closeSync();
      throw error;
    }
  }

  async *#read(asked: Promise<Answer>): AsyncGenerator<Columns> {
    const answer = await asked;
    try {
      for (;;) {
        const chunk = await answer.next;
        if (!chunk || chunk.rowCount === 0) return;
        // The next piece is made while this one is read.
        answer.next = fetch(answer.result);
        yield {
          rows: chunk.rowCount,
          columns: Array.from({ length: chunk.columnCount }, (_, index) => chunk.getColumnVector(index)),
        };
      }
    } finally {
      await this.#end(asked);
    }
  }

  async #end(asked: Promise<Answer>): Promise<void> {
    if (!this.#answers.delete(asked)) return;
    const { connection, next } = await asked;
    await next.catch(() => undefined);
    connection.closeSync();
  }

  run(sql: string): Promise<void> {
    return this.#exclusive(async () => {
      await this.connection.run(sql);
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#line.catch(() => undefined);
    for (const answer of this.#answers) await this.#end(answer).catch(() => undefined);
    this.connection.closeSync();
    this.instance.closeSync();
    openPaths.delete(this.place);
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#line.then(work, work);
    this.#line = turn.catch(() => undefined);
    return turn;
  }

  async #transaction(work: () => Promise<void>): Promise<void> {
    await this.connection.run('BEGIN');
    try {
      await work();
      await this.connection.run('COMMIT');
    } catch (error) {
      await this.connection.run('ROLLBACK').catch(() => undefined);
      throw translated(error as Error, this.path);
    }
  }

  /** All rows of a small answer. `list`: bound to `$1` as a list of texts. */
  async #values(sql: string, list?: readonly string[]): Promise<DuckDBValue[][]> {
    const reader = list
      ? await this.connection.runAndReadAll(sql, [listValue(list)], [LIST(VARCHAR)])
      : await this.connection.runAndReadAll(sql);
    return reader.getRows();
  }

  async #papers(ids: readonly PaperId[]): Promise<Map<PaperId, { extractionId: string; paper: Paper }>> {
    const sql = `SELECT extraction_id, ${PAPER_COLUMNS.join(', ')} FROM papers WHERE id IN (SELECT unnest($1))`;
    const rows = await this.#values(sql, ids);
    const papers = rows.map((row) => ({ extractionId: row[0] as string, paper: paperOf(PAPER_COLUMNS, row, 1) }));
    return new Map(papers.map((record) => [record.paper.id, record]));
  }

  async #delete(ids: readonly PaperId[]): Promise<void> {
    const values = [listValue(ids)];
    await this.connection.run('DELETE FROM papers WHERE id IN (SELECT unnest($1))', values, [LIST(VARCHAR)]);
    for (const table of TABLES_OF_A_PAPER) {
      await this.connection.run(`DELETE FROM ${table} WHERE paper IN (SELECT unnest($1))`, values, [LIST(VARCHAR)]);
    }
  }

  async #replacePapers(papers: readonly (readonly [extractionId: string, paper: Paper])[]): Promise<void> {
    if (papers.length === 0) return;
    const ids = papers.map(([, paper]) => paper.id);
    await this.connection.run('DELETE FROM papers WHERE id IN (SELECT unnest($1))', [listValue(ids)], [LIST(VARCHAR)]);
    await this.#append(
      'papers',
      papers.map(([id, paper]) => paperRow(id, paper)),
    );
  }

  async #insert(extractions: readonly Extraction[]): Promise<void> {
    await this.#append(
      'papers',
      extractions.map((extraction) => paperRow(extraction.id, extraction.paper)),
    );
    await this.#append('mentions', extractions.flatMap(mentionRows));
    await this.#append('entities', extractions.flatMap(entityRows));
    await this.#append('relations', extractions.flatMap(relationRows));
    await this.#append('results', extractions.flatMap(resultRows));
  }

  /** Rows that the table does not hold yet, each once. */
  async #appendNew(table: 'skips' | 'conflicts', rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE arriving AS SELECT * FROM ${table} LIMIT 0`);
    await this.#append(table, rows, 'arriving');
    await this.connection.run(
      `INSERT INTO ${table} SELECT * FROM (SELECT DISTINCT * FROM arriving EXCEPT SELECT * FROM ${table}) ORDER BY ALL`,
    );
    await this.connection.run('DROP TABLE arriving');
  }

  async #append(table: TableName, rows: readonly Row[], into: string = table): Promise<void> {
    if (rows.length === 0) return;
    const types = Object.values(TABLES[table]);
    const append = types.map((type) => APPEND[type]);
    const appender = await this.connection.createAppender(into);
    try {
      for (const row of rows) {
        for (let column = 0; column < append.length; column++) {
          const value = row[column];
          if (value === null || value === undefined) appender.appendNull();
          else append[column]!(appender, value as never);
        }
        appender.endRow();
      }
    } finally {
      appender.closeSync();
    }
  }
}

const APPEND = {
  VARCHAR: (appender: DuckDBAppender, value: string) => appender.appendVarchar(value),
  INTEGER: (appender: DuckDBAppender, value: number) => appender.appendInteger(value),
  DOUBLE: (appender: DuckDBAppender, value: number) => appender.appendDouble(value),
  BOOLEAN: (appender: DuckDBAppender, value: boolean) => appender.appendBoolean(value),
};

/** A full disk and a store in use are the user's to mend; anything else stays the bug it is. */
function translated(error: Error, at: string): Error {
  // Two runs that start over at the same moment may both have opened the file; the log that comes with it is one.
  if (LOCKED.test(error.message)) return busy(at, lockHolder(error.message), error);
  if (!/no space left|disk quota|could not write|failed to write/i.test(error.message)) return error;
  const problem = `cannot be written (${firstLine(error.message)})`;
  return new PapergraphError('OUTPUT_FAILED', at, problem, 'Make room, then run again: it goes on from here', {
    cause: error,
  });
}

const sameFields = (a: Paper, b: Paper): boolean => JSON.stringify(paperRow('', a)) === JSON.stringify(paperRow('', b));

const underId = (paper: Paper, id: PaperId | undefined): Paper =>
  id === undefined || id === paper.id ? paper : { ...paper, id };

/** Origins are `papers.jsonl`, `papers.jsonl:12` or `papers.jsonl:12[3]`. */
const FILE_OF_ORIGIN = "regexp_replace(origin, ':\\d+(\\[\\d+\\])*$', '')";

const lostRows = (a: Paper, b: Paper, folded: Paper): Row[] =>
  lostValues(a, b, folded).map(([field, value]) => [folded.id, field, value]);

const skipRow = (skip: Skip): Row => [skip.origin, skip.reason, skip.detail, skip.cure];

const paperRow = (extractionId: string, paper: Paper): Row => [
  paper.id,
  extractionId,
  paper.sourceId ?? null,
  paper.title,
  paper.abstract,
  paper.year ?? null,
  paper.publishedOn ?? null,
  paper.venue ?? null,
  JSON.stringify(paper.authors),
  paper.url ?? null,
  paper.categories === undefined ? null : JSON.stringify(paper.categories),
  paper.arxivId ?? null,
  paper.arxivVersion ?? null,
  paper.doi ?? null,
  paper.aclId ?? null,
  paper.openalexId ?? null,
  paper.s2Id ?? null,
  paper.origin,
  paper.otherIds === undefined ? null : JSON.stringify(paper.otherIds),
];

const mentionRows = ({ paper, mentions }: Extraction): Row[] =>
  mentions.map((mention) => [
    paper.id,
    mention.entity,
    mention.type,
    mention.text,
    mention.field,
    mention.start,
    mention.end,
    mention.foundBy,
    mention.confidence,
  ]);
const entityRows = ({ paper, entities }: Extraction): Row[] =>
  entities.map((entity) => [
    paper.id,
    entity.id,
    entity.type,
    entity.name,
    JSON.stringify(entity.aliases),
    entity.abbreviation ?? null,
    entity.role,
    entity.confidence,
    entity.evidence.field,
    entity.evidence.start,
    entity.evidence.end,
  ]);
const relationRows = ({ paper, relations }: Extraction): Row[] =>
  relations.map((relation) => [
    paper.id,
    relation.source,
    relation.type,
    relation.target,
    relation.confidence,
    relation.inferred,
    relation.metric ?? null,
    relation.dataset ?? null,
    relation.margin ?? null,
    relation.count ?? null,
    relation.hours ?? null,
    relation.evidence.field,
    relation.evidence.start,
    relation.evidence.end,
  ]);
const resultRows = ({ paper, results }: Extraction): Row[] =>
  results.map((result) => [
    paper.id,
    result.metric,
    result.method,
    result.dataset,
    result.task,
    result.hardware,
    result.baseline,
    result.value,
    result.amount,
    result.unit,
    result.kind,
    JSON.stringify(result.spans),
    JSON.stringify(result.inferred),
    result.confidence,
    result.evidence.field,
    result.evidence.start,
    result.evidence.end,
  ]);
