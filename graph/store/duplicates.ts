/**
 * One paper from the records of it, and what its records contradict each other in: whatever their order.
 */
import type { Extraction, Paper } from '../../src/types.js';

/**
 * Which of two texts of one paper stays, whatever the order they came in: the longer abstract, then the longer title,
 * then the smaller text.
 *
 * @returns negative: `a` stays; positive: `b`; 0: they are the same text
 */
export function compareTexts(a: Pick<Paper, 'title' | 'abstract'>, b: Pick<Paper, 'title' | 'abstract'>): number {
  return (
    b.abstract.length - a.abstract.length ||
    b.title.length - a.title.length ||
    order(a.abstract, b.abstract) ||
    order(a.title, b.title)
  );
}

/**
 * One paper from two records of it: the text of one (`compareTexts`), and each other field from whichever record says
 * more (the longer text, the earlier year, the higher version, the publisher's DOI and venue before the preprint's, then
 * the smaller text). Ids that are not chosen are kept as `otherIds`. Each field by itself follows a total order, so
 * folding many records gives the same paper in every order.
 */
export function foldPapers(a: Paper, b: Paper): Paper {
  const text = compareTexts(a, b) <= 0 ? a : b;
  const folded: Record<string, unknown> = { id: a.id, title: text.title, abstract: text.abstract };
  for (const [field, better] of Object.entries(FIELDS)) {
    const value = better(a[field as keyof Paper], b[field as keyof Paper]);
    if (value !== undefined) folded[field] = value;
  }
  const paper = folded as unknown as Paper;
  const chosen = new Set(idsOf(paper));
  const others = [...idsOf(a), ...idsOf(b), ...(a.otherIds ?? []), ...(b.otherIds ?? [])].filter(
    (id) => !chosen.has(id),
  );
  return others.length === 0 ? paper : { ...paper, otherIds: [...new Set(others)].sort(order) };
}

/** The extraction that stays, with the folded paper in it. */
export function foldExtractions(a: Extraction, b: Extraction): Extraction {
  const kept = compareTexts(a.paper, b.paper) <= 0 ? a : b;
  return { ...kept, id: smallerText(a.id, b.id), paper: foldPapers(a.paper, b.paper) };
}

/** The same for every order of the two. */
export const smallerText = (a: string, b: string): string => (order(a, b) <= 0 ? a : b);

type Choice = (a: unknown, b: unknown) => unknown;
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const present =
  (choose: Choice): Choice =>
  (a, b) =>
    a === undefined ? b : b === undefined ? a : choose(a, b);
const smaller = present((a, b) => ((a as string | number) <= (b as string | number) ? a : b));
const greater = present((a, b) => Math.max(a as number, b as number));
const longer = present((a, b) => {
  const [first, second] = [a as string, b as string];
  return (second.length - first.length || order(first, second)) <= 0 ? a : b;
});
const fuller = present((a, b) => {
  const [first, second] = [a as readonly string[], b as readonly string[]];
  return (second.length - first.length || order(JSON.stringify(first), JSON.stringify(second))) <= 0 ? a : b;
});
/** arXiv gives every preprint a DOI of its own. */
const published = present((a, b) => {
  const isPreprint = (doi: unknown) => Number((doi as string).startsWith('10.48550/'));
  return isPreprint(a) === isPreprint(b) ? longer(a, b) : isPreprint(a) < isPreprint(b) ? a : b;
});

/** Where a preprint lies says nothing of where the paper has appeared. */
const appeared = present((a, b) => {
  const [first, second] = [isArchive(a as string), isArchive(b as string)];
  return first === second ? longer(a, b) : first ? b : a;
});
const isArchive = (venue: string): boolean =>
  /^(?:arxiv|corr\b|(?:bio|med|chem|psy)rxiv|ssrn|openreview|research square|hal\b|preprints?\b)/i.test(venue.trim());

/** Every field of a paper beside its id and its text, and how the better of two values is told. */
const FIELDS = {
  sourceId: smaller,
  year: smaller,
  publishedOn: longer,
  venue: appeared,
  authors: fuller,
  url: longer,
  categories: fuller,
  arxivId: longer,
  arxivVersion: greater,
  doi: published,
  aclId: longer,
  openalexId: longer,
  s2Id: longer,
  origin: smaller,
} satisfies Record<Exclude<keyof Paper, 'id' | 'title' | 'abstract' | 'otherIds'>, Choice>;

const ID_FIELDS = [
  ['arxiv', 'arxivId'],
  ['doi', 'doi'],
  ['acl', 'aclId'],
  ['openalex', 'openalexId'],
  ['s2', 's2Id'],
] as const;
const idsOf = (paper: Paper): string[] =>
  ID_FIELDS.flatMap(([kind, field]) => (paper[field] === undefined ? [] : [`${kind}:${paper[field]}`]));

// -------------------------------------------------------------------------------------------------------- conflicts

/** A field in which two records of one paper differ; what one of them lacks is no conflict. */
export interface Conflict {
  readonly paper: Paper['id'];
  readonly field: ConflictField;
  readonly kept: string;
  readonly lost: string;
}

/** Addresses and categories differ from source to source and contradict nothing. */
export const CONFLICT_FIELDS = ['title', 'abstract', 'authors', 'year', 'publishedOn', 'venue', 'doi'] as const;
export type ConflictField = (typeof CONFLICT_FIELDS)[number];

/** A field's value as one text; undefined where the record does not say. */
export function spelled(paper: Paper, field: ConflictField): string | undefined {
  const value = paper[field];
  const text = Array.isArray(value) ? value.join('; ') : String(value ?? '');
  return text === '' ? undefined : text;
}

/** The values of both records that are not those of the folded paper. */
export function lostValues(a: Paper, b: Paper, folded: Paper): [field: ConflictField, value: string][] {
  return CONFLICT_FIELDS.flatMap((field) =>
    [...new Set([spelled(a, field), spelled(b, field)])]
      .filter((value) => value !== undefined && value !== spelled(folded, field))
      .map((value): [ConflictField, string] => [field, value!]),
  );
}

/**
 * Whether what was lost says nothing else than what was kept: another spelling, a part of it, a day less precise, fewer
 * or shorter names of the same people, a preprint's DOI or archive beside the publisher's.
 */
export function agrees(field: ConflictField, kept: string, lost: string): boolean {
  if (field === 'doi') return lost.startsWith('10.48550/');
  if (field === 'venue' && (isArchive(lost) || isShortFor(lost, kept))) return true;
  if (field === 'year') return kept === lost;
  const [a, b] = [lettersOf(kept), lettersOf(lost)];
  if (a.includes(b)) return true;
  if (field !== 'authors') return false;
  return lost.split('; ').every((name) => a.includes(lettersOf(name.slice(name.lastIndexOf(' ') + 1))));
}

/** `ICML 2020` beside "Proceedings of the International Conference on Machine Learning"; `NeurIPS` was NIPS. */
function isShortFor(short: string, long: string): boolean {
  const letters = short
    .replace(/\d{2,4}/g, '')
    .replace(/\P{L}/gu, '')
    .toUpperCase()
    .replace(/^NEURIPS$/, 'NIPS');
  const initials = (long.match(/\p{L}+/gu) ?? [])
    .filter((word) => !/^(?:of|on|the|in|and|for|to)$/i.test(word))
    .map((word) => word[0]!.toUpperCase())
    .join('');
  return letters.length > 2 && initials.includes(letters);
}

const lettersOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
