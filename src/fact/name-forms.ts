/** What is asked of the names of a paper again and again, remembered for the names met of late. */
import { idOf, nameKey } from '../text/name-key.js';
import { ownCopy } from '../text/word-form.js';
import type { EntityId, EntityType } from '../types.js';
import { BROAD } from './broad.js';
import type { KnownNames } from './known-names.js';
import { hashPart, hashText, mix } from './pair-words.js';

/** Names that are remembered: a third more than a thousand abstracts hold; a corpus of junk must not fill the memory. */
const MEMORY: Readonly<Record<EntityType, number>> = {
  Dataset: 2000,
  Metric: 2000,
  Hardware: 500,
  Task: 7000,
  Method: 12_000,
};
const remembered: Readonly<Record<EntityType, Map<string, NameForm>>> = {
  Dataset: new Map(),
  Metric: new Map(),
  Hardware: new Map(),
  Task: new Map(),
  Method: new Map(),
};

/** @returns the same object for the same name, as long as it is remembered */
export function nameForm(text: string, type: EntityType): NameForm {
  const forms = remembered[type];
  const known = forms.get(text);
  if (known !== undefined) return known;
  if (forms.size >= MEMORY[type]) forms.clear();
  const own = ownCopy(text);
  const form = new NameForm((type === 'Metric' && COMPARED.get(own.toLowerCase())) || own, type);
  forms.set(own, form);
  return form;
}
/** "7x faster", "accelerates it by 3x": the quantity that is compared. */
const COMPARED: ReadonlyMap<string, string> = new Map([
  ...'faster slower'.split(' ').map((word) => [word, 'speed'] as const),
  ...'smaller lighter'.split(' ').map((word) => [word, 'size'] as const),
  ...['accelerates', 'accelerate', 'accelerating', 'accelerated', 'speeds up', 'speed up', 'speeding up'].map(
    (word) => [word, 'speedup'] as const,
  ),
]);

/** What a glance at the signs of a name tells, one bit each. */
const LOOKS = {
  /** Signs beyond visible ASCII, which the other bits say nothing of. */
  foreign: 1,
  spaced: 2,
  hyphenated: 4,
  figures: 8,
  capital: 16,
  /** Two and more. */
  capitals: 32,
  /** A capital behind a small letter. */
  rising: 64,
} as const;

function lookOf(text: string): number {
  let look = 0;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x61 && code <= 0x7a) before = SMALL_LETTER;
    else {
      if (code >= 0x41 && code <= 0x5a)
        look |=
          LOOKS.capital | (look & LOOKS.capital ? LOOKS.capitals : 0) | (before === SMALL_LETTER ? LOOKS.rising : 0);
      else if (code === SPACE) look |= LOOKS.spaced;
      else if (code === HYPHEN) look |= LOOKS.hyphenated;
      else if (code >= 0x30 && code <= 0x39) look |= LOOKS.figures;
      else if (code < SPACE || code > 0x7e) look |= LOOKS.foreign;
      before = 0;
    }
  }
  return look;
}
const SMALL_LETTER = 1;
const SPACE = 0x20;
const HYPHEN = 0x2d;

/** A name of a type. What few ask for is made when it is first asked for. */
export class NameForm {
  /** Bits of {@link LOOKS}. */
  readonly #look: number;
  #key: string | undefined;
  #typedKey: string | undefined;
  #fullKey: string | undefined;
  #plainKey: string | undefined;
  #knownKey: string | undefined;
  #bagSign: number | undefined;
  #core: readonly string[] | undefined;
  #lower: string | undefined;
  #common: string | undefined;
  /** Where {@link #common} was looked up. */
  #commonIn: KnownNames | undefined;
  #letters: string | undefined;
  #parts: readonly string[] | undefined;
  #unqualifiedKey: string | undefined;
  #kindlessKeys: readonly string[] | undefined;
  #bareForm: NameForm | undefined;
  #id: EntityId | undefined;
  #hashes: readonly number[] | undefined;
  #isBroad: boolean | undefined;

  constructor(
    readonly text: string,
    readonly type: EntityType,
  ) {
    this.#look = lookOf(text);
  }
  /** The key of the name within one paper. */
  get key(): string {
    return (this.#key ??= this.#paperKey());
  }
  #paperKey(): string {
    const { text, type } = this;
    const shorter = paperName(text, type, this.#look);
    const key = shorter === text ? this.fullKey : nameKey(shorter, type);
    return type === 'Metric' ? QUANTITIES.reduce((levelled, [from, to]) => levelled.replace(from, to), key) : key;
  }
  /** `type NUL key`. */
  get typedKey(): string {
    return (this.#typedKey ??= `${this.type}\0${this.key}`);
  }
  /** The key of the name wherever it stands. */
  get fullKey(): string {
    return (this.#fullKey ??= nameKey(this.text, this.type));
  }
  /** The key without regard to the type. */
  get plainKey(): string {
    return (this.#plainKey ??= nameKey(this.text));
  }
  /** Under which names that mean one thing everywhere are looked up. */
  get knownKey(): string {
    return (this.#knownKey ??= this.key === this.fullKey ? this.typedKey : `${this.type}\0${this.fullKey}`);
  }
  /** {@link bagSignOf} the key. */
  get bagSign(): number {
    return (this.#bagSign ??= bagSignOf(this.key));
  }
  /** The stems of what a task does and to what, without where and how. */
  get core(): readonly string[] {
    return (this.#core ??= coreOf(this.plainKey));
  }
  get lower(): string {
    return (this.#lower ??= this.text.toLowerCase());
  }
  /** The key of the first name of what everybody knows under this key; undefined: nobody knows it. */
  commonIn(known: KnownNames): string | undefined {
    if (this.#commonIn !== known) {
      const { fullKey, type } = this;
      this.#common = known.get(this.typedKey);
      if (this.knownKey !== this.typedKey) this.#common ??= known.get(this.knownKey);
      if (this.#common === undefined) {
        const plain = withoutQualities(fullKey);
        if (plain !== fullKey) this.#common = known.get(`${type}\0${plain}`);
      }
      this.#commonIn = known;
    }
    return this.#common;
  }
  /** `type NUL key` without blanks and qualities: "frozen LLM" and "LLM". */
  get unqualifiedKey(): string {
    return (this.#unqualifiedKey ??= unqualifiedKeyOf(this.key, this.type));
  }
  /** Such keys without kinds and parts at the end, the longest first: "LLM backbone" and "LLM". */
  get kindlessKeys(): readonly string[] {
    return (this.#kindlessKeys ??= kindlessKeysOf(this.key, this.type));
  }
  /** Of a coined word ("AttUKAN") its letters in lower case; empty for anything else. */
  get letters(): string {
    return (this.#letters ??=
      (this.#look & (LOOKS.capitals | LOOKS.foreign)) === 0 || this.#look & LOOKS.spaced ? '' : lettersOf(this.text));
  }
  /** Of a longer name the words that a coined word may be made of. */
  get parts(): readonly string[] {
    return (this.#parts ??= partsOf(this.text));
  }
  /** Whether the letters of a coined word can be beginnings of {@link parts}: most often the first is of no word. */
  mayGive(letters: string): boolean {
    if (this.#look & LOOKS.foreign) return true;
    if ((this.#look & (LOOKS.spaced | LOOKS.hyphenated)) === 0) return false;
    const { text } = this;
    const first = letters.charCodeAt(0);
    let isHead = true;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (isHead && (code | 0x20) === first) return true;
      isHead = code === SPACE || code === HYPHEN;
    }
    return false;
  }
  /**
   * The name without what says only what kind of thing it is ("Math23K dataset", "text classification tasks", "state-of-the-art
   * CRNN-based approaches"): the mentions keep it, the node does not need it.
   */
  get bareForm(): NameForm {
    if (this.#bareForm === undefined) {
      const bare = this.#mayBeBarer() ? bareName(this.text, this.type) : this.text;
      this.#bareForm = bare === this.text ? this : nameForm(bare, this.type);
    }
    return this.#bareForm;
  }
  #mayBeBarer(): boolean {
    const { text, type } = this;
    if (this.#look & LOOKS.foreign) return true;
    const space = text.indexOf(' ');
    if (space < 0) return false;
    return (
      LEADS.has(text.slice(0, space).toLowerCase()) ||
      KINDS[type].has(text.slice(text.lastIndexOf(' ') + 1).toLowerCase())
    );
  }
  /** Of what is called so. */
  get id(): EntityId {
    return (this.#id ??= idOf(this.type, this.bareForm.fullKey));
  }
  /** Of its last word, of the whole and, from {@link NAME_WORDS} on, of its words. */
  get hashes(): readonly number[] {
    return (this.#hashes ??= hashesOf(this.lower));
  }
  /** Whether almost every paper names it. */
  get isBroad(): boolean {
    return (this.#isBroad ??= BROAD.has(this.lower));
  }
  /** "ResNet", "GPT-2": coined, not words of the language. */
  get hasCapitals(): boolean {
    return this.#look & LOOKS.foreign
      ? /\p{Lu}.*\p{Lu}|\d/u.test(this.text)
      : (this.#look & (LOOKS.capitals | LOOKS.figures)) !== 0;
  }
  /** Whether its last word adds nothing. */
  get hasTail(): boolean {
    const { text } = this;
    const space = text.lastIndexOf(' ');
    return space >= 0 && TAILS[this.type].has(text.slice(space + 1).toLowerCase());
  }
}

// ---------------------------------------------------------------------------------------------------------- keys

/** Tails and heads that add nothing within one paper, where the thing is named without them as well. */
const TAILS: Readonly<Record<EntityType, ReadonlySet<string>>> = {
  Method: new Set(
    `algorithm algorithms framework frameworks technique techniques method methods approach approaches mechanism mechanisms process model
    models strategy strategies scheme schemes procedure formulation architecture architectures system systems module modules block blocks tool
    pipeline design baseline baselines surrogates variant variants family paradigm component components counterpart counterparts
    formulation visualization modeling modelling simulation simulations optimization optimisation`.split(/\s+/),
  ),
  Dataset: new Set(
    'data dataset datasets benchmark benchmarks corpus corpora suite collection database spectra images task tasks'.split(
      ' ',
    ),
  ),
  Task: new Set('task tasks problem problems challenge setting'.split(' ')),
  Metric: new Set(
    'score scores metric metrics value values measure gap loss drop improvement reduction gain gains'.split(' '),
  ),
  Hardware: new Set('gpu gpus cpu cpus device devices'.split(' ')),
};
const HEADS = new Set(
  `novel new proposed existing our its the a an multiple deeper deep several generic standard classical classic common various different long
  short other such more tight simple efficient effective specific original previous recent traditional conventional typical normal popular
  modern normal average overall vanilla plain large small big larger smaller high low explicit actual total basic baseline
  robust accurate realistic practical comparable excellent degraded superior competitive improved enhanced scalable fast faster automatic
  automated general principled unified lightweight frontier ground-breaking powerful advanced contemporary current emerging
  promising end-to-end data-driven high-quality high-performance real-world state-of-the-art well-known widely-used off-the-shelf
  corresponding underlying resulting optimal optimized`.split(/\s+/),
);

/** What adds nothing is taken off as long as two words or a proper name are left. @param look  of the text */
function paperName(text: string, type: EntityType, look: number): string {
  const isForeign = (look & LOOKS.foreign) !== 0;
  if (!isForeign && (look & LOOKS.spaced) === 0) return look & LOOKS.capitals ? withoutPlural(text) : text;
  let words = isForeign ? text.split(/\s+/) : text.split(SPACES);
  const mayBeBased = type === 'Method' && (isForeign || (look & LOOKS.hyphenated) !== 0);
  if (mayBeBased && words.length > 1)
    words = words.map((word, i) => (i < words.length - 1 ? word.replace(/-based$/i, '') : word));
  const isBased = mayBeBased && /-(?:based|centric)\b/i.test(text);
  while ((words.length > 2 || (words.length === 2 && isProper(words[1]!))) && HEADS.has(words[0]!.toLowerCase()))
    words.shift();
  const minimum = () =>
    words.length === 2
      ? isBased || isProper(words[0]!) || type === 'Dataset' || type === 'Hardware' || LONE.has(words[0]!.toLowerCase())
      : words.length > 2;
  while (words.length > 1 && TAILS[type].has(words.at(-1)!.toLowerCase()) && minimum()) words.pop();
  if (isForeign || look & LOOKS.capitals) words = words.map(withoutPlural);
  return words.join(' ');
}
const SPACES = / +/;
/** "GPs": the key of a name leaves the "s" of a short one. */
const withoutPlural = (word: string) => (word.endsWith('s') && /^\p{Lu}{2,}s$/u.test(word) ? word.slice(0, -1) : word);
/** One quantity under several nouns. */
const QUANTITIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:(?:trainable|learnable|model|network) )?parameters?(?: count)?$/, 'number of parameter'],
  [/^number of (?:trainable|learnable|model|network) parameters?$/, 'number of parameter'],
  [/^(?:gpu )?memory (?:consumption|footprint|cost|requirement|usage|use)$/, 'memory usage'],
  // "WER improvement" beside "WER", "accuracy drop" beside "accuracy".
  [/ (?:point|improvement|increase|drop|reduction)$/, ''],
  [/^generalization (?:ability|capability|capacity|performance)$/, 'generalization'],
];
export function isProper(word: string): boolean {
  const look = lookOf(word);
  return look & LOOKS.foreign
    ? /\p{Lu}.*\p{Lu}|\p{Ll}\p{Lu}|\d/u.test(word)
    : (look & (LOOKS.capitals | LOOKS.rising | LOOKS.figures)) !== 0;
}
/** Single words that name a method by themselves. */
const LONE = new Set(
  'accuracy transformer quantization pruning distillation dropout attention diffusion boosting bagging backpropagation cross-attention self-attention clustering'.split(
    ' ',
  ),
);

/** The stems of the content words of a key in no order: "detecting sepsis" and "detection of sepsis". */
export function bagOf(key: string, type: EntityType): string {
  return key
    .split(' ')
    .filter((word) => !OF_BAG.test(word))
    .map(type === 'Task' ? beginningOf : stemOf)
    .sort()
    .join(' ');
}
const OF_BAG = /^(?:of|for|in|the|a|an|on|to)$/;

/** A number that is the same for all keys of one {@link bagOf}, and seldom for others: a stem keeps the head of its word. */
export function bagSignOf(key: string): number {
  let sign = 0;
  for (let from = 0; from <= key.length; ) {
    let to = key.indexOf(' ', from);
    if (to < 0) to = key.length;
    const length = to - from;
    if (length > 3 || (length > 0 && !OF_BAG.test(key.slice(from, to))))
      sign = (sign + hashPart(key, from, Math.min(to, from + 3))) | 0;
    from = to + 1;
  }
  return sign;
}

/** "detecting fake news from posts" and "Fake News Detection". */
export function coreOf(plainKey: string): readonly string[] {
  const core: string[] = [];
  const words = plainKey.split(' ');
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (i > 1 && WHERE.has(word)) break;
    if (SMALL.has(word) || HEADS.has(word)) continue;
    const stem = beginningOf(word);
    if (!core.includes(stem)) core.push(stem);
  }
  return core;
}
const WHERE = new Set(
  'from in on at with without via under using by through for across during within over towards'.split(' '),
);
const SMALL = new Set(
  'of for in the a an on to and or task problem automatically efficiently accurately solving improving mitigating handling capturing'.split(
    ' ',
  ),
);

/** "detecting" and "detection" begin alike; what is no plain word stays whole. */
const beginningOf = (word: string): string => {
  if (!/^[a-z]+$/.test(word)) return word;
  const stem = inSingular(word).slice(0, 6);
  return ALIKE.get(stem) ?? stem;
};
/** Of a word inside a name; the key of a name has the last one in the singular. */
const inSingular = (word: string): string =>
  word.length < 4 || !/[^sui]s$/.test(word) ? word : word.endsWith('ies') ? `${word.slice(0, -3)}y` : word.slice(0, -1);
/** "traffic forecasting" and "traffic prediction", "image synthesis" and "image generation". */
const ALIKE: ReadonlyMap<string, string> = new Map([
  ['foreca', 'predic'],
  ['synthe', 'genera'],
]);

/** "computation", "computing" and "computational" are one stem; short words and all with figures stay whole. */
function stemOf(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word;
  let stem = word;
  for (let times = 0; times < 3; times++) {
    const ending = ENDINGS.find((each) => stem.endsWith(each) && stem.length - each.length >= 4);
    if (ending === undefined) break;
    stem = stem.slice(0, -ending.length);
  }
  return stem;
}
const ENDINGS =
  'ization izer ized izing ize ation ator ically ability ement ment ing ion ive ally al ed or er es e s'.split(' ');

// --------------------------------------------------------------------------------------------------- bare keys

/** `type NUL key`, without blanks and without the words at its head that say how good, how big or in what state a thing is. */
export const unqualifiedKeyOf = (key: string, type: EntityType): string =>
  `${type}\0${withoutQualities(key).replaceAll(' ', '')}`;

/** The same without what part or kind of the thing stands last, and without what stands before that. */
export function kindlessKeysOf(key: string, type: EntityType): readonly string[] {
  if (!PARTS[type].has(key.slice(key.lastIndexOf(' ') + 1))) return NO_KEYS;
  let rest = withoutQualities(key);
  let keys: string[] | undefined;
  for (;;) {
    const at = rest.lastIndexOf(' ');
    if (at < 0 || !PARTS[type].has(rest.slice(at + 1))) break;
    rest = rest.slice(0, at);
    if (GENERAL.has(rest)) break;
    // "Cityscapes test set": the key of "Cityscapes" is in the singular.
    (keys ??= []).push(`${type}\0${inSingular(rest.replaceAll(' ', ''))}`);
  }
  return keys ?? NO_KEYS;
}
const NO_KEYS: readonly string[] = [];

function withoutQualities(key: string): string {
  let at = 0;
  for (;;) {
    const end = key.indexOf(' ', at);
    if (end < 0) break;
    const first = key.slice(at, end);
    if (QUALITIES.has(first)) {
      at = end + 1;
      continue;
    }
    if (!QUALITY_HEADS.has(first)) break;
    // "large scale", "state of the art"
    let stop = key.indexOf(' ', end + 1);
    let from = at;
    for (let words = 2; stop >= 0 && words <= 4 && from === at; words++, stop = key.indexOf(' ', stop + 1))
      if (LONG_QUALITIES.has(key.slice(at, stop))) from = stop + 1;
    if (from === at) break;
    at = from;
  }
  if (at === 0) return key;
  const rest = key.slice(at);
  return GENERAL.has(rest) ? key : rest;
}
const QUALITIES = new Set(
  `
    lightweight learned learnable trainable trained pretrained frozen explicit strong optimal common robust unified
    specialized shared automatic automated rich effective arbitrary prior previous existing generic fixed final complete
    underlying other transferable best approximate flexible expressive proposed custom practical reusable modular precise
    accurate fast rapid scalable efficient raw pure purely naive vanilla systematic rigorous typical representative
    advanced conventional modern predefined candidate original mainstream frontier leading commercial proprietary improved
    enhanced deep standard simple basic classical classic traditional popular powerful reliable novel new overall general
    principled corresponding current recent sota competitive superior realistic challenging early downstream base
    standalone exact external special direct integrated appropriate
  `
    .trim()
    .split(/\s+/),
);
const LONG_QUALITIES = new Set(
  [
    'large scale, general purpose, off the shelf, open source, open weight, closed source, black box, data driven, end to end',
    'task specific, domain specific, model agnostic, plug and play, training free, well known, well trained, widely used',
    'state of the art, high quality, high performance, high fidelity, real world',
  ].flatMap((line) => line.split(', ')),
);
const QUALITY_HEADS = new Set([...LONG_QUALITIES].map((quality) => quality.slice(0, quality.indexOf(' '))));
/** Names of nothing by themselves. */
const GENERAL = new Set(
  `model network framework system method algorithm architecture approach approache technique module layer learning training
    representation feature data dataset benchmark task problem agent function analysis`.split(/\s+/),
);
/** What a name may end with beside the name of the thing: the kind of thing that it is, or a part or a use of it. */
const PARTS: Readonly<Record<EntityType, ReadonlySet<string>>> = {
  Method: new Set(
    `
    based backbone stage branch function representation paradigm agent perspective attack space test process
    implementation operation method approach approache algorithm framework technique scheme strategy mechanism module
    block layer component system pipeline procedure loss policy solution design variant baseline architecture structure
    concept theory tool library package environment step phase model network like style family only driven trained guided
    powered machine formulation condition objective
    `
      .trim()
      .split(/\s+/),
  ),
  Dataset: new Set(
    `dataset benchmark corpus data collection database set suite challenge testbed leaderboard competition test validation
      training page post`.split(/\s+/),
  ),
  Task: new Set(
    'task problem setting scenario challenge process application capability research issue procedure system'.split(' '),
  ),
  Metric: new Set(
    'level score value performance capability ability guarantee property gain reduction saving'.split(' '),
  ),
  Hardware: new Set('device sensor platform chip board processor camera system accelerator hardware'.split(' ')),
};

// ------------------------------------------------------------------------------------------------------ initials

/** Of a coined word its letters in lower case, three at least; empty for anything else. */
function lettersOf(text: string): string {
  if (/\s/.test(text) || !/\p{Lu}.*\p{Lu}/u.test(text)) return '';
  const letters = text
    .replace(/s$/, '')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase();
  return letters.length >= 3 && letters.length <= 12 ? letters : '';
}
/** The words of a name of two words and more, those behind a hyphen too, without small ones; none for anything else. */
function partsOf(text: string): readonly string[] {
  if (!/[\s-]/.test(text)) return NO_PARTS;
  const parts = text
    .toLowerCase()
    .split(/[\s-]+/)
    .filter((part) => /^\p{L}+$/u.test(part) && !/^(?:of|for|and|the|with|to|in|on|via|by|a|an)$/.test(part));
  return parts.length >= 2 && parts.length <= 10 ? parts : NO_PARTS;
}
const NO_PARTS: readonly string[] = [];

/**
 * Whether letters are beginnings of the words, in their order: of the first, and of all but one in three of the others; the
 * name of a kind at the end ("Network") need not be told.
 */
export function isMadeFrom(letters: string, parts: readonly string[]): boolean {
  if (parts.length < 2 || letters[0] !== parts[0]![0]) return false;
  const isKind = /^(?:network|model|framework|system|method|algorithm|architecture)s?$/.test(parts.at(-1)!);
  const counted = parts.length - (isKind ? 1 : 0);
  // Initials alone of two words are those of too many names.
  if (counted < 2 || letters.length < Math.min(3, counted)) return false;
  return fits(letters, 0, parts, 0, Math.floor(counted / 3));
}
function fits(letters: string, at: number, parts: readonly string[], k: number, spare: number): boolean {
  if (k === parts.length) return at === letters.length;
  const part = parts[k]!;
  let taken = 0;
  while (at + taken < letters.length && taken < part.length && letters[at + taken] === part[taken]) {
    taken++;
    if (fits(letters, at + taken, parts, k + 1, spare)) return true;
  }
  const isLast = k === parts.length - 1;
  if (k === 0) return false;
  if (
    isLast &&
    at === letters.length &&
    /^(?:network|model|framework|system|method|algorithm|architecture)s?$/.test(part)
  )
    return true;
  return spare > 0 && fits(letters, at, parts, k + 1, spare - 1);
}

// -------------------------------------------------------------------------------------------------------- hashes

/** Where the hashes of the single words of a name begin. */
export const NAME_WORDS = 2;
function hashesOf(lower: string): readonly number[] {
  if (!lower.includes(' ') && !lower.includes('-') && !/\s/.test(lower)) {
    const hash = hashText(lower);
    return [mix(301, hash), mix(302, hash), mix(303, hash)];
  }
  const words = lower.split(/[\s-]+/);
  const found = [mix(301, hashText(words.at(-1)!)), mix(302, hashText(words.join(' ')))];
  for (let i = 0; i < words.length && i < 8; i++) found.push(mix(303, hashText(words[i]!)));
  return found;
}

// --------------------------------------------------------------------------------------------------------- names

function bareName(name: string, type: EntityType): string {
  const words = name.split(/\s+/);
  if (words.length === 1) return name;
  const from = words.findIndex((word, i) => i === words.length - 1 || !LEADS.has(word.toLowerCase()));
  let to = words.length;
  const isBare = () => {
    const last = words[to - 2]!;
    if (COINAGE.test(last)) return true;
    if (type === 'Task') return true;
    return type === 'Method' && !ARTEFACTS.has(words[to - 1]!.toLowerCase()) && (to - from > 2 || /-based$/.test(last));
  };
  while (to - from > 1 && KINDS[type].has(words[to - 1]!.toLowerCase()) && isBare()) to--;
  if (from === 0 && to === words.length) return name;
  if (type === 'Method' && to < words.length) words[to - 1] = words[to - 1]!.replace(/-based$/, '');
  return words.slice(from, to).join(' ');
}
/** "KITTI", "Math23K", "DenseNet", but not "Large-Scale". */
const COINAGE = /\d|\p{Lu}\p{Lu}|\p{Ll}\p{Lu}/u;
const LEADS = new Set(
  'state-of-the-art existing recent previous prior current conventional traditional popular various multiple several numerous many proposed novel the an a our their'.split(
    ' ',
  ),
);
/** Part of many names ("language model"): they fall behind a proper name alone. */
const ARTEFACTS = new Set(
  'model models framework frameworks architecture architectures scheme schemes tool tools toolkit'.split(' '),
);
const KINDS: Readonly<Record<EntityType, ReadonlySet<string>>> = {
  Method: new Set([
    ...'method methods approach approaches algorithm algorithms technique techniques'.split(' '),
    ...ARTEFACTS,
  ]),
  Dataset: new Set('dataset datasets benchmark benchmarks corpus corpora database collection'.split(' ')),
  Task: new Set('task tasks problem problems process'.split(' ')),
  Metric: new Set('metric metrics score scores'.split(' ')),
  Hardware: new Set(),
};
