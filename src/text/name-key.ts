/**
 * The key under which two spellings are one name.
 */
import type { EntityId, EntityType } from '../types.js';

/**
 * `ResNet-50`, `ResNet 50` and `resnet50` give `resnet50`; `Convolutional Neural Networks` gives
 * `convolutional neural network`. Case, hyphens, plural, Greek letters, Unicode forms, British spelling, articles and tails that
 * add nothing ("ImageNet dataset", "BERT model") are levelled. Figures stay, so that versions stay apart.
 *
 * @param type  decides which tails add nothing; without it none is taken off
 * @returns words in lower case with one space between; empty only when the name holds no letter, figure or sign
 */
export function nameKey(name: string, type?: EntityType): string {
  const asked = type === undefined ? name : `${type}\0${name}`;
  const known = remembered.get(asked);
  if (known !== undefined) return known;
  if (remembered.size >= MEMORY) remembered.clear();
  const key = levelledKey(name, type);
  remembered.set(asked, key);
  return key;
}

/** The same few names are asked for again and again; a corpus of junk must not fill the memory. */
const MEMORY = 50_000;
const remembered = new Map<string, string>();

function levelledKey(name: string, type?: EntityType): string {
  const words = wordsOf(name);
  // "A-OKVQA" is no OKVQA.
  while (words.length > 1 && ARTICLES.has(words[0]!.key) && !words[1]!.hyphenated) words.shift();
  if (type !== undefined) dropTails(words, type);
  const last = words.at(-1);
  if (last !== undefined) last.key = singular(last);
  const joined = joinWords(words);
  return joined || name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** `method:convolutional-neural-network`. Safe as a key of plain objects: the prefix keeps it from `__proto__`. */
export function entityId(type: EntityType, name: string): EntityId {
  return `${type.toLowerCase() as Lowercase<EntityType>}:${nameKey(name, type).replaceAll(' ', '-')}`;
}

interface Word {
  key: string;
  /** As written, to know capitals. */
  readonly written: string;
  /** True when a hyphen, not a space, stands before it. */
  readonly hyphenated: boolean;
}

const GREEK = new Map(
  'α:alpha β:beta γ:gamma δ:delta ε:epsilon ϵ:epsilon ζ:zeta η:eta θ:theta ϑ:theta ι:iota κ:kappa λ:lambda μ:mu ν:nu ξ:xi π:pi ρ:rho σ:sigma ς:sigma τ:tau υ:upsilon φ:phi ϕ:phi χ:chi ψ:psi ω:omega ℓ:l'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);
/** Signs that look like a hyphen, join like one or hang at a letter's foot. */
const JOINTS = /[-‐‑‒–—―−_^/]/;
const KEPT_INSIDE = /[+#*@$%.'′]/;

function wordsOf(name: string): Word[] {
  const plain = name
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}\p{Cs}]+/gu, (hidden) => (/\s/.test(hidden) ? ' ' : ''))
    .replace(/[’‘]/g, "'")
    .replace(/&/g, ' and ');
  const words: Word[] = [];
  let written = '';
  let hyphenated = false;
  const end = (joint: boolean) => {
    const word = written.replace(/^[.']+|[.']+$/g, '').replace(/'s$/i, '');
    if (word !== '') words.push({ key: keyOf(word), written: word, hyphenated: hyphenated && words.length > 0 });
    if (word !== '' || !joint) hyphenated = joint;
    written = '';
  };
  for (const character of plain) {
    if (/[\p{L}\p{N}\p{M}]/u.test(character) || KEPT_INSIDE.test(character)) written += character;
    else end(JOINTS.test(character));
  }
  end(false);
  return words;
}

function keyOf(word: string): string {
  let key = '';
  // Marks fall: "Poincaré" and "Poincare". The locale is never asked: "I" is "i" in Istanbul too.
  for (const character of word.toLowerCase().normalize('NFD')) {
    const greek = GREEK.get(character);
    if (greek !== undefined) key += key === '' || word.length > 2 ? greek : ` ${greek}`;
    else if (!/\p{M}/u.test(character)) key += character;
  }
  key = key.normalize('NFC').replace(/[′']/g, '');
  return BRITISH.reduce((american, [from, to]) => american.replace(from, to), key) || word;
}

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

function dropTails(words: Word[], type: EntityType): void {
  for (let last = words.at(-1); words.length > 1 && last !== undefined; last = words.at(-1)) {
    const before = words.at(-2)!;
    const isSet = type === 'Dataset' && last.key === 'set' && before.key === 'data';
    if (isSet) {
      words.splice(-2, 2, { ...before, key: 'dataset', written: 'dataset' });
      if (words.length === 1) return;
      continue;
    }
    const falls =
      type === 'Metric' && /^scores?$/.test(last.key)
        ? SCORES.test(before.key)
        : TAILS[type].has(last.key) &&
          (type === 'Method'
            ? isProperName(before.written) || SELF_STANDING.test(before.key)
            : type !== 'Hardware' || words.some((word) => word !== last && /\d/.test(word.key)));
    if (!falls) break;
    words.pop();
  }
  if (type === 'Hardware') {
    while (words.length > 1 && MAKERS.has(words[0]!.key) && words.some((word, at) => at > 0 && /\d/.test(word.key)))
      words.shift();
  }
}

const isProperName = (written: string): boolean => /\d|\p{L}\p{Lu}|^\p{Lu}{2}/u.test(written);

/** Words that only look like a plural. */
const NO_PLURAL =
  /(?:ss|us|is|as|os|ous|news|lens|species|series|keras|chess|means|mechanics|physics|dynamics|robotics|statistics|mathematics|linguistics|semantics|genomics|analytics|economics|genetics|forensics|ethics|optics|kinematics|electronics|diagnostics|bioinformatics|informatics)$/;

function singular({ key, written }: Word): string {
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
const PREFIXES =
  /^(?:pre|post|co|re|multi|semi|non|sub|super|hyper|auto|micro|macro|bi|uni|inter|intra|un|cross|meta|over|under|anti|de|pseudo|trans|hetero|homo|spatio|neuro|bio|geo|photo|tele|tri|quasi|ultra)$/;

function joinWords(words: readonly Word[]): string {
  let out = '';
  let previous: Word | undefined;
  for (const word of words) {
    if (previous !== undefined && !isJoined(previous, word, out === previous.key)) out += ' ';
    out += word.key;
    previous = word;
  }
  return out.replace(/\bneural nets?$/, 'neural network').replace(/\bdata sets?\b/, 'dataset');
}

function isJoined(before: Word, word: Word, isFirst: boolean): boolean {
  if (PREFIXES.test(before.key)) return true;
  if (before.key === 'fine' && word.key.startsWith('tun')) return true;
  if (before.key === 'back' && word.key.startsWith('propag')) return true;
  // "ResNet-50", "GPT 3.5", "YOLO v3"; but "Waymo 3D" are two words, and "Llama 2 7B" must not become 27B.
  if (/^(?:v\d|\d)/.test(word.key))
    return (
      !/^\d+d$/.test(word.key) &&
      /\p{L}$/u.test(before.key) &&
      (word.hyphenated ||
        isProperName(before.written) ||
        /^\p{Lu}/u.test(before.written) ||
        word.key.startsWith('v') ||
        word.key.length > 1)
    );
  // "k means", "R-CNN", "U-Net", "t-SNE".
  if (/^\p{L}$/u.test(before.key)) return word.hyphenated || isFirst;
  return word.hyphenated && /^(?:net|nets)$/.test(word.key);
}
