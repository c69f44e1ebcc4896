/**
 * The key under which two spellings are one name.
 */
import type { EntityId, EntityType } from '../types.js';
import { formAt, mixIn, ownCopy } from './word-form.js';

/**
 * `ResNet-50`, `ResNet 50` and `resnet50` give `resnet50`; `Convolutional Neural Networks` gives
 * `convolutional neural network`. Case, hyphens, plural, Greek letters, Unicode forms, British spelling, articles and tails that
 * add nothing ("ImageNet dataset", "BERT model") are levelled. Figures stay, so that versions stay apart.
 *
 * @param type  decides which tails add nothing; without it none is taken off
 * @returns words in lower case with one space between; empty only when the name holds no letter, figure or sign
 */
export function nameKey(name: string, type?: EntityType): string {
  let plain = plainKeys.get(name);
  if (plain === undefined) {
    if (plainKeys.size >= MEMORY) plainKeys.clear();
    const words = wordsWithoutArticle(name);
    plain = { key: levelledKey(name, words), tail: words.length > 1 ? words[words.length - 1]!.part.key : null };
    plainKeys.set(name, plain);
  }
  // Few names have a tail to lose; all others have one key whatever their type.
  return type === undefined || plain.tail === null || !mayFall(plain.tail, type) ? plain.key : typedKey(name, type);
}

function typedKey(name: string, type: EntityType): string {
  const remembered = typedKeys[type];
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= TYPED_MEMORY) remembered.clear();
  const words = wordsWithoutArticle(name);
  dropTails(words, type);
  const key = levelledKey(name, words);
  remembered.set(name, key);
  return key;
}

interface PlainKey {
  readonly key: string;
  /** The last of several words. */
  readonly tail: string | null;
}
/** The same few names are asked for again and again; a corpus of junk must not fill the memory. */
const MEMORY = 20_000;
/** Names of one type that may lose a tail. */
const TYPED_MEMORY = 4000;
const plainKeys = new Map<string, PlainKey>();
const typedKeys: Readonly<Record<EntityType, Map<string, string>>> = {
  Dataset: new Map(),
  Metric: new Map(),
  Hardware: new Map(),
  Task: new Map(),
  Method: new Map(),
};

/** "A-OKVQA" is no OKVQA. */
function wordsWithoutArticle(name: string): Word[] {
  const words = wordsOf(name);
  while (words.length > 1 && ARTICLES.has(words[0]!.part.key) && !words[1]!.hyphenated) words.shift();
  return words;
}

function levelledKey(name: string, words: readonly Word[]): string {
  const joined = joinWords(words);
  return joined || name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** `method:convolutional-neural-network`. Safe as a key of plain objects: the prefix keeps it from `__proto__`. */
export const entityId = (type: EntityType, name: string): EntityId => idOf(type, nameKey(name, type));

/** @param key  as {@link nameKey} gives it for a name of this type */
export const idOf = (type: EntityType, key: string): EntityId =>
  `${type.toLowerCase() as Lowercase<EntityType>}:${key.replaceAll(' ', '-')}`;

interface Word {
  readonly part: Part;
  /** True when a hyphen, not a space, stands before it. */
  readonly hyphenated: boolean;
}
/** What is known of a word, in whatever name it stands. */
interface Part {
  readonly key: string;
  /** As written, to know capitals. */
  readonly written: string;
  readonly isPrefix: boolean;
  /** Whether the word behind it may be levelled: "neural nets", "data set". */
  readonly opens: boolean;
  /** "50", "v3". */
  readonly isVersion: boolean;
  readonly isLetter: boolean;
  readonly endsInLetter: boolean;
  readonly isProperName: boolean;
  readonly isCapitalised: boolean;
  /** Null: nobody has asked yet. */
  singular: Part | null;
}

const GREEK = new Map(
  'α:alpha β:beta γ:gamma δ:delta ε:epsilon ϵ:epsilon ζ:zeta η:eta θ:theta ϑ:theta ι:iota κ:kappa λ:lambda μ:mu ν:nu ξ:xi π:pi ρ:rho σ:sigma ς:sigma τ:tau υ:upsilon φ:phi ϕ:phi χ:chi ψ:psi ω:omega ℓ:l'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);
/** Signs that look like a hyphen, join like one or hang at a letter's foot. */
const JOINTS = /[-‐‑‒–—―−_^/]/;
const KEPT = /[\p{L}\p{N}\p{M}+#*@$%.'′]/u;

const APART = 0;
const JOINT = 1;
const INSIDE = 2;
const kindOf = (character: string) => (KEPT.test(character) ? INSIDE : JOINTS.test(character) ? JOINT : APART);
/** Kinds of ASCII, of which nearly every name is. */
const ASCII = Uint8Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)));

function wordsOf(name: string): Word[] {
  const plain = isPlain(name) ? name : inPlainSigns(name);
  const words: Word[] = [];
  let start = 0;
  let hash = 0;
  let hyphenated = false;
  for (let at = 0; at <= plain.length; ) {
    const code = at < plain.length ? plain.charCodeAt(at) : BLANK;
    const width = code < HIGH || plain.codePointAt(at)! <= 0xffff ? 1 : 2;
    const kind = code < 128 ? ASCII[code]! : kindOf(plain.slice(at, at + width));
    if (kind === INSIDE) {
      hash = mixIn(hash, code);
      if (width > 1) hash = mixIn(hash, plain.charCodeAt(at + 1));
      at += width;
      continue;
    }
    const part = start < at ? partAt(plain, start, at, hash) : null;
    at += width;
    if (part !== null) words.push({ part, hyphenated: hyphenated && words.length > 0 });
    if (part !== null || kind === APART) hyphenated = kind === JOINT;
    start = at;
    hash = 0;
  }
  return words;
}
/** From here on a unit may be half of a character. */
const HIGH = 0xd800;

/** ASCII that can be seen, without "&": nothing is to be levelled before the words are read. */
function isPlain(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code < BLANK || code > 0x7e || code === AMPERSAND) return false;
  }
  return true;
}
const AMPERSAND = 0x26;
const BLANK = 0x20;

const inPlainSigns = (name: string) =>
  name
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}\p{Cs}]+/gu, (hidden) => (/\s/.test(hidden) ? ' ' : ''))
    .replace(/[’‘]/g, "'")
    .replace(/&/g, ' and ');

/** What stands between two places of a name; null: nothing is left of it. Most parts of names are words of the text. */
function partAt(name: string, start: number, end: number, hash: number): Part | null {
  const form = formAt(name, start, end, hash);
  if (form.namePart === undefined) form.namePart = readPart(form.text);
  return form.namePart as Part | null;
}

function readPart(run: string): Part | null {
  const written = PLAIN.test(run) ? run : run.replace(/^[.']+|[.']+$/g, '').replace(/'s$/i, '');
  return written === '' ? null : newPart(ownCopy(written), keyOf(written));
}

/** Nearly all words that are not coined: of these most is known without a further look. */
const PLAIN = /^[A-Z]?[a-z]+$/;

function newPart(written: string, key: string): Part {
  const isPlain = PLAIN.test(written);
  return {
    key,
    written,
    isPrefix: PREFIXES.has(key),
    opens: OPENINGS.test(key),
    isVersion: !isPlain && /^(?:v\d|\d)/.test(key),
    isLetter: isPlain ? key.length === 1 : /^\p{L}$/u.test(key),
    endsInLetter: isPlain || /\p{L}$/u.test(key),
    isProperName: !isPlain && /\d|\p{L}\p{Lu}|^\p{Lu}{2}/u.test(written),
    isCapitalised: isPlain ? written.charCodeAt(0) < SMALL_A : /^\p{Lu}/u.test(written),
    singular: null,
  };
}
const SMALL_A = 0x61;

function inSingular(part: Part): Part {
  if (part.singular === null) {
    const key = singular(part);
    part.singular = key === part.key ? part : newPart(part.written, key);
  }
  return part.singular;
}

function keyOf(word: string): string {
  if (PLAIN.test(word)) return american(word.toLowerCase());
  let key = '';
  // Marks fall: "Poincaré" and "Poincare". The locale is never asked: "I" is "i" in Istanbul too.
  for (const character of word.toLowerCase().normalize('NFD')) {
    const greek = GREEK.get(character);
    if (greek !== undefined) key += key === '' || word.length > 2 ? greek : ` ${greek}`;
    else if (!/\p{M}/u.test(character)) key += character;
  }
  key = key.normalize('NFC').replace(/[′']/g, '');
  return american(key) || word;
}

const american = (key: string): string =>
  MAY_BE_BRITISH.test(key) ? BRITISH.reduce((levelled, [from, to]) => levelled.replace(from, to), key) : key;
/** Part of every word that {@link BRITISH} changes. */
const MAY_BE_BRITISH = /is|ell|our|analyse|centre/;

const BRITISH: readonly (readonly [RegExp, string])[] = [
  [/isation/, 'ization'],
  [
    /(general|optim|normal|regular|summar|token|quant|factor|vector|categor|recogn|maxim|minim)is(e[drs]?|ing)$/,
    '$1iz$2',
  ],
  [/modell/, 'model'],
  [/labell/, 'label'],
  [/(col|behavi|neighb|fav)our/, '$1or'],
  [/^analyse/, 'analyze'],
  [/^centre$/, 'center'],
];

const ARTICLES = new Set(['the', 'a', 'an', 'our', 'their', 'its', 'this', 'these']);

/** Tails that add nothing, whatever stands before. */
const TAILS: Readonly<Record<EntityType, ReadonlySet<string>>> = {
  Dataset: new Set('dataset datasets corpus corpora benchmark benchmarks collection database testbed'.split(' ')),
  Metric: new Set('metric metrics measure measures value values'.split(' ')),
  Hardware: new Set(
    'gpu gpus card cards chip chips processor processors device devices accelerator accelerators'.split(' '),
  ),
  Task: new Set('task tasks problem problems'.split(' ')),
  Method: new Set(
    'model models method methods algorithm algorithms framework frameworks architecture architectures approach approaches technique techniques system systems toolkit library'.split(
      ' ',
    ),
  ),
}; // prettier-ignore
/** "F1 score" is F1, but "inception score" is no inception. */
const SCORES =
  /^(?:f\d|f|bleu|rouge|cider|meteor|spice|dice|map|auc|auroc|accuracy|micro|macro|r2|fid|psnr|ssim|iou|miou|wer|jaccard|brier)/;
/** Words that name a thing by themselves: a "Transformer model" is a Transformer, a "mixture model" no mixture. */
const SELF_STANDING =
  /(?:former|coder|net|bert|gan|lstm|cnn|rnn|gru|perceptron|forest|machine|network|descent|propagation|learning|regression)s?$/;
const MAKERS = new Set(['nvidia', 'geforce', 'tesla', 'google']);

const mayFall = (tail: string, type: EntityType): boolean =>
  type === 'Hardware' || TAILS[type].has(tail) || tail === 'set' || tail === 'score' || tail === 'scores';

function dropTails(words: Word[], type: EntityType): void {
  while (words.length > 1) {
    const { part: last } = words.at(-1)!;
    const { part: before, hyphenated } = words.at(-2)!;
    const isSet = type === 'Dataset' && last.key === 'set' && before.key === 'data';
    if (isSet) {
      words.splice(-2, 2, { part: newPart('dataset', 'dataset'), hyphenated });
      continue;
    }
    const falls =
      type === 'Metric' && /^scores?$/.test(last.key)
        ? SCORES.test(before.key)
        : TAILS[type].has(last.key) &&
          (type === 'Method'
            ? before.isProperName || SELF_STANDING.test(before.key)
            : type !== 'Hardware' || words.some(({ part }, at) => at < words.length - 1 && /\d/.test(part.key)));
    if (!falls) break;
    words.pop();
  }
  if (type === 'Hardware') {
    while (
      words.length > 1 &&
      MAKERS.has(words[0]!.part.key) &&
      words.some(({ part }, at) => at > 0 && /\d/.test(part.key))
    )
      words.shift();
  }
}

/** Words that only look like a plural. */
const NO_PLURAL =
  /(?:ss|us|is|as|os|ous|news|lens|species|series|keras|chess|means|mechanics|physics|dynamics|robotics|statistics|mathematics|linguistics|semantics|genomics|analytics|economics|genetics|forensics|ethics|optics|kinematics|electronics|diagnostics|bioinformatics|informatics)$/;

function singular({ key, written }: Part): string {
  if (key.length < 4 || !key.endsWith('s')) return key;
  // "GPUs" is a plural, "PASCAL VOCS" and "DBS" are names.
  if (written.endsWith('S')) return key;
  const capitals = /\p{Lu}{2,}s$/u.test(written) || /\ds$/.test(written);
  if (!capitals && NO_PLURAL.test(key)) return IRREGULAR.get(key) ?? key;
  if (IRREGULAR.has(key)) return IRREGULAR.get(key)!;
  if (/[^aeiou]ies$/.test(key) && key.length > 4 && !/^(?:movies|cookies|zombies|selfies)$/.test(key))
    return `${key.slice(0, -3)}y`;
  if (/(?:ss|x|sh|[^a]ch|z)es$/.test(key) && !/(?:caches|axes)$/.test(key)) return key.slice(0, -2);
  return key.slice(0, -1);
}
const IRREGULAR = new Map([
  ['analyses', 'analysis'],
  ['hypotheses', 'hypothesis'],
  ['biases', 'bias'],
  ['indices', 'index'],
  ['matrices', 'matrix'],
  ['vertices', 'vertex'],
  ['corpuses', 'corpus'],
]);

/** First parts that are written apart, with a hyphen or together as the author likes. */
const PREFIXES = new Set(
  'pre post co re multi semi non sub super hyper auto micro macro bi uni inter intra un cross meta over under anti de pseudo trans hetero homo spatio neuro bio geo photo tele tri quasi ultra'.split(
    ' ',
  ),
);
const OPENINGS = /(?:neural|data)$/;

/** The last word in the singular. */
function joinWords(words: readonly Word[]): string {
  let out = '';
  let previous: Part | undefined;
  let mayLevel = false;
  for (let i = 0; i < words.length; i++) {
    const { part: own, hyphenated } = words[i]!;
    const part = i < words.length - 1 ? own : inSingular(own);
    if (previous !== undefined && !isJoined(previous, part, hyphenated, out === previous.key)) out += ' ';
    out += part.key;
    mayLevel ||= part.opens;
    previous = part;
  }
  return !mayLevel ? out : out.replace(/\bneural nets?$/, 'neural network').replace(/\bdata sets?\b/, 'dataset');
}

function isJoined(before: Part, part: Part, hyphenated: boolean, isFirst: boolean): boolean {
  if (before.isPrefix) return true;
  if (before.key === 'fine' && part.key.startsWith('tun')) return true;
  if (before.key === 'back' && part.key.startsWith('propag')) return true;
  // "ResNet-50", "GPT 3.5", "YOLO v3"; but "Waymo 3D" are two words, and "Llama 2 7B" must not become 27B.
  if (part.isVersion)
    return (
      !/^\d+d$/.test(part.key) &&
      before.endsInLetter &&
      (hyphenated || before.isProperName || before.isCapitalised || part.key.startsWith('v') || part.key.length > 1)
    );
  // "k means", "R-CNN", "U-Net", "t-SNE".
  if (before.isLetter) return hyphenated || isFirst;
  return hyphenated && (part.key === 'net' || part.key === 'nets');
}
