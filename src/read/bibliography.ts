/**
 * BibTeX and BibLaTeX, RIS and its kin (PubMed's MEDLINE, EndNote's refer).
 *
 * BibTeX is read by hand: the parser that libraries offer gives about 150 entries a second, and an entry that it does not
 * understand is lost. The tests hold this reader against it.
 */
import type { Skip } from '../types.js';
import { type BadBytes, bothBad, type Line, LineSplitter } from './lines.js';
import { arxivIdOf, type Parser, personName, type RawRecord, tooLong } from './record.js';

// ----------------------------------------------------------------------------------------------------------- BibTeX

/** An entry opens a line; so whatever one entry breaks, the next line with an `@` mends. */
const ENTRY = /^\s*@\s*([A-Za-z]+)\s*[{(]/;
const ENTRY_INSIDE = /@\s*[A-Za-z]+\s*[{(]\s*[^\s,{}()]+\s*,/;

export function bibtex(name: string, maxBytes: number): Parser {
  const splitter = new LineSplitter(maxBytes);
  const macros = new Map(MONTHS.map((month) => [month, month]));
  let entry: string[] = [];
  let start = 0;
  let bytes = 0;
  let bad: BadBytes | null = null;
  const family = new Family();

  function* finish(): Generator<RawRecord | Skip> {
    const text = entry.join('\n');
    entry = [];
    if (text === '') return;
    if (bytes > maxBytes) yield tooLong(`${name}:${start}`, maxBytes);
    else {
      for (const record of readEntries(text, name, start, macros, family)) {
        if ('reason' in record) {
          yield record;
          continue;
        }
        if (bad) record.bad = bad;
        yield* family.met(record);
      }
    }
    bad = null;
  }
  function* read(lines: Iterable<Line>): Generator<RawRecord | Skip> {
    for (const { text, number, bad: badHere } of lines) {
      if (text === null) {
        yield tooLong(`${name}:${number}`, maxBytes);
        continue;
      }
      if (text.includes('@') && ENTRY.test(number === 1 ? text.replace(/^\ufeff/, '') : text)) {
        yield* finish();
        start = number;
        bytes = 0;
      } else if (entry.length === 0) continue; // between entries everything is comment
      bytes += text.length;
      bad = bothBad(bad, badHere);
      if (bytes <= maxBytes) entry.push(text);
    }
  }
  return {
    push: (chunk) => read(splitter.push(chunk)),
    *end() {
      yield* read(splitter.end());
      yield* finish();
      yield* family.rest();
    },
  };
}

/** What a single entry says, as records in other forms carry one along; undefined if it is none. */
export function bibtexEntry(text: string): RawRecord | undefined {
  const parser = bibtex('', text.length * 3 + 1);
  for (const record of [...parser.push(Buffer.from(text)), ...parser.end()]) if (!('reason' in record)) return record;
  return undefined;
}

/** More entries than this do not wait for their volume. */
const MOST_WAITING = 10_000;

/**
 * Entries with a `crossref` take venue and year from their volume, which BibTeX wants after them: they wait until it has
 * come. Volumes that came before are remembered, by the few words that are wanted of them. An `@inproceedings` that names
 * neither its year nor its volume is of the `@proceedings` above it: so PMLR publishes its volumes.
 */
class Family {
  private readonly volumes = new Map<string, Pick<RawRecord, 'venue' | 'year'>>();
  private readonly waiting = new Map<string, RawRecord[]>();
  private parents = new WeakMap<RawRecord, string>();
  private waits = 0;
  private current: Pick<RawRecord, 'venue' | 'year'> | null = null;

  /** Told of each entry as it is read. */
  keep(record: RawRecord, type: string, parent: string | undefined): void {
    if (parent !== undefined) this.parents.set(record, parent.trim().toLowerCase());
    else if (type === 'inproceedings' && record.year === undefined && this.current) {
      if (this.current.year !== undefined) record.year = this.current.year;
      if (this.current.venue !== undefined) record.venue ??= this.current.venue;
    }
    const isVolume = /^(?:mv)?(?:proceedings|book|collection|reference)$/.test(type);
    if (!isVolume) return;
    const venue = record.venue ?? record.title;
    const volume = {
      ...(venue === undefined ? {} : { venue }),
      ...(record.year === undefined ? {} : { year: record.year }),
    };
    if (type === 'proceedings') this.current = volume;
    if (record.id !== undefined && this.volumes.size < MOST_WAITING) this.volumes.set(record.id.toLowerCase(), volume);
  }

  *met(record: RawRecord): Generator<RawRecord> {
    const parent = this.parents.get(record);
    const volume = parent === undefined ? undefined : this.volumes.get(parent);
    if (parent === undefined || volume || this.waits >= MOST_WAITING) yield { ...volume, ...record };
    else {
      this.waits++;
      const others = this.waiting.get(parent);
      if (others) others.push(record);
      else this.waiting.set(parent, [record]);
    }
    const key = record.id?.toLowerCase() ?? '';
    const children = this.waiting.get(key) ?? [];
    this.waiting.delete(key);
    this.waits -= children.length;
    for (const child of children) yield { ...this.volumes.get(key), ...child };
  }

  /** Their volume is not in the file. */
  *rest(): Generator<RawRecord> {
    for (const children of this.waiting.values()) yield* children;
  }
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function* readEntries(
  text: string,
  name: string,
  line: number,
  macros: Map<string, string>,
  family: Family,
): Generator<RawRecord | Skip> {
  let rest = text;
  let at = line;
  for (;;) {
    const opened = /@\s*([A-Za-z]+)\s*([{(])/.exec(rest);
    if (!opened) return;
    const type = opened[1]!.toLowerCase();
    if (type === 'comment' || type === 'preamble') return;
    const from = opened.index + opened[0].length;
    const read = new EntryReader(rest, from, opened[2] === '(' ? ')' : '}', macros, false).read(type === 'string');
    // `\{` is a brace to BibTeX. Where that does not add up, the author meant the sign.
    const entry = read.problem
      ? new EntryReader(rest, from, opened[2] === '(' ? ')' : '}', macros, true).read(type === 'string')
      : read;
    if (type === 'string') for (const [key, value] of entry.fields) macros.set(key, value);
    else if (
      entry.problem &&
      !(entry.fields.has('title') && entry.fields.has('abstract') && entry.problem === 'unclosed')
    )
      yield {
        origin: `${name}:${at}`,
        reason: 'unreadable',
        detail: `entry "${entry.key.slice(0, 60)}": ${entry.problem === 'unclosed' ? 'a brace or quote is never closed' : entry.problem}`,
        cure: 'Mend the braces of this entry; all others were read',
      };
    else {
      const record = entryRecord(entry.key, entry.fields, `${name}:${at}`);
      family.keep(record, type, entry.fields.get('crossref'));
      yield record;
    }
    const next = ENTRY_INSIDE.exec(rest.slice(entry.end));
    if (!next) return;
    at += rest.slice(0, entry.end + next.index).split('\n').length - 1;
    rest = rest.slice(entry.end + next.index);
  }
}

interface Entry {
  readonly key: string;
  readonly fields: Map<string, string>;
  /** `unclosed`: the text ended inside a value. */
  readonly problem: string | null;
  readonly end: number;
}

/** Each unclosed value costs a look at all that follows; an entry with more of them is noise. */
const MOST_UNCLOSED = 5;

class EntryReader {
  private at: number;
  private problem: string | null = null;
  private unclosed = 0;

  constructor(
    private readonly text: string,
    from: number,
    private readonly closing: string,
    private readonly macros: ReadonlyMap<string, string>,
    private readonly escapes: boolean,
  ) {
    this.at = from;
  }

  read(isMacro: boolean): Entry {
    const fields = new Map<string, string>();
    let key = '';
    if (!isMacro) {
      const comma = this.text.indexOf(',', this.at);
      const until = comma < 0 ? this.text.indexOf(this.closing, this.at) : comma;
      key = this.text.slice(this.at, until < 0 ? this.text.length : until).trim();
      // A lost key: `@article{title = {…}`.
      if (/[={"\n]/.test(key)) key = '';
      else this.at = until < 0 ? this.text.length : until + (comma < 0 ? 0 : 1);
    }
    while (this.at < this.text.length) {
      this.skip(/[\s,]*/y);
      if (this.text[this.at] === this.closing) {
        this.at++;
        return { key, fields, problem: this.problem, end: this.at };
      }
      const name = this.match(/([A-Za-z_][\w:+.-]*)\s*=\s*/y);
      if (name === null) {
        if (this.at >= this.text.length) break;
        this.problem ??= `expected a field, found ${JSON.stringify(this.text.slice(this.at, this.at + 20))}`;
        // On to what looks like the next field.
        this.skip(/[^\n]*\n?/y);
        continue;
      }
      const field = name.toLowerCase();
      const value = this.value();
      if (value === null) break;
      if (!fields.has(field)) fields.set(field, value);
    }
    return { key, fields, problem: this.problem ?? 'unclosed', end: this.text.length };
  }

  private value(): string | null {
    let value = '';
    for (;;) {
      const first = this.text[this.at];
      const part = first === '{' || first === '"' ? this.delimited(first) : this.bare();
      if (part === null) return null;
      value += part;
      if (this.match(/(\s*#\s*)/y) === null) return value;
    }
  }

  /** `{…}` with balanced braces, `"…"` where a quote inside braces is text. */
  private delimited(first: '{' | '"'): string | null {
    const from = this.at + 1;
    let depth = 0;
    for (let at = from; at < this.text.length; at++) {
      const character = this.text.charCodeAt(at);
      if (
        character === 0x5c /* \ */ &&
        (this.escapes || this.text.charCodeAt(at + 1) === 0x22 || this.text.charCodeAt(at + 1) === 0x5c)
      )
        at++;
      else if (character === 0x7b) depth++;
      else if (character === 0x7d) {
        if (depth === 0 && first === '{') return this.cut(from, at);
        depth = Math.max(0, depth - 1);
      } else if (character === 0x22 && first === '"' && depth === 0 && this.endsHere(at)) return this.cut(from, at);
    }
    // `title = {No end,` and then another field: the value ends where the line with the next field begins.
    this.problem ??= 'unclosed';
    const next =
      ++this.unclosed > MOST_UNCLOSED ? null : /\n\s*[A-Za-z_][\w-]*\s*=\s*[{"\d]/.exec(this.text.slice(from));
    if (next) {
      const value = this.text.slice(from, from + next.index).replace(/[\s,]+$/, '');
      this.at = from + next.index;
      this.problem = 'a brace or quote is never closed';
      return value;
    }
    this.at = this.text.length;
    return null;
  }

  /** A quote that no comma, `#` or end follows is a quotation mark that someone forgot to brace. */
  private endsHere(at: number): boolean {
    return (
      /^\s*(?:[,#}\])]|$)/.test(this.text.slice(at + 1, at + 40)) ||
      /^\s*\n\s*[A-Za-z_]+\s*=/.test(this.text.slice(at + 1, at + 80))
    );
  }

  private cut(from: number, to: number): string {
    this.at = to + 1;
    return this.text.slice(from, to);
  }

  private bare(): string {
    const word = this.match(/([^\s,#{}()"=]*)/y) ?? '';
    return this.macros.get(word.toLowerCase()) ?? word;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (!match) return null;
    this.at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  private skip(pattern: RegExp): void {
    this.match(pattern);
  }
}

function entryRecord(key: string, fields: ReadonlyMap<string, string>, origin: string): RawRecord {
  const raw: RawRecord = { origin, idIsLocal: true };
  const first = (...names: string[]) => names.map((name) => fields.get(name)).find((value) => value?.trim());
  if (key !== '') raw.id = key;
  const title = first('title');
  const subtitle = first('subtitle');
  if (title !== undefined) raw.title = texText(subtitle === undefined ? title : `${title}: ${subtitle}`);
  const abstract = first('abstract', 'abstractnote', 'summary');
  if (abstract !== undefined) raw.abstract = texText(abstract);
  const authors = authorsOf(first('author') ?? '');
  if (authors.length > 0) raw.authors = authors;
  const venue = first('booktitle', 'journaltitle', 'journal', 'eventtitle', 'series');
  if (venue !== undefined) raw.venue = texText(venue);
  const year = first('year', 'date');
  if (year !== undefined) raw.year = texText(year);
  const date = first('date');
  if (date !== undefined) raw.date = texText(date);
  const doi = first('doi');
  if (doi !== undefined) raw.doi = doi.replace(/\\([_%&#])/g, '$1');
  const url = first('url', 'pdf', 'link');
  if (url !== undefined)
    raw.url = url
      .replace(/\\([_%&#~])/g, '$1')
      .replace(/^\\url\{(.*)\}$/, '$1')
      .trim();
  const kind = (first('eprinttype', 'archiveprefix') ?? 'arxiv').toLowerCase();
  const eprint = first('eprint', 'arxivid');
  const arxiv =
    eprint !== undefined && /arxiv/.test(kind) && arxivIdOf(eprint)
      ? eprint
      : /arxiv[:\s]+([\w./-]+\d)/i.exec(first('journal', 'journaltitle', 'note', 'howpublished') ?? '')?.[1];
  if (arxiv !== undefined) raw.arxiv = arxiv;
  const category = first('primaryclass', 'eprintclass');
  if (category !== undefined) raw.categories = [category];
  return raw;
}

/** Braces that only protect capitals go; those of commands and accents stay for the cleaning; ties, dashes and quotes of TeX are read. */
export function texText(value: string): string {
  if (!/[{}~`'\-\\]/.test(value)) return value;
  let out = '';
  const kept: boolean[] = [];
  let closedKept = false;
  let inMath = false;
  for (let at = 0; at < value.length; at++) {
    const character = value[at]!;
    if (character === '\\') {
      out += character + (value[at + 1] ?? '');
      at++;
    } else if (character === '$') {
      inMath = !inMath;
      out += character;
    } else if (character === '{' && !inMath) {
      const keep =
        (value[at + 1] === '\\' && !'%&_#{}$'.includes(value[at + 2] ?? '%')) ||
        /\\(?:[A-Za-z]{1,20}\*?|['`^"~=.])\s{0,2}$/.test(out.slice(-24)) ||
        // The second argument of a command: `\\href{…}{…}`.
        (value[at - 1] === '}' && closedKept);
      kept.push(keep);
      if (keep) out += character;
    } else if (character === '}' && !inMath) {
      closedKept = kept.pop() === true;
      if (closedKept) out += character;
    } else if (!inMath && character === '~') out += ' ';
    else if (!inMath && character === '-' && value[at + 1] === '-') {
      const long = value[at + 2] === '-';
      out += long ? '—' : '–';
      at += long ? 2 : 1;
    } else if (!inMath && (character === '`' || character === "'") && value[at + 1] === character) {
      out += character === '`' ? '“' : '”';
      at++;
    } else out += character;
  }
  return out;
}

/** `Family, Given and {The Team} and others`; the word "and" inside braces parts nobody. */
function authorsOf(text: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let from = 0;
  const and = /\band\b|[{}]/gi;
  for (let match = and.exec(text); match !== null; match = and.exec(text)) {
    if (match[0] === '{') depth++;
    else if (match[0] === '}') depth = Math.max(0, depth - 1);
    else if (depth === 0 && /\s/.test(text[match.index - 1] ?? '') && /\s/.test(text[match.index + 3] ?? '')) {
      names.push(text.slice(from, match.index));
      from = match.index + 3;
    }
  }
  names.push(text.slice(from));
  return names
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'others')
    .map((name) => {
      if (/^\{[^{}]*\}$/.test(name)) return texText(name);
      return /\b(?:family|given)\s*=/.test(name) ? namedParts(texText(name)) : personName(texText(name));
    });
}

/** BibLaTeX's other way: `family=Laak, given=Jeroen, prefix=van der, useprefix=true`. */
function namedParts(name: string): string {
  const parts = new Map(
    name.split(',').map((part): [string, string] => {
      const [key, ...value] = part.split('=');
      return [
        key!.trim(),
        value
          .join('=')
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      ];
    }),
  );
  return ['given', 'prefix', 'family', 'suffix'].flatMap((key) => parts.get(key) ?? []).join(' ');
}

// -------------------------------------------------------------------------------------------------------------- RIS

/** Two letters, blanks, a hyphen: `TY  - JOUR`; MEDLINE has up to four: `PMID- 1`. */
const RIS_TAG = /^([A-Z][A-Z0-9]{1,3}) {0,3}- ?(.*)$/;
const REFER_TAG = /^%([A-Z0-9@!?[\]+^]) (.*)$/;

interface TagDialect {
  readonly tag: RegExp;
  /** Tags that open a record. */
  readonly opens: ReadonlySet<string>;
  readonly closes: string;
  /** Field to tags, first that says something wins. */
  readonly fields: Readonly<
    Record<'title' | 'abstract' | 'year' | 'date' | 'venue' | 'doi' | 'url' | 'id', readonly string[]>
  >;
  readonly authors: readonly string[];
  /** Tags whose every line is a value of its own. */
  readonly listed?: ReadonlySet<string>;
}

/** Web of Science's own: `AU Brook, A`, further lines indented. */
const WOS_TAG = /^([A-Z][A-Z0-9])(?: (.*))?$/;
const WOS: TagDialect = {
  tag: WOS_TAG,
  opens: new Set(['PT']),
  closes: 'ER',
  fields: {
    title: ['TI'],
    abstract: ['AB'],
    year: ['PY'],
    date: ['PD'],
    venue: ['SO', 'JI'],
    doi: ['DI', 'D2'],
    url: [],
    id: ['UT'],
  },
  authors: ['AF', 'AU'],
  listed: new Set(['AF', 'AU']),
};
const RIS: TagDialect = {
  tag: RIS_TAG,
  opens: new Set(['TY', 'PMID']),
  closes: 'ER',
  fields: {
    title: ['TI', 'T1', 'CT', 'BT'],
    abstract: ['AB', 'N2', 'X2'],
    year: ['PY', 'Y1', 'DP', 'YR'],
    date: ['DA', 'Y1', 'DEP'],
    venue: ['T2', 'JF', 'JO', 'JT', 'JA', 'J2', 'JN'],
    doi: ['DO', 'DI', 'AID', 'LID', 'UR', 'L2', 'L3', 'M3'],
    url: ['UR', 'LK', 'L2', 'L1'],
    id: ['ID', 'AN', 'PMID', 'U1'],
  },
  // MEDLINE gives full names beside initials.
  authors: ['FAU', 'AU', 'A1'],
};
const REFER: TagDialect = {
  tag: REFER_TAG,
  opens: new Set(['0']),
  closes: '',
  fields: {
    title: ['T'],
    abstract: ['X'],
    year: ['D'],
    date: ['8'],
    venue: ['B', 'J'],
    doi: ['R'],
    url: ['U'],
    id: ['M', 'F'],
  },
  authors: ['A'],
};

export const ris = (name: string, maxBytes: number): Parser => tagged(name, maxBytes, RIS);
export const webOfScience = (name: string, maxBytes: number): Parser => tagged(name, maxBytes, WOS);
export const refer = (name: string, maxBytes: number): Parser => tagged(name, maxBytes, REFER);

function tagged(name: string, maxBytes: number, dialect: TagDialect): Parser {
  const splitter = new LineSplitter(maxBytes);
  let tags: Map<string, string[]> | null = null;
  let last: string[] | null = null;
  let lastTag = '';
  let start = 0;
  let bytes = 0;
  let bad: BadBytes | null = null;

  function* finish(): Generator<RawRecord | Skip> {
    const done = tags;
    tags = last = null;
    if (done === null) return;
    if (bytes > maxBytes) yield tooLong(`${name}:${start}`, maxBytes);
    else yield { ...taggedRecord(done, dialect, `${name}:${start}`), ...(bad ? { bad } : {}) };
    bad = null;
  }
  function* read(lines: Iterable<Line>): Generator<RawRecord | Skip> {
    for (const line of lines) {
      if (line.text === null) {
        yield tooLong(`${name}:${line.number}`, maxBytes);
        continue;
      }
      const text = line.number === 1 ? line.text.replace(/^\ufeff/, '') : line.text;
      const match = dialect.tag.exec(text);
      if (match && dialect.opens.has(match[1]!)) {
        // The one before may have lost its end.
        yield* finish();
        tags = new Map();
        start = line.number;
        bytes = 0;
      }
      if (tags === null) continue; // counts and headings of the exporter
      if (match && match[1] === dialect.closes) {
        yield* finish();
        continue;
      }
      bytes += text.length;
      bad = bothBad(bad, line.bad);
      if (bytes > maxBytes) continue;
      if (match) {
        lastTag = match[1]!;
        last = tags.get(lastTag) ?? [];
        last.push(match[2]?.trim() ?? '');
        tags.set(lastTag, last);
      } else if (/\S/.test(text) && last !== null) {
        if (dialect.listed?.has(lastTag)) last.push(text.trim());
        else last[last.length - 1] += ` ${text.trim()}`;
      }
    }
  }
  return {
    push: (chunk) => read(splitter.push(chunk)),
    *end() {
      yield* read(splitter.end());
      yield* finish();
    },
  };
}

/** A tag that comes again goes on; another tag, or the same text again, is the same abstract once more. */
function wholeAbstract(names: readonly string[], tags: ReadonlyMap<string, readonly string[]>): string | undefined {
  for (const name of names) {
    const parts = new Set((tags.get(name) ?? []).filter((part) => part !== ''));
    if (parts.size > 0) return [...parts].join(' ');
  }
  return undefined;
}

function taggedRecord(tags: ReadonlyMap<string, readonly string[]>, dialect: TagDialect, origin: string): RawRecord {
  const raw: RawRecord = { origin, idIsLocal: true };
  for (const [field, names] of Object.entries(dialect.fields) as [keyof TagDialect['fields'], readonly string[]][]) {
    const values = names.flatMap((tag) => tags.get(tag) ?? []).filter((value) => value !== '');
    // DOIs among other numbers, abstracts in parts: not always the first will do.
    const value =
      field === 'doi'
        ? values.find((text) => /10\.\d{4,9}(?:\/|%2f)/i.test(text))
        : field === 'abstract'
          ? wholeAbstract(names, tags)
          : values[0];
    if (value !== undefined) raw[field] = field === 'url' ? value.split(/\s/)[0]! : value;
  }
  const arxiv = [
    ...(tags.get('UR') ?? []),
    ...(tags.get('M1') ?? []),
    ...(tags.get('AN') ?? []),
    ...(tags.get('U') ?? []),
  ].find((value) => /arxiv/i.test(value) && arxivIdOf(value) !== undefined);
  if (arxiv !== undefined) raw.arxiv = arxiv;
  const authors = dialect.authors.map((tag) => tags.get(tag)).find((names) => names !== undefined && names.length > 0);
  if (authors) raw.authors = authors.filter((name) => name !== '').map(personName);
  return raw;
}
