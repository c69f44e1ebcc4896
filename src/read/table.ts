/**
 * CSV and TSV, whatever the columns are called.
 */
import { PapergraphError } from '../errors.js';
import type { Skip } from '../types.js';
import { type BadBytes, bothBad, type Line, LineSplitter } from './lines.js';
import { arxivIdIn, type Parser, personName, type RawRecord, splitNames, tooLong } from './record.js';

type Column =
  | 'id'
  | 'title'
  | 'abstract'
  | 'year'
  | 'date'
  | 'venue'
  | 'authors'
  | 'url'
  | 'categories'
  | 'arxiv'
  | 'doi'
  | 'acl'
  | 'openalex'
  | 's2';

/** Headers in small letters and figures only. Scopus, Web of Science, Zotero, Lens, Embase, Cochrane, PubMed, RefWorks, OpenAlex. */
const SYNONYMS: Readonly<Record<Column, readonly string[]>> = {
  title: [
    'title',
    'articletitle',
    'papertitle',
    'titleprimary',
    'documenttitle',
    'primarytitle',
    'displayname',
    'ti',
    't1',
    'titles',
    'name',
    'originaltitle',
  ],
  abstract: [
    'abstract',
    'abstractnote',
    'abstracts',
    'abstracttext',
    'paperabstract',
    'summary',
    'summaries',
    'ab',
    'n2',
    'description',
    'originalabstract',
  ],
  id: [
    'id',
    'key',
    'paperid',
    'lensid',
    'eid',
    'ut',
    'utuniquewosid',
    'uniquewosid',
    'wosid',
    'accessionnumber',
    'internalid',
    'centralid',
    'referenceid',
    'pmid',
    'pui',
    'itemid',
    'recordid',
  ],
  year: ['year', 'publicationyear', 'pubyear', 'yearpublished', 'py', 'y1', 'yr'],
  date: [
    'date',
    'datepublished',
    'publicationdate',
    'dateofpublication',
    'published',
    'publishedat',
    'publisheddate',
    'coverdate',
    'createdate',
  ],
  venue: [
    'venue',
    'journal',
    'sourcetitle',
    'publicationtitle',
    'periodicalfull',
    'booktitle',
    'conference',
    'conferencename',
    'journalbook',
    'journalname',
    'containertitle',
    'primarylocationsourcedisplayname',
    'proceedingstitle',
    'publication',
    'source',
    'so',
    'jf',
    't2',
  ],
  authors: [
    // Full names before initials: Scopus and Web of Science give both.
    'authorfullnames',
    'af',
    'authors',
    'author',
    'authorshipsauthordisplayname',
    'authorshipsrawauthorname',
    'authornames',
    'authorsprimary',
    'authorsnames',
    'creators',
    'au',
    'a1',
  ],
  url: [
    'url',
    'link',
    'urls',
    'externalurl',
    'sourceurls',
    'articlelink',
    'doilink',
    'paperurl',
    'links',
    'ur',
    'pdfurl',
  ],
  categories: ['categories', 'categorycode', 'fieldsofstudy', 'category', 'subjects', 'terms'],
  // Zotero has no column for it: it stands in one of the later ones.
  arxiv: ['arxiv', 'arxivid', 'eprint', 'archiveid', 'archivelocation', 'number', 'extra'],
  doi: ['doi', 'digitalobjectidentifier', 'di', 'do'],
  acl: ['aclid', 'anthologyid'],
  openalex: ['openalexid', 'openalex'],
  s2: ['s2id', 'semanticscholarid'],
}; // prettier-ignore
const DELIMITERS = [',', '\t', ';', '|'] as const;
/** Some exporters write their query above the header. */
const MOST_PREAMBLE = 20;
/** The widest exports have about 100. */
const MOST_COLUMNS = 400;
/** A quote that stays open longer than this was never meant as one. */
const MOST_LINES = 100;
const LONGEST_ROW = 2_000_000;

/** True when one of the first lines is a header that names a title or an abstract, and at least two columns. */
export function looksLikeTable(head: string, map?: string): boolean {
  const wanted = map === undefined ? undefined : parseMap(map);
  const lines = head.split(/\r\n|\n|\r/, MOST_PREAMBLE);
  const first = lines.findIndex((line) => /\S/.test(line));
  return lines.some((line, at) => findHeader(line, at === first, wanted) !== null);
}

/** `title=Name,abstract=Summary` to columns. */
export function parseMap(map: string): ReadonlyMap<Column, string> {
  const wanted = new Map<Column, string>();
  for (const pair of map.split(',')) {
    const [column, header] = [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()];
    if (!pair.includes('=') || header === '' || !Object.hasOwn(SYNONYMS, column))
      throw new PapergraphError(
        'BAD_OPTION',
        '--map',
        `"${pair}" names no column`,
        `Write column=Header with columns ${Object.keys(SYNONYMS).join(', ')}`,
      );
    wanted.set(column as Column, header);
  }
  return wanted;
}

interface Header {
  readonly delimiter: string;
  readonly columns: ReadonlyMap<Column, readonly number[]>;
  readonly names: readonly string[];
  readonly width: number;
}

/**
 * @param isFirst  nothing stands above the line: then a title and one more column will do. Elsewhere, and parted by other signs
 *   than comma and tab, both title and abstract must be named: "PDF | Abstract | Cite" stands on many a pasted page
 */
function findHeader(line: string, isFirst: boolean, wanted?: ReadonlyMap<Column, string>): Header | null {
  for (const delimiter of DELIMITERS) {
    if (!line.includes(delimiter)) continue;
    const names = cellsOf(line.replace(/^\ufeff/, ''), delimiter);
    if (names === null || names.length > MOST_COLUMNS) continue;
    const columns = new Map<Column, number[]>();
    const bare = names.map((name) =>
      name
        .toLowerCase()
        .normalize('NFKC')
        .replace(/[^\p{L}\p{N}]/gu, ''),
    );
    for (const [column, synonyms] of Object.entries(SYNONYMS) as [Column, readonly string[]][]) {
      const mapped = wanted?.get(column);
      const at =
        mapped !== undefined
          ? names.flatMap((name, index) =>
              name.trim() === mapped || name.trim().toLowerCase() === mapped.toLowerCase() ? [index] : [],
            )
          : synonyms.flatMap((synonym) => bare.flatMap((name, index) => (name === synonym ? [index] : [])));
      if (at.length > 0) columns.set(column, at);
      else if (mapped !== undefined) return null;
    }
    const hasBoth = columns.has('title') && columns.has('abstract');
    const hasOne = columns.has('title') || columns.has('abstract');
    const isCommon = delimiter === ',' || delimiter === '\t';
    // A sentence with commas is no header: its cells are long.
    const isHeader =
      wanted !== undefined
        ? hasOne
        : (hasBoth || (isFirst && isCommon && hasOne && columns.size > 1)) && names.every((name) => name.length < 80);
    if (isHeader && names.length > 1) return { delimiter, columns, names, width: names.length };
  }
  return null;
}

export function table(name: string, maxBytes: number, map?: string): Parser {
  const splitter = new LineSplitter(maxBytes);
  const wanted = map === undefined ? undefined : parseMap(map);
  let header: Header | null = null;
  const preamble: string[] = [];
  /** A row whose quote is still open, and its lines. */
  let row = new Row(',');
  let lines: { text: string; number: number; bad: BadBytes | null }[] = [];

  function* read(incoming: Iterable<Line>): Generator<RawRecord | Skip> {
    for (const { text, number, bad } of incoming) {
      if (text === null) yield tooLong(`${name}:${number}`, maxBytes);
      else if (header !== null) yield* take(header, text, number, bad);
      else {
        header = findHeader(
          text,
          preamble.every((line) => !/\S/.test(line)),
          wanted,
        );
        if (header !== null) row = new Row(header.delimiter);
        else if (preamble.push(text) >= MOST_PREAMBLE) throw noHeader(name, preamble, wanted);
      }
    }
  }
  function* take(known: Header, text: string, number: number, bad: BadBytes | null): Generator<RawRecord | Skip> {
    if (lines.length === 0) {
      if (!/[^\s,;|]/.test(text)) return;
      // The rule below the header of a Markdown table.
      if (known.delimiter === '|' && /^[\s|:-]+$/.test(text)) return;
      if (!text.includes('"')) {
        const cells = fitted(known, text.split(known.delimiter));
        yield cells === null
          ? wrongWidth(known, text.split(known.delimiter), `${name}:${number}`)
          : rowRecord(known, cells, `${name}:${number}`, bad);
        return;
      }
    }
    lines.push({ text, number, bad });
    row.add(text);
    if (row.isOpen && lines.length < MOST_LINES && row.length < LONGEST_ROW) return;
    // A stray quote can swallow the rows after it and still come out even; a swallowed row is a whole row by itself.
    const swallowed =
      lines.length > 1 &&
      row.hasStrayQuote &&
      lines.some(({ text: line }, at) => at > 0 && cellsOf(line, known.delimiter)?.length === known.width);
    if (row.isOpen || swallowed) yield* giveUp(known);
    else {
      const { cells } = row;
      const origin = `${name}:${lines[0]!.number}`;
      const allBad = lines.reduce<BadBytes | null>((sum, line) => bothBad(sum, line.bad), null);
      lines = [];
      row = new Row(known.delimiter);
      yield rowRecord(known, cells, origin, allBad);
    }
  }
  /** The row's first line is broken; the lines after it may be rows of their own. */
  function* giveUp(known: Header): Generator<RawRecord | Skip> {
    const [first, ...rest] = lines;
    lines = [];
    row = new Row(known.delimiter);
    yield {
      origin: `${name}:${first!.number}`,
      reason: 'unreadable',
      detail: `a quote is never closed in ${JSON.stringify(first!.text.slice(0, 40))}`,
      cure: 'Close the quote, or double it if it is text; all other rows were read',
    };
    for (const { text, number, bad } of rest) yield* take(known, text, number, bad);
  }
  return {
    push: (chunk) => read(splitter.push(chunk)),
    *end() {
      yield* read(splitter.end());
      if (header === null) throw noHeader(name, preamble, wanted);
      while (lines.length > 0) yield* giveUp(header);
    },
  };
}

function noHeader(
  name: string,
  preamble: readonly string[],
  wanted: ReadonlyMap<Column, string> | undefined,
): PapergraphError {
  const first = preamble.find((line) => /\S/.test(line)) ?? '';
  return new PapergraphError(
    'INPUT_UNREADABLE',
    name,
    wanted
      ? `no header has the columns of --map (${[...wanted.values()].join(', ')}); the first line is ${JSON.stringify(first.slice(0, 80))}`
      : `no header names a title or an abstract; the first line is ${JSON.stringify(first.slice(0, 80))}`,
    'Say which column is which: --map title=Header,abstract=Header',
  );
}

/** The cells of a line that is a whole row, else null. */
function cellsOf(line: string, delimiter: string): string[] | null {
  const row = new Row(delimiter);
  row.add(line);
  return row.isOpen ? null : row.cells;
}

/**
 * One row by RFC 4180, line by line. A quote inside an unquoted cell is text, and so is one inside a quoted cell that no
 * delimiter follows.
 */
class Row {
  readonly cells: string[] = [];
  isOpen = false;
  hasStrayQuote = false;
  length = 0;
  private cell = '';

  constructor(private readonly delimiter: string) {}

  add(line: string): void {
    this.length += line.length;
    let at = 0;
    if (this.isOpen) {
      this.cell += '\n';
      at = this.quoted(line, 0);
    }
    while (at >= 0) {
      if (line[at] === '"') {
        this.cell = '';
        this.isOpen = true;
        at = this.quoted(line, at + 1);
      } else {
        const next = line.indexOf(this.delimiter, at);
        this.cells.push(line.slice(at, next < 0 ? line.length : next));
        at = next < 0 ? -1 : next + this.delimiter.length;
      }
    }
  }

  /** Reads on inside a quoted cell; returns where the next cell begins, -1 at the line's end. */
  private quoted(line: string, from: number): number {
    for (let at = from; ; ) {
      const quote = line.indexOf('"', at);
      if (quote < 0) {
        this.cell += line.slice(at);
        return -1;
      }
      this.cell += line.slice(at, quote);
      if (line[quote + 1] === '"') {
        this.cell += '"';
        at = quote + 2;
        continue;
      }
      let after = quote + 1;
      while (line[after] === ' ') after++;
      if (after >= line.length || line[after] === this.delimiter) {
        this.cells.push(this.cell);
        this.isOpen = false;
        return after >= line.length ? -1 : after + 1;
      }
      this.hasStrayQuote = true;
      this.cell += '"';
      at = quote + 1;
    }
  }
}

/** A row without quotes whose text has commas has more cells than its header: they are the abstract's if that comes last. */
function fitted(header: Header, cells: readonly string[]): readonly string[] | null {
  const { width, delimiter } = header;
  if (delimiter === '|') return cells.map(withoutMarks);
  if (delimiter !== ',' || cells.length <= width || !cells.slice(width).some((cell) => /\S/.test(cell))) return cells;
  if (!header.columns.get('abstract')?.includes(width - 1)) return null;
  return [...cells.slice(0, width - 1), cells.slice(width - 1).join(delimiter)];
}

const wrongWidth = (header: Header, cells: readonly string[], origin: string): Skip => ({
  origin,
  reason: 'unreadable',
  detail: `the row has ${cells.length} of ${header.width} cells: ${JSON.stringify(cells.join(header.delimiter).slice(0, 60))}`,
  cure:
    cells.length > header.width
      ? 'Put texts with commas in quotes; all other rows were read'
      : 'Mend the row; all others were read',
});

/** A cell of a Markdown table: `**Title**`, `[Title](address)`. */
const withoutMarks = (cell: string): string =>
  cell
    .replace(/\[([^\][]{1,400})\]\((https?:[^()\s]{1,500})\)/g, (_, shown: string, address: string) =>
      /^\s*(?:pdf|paper|link|arxiv|doi|url|html|abs|code)\s*$/i.test(shown) ? address : shown,
    )
    .replace(/^\s*(\*\*|__|\*|_)(.+)\1\s*$/, '$2');

function rowRecord(header: Header, cells: readonly string[], origin: string, bad: BadBytes | null): RawRecord | Skip {
  const cell = (column: Column): string | undefined => {
    for (const at of header.columns.get(column) ?? []) {
      const value = cells[at]?.trim();
      if (value) return value;
    }
    return undefined;
  };
  for (const column of ['title', 'abstract'] as const) {
    const [first, ...others] = header.columns.get(column) ?? [];
    const called = first === undefined ? '' : header.names[first]!.trim().toLowerCase();
    for (const at of others) {
      const [a, b] = [cells[first!]?.trim() ?? '', cells[at]?.trim() ?? ''];
      if (header.names[at]!.trim().toLowerCase() !== called || a === '' || b === '' || a === b) continue;
      return {
        origin,
        reason: 'unreadable',
        detail: `columns ${first! + 1} and ${at + 1} are both called "${header.names[at]!.trim()}", and say different things`,
        cure: 'Give one of them another name',
      };
    }
  }
  const raw: RawRecord = { origin, ...(bad ? { bad } : {}) };
  for (const column of [
    'id',
    'title',
    'abstract',
    'year',
    'date',
    'venue',
    'url',
    'doi',
    'acl',
    'openalex',
    's2',
  ] as const) {
    const value = cell(column);
    if (value !== undefined) raw[column] = column === 'url' ? value.split(/[\s;|]/)[0]! : value;
  }
  for (const at of header.columns.get('arxiv') ?? []) {
    const arxiv = arxivIdIn(cells[at] ?? '');
    if (arxiv === undefined) continue;
    raw.arxiv = arxiv;
    break;
  }
  // The number of a row says nothing in another file.
  if (raw.id !== undefined && /^\d{1,6}$/.test(raw.id)) raw.idIsLocal = true;
  const authors = cell('authors');
  if (authors !== undefined)
    raw.authors = splitNames(authors).map((name) => (authors.includes(';') ? personName(name) : name));
  const categories = cell('categories');
  // A list at times stands there as Python prints it: `['cs.CV', 'cs.AI']`.
  if (categories !== undefined) raw.categories = categories.replace(/^\[|\]$|'/g, '').split(/[;,|]/);
  // A row that is cut off before its abstract is a broken row, not a paper without one.
  const abstractAt = Math.min(...(header.columns.get('abstract') ?? []));
  if (raw.abstract === undefined && cells.length <= abstractAt && Number.isFinite(abstractAt))
    return wrongWidth(header, cells, origin);
  return raw;
}
