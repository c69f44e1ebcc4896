/**
 * One name for one thing across papers, and the ledger that says why.
 */
import { entityId, nameKey } from '../src/text/name-key.js';
import { ENTITY_TYPES, type EntityId, type EntityType, type PaperId } from '../src/types.js';
import { acronymFit, sameWording, versionsDiffer } from './merge-rules.js';
import { type AliasRow, type Pin, readAliases, readKnownAliases, readPins } from './merge-tables.js';
import type { Merge, TypeConflict } from './schema.js';
import type { Counted, NameCount } from './store/counts.js';

export interface MergeOptions {
  /** The curated table as text (`data/aliases.tsv`). */
  readonly knownAliases: string | undefined;
  /** The user's `aliases.csv` and `pins.csv` as text. */
  readonly aliases: string | undefined;
  readonly pins: string | undefined;
}
/** Which node each thing belongs to. */
export interface Names {
  /** By the thing's number. */
  readonly ids: readonly EntityId[];
  /** The node of a thing under the name that one paper gives it; null: of no paper in particular. */
  readonly nodeOf: (thing: number, name: string, paper: number | null) => EntityId;
  /** The nodes that `nodeOf` gives a thing beside the one in `ids`. */
  readonly sensesOf: (thing: number) => readonly EntityId[];
  /** Names that somebody chose, by node; for the others the corpus decides. */
  readonly chosen: ReadonlyMap<EntityId, string>;
  readonly merges: readonly Merge[];
  readonly conflicts: readonly TypeConflict[];
}

/** The rarer of two types is given to the other when it has less than this share of the papers. */
const MINORITY = 0.2;
/** A short form means a long one when that one has at least this share of its definitions. */
const DOMINANCE = 0.75;
/** One defining paper speaks for at most so many papers that use the short form undefined. */
const USES_PER_DEFINITION = 50;
/** A long form gives way to its short form as the kept name when fewer than this share of the papers spell it out. */
const SPELLED_OUT = 0.1;

/**
 * Brings the names of all papers together. Rules in order of trust: the user's pins and aliases, the curated table, then
 * abbreviations by what the papers define. A merge is done only if every pair in the joined group may be one.
 *
 * @param counts  every thing, numbered from 0 in order of id
 * @param papers  paper ids by number
 */
export function mergeNames({ names: counts }: Pick<Counted, 'names'>, options: Partial<MergeOptions> = {}): Names {
  const numbers = new Map(counts.map((count) => [count.id, count.number]));
  const pins = readPins(options.pins ?? '');
  const groups = new Groups(counts, pins);
  const { conflicts, moved } = settleTypes(counts);
  for (const [from, to] of moved) groups.move(from, to);
  const chosen = new Map<EntityId, string>();
  for (const pin of pins) {
    if (pin.action === 'merge') joinRow(groups, numbers, pinRows(pin), 'user', chosen);
  }
  for (const row of readAliases(options.aliases ?? '')) joinRow(groups, numbers, [row], 'user', chosen);
  for (const row of readKnownAliases(options.knownAliases ?? ''))
    joinRow(groups, numbers, [row], 'known-alias', chosen);
  for (const pair of abbreviations(counts, groups, numbers)) groups.join(pair);
  const { ids, merges } = groups.names();
  return { ids, merges, nodeOf: (thing) => ids[thing]!, sensesOf: () => [], chosen, conflicts };
}

/** Two things to be one, and why. */
interface Pair {
  readonly kept: number;
  readonly merged: number;
  readonly rule: Merge['rule'];
  readonly score: number;
  readonly evidence: string;
  readonly papers: readonly PaperId[];
}

/** Which things are one, under construction. */
class Groups {
  readonly #leader: number[];
  readonly #members = new Map<number, number[]>();
  readonly #merges: { pair: Pair }[] = [];
  readonly #splits = new Set<string>();
  /** The id a group is kept under when a table gives it one that no paper uses. */
  readonly #givenIds = new Map<number, EntityId>();

  constructor(
    private readonly counts: readonly NameCount[],
    pins: readonly Pin[],
  ) {
    this.#leader = counts.map((count) => count.number);
    for (const pin of pins) {
      if (pin.action !== 'split') continue;
      for (const type of pin.type === null ? ENTITY_TYPES : [pin.type]) {
        this.#splits.add(`${entityId(type, pin.name)}\t${entityId(type, pin.other)}`);
        this.#splits.add(`${entityId(type, pin.other)}\t${entityId(type, pin.name)}`);
      }
    }
  }

  leader(number: number): number {
    let at = number;
    while (this.#leader[at] !== at) at = this.#leader[at]!;
    return at;
  }

  members(number: number): readonly number[] {
    const leader = this.leader(number);
    return this.#members.get(leader) ?? [leader];
  }

  /** A reading under the wrong type goes to the other one; that is a conflict, not a merge. */
  move(from: number, to: number): void {
    this.#leader[from] = this.leader(to);
    this.#members.set(this.leader(to), [...this.members(to), from]);
  }

  join(pair: Pair): boolean {
    const [kept, merged] = [this.leader(pair.kept), this.leader(pair.merged)];
    if (kept === merged) return false;
    const [ours, theirs] = [this.members(kept), this.members(merged)];
    const trusted = pair.rule === 'user' || pair.rule === 'known-alias';
    for (const a of ours) {
      for (const b of theirs) if (this.#apart(a, b, trusted)) return false;
    }
    this.#leader[merged] = kept;
    this.#members.set(kept, [...ours, ...theirs]);
    this.#members.delete(merged);
    this.#merges.push({ pair });
    return true;
  }

  giveId(number: number, id: EntityId): void {
    this.#givenIds.set(this.leader(number), id);
  }

  #apart(a: number, b: number, trusted: boolean): boolean {
    const [first, second] = [this.counts[a]!.id, this.counts[b]!.id];
    if (this.#splits.has(`${first}\t${second}`)) return true;
    return !trusted && versionsDiffer(first, second);
  }

  names(): Pick<Names, 'ids' | 'merges'> {
    const given = new Map([...this.#givenIds].map(([number, id]) => [this.leader(number), id]));
    const idOf = (number: number) => given.get(this.leader(number)) ?? this.counts[this.leader(number)]!.id;
    const ids = this.counts.map((count) => idOf(count.number));
    const merges = this.#merges.map(({ pair }): Merge => {
      const count = this.counts[pair.merged]!;
      const alias = count.names[0]?.text ?? count.surfaces[0]?.text ?? count.id;
      const { rule, score, evidence, papers } = pair;
      return { kept: idOf(pair.kept), merged: count.id, alias, rule, score, evidence, papers };
    });
    return { ids, merges };
  }
}

/** One surface under several types: the rare reading goes to the common one, two common ones both stand. */
function settleTypes(counts: readonly NameCount[]) {
  const byKey = new Map<string, NameCount[]>();
  for (const count of counts) {
    const key = count.id.slice(count.id.indexOf(':') + 1);
    const same = byKey.get(key);
    if (same) same.push(count);
    else byKey.set(key, [count]);
  }
  const conflicts: TypeConflict[] = [];
  const moved = new Map<number, number>();
  for (const same of byKey.values()) {
    if (same.length === 1) continue;
    same.sort(
      (a, b) =>
        b.papers - a.papers || ENTITY_TYPES.indexOf(a.type) - ENTITY_TYPES.indexOf(b.type) || a.number - b.number,
    );
    const [kept, ...others] = same as [NameCount, ...NameCount[]];
    for (const lost of others) {
      const isRare = lost.papers < MINORITY * (lost.papers + kept.papers);
      if (isRare) moved.set(lost.number, kept.number);
      conflicts.push({
        surface: lost.names[0]?.text ?? kept.id,
        kept: kept.id,
        lost: lost.id,
        keptPapers: kept.papers,
        lostPapers: lost.papers,
        decision: isRare ? 'moved' : 'both',
      });
    }
  }
  return { conflicts, moved };
}

const pinRows = (pin: Pin): AliasRow[] =>
  (pin.type === null ? ENTITY_TYPES : [pin.type]).map((type) => ({ at: pin.at, type, names: [pin.name, pin.other] }));

function joinRow(
  groups: Groups,
  numbers: ReadonlyMap<EntityId, number>,
  rows: readonly AliasRow[],
  rule: 'user' | 'known-alias',
  chosen: Map<EntityId, string>,
): void {
  for (const row of rows) {
    const ids = row.names.map((name) => entityId(row.type, name));
    const present = ids.map((id) => numbers.get(id)).filter((number) => number !== undefined);
    if (present.length === 0) continue;
    const kept = numbers.get(ids[0]!) ?? present[0]!;
    for (const merged of present) {
      if (merged === kept) continue;
      groups.join({ kept, merged, rule, score: 1, evidence: `${row.at} says so`, papers: [] });
    }
    if (!numbers.has(ids[0]!)) groups.giveId(kept, ids[0]!);
    if (rule === 'user') chosen.set(ids[0]!, row.names[0]!);
  }
}

/** Pairs of a short form that stands alone in some papers and the long form that others define it for. */
function abbreviations(counts: readonly NameCount[], groups: Groups, numbers: ReadonlyMap<EntityId, number>): Pair[] {
  const senses = new Map<EntityId, { long: NameCount; papers: number; examples: PaperId[]; short: string }[]>();
  for (const long of counts) {
    for (const { short, papers, examples } of long.definitions) {
      if (acronymFit(short, wordingOf(long)) === 0) continue;
      const id = entityId(long.type, short);
      if (id === long.id) continue;
      const list = senses.get(id) ?? [];
      const before = list.find((sense) => sense.long === long);
      if (before) {
        before.papers += papers;
        before.examples.push(...examples);
      } else list.push({ long, papers, examples: [...examples], short });
      senses.set(id, list);
    }
  }
  const pairs: (Pair & { share: number })[] = [];
  for (const [id, list] of senses) {
    const number = numbers.get(id);
    if (number === undefined) continue;
    const short = counts[number]!;
    list.sort((a, b) => b.papers - a.papers || a.long.number - b.long.number);
    const best = list[0]!;
    const all = list.reduce((sum, sense) => sum + sense.papers, 0);
    const agreeing = list
      .filter((sense) => sense === best || sameSense(sense.long, best.long, groups))
      .reduce((sum, sense) => sum + sense.papers, 0);
    const share = agreeing / all;
    if (share < DOMINANCE || best.papers * USES_PER_DEFINITION < short.papers) continue;
    const evidence = `"${best.short}" is defined as "${wordingOf(best.long)}" in ${best.papers} of ${all} papers that define it`;
    const examples = [...new Set(best.examples)].sort().slice(0, 5);
    const spelledOut = best.long.papers / (best.long.papers + short.papers);
    const [kept, merged] = spelledOut >= SPELLED_OUT ? [best.long.number, number] : [number, best.long.number];
    pairs.push({ kept, merged, rule: 'abbreviation', score: share, evidence, papers: examples, share });
  }
  return pairs.sort((a, b) => b.share - a.share || a.kept - b.kept || a.merged - b.merged);
}

const wordingOf = (count: NameCount): string => count.names[0]?.text ?? nameKey(count.id);

const sameSense = (a: NameCount, b: NameCount, groups: Groups): boolean =>
  groups.leader(a.number) === groups.leader(b.number) || sameWording(wordingOf(a), wordingOf(b), a.type as EntityType);
