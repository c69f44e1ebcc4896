/**
 * Names that everybody knows to mean one thing, and what follows from them for other names.
 */
import { nameKey } from '../src/text/name-key.js';
import { ENTITY_TYPES, type EntityType } from '../src/types.js';
import { acronymFit, looseKey, type NameSense, plainKey, versionsDiffer } from './merge-rules.js';
import { type AliasRow, readKnownAliases } from './merge-tables.js';
import type { Merge } from './schema.js';

export interface KnownTables {
  /** `data/aliases.tsv`: made for merging, taken at its word. */
  readonly knownAliases: string | undefined;
  /**
   * The tables that mentions are found with. Their aliases help to find and are looser (narrower things, other years), so
   * of these only short and long forms of one name count, where no figure differs and nobody else claims them.
   */
  readonly lexicon: string | undefined;
  readonly metrics: string | undefined;
  readonly hardware: string | undefined;
}

/** One known thing. */
export interface KnownThing {
  readonly type: EntityType;
  /** The name to keep. */
  readonly name: string;
  readonly key: string;
  /** True when it comes from the table made for merging. */
  readonly trusted: boolean;
  readonly at: string;
}

export class KnownNames implements NameSense {
  /** By type and key; null: several things claim the key. */
  readonly #things = ofEachType(() => new Map<string, KnownThing | null>());
  readonly #phrases = new Map<string, KnownThing | null>();
  readonly #firstWords = new Set<string>();
  readonly #loose = ofEachType(() => new Map<string, string>());

  constructor(tables: Partial<KnownTables>) {
    const trusted = readKnownAliases(tables.knownAliases ?? '');
    for (const row of trusted) this.#enter(row, true);
    const looser = [
      ...lenient(tables.lexicon, 'lexicon.tsv', 1),
      ...lenient(tables.metrics, 'metrics.tsv', 'Metric'),
      ...lenient(tables.hardware, 'hardware.tsv', 'Hardware'),
    ];
    const heads = new Set(looser.map((row) => slot(row.type, nameKey(row.names[0]!, row.type))));
    for (const row of looser) this.#enter(withoutLoose(row, heads), false);
  }

  #enter(row: AliasRow, trusted: boolean): void {
    const { type, at } = row;
    const own = nameKey(row.names[0]!, type);
    const things = this.#things[type];
    const before = things.get(own);
    // A name that an earlier table has leads there: the two rows are about one thing.
    const thing = !trusted && before ? before : { type, name: row.names[0]!, key: own, trusted, at };
    for (const name of row.names) {
      const key = nameKey(name, type);
      const there = things.get(key);
      if (there === undefined) things.set(key, thing);
      else if (trusted && there !== thing) things.set(key, null);
    }
    for (const name of row.names) {
      const key = nameKey(name, type);
      if (thing.trusted) this.#firstWords.add(key.split(' ', 1)[0]!);
      const phrase = this.#phrases.get(key);
      if (phrase === undefined) this.#phrases.set(key, thing);
      else if (phrase !== null && phrase.key !== thing.key)
        this.#phrases.set(key, trusted || !phrase.trusted ? null : phrase);
    }
  }

  /** The known thing of that name and type; undefined: nobody knows it, null: it has several meanings. */
  find(name: string, type: EntityType): KnownThing | null | undefined {
    return this.findKey(nameKey(name, type), type);
  }

  findKey(key: string, type: EntityType): KnownThing | null | undefined {
    return this.#things[type].get(key);
  }

  /** The only type under which the name is known. */
  typeOf(key: string): EntityType | null {
    const types = ENTITY_TYPES.filter((type) => this.#things[type].has(key));
    return types.length === 1 ? types[0]! : null;
  }

  isKnown(key: string, type: EntityType): boolean {
    return this.#things[type].has(key);
  }

  begins(word: string): boolean {
    return this.#firstWords.has(word);
  }

  expand(phrase: string, type: EntityType): string | undefined {
    const own = this.#things[type].get(phrase);
    const thing = own === undefined ? this.#phrases.get(phrase) : own;
    return thing?.trusted ? thing.key : undefined;
  }

  /** The levelled key of a key; that of the known thing's name, where it is an alias. */
  loose(key: string, type: EntityType): string {
    const known = this.#loose[type];
    let loose = known.get(key);
    if (loose === undefined) known.set(key, (loose = this.level(key, type)));
    return loose;
  }

  /** The same, not remembered: for names by the million that are asked for once. */
  level(key: string, type: EntityType): string {
    return looseKey(this.#things[type].get(key)?.key ?? key, type, this);
  }
}

const ofEachType = <Value>(make: () => Value) =>
  Object.fromEntries(ENTITY_TYPES.map((type) => [type, make()])) as Record<EntityType, Value>;

/** Initials, or but for one letter those of a name of three words ("3DGS"): of two words anything can be made ("BBH"). */
function isShortFormOf(short: string, long: string): boolean {
  const fit = acronymFit(short, long);
  return fit === 1 || (fit >= 0.75 && long.split(/[\s-]+/).length > 2);
}

const slot = (type: EntityType, key: string): string => `${type}\t${key}`;

/** Rows of a table with the type in a column or the same for all; rows without an alias still name a known thing. */
function lenient(text: string | undefined, file: string, type: EntityType | number): AliasRow[] {
  const rows: AliasRow[] = [];
  (text ?? '').split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const cells = line.split('\t').map((cell) => cell.trim());
    const found = typeof type === 'string' ? type : ENTITY_TYPES.find((one) => one === cells[type]);
    if (found === undefined || !cells[0]) return;
    const aliases = (cells[typeof type === 'string' ? 1 : 2] ?? '').split('|').map((alias) => alias.trim());
    rows.push({
      at: `${file}:${index + 1}`,
      type: found,
      names: [cells[0], ...aliases.filter((alias) => alias !== '')],
    });
  });
  return rows;
}

function withoutLoose(row: AliasRow, heads: ReadonlySet<string>): AliasRow {
  const [name, ...aliases] = row.names as [string, ...string[]];
  const own = nameKey(name, row.type);
  const kept = aliases.filter((alias) => {
    const key = nameKey(alias, row.type);
    if (key === own || heads.has(slot(row.type, key)) || versionsDiffer(name, alias)) return key === own;
    return isShortFormOf(name, alias) || isShortFormOf(alias, name);
  });
  return { ...row, names: [name, ...kept] };
}

/** What the papers say about a pair; without it names alone decide. */
export interface PairEvidence {
  /** In how many papers the short name is defined as the long one, and as something else. */
  readonly definedSo: number;
  readonly definedOtherwise: number;
}
export interface Sameness {
  readonly rule: Merge['rule'];
  readonly score: number;
  readonly evidence: string;
}

/** A short form means a long one when that one has at least this share of its definitions. */
export const DOMINANCE = 0.75;
/** Initials alone convince from so many letters on. */
const CONVINCING = 3;

/**
 * Why two names of one type are names of one thing, or null if they are not.
 *
 * Names alone convince by the same key, by a known alias, by levelled wording, or by initials ("ABC" and "adaptive
 * Bayes classifier") if nobody knows another meaning. With evidence the papers decide about short forms.
 */
export function whySame(
  a: string,
  b: string,
  type: EntityType,
  known: KnownNames,
  evidence?: PairEvidence,
): Sameness | null {
  const [keyOfA, keyOfB] = [nameKey(a, type), nameKey(b, type)];
  if (keyOfA === keyOfB) return { rule: 'same-key', score: 1, evidence: 'the same but for spelling' };
  const [first, second] = [known.findKey(keyOfA, type), known.findKey(keyOfB, type)];
  if (first && second) {
    if (first.key !== second.key || first.type !== second.type) return null;
    return { rule: 'known-alias', score: 1, evidence: `${first.at} says so` };
  }
  const [looseA, looseB] = [known.loose(keyOfA, type), known.loose(keyOfB, type)];
  const isPlain = plainKey(keyOfA, type) === plainKey(keyOfB, type);
  if (isPlain || (looseA === looseB && first !== null && second !== null)) {
    return { rule: 'same-key', score: 0.95, evidence: 'the same words once short forms and tails are levelled' };
  }
  if (versionsDiffer(looseA, looseB)) return null;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const fit = acronymFit(short, long);
  if (fit === 0) return null;
  if (evidence && evidence.definedSo + evidence.definedOtherwise > 0) {
    const share = evidence.definedSo / (evidence.definedSo + evidence.definedOtherwise);
    if (share < DOMINANCE) return null;
    return { rule: 'abbreviation', score: share, evidence: `defined so in ${evidence.definedSo} papers` };
  }
  const letters = short.replace(/[^\p{L}]/gu, '').replace(/s$/, '');
  const isShortForm = letters.length >= CONVINCING && !/\s/.test(short) && /\p{Lu}.*\p{Lu}/u.test(short);
  if (fit < 1 || !isShortForm || known.find(short, type) !== undefined) return null;
  return { rule: 'abbreviation', score: 0.6, evidence: `"${short}" has the initials of "${long}"` };
}

/** `whySame` as a yes or no. */
export function sameName(a: string, b: string, type: EntityType, known: KnownNames, evidence?: PairEvidence): boolean {
  return whySame(a, b, type, known, evidence) !== null;
}
