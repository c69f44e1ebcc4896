/**
 * Communities across builds: what is still the same keeps its id, and with it its colour and place; the rest is told.
 */
import { byText } from './network.js';
import type { Community, CommunityChange } from './schema.js';

/** Of the members known to both builds: so much in common, and it is the same community. */
const SAME = 0.3;
/** And so much of one is in the other, for a split or a merger. */
const MOST = 0.5;

export interface Life {
  /** As they came, with the ids (and parents) of those they continue. */
  readonly communities: readonly Community[];
  readonly changes: readonly CommunityChange[];
}

/**
 * Gives communities the ids that they had in the build before.
 *
 * Matched one to one and level by level, those with most in common first (Jaccard over the members that both builds
 * know; Greene et al. 2010). Without an earlier build every community has its birth id: level and strongest member.
 */
export function keepIds(now: readonly Community[], before: readonly Community[]): Life {
  if (before.length === 0) return { communities: now, changes: [] };
  const pairs = overlaps(now, before);
  const continued = new Map<Community, Community>();
  const taken = new Set<Community>();
  for (const { next, old, share } of pairs) {
    if (share < SAME || continued.has(next) || taken.has(old)) continue;
    continued.set(next, old);
    taken.add(old);
  }
  const ids = freshIds(now, before, continued);
  const communities = now.map((community) => ({
    ...community,
    id: ids.get(community.id)!,
    parent: community.parent === null ? null : (ids.get(community.parent) ?? null),
  }));
  return { communities, changes: changesOf(now, before, { pairs, continued, taken, ids }) };
}

interface Overlap {
  readonly next: Community;
  readonly old: Community;
  readonly share: number;
  readonly ofNext: number;
  readonly ofOld: number;
}

/** Pairs of the same level with a member in common, the most alike first. */
function overlaps(now: readonly Community[], before: readonly Community[]): Overlap[] {
  const home = new Map<string, Community[]>();
  for (const old of before) {
    for (const member of old.members) {
      const homes = home.get(member);
      if (homes) homes.push(old);
      else home.set(member, [old]);
    }
  }
  const present = new Map<Community, number>();
  const pairs: Overlap[] = [];
  const known = now.map((next) => {
    const shared = new Map<Community, number>();
    let size = 0;
    for (const member of next.members) {
      const homes = (home.get(member) ?? []).filter(({ level }) => level === next.level);
      if (homes.length > 0) size++;
      for (const old of homes) shared.set(old, (shared.get(old) ?? 0) + 1);
    }
    for (const [old, count] of shared) present.set(old, (present.get(old) ?? 0) + count);
    return { next, shared, size };
  });
  for (const { next, shared, size } of known) {
    for (const [old, count] of shared) {
      const oldSize = present.get(old)!;
      pairs.push({ next, old, share: count / (size + oldSize - count), ofNext: count / size, ofOld: count / oldSize });
    }
  }
  return pairs.sort((a, b) => b.share - a.share || byText(a.old.id, b.old.id) || byText(a.next.id, b.next.id));
}

/** New ids by birth id. An id that an old community keeps, or that a gone one had, is not given to another. */
function freshIds(
  now: readonly Community[],
  before: readonly Community[],
  continued: ReadonlyMap<Community, Community>,
): Map<string, string> {
  const used = new Set(before.map(({ id }) => id));
  const ids = new Map<string, string>();
  for (const community of now) {
    const old = continued.get(community);
    let id = old?.id ?? community.id;
    for (let n = 2; !old && used.has(id); n++) id = `${community.id}~${n}`;
    used.add(id);
    ids.set(community.id, id);
  }
  return ids;
}

function changesOf(
  now: readonly Community[],
  before: readonly Community[],
  match: {
    pairs: readonly Overlap[];
    continued: ReadonlyMap<Community, Community>;
    taken: ReadonlySet<Community>;
    ids: ReadonlyMap<string, string>;
  },
): CommunityChange[] {
  const changes: CommunityChange[] = [];
  for (const next of now) {
    if (match.continued.has(next)) continue;
    const from = match.pairs.find((pair) => pair.next === next && pair.ofNext >= MOST)?.old;
    const change = from ? 'split' : 'born';
    const id = match.ids.get(next.id)!;
    changes.push({ change, level: next.level, id, label: next.label, other: from?.id ?? null });
  }
  for (const old of before) {
    if (match.taken.has(old)) continue;
    const into = match.pairs.find((pair) => pair.old === old && pair.ofOld >= MOST)?.next;
    const other = into ? match.ids.get(into.id)! : null;
    changes.push({ change: into ? 'merged' : 'gone', level: old.level, id: old.id, label: old.label, other });
  }
  return changes.sort((a, b) => a.level - b.level || byText(a.change, b.change) || byText(a.id, b.id));
}
