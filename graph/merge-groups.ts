import { entityId } from '../src/text/name-key.js';
import { ENTITY_TYPES, type EntityId, type EntityType, type PaperId } from '../src/types.js';
import type { KnownNames } from './merge-known.js';
import { versionsDiffer } from './merge-rules.js';
import type { Pin } from './merge-tables.js';
import type { Merge } from './schema.js';
import type { NameCount } from './store/counts.js';

/** Two things to be one, and why. */
export interface Pair {
  readonly kept: number;
  readonly merged: number;
  readonly rule: Merge['rule'];
  readonly score: number;
  readonly evidence: string;
  readonly papers: readonly PaperId[];
}

/**
 * Which things are one, under construction. Two groups join only if no pair across them must stay apart: so a chain of
 * likely pairs never pulls unlike things together.
 */
export class Groups {
  readonly #leader: number[];
  readonly #members = new Map<number, readonly number[]>();
  readonly #pairs: Pair[] = [];
  readonly #splits = new Set<string>();
  readonly #renamed = new Map<number, EntityId>();
  readonly #chosen = new Map<number, string>();

  constructor(
    private readonly counts: readonly NameCount[],
    pins: readonly Pin[],
    private readonly known: KnownNames,
  ) {
    this.#leader = counts.map((count) => count.number);
    for (const pin of pins) {
      if (pin.action !== 'split') continue;
      for (const type of ENTITY_TYPES) {
        for (const other of ENTITY_TYPES) {
          if (pin.type !== null && pin.type !== type && pin.type !== other) continue;
          const [a, b] = [entityId(type, pin.name), entityId(other, pin.other)];
          this.#splits.add(`${a}\t${b}`).add(`${b}\t${a}`);
        }
      }
    }
  }

  leader(number: number): number {
    let at = number;
    while (this.#leader[at] !== at) at = this.#leader[at]!;
    this.#leader[number] = at;
    return at;
  }

  members(number: number): readonly number[] {
    const leader = this.leader(number);
    return this.#members.get(leader) ?? [leader];
  }

  typeOf(number: number): EntityType {
    return this.counts[this.leader(number)]!.type;
  }

  idOf(number: number): EntityId {
    const leader = this.leader(number);
    return this.#renamed.get(leader) ?? this.counts[leader]!.id;
  }

  /** Gives a group the id and name that somebody wants, though no paper has it; what else gets that name joins it. */
  rename(number: number, id: EntityId, name: string, why: Omit<Pair, 'kept' | 'merged'>): void {
    const before = [...this.#renamed].find(([, given]) => given === id)?.[0];
    if (before !== undefined) this.join({ ...why, kept: before, merged: number });
    else {
      this.#renamed.set(this.leader(number), id);
      this.#pairs.push({ ...why, kept: number, merged: number });
    }
    this.choose(number, name);
  }

  choose(number: number, name: string): void {
    this.#chosen.set(this.leader(number), name);
  }

  /** Names that somebody chose, by a member of the group. */
  get chosen(): ReadonlyMap<number, string> {
    return this.#chosen;
  }

  join(pair: Pair): boolean {
    const [kept, merged] = [this.leader(pair.kept), this.leader(pair.merged)];
    if (kept === merged) return false;
    const [ours, theirs] = [this.members(kept), this.members(merged)];
    for (const a of ours) for (const b of theirs) if (this.#apart(a, b, pair.rule)) return false;
    this.#unite(kept, merged, [...ours, ...theirs]);
    this.#pairs.push(pair);
    return true;
  }

  /** A reading under the wrong type goes to the other one. That is told as a conflict, not as a merge. */
  move(from: number, to: number): boolean {
    const [kept, merged] = [this.leader(to), this.leader(from)];
    if (kept === merged) return true;
    const [ours, theirs] = [this.members(kept), this.members(merged)];
    for (const a of ours) for (const b of theirs) if (this.#split(a, b)) return false;
    this.#unite(kept, merged, [...ours, ...theirs]);
    return true;
  }

  #unite(kept: number, merged: number, members: readonly number[]): void {
    this.#leader[merged] = kept;
    this.#members.set(kept, members);
    this.#members.delete(merged);
  }

  #split(a: number, b: number): boolean {
    return this.#splits.size > 0 && this.#splits.has(`${this.counts[a]!.id}\t${this.counts[b]!.id}`);
  }

  #apart(a: number, b: number, rule: Merge['rule']): boolean {
    if (this.#split(a, b)) return true;
    if (rule === 'user' || rule === 'known-alias') return false;
    const [first, second] = [this.counts[a]!, this.counts[b]!];
    if (versionsDiffer(this.#loose(first), this.#loose(second))) return true;
    const [one, other] = [this.#knownThing(first), this.#knownThing(second)];
    return first.type === second.type && one?.trusted === true && other?.trusted === true && one.key !== other.key;
  }

  #loose(count: NameCount): string {
    return this.known.loose(keyOf(count), count.type);
  }

  #knownThing(count: NameCount) {
    return this.known.findKey(keyOf(count), count.type);
  }

  merges(): Merge[] {
    return this.#pairs.map(({ kept, merged, rule, score, evidence, papers }): Merge => {
      const count = this.counts[merged]!;
      const rounded = Math.round(score * 100) / 100;
      return {
        kept: this.idOf(kept),
        merged: count.id,
        alias: wordingOf(count),
        rule,
        score: rounded,
        evidence,
        papers,
      };
    });
  }
}

/** What `nameKey` gives for the thing's name; ids are made of it. */
export const keyOf = (count: NameCount): string => count.id.slice(count.id.indexOf(':') + 1).replaceAll('-', ' ');
/** The name most papers give it. */
export const wordingOf = (count: NameCount): string => count.names[0]?.text ?? count.surfaces[0]?.text ?? keyOf(count);
