/**
 * Pasted titles and abstracts: a page as a person copies it.
 */
import type { Skip } from '../types.js';
import type { Parser } from './json.js';
import { tooLong } from './json.js';
import { type Line, LineSplitter } from './lines.js';
import type { RawRecord } from './record.js';

/** Shorter blocks are titles or furniture. The shortest abstracts of conferences have about 300 characters. */
const SHORTEST_ABSTRACT = 250;

/** Title, blank line, abstract, blank line. Short lines that stand in front of no abstract are page furniture, and told. */
export function pastedText(name: string, maxBytes: number): Parser {
  const splitter = new LineSplitter(maxBytes);
  const page = new Page(name);
  function* read(lines: Iterable<Line>): Generator<RawRecord | Skip> {
    for (const { text, number } of lines) {
      if (text === null) yield tooLong(`${name}:${number}`, maxBytes);
      else yield* page.line(text.replace(/^\ufeff/, ''), number);
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

interface Block {
  text: string;
  readonly line: number;
}

class Page {
  private shorts: Block[] = [];
  private block: Block | null = null;
  private record: RawRecord | null = null;

  constructor(private readonly name: string) {}

  *line(text: string, number: number): Generator<RawRecord | Skip> {
    if (!/\S/.test(text)) {
      yield* this.endBlock();
      return;
    }
    // A line as long as a whole abstract is a paragraph of its own; shorter ones may be one paragraph in hard-wrapped lines.
    if (this.block !== null && (text.length >= SHORTEST_ABSTRACT || this.block.text.length >= SHORTEST_ABSTRACT * 4))
      yield* this.endBlock();
    if (this.block === null) this.block = { text, line: number };
    else this.block.text += ` ${text}`;
  }

  *end(): Generator<RawRecord | Skip> {
    yield* this.endBlock();
    yield* this.endRecord();
    yield* this.furniture(this.shorts);
    this.shorts = [];
  }

  private *endBlock(): Generator<RawRecord | Skip> {
    const block = this.block;
    if (block === null) return;
    this.block = null;
    if (block.text.trim().length < SHORTEST_ABSTRACT) {
      this.shorts.push(block);
      return;
    }
    if (this.shorts.length === 0 && this.record !== null) {
      this.record.abstract += `\n${block.text}`;
      return;
    }
    yield* this.endRecord();
    const at = this.shorts.findLastIndex(({ text }) => !FURNITURE.test(text.trim()));
    const title = at < 0 ? undefined : this.shorts[at]!;
    yield* this.furniture(this.shorts.filter((short) => short !== title));
    this.shorts = [];
    this.record = {
      origin: `${this.name}:${title?.line ?? block.line}`,
      title: title?.text ?? '',
      abstract: block.text,
    };
  }

  private *endRecord(): Generator<RawRecord> {
    if (this.record !== null) yield this.record;
    this.record = null;
  }

  private *furniture(blocks: readonly Block[]): Generator<Skip> {
    for (const { text, line } of blocks)
      yield {
        origin: `${this.name}:${line}`,
        reason: 'furniture',
        detail: `no abstract follows "${text.trim().slice(0, 80)}"`,
        cure: 'Nothing to do if it is no title; else put its abstract below it',
      };
  }
}

/** What stands between title and abstract on the pages people copy from. */
const FURNITURE =
  /^(?:\d[\d,.kK]*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:, \d{4})?|\d{1,2} [a-z]{3,9} \d{4}|by\b.{0,80}|submitted by.{0,80}|subscribe|upvote|new|abstract:?|view (?:pdf|arxiv page)|add to collection|.{0,30} authors|github.{0,20}|arxiv page|published on.{0,40})$/i;
