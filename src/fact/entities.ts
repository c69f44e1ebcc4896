/**
 * From mentions to the things they name within one paper: one entity for a name, its plural, its abbreviation and its
 * shorter or longer forms, with the role that the paper gives it.
 */
import type { Abbreviation } from '../text/abbreviations.js';
import { entityId, nameKey } from '../text/name-key.js';
import type { Entity, EntityId, EntityType, LinkedMention, Mention, Sentence } from '../types.js';
import type { KnownNames } from './known-names.js';
import { readRoles } from './roles.js';
import { spanOf } from './sentences.js';

export interface Named {
  readonly entities: Entity[];
  readonly linked: LinkedMention[];
}

/**
 * @param mentions  in reading order, without overlap
 * @param known     names that mean one thing everywhere ("CNN", "convolutional neural network")
 * @param least     a thing none of whose mentions is as sure as this is left out with them
 * @returns entities in order of first mention, and the mentions in their order, each knowing its entity
 */
export function nameEntities(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  abbreviations: readonly Abbreviation[],
  known: KnownNames = new Map(),
  least: Readonly<Partial<Record<EntityType, number>>> = {},
): Named {
  const isSure = (group: readonly Mention[]) => group.some(({ type, confidence }) => confidence >= (least[type] ?? 0));
  const groups = groupMentions(sentences, mentions, abbreviations, known).filter(isSure);
  const shorts = new Set(abbreviations.map(({ shortText }) => shortText));
  const roles = readRoles(sentences, mentions, groups, known);
  const entities = new Map<EntityId, Entity>();
  const entityOf = new Map<Mention, EntityId>();
  groups.forEach((group, i) => {
    const { type } = group[0]!;
    const name = bareName(nameOf(group, shorts), type);
    const id = entityId(type, name);
    for (const mention of group) entityOf.set(mention, id);
    // Two groups under one id: the names differ only in what the key levels.
    const before = entities.get(id);
    const texts = new Set([...(before ? [before.name, ...before.aliases] : []), ...group.map(({ text }) => text)]);
    texts.delete(before?.name ?? name);
    const abbreviation = group.map(({ text }) => text).find((text) => shorts.has(text) && text !== name);
    const { role, evidence } = roles[i]!;
    entities.set(id, {
      id,
      type,
      name: before?.name ?? name,
      aliases: [...texts],
      ...(before?.abbreviation ? { abbreviation: before.abbreviation } : abbreviation ? { abbreviation } : {}),
      role: before?.role ?? role,
      confidence: Math.max(before?.confidence ?? 0, ...group.map(({ confidence }) => confidence)),
      evidence: before?.evidence ?? spanOf(evidence),
    });
  });
  return {
    entities: [...entities.values()],
    linked: mentions.flatMap((mention) => {
      const entity = entityOf.get(mention);
      return entity === undefined ? [] : [{ ...mention, entity }];
    }),
  };
}

// ---------------------------------------------------------------------------------------------------- groups

/** Mentions of one thing together, groups in order of their first mention. */
function groupMentions(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  abbreviations: readonly Abbreviation[],
  known: KnownNames,
): Mention[][] {
  const long = new Map<string, string>();
  for (const { longText, shortText } of abbreviations) long.set(nameKey(shortText), longText);
  const keyOf = new Map<Mention, string>();
  const names = new Map<string, Mention>();
  for (const mention of mentions) {
    const key = `${mention.type}\0${spelledOut(paperKey(mention.text, mention.type), long)}`;
    keyOf.set(mention, key);
    if (!names.has(key)) names.set(key, mention);
  }
  const joined = new Map<string, string>();
  const find = (key: string): string => {
    let at = key;
    for (let next = joined.get(at); next !== undefined; next = joined.get(at)) at = next;
    return at;
  };
  const join = (from: string, to: string) => {
    const [a, b] = [find(from), find(to)];
    if (a !== b) joined.set(a, b);
  };

  /** What everybody knows under one name, by the first of its names here. */
  const meant = new Map<string, string>();
  for (const [key, { text, type }] of names) {
    const own = paperKey(text, type);
    // The paper's own abbreviation, or one that everybody knows.
    const spelled = long.get(own) ?? long.get(nameKey(text));
    if (spelled !== undefined) {
      const whole = `${type}\0${paperKey(spelled, type)}`;
      if (names.has(whole)) join(key, whole);
      else joinByLongForm(key, type, spelled, names, join);
    }
    const common = known.get(`${type}\0${own}`);
    if (common !== undefined) {
      if (names.has(`${type}\0${common}`)) join(key, `${type}\0${common}`);
      else {
        const other = meant.get(`${type}\0${common}`);
        if (other !== undefined) join(key, other);
        else meant.set(`${type}\0${common}`, key);
      }
    }
  }
  joinTitle(sentences, mentions, keyOf, join);
  joinInitials(names, join, find);
  joinHeads(names, join);
  joinLonger(names, known, join);

  const groups = new Map<string, Mention[]>();
  for (const mention of mentions) {
    const key = find(keyOf.get(mention)!);
    const group = groups.get(key);
    if (group) group.push(mention);
    else groups.set(key, [mention]);
  }
  return [...groups.values()];
}

/** "multi-branch CNN" where the paper spells CNN out; a short form alone keeps its own key. */
function spelledOut(key: string, long: ReadonlyMap<string, string>): string {
  if (long.size === 0 || !key.includes(' ')) return key;
  return key
    .split(' ')
    .map((word) => {
      const whole = long.get(word);
      return whole === undefined ? word : nameKey(whole);
    })
    .join(' ');
}

/** The long form was found under other borders: "a gating network (GN)" beside the mention "gating network". */
function joinByLongForm(
  key: string,
  type: EntityType,
  spelled: string,
  names: ReadonlyMap<string, Mention>,
  join: (from: string, to: string) => void,
): void {
  const wanted = spelled.toLowerCase();
  for (const [other, { text, type: otherType }] of names) {
    if (otherType !== type || other === key || text.length < 6) continue;
    const lower = text.toLowerCase();
    if (wanted.endsWith(lower) || lower.endsWith(wanted)) {
      join(key, other);
      return;
    }
  }
}

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
  modern normal average overall vanilla plain large small big larger smaller high low explicit actual total basic baseline`.split(
    /\s+/,
  ),
);

/** The key of a name within one paper: what adds nothing is taken off as long as two words or a proper name are left. */
function paperKey(text: string, type: EntityType): string {
  const asked = `${type}\0${text}`;
  const before = remembered.get(asked);
  if (before !== undefined) return before;
  if (remembered.size >= MEMORY) remembered.clear();
  const key = strippedKey(text, type);
  remembered.set(asked, key);
  return key;
}
/** The same few names are asked for again and again; a corpus of junk must not fill the memory. */
const MEMORY = 50_000;
const remembered = new Map<string, string>();

function strippedKey(text: string, type: EntityType): string {
  let words = text.split(/\s+/);
  if (type === 'Method' && words.length > 1)
    words = words.map((word, i) => (i < words.length - 1 ? word.replace(/-based$/i, '') : word));
  const isBased = type === 'Method' && /-(?:based|centric)\b/i.test(text);
  while ((words.length > 2 || (words.length === 2 && isProper(words[1]!))) && HEADS.has(words[0]!.toLowerCase()))
    words.shift();
  const minimum = () =>
    words.length === 2
      ? isBased || isProper(words[0]!) || type === 'Dataset' || type === 'Hardware' || LONE.has(words[0]!.toLowerCase())
      : words.length > 2;
  while (words.length > 1 && TAILS[type].has(words.at(-1)!.toLowerCase()) && minimum()) words.pop();
  // "GPs": the key of a name leaves the "s" of a short one.
  words = words.map((word) => (/^\p{Lu}{2,}s$/u.test(word) ? word.slice(0, -1) : word));
  const key = nameKey(words.join(' '), type);
  return type === 'Metric' ? QUANTITIES.reduce((levelled, [from, to]) => levelled.replace(from, to), key) : key;
}
/** One quantity under several nouns. */
const QUANTITIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:(?:trainable|learnable|model|network) )?parameters?(?: count)?$/, 'number of parameter'],
  [/^number of (?:trainable|learnable|model|network) parameters?$/, 'number of parameter'],
  [/^(?:gpu )?memory (?:consumption|footprint|cost|requirement|usage|use)$/, 'memory usage'],
  // "WER improvement" beside "WER", "accuracy drop" beside "accuracy".
  [/ (?:point|improvement|increase|drop|reduction)$/, ''],
  [/^generalization (?:ability|capability|capacity|performance)$/, 'generalization'],
];
const isProper = (word: string) => /\p{Lu}.*\p{Lu}|\p{Ll}\p{Lu}|\d/u.test(word);
/** Single words that name a method by themselves. */
const LONE = new Set(
  'accuracy transformer quantization pruning distillation dropout attention diffusion boosting bagging backpropagation cross-attention self-attention clustering'.split(
    ' ',
  ),
);

/** "SMINet: A State-Aware Representation Network for …": what a title names before its colon, and what it calls it after. */
function joinTitle(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  keyOf: ReadonlyMap<Mention, string>,
  join: (from: string, to: string) => void,
): void {
  const title = sentences[0];
  const [coined, called] = mentions;
  if (title?.field !== 'title' || coined?.field !== 'title' || called?.field !== 'title') return;
  if (coined.type !== 'Method' || called.type !== 'Method' || coined.start !== title.start) return;
  if (/\s/.test(coined.text) || !isProper(coined.text) || isProper(called.text.replaceAll('-', ' ').split(' ')[0]!))
    return;
  const between = title.text.slice(coined.end - title.start, called.start - title.start);
  const last = called.text.slice(called.text.lastIndexOf(' ') + 1).toLowerCase();
  if (/^\s*[:–—]\s*(?:an?\s+|the\s+)?$/i.test(between) && called.text.includes(' ') && THINGS.has(last))
    join(keyOf.get(called)!, keyOf.get(coined)!);
}
/** What is built: "Graph Attention Network", not "Graph Attention". */
const THINGS = new Set(
  'network framework model transformer architecture system algorithm method approach autoencoder encoder detector tracker agent library toolkit'.split(
    ' ',
  ),
);

/**
 * "IFM" beside "Iterative Feature Merging", "STPNet" beside "Scale-aware Text Prompt Network": initials of exactly one name of
 * the paper, three letters at least.
 */
function joinInitials(
  names: ReadonlyMap<string, Mention>,
  join: (from: string, to: string) => void,
  find: (key: string) => string,
): void {
  const coined = [...names].filter(([, { text }]) => COINED.test(text));
  if (coined.length === 0) return;
  const initials = new Map<string, string | null>();
  for (const [key, { text, type }] of names)
    for (const each of initialsOf(text)) {
      const letters = `${type}\0${each}`;
      const before = initials.get(letters);
      if (before === undefined) initials.set(letters, key);
      else if (before !== null && find(before) !== find(key)) initials.set(letters, null);
    }
  for (const [key, { text, type }] of coined) {
    const whole = initials.get(`${type}\0${text.replace(/s$/, '').replace(/[^\p{Lu}]/gu, '')}`);
    if (whole) join(key, whole);
  }
}
/** A word of three capitals and more, with no other letters but those of "Net" and an "s". */
const COINED = /^(?=\p{Lu}-?\p{Lu}-?\p{Lu}|\p{Lu}-?\p{Lu}-?Net)[\p{Lu}-]+(?:Net)?s?$/u;

/** Of a name of three words and more: the first letters of its words, parts behind a hyphen counted or not. */
function initialsOf(text: string): ReadonlySet<string> {
  const first = (words: readonly string[]) => {
    const own = words.filter(
      (word) => /^\p{L}/u.test(word) && !/^(?:of|for|and|the|with|to|in|on|via|by)$/i.test(word),
    );
    return own.length < 3 ? '' : own.map((word) => word[0]!.toUpperCase()).join('');
  };
  const parts = text.split(/[\s-]+/);
  const found = new Set([first(parts), first(text.split(/\s+/)), first(parts.filter((part) => /^\p{Lu}/u.test(part)))]);
  found.delete('');
  return found;
}

/** Metrics: "accuracy" is the paper's only "… accuracy", "parameters" its "number of parameters". */
function joinHeads(names: ReadonlyMap<string, Mention>, join: (from: string, to: string) => void): void {
  const metrics = [...names].filter(([, { type }]) => type === 'Metric');
  for (const [key, { text }] of metrics) {
    const lower = text.toLowerCase();
    if (/\s/.test(lower)) continue;
    const longer = metrics.filter(([other, m]) => other !== key && m.text.toLowerCase().endsWith(` ${lower}`));
    if (longer.length === 1) join(key, longer[0]![0]);
  }
}

/**
 * Within one paper a name with more words before it is most often the same thing: "image retrieval" and "large-scale image
 * retrieval". In 370 annotated papers so for 19 of 20 tasks of two words and more, 9 of 10 methods of three words and 5 of 6
 * of two; a name that everybody uses ("neural network") has kinds of its own.
 */
function joinLonger(
  names: ReadonlyMap<string, Mention>,
  known: KnownNames,
  join: (from: string, to: string) => void,
): void {
  const keys = [...names.keys()].filter((key) => LONGER.has(names.get(key)!.type));
  const bags = new Map<string, string>();
  for (const key of keys) {
    const words = key.slice(key.indexOf('\0') + 1).split(' ');
    // "neural implicit representation" and "implicit neural representation"
    const bag = `${names.get(key)!.type}\0${bagOf(words, names.get(key)!.type)}`;
    const same = bags.get(bag);
    if (same === undefined) bags.set(bag, key);
    else join(key, same);
    const { type } = names.get(key)!;
    const isMethod = type === 'Method';
    if (isMethod && (known.has(key) || COMMON.has(key.slice(key.indexOf('\0') + 1)))) continue;
    const tail = ` ${key.slice(key.indexOf('\0') + 1)}`;
    const longer = keys.filter((other) => other !== key && names.get(other)!.type === type && other.endsWith(tail));
    if (type === 'Metric' && (words.length === 1 || longer.length > 1)) continue;
    if (longer.length > 1 && (words.length === 1 || (isMethod && words.length === 2))) continue;
    for (const other of longer) join(other, key);
    if (words.length === 1) continue;
    const extended = keys.filter(
      (other) => other.startsWith(`${key} `) && other.slice(key.length + 1).indexOf(' ') < 0,
    );
    if (extended.length === 1) join(extended[0]!, key);
  }
}
/** The words of a name in no order; of a task the beginnings of its content words: "detecting sepsis" and "detection of sepsis". */
function bagOf(words: readonly string[], type: EntityType): string {
  const told = type === 'Task' ? words.filter((word) => !/^(?:of|for|in|the|a|an|on|to)$/.test(word)) : words;
  return told
    .map((word) => (type === 'Task' ? word.slice(0, 6) : word))
    .sort()
    .join(' ');
}
const LONGER: ReadonlySet<EntityType> = new Set(['Method', 'Task', 'Dataset', 'Metric']);
/** Methods with kinds of their own. */
const COMMON = new Set(
  [
    'neural network, deep neural network, language model, generative model, diffusion model, foundation model, graph neural network',
    'representation learning, supervised learning, unsupervised learning, machine learning, deep learning, transfer learning',
    'reinforcement learning, knowledge graph, loss function, approximation algorithm, bayesian network, cosine similarity',
  ].flatMap((line) => line.split(', ')),
);

// ------------------------------------------------------------------------------------------------------ names

/** The fullest form that most mentions use: a long form before its short form, then the most frequent, then the longest, then the first. */
function nameOf(group: readonly Mention[], shorts: ReadonlySet<string>): string {
  const counts = new Map<string, number>();
  for (const { text } of group) counts.set(text, (counts.get(text) ?? 0) + 1);
  const { type } = group[0]!;
  const isShort = (text: string) =>
    shorts.has(text) || (text.endsWith('s') && shorts.has(text.slice(0, -1))) || /^\p{Lu}{2,5}s?$/u.test(text);
  const hasTail = (text: string) =>
    text.includes(' ') && TAILS[type].has(text.slice(text.lastIndexOf(' ') + 1).toLowerCase());
  const ranked = [...counts].sort(
    ([a, m], [b, n]) =>
      Number(hasTail(a)) - Number(hasTail(b)) ||
      Number(isShort(a)) - Number(isShort(b)) ||
      n - m ||
      Number(/s$/.test(a)) - Number(/s$/.test(b)) ||
      b.length - a.length,
  );
  return ranked[0]![0];
}

/**
 * A name without what says only what kind of thing it is ("Math23K dataset", "text classification tasks", "state-of-the-art
 * CRNN-based approaches"): the mentions keep it, the node does not need it.
 */
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
