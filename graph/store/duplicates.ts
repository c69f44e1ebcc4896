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
 * more (the longer text, the earlier year, the higher version, then the smaller text). Each field by itself follows a
 * total order, so folding many records gives the same paper in every order.
 */
export function foldPapers(a: Paper, b: Paper): Paper {
  const text = compareTexts(a, b) <= 0 ? a : b;
  const folded: Record<string, unknown> = { id: a.id, title: text.title, abstract: text.abstract };
  for (const [field, better] of Object.entries(FIELDS)) {
    const value = better(a[field as keyof Paper], b[field as keyof Paper]);
    if (value !== undefined) folded[field] = value;
  }
  return folded as unknown as Paper;
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

/** Every field of a paper beside its id and its text, and how the better of two values is told. */
const FIELDS = {
  sourceId: smaller,
  year: smaller,
  publishedOn: longer,
  venue: longer,
  authors: fuller,
  url: longer,
  categories: fuller,
  arxivId: longer,
  arxivVersion: greater,
  doi: longer,
  aclId: longer,
  openalexId: longer,
  s2Id: longer,
  origin: smaller,
} satisfies Record<Exclude<keyof Paper, 'id' | 'title' | 'abstract'>, Choice>;
