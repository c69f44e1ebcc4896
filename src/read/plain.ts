/**
 * Titles and abstracts as a person pastes them: pages, lists, Markdown, arXiv's listing mails.
 */
import type { Skip } from '../types.js';
import { type BadBytes, bothBad, type Line, LineSplitter } from './lines.js';
import { arxivIdOf, doiOf, LONGEST_ABSTRACT, type Parser, type RawRecord, splitNames, tooLong } from './record.js';

/** A block of this many characters is an abstract whatever stands around it. */
const SURE_ABSTRACT = 250;
/** Below a title, this many words that end like a sentence are one too; the shortest of the conferences have about 25. */
const SHORT_ABSTRACT_WORDS = 20;
/** Mails are wrapped at 72 to 80. */
const FULL_LINE = 55;
/** A title is hardly longer. */
const TITLE_LENGTH = 200;
/** How many lines may stand between a title and its abstract. */
const MOST_SHORTS = 60;
/** How many lines of furniture a file names one by one; the rest is counted. */
const MOST_TOLD = 1000;

/**
 * Title above abstract, with or without a blank line, marks of Markdown, numbers, "Title:" and "Abstract:". Short lines that stand
 * above no abstract are page furniture, and told.
 */
export function pastedText(name: string, maxBytes: number): Parser {
  const splitter = new LineSplitter(maxBytes);
  const page = new Page(name);
  function* read(lines: Iterable<Line>): Generator<RawRecord | Skip> {
    for (const { text, number, bad } of lines) {
      if (text === null) yield tooLong(`${name}:${number}`, maxBytes);
      else yield* page.line(text.replace(/^\ufeff/, ''), number, bad);
    }
  }
  return {
    push: (chunk) => read(splitter.push(chunk)),
    *end() {
      yield* read(splitter.end());
      yield* page.end();
    },
  };
}

type Label =
  | 'title'
  | 'authors'
  | 'abstract'
  | 'url'
  | 'doi'
  | 'arxiv'
  | 'date'
  | 'venue'
  | 'categories'
  | 'cite'
  | 'other';

interface Block {
  text: string;
  readonly line: number;
  /** Stood as a heading, a list's item or in bold: a title by its looks. */
  readonly isHeading: boolean;
  readonly label: Label | null;
  /** Length of the longest line so far: shorter ones end a paragraph. */
  widest: number;
  bad: BadBytes | null;
}

/** Takes lines, gives records; `end` gives the last. Also fed by saved web pages. */
export class Page {
  private shorts: Block[] = [];
  private block: Block | null = null;
  private record: RawRecord | null = null;
  private told = 0;
  /** The next block is the abstract, however short: a line "Abstract" stood above it. */
  private expectsAbstract = false;
  /** What people say of the paper, below it on the same page, is as long as an abstract. */
  private isAmongComments = false;

  constructor(private readonly name: string) {}

  *line(written: string, number: number, bad: BadBytes | null = null): Generator<RawRecord | Skip> {
    for (const part of partsOfItem(written)) yield* this.part(part, number, bad);
  }

  private *part(written: string, number: number, bad: BadBytes | null): Generator<RawRecord | Skip> {
    if (this.shorts.length > MOST_SHORTS) yield* this.furniture(this.shorts.splice(0, MOST_SHORTS / 2));
    const { text, isHeading, isItem, label } = look(written);
    if (text === '') {
      // The rule of a mail and of Markdown parts records; blank lines and `\\` part paragraphs.
      yield* this.endBlock();
      if (/^\s*-{20,}\s*$/.test(written)) yield* this.endRecord();
      return;
    }
    const open = this.block;
    // Each author in a line, and a line with the comma between two.
    const isComma = text === ',' || open?.text.endsWith(',') === true;
    const continues =
      open !== null &&
      label === null &&
      !isHeading &&
      !isItem &&
      // A line as long as an abstract is a paragraph of its own; shorter ones may be one in hard-wrapped lines.
      // What wraps below "Title:" is indented, or the line was full.
      !(open.label === 'title' && /^\S/.test(written) && open.text !== ' ' && open.widest < FULL_LINE) &&
      !isAddress(text) &&
      !isAddress(open.text) &&
      !(
        open.label === null &&
        !isComma &&
        open.text.length < TITLE_LENGTH &&
        (standsAlone(text) || standsAlone(open.text))
      ) &&
      // A title that did not fill its line was not wrapped.
      !(
        open.label === null &&
        open.text.length === open.widest &&
        open.widest < FULL_LINE &&
        isName(text) &&
        !isComma
      ) &&
      !BELOW_ABSTRACT.test(text) &&
      !BELOW_ABSTRACT.test(open.text) &&
      text.length < SURE_ABSTRACT &&
      open.widest < SURE_ABSTRACT &&
      !(open.isHeading && open.label === null) &&
      !this.opensAbstract(open, written, text);
    if (!continues) {
      yield* this.endBlock();
      this.block = { text, line: number, isHeading: isHeading || isItem, label, widest: text.length, bad };
    } else if (open !== null && open.text.length <= LONGEST_ABSTRACT) {
      open.text += ` ${text}`;
      open.widest = Math.max(open.widest, text.length);
      open.bad = bothBad(open.bad, bad);
    }
  }

  *end(): Generator<RawRecord | Skip> {
    yield* this.endBlock();
    yield* this.endRecord();
    yield* this.furniture(this.shorts);
    this.shorts = [];
    if (this.told > MOST_TOLD)
      yield {
        origin: this.name,
        reason: 'furniture',
        detail: `${this.told - MOST_TOLD} more lines stand above no abstract`,
        cure: 'See whether this is a file of papers',
      };
  }

  /** A title's single line, and the first line of a paragraph right below it: longer, or indented. */
  private opensAbstract(open: Block, written: string, text: string): boolean {
    if (open.label !== null)
      return open.label !== 'title' && open.label !== 'abstract' && text.length > 120 && /^\p{Lu}.*[.!?]$/su.test(text);
    if (/^\s{2,}/.test(written) && open.isHeading) return true;
    return (
      open.text.length < 160 &&
      open.widest === open.text.length &&
      !/[.,;:]$/.test(open.text) &&
      text.length > open.text.length * 1.6 &&
      text.length > 120
    );
  }

  private *endBlock(): Generator<RawRecord | Skip> {
    const block = this.block;
    if (block === null) return;
    this.block = null;
    if (block.label === 'abstract' && block.text.trim() === '') {
      this.expectsAbstract = true;
      return;
    }
    block.text = block.text.trim();
    if (this.isAmongComments) {
      if (!ABOVE_TITLE.test(block.text)) return void this.shorts.push(block);
      this.isAmongComments = false;
      yield* this.endRecord();
      yield* this.furniture(this.shorts.splice(0));
    }
    const above = this.shorts.length === 0 ? this.record : null;
    if (above !== null && /^AI-generated summary$/i.test(block.text)) {
      // It stands above the abstract, under the same heading.
      above.abstract = '';
      return;
    }
    if (above?.abstract === '') {
      above.abstract = block.text;
      return;
    }
    if (above !== null && BELOW_ABSTRACT.test(block.text)) {
      this.isAmongComments = /^(?:view arxiv page|community)/i.test(block.text);
      return;
    }
    if (block.label !== null && block.label !== 'abstract') {
      this.expectsAbstract = false;
      if (above !== null && BELOW.has(block.label)) {
        if (block.label === 'cite') identify(above, block.text);
        else if (block.label === 'categories') above.categories ??= categoriesIn(block.text);
      } else if (block.text !== '') this.shorts.push(block);
      return;
    }
    if (!this.isAbstract(block)) {
      // A mail's last line, a link and a date below an abstract belong to what stands above them.
      if (above !== null && /^(?:\(\s*)?https?:\/\/\S+/.test(block.text)) identify(above, block.text);
      else if (above !== null && SUBMITTED.test(block.text)) above.date ??= SUBMITTED.exec(block.text)![1]!;
      else this.shorts.push(block);
      return;
    }
    const isMarked = block.label === 'abstract' || this.expectsAbstract;
    this.expectsAbstract = false;
    if (!isMarked && this.shorts.length === 0 && this.record !== null && !block.isHeading) {
      if (this.record.abstract!.length <= LONGEST_ABSTRACT)
        this.record.abstract = `${this.record.abstract}\n${block.text}`.trim();
      takeBad(this.record, block.bad);
      return;
    }
    yield* this.endRecord();
    yield* this.startRecord(block);
  }

  private isAbstract(block: Block): boolean {
    if (block.label === 'abstract' || this.expectsAbstract) return true;
    if (block.text.length >= SURE_ABSTRACT) return true;
    if (this.shorts.length === 0 || block.isHeading || !/[.!?]["”)]?$/.test(block.text)) return false;
    const isTitled = this.shorts.at(-1)!.isHeading || this.shorts.at(-1)!.label !== null;
    const words = block.text.split(/\s+/).length;
    return words >= SHORT_ABSTRACT_WORDS || (isTitled && words >= SHORT_ABSTRACT_WORDS / 2);
  }

  private *startRecord(block: Block): Generator<RawRecord | Skip> {
    const raw: RawRecord = { origin: '', abstract: block.text.replace(/\s+[△▽] (?:Less|More)$/u, '') };
    for (const { bad } of [...this.shorts, block]) takeBad(raw, bad);
    const isTitle = ({ text, label }: Block) =>
      label === null && !FURNITURE.test(text) && !isLinkBar(text) && !isVenue(text);
    const labelled = this.shorts.findLastIndex(({ label }) => label === 'title');
    const heading = this.shorts.findLastIndex((short) => short.isHeading && isTitle(short));
    let at = labelled >= 0 ? labelled : heading >= 0 ? heading : this.shorts.findLastIndex(isTitle);
    // Between a title and its abstract the authors often stand, unmarked.
    if (labelled < 0 && heading < 0 && at > 0) {
      const names = this.shorts[at]!.text;
      const before = this.shorts.slice(0, at).findLastIndex(isTitle);
      // Two words with capitals may be a title as well; a person's name stands in the next line.
      const isNext = before >= 0 && this.shorts[before]!.line === this.shorts[at]!.line - 1;
      if (before >= 0 && (looksLikeNames(names) || (isNext && isName(names) && !isName(this.shorts[before]!.text)))) {
        raw.authors = namesIn(names);
        this.shorts.splice(at, 1);
        at = before;
      }
    }
    // One author alone, right below a title that is known as such.
    const below = this.shorts[at + 1];
    if ((labelled >= 0 || heading >= 0) && below?.label === null && isName(below.text)) {
      raw.authors = [below.text];
      this.shorts.splice(at + 1, 1);
    }
    const title = at < 0 ? undefined : this.shorts[at]!;
    if (title) raw.title = title.text;
    // "1. Title. Abstract …" and "**Title** — abstract …" in one line.
    if (!title && block.isHeading) {
      const split = /^(.{10,200}?(?:[.?!:]|\s[—–-]))\s+(?=\p{Lu})/su.exec(block.text);
      if (split) {
        raw.title = split[1]!.replace(/[\s.:—–-]+$/, '');
        raw.abstract = block.text.slice(split[0].length);
      }
    }
    const told: Block[] = [];
    for (const short of this.shorts) {
      if (short === title) continue;
      if (short.label === 'authors') raw.authors = splitNames(short.text);
      else if (short.label === 'date' || short.label === 'venue' || short.label === 'url')
        raw[short.label] = short.text;
      else if (short.label === 'categories') raw.categories = categoriesIn(short.text);
      else if (short.label === 'arxiv' || short.label === 'doi') raw[short.label] = short.text.split(/\s/)[0]!;
      const known = identify(raw, short.text, title === undefined || short.line >= title.line);
      const bare = short.text.replace(/\[(?!Submitted)[^\][]{0,500}\]|https?:\S+/g, '').trim();
      if (details(raw, bare) || known || short.label !== null) continue;
      if (raw.authors === undefined && looksLikeNames(short.text)) raw.authors = namesIn(short.text);
      else told.push(short);
    }
    if (title) identify(raw, title.text);
    if (title && raw.title !== undefined) raw.title = withoutTail(raw, raw.title);
    yield* this.furniture(told);
    this.shorts = [];
    this.record = { ...raw, origin: `${this.name}:${title?.line ?? block.line}` };
  }

  private *endRecord(): Generator<RawRecord> {
    if (this.record !== null) yield this.record;
    this.record = null;
  }

  private *furniture(blocks: readonly Block[]): Generator<Skip> {
    for (const { text, line, label } of blocks) {
      if (label !== null && label !== 'title') continue; // it went with its title
      if (++this.told > MOST_TOLD) continue;
      yield {
        origin: `${this.name}:${line}`,
        reason: label === 'title' ? 'no abstract' : 'furniture',
        detail: `no abstract follows "${text.trim().slice(0, 80)}"`,
        cure:
          label === 'title'
            ? 'Put its abstract below it'
            : 'Nothing to do if it is no title; else put its abstract below it',
      };
    }
  }
}

function takeBad(raw: RawRecord, bad: BadBytes | null): void {
  const both = bothBad(raw.bad, bad);
  if (both) raw.bad = both;
}

const LABELS: Readonly<Record<string, Label>> = {
  title: 'title',
  authors: 'authors',
  author: 'authors',
  by: 'authors',
  abstract: 'abstract',
  summary: 'abstract',
  tldr: 'other',
  url: 'url',
  link: 'url',
  paper: 'url',
  pdf: 'url',
  doi: 'doi',
  arxiv: 'arxiv',
  date: 'date',
  published: 'date',
  submitted: 'date',
  year: 'date',
  venue: 'venue',
  journal: 'venue',
  'journal-ref': 'venue',
  'journal reference': 'venue',
  conference: 'venue',
  booktitle: 'venue',
  subjects: 'categories',
  categories: 'categories',
  comments: 'other',
  comment: 'other',
  'report-no': 'other',
  keywords: 'other',
  'cite as': 'cite',
  'related doi': 'doi',
  code: 'other',
  license: 'other',
}; // prettier-ignore
/** What arXiv's pages say of a paper below its abstract; no record begins with them. */
const BELOW: ReadonlySet<Label> = new Set(['cite', 'categories', 'other']);
const LABEL = new RegExp(`^(${Object.keys(LABELS).join('|')})\\s*(?:[:：]|[.—–-](?=\\s)|$)\\s*`, 'i');

/** A line without its marks: heading, bullet, number, bold, link, quote; and what the marks say. */
function look(written: string): { text: string; isHeading: boolean; isItem: boolean; label: Label | null } {
  let text = written.trim();
  // The little HTML that Markdown has.
  if (text.includes('<'))
    text = text
      .replace(/<summary>\s*([^<>]{1,80}?)\s*:?\s*<\/summary>/gi, '$1: ')
      .replace(/<\/?(?:details|br|p|div|ul|li|b|i|em|strong|sub|sup)(?: [^<>]{0,200})?\/?>/gi, ' ')
      .trim();
  if (/^(?:\\\\|[-=_*]{3,})$/.test(text)) return { text: '', isHeading: false, isItem: false, label: null };
  text = text.replace(/^\\\\\s+(?=\()/, '').replace(/^>\s?/, '');
  const unmarked = text.replace(/^#{1,6}\s+/, '');
  let isHeading = unmarked !== text;
  text = unmarked.replace(/^(?:[-*+•‣·]\s+|\[?\d{1,4}[.)\]]\s+(?=\S))/, '');
  const isItem = text !== unmarked;
  if (/[[*_`]/.test(text)) {
    // Links keep their text; an address that identifies the paper is looked for before.
    const plain = text
      .replace(/!\[[^\]]{0,200}\]\([^)]{0,500}\)/g, '')
      .replace(/\[([^\][]{1,400})\]\((https?:[^()\s]{1,500})\)/g, (_, shown, address) =>
        arxivIdOf(address) || doiOf(address) ? `${shown} ${address}` : shown,
      )
      // `[[code](…)]`: what is left of a link in brackets, and links within the page.
      .replace(/\[([^\][]{1,400})\]\(#[^()\s]{0,200}\)/g, '$1');
    const bold = /^(?:\*\*|__)(.{2,300}?)(?:\*\*|__)\s*(.*)$/s.exec(plain);
    if (bold && bold[2] === '') isHeading = true;
    text = bold ? `${bold[1]} ${bold[2]}`.trim() : plain;
    text = text.replace(/\*\*/g, '').replace(/^([*_])([^*_]+)\1$/, '$2');
  }
  const labelled = LABEL.exec(text);
  // "Abstract interpretation of neural networks" and "Paper - rock - scissors" are no labels.
  const label =
    labelled &&
    (/[:：]\s*$/.test(labelled[0]) || text.length === labelled[0].length || /^abstract[.—–]/i.test(labelled[0]))
      ? LABELS[labelled[1]!.toLowerCase()]!
      : null;
  if (label !== null && labelled) text = text.slice(labelled[0].length);
  if (label !== null && text === '') {
    // "Title:" alone has its text in the next line; "Code" alone is a link.
    if (label === 'abstract' || /[:：]$/.test(written.trim()))
      return { text: ' ', isHeading: false, isItem: false, label };
    return { text: written.trim(), isHeading, isItem, label: null };
  }
  return { text, isHeading, isItem, label };
}

/** Takes ids and addresses out of a line; true when there was one, and so the line is no furniture. */
function identify(raw: RawRecord, text: string, isBelowTitle = true): boolean {
  let known = false;
  const address = /https?:\/\/[^\s()<>"[\]]+/.exec(text)?.[0].replace(/[.,;]+$/, '');
  const arxiv =
    /\barxiv:\s?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?)/i.exec(text)?.[1] ??
    (address !== undefined && arxivIdOf(address) ? address : undefined);
  if (arxiv !== undefined) {
    raw.arxiv ??= arxiv;
    known = true;
  }
  const doi = doiOf(text);
  if (doi !== undefined) {
    raw.doi ??= doi;
    known = true;
  }
  if (address !== undefined && (isBelowTitle || isAddress(text))) {
    raw.url ??= address;
    known = true;
  }
  if (known && raw.title !== undefined && address !== undefined) raw.title = raw.title.replace(address, '').trim();
  return known;
}

/** Nothing but an address, or its link's word and the address. */
const isAddress = (text: string): boolean =>
  text.length < 2000 && /^(?:[([]?\w{2,12}[\])]?:?\s+)?\(?\s*https?:\/\/\S+(?:\s*,\s*\d+kb)?\s*\)?$/.test(text);

/** `Ada Lovelace, Charles Babbage`: each part two to four words with capitals, no word of a title among them. */
function looksLikeNames(text: string): boolean {
  const parts = text.split(/\s*(?:,|;|·|•|\band\b|&)\s*/).filter((part) => part !== '');
  return (
    parts.length >= 2 &&
    parts.every((part) =>
      /^(?:\p{Lu}[\p{L}'’.-]*|van|von|de|der|den|di|da|la|le|el|al|bin|dos|del)(?:\s+(?:\p{Lu}[\p{L}'’.-]*|van|von|de|der|den|di|da|la|le|el|al|bin|dos|del)){1,4}\*?\d?$/u.test(
        part,
      ),
    )
  );
}

const namesIn = (text: string): string[] =>
  splitNames(text.includes(',') ? text : text.replace(/\s*[·•]\s*/g, ', ')).map((name) =>
    name.replace(/[*\d†‡]+$/, ''),
  );

/** `Mei Lin`: two to four words with capitals, none of which a title has. */
const isName = (text: string): boolean =>
  text.length < 40 &&
  /^\p{Lu}[\p{L}'’.-]*(?: (?:\p{Lu}[\p{L}'’.-]*|van|von|de|der|den|di|da|la)){1,3}$/u.test(text) &&
  !/\b(?:a|an|the|of|for|in|on|and|with|to|learning|network|networks|model|models|deep|neural|data|dataset|language|vision|image|video|speech|graph|graphs|attention|transformer|transformers|detection|recognition|translation|generation|segmentation|adversarial|reinforcement|representation|optimization|survey|abstract|introduction|paper|papers|poster|oral)\b/i.test(
    text,
  );

/** `NeurIPS 2021`, `CVPR 2022 (Oral)`, `Findings of EMNLP 2020`. */
const VENUE =
  /^(?:(?:[Ii]n|[Aa]ccepted (?:at|to|by)|[Tt]o appear (?:at|in)|[Pp]ublished (?:at|in)|Findings of|Proc(?:\.|eedings) of)(?: the)? )?(?:(?:IEEE|ACM|AAAI)[ /])?(?:[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:[/-][A-Z]+)?|Interspeech|Nature|Science)(?: (?:Findings|Workshops?|Datasets and Benchmarks(?: Track)?|Main|Demos?|Industry))?[ '’-]{1,2}(?:19|20)?\d{2}(?:[, ]{1,2}\(?(?:[Oo]ral|[Pp]oster|[Ss]potlight|[Ww]orkshops?|[Bb]est [Pp]aper|[Hh]ighlight)[A-Za-z ]{0,20}\)?)?$/;
const isVenue = (text: string): boolean => text.length < 60 && VENUE.test(text);

/** Authors, venue and year of one line, `Mei Lin, CVPR 2025`; true if that is all there was. */
function details(raw: RawRecord, text: string): boolean {
  const submitted = SUBMITTED.exec(text)?.[1];
  if (submitted !== undefined) {
    raw.date ??= submitted;
    return true;
  }
  const parts = text
    .replace(/[*_]/g, '')
    .split(/\s*[,;|]\s*|\s+[–—-]\s+/)
    .map((part) => part.trim().replace(/^\((.*)\)$|\.$/, '$1'))
    .filter((part) => part !== '' && part.toLowerCase() !== 'et al');
  const venue = parts.findLast(isVenue);
  const rest = parts.filter((part) => !isVenue(part) && !/^(?:19|20)\d\d$/.test(part));
  if ((venue === undefined && !parts.some((part) => /^(?:19|20)\d\d$/.test(part))) || !rest.every(isName)) return false;
  if (venue !== undefined) raw.venue ??= venue;
  const year = parts.map((part) => /(?:19|20)\d\d/.exec(part)?.[0]).findLast((found) => found !== undefined);
  if (year !== undefined) raw.year ??= year;
  if (raw.authors === undefined && rest.length > 0) raw.authors = rest;
  return true;
}

/** `Title (NeurIPS 2021) [paper ] [code]`: the venue is kept, the names of the links are not. */
function withoutTail(raw: RawRecord, title: string): string {
  let bare = title.replace(/(?:\s*\[{1,2}\s*\p{L}{2,12}\s*\]{1,2})+[\s.]*$/u, '');
  const venue = /\s*[([]([^()[\]]{4,50})[)\]]$/.exec(bare);
  if (venue && isVenue(venue[1]!)) {
    details(raw, venue[1]!);
    bare = bare.slice(0, venue.index);
  }
  return bare === '' ? title : bare;
}

/** `Sound (cs.SD); Machine Learning (cs.LG)`, `cs.SD cs.LG`. */
function categoriesIn(text: string): string[] {
  const inBrackets = [...text.matchAll(/\(([a-z-]+(?:\.[A-Za-z-]+)?)\)/g)].map((match) => match[1]!);
  if (inBrackets.length > 0) return inBrackets;
  return text.split(/[;,\s]+/).filter((part) => /^[a-z-]+\.[A-Za-z-]+$|^[a-z]+-[a-z]+$/.test(part));
}

/**
 * `- **Title** (venue) [code]` and `- [Title](address), authors`: the title is a line of its own, and so is the rest. Every
 * other line is one.
 */
function partsOfItem(written: string): string[] {
  const item = /^\s*(?:[-*+•]|\d{1,4}[.)])\s+(?=[[*_])/.exec(written);
  if (!item || written.length > 4000) return [written];
  const rest = written.slice(item[0].length);
  const title =
    /^(?:\*\*|__)(?![\s*_])(.{2,300}?)(?:\*\*|__)/.exec(rest)?.[0] ??
    /^\[(?!\[)[^\][]{2,300}\]\(https?:[^()\s]{1,500}\)/.exec(rest)?.[0];
  if (title === undefined || LABEL.test(title.replace(/[*_[\]]/g, ''))) return [written];
  const tail = rest.slice(title.length).replace(/^[\s,.;:–—-]+/, '');
  if (tail === '' || (/[.!?]["”)]?$/.test(tail) && tail.split(/\s+/).length >= SHORT_ABSTRACT_WORDS)) return [written];
  return [`${item[0]}${title}`, tail];
}

/** A line that is no part of a title although no blank line stands beside it. */
const standsAlone = (text: string): boolean =>
  FURNITURE.test(text) || isLinkBar(text) || looksLikeNames(text) || isVenue(text);

/** `PDF | Abstract | Cite`. */
const isLinkBar = (text: string): boolean => {
  const parts = text.split(/\s*[|·•]\s*/);
  return parts.length > 1 && parts.every((part) => part.split(' ').length <= 2);
};

/** `Submitted 14 March, 2025; originally announced …`, `[Submitted on 14 Mar 2025 (v1), …]`. */
const SUBMITTED = /^\[?Submitted (?:on )?(\d{1,2} [A-Z][a-z]{2,8},? \d{4})\b/;

/** Hugging Face and arXiv write it below an abstract. */
const BELOW_ABSTRACT =
  /^(?:view (?:arxiv page|pdf)|add to collection|community(?: \(?\d+\)?)?|ai-generated summary|[△▽] (?:less|more))$/i;

/** With it the next paper begins, after the comments on one. */
const ABOVE_TITLE = /^(?:arxiv:\S+|papers?)$/i;

/** What stands between title and abstract on the pages people copy from. */
const FURNITURE =
  /^(?:\d[\d,.kK]*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:, \d{4})?|\d{1,2} [a-z]{3,9} \d{4}|\d{4}-\d\d-\d\d|by\b.{0,80}|submitted by.{0,80}|\[?submitted (?:on )?\d.{0,120}|#\d+ paper of the .{0,20}|[·•,|]|[A-Z][A-Za-z ]{3,40} > [A-Z][A-Za-z,:& -]{3,60}|community|subscribe|upvotes?|new|view (?:pdf|arxiv page).{0,20}|add to collection|.{0,30} authors|github.{0,20}|arxiv page|arxiv:.{0,60}|\(?https?:\/\/\S+.{0,30}|published on.{0,40}|pdf|html|other|cite|bib|paper|code|\[?(?:pdf|html|abs|bib|code|cite)\]?(?:[\s,|]+\[?(?:pdf|html|other|bib|code|abs|cite)\]?)*)$/i;
