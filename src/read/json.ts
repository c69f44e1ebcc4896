/**
 * JSON in all the dialects papers come in, as one table of field names; whole files, arrays, wrapped pages and JSON lines.
 */
import type { Skip } from '../types.js';
import { bibtexEntry } from './bibliography.js';
import { type BadBytes, type Decoded, decode, type Line, LineSplitter } from './lines.js';
import { arxivIdIn, type Parser, personName, type RawRecord, splitNames, tooLong } from './record.js';

type Field = Exclude<keyof RawRecord, 'origin' | 'idIsLocal' | 'bad'>;

/**
 * Where each field stands, first found wins; a dot goes one level down. One line serves all dialects: arXiv's snapshot, Semantic
 * Scholar, OpenAlex, Hugging Face daily papers, Crossref, CSL-JSON, ACL and paper lists, our own extractions.
 */
const FIELDS: Readonly<Record<Field, readonly string[]>> = {
  id: [
    'sourceId',
    'id',
    'paperId',
    'paper_id',
    'arxiv_id',
    'corpusId',
    'corpus_id',
    'corpusid',
    'bibcode',
    'article_number',
    'acl_id',
    'anthology_id',
    'key',
    '_id',
    'uid',
    'forum',
    'ID',
    'Id',
  ],
  title: ['title', 'display_name', 'Title', 'paper_title', 'titles', 'TI', 'dc:title'],
  abstract: [
    'abstract',
    'abstract_inverted_index',
    'summary',
    'Abstract',
    'abstractText',
    'abstract_text',
    'paper_abstract',
    'abstractNote',
    'abstracts',
    'descriptions',
    'description',
    'dc:description',
    'AB',
  ],
  year: [
    'year',
    'publication_year',
    'publicationYear',
    'Year',
    'pubYear',
    'yearPublished',
    'issued',
    'conference_year',
  ],
  date: [
    'publicationDate',
    'publication_date',
    'publicationdate',
    'publishedAt',
    'published',
    'issued',
    'date',
    'published_date',
    'pub_date',
    'versions',
    'update_date',
    'submittedOnDailyAt',
    'publishedOn',
    'pdate',
    'odate',
    'cdate',
  ],
  venue: [
    'venue',
    'container-title',
    'publicationVenue.name',
    'journal.name',
    'journal',
    'booktitle',
    'primary_location.source.display_name',
    'host_venue.display_name',
    'journal-ref',
    'journal_ref',
    'conference',
    'Venue',
    'collection-title',
    'event-title',
    'journalInfo.journal.title',
    'prism:publicationName',
    'publicationTitle',
    'publication_title',
    'publicationName',
    'pub',
    'publication_info.journal_title',
    'proceedingsTitle',
    'proceeding',
  ],
  authors: [
    'authors',
    'author',
    'authorships',
    'creators',
    'Authors',
    'author_names',
    'authors_parsed',
    'AU',
    'authorList.author',
    'authorString',
    'dc:creator',
  ],
  url: [
    'url',
    'URL',
    'site',
    'landing_page_url',
    'primary_location.landing_page_url',
    'link',
    'pdf_url',
    'pdf',
    'abs',
    'openreview',
    'paper_url',
  ],
  categories: ['categories', 'category', 'fieldsOfStudy', 'subjects', 'primary_category', 'topics'],
  // The later ones hold it among other things: Zotero's notes and numbers.
  arxiv: [
    'externalIds.ArXiv',
    'externalids.ArXiv',
    'openaccessinfo.externalids.ArXiv',
    'arxiv_eprints',
    'arxiv_id',
    'arxivId',
    'arxiv',
    'ids.arxiv',
    'eprint',
    'abs',
    'entry_id',
    'identifier',
    'archiveID',
    'archive_location',
    'archiveLocation',
    'number',
    'note',
    'extra',
  ],
  doi: [
    'doi',
    'DOI',
    'dois',
    'externalIds.DOI',
    'externalids.DOI',
    'openaccessinfo.externalids.DOI',
    'ids.doi',
    'arxiv_doi',
    'prism:doi',
  ],
  acl: ['externalIds.ACL', 'acl_id', 'anthology_id', 'aclId'],
  openalex: ['ids.openalex', 'openalex_id', 'openalex', 'openalexId'],
  s2: ['paperId', 's2_id', 'semantic_scholar_id', 's2Id'],
}; // prettier-ignore
/** Members under which a record can hide: `{paper: {...}}`. */
const WRAPPED = [
  'paper',
  'citingPaper',
  'citedPaper',
  '_source',
  'work',
  'data',
  'metadata',
  'attributes',
  'content',
  'message',
  'info',
];
/** Members whose elements are records: a page of an API. */
export const LISTS: ReadonlySet<string> = new Set([
  'data',
  'results',
  'papers',
  'items',
  'documents',
  'docs',
  'works',
  'articles',
  'publications',
  'records',
  'entries',
  'recommendedPapers',
  'notes',
  'result',
  'entry',
  'hits',
  'hit',
  'references_list',
]);

/** JSON lines: one record a line; a broken line is told and passed over. */
export function jsonLines(name: string, maxBytes: number): Parser {
  const splitter = new LineSplitter(maxBytes);
  function* read(lines: Iterable<Line>): Generator<RawRecord | Skip> {
    for (const { text, number, bad } of lines) {
      const origin = `${name}:${number}`;
      if (text === null) yield tooLong(origin, maxBytes);
      else if (/\S/.test(text))
        yield* withBad(bad, parseRecords(number === 1 ? text.replace(/^\ufeff/, '') : text, origin));
    }
  }
  return { push: (chunk) => read(splitter.push(chunk)), end: () => read(splitter.end()) };
}

/** Any other JSON: an array, one record, a page with a list in it, or several values one after the other. */
export function jsonDocument(name: string, maxBytes: number): Parser {
  const scanner = new ValueScanner(maxBytes);
  let [lastLine, nth] = [0, 0];
  /** After a broken record the brackets no longer add up: that the end seems to be missing says nothing. */
  let mended = false;
  function* read(values: Iterable<Value>): Generator<RawRecord | Skip> {
    for (const { text, bad, line, indent, whole } of values) {
      // Several records in one line are told apart by their number.
      nth = line === lastLine ? nth + 1 : 1;
      lastLine = line;
      const origin = nth > 1 ? `${name}:${line}[${nth}]` : `${name}:${line}`;
      if (text === null) yield tooLong(origin, maxBytes);
      else {
        const value = whole ? parsed(text) : undefined;
        if (value === undefined && !(mended && text === '')) yield* withBad(bad, mend(text, name, line, indent));
        else if (value !== undefined) yield* withBad(bad, recordsOf(value, origin));
        mended ||= value === undefined;
      }
    }
  }
  return { push: (chunk) => read(scanner.push(chunk)), end: () => read(scanner.end()) };
}

/** The papers in JSON that was written for a page's own scripts, at whatever depth; none in what is no JSON. */
export function* embeddedRecords(text: string, origin: string): Generator<RawRecord | Skip> {
  function* below(value: unknown, place: string, depth: number): Generator<RawRecord | Skip> {
    if (typeof value !== 'object' || value === null || depth > 4) return;
    if (holdsText(value) || (isMembers(value) && holdsText(own(value, 'paper')))) yield* recordsOf(value, place);
    else
      for (const [index, inner] of Object.values(value).entries())
        yield* below(inner, `${place}[${index + 1}]`, depth + 1);
  }
  yield* below(parsed(text), origin, 0);
}

function* withBad(bad: BadBytes | null, records: Iterable<RawRecord | Skip>): Generator<RawRecord | Skip> {
  for (const record of records) {
    if (bad && !('reason' in record)) record.bad = bad;
    yield record;
  }
}

function* parseRecords(text: string, origin: string): Generator<RawRecord | Skip> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    yield broken(origin, text, error);
    return;
  }
  yield* recordsOf(value, origin);
}

function broken(origin: string, text: string, error: Error): Skip {
  return {
    origin,
    reason: 'unreadable',
    detail: `not valid JSON (${error.message.replace(/\s+/g, ' ').slice(0, 120)}) in ${JSON.stringify(text.trim().slice(0, 40))}`,
    cure: 'Mend the record at this place; all others were read',
  };
}

/** A bracket or quote that never closed took the next records along: what begins like the record under the same indent is one. */
function* mend(text: string, name: string, line: number, indent: number): Generator<RawRecord | Skip> {
  const parts = indent < 0 ? [text] : text.split(new RegExp(`\\n(?=[ \\t]{${indent}}\\{)`));
  let at = line;
  for (const part of parts) {
    const record = parts.length === 1 ? part : part.replace(/[\s,\]]+$/, '');
    if (/\S/.test(record)) yield* parseRecords(record, `${name}:${at}`);
    else if (parts.length === 1)
      yield {
        origin: `${name}:${at}`,
        reason: 'unreadable',
        detail: 'the file ends inside a list',
        cure: 'See whether the file is complete; what came before was read',
      };
    at += part.split('\n').length;
  }
}

/** `undefined`: no JSON. */
function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const INDEX_KEY = '"abstract_inverted_index"';
/** Words of a longer abstract are put together the other way. */
const MOST_WORDS = 100_000;

/**
 * The value of a JSON text in which OpenAlex's word index stands as the text that it makes. An object whose members are the
 * words of an abstract is what `JSON.parse` is slowest at: it took more than half of the time.
 *
 * @throws SyntaxError as `JSON.parse` does
 */
function parseJson(text: string): unknown {
  let shorter = '';
  let from = 0;
  for (let at = text.indexOf(INDEX_KEY); at >= 0; at = text.indexOf(INDEX_KEY, at + 1)) {
    // Within a string the quotes would be escaped.
    const index = text.charCodeAt(at - 1) === 0x5c ? null : readIndex(text, at + INDEX_KEY.length);
    if (index === null) continue;
    shorter += `${text.slice(from, at)}${INDEX_KEY}:"${index.abstract}"`;
    from = index.end;
  }
  if (from === 0) return JSON.parse(text);
  try {
    return JSON.parse(shorter + text.slice(from));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return JSON.parse(text); // what is wrong is told with its place in the record
  }
}

/**
 * @param from  behind the key
 * @returns the abstract with its words escaped as they are in the index; null if it is none, or has two words in one place
 */
function readIndex(text: string, from: number): { abstract: string; end: number } | null {
  const words: (string | undefined)[] = [];
  let at = from;
  /** Passes over the sign, if it comes next. */
  const takes = (sign: number): boolean => {
    while (text.charCodeAt(at) <= 0x20) at++;
    if (text.charCodeAt(at) !== sign) return false;
    at++;
    return true;
  };
  if (!takes(0x3a /* : */) || !takes(0x7b /* { */)) return null;
  do {
    if (!takes(0x22 /* " */)) return null;
    let end = text.indexOf('"', at);
    while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
    if (end < 0) return null;
    const word = text.slice(at, end);
    at = end + 1;
    if (!takes(0x3a) || !takes(0x5b /* [ */)) return null;
    do {
      while (text.charCodeAt(at) <= 0x20) at++;
      let place = 0;
      let digits = 0;
      const isZero = text.charCodeAt(at) === 0x30;
      for (let digit = text.charCodeAt(at) - 0x30; digit >= 0 && digit <= 9; digit = text.charCodeAt(++at) - 0x30) {
        place = place * 10 + digit;
        digits++;
      }
      if (digits === 0 || digits > 6 || (isZero && digits > 1) || place >= MOST_WORDS || words[place] !== undefined)
        return null;
      // A list without holes is quicker; nearly all places are near.
      while (words.length < place) words.push(undefined);
      words[place] = word;
    } while (takes(0x2c /* , */));
    if (!takes(0x5d /* ] */)) return null;
  } while (takes(0x2c));
  if (!takes(0x7d /* } */) || words.length === 0) return null;
  const abstract = words.includes(undefined) ? words.filter((word) => word !== undefined).join(' ') : words.join(' ');
  return { abstract, end: at };
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === 0x5c) before--;
  return (at - before) % 2 === 0;
}

// ------------------------------------------------------------------------------------------------------------ fields

type Members = Record<string, unknown>;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The records in a parsed value: itself, what it wraps, or the elements of its list. `null` elements are none: an API's "not found". */
function* recordsOf(value: unknown, origin: string, depth = 0): Generator<RawRecord | Skip> {
  if (value === null) return;
  if (Array.isArray(value)) {
    for (const [index, element] of depth < 3 ? value.entries() : [])
      yield* recordsOf(element, `${origin}[${index + 1}]`, depth + 1);
    return;
  }
  if (!isMembers(value)) {
    yield {
      origin,
      reason: 'unreadable',
      detail: `expected a record, found ${JSON.stringify(value)?.slice(0, 40)}`,
      cure: 'Give one JSON object for each paper',
    };
    return;
  }
  const hasText = find(value, FIELDS.abstract) !== undefined || find(value, FIELDS.title) !== undefined;
  if (!hasText && depth < 4) {
    const list = listIn(value, 3);
    if (list) {
      yield* recordsOf(list, origin, depth + 1);
      return;
    }
  }
  const inner = WRAPPED.map((key) => own(value, key)).find(isMembers);
  // Records under their ids, or lists of them under years.
  const members = Object.values(value);
  if (
    !inner &&
    !hasText &&
    depth < 3 &&
    members.some(holdsText) &&
    members.every((member) => typeof member === 'object')
  ) {
    for (const [index, member] of members.entries()) yield* recordsOf(member, `${origin}[${index + 1}]`, depth + 1);
    return;
  }
  if (inner && depth < 4 && (!hasText || find(value, FIELDS.abstract) === undefined || own(value, 'paper') === inner)) {
    // Both levels may tell: Hugging Face gives the summary twice, our extractions the paper beside its facts.
    const [outside, inside] = [fieldsOf(value, origin), fieldsOf(inner, origin)];
    if ('reason' in inside) yield inside;
    else if ('reason' in outside) yield outside;
    else yield { ...outside, ...inside };
    return;
  }
  yield fieldsOf(value, origin);
}

/** A page's list of records; Crossref's `message.items` and DBLP's `result.hits.hit` stand some levels down. */
function listIn(page: Members, levels: number): unknown[] | undefined {
  const lists = Object.entries(page).flatMap(([key, list]) => (LISTS.has(key) && Array.isArray(list) ? [list] : []));
  if (lists.length > 0) return lists.find(holdsText) ?? lists[0];
  if (levels === 1) return undefined;
  for (const inner of Object.values(page)) {
    if (!isMembers(inner) || find(inner, FIELDS.title) !== undefined) continue;
    const list = listIn(inner, levels - 1);
    if (list) return list;
  }
  return undefined;
}

/** A record, or a list whose first element is one. */
function holdsText(value: unknown): boolean {
  const record = Array.isArray(value) ? (value[0] as unknown) : value;
  return isMembers(record) && find(record, FIELDS.abstract) !== undefined && find(record, FIELDS.title) !== undefined;
}

function fieldsOf(value: Members, origin: string): RawRecord | Skip {
  const raw: RawRecord = { origin };
  for (const field of ['title', 'abstract'] as const) {
    const found = find(value, FIELDS[field]);
    if (found === undefined) continue;
    const text = field === 'abstract' ? abstractOf(found) : textOf(found);
    if (text === undefined)
      return {
        origin,
        reason: 'unreadable',
        detail: `${field} is ${kindOf(found)}, not text: ${JSON.stringify(found)?.slice(0, 40)}`,
        cure: `Give ${field} as a string`,
      };
    raw[field] = text;
  }
  for (const path of FIELDS.arxiv) {
    const text = idOf(find(value, [path]));
    const arxiv = text === undefined ? undefined : arxivIdIn(text);
    if (arxiv === undefined) continue;
    raw.arxiv = arxiv;
    break;
  }
  const location = raw.arxiv === undefined ? arxivLocation(own(value, 'locations')) : undefined;
  if (location !== undefined) raw.arxiv = location;
  for (const field of ['id', 'venue', 'url', 'doi', 'acl', 'openalex', 's2'] as const) {
    const text = idOf(find(value, FIELDS[field]));
    if (text !== undefined) raw[field] = text;
  }
  const people = find(value, FIELDS.authors);
  const authors = namesOf(people);
  if (authors === undefined)
    return {
      origin,
      reason: 'unreadable',
      detail: `authors is ${kindOf(people)}, not names: ${JSON.stringify(people)?.slice(0, 40)}`,
      cure: 'Give authors as a list of names',
    };
  if (authors.length > 0) raw.authors = authors;
  const categories = categoriesOf(find(value, FIELDS.categories));
  if (categories.length > 0) raw.categories = categories;
  const year = timeOf(find(value, FIELDS.year));
  if (year !== undefined) raw.year = year;
  const date = timeOf(find(value, FIELDS.date));
  if (date !== undefined) raw.date = date;
  if (year === undefined && date === undefined) addCitation(raw, find(value, CITATIONS));
  return raw;
}

/** OpenAlex has no field for arXiv's id; the preprint is one of the places where the paper lies. */
function arxivLocation(locations: unknown): string | undefined {
  for (const location of Array.isArray(locations) ? locations : []) {
    const page = isMembers(location) ? own(location, 'landing_page_url') : undefined;
    if (typeof page === 'string' && /^https?:\/\/arxiv\.org\/abs\//.test(page)) return page;
  }
  return undefined;
}

/** Paper lists and OpenReview tell year and venue only in the BibTeX that one should cite. */
const CITATIONS = ['bibtex', '_bibtex', 'citationStyles.bibtex'];
function addCitation(raw: RawRecord, citation: unknown): void {
  const text = idOf(citation);
  const entry = text === undefined || !text.includes('@') ? undefined : bibtexEntry(text);
  for (const field of ['year', 'venue', 'doi', 'arxiv'] as const) {
    const found = entry?.[field];
    if (found !== undefined && raw[field] === undefined) Object.assign(raw, { [field]: found });
  }
}

/** First member that is there and says something. */
function find(value: Members, paths: readonly string[]): unknown {
  for (const path of paths) {
    let found: unknown = value;
    if (path.includes('.')) {
      for (const key of path.split('.')) found = isMembers(found) ? own(found, key) : undefined;
    } else found = own(value, path);
    if (found !== undefined && found !== null && found !== '' && !(Array.isArray(found) && found.length === 0))
      return found;
  }
  return undefined;
}

const own = (value: Members, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;

/** `"x"`, `["x", "y"]` (Crossref), `{text: "x"}`, `{value: "x"}` (OpenReview). */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    // Several versions, DataCite's with their kind: the abstract, else the first.
    if (value.every(isMembers))
      return textOf(value.find((part) => own(part, 'descriptionType') === 'Abstract') ?? value[0]);
    const parts = value.map(textOf);
    return parts.every((part) => part !== undefined) ? parts.join(' ') : undefined;
  }
  if (isMembers(value)) {
    const inner =
      own(value, 'text') ??
      own(value, 'value') ??
      own(value, 'content') ??
      own(value, 'en') ??
      own(value, 'title') ??
      own(value, 'description');
    return inner === undefined ? undefined : textOf(inner);
  }
  return undefined;
}

function abstractOf(value: unknown): string | undefined {
  if (!isMembers(value)) return textOf(value);
  const index = isMembers(own(value, 'InvertedIndex')) ? (own(value, 'InvertedIndex') as Members) : value;
  return textOf(value) ?? fromInvertedIndex(index);
}

/** OpenAlex gives each word with its positions. Gaps and doubly given positions happen. */
function fromInvertedIndex(index: Members): string | undefined {
  const words: [at: number, word: string][] = [];
  let isInOrder = true;
  for (const [word, places] of Object.entries(index)) {
    if (!Array.isArray(places)) return undefined;
    for (const at of places) {
      if (typeof at !== 'number') return undefined;
      words.push([at, word]);
    }
  }
  // Nearly always the places are 0 to n, each once: then no sorting is needed.
  const inPlace = new Array<string>(words.length);
  for (const [at, word] of words) {
    if (!(at < words.length && inPlace[at] === undefined)) {
      isInOrder = false;
      break;
    }
    inPlace[at] = word;
  }
  if (isInOrder && inPlace.length === words.length) return inPlace.join(' ');
  words.sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1));
  return words.map(([, word]) => word).join(' ');
}

function idOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  // A number that JSON could not hold exactly is no id.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (Array.isArray(value)) return idOf(value[0]);
  if (isMembers(value)) return idOf(own(value, 'value') ?? own(value, 'url') ?? own(value, 'name') ?? undefined);
  return undefined;
}

/**
 * `"A; B"`, `"A, B and C"`, `["A"]`, `[{name}]`, `[{given, family}]`, OpenAlex authorships, arXiv's `[["Family", "Given", ""]]`,
 * OpenReview's `{value: ["A"]}`, `{name}` alone.
 *
 * @returns undefined: no names, but something else; people whose name is null are passed over
 */
function namesOf(value: unknown): string[] | undefined {
  if (value === undefined) return [];
  if (typeof value === 'string') return splitNames(value);
  if (isMembers(value)) {
    // OpenReview's `{value: […]}`, IEEE's `{authors: […]}`, DBLP's `{author: […]}`.
    const inner = own(value, 'value') ?? own(value, 'authors') ?? own(value, 'author');
    if (inner !== undefined) return namesOf(inner);
    const name = namesOf([value]);
    return name !== undefined && name.length > 0 ? name : undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const names: string[] = [];
  for (const author of value) {
    if (typeof author === 'string') names.push(personName(author));
    else if (Array.isArray(author))
      names.push([author[1], author[0], author[2]].filter((part) => typeof part === 'string' && part !== '').join(' '));
    else if (author !== null && !isMembers(author)) return undefined;
    else if (author !== null) {
      const given =
        own(author, 'given') ?? own(author, 'first') ?? own(author, 'firstName') ?? own(author, 'first_name');
      const family =
        own(author, 'family') ?? own(author, 'last') ?? own(author, 'lastName') ?? own(author, 'last_name');
      const name =
        own(author, 'name') ??
        own(author, 'display_name') ??
        find(author, [
          'author.display_name',
          'fullname',
          'full_name',
          'literal',
          'raw_author_name',
          'user.fullname',
          'creator',
          'text',
        ]) ??
        [given, own(author, 'non-dropping-particle'), family].filter((part) => typeof part === 'string').join(' ');
      if (typeof name === 'string' && name !== '') names.push(name.includes(',') ? personName(name) : name);
    }
  }
  return names;
}

function categoriesOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[;,\s]+/).filter((part) => part !== '');
  if (!Array.isArray(value)) return [];
  return value.flatMap((part) => {
    const name =
      typeof part === 'string'
        ? part
        : isMembers(part)
          ? (own(part, 'display_name') ?? own(part, 'name') ?? own(part, 'term'))
          : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

/** Above this a number is no year but milliseconds since 1970. */
const SOONEST_MS = 1e11;

/** `2019`, `"2019-06-01"`, OpenReview's milliseconds, CSL's `{"date-parts": [[2019, 6, 1]]}`, arXiv's `[{version, created}]`. */
function timeOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number')
    return value > SOONEST_MS && value < 1e14 ? new Date(value).toISOString() : String(value);
  if (Array.isArray(value)) return timeOf(value[0]);
  if (!isMembers(value)) return undefined;
  const parts = own(value, 'date-parts');
  if (Array.isArray(parts) && Array.isArray(parts[0])) return parts[0].filter((part) => part !== null).join('-');
  return timeOf(
    own(value, 'created') ?? own(value, 'raw') ?? own(value, 'literal') ?? own(value, 'value') ?? undefined,
  );
}

// ------------------------------------------------------------------------------------------------------------ values

interface Value extends Decoded<string | null> {
  readonly line: number;
  /** Blanks before it in its line; -1 when something else stands there. */
  readonly indent: number;
  /** False when the file ended inside it. */
  readonly whole: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const NEWLINE = 10;

/** Where the next quote, backslash or line break stands. */
function endOfPlain(bytes: Buffer, from: number): number {
  const end = bytes.length;
  let at = from;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE || byte === BACKSLASH || byte === NEWLINE) break;
  }
  return at;
}

/**
 * Cuts a JSON text into records by counting brackets: elements of an outer array, elements of a list inside an outer object
 * (`{meta, results: [...]}`), else the outer object whole. Holds one record at a time.
 */
class ValueScanner {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private line = 1;
  /** Depth at which records stand: 0 for a bare object, 1 in an array, 2 in a list of an object. */
  private recordDepth = 0;
  private outer: 'none' | 'array' | 'object' = 'none';
  private inList = false;
  private foundList = false;
  private kept: Buffer[] = [];
  private keptBytes = 0;
  private over = false;
  private keeping = false;
  private startLine = 1;
  /** Byte at which the chunk begins, and the record. */
  private chunkAt = 0;
  private startAt = 0;
  private startIndent = 0;
  /** Blanks since the last line break; -1 after anything else. */
  private indent = 0;
  /** Last string at depth 1 of an outer object: the name of the list that may follow. */
  private key: number[] = [];

  constructor(private readonly maxBytes: number) {}

  *push(chunk: Buffer): Generator<Value> {
    let from = this.keeping ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      // Most bytes stand in strings, and most of those mean nothing.
      if (this.inString && !this.escaped && !(this.outer === 'object' && this.depth === 1)) {
        at = endOfPlain(chunk, at);
        if (at === chunk.length) break;
      }
      const byte = chunk[at]!;
      if (byte === NEWLINE) {
        this.line++;
        this.indent = 0;
      } else if (byte === 32 || byte === 9) {
        if (this.indent >= 0) this.indent++;
      } else if (this.indent >= 0) {
        if (!this.keeping) this.startIndent = this.indent;
        this.indent = -1;
      } else if (!this.keeping) this.startIndent = -1;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        // No string holds a raw line break: the closing quote is missing.
        else if (byte === QUOTE || byte === NEWLINE) this.inString = false;
        else if (this.outer === 'object' && this.depth === 1 && this.key.length < 40) this.key.push(byte);
        continue;
      }
      if (byte === QUOTE) {
        this.inString = true;
        if (this.outer === 'object' && this.depth === 1) this.key = [];
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.depth === 0) {
          this.outer = byte === OPEN_BRACKET ? 'array' : 'object';
          this.recordDepth = byte === OPEN_BRACKET ? 1 : 0;
          this.inList = this.foundList = false;
        } else if (
          this.depth === 1 &&
          this.outer === 'object' &&
          byte === OPEN_BRACKET &&
          LISTS.has(String.fromCharCode(...this.key))
        ) {
          // What was kept of the outer object is no record.
          this.inList = this.foundList = true;
          this.drop();
          from = -1;
          this.recordDepth = 2;
        }
        const starts = this.outer === 'object' ? (this.inList ? this.depth === 2 : this.depth === 0) : this.depth === 1;
        if (starts && !this.keeping) {
          this.keeping = true;
          this.startLine = this.line;
          this.startAt = this.chunkAt + at;
          from = at;
        }
        this.depth++;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.depth = Math.max(0, this.depth - 1);
        if (this.keeping && this.depth === this.recordDepth) {
          this.keep(chunk, from, at + 1);
          from = -1;
          const value = this.take(true);
          if (this.outer !== 'object' || this.inList || !this.foundList) yield value;
        }
        if (this.inList && this.depth === 1) {
          this.inList = false;
          this.recordDepth = 0;
        }
      }
    }
    if (from >= 0) this.keep(chunk, from, chunk.length);
    this.chunkAt += chunk.length;
  }

  *end(): Generator<Value> {
    if (this.keeping && (this.keptBytes > 0 || this.over)) yield this.take(false);
    else if (this.depth > 0 && this.outer === 'array')
      yield { text: '', bad: null, line: this.line, indent: -1, whole: false };
  }

  private keep(chunk: Buffer, from: number, to: number): void {
    if (this.over || to <= from) return;
    this.keptBytes += to - from;
    if (this.keptBytes > this.maxBytes) {
      this.over = true;
      this.kept = [];
    } else this.kept.push(chunk.subarray(from, to));
  }

  private take(whole: boolean): Value {
    const decoded = this.over ? { text: null, bad: null } : decode(Buffer.concat(this.kept), this.startAt);
    this.drop();
    return { ...decoded, line: this.startLine, indent: this.startIndent, whole };
  }

  private drop(): void {
    this.kept = [];
    this.keptBytes = 0;
    this.over = false;
    this.keeping = false;
  }
}
