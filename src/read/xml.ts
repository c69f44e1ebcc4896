/**
 * XML of arXiv (Atom, OAI-PMH), the ACL Anthology, Zotero (RDF), PubMed and EndNote.
 *
 * A file is cut into records by their tags before any of it is parsed: so a record may be broken and its neighbours are not, no
 * more than one is held, and there is no document in which an entity could be declared.
 */
import { SaxesParser } from 'saxes';
import type { Skip } from '../types.js';
import { type Decoded, decodeAs } from './lines.js';
import { arxivIdOf, type Parser, personName, type RawRecord, splitNames, tooLong } from './record.js';

/** An element: enough of a tree for one record. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
}
/** What stands above the records and holds for all that follow: the volume's year and title. */
type Above = Map<string, string>;

interface XmlDialect {
  /** Elements that are records, without prefix. */
  readonly records: readonly string[];
  /** Elements before them that tell about all of them. */
  readonly above?: readonly string[];
  readonly look?: (element: Element, above: Above) => void;
  readonly read: (element: Element, origin: string, above: Above) => RawRecord | Skip | null;
}

const ATOM: XmlDialect = { records: ['entry'], read: atomEntry };
const RSS: XmlDialect = { records: ['item'], read: rssItem };
const OAI: XmlDialect = { records: ['record', 'error'], read: oaiRecord };
const ACL: XmlDialect = {
  records: ['paper'],
  above: ['collection', 'volume', 'meta'],
  look: aclVolume,
  read: aclPaper,
};
const RDF: XmlDialect = {
  records: [
    'Article',
    'Document',
    'Book',
    'BookSection',
    'ConferenceProceedings',
    'Thesis',
    'Report',
    'Manuscript',
    'Description',
  ],
  read: rdfItem,
};
const PUBMED: XmlDialect = { records: ['PubmedArticle', 'PubmedBookArticle'], read: pubmedArticle };
const ENDNOTE: XmlDialect = { records: ['record'], read: endnoteRecord };

export const arxivAtom = (name: string, maxBytes: number): Parser => xmlRecords(name, maxBytes, ATOM);
export const rss = (name: string, maxBytes: number): Parser => xmlRecords(name, maxBytes, RSS);
export const oaiPmh = (name: string, maxBytes: number): Parser => xmlRecords(name, maxBytes, OAI);
export const aclXml = (name: string, maxBytes: number): Parser => xmlRecords(name, maxBytes, ACL);
export const zoteroRdf = (name: string, maxBytes: number): Parser => xmlRecords(name, maxBytes, RDF);
export const pubmedXml = (name: string, maxBytes: number): Parser => xmlRecords(name, maxBytes, PUBMED);
export const endnoteXml = (name: string, maxBytes: number): Parser => xmlRecords(name, maxBytes, ENDNOTE);

// ---------------------------------------------------------------------------------------------------------- cutting

function xmlRecords(name: string, maxBytes: number, dialect: XmlDialect): Parser {
  const names = [...dialect.records, ...(dialect.above ?? [])];
  const opening = new RegExp(`<((?:[\\w.-]+:)?(?:${names.join('|')}))(?=[\\s/>])|<!DOCTYPE`, 'g');
  const above: Above = new Map();
  let encoding = 'utf-8';
  let isFirst = true;
  let refused = false;
  const closings = new Map<string, RegExp>();
  const closingOf = (tag: string): RegExp => {
    const known = closings.get(tag);
    if (known) return known;
    const name = tag.replaceAll('.', '\\.');
    const closing = new RegExp(`</${name}\\s*>|<${name}(?=[\\s/>])`, 'g');
    if (closings.size > 20) closings.clear(); // prefixes are the file's own choice
    closings.set(tag, closing);
    return closing;
  };
  /** One character for each byte: positions in it are positions in the file. */
  let pending = '';
  let pendingAt = 0;
  let line = 1;
  let skipping = false;

  function decoded(from: number, to: number): Decoded {
    return decodeAs(Buffer.from(pending.slice(from, to), 'latin1'), encoding, pendingAt + from);
  }
  function forget(bytes: number): void {
    pending = pending.slice(bytes);
    pendingAt += bytes;
  }
  function* take(ended: boolean): Generator<RawRecord | Skip> {
    let from = 0;
    const drop = (to: number) => {
      line += newlines(pending, from, to);
      from = to;
    };
    while (!refused) {
      opening.lastIndex = from;
      const start = opening.exec(pending);
      if (start === null) {
        // A tag may be cut in two by the chunk's end.
        const last = ended ? pending.length : Math.max(from, pending.lastIndexOf('<'));
        drop(pending.length - last > 200 ? pending.length : last);
        break;
      }
      if (start[0] === '<!DOCTYPE') {
        // One that only names its kind declares nothing, and what it names is never fetched: PubMed's files have it.
        const open = pending.slice(start.index, start.index + 1000);
        const bare = /^<!DOCTYPE(?:[^<>[\]"']|"[^"]*"|'[^']*')*>/.exec(open);
        if (bare) {
          drop(start.index + bare[0].length);
          continue;
        }
        if (!ended && open.length < 1000 && !open.includes('[')) break;
        refused = true;
        yield {
          origin: `${name}:${line + newlines(pending, from, start.index)}`,
          reason: 'unreadable',
          detail: 'the XML declares a DOCTYPE, which can make a small file fill the memory',
          cure: 'Remove the DOCTYPE declaration if you trust the file',
        };
        break;
      }
      drop(start.index);
      skipping = false;
      const tag = start[1]!;
      const local = tag.slice(tag.indexOf(':') + 1);
      const tagEnd = pending.indexOf('>', from);
      if (tagEnd < 0) break;
      const isEmpty = pending[tagEnd - 1] === '/';
      const isContainer = dialect.above?.includes(local) && local !== 'meta';
      if (isEmpty || isContainer) {
        if (isContainer)
          dialect.look?.(parseElement(`${decoded(from, tagEnd).text.replace(/\/$/, '')}/>`).element, above);
        drop(tagEnd + 1);
        continue;
      }
      const closing = closingOf(tag);
      closing.lastIndex = tagEnd;
      const end = closing.exec(pending);
      if (end === null && !ended) {
        if (pending.length - from > maxBytes) {
          yield tooLong(`${name}:${line}`, maxBytes);
          drop(tagEnd);
          skipping = true;
          continue;
        }
        break;
      }
      const closed = end?.[0].startsWith('</') ?? false;
      const to = end === null ? pending.length : end.index + (closed ? end[0].length : 0);
      const { text, bad } = decoded(from, to);
      const origin = `${name}:${line}`;
      if (local === 'meta' || dialect.above?.includes(local)) dialect.look?.(parseElement(text).element, above);
      else {
        for (const record of readRecord(text, closed, origin, dialect, above)) {
          if (bad && !('reason' in record)) record.bad = bad;
          yield record;
        }
      }
      drop(to);
    }
    forget(refused ? pending.length : from);
  }
  return {
    *push(chunk) {
      if (isFirst) {
        isFirst = false;
        encoding =
          /^[^<]{0,4}<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(
            chunk.toString('latin1', 0, 300),
          )?.[1] ?? encoding;
      }
      if (refused) return;
      pending += chunk.toString('latin1');
      if (skipping && !opening.test(pending)) forget(Math.max(0, pending.length - 200));
      opening.lastIndex = 0;
      yield* take(false);
    },
    *end() {
      yield* take(true);
    },
  };
}

function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function* readRecord(
  text: string,
  closed: boolean,
  origin: string,
  dialect: XmlDialect,
  above: Above,
): Generator<RawRecord | Skip> {
  const { element, problem } = parseElement(text);
  if (!closed || problem !== null) {
    yield {
      origin,
      reason: 'unreadable',
      detail: closed ? `not well-formed XML (${problem})` : `<${element.name}> is never closed`,
      cure: 'Mend the record at this place; all others were read',
    };
    return;
  }
  const record = dialect.read(element, origin, above);
  if (record !== null) yield record;
}

/** Stands for the ampersand of `&eacute;` and its like, which only HTML knows: the cleaning reads them. */
const NAMED = '\ue000';

/** @returns the outer element, and the first trouble with its tags; an ampersand that stands for itself is no trouble */
function parseElement(text: string): { element: Element; problem: string | null } {
  const root: Element = { name: '', attributes: {}, children: [] };
  const open: Element[] = [root];
  let problem: string | null = null;
  const parser = new SaxesParser({ fragment: true });
  parser.on('error', (error) => {
    if (!/entity|character reference|disallowed character/i.test(error.message))
      problem ??= error.message.replace(/^\d+:\d+: /, '').slice(0, 100);
  });
  parser.on('opentag', (tag) => {
    const element: Element = {
      name: tag.name.slice(tag.name.indexOf(':') + 1),
      attributes: tag.attributes as Record<string, string>,
      children: [],
    };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    if (open.length > 1) open.pop();
  });
  const take = (part: string) => {
    open.at(-1)!.children.push(part);
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser
    .write(text.replaceAll(NAMED, '').replace(/&(?!(?:amp|lt|gt|quot|apos);)(?=[A-Za-z][A-Za-z0-9]{1,11};)/g, NAMED))
    .close();
  const element = root.children.find((child) => typeof child !== 'string');
  return { element: element ?? root, problem };
}

// ------------------------------------------------------------------------------------------------------------- tree

function* elements(parent: Element, ...path: string[]): Generator<Element> {
  const [name, ...rest] = path;
  for (const child of parent.children) {
    if (typeof child === 'string' || child.name !== name) continue;
    if (rest.length === 0) yield child;
    else yield* elements(child, ...rest);
  }
}

/** The first element at the path. */
function element(parent: Element, ...path: string[]): Element | undefined {
  const [first] = elements(parent, ...path);
  return first;
}

/** Its text with that of the elements inside it, spelled so that the cleaning reads each entity once. */
function textOf(parent: Element | undefined): string | undefined {
  if (parent === undefined) return undefined;
  let text = '';
  for (const child of parent.children) {
    if (typeof child === 'string') text += child.replace(/&(?=#?\w{1,12};)/g, '&amp;').replaceAll(NAMED, '&');
    else if (child.name === 'tex-math') text += `$${textOf(child)}$`;
    else text += textOf(child);
  }
  return text;
}

const at = (parent: Element, ...path: string[]): string | undefined =>
  textOf(element(parent, ...path))?.trim() || undefined;
const all = (parent: Element, ...path: string[]): string[] =>
  [...elements(parent, ...path)].map((found) => textOf(found)!.trim()).filter((text) => text !== '');

function set<K extends keyof RawRecord>(raw: RawRecord, field: K, value: RawRecord[K] | undefined): void {
  if (value !== undefined) raw[field] = value;
}

// --------------------------------------------------------------------------------------------------------- dialects

function atomEntry(entry: Element, origin: string): RawRecord | Skip {
  const id = at(entry, 'id');
  // arXiv tells of a mistake in an entry of its own, with status 200.
  if (id?.includes('arxiv.org/api/errors'))
    return {
      origin,
      reason: 'unreadable',
      detail: `arXiv answered with an error: ${at(entry, 'summary') ?? ''}`,
      cure: 'Correct the query and fetch again',
    };
  const raw: RawRecord = { origin };
  set(raw, 'id', id);
  set(raw, 'title', at(entry, 'title'));
  set(raw, 'abstract', withoutAnnouncement(at(entry, 'summary') ?? at(entry, 'content')));
  set(raw, 'date', at(entry, 'published') ?? at(entry, 'updated'));
  set(raw, 'doi', at(entry, 'doi'));
  set(raw, 'venue', at(entry, 'journal_ref'));
  const links = [...elements(entry, 'link')].map((link) => link.attributes);
  set(raw, 'url', (links.find((link) => link.rel === 'alternate') ?? links[0])?.href ?? id);
  if (id !== undefined && arxivIdOf(id)) raw.arxiv = id;
  raw.authors = all(entry, 'author', 'name');
  if (raw.authors.length === 0) raw.authors = all(entry, 'creator').flatMap(splitNames);
  raw.categories = [...elements(entry, 'category')].map((category) => category.attributes.term ?? '');
  return raw;
}

/** arXiv's news feeds: `arXiv:2101.00001v1 Announce Type: new Abstract: …`. */
function withoutAnnouncement(text: string | undefined): string | undefined {
  return text?.replace(/^arXiv:\S{1,30}\s+Announce Type:\s+\S{1,20}\s+Abstract:\s+/, '');
}

/** RSS, of arXiv and journals: the abstract is the description, at times in the HTML that readers show. */
function rssItem(item: Element, origin: string): RawRecord {
  const raw: RawRecord = { origin };
  const title = at(item, 'title');
  // "Birds of a garden. (arXiv:2101.00001v1 [cs.CL])"
  set(raw, 'title', title?.replace(/\.?\s*\(arXiv:[^()]{1,40}\)$/, ''));
  const text = at(item, 'encoded') ?? at(item, 'description');
  set(raw, 'abstract', withoutAnnouncement(text?.replace(/^<p>/, '').replace(/^Abstract:?\s+/, '')));
  const link = at(item, 'link') ?? item.attributes['rdf:about'];
  set(raw, 'id', at(item, 'guid') ?? link);
  set(raw, 'url', link);
  set(raw, 'date', at(item, 'pubDate') ?? at(item, 'date'));
  set(raw, 'doi', at(item, 'doi') ?? all(item, 'identifier').find((id) => /10\.\d{4,9}\//.test(id)));
  set(raw, 'venue', at(item, 'publicationName'));
  const arxiv = [at(item, 'guid'), link].find((id) => id !== undefined && arxivIdOf(id));
  set(raw, 'arxiv', arxiv);
  raw.authors = [...all(item, 'creator'), ...all(item, 'author')]
    .map((names) => names.replace(/<[^<>]{0,300}>/g, ''))
    .flatMap(splitNames);
  raw.categories = all(item, 'category');
  return raw;
}

function oaiRecord(record: Element, origin: string): RawRecord | Skip {
  if (record.name === 'error')
    return {
      origin,
      reason: 'unreadable',
      detail: `the archive answered with an error: ${[record.attributes.code, textOf(record)].filter(Boolean).join(': ')}`,
      cure: 'Correct the request and fetch again',
    };
  const identifier = at(record, 'header', 'identifier');
  if (element(record, 'header')?.attributes.status === 'deleted')
    return {
      origin,
      reason: 'no abstract',
      detail: `${identifier ?? 'a record'} was deleted at the source`,
      cure: 'Nothing to do',
    };
  const metadata = element(record, 'metadata');
  const inner = metadata?.children.find((child) => typeof child !== 'string');
  const raw: RawRecord = { origin };
  set(raw, 'id', identifier);
  if (identifier !== undefined && arxivIdOf(identifier)) raw.arxiv = identifier;
  if (inner === undefined || typeof inner === 'string') return raw;
  const id = at(inner, 'id');
  if (id !== undefined) {
    raw.id = id;
    raw.arxiv = id;
  }
  set(raw, 'title', at(inner, 'title'));
  // Dublin Core has comments beside the abstract, under the same name.
  set(raw, 'abstract', at(inner, 'abstract') ?? all(inner, 'description').find((text) => !/^Comment:/.test(text)));
  set(raw, 'doi', at(inner, 'doi') ?? all(inner, 'identifier').find((text) => /^doi:/i.test(text)));
  set(raw, 'venue', at(inner, 'journal-ref'));
  set(raw, 'date', at(inner, 'created') ?? at(inner, 'version', 'date') ?? at(inner, 'date'));
  set(
    raw,
    'url',
    all(inner, 'identifier').find((text) => /^https?:/.test(text)) ??
      (id === undefined ? undefined : `https://arxiv.org/abs/${id}`),
  );
  const people = [...elements(inner, 'authors', 'author')].map((author) =>
    [...all(author, 'forenames'), ...all(author, 'keyname'), ...all(author, 'suffix')].join(' '),
  );
  raw.authors = people.length > 0 ? people : all(inner, 'creator').map(personName);
  if (people.length === 0 && raw.authors.length === 0) raw.authors = splitNames(at(inner, 'authors') ?? '');
  raw.categories = at(inner, 'categories')?.split(/\s+/) ?? all(inner, 'subject');
  return raw;
}

function aclVolume(found: Element, above: Above): void {
  if (found.name === 'collection') above.set('collection', found.attributes.id ?? '');
  else if (found.name === 'volume') {
    above.set('volume', found.attributes.id ?? '');
    above.delete('venue');
    above.delete('year');
  } else {
    for (const [field, name] of [
      ['venue', 'booktitle'],
      ['year', 'year'],
    ] as const) {
      const text = at(found, name);
      if (text !== undefined) above.set(field, text);
    }
  }
}

function aclPaper(paper: Element, origin: string, above: Above): RawRecord {
  const raw: RawRecord = { origin };
  const number = paper.attributes.id ?? '';
  const [collection, volume] = [above.get('collection') ?? '', above.get('volume') ?? ''];
  // Before 2020: P19-1007 for volume 1, W19-0123 for workshop volume 1 of two digits.
  const old = /^[A-Z]\d{2}$/.test(collection);
  const width = /^W|^C69|^D19/.test(collection) && volume.length <= 2 ? 2 : 3;
  const made =
    collection === '' || number === ''
      ? undefined
      : old
        ? `${collection}-${volume.padStart(4 - width, '0')}${number.padStart(width, '0')}`
        : `${collection}-${volume}.${number}`;
  const address = at(paper, 'url');
  const id = address !== undefined && /^[\w.-]+$/.test(address) ? address.replace(/\.pdf$/, '') : made;
  set(raw, 'id', id);
  set(raw, 'acl', id);
  set(raw, 'title', at(paper, 'title'));
  set(raw, 'abstract', at(paper, 'abstract'));
  set(raw, 'doi', at(paper, 'doi'));
  set(raw, 'url', id === undefined ? address : `https://aclanthology.org/${id}`);
  set(raw, 'venue', at(paper, 'booktitle') ?? above.get('venue'));
  set(raw, 'year', at(paper, 'year') ?? above.get('year'));
  raw.authors = [...elements(paper, 'author')].map(
    (author) =>
      [at(author, 'first'), at(author, 'last')].filter((part) => part !== undefined).join(' ') ||
      (textOf(author) ?? ''),
  );
  return raw;
}

/** Attachments and collections are described in the same file; what has no title or is no text is none of ours. */
function rdfItem(item: Element, origin: string): RawRecord | null {
  const type = at(item, 'itemType');
  if (type === 'attachment' || type === 'note' || at(item, 'title') === undefined) return null;
  const raw: RawRecord = { origin, idIsLocal: true };
  set(raw, 'id', item.attributes['rdf:about']);
  set(raw, 'title', at(item, 'title'));
  set(raw, 'abstract', at(item, 'abstract'));
  set(raw, 'date', at(item, 'date'));
  set(
    raw,
    'venue',
    at(item, 'isPartOf', 'Journal', 'title') ??
      at(item, 'presentedAt', 'Conference', 'title') ??
      at(item, 'isPartOf', 'Book', 'title'),
  );
  const identifiers = [
    ...all(item, 'identifier'),
    ...all(item, 'isPartOf', 'Journal', 'identifier'),
    item.attributes['rdf:about'] ?? '',
  ];
  set(
    raw,
    'doi',
    identifiers.find((text) => /10\.\d{4,9}\//.test(text)),
  );
  const url = at(item, 'identifier', 'URI', 'value') ?? identifiers.find((text) => /^https?:/.test(text));
  set(raw, 'url', url);
  const arxiv = [...identifiers, at(item, 'description') ?? '', at(item, 'coverage') ?? '']
    .map((text) => /arxiv[.:/\sa-z]*?([\w-]+\/\d{7}|\d{4}\.\d{4,5})/i.exec(text)?.[1])
    .find((id) => id !== undefined);
  set(raw, 'arxiv', arxiv);
  raw.authors = [...elements(item, 'authors', 'Seq', 'li', 'Person')].map((person) =>
    [at(person, 'givenName') ?? at(person, 'givenname'), at(person, 'surname')]
      .filter((part) => part !== undefined)
      .join(' '),
  );
  return raw;
}

function pubmedArticle(found: Element, origin: string): RawRecord {
  const citation = element(found, 'MedlineCitation') ?? found;
  const article = element(citation, 'Article') ?? citation;
  const raw: RawRecord = { origin };
  set(raw, 'id', at(citation, 'PMID'));
  set(raw, 'title', at(article, 'ArticleTitle') ?? at(article, 'BookTitle'));
  const parts = [...elements(article, 'Abstract', 'AbstractText')].map(
    (part) => (part.attributes.Label ? `${part.attributes.Label}: ` : '') + textOf(part),
  );
  if (parts.length > 0) raw.abstract = parts.join(' ');
  set(raw, 'venue', at(article, 'Journal', 'Title'));
  set(
    raw,
    'year',
    at(article, 'Journal', 'JournalIssue', 'PubDate', 'Year') ??
      at(article, 'Journal', 'JournalIssue', 'PubDate', 'MedlineDate'),
  );
  const ids = [...elements(found, 'PubmedData', 'ArticleIdList', 'ArticleId'), ...elements(article, 'ELocationID')];
  const doi = ids.find((id) => id.attributes.IdType === 'doi' || id.attributes.EIdType === 'doi');
  set(raw, 'doi', textOf(doi));
  raw.authors = [...elements(article, 'AuthorList', 'Author')].map((author) =>
    [at(author, 'ForeName') ?? at(author, 'Initials'), at(author, 'LastName') ?? at(author, 'CollectiveName')]
      .filter((part) => part !== undefined)
      .join(' '),
  );
  return raw;
}

function endnoteRecord(record: Element, origin: string): RawRecord {
  const raw: RawRecord = { origin, idIsLocal: true };
  set(raw, 'id', at(record, 'rec-number'));
  set(raw, 'title', at(record, 'titles', 'title'));
  set(raw, 'abstract', at(record, 'abstract'));
  set(raw, 'venue', at(record, 'titles', 'secondary-title') ?? at(record, 'periodical', 'full-title'));
  set(raw, 'year', at(record, 'dates', 'year'));
  set(raw, 'doi', at(record, 'electronic-resource-num'));
  set(raw, 'url', at(record, 'urls', 'related-urls', 'url'));
  raw.authors = all(record, 'contributors', 'authors', 'author').map(personName);
  return raw;
}
