/**
 * Quotations in columns. A graph quotes a sentence or two for every edge, millions in all: kept as numbers they take a
 * tenth of the room, and become `Evidence` when somebody asks.
 */
import type { Span } from '../src/types.js';
import { Column } from './columns.js';
import { type Evidence, MAX_EVIDENCE, type PaperNode } from './schema.js';

export class Quotes {
  readonly #paper = new Column(Uint32Array);
  readonly #isTitle = new Column(Uint8Array);
  readonly #start = new Column(Uint32Array);
  readonly #end = new Column(Uint32Array);
  /** Where each one's marks end in the list of all: start, end, start, end, … */
  readonly #marksEnd = new Column(Uint32Array);
  readonly #marks = new Column(Uint32Array);

  /** @param papers  by number, in order of id; a paper is there before it is quoted */
  constructor(private readonly papers: readonly PaperNode[]) {}

  /**
   * @param marks  start and end by turns, counted within the sentence, in order
   * @returns the number of the quotation
   */
  add(paper: number, { field, start, end }: Span, marks: readonly number[]): number {
    this.#paper.push(paper);
    this.#isTitle.push(field === 'title' ? 1 : 0);
    this.#start.push(start);
    this.#end.push(end);
    for (const mark of marks) this.#marks.push(mark);
    this.#marksEnd.push(this.#marks.length);
    return this.#paper.length - 1;
  }

  paperOf(quote: number): PaperNode {
    return this.papers[this.#paper.at(quote)]!;
  }

  evidence(quote: number): Evidence {
    const paper = this.paperOf(quote);
    const isTitle = this.#isTitle.at(quote) === 1;
    const [start, end] = [this.#start.at(quote), this.#end.at(quote)];
    const marks: (readonly [number, number])[] = [];
    for (let mark = quote === 0 ? 0 : this.#marksEnd.at(quote - 1); mark < this.#marksEnd.at(quote); mark += 2)
      marks.push([this.#marks.at(mark), this.#marks.at(mark + 1)]);
    return {
      paper: paper.id,
      field: isTitle ? 'title' : 'abstract',
      start,
      end,
      sentence: (isTitle ? paper.name : paper.abstract).slice(start, end),
      marks,
    };
  }

  samePaper(a: number, b: number): boolean {
    return this.#paper.at(a) === this.#paper.at(b);
  }

  /** By paper, the title before the abstract, then by place; 0: the same sentence. */
  compare(a: number, b: number): number {
    return (
      this.#paper.at(a) - this.#paper.at(b) ||
      this.#isTitle.at(b) - this.#isTitle.at(a) ||
      this.#start.at(a) - this.#start.at(b) ||
      this.#end.at(a) - this.#end.at(b)
    );
  }
}

/** The few sentences worth quoting: one for each paper (or place), heaviest first, then by paper and place. */
export class BestQuotes {
  // Most things are said once: the common case is one quotation and no list.
  #quotes: number[] = NONE;
  #weights: number[] = NONE;

  constructor(private readonly one: 'paper' | 'place' = 'paper') {}

  offer(quote: number, weight: number, quotes: Quotes): void {
    if (this.#quotes.length === 0) {
      this.#quotes = [quote];
      this.#weights = [weight];
      return;
    }
    const isBefore = (at: number): boolean => {
      const heavier = this.#weights[at]! - weight;
      return heavier < 0 || (heavier === 0 && quotes.compare(quote, this.#quotes[at]!) < 0);
    };
    const before = this.#quotes.findIndex(
      (each) => quotes.samePaper(each, quote) && (this.one === 'paper' || quotes.compare(each, quote) === 0),
    );
    if (before >= 0) {
      if (!isBefore(before)) return;
      this.#quotes.splice(before, 1);
      this.#weights.splice(before, 1);
    }
    const place = this.#quotes.findIndex((_, at) => isBefore(at));
    if (place < 0 && this.#quotes.length >= MAX_EVIDENCE) return;
    this.#quotes.splice(place < 0 ? this.#quotes.length : place, 0, quote);
    this.#weights.splice(place < 0 ? this.#weights.length : place, 0, weight);
    if (this.#quotes.length > MAX_EVIDENCE) {
      this.#quotes.pop();
      this.#weights.pop();
    }
  }

  list(): readonly number[] {
    return this.#quotes;
  }
}
const NONE: never[] = [];
