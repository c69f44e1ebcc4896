/** The table of written forms. */
import type { WordForm } from '../types.js';

class Form implements WordForm {
  readonly lower: string;
  opens: unknown = null;
  opensIn: unknown = undefined;
  number = 0;
  numberedBy: unknown = undefined;
  word: unknown = undefined;
  pairWord: unknown = undefined;
  cues = -1;
  constructor(readonly text: string) {
    const lower = text.toLowerCase();
    this.lower = lower === text ? text : lower;
  }
}

/** A copy of its own: a long slice would keep the whole text alive that it was cut from. */
export const ownCopy = (slice: string) => (slice.length < 13 ? slice : `${slice} `.slice(0, -1));

/** Slots of the table; a power of two. */
const SLOTS = 1 << 15;
/** What is longer is rare. */
const LONGEST = 32;
const forms: (Form | undefined)[] = new Array<Form | undefined>(SLOTS).fill(undefined);

/** The hash of a text: 0, with each of its characters mixed in. */
export const mixIn = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);
export function hashOf(text: string, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) hash = mixIn(hash, text.charCodeAt(i));
  return hash;
}

/**
 * The form that stands between two places of a text. A newcomer takes the place of what stood at its slot, so that the table cannot
 * grow; one word may therefore be met as two objects.
 *
 * @param hash  of what stands there
 */
export function formAt(text: string, start: number, end: number, hash: number): WordForm {
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const known = forms[slot];
  if (known !== undefined && known.text.length === end - start && text.startsWith(known.text, start)) return known;
  const form = new Form(ownCopy(text.slice(start, end)));
  if (end - start <= LONGEST) forms[slot] = form;
  return form;
}
