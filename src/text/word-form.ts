/** The table of written forms. */
import type { Token, WordForm } from '../types.js';

class Form implements WordForm {
  readonly lower: string;
  readonly last: string;
  marks = 0;
  markedFor: unknown = undefined;
  wordClass: unknown = undefined;
  surface: unknown = undefined;
  opens: unknown = null;
  opensIn: unknown = undefined;
  number = 0;
  numberedBy: unknown = undefined;
  pairWord: unknown = undefined;
  namePart: unknown = undefined;
  cues = -1;
  constructor(
    readonly text: string,
    readonly hash: number,
  ) {
    const lower = text.toLowerCase();
    this.lower = lower === text ? text : lower;
    const hyphen = text.length > 1 ? lastHyphen(this.lower) : -1;
    this.last = hyphen < 0 ? this.lower : this.lower.slice(hyphen + 1);
  }
}

export const isHyphen = (text: string) => text.length === 1 && (text === '-' || text === '‐' || text === '‑');
const lastHyphen = (text: string) => Math.max(text.lastIndexOf('-'), text.lastIndexOf('‐'), text.lastIndexOf('‑'));

/** A stretch of a text and what is written there. A class, so that all are laid out alike, and few facts are kept twice. */
export class TextToken implements Token {
  readonly text: string;
  constructor(
    readonly start: number,
    readonly end: number,
    readonly form: WordForm,
    public isCapitalPlace: boolean,
  ) {
    this.text = form.text;
  }
  get lower(): string {
    return this.form.lower;
  }
  get last(): string {
    return this.form.last;
  }
}

/** A copy of its own: a long slice would keep the whole text alive that it was cut from. */
export const ownCopy = (slice: string) => (slice.length < 13 ? slice : `${slice} `.slice(0, -1));

/** Slots of the table; a power of two. Of 19,000 abstracts with 69,000 words three words each are not found in it. */
const SLOTS = 1 << 16;
/** How many slots on a word may stand from its own. */
const STEPS = 8;
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
 * The form that stands between two places of a text. A newcomer for whom no slot is free takes the place of what stood at its own,
 * so that the table cannot grow; one word may therefore be met as two objects.
 *
 * @param hash  of what stands there
 */
export function formAt(text: string, start: number, end: number, hash: number): WordForm {
  const own = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  let free = own;
  for (let step = 0; step < STEPS; step++) {
    const slot = (own + step) & (SLOTS - 1);
    const known = forms[slot];
    if (known === undefined) {
      free = slot;
      break;
    }
    if (known.hash === hash && known.text.length === end - start && text.startsWith(known.text, start)) return known;
  }
  const form = new Form(ownCopy(text.slice(start, end)), hash);
  if (end - start <= LONGEST) forms[free] = form;
  return form;
}
