/**
 * Saved web pages: what a person would have copied out of them, and the paper that a page describes in its head.
 */
import { isUtf8 } from 'node:buffer';
import { Parser as HtmlParser } from 'htmlparser2';
import type { Skip } from '../types.js';
import { embeddedRecords } from './json.js';
import { type BadBytes, bothBad, decode } from './lines.js';
import { Page } from './plain.js';
import { type Parser, personName, type RawRecord, tooLong } from './record.js';

/** Elements whose text nobody reads. */
const HIDDEN = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'head',
  'nav',
  'footer',
  'select',
  'button',
  'iframe',
  'form',
]);
/** Elements that begin and end a line. */
const BLOCKS = new Set([
  'p',
  'div',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'li',
  'ul',
  'ol',
  'dl',
  'dt',
  'dd',
  'tr',
  'td',
  'th',
  'table',
  'section',
  'article',
  'main',
  'header',
  'blockquote',
  'br',
  'hr',
  'details',
  'summary',
  'figure',
  'figcaption',
  'body',
  'html',
  'center',
  'pre',
  'address',
  'aside',
]); // prettier-ignore
const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/**
 * A page that names its paper in `citation_…` or Dublin Core elements is that paper; any other is read as the text it shows.
 */
export function htmlPage(name: string, maxBytes: number): Parser {
  const shown = new ShownText(name);
  const parser = new HtmlParser(shown, { decodeEntities: true, lowerCaseTags: true });
  let held = Buffer.alloc(0);
  let heldAt = 0;
  let refused = false;
  function* take(bytes: Buffer): Generator<RawRecord | Skip> {
    if (isUtf8(bytes)) parser.write(bytes.toString('utf8'));
    else {
      // Tag by tag, so that it is known which line of the page has the wrong bytes.
      for (let from = 0; from < bytes.length; ) {
        const to = bytes.indexOf('>', from) + 1 || bytes.length;
        const { text, bad } = decode(bytes.subarray(from, to), heldAt + from);
        shown.bad = bothBad(shown.bad, bad);
        parser.write(text);
        from = to;
      }
    }
    heldAt += bytes.length;
    if (shown.longest > maxBytes && !refused) {
      refused = true;
      yield tooLong(name, maxBytes);
    }
    if (!refused) yield* shown.take();
  }
  return {
    *push(chunk) {
      if (refused) return;
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      // Not within a character: only up to the last tag's end.
      const cut = bytes.lastIndexOf('>') + 1;
      held = Buffer.from(bytes.subarray(cut));
      if (held.length > maxBytes) {
        refused = true;
        yield tooLong(name, maxBytes);
        held = Buffer.alloc(0);
      }
      if (cut > 0) yield* take(bytes.subarray(0, cut));
    },
    *end() {
      if (refused) return;
      yield* take(held);
      parser.end();
      yield* shown.end();
    },
  };
}

/** Listens to the parser; keeps a line for each block of text. */
class ShownText {
  longest = 0;
  /** Wrong bytes in the line under way. */
  bad: BadBytes | null = null;
  private readonly page: Page;
  private readonly meta = new Map<string, string[]>();
  private lines: { text: string; number: number; bad: BadBytes | null }[] = [];
  private text = '';
  private hidden = 0;
  private heading = 0;
  private newlines = 1;
  private metaBad: BadBytes | null = null;
  private isDescribed: boolean | null = null;
  /** arXiv's search shows the beginning of an abstract beside the whole. */
  private preview: { readonly tag: string; depth: number } | null = null;
  /** A paragraph with the class "title". */
  private isTitle = false;
  /** Papers that the page has in its attributes for its own scripts, as Hugging Face's daily list. */
  private readonly embedded: (RawRecord | Skip)[] = [];

  constructor(private readonly name: string) {
    this.page = new Page(name);
  }

  onopentag(tag: string, attributes: Record<string, string>): void {
    if (tag === 'meta') this.keepMeta(attributes);
    // The body ends a head that nobody closed.
    if (tag === 'body') this.hidden = 0;
    const names = attributes.class ?? '';
    if (this.preview === null && /(?:^|\s)abstract-short(?:\s|$)/.test(names)) this.preview = { tag, depth: 0 };
    if (this.preview?.tag === tag) this.preview.depth++;
    if (attributes['data-props'] !== undefined) this.keepProps(attributes['data-props']);
    if (HIDDEN.has(tag)) this.hidden++;
    else if (BLOCKS.has(tag)) this.endLine();
    if (HEADINGS.has(tag)) this.heading++;
    else if (tag === 'p' && /(?:^|\s)title(?:\s|$)/.test(names)) this.isTitle = true;
    if (tag === 'a' && this.text === '' && /^https?:\/\/arxiv\.org\/abs\//.test(attributes.href ?? ''))
      this.link = attributes.href!;
  }
  private link = '';

  onclosetag(tag: string): void {
    if (this.preview?.tag === tag && --this.preview.depth === 0) this.preview = null;
    if (HIDDEN.has(tag)) this.hidden = Math.max(0, this.hidden - 1);
    else if (BLOCKS.has(tag)) this.endLine();
    if (HEADINGS.has(tag)) this.heading = Math.max(0, this.heading - 1);
  }

  ontext(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.newlines++;
    if (this.hidden > 0 || this.preview !== null) return;
    this.text += text;
    this.longest = Math.max(this.longest, this.text.length);
  }

  *take(): Generator<RawRecord | Skip> {
    // A described page shows much beside its paper; all of it is furniture that nobody wants told.
    if (this.isDescribed ?? this.meta.has('citation_title')) {
      this.isDescribed = true;
      this.lines = [];
      return;
    }
    const lines = this.lines;
    this.lines = [];
    for (const { text, number, bad } of lines) yield* this.page.line(text, number, bad);
  }

  *end(): Generator<RawRecord | Skip> {
    this.endLine();
    if (this.embedded.length > 0) {
      yield* this.embedded;
      return;
    }
    if (this.meta.has('citation_title') && this.described().abstract !== undefined) {
      yield this.described();
      return;
    }
    yield* this.take();
    if (this.isDescribed) yield this.described();
    else yield* this.page.end();
  }

  private endLine(): void {
    const text = this.text.replace(/\s+/g, ' ').trim();
    this.text = '';
    if (text === '') return;
    const isHeading = this.heading > 0 || this.isTitle;
    this.isTitle = false;
    // Text of a page is plain: what looks like an entity in it was written so on purpose.
    const escaped = text.replace(/&(?=#?\w{1,12};)/g, '&amp;');
    this.lines.push(
      { text: isHeading ? `## ${escaped}` : escaped, number: this.newlines, bad: this.bad },
      { text: '', number: this.newlines, bad: null },
    );
    this.bad = null;
    if (isHeading && this.link !== '')
      this.lines.push(
        { text: this.link, number: this.newlines, bad: null },
        { text: '', number: this.newlines, bad: null },
      );
    this.link = '';
  }

  private keepProps(props: string): void {
    if (!/"(?:summary|abstract)"/.test(props)) return;
    this.embedded.push(...embeddedRecords(props, `${this.name}:${this.newlines}`));
    if (this.embedded.length > 0) this.isDescribed = true;
  }

  private keepMeta(attributes: Record<string, string>): void {
    const name = (attributes.name ?? attributes.property ?? '').toLowerCase();
    const content = attributes.content;
    if (content === undefined || !/^(?:citation_|dc\.|og:|description$)/.test(name)) return;
    this.metaBad = bothBad(this.metaBad, this.bad);
    this.bad = null;
    const known = this.meta.get(name);
    if (known) known.push(content);
    else this.meta.set(name, [content]);
  }

  private described(): RawRecord {
    const first = (...names: string[]) =>
      names.flatMap((name) => this.meta.get(name) ?? []).find((value) => value.trim() !== '');
    const raw: RawRecord = { origin: `${this.name}:1`, ...(this.metaBad ? { bad: this.metaBad } : {}) };
    const put = (
      field: 'title' | 'abstract' | 'date' | 'venue' | 'doi' | 'arxiv' | 'url',
      value: string | undefined,
    ) => {
      if (value !== undefined) raw[field] = value;
    };
    put('title', first('citation_title', 'dc.title'));
    put(
      'abstract',
      first('citation_abstract', 'dc.description.abstract', 'dc.description', 'og:description', 'description'),
    );
    put('date', first('citation_publication_date', 'citation_date', 'citation_online_date', 'dc.date'));
    put('venue', first('citation_conference_title', 'citation_journal_title', 'citation_inbook_title'));
    put('doi', first('citation_doi', 'dc.identifier'));
    put('arxiv', first('citation_arxiv_id'));
    put('url', first('citation_abstract_html_url', 'citation_public_url', 'og:url', 'citation_pdf_url'));
    raw.authors = (this.meta.get('citation_author') ?? this.meta.get('dc.creator') ?? []).map(personName);
    return raw;
  }
}
