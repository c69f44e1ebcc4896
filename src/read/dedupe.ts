/**
 * Which records are one paper, and what that paper is: whatever the sources and their order.
 */
import type { Paper, PaperId } from '../types.js';
import { titleKey } from './record.js';

/** What identity is told by. */
export type Identity = Pick<Paper, 'id' | 'title' | 'year' | 'arxivId' | 'doi' | 'aclId' | 'openalexId' | 's2Id'> &
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

// ------------------------------------------------------------------------------------------------------------ merge

/** A field in which two records of one paper differ; not told of fields that one of them lacks. */
export interface Conflict {
  readonly field: keyof Paper;
  readonly kept: string;
  readonly lost: string;
}

/**
 * One paper from several records of it: each field from the record that says most there (the longer text, the longer list, the
 * earlier year, the more precise day), title and abstract from one record.
 *
 * @param records  of one paper, at least one
 * @returns the same for every order of `records`; conflicts by field, then by what was lost
 */
export function mergePapers(records: readonly Paper[]): { paper: Paper; conflicts: Conflict[] } {
  const sorted = [...records].sort(
    (a, b) => b.abstract.length - a.abstract.length || b.title.length - a.title.length || compare(a, b),
  );
  const text = sorted[0]!;
  const merged: Record<string, unknown> = {};
  const conflicts: Conflict[] = [];
  for (const field of FIELDS) {
    const values = new Map<string, unknown>();
    for (const record of field === 'title' || field === 'abstract' ? [text, ...sorted] : sorted) {
      const value = record[field];
      if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
      if (!values.has(spelled(value))) values.set(spelled(value), value);
    }
    const ranked = [...values].sort(([a], [b]) =>
      field === 'title' || field === 'abstract' ? 0 : better(field, a, b),
    );
    if (ranked.length === 0) continue;
    merged[field] = ranked[0]![1];
    if (field === 'origin' || field === 'sourceId' || field === 'id') continue;
    for (const [lost] of ranked.slice(1))
      if (!agrees(ranked[0]![0], lost)) conflicts.push({ field, kept: ranked[0]![0], lost });
  }
  const paper = { title: '', authors: [], ...merged, id: bestId(sorted) } as unknown as Paper;
  return {
    paper,
    conflicts: conflicts.sort((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : a.lost < b.lost ? -1 : 1)),
  };
}

const FIELDS = [
  'id',
  'sourceId',
  'title',
  'abstract',
  'year',
  'publishedOn',
  'venue',
  'authors',
  'url',
  'categories',
  'arxivId',
  'arxivVersion',
  'doi',
  'aclId',
  'openalexId',
  's2Id',
  'origin',
] as const satisfies readonly (keyof Paper)[];
const spelled = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const compare = (a: Paper, b: Paper): number => {
  const [first, second] = [
    JSON.stringify(FIELDS.map((field) => a[field])),
    JSON.stringify(FIELDS.map((field) => b[field])),
  ];
  return first < second ? -1 : first > second ? 1 : 0;
};

/** Negative: `a` says more. */
function better(field: keyof Paper, a: string, b: string): number {
  const order = a < b ? -1 : 1;
  if (field === 'year') return order;
  if (field === 'arxivVersion') return Number(b) - Number(a);
  // The publisher's DOI before that of a preprint.
  if (field === 'doi') return Number(a.startsWith('10.48550/')) - Number(b.startsWith('10.48550/')) || order;
  if (field === 'origin' || field === 'sourceId') return order;
  return b.length - a.length || order;
}

/** Spelling, marks and what one of them only abbreviates are no contradiction. */
function agrees(kept: string, lost: string): boolean {
  const [a, b] = [titleKey(kept), titleKey(lost)];
  return a === b || a.includes(b);
}
