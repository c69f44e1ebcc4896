/**
 * A record as a foreign form gives it, to a Paper: cleaned, identified, or refused with a reason.
 */
import { createHash } from 'node:crypto';
import { cleanText } from '../text/clean.js';
import type { Mend, Paper, PaperId, Skip } from '../types.js';
import type { BadBytes } from './lines.js';

/** What every dialect hands over: strings as the source wrote them, nothing cleaned, everything optional. */
export interface RawRecord {
  readonly origin: string;
  id?: string;
  title?: string;
  abstract?: string;
  year?: string | number;
  date?: string;
  venue?: string;
  authors?: readonly string[];
  url?: string;
  categories?: readonly string[];
  /** Any spelling: `arXiv:1810.04805v2`, a URL. */
  arxiv?: string;
  doi?: string;
  acl?: string;
  openalex?: string;
  s2?: string;
  /** What the bytes had that is no text. */
  bad?: BadBytes;
  /** The source's id means nothing outside one file (a row number, a citation key): the paper is then known by its title. */
  idIsLocal?: boolean;
}

/** A dialect at work: bytes in, records out, nothing held but the record under way. */
export interface Parser {
  push(chunk: Buffer): Iterable<RawRecord | Skip>;
  end(): Iterable<RawRecord | Skip>;
}

/** Longest abstract that is read unless the user allows more; what is longer is no abstract, and would only slow the run down. */
export const LONGEST_ABSTRACT = 200_000;

/**
 * @returns a Paper whose texts are clean and whose id is the first known of arXiv, DOI, ACL, OpenAlex, Semantic Scholar, the
 *   source's own, sha1 of title and year; a Skip when there is no abstract
 */
export function toPaper(raw: RawRecord, longestAbstract = LONGEST_ABSTRACT): Paper | Skip {
  const title = cleanText(raw.title ?? '');
  const written = raw.abstract ?? '';
  if (written.length > longestAbstract)
    return {
      origin: raw.origin,
      reason: 'too long',
      detail: `the abstract of ${named(title, raw)} has ${written.length} characters`,
      cure: `Cut it to ${longestAbstract} characters or fewer, or raise the limit with --max-abstract`,
    };
  const abstract = cleanText(written.replace(HEADING, ''));
  if (abstract === '' || PLACEHOLDER.test(abstract))
    return {
      origin: raw.origin,
      reason: 'no abstract',
      detail:
        abstract === ''
          ? `${named(title, raw)} has no abstract`
          : `the abstract of ${named(title, raw)} says only "${abstract}"`,
      cure: 'Add the abstract, or leave the record out',
    };

  const ids = idsOf(raw);
  const dated = dateOf(raw, ids);
  const sourceId = raw.id === undefined || raw.id === '' ? undefined : wellFormed(raw.id);
  const authors = (raw.authors ?? []).map(cleanText).filter((name) => name !== '');
  const categories = (raw.categories ?? []).map(cleanText).filter((name) => name !== '');
  const venue = cleanText(raw.venue ?? '');
  const url = webAddress(raw.url);
  return {
    id: paperId(ids, raw.idIsLocal || isStump(sourceId) ? undefined : sourceId, title, abstract, dated.year),
    ...(sourceId === undefined ? {} : { sourceId }),
    title,
    abstract,
    ...(dated.year === undefined ? {} : { year: dated.year }),
    ...(dated.day === undefined ? {} : { publishedOn: dated.day }),
    ...(venue === '' ? {} : { venue }),
    authors,
    ...(url === undefined ? {} : { url }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(ids.arxiv === undefined ? {} : { arxivId: ids.arxiv.id }),
    ...(ids.arxiv?.version === undefined ? {} : { arxivVersion: ids.arxiv.version }),
    ...(ids.doi === undefined ? {} : { doi: ids.doi }),
    ...(ids.acl === undefined ? {} : { aclId: ids.acl }),
    ...(ids.openalex === undefined ? {} : { openalexId: ids.openalex }),
    ...(ids.s2 === undefined ? {} : { s2Id: ids.s2 }),
    origin: raw.origin,
  };
}

/** What of the record cannot be kept as it stood: bytes that are no UTF-8, NUL characters, halves of characters. */
export function flawsOf(raw: RawRecord): Mend[] {
  const { origin, bad } = raw;
  const flaws: Mend[] = [];
  if (bad) flaws.push({ origin, flaw: 'bytes', count: bad.count, at: bad.at, as: bad.as });
  let [nuls, halves] = [0, 0];
  for (const value of Object.values(raw)) {
    for (const text of Array.isArray(value) ? value : [value]) {
      if (typeof text !== 'string') continue;
      if (text.includes('\0')) nuls += text.split('\0').length - 1;
      if (!text.isWellFormed()) halves += text.match(/\p{Cs}/gu)?.length ?? 0;
    }
  }
  if (nuls > 0) flaws.push({ origin, flaw: 'NUL', count: nuls, as: 'nothing' });
  if (halves > 0) flaws.push({ origin, flaw: 'lone surrogate', count: halves, as: 'U+FFFD' });
  return flaws;
}

/** What was seen, in words: `2 bytes that are no UTF-8, the first at byte 4711`. */
export function flawText({ flaw, count, at }: Mend): string {
  if (flaw === 'bytes')
    return count === 1
      ? `1 byte that is no UTF-8, at byte ${at}`
      : `${count} bytes that are no UTF-8, the first at byte ${at}`;
  return `${count} ${flaw}${count === 1 ? '' : 's'}`;
}

export const tooLong = (origin: string, maxBytes: number): Skip => ({
  origin,
  reason: 'too long',
  detail: `a record of more than ${Math.round(maxBytes / 1_000_000)} MB`,
  cure: 'See whether line breaks were lost; a record should be one line. --max-record raises the limit',
});

/** Crossref's abstracts begin with the heading of the printed page. */
const HEADING = /^\s*<(?:jats:)?title>\s*(?:abstract|summary)\s*<\/(?:jats:)?title>/i;

/** What exporters write where an abstract should be. */
const PLACEHOLDER =
  /^[[(]?(?:(?:the )?abstract(?: is)? (?:un|not )available|no abstract(?: (?:is )?(?:available|provided|found))?|abstract missing|not available|unavailable|n\/?a|none|null|nan|undefined|tba|tbd|abstract|-+)[\])]?\.?$/i;

const named = (title: string, raw: RawRecord): string => {
  if (title !== '') return `"${title.length > 60 ? `${title.slice(0, 60)}...` : title}"`;
  return raw.id ? `record ${raw.id.slice(0, 60)}` : 'a record';
};

/** `cvpr2016/`: a prefix whose own part was lost; a whole volume would be one paper. */
const isStump = (id: string | undefined): boolean => id !== undefined && /[/:#]$/.test(id);

const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

// --------------------------------------------------------------------------------------------------------- identity

interface Ids {
  readonly arxiv?: { readonly id: string; readonly version?: number };
  readonly doi?: string;
  readonly acl?: string;
  readonly openalex?: string;
  readonly s2?: string;
}

const ARXIV_ID = /^(\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Za-z-]{2,})?\/\d{7})(?:v(\d{1,3}))?$/;
const ACL_ID = /^(?:[A-Z]\d{2}-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d{1,4})$/;
/** Old ones of Wiley hold angle brackets: `10.1002/(SICI)1097-0258(19980815)17:15<1661::AID-SIM968>3.0.CO;2-2`. */
const DOI = /\b(10\.\d{4,9}\/(?:[^\s"<>]|<\d{1,6}::AID-[^\s"<>]{1,30}>)+)/;

/** `arXiv:1810.04805v2`, `https://arxiv.org/pdf/1810.04805v2.pdf`, `oai:arXiv.org:cs/0112017`. */
export function arxivIdOf(text: string): { id: string; version?: number } | undefined {
  const bare = text
    .trim()
    .replace(/^(?:https?:\/\/)?(?:[a-z]+\.)?arxiv\.org\/(?:abs|pdf|html|e-print|ps)\//i, '')
    .replace(/^(?:https?:\/\/huggingface\.co\/papers\/|oai:arxiv\.org:|arxiv\s?[:.]\s?)/i, '')
    .replace(/(?:\.pdf)?(?:[?#].*)?$/, '')
    .replace(/\s*\[[a-z.A-Z-]+\]$/, '')
    // So a table on Kaggle spells them: `abs-2101.00001v1`, `cs-9308101v1`.
    .replace(/^abs-(?=\d{4}\.)|^([a-z]{2,8}(?:-[a-z]{2,4})?)-(?=\d{7}(?:v\d+)?$)/, (_, archive) =>
      archive ? `${archive}/` : '',
    );
  const match = ARXIV_ID.exec(bare);
  if (!match) return undefined;
  return match[2] === undefined ? { id: match[1]! } : { id: match[1]!, version: Number(match[2]) };
}

/** An arXiv id that is all there is, or that begins a line of a note: `arXiv:2101.00001 [cs]`. Others are of papers it speaks of. */
export function arxivIdIn(text: string): string | undefined {
  if (arxivIdOf(text)) return text;
  const line = /^[ \t]*arxiv(?: id)?\s?[:.]\s?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d{1,3})?)(?!\d)/im;
  return line.exec(text)?.[1];
}

/** The DOI in a bare, `doi:` or URL spelling, in lower case; undefined when there is none. */
export function doiOf(text: string): string | undefined {
  let decoded = text;
  if (/10\.\d{4,9}%2f/i.test(text)) decoded = text.replace(/%2f/gi, '/');
  const match = DOI.exec(decoded);
  if (!match) return undefined;
  const doi = match[1]!;
  // What closes a sentence or its brackets is none of it; brackets that it has opened are.
  let unopened = doi.split(')').length - doi.split('(').length;
  let end = doi.length;
  for (; end > 0 && (/[.,;\]}]/.test(doi[end - 1]!) || (doi[end - 1] === ')' && unopened > 0)); end--)
    if (doi[end - 1] === ')') unopened--;
  return doi.slice(0, end).toLowerCase();
}

function idsOf(given: RawRecord): Ids {
  // Ids that papergraph has written itself: `acl:P19-1007`.
  const ours = /^(acl|openalex|s2):(.+)$/.exec(given.id ?? '');
  const raw = ours ? { ...given, [ours[1]!]: given[ours[1] as 'acl' | 'openalex' | 's2'] ?? ours[2]! } : given;
  const places = [raw.id ?? '', raw.url ?? ''];
  let arxiv = raw.arxiv === undefined ? undefined : arxivIdOf(raw.arxiv);
  for (const place of places) arxiv ??= arxivIdOf(place);
  const doi =
    doiOf(raw.doi ?? '') ??
    (/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:)?10\.\d{4,9}\//i.test(raw.id ?? '') ? doiOf(raw.id!) : undefined) ??
    (/\/\/(?:dx\.)?doi\.org\//i.test(raw.url ?? '') ? doiOf(raw.url!) : undefined);
  // arXiv gives DOIs of its own: the same paper under another spelling.
  const fromDoi = /^10\.48550\/arxiv\.(.+)$/.exec(doi ?? '');
  arxiv ??= fromDoi ? arxivIdOf(fromDoi[1]!) : undefined;
  const acl =
    aclIdOf(raw.acl ?? '') ??
    aclIdOf(raw.id ?? '') ??
    aclIdOf(raw.url ?? '') ??
    aclIdOf(/^10\.18653\/v1\/(.+)$/.exec(doi ?? '')?.[1] ?? '');
  const openalex = /(?:^|openalex\.org\/(?:works\/)?)(W\d{4,})$/i
    .exec(raw.openalex ?? raw.id ?? '')?.[1]
    ?.toUpperCase();
  const s2 = /(?:^|semanticscholar\.org\/paper\/(?:[^/]+\/)?)([0-9a-f]{40})$/i
    .exec(raw.s2 ?? raw.url ?? '')?.[1]
    ?.toLowerCase();
  return {
    ...(arxiv === undefined ? {} : { arxiv }),
    ...(doi === undefined ? {} : { doi }),
    ...(acl === undefined ? {} : { acl }),
    ...(openalex === undefined ? {} : { openalex }),
    ...(s2 === undefined ? {} : { s2 }),
  };
}

function aclIdOf(text: string): string | undefined {
  const bare = text
    .replace(/^https?:\/\/(?:www\.)?acl(?:anthology|web)\.(?:org|info)\/(?:anthology\/)?/i, '')
    .replace(/(?:\.pdf|\/)$/, '');
  const id = /^[a-z]\d{2}-\d{4,5}$/.test(bare) ? bare.toUpperCase() : bare;
  return ACL_ID.test(id) ? id : undefined;
}

function paperId(
  ids: Ids,
  sourceId: string | undefined,
  title: string,
  abstract: string,
  year: number | undefined,
): PaperId {
  if (ids.arxiv) return `arxiv:${ids.arxiv.id}`;
  if (ids.doi) return `doi:${ids.doi}`;
  if (ids.acl) return `acl:${ids.acl}`;
  if (ids.openalex) return `openalex:${ids.openalex}`;
  if (ids.s2) return `s2:${ids.s2}`;
  if (sourceId !== undefined) return /^(?:id|sha1):./s.test(sourceId) ? (sourceId as PaperId) : `id:${sourceId}`;
  const known = titleKey(title) || titleKey(abstract) || abstract;
  return `sha1:${createHash('sha1')
    .update(`${known}\n${year ?? ''}`)
    .digest('hex')
    .slice(0, 20)}`;
}

/** A title with nothing but its letters and figures: the same paper in two sources has the same. */
export function titleKey(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

// ------------------------------------------------------------------------------------------------------------- time

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function dateOf(raw: RawRecord, ids: Ids): { year?: number; day?: string } {
  const day = dayOf(raw.date ?? '') ?? dayOf(String(raw.year ?? ''));
  const year =
    yearOf(String(raw.year ?? '')) ?? yearOf(raw.date ?? '') ?? yearOfArxiv(ids.arxiv?.id) ?? yearOfAcl(ids.acl);
  return { ...(year === undefined ? {} : { year }), ...(day === undefined ? {} : { day }) };
}

/** `2019-06-01T…`, `2019/6/1`, `Mon, 2 Apr 2007 19:18:42 GMT`; undefined when month or day is missing or impossible. */
function dayOf(text: string): string | undefined {
  const numeric = /\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/.exec(text);
  const named = /\b(\d{1,2}) ([A-Z][a-z]{2})[a-z]*,? (\d{4})\b/.exec(text);
  const [year, month, day] = numeric
    ? [Number(numeric[1]), Number(numeric[2]), Number(numeric[3])]
    : named
      ? [Number(named[3]), MONTHS.indexOf(named[2]!.toLowerCase()) + 1, Number(named[1])]
      : [0, 0, 0];
  if (year < 1000 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function yearOf(text: string): number | undefined {
  const match = /(?<!\d)(1[5-9]\d{2}|20\d{2})(?!\d)/.exec(text);
  return match ? Number(match[1]) : undefined;
}

/** `0704.0001` is of April 2007, `cs/9901001` of January 1999. */
function yearOfArxiv(id: string | undefined): number | undefined {
  const two = /^(\d{2})\d{2}\./.exec(id ?? '')?.[1] ?? /\/(\d{2})\d{5}$/.exec(id ?? '')?.[1];
  if (two === undefined) return undefined;
  return Number(two) + (Number(two) > 90 ? 1900 : 2000);
}

/** `P19-1007` is of 2019, `2022.sdp-1.3` of 2022. */
function yearOfAcl(id: string | undefined): number | undefined {
  const full = /^(\d{4})\./.exec(id ?? '')?.[1];
  if (full !== undefined) return Number(full);
  const two = /^[A-Z](\d{2})-/.exec(id ?? '')?.[1];
  return two === undefined ? undefined : Number(two) + (Number(two) > 50 ? 1900 : 2000);
}

function webAddress(url: string | undefined): string | undefined {
  const trimmed = wellFormed(url ?? '').trim();
  return /^https?:\/\/[^\s"<>]+$/i.test(trimmed) ? trimmed : undefined;
}

// ------------------------------------------------------------------------------------------------------------ names

export function splitNames(text: string): string[] {
  // A list as Python prints it: `['Ada Brook', 'Tom Ash']`.
  const printed = /^\s*\[\s*(['"])(.*)['"]\s*\]\s*$/s.exec(text);
  if (printed) return printed[2]!.split(/['"]\s*,\s*['"]/).map((name) => name.trim());
  // "Brook, Ada" is one person; "Ada Brook, Tom Ash" are two.
  if (/^\s*[^\s,;|]+,\s*[^,;|]+$/.test(text) && !/\s(?:and|&)\s/.test(text)) return [personName(text)];
  const separator = text.includes(';') ? /;/ : text.includes('|') ? /\|/ : /,\s+and\s+|,|\s+and\s+|\s+&\s+/;
  // Brackets hold affiliations: "A. Author (1), B. Author (2) ((1) Here, (2) There)".
  const bare = text.replace(/\([^()]{0,200}\)/g, '').replace(/\([^()]{0,200}\)/g, '');
  return (bare.trim() === '' ? text : bare)
    .split(separator)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** `Family, Given` as it is spoken; `Jr` and the like stay behind. Other names stay what they are. */
export function personName(name: string): string {
  const [family, given, suffix, ...more] = name.split(',').map((part) => part.trim());
  if (!given || more.length > 0) return name.trim().replace(/,$/, '');
  if (suffix === undefined && /^(?:jr|sr|i{2,3}|iv|ph\.?\s?d|m\.?\s?d)\.?$/i.test(given)) return `${family} ${given}`;
  // BibTeX writes "Family, Jr, Given".
  if (suffix)
    return /^(?:jr|sr|i{1,3}|iv)\.?$/i.test(given) ? `${suffix} ${family} ${given}` : `${given} ${family} ${suffix}`;
  return `${given} ${family}`;
}
