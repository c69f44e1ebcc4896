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

type Label = 'title' | 'authors' | 'abstract' | 'url' | 'doi' | 'arxiv' | 'date' | 'venue' | 'categories' | 'other';

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

  constructor(private readonly name: string) {}

  *line(written: string, number: number, bad: BadBytes | null = null): Generator<RawRecord | Skip> {
    if (this.shorts.length > MOST_SHORTS) yield* this.furniture(this.shorts.splice(0, MOST_SHORTS / 2));
    const { text, isHeading, isItem, label } = look(written);
    if (text === '') {
      // The rule of a mail and of Markdown parts records; blank lines and `\\` part paragraphs.
      yield* this.endBlock();
      if (/^\s*-{20,}\s*$/.test(written)) yield* this.endRecord();
      return;
    }
    const open = this.block;
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
      !(open.label === null && open.text.length < TITLE_LENGTH && (standsAlone(text) || standsAlone(open.text))) &&
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
    if (open.label !== null) return false;
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
    if (block.label !== null && block.label !== 'abstract') {
      this.expectsAbstract = false;
      if (block.text !== '') this.shorts.push(block);
      return;
    }
    if (!this.isAbstract(block)) {
      // A mail's last line, and a link below an abstract, belong to what stands above them.
      if (this.shorts.length === 0 && this.record !== null && /^(?:\(\s*)?https?:\/\/\S+/.test(block.text))
        identify(this.record, block.text);
      else this.shorts.push(block);
      return;
    }
    const isMarked = block.label === 'abstract' || this.expectsAbstract;
    this.expectsAbstract = false;
    if (!isMarked && this.shorts.length === 0 && this.record !== null && !block.isHeading) {
      if (this.record.abstract!.length <= LONGEST_ABSTRACT) this.record.abstract += `\n${block.text}`;
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
    const raw: RawRecord = { origin: '', abstract: block.text };
    for (const { bad } of [...this.shorts, block]) takeBad(raw, bad);
    const isTitle = ({ text, label }: Block) => label === null && !FURNITURE.test(text) && !isLinkBar(text);
    const labelled = this.shorts.findLastIndex(({ label }) => label === 'title');
    const heading = this.shorts.findLastIndex((short) => short.isHeading && isTitle(short));
    let at = labelled >= 0 ? labelled : heading >= 0 ? heading : this.shorts.findLastIndex(isTitle);
    // Between a title and its abstract the authors often stand, unmarked.
    if (
      labelled < 0 &&
      heading < 0 &&
      at > 0 &&
      looksLikeNames(this.shorts[at]!.text) &&
      isTitle(this.shorts[at - 1]!)
    ) {
      raw.authors = splitNames(this.shorts[at]!.text);
      this.shorts.splice(at, 1);
      at--;
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
      else if (short.label === 'categories')
        raw.categories = short.text.split(/[;,\s]+/).filter((part) => /^[a-z-]+(?:\.[A-Za-z-]+)?$/.test(part));
      else if (short.label === 'arxiv' || short.label === 'doi') raw[short.label] = short.text.split(/\s/)[0]!;
      const known = identify(raw, short.text);
      if (known || short.label !== null) continue;
      if (raw.authors === undefined && looksLikeNames(short.text)) raw.authors = splitNames(short.text);
      else told.push(short);
    }
    if (title) identify(raw, title.text);
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
  conference: 'venue',
  booktitle: 'venue',
  subjects: 'categories',
  categories: 'categories',
  comments: 'other',
  comment: 'other',
  'report-no': 'other',
  keywords: 'other',
  code: 'other',
  license: 'other',
}; // prettier-ignore
const LABEL = new RegExp(`^(${Object.keys(LABELS).join('|')})\\s*(?:[:：]|[.—–-](?=\\s)|$)\\s*`, 'i');

/** A line without its marks: heading, bullet, number, bold, link, quote; and what the marks say. */
function look(written: string): { text: string; isHeading: boolean; isItem: boolean; label: Label | null } {
  let text = written.trim();
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
      );
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
function identify(raw: RawRecord, text: string): boolean {
  let known = false;
  const address = /https?:\/\/[^\s()<>"]+/.exec(text)?.[0].replace(/[.,;]+$/, '');
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
  if (address !== undefined) {
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

/** A line that is no part of a title although no blank line stands beside it. */
const standsAlone = (text: string): boolean => FURNITURE.test(text) || isLinkBar(text) || looksLikeNames(text);

/** `PDF | Abstract | Cite`. */
const isLinkBar = (text: string): boolean => {
  const parts = text.split(/\s*[|·•]\s*/);
  return parts.length > 1 && parts.every((part) => part.split(' ').length <= 2);
};

/** What stands between title and abstract on the pages people copy from. */
const FURNITURE =
  /^(?:\d[\d,.kK]*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:, \d{4})?|\d{1,2} [a-z]{3,9} \d{4}|\d{4}-\d\d-\d\d|by\b.{0,80}|submitted by.{0,80}|subscribe|upvotes?|new|view (?:pdf|arxiv page).{0,20}|add to collection|.{0,30} authors|github.{0,20}|arxiv page|arxiv:.{0,60}|\(?https?:\/\/\S+.{0,30}|published on.{0,40}|pdf|html|other|cite|bib|paper|code|\[?(?:pdf|html|abs|bib|code|cite)\]?(?:[\s,|]+\[?(?:pdf|html|other|bib|code|abs|cite)\]?)*)$/i;
