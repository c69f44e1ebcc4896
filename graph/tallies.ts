/**
 * What the papers say of each thing, added up in columns: paper after paper adds its word, the nodes are made last.
 */
import { type Finder, ROLES, type Role } from '../src/types.js';
import type { Saying, Years } from './edges.js';
import { BestQuotes, type Quotes } from './quotes.js';
import type { EntityNode, PaperNode } from './schema.js';

/** One paper's word for a thing. */
export interface Word extends Pick<Saying, 'year' | 'confidence' | 'quote'> {
  readonly paper: number;
  readonly role: Role;
  readonly mentions: readonly { readonly foundBy: Finder }[];
}

const FINDERS: readonly Finder[] = ['cue', 'lexicon', 'pattern', 'tagger', 'user'];
const NO_YEAR = -0x80000000;
const NOBODY = -1;
const PROPOSED = ROLES.indexOf('proposed');

export class Tallies {
  readonly #papers: Uint32Array;
  readonly #mentions: Uint32Array;
  readonly #firstYear: Int32Array;
  readonly #lastYear: Int32Array;
  readonly #confidence: Float64Array;
  readonly #roles: Uint32Array;
  readonly #foundBy: Uint8Array;
  readonly #proposedIn: Int32Array;
  /** Most things are quoted once: the others have a list as well. */
  readonly #quote: Uint32Array;
  readonly #weight: Float64Array;
  readonly #quotes = new Map<number, BestQuotes>();
  // Thousands of things have the same few counts and finders: these are made once.
  readonly #rolesAlike = new Map<string, EntityNode['roles']>();
  readonly #foundByAlike: (readonly Finder[] | undefined)[] = [];

  constructor(
    things: number,
    private readonly papers: readonly PaperNode[],
    private readonly quotes: Quotes,
  ) {
    this.#papers = new Uint32Array(things);
    this.#mentions = new Uint32Array(things);
    this.#firstYear = new Int32Array(things).fill(NO_YEAR);
    this.#lastYear = new Int32Array(things).fill(NO_YEAR);
    this.#confidence = new Float64Array(things);
    this.#roles = new Uint32Array(things * ROLES.length);
    this.#foundBy = new Uint8Array(things);
    this.#proposedIn = new Int32Array(things).fill(NOBODY);
    this.#quote = new Uint32Array(things);
    this.#weight = new Float64Array(things);
  }

  add(thing: number, word: Word): void {
    const { paper, year, confidence, quote } = word;
    const role = ROLES.indexOf(word.role);
    this.#mentions[thing]! += word.mentions.length;
    this.#confidence[thing] = Math.max(this.#confidence[thing]!, confidence);
    this.#roles[thing * ROLES.length + role]!++;
    for (const { foundBy } of word.mentions) this.#foundBy[thing]! |= 1 << FINDERS.indexOf(foundBy);
    if (year !== null) {
      const [first, last] = [this.#firstYear[thing]!, this.#lastYear[thing]!];
      this.#firstYear[thing] = first === NO_YEAR ? year : Math.min(first, year);
      this.#lastYear[thing] = last === NO_YEAR ? year : Math.max(last, year);
    }
    if (role === PROPOSED && this.#isEarlier(paper, this.#proposedIn[thing]!)) this.#proposedIn[thing] = paper;
    // A paper that proposes a thing says best what it is.
    this.#offer(thing, quote, confidence + (role === PROPOSED ? 1 : 0));
    this.#papers[thing]!++;
  }

  /** By year, then by date; papers come in order of id, which decides last. */
  #isEarlier(paper: number, before: number): boolean {
    if (before === NOBODY) return true;
    const [a, b] = [this.papers[paper]!, this.papers[before]!];
    const [year, other] = [a.year ?? Number.POSITIVE_INFINITY, b.year ?? Number.POSITIVE_INFINITY];
    return year < other || (year === other && (a.publishedOn ?? '9999') < (b.publishedOn ?? '9999'));
  }

  #offer(thing: number, quote: number, weight: number): void {
    if (this.#papers[thing] === 0) {
      this.#quote[thing] = quote;
      this.#weight[thing] = weight;
      return;
    }
    let best = this.#quotes.get(thing);
    if (best === undefined) {
      this.#quotes.set(thing, (best = new BestQuotes()));
      best.offer(this.#quote[thing]!, this.#weight[thing]!, this.quotes);
    }
    best.offer(quote, weight, this.quotes);
  }

  /** In how many papers. */
  papersOf(thing: number): number {
    return this.#papers[thing]!;
  }

  mentionsOf(thing: number): number {
    return this.#mentions[thing]!;
  }

  yearsOf(thing: number): Years {
    const known = (year: number) => (year === NO_YEAR ? null : year);
    return { firstYear: known(this.#firstYear[thing]!), lastYear: known(this.#lastYear[thing]!) };
  }

  confidenceOf(thing: number): number {
    return this.#confidence[thing]!;
  }

  proposedIn(thing: number): EntityNode['proposedIn'] {
    const paper = this.#proposedIn[thing]!;
    return paper === NOBODY ? null : this.papers[paper]!.id;
  }

  rolesOf(thing: number): EntityNode['roles'] {
    const counts = this.#roles.subarray(thing * ROLES.length, (thing + 1) * ROLES.length);
    const key = counts.join();
    let roles = this.#rolesAlike.get(key);
    if (roles === undefined) {
      const some: Partial<Record<Role, number>> = {};
      ROLES.forEach((role, index) => {
        if (counts[index]! > 0) some[role] = counts[index]!;
      });
      this.#rolesAlike.set(key, (roles = some));
    }
    return roles;
  }

  foundByOf(thing: number): readonly Finder[] {
    const mask = this.#foundBy[thing]!;
    return (this.#foundByAlike[mask] ??= FINDERS.filter((_, index) => mask & (1 << index)));
  }

  /** The best sentences, best first. */
  quotesOf(thing: number): readonly number[] {
    return this.#quotes.get(thing)?.list() ?? [this.#quote[thing]!];
  }
}
