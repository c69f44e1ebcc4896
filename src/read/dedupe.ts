/**
 * Which records are one paper: whatever the sources and their order. What that paper is, the store says.
 */
import type { Paper, PaperId } from '../types.js';
import { titleKey } from './record.js';

/** What identity is told by. */
export type Identity = Pick<
  Paper,
  'id' | 'title' | 'year' | 'arxivId' | 'doi' | 'aclId' | 'openalexId' | 's2Id' | 'otherIds'
> &
  Partial<Pick<Paper, 'abstract'>>;

/** Records that are one paper. */
export interface SamePaper {
  /** The id it goes by: arXiv's before DOI, ACL, OpenAlex, Semantic Scholar, the source's own, the title's. */
  readonly id: PaperId;
  /** The ids its records had, in order; at least two. */
  readonly of: readonly PaperId[];
}

/** Shorter titles ("Editorial", "Reply to the authors") say too little. */
const SHORTEST_TITLE = 16;
/** A preprint of December is a paper of January. */
const MOST_YEARS_APART = 1;
const KINDS = ['arxivId', 'doi', 'aclId', 'openalexId', 's2Id'] as const;
const PREFIXES = ['arxiv', 'doi', 'acl', 'openalex', 's2', 'id', 'sha1'];

/**
 * Records that share an outside id are one paper; so are those with the same title, at most a year apart, unless their arXiv, ACL
 * or publishers' ids say that they are two.
 *
 * @returns groups of two or more ids, by id; the same for every order of `records`
 */
export function samePapers(records: Iterable<Identity>): SamePaper[] {
  const all = [...new Map([...records].map((record) => [record.id, record])).values()].sort(byId);
  const roots = new Forest(all.length);
  const places = new Map<string, number>();
  all.forEach((record, at) => {
    for (const key of [
      record.id,
      ...KINDS.flatMap((kind) => (record[kind] === undefined ? [] : [`${kind.replace('Id', '')}:${record[kind]}`])),
      ...(record.otherIds ?? []),
    ]) {
      const before = places.get(key);
      if (before === undefined) places.set(key, at);
      else roots.join(before, at);
    }
  });

  const byTitle = new Map<string, number[]>();
  all.forEach(({ title }, at) => {
    const key = titleKey(title);
    if (key.length < SHORTEST_TITLE) return;
    const same = byTitle.get(key);
    if (same) same.push(at);
    else byTitle.set(key, [at]);
  });
  // Decided on what the ids alone have joined, so that no title's verdict hangs on another's.
  const joinedByIds = roots.groups();
  for (const sameTitle of byTitle.values()) {
    for (const near of sameYears(sameTitle, all)) {
      const members = [...new Set(near.flatMap((at) => joinedByIds.get(roots.of(at)) ?? [at]))];
      if (members.length > 1 && !contradicts(members.map((at) => all[at]!)))
        for (const at of near) roots.join(near[0]!, at);
    }
  }
  return [...roots.groups().values()]
    .filter((group) => group.length > 1)
    .map((group) => ({ id: bestId(group.map((at) => all[at]!)), of: group.map((at) => all[at]!.id).sort() }))
    .sort(byId);
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Records of one title, parted where more than a year lies between two; those without a year go along if there is no choice. */
function sameYears(places: readonly number[], all: readonly Identity[]): number[][] {
  const dated = places
    .filter((at) => all[at]!.year !== undefined)
    .sort((a, b) => all[a]!.year! - all[b]!.year! || a - b);
  const undated = places.filter((at) => all[at]!.year === undefined);
  const groups: number[][] = [];
  for (const at of dated) {
    const last = groups.at(-1);
    if (last && all[at]!.year! - all[last.at(-1)!]!.year! <= MOST_YEARS_APART) last.push(at);
    else groups.push([at]);
  }
  if (groups.length <= 1) return [[...(groups[0] ?? []), ...undated]];
  return [...groups, undated].filter((group) => group.length > 0);
}

/**
 * Two arXiv ids, two ACL ids or two publishers' DOIs are two papers of the same title; so are two ids of the sources' own with
 * other words below them, since no source lists one paper twice.
 */
function contradicts(records: readonly Identity[]): boolean {
  const several = (ids: readonly (string | undefined)[]) => new Set(ids.filter((id) => id !== undefined)).size > 1;
  const named = records.filter(({ id }) => id.startsWith('id:'));
  return (
    several(named.map(({ abstract }) => (abstract === undefined ? undefined : titleKey(abstract)))) ||
    several(records.map(({ arxivId }) => arxivId)) ||
    several(records.map(({ aclId }) => aclId)) ||
    several(
      records.map(({ doi }) =>
        doi?.startsWith('10.48550/') || /^10\.(?:36227|2139|1101|21203|31219|20944)\//.test(doi ?? '')
          ? undefined
          : doi,
      ),
    )
  );
}

function bestId(records: readonly Identity[]): PaperId {
  const ids = records.flatMap((record) => [
    record.id,
    ...(record.arxivId === undefined ? [] : [`arxiv:${record.arxivId}` as const]),
    ...(record.doi === undefined ? [] : [`doi:${record.doi}` as const]),
  ]);
  const rank = (id: string) => PREFIXES.indexOf(id.slice(0, id.indexOf(':')));
  return ids.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0]!;
}

/** Union and find over places in a list. */
class Forest {
  private readonly parents: Int32Array;

  constructor(size: number) {
    this.parents = Int32Array.from({ length: size }, (_, at) => at);
  }

  of(at: number): number {
    let root = at;
    while (this.parents[root] !== root) {
      this.parents[root] = this.parents[this.parents[root]!]!;
      root = this.parents[root]!;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [first, second] = [this.of(a), this.of(b)];
    if (first < second) this.parents[second] = first;
    else this.parents[first] = second;
  }

  groups(): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    this.parents.forEach((_, at) => {
      const root = this.of(at);
      const group = groups.get(root);
      if (group) group.push(at);
      else groups.set(root, [at]);
    });
    return groups;
  }
}
