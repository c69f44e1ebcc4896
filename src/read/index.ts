/**
 * From places to papers: the only disk on this floor. Finds the files, opens them (gzip too), guesses the dialect from the
 * first bytes and streams Papers and Skips.
 */
import { createReadStream, existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { PapergraphError } from '../errors.js';
import type { Mend, ModelFiles, Paper, Skip } from '../types.js';
import { bibtex, refer, ris, webOfScience } from './bibliography.js';
import { GzipDamage, gunzip } from './gunzip.js';
import { htmlPage } from './html.js';
import { jsonDocument, jsonLines, LISTS } from './json.js';
import { pastedText } from './plain.js';
import { flawsOf, flawText, type Parser, type RawRecord, toPaper } from './record.js';
import { looksLikeTable, table } from './table.js';
import { aclXml, arxivAtom, endnoteXml, oaiPmh, pubmedXml, rss, zoteroRdf } from './xml.js';

export { type Identity, type SamePaper, samePapers } from './dedupe.js';
export { flawText } from './record.js';

export interface ReadOptions {
  /** Name of a dialect instead of guessing: a key of `DIALECTS`. */
  readonly from?: string;
  /** What `-` reads; default: standard input. */
  readonly stdin?: Readable;
  /** Longest record that is read, in bytes; longer ones are skipped. */
  readonly maxRecordBytes?: number;
  /** Longest abstract that is read, in characters; a record with a longer one is skipped. */
  readonly maxAbstract?: number;
  /** Column names for tables, `title=Name,abstract=Summary`. */
  readonly map?: string;
  /** A folder that is left out wherever it lies below an input; a real path. */
  readonly except?: string;
  /** What becomes of a record with bytes that are no UTF-8, NULs or lone surrogates; default: it is mended and told. */
  readonly onError?: 'mend' | 'skip';
  /** Told of each flaw that was mended. */
  readonly onMend?: (mend: Mend) => void;
  /** Told of each file before its records come, with the dialect it is read in; null: none fits. */
  readonly onFile?: (path: string, dialect: string | null) => void;
  /** Told as bytes are read: how many so far, and of how many where that is known. */
  readonly onBytes?: (read: number, total: number | null) => void;
}

interface Dialect {
  readonly about: string;
  /** How sure the first bytes make us: 0 not at all. */
  readonly fits: (head: string, map?: string) => number;
  /** What `fits` gives at most: it is not asked where another is surer already. */
  readonly most: number;
  readonly parser: (name: string, maxBytes: number, map?: string) => Parser;
}

/** The forms that are read; a new one is a new file and a row here. */
export const DIALECTS: Readonly<Record<string, Dialect>> = {
  jsonl: { about: 'one JSON record a line, of any dialect', fits: looksLikeLines, most: 4.5, parser: jsonLines },
  json: {
    about: 'a JSON array, record or page of an API',
    fits: (head) => (/^\s*(?:\{|\[\s*[[{"\]n])/.test(head) ? 4.2 : 0),
    most: 4.2,
    parser: jsonDocument,
  },
  atom: {
    about: "arXiv's Atom feed, and other Atom feeds with summaries",
    fits: (head) =>
      isXml(head) && /<(?:\w+:)?feed[\s>]|^\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:\w+:)?entry[\s>]/.test(head) ? 5 : 0,
    most: 5,
    parser: arxivAtom,
  },
  oai: {
    about: 'OAI-PMH of arXiv and others (arXiv, arXivRaw, oai_dc)',
    fits: (head) => (isXml(head) && /<(?:\w+:)?(?:OAI-PMH|ListRecords|GetRecord)[\s>]/.test(head) ? 5 : 0),
    most: 5,
    parser: oaiPmh,
  },
  rss: {
    about: 'RSS of arXiv and journals',
    fits: (head) => (isXml(head) && /<rss[\s>]|xmlns="http:\/\/purl\.org\/rss\/1\.0\/"/.test(head) ? 5.5 : 0),
    most: 5.5,
    parser: rss,
  },
  acl: {
    about: 'ACL Anthology XML',
    fits: (head) => (isXml(head) && /<(?:collection|volume) id=|<paper id=/.test(head) ? 5 : 0),
    most: 5,
    parser: aclXml,
  },
  rdf: {
    about: 'Zotero RDF',
    fits: (head) => (isXml(head) && /<rdf:RDF[\s>]/.test(head) ? 5 : 0),
    most: 5,
    parser: zoteroRdf,
  },
  pubmed: {
    about: 'PubMed XML',
    fits: (head) => (isXml(head) && /<Pubmed(?:Book)?Article(?:Set)?[\s>]/.test(head) ? 5 : 0),
    most: 5,
    parser: pubmedXml,
  },
  endnote: {
    about: 'EndNote XML',
    fits: (head) => (isXml(head) && /<records>/.test(head) && /<record>/.test(head) ? 5 : 0),
    most: 5,
    parser: endnoteXml,
  },
  html: {
    about: 'a saved web page',
    fits: (head) =>
      /^\s*<(?:!doctype html|html|head|body|!--|div|p|ul|ol|dl|h[1-6]|table|article|section|main)\b/i.test(head)
        ? 4
        : 0,
    most: 4,
    parser: htmlPage,
  },
  bibtex: {
    about: 'BibTeX and BibLaTeX',
    fits: (head) => (/^[ \t]*@[ \t]*[a-z]+[ \t]*[{(][^\n,]{0,200}[,\n=]/im.test(head) ? 4 : 0),
    most: 4,
    parser: bibtex,
  },
  ris: {
    about: 'RIS and MEDLINE, as reference managers export them',
    fits: (head) => (/^(?:\ufeff)?(?:TY {1,3}- {0,3}[A-Z]|PMID ?- ?\d)/m.test(head) ? 4 : 0),
    most: 4,
    parser: ris,
  },
  wos: {
    about: "Web of Science's plain text",
    fits: (head) => (/^(?:\ufeff)?FN .*\r?\nVR /m.test(head) || /^PT [A-Z]\r?\n(?:AU|AF|TI) /m.test(head) ? 4 : 0),
    most: 4,
    parser: webOfScience,
  },
  refer: {
    about: 'EndNote tags (%T, %X)',
    fits: (head) => (/^%0 \S/m.test(head) && /^%T \S/m.test(head) ? 4 : 0),
    most: 4,
    parser: refer,
  },
  table: {
    about: 'CSV and TSV, columns known by many names or by --map',
    fits: (head, map) => (looksLikeTable(head, map) ? 2 : 0),
    most: 2,
    parser: table,
  },
  text: {
    about: 'pasted titles and abstracts',
    fits: (head) => (/\S/.test(head) ? 1 : 0),
    most: 1,
    parser: pastedText,
  },
};

const MAX_RECORD_BYTES = 16_000_000;
const HEAD_BYTES = 65_536;

/**
 * Streams what the places hold, in the order given; the files of a folder and of a pattern in the order of their names.
 *
 * @param inputs  files, folders (searched through), patterns with `*`, `**` and `?`, `-` for standard input
 * @throws PapergraphError INPUT_UNREADABLE for a place that is not there or may not be read, UNKNOWN_FORMAT for an unknown
 *   `from`; whatever else is wrong comes as a Skip
 */
export async function* readPapers(inputs: readonly string[], options: ReadOptions = {}): AsyncGenerator<Paper | Skip> {
  if (options.from !== undefined && !Object.hasOwn(DIALECTS, options.from))
    throw new PapergraphError(
      'BAD_OPTION',
      '--from',
      `unknown format "${options.from}"`,
      `Known: ${Object.keys(DIALECTS).join(', ')}`,
    );
  const places: Place[] = [];
  for (const input of inputs) places.push(...(await findPlaces(input, options.except)));
  const sizes = places.map(({ size }) => size);
  const total = sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  let read = 0;
  const onBytes = (bytes: number) => {
    read += bytes;
    options.onBytes?.(read, total);
  };
  for (const place of places) {
    for await (const record of readPlace(place, options, onBytes))
      yield 'reason' in record ? record : accepted(record, options);
  }
}

function accepted(raw: RawRecord, { onError, onMend, maxAbstract }: ReadOptions): Paper | Skip {
  const paper = toPaper(raw, maxAbstract);
  if ('reason' in paper) return paper;
  const flaws = flawsOf(raw);
  if (onError === 'skip' && flaws.length > 0)
    return {
      origin: raw.origin,
      reason: 'unreadable',
      detail: flaws.map(flawText).join('; '),
      cure: 'Mend the record, or read it as it is with --on-error mend',
    };
  if (onMend) for (const flaw of flaws) onMend(flaw);
  return paper;
}

// ----------------------------------------------------------------------------------------------------------- places

interface Place {
  /** Null: standard input. */
  readonly path: string | null;
  readonly name: string;
  readonly size: number | null;
}

async function findPlaces(input: string, except?: string): Promise<Place[]> {
  if (input === '-') return [{ path: null, name: 'stdin', size: null }];
  const found = statOf(input);
  if (!(found instanceof Error)) {
    if (!found.isDirectory()) return [{ path: input, name: basename(input), size: found.isFile() ? found.size : null }];
    const files = await filesBelow(input, except);
    if (files.length === 0) throw unreadable(input, 'the folder holds no file', 'Name a folder with papers in it');
    return files;
  }
  if (/[*?]/.test(input)) {
    const files = await filesOfPattern(input, except);
    if (files.length > 0) return files;
    throw unreadable(
      input,
      'no file fits this pattern',
      'Check the pattern, and quote it if the shell should not expand it',
    );
  }
  const why = {
    ENOENT: 'no such file',
    EACCES: 'no permission to read it',
    ELOOP: 'a link that leads to itself',
    ENOTDIR: 'a part of the path is a file',
  };
  throw unreadable(input, why[found.code as keyof typeof why] ?? found.message, 'Check the path', found);
}

function statOf(path: string): Stats | NodeJS.ErrnoException {
  try {
    return statSync(path);
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

function unreadable(at: string, problem: string, cure: string, cause?: Error): PapergraphError {
  return new PapergraphError('INPUT_UNREADABLE', at, problem, cure, cause ? { cause } : undefined);
}

/** Regular files only, by name; hidden ones and links that lead nowhere are no papers. */
async function filesBelow(dir: string, except?: string): Promise<Place[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause) => {
    throw unreadable(dir, 'no permission to read the folder', 'Check its permissions', cause);
  });
  const places: Place[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      if (except === undefined || (await realpath(path)) !== except) places.push(...(await filesBelow(path, except)));
    } else {
      const found = await stat(path).catch(() => null);
      if (found?.isFile()) places.push({ path, name: entry.name, size: found.size });
    }
  }
  return places;
}

async function filesOfPattern(pattern: string, except?: string): Promise<Place[]> {
  const parts = pattern.split(sep);
  const firstWild = parts.findIndex((part) => /[*?]/.test(part));
  const base = parts.slice(0, firstWild).join(sep) || (pattern.startsWith(sep) ? sep : '.');
  if (!(await stat(base).catch(() => null))?.isDirectory()) return [];
  const wanted = parts.slice(firstWild);
  const places = await filesBelow(base, except);
  return places.filter(({ path }) =>
    fits(path!.slice(base === '.' ? 0 : join(base, 'x').length - 1).split(sep), wanted),
  );
}

function fits(path: readonly string[], pattern: readonly string[]): boolean {
  if (pattern.length === 0) return path.length === 0;
  if (pattern[0] === '**') return fits(path, pattern.slice(1)) || (path.length > 0 && fits(path.slice(1), pattern));
  return path.length > 0 && fitsName(path[0]!, pattern[0]!) && fits(path.slice(1), pattern.slice(1));
}

/** `*` and `?` without backtracking: linear in the name for each star. */
function fitsName(name: string, pattern: string): boolean {
  let [at, p, star, mark] = [0, 0, -1, 0];
  while (at < name.length) {
    if (p < pattern.length && pattern[p] !== '*' && (pattern[p] === '?' || pattern[p] === name[at])) {
      at++;
      p++;
    } else if (pattern[p] === '*') {
      star = p++;
      mark = at;
    } else if (star >= 0) {
      p = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

// ------------------------------------------------------------------------------------------------------------- bytes

async function* readPlace(
  place: Place,
  options: ReadOptions,
  onBytes: (bytes: number) => void,
): AsyncGenerator<RawRecord | Skip> {
  const maxBytes = options.maxRecordBytes ?? MAX_RECORD_BYTES;
  const name = place.name;
  let head: Buffer = Buffer.alloc(0);
  let parser: Parser | null = null;
  let records = 0;
  function* counted(things: Iterable<RawRecord | Skip>): Generator<RawRecord | Skip> {
    for (const thing of things) {
      records++;
      yield thing;
    }
  }
  /** The parser that fits the head, with the head already in it; null, and told, when none does. */
  function* begin(): Generator<RawRecord | Skip, Parser | null> {
    const chosen = choose(name, head, options);
    const dialect = Object.keys(DIALECTS).find((key) => DIALECTS[key] === chosen) ?? null;
    options.onFile?.(place.path ?? name, dialect);
    if ('reason' in chosen) {
      yield chosen;
      return null;
    }
    const begun = chosen.parser(name, maxBytes, options.map);
    yield* counted(begun.push(head));
    return begun;
  }
  try {
    for await (const chunk of openPlace(place, options, onBytes)) {
      if (parser) {
        yield* counted(parser.push(chunk));
        continue;
      }
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (head.length < HEAD_BYTES) continue;
      parser = yield* begin();
      if (!parser) return;
    }
  } catch (error) {
    // What was read before the damage is kept; the damage is told.
    const skip = damage(name, error);
    if (!skip) throw error;
    yield skip;
    if (!parser && head.length === 0) return;
  }
  parser ??= yield* begin();
  if (!parser) return;
  yield* counted(parser.end());
  if (records === 0)
    yield {
      origin: name,
      reason: 'unreadable',
      detail: 'no record was found in it',
      cure: 'Check that it holds titles and abstracts, or name its format with --from',
    };
}

function openPlace(place: Place, options: ReadOptions, onBytes: (bytes: number) => void): AsyncIterable<Buffer> {
  return transcoded(unzipped(sourceOf(place, options), onBytes));
}

const CHUNK_BYTES = 1 << 18;

function sourceOf({ path, size }: Place, { stdin }: ReadOptions): AsyncIterable<Buffer | string> {
  if (path === null) return stdin ?? process.stdin;
  return size !== null && size > 0 && size <= CHUNK_BYTES
    ? wholeFile(path)
    : createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

/** A stream costs twenty times what it takes to read a small file: in a folder of those it was most of the work. */
async function* wholeFile(path: string): AsyncGenerator<Buffer> {
  yield readFileSync(path);
}

/** UTF-16 is told by its mark, or by its zeros beside ASCII, and becomes UTF-8; everything else passes. */
async function* transcoded(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: InstanceType<typeof TextDecoder> | null | undefined;
  let first = Buffer.alloc(0);
  for await (let chunk of chunks) {
    if (decoder === undefined) {
      first = Buffer.concat([first, chunk]);
      if (first.length < 4) continue;
      chunk = first;
      const encoding = utf16Of(chunk);
      decoder = encoding ? new TextDecoder(encoding) : null;
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
  if (decoder) yield Buffer.from(decoder.decode());
  else if (decoder === undefined && first.length > 0) yield first;
}

function utf16Of(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  const mark = head.readUInt16BE(0);
  if (mark === 0xfffe || mark === 0xfeff) return mark === 0xfffe ? 'utf-16le' : 'utf-16be';
  const zeros = [0, 1, 2, 3].map((at) => (head[at] === 0 ? 1 : 0)).join('');
  return zeros === '0101' ? 'utf-16le' : zeros === '1010' ? 'utf-16be' : null;
}

/** Gzip is told by its first two bytes, not by the name; several members one after the other are one text. */
async function* unzipped(
  source: AsyncIterable<Buffer | string>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  const next = async (): Promise<Buffer | null> => {
    const { value, done } = await chunks.next();
    if (done) return null;
    const chunk = typeof value === 'string' ? Buffer.from(value) : value;
    onBytes(chunk.length);
    return chunk;
  };
  let first = await next();
  while (first !== null && first.length < 2) {
    const more = await next();
    if (more === null) break;
    first = Buffer.concat([first, more]);
  }
  if (first === null) return;
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    for (let chunk: Buffer | null = first; chunk !== null; chunk = await next()) yield chunk;
    return;
  }
  async function* compressed(): AsyncGenerator<Buffer> {
    for (let chunk: Buffer | null = first; chunk !== null; chunk = await next()) yield chunk;
  }
  yield* gunzip(compressed());
}

function damage(name: string, error: unknown): Skip | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (error instanceof GzipDamage)
    return {
      origin: name,
      reason: 'unreadable',
      detail: `trouble with the gzip data: ${error.message}`,
      cure: 'What came before was read; fetch the file again',
    };
  if (code === undefined) return null;
  if (code === 'EACCES' || code === 'EPERM')
    throw unreadable(name, 'no permission to read it', 'Check its permissions', error as Error);
  if ('syscall' in (error as object))
    return {
      origin: name,
      reason: 'unreadable',
      detail: `reading stopped (${(error as Error).message})`,
      cure: 'What came before was read; try again',
    };
  return null;
}

// ------------------------------------------------------------------------------------------------------------- guess

function choose(name: string, head: Buffer, { from, map }: ReadOptions): Dialect | Skip {
  const refuse = (detail: string, cure: string): Skip => ({ origin: name, reason: 'unreadable', detail, cure });
  if (head.length === 0) return refuse('the file is empty', 'Name a file with papers in it');
  if (head.toString('latin1', 0, 5) === '%PDF-')
    return refuse('a PDF', 'Give titles and abstracts, not the papers themselves');
  if (head[0] === 0x50 && head[1] === 0x4b) return refuse('a ZIP archive', 'Unpack it first');
  if (from !== undefined) return DIALECTS[from]!;
  if (isBinary(head)) return refuse('a binary file, not text', 'Name a file with titles and abstracts');
  const text = head.toString('utf8').replace(/^\ufeff/, '');
  let [best, bestFit]: [Dialect | null, number] = [null, 0];
  for (const dialect of Object.values(DIALECTS)) {
    if (dialect.most <= bestFit) continue;
    const fit = dialect.fits(text, map);
    if (fit > bestFit) [best, bestFit] = [dialect, fit];
  }
  if (best === DIALECTS.text && /^\s*<\?xml\s/.test(text))
    return refuse(
      `XML that holds no records of a known kind; its first element is ${JSON.stringify(/<\w[^\s<>]{0,60}/.exec(text)?.[0] ?? '')}`,
      'Export the papers in another form, or name the form with --from',
    );
  if (best === DIALECTS.text && /\.[ct]sv(?:\.gz)?$/i.test(name)) {
    if (map !== undefined) return DIALECTS.table!;
    const header = /\S.*/.exec(text)?.[0] ?? '';
    return refuse(
      `no header names a title or an abstract; the first line is ${JSON.stringify(header.slice(0, 80))}`,
      'Say which column is which: --map title=Header,abstract=Header',
    );
  }
  return best ?? refuse('only blank lines', 'Name a file with papers in it');
}

/** A NUL or two may slip into a text; a file full of control bytes is none. */
function isBinary(head: Buffer): boolean {
  let odd = 0;
  const end = Math.min(head.length, 4096);
  for (let i = 0; i < end; i++) {
    const byte = head[i]!;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd++;
  }
  return odd > Math.max(1, end * 0.05);
}

const isXml = (head: string): boolean => /^\s*</.test(head);

/** JSON lines: the first line that is not blank is a whole object. A file of one such line is either; lines read it as well. */
function looksLikeLines(head: string): number {
  const trimmed = head.trimStart();
  if (!trimmed.startsWith('{')) return 0;
  const lines = trimmed.split(/\r\n|\n|\r/).filter((line) => /\S/.test(line));
  const objects = lines.filter((line) => /^\s*\{\s*"[\s\S]*\}\s*$/.test(line)).length;
  if (lines.length === 1) return isPage(trimmed) ? 0 : 4.4;
  return objects >= Math.max(1, (lines.length - 1) / 2) ? 4.5 : 0;
}

/** An object with a list of papers in it: its own members are no paper, and the list may be longer than any record. */
function isPage(text: string): boolean {
  let depth = 0;
  let key = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const from = at + 1;
      for (at = from; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (depth === 1) key = text.slice(from, at);
    } else if (character === '{' || character === '[') {
      if (depth === 1 && character === '[' && LISTS.has(key)) return true;
      depth++;
    } else if (character === '}' || character === ']') depth--;
  }
  return false;
}

// ------------------------------------------------------------------------------------------------------------- model

/** The package's own folder: the nearest above this file that has a package.json, both from the sources and from `dist`. */
const ROOT = (() => {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'package.json')) && dirname(dir) !== dir) dir = dirname(dir);
  return dir;
})();

/**
 * What the extractor needs beside the text, from the package's own `data` and `models` folders.
 *
 * @throws PapergraphError BAD_LEXICON if the user's own lexicon cannot be read
 */
export async function readModelFiles(options: { userLexicon?: string; model?: string } = {}): Promise<ModelFiles> {
  const text = (name: string) => readFile(join(ROOT, 'data', name), 'utf8').catch(absentAs(''));
  const bytes = (name: string) =>
    readFile(join(ROOT, 'models', name))
      .then(({ buffer, byteOffset, length }) => new Uint8Array(buffer, byteOffset, length))
      .catch(absentAs(null));
  const [lexicon, metrics, hardware, aliases, generic, tagger, relations] = await Promise.all([
    text('lexicon.tsv'),
    text('metrics.tsv'),
    text('hardware.tsv'),
    text('aliases.tsv'),
    text('generic.tsv'),
    options.model === 'none' ? null : bytes('tagger.bin'),
    bytes('relations.bin'),
  ]);
  const userLexicon =
    options.userLexicon === undefined
      ? null
      : await readFile(options.userLexicon, 'utf8').catch((cause) => {
          throw new PapergraphError('BAD_LEXICON', options.userLexicon!, 'cannot be read', 'Check the path', { cause });
        });
  return { lexicon, metrics, hardware, aliases, generic, tagger, relations, userLexicon };
}

const absentAs =
  <T>(instead: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
