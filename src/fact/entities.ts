/**
 * From mentions to the things they name within one paper: one entity for a name, its plural, its abbreviation and its
 * shorter or longer forms, with the role that the paper gives it.
 */
import type { Abbreviation } from '../text/abbreviations.js';
import { nameKey } from '../text/name-key.js';
import type { Entity, EntityId, EntityType, LinkedMention, Mention, Sentence } from '../types.js';
import type { KnownNames } from './known-names.js';
import {
  bagOf,
  bagSignOf,
  coreOf,
  isMadeFrom,
  isProper,
  kindlessKeysOf,
  type NameForm,
  nameForm,
  unqualifiedKeyOf,
} from './name-forms.js';
import { readRoles } from './roles.js';
import { spanOf } from './sentences.js';

export interface Named {
  readonly entities: Entity[];
  /** The name of each entity. */
  readonly forms: NameForm[];
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
  const forms = mentions.map(({ text, type }) => nameForm(text, type));
  const isSure = (at: number) => mentions[at]!.confidence >= (least[mentions[at]!.type] ?? 0);
  const groups = groupMentions(sentences, mentions, forms, abbreviations, known).filter((group) => group.some(isSure));
  const shorts = new Set(abbreviations.map(({ shortText }) => shortText));
  const roles = readRoles(sentences, mentions, groups, forms, known);
  const indices = new Map<EntityId, number>();
  const entities: Entity[] = [];
  const entityForms: NameForm[] = [];
  const entityOf = new Array<EntityId | undefined>(mentions.length).fill(undefined);
  groups.forEach((group, i) => {
    const { bareForm, id } = fullestOf(group, forms, shorts);
    const { text: name } = bareForm;
    let confidence = 0;
    for (const at of group) {
      entityOf[at] = id;
      confidence = Math.max(confidence, mentions[at]!.confidence);
    }
    const { role, evidence } = roles[i]!;
    const called = {
      id,
      type: forms[group[0]!]!.type,
      name,
      aliases: [],
      role,
      confidence,
      evidence: spanOf(evidence),
    };
    const index = indices.get(id) ?? entities.length;
    if (index === entities.length) {
      indices.set(id, index);
      entityForms.push(bareForm);
    }
    entities[index] = withTexts(entities[index] ?? called, name, group, forms, shorts, confidence);
  });
  const linked: LinkedMention[] = [];
  mentions.forEach(({ field, start, end, text, type, foundBy, confidence }, at) => {
    const entity = entityOf[at];
    if (entity !== undefined) linked.push({ field, start, end, text, type, foundBy, confidence, entity });
  });
  return { entities, forms: entityForms, linked };
}

/** An entity with all that its mentions call it. Two groups may come under one id: their names differ only in what the key levels. */
function withTexts(
  entity: Entity,
  own: string,
  group: Group,
  forms: readonly NameForm[],
  shorts: ReadonlySet<string>,
  confidence: number,
): Entity {
  const { id, type, name, role, evidence } = entity;
  const aliases = [...entity.aliases];
  let { abbreviation } = entity;
  for (const at of group) {
    const { text } = forms[at]!;
    if (text !== name && !aliases.includes(text)) aliases.push(text);
    if (text !== own && shorts.has(text)) abbreviation ??= text;
  }
  const sure = Math.max(entity.confidence, confidence);
  return abbreviation
    ? { id, type, name, aliases, abbreviation, role, confidence: sure, evidence }
    : { id, type, name, aliases, role, confidence: sure, evidence };
}

// ---------------------------------------------------------------------------------------------------- groups

/** Mentions of one thing, by their indices. */
type Group = readonly number[];

/** What the paper calls a thing, spelled out, and what else it turned out to be called. */
interface Name {
  readonly key: string;
  /** The first mention's. */
  readonly form: NameForm;
  /** The name that it goes with. */
  joined: Name | null;
  /** Of the names that go with it, if it goes with none. */
  mentions: number[] | null;
  /** How often it is mentioned. */
  times: number;
  /** One bit for each sentence that mentions it; all from the 31st on share one. */
  places: number;
}
/** By `type NUL key`, in order of first mention. */
type Names = ReadonlyMap<string, Name>;

function rootOf(name: Name): Name {
  let at = name;
  while (at.joined !== null) at = at.joined;
  return at;
}
function join(from: Name, to: Name): void {
  const [a, b] = [rootOf(from), rootOf(to)];
  if (a !== b) a.joined = b;
}

/** Mentions of one thing together, groups in order of their first mention. */
function groupMentions(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  forms: readonly NameForm[],
  abbreviations: readonly Abbreviation[],
  known: KnownNames,
): Group[] {
  const long = new Map<string, string>();
  for (const { longText, shortText } of abbreviations) long.set(nameKey(shortText), longText);
  const shorts = [...long.keys()].filter((short) => short !== '' && !short.includes(' '));
  const names = new Map<string, Name>();
  let place = 0;
  const nameOf = forms.map((form, at) => {
    const key = spelledOut(form.key, long, shorts);
    const typedKey = key === form.key ? form.typedKey : `${form.type}\0${key}`;
    let name = names.get(typedKey);
    if (name === undefined)
      names.set(typedKey, (name = { key, form, joined: null, mentions: null, times: 0, places: 0 }));
    name.times++;
    while (place < sentences.length - 1 && isBehind(mentions[at]!, sentences[place]!)) place++;
    name.places |= 1 << Math.min(place, 30);
    return name;
  });
  joinKnown(names, long, known);
  joinTitle(sentences, mentions, nameOf);
  joinBracketed(sentences, mentions, nameOf, long, known);
  joinInitials(names, known);
  joinHeads(names);
  joinPlain(names);
  joinLonger(names, known);

  const groups: number[][] = [];
  nameOf.forEach((name, at) => {
    const root = rootOf(name);
    if (root.mentions === null) groups.push((root.mentions = []));
    root.mentions.push(at);
  });
  return groups;
}

const isBehind = (mention: Mention, sentence: Sentence): boolean =>
  mention.field === sentence.field ? mention.start >= sentence.end : sentence.field === 'title';
/** What one sentence calls by two names is most often two things. */
const areTogether = (a: Name, b: Name): boolean => (a.places & b.places) !== 0;

/** "multi-branch CNN" where the paper spells CNN out; a short form alone keeps its own key. */
function spelledOut(key: string, long: ReadonlyMap<string, string>, shorts: readonly string[]): string {
  if (shorts.length === 0 || !key.includes(' ') || !shorts.some((short) => holdsWord(key, short))) return key;
  return key
    .split(' ')
    .map((word) => {
      const whole = long.get(word);
      return whole === undefined ? word : nameKey(whole);
    })
    .join(' ');
}
function holdsWord(key: string, word: string): boolean {
  for (let at = key.indexOf(word); at >= 0; at = key.indexOf(word, at + 1)) {
    const end = at + word.length;
    if ((at === 0 || key.charCodeAt(at - 1) === SPACE) && (end === key.length || key.charCodeAt(end) === SPACE))
      return true;
  }
  return false;
}

/** The paper's own abbreviations, and what everybody knows under two names. */
function joinKnown(names: Names, long: ReadonlyMap<string, string>, known: KnownNames): void {
  /** By the first of its names here. */
  const meant = new Map<string, Name>();
  for (const name of names.values()) {
    const { form } = name;
    const { type } = form;
    const spelled = long.size === 0 ? undefined : (long.get(form.key) ?? long.get(form.plainKey));
    if (spelled !== undefined) {
      const whole = names.get(nameForm(spelled, type).typedKey);
      if (whole !== undefined) join(name, whole);
      else joinByLongForm(name, spelled, names);
    }
    const common = form.commonIn(known);
    if (common === undefined) continue;
    const typed = `${type}\0${common}`;
    const other = names.get(typed) ?? meant.get(typed);
    if (other !== undefined) join(name, other);
    else meant.set(typed, name);
  }
}

/** The long form was found under other borders: "a gating network (GN)" beside the mention "gating network". */
function joinByLongForm(name: Name, spelled: string, names: Names): void {
  const wanted = spelled.toLowerCase();
  for (const other of names.values()) {
    const { text, type, lower } = other.form;
    if (type !== name.form.type || other === name || text.length < 6) continue;
    if (wanted.endsWith(lower) || lower.endsWith(wanted)) {
      join(name, other);
      return;
    }
  }
}

/** "SMINet: A State-Aware Representation Network for …": what a title names before its colon, and what it calls it after. */
function joinTitle(sentences: readonly Sentence[], mentions: readonly Mention[], nameOf: readonly Name[]): void {
  const title = sentences[0];
  const [coined, called] = mentions;
  if (title?.field !== 'title' || coined?.field !== 'title' || called?.field !== 'title') return;
  if (coined.type !== 'Method' || called.type !== 'Method' || coined.start !== title.start) return;
  if (/\s/.test(coined.text) || !isProper(coined.text) || isProper(called.text.replaceAll('-', ' ').split(' ')[0]!))
    return;
  const between = title.text.slice(coined.end - title.start, called.start - title.start);
  const last = called.text.slice(called.text.lastIndexOf(' ') + 1).toLowerCase();
  if (/^\s*[:–—]\s*(?:an?\s+|the\s+)?$/i.test(between) && called.text.includes(' ') && THINGS.has(last))
    join(nameOf[1]!, nameOf[0]!);
}
/** "we propose a deep unfolding network (DU-TRPCA)": a coined word alone in brackets behind a thing is what it is called. */
function joinBracketed(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  nameOf: readonly Name[],
  long: ReadonlyMap<string, string>,
  known: KnownNames,
): void {
  let place = 0;
  for (let at = 1; at < mentions.length; at++) {
    const [thing, coined] = [mentions[at - 1]!, mentions[at]!];
    const gap = coined.start - thing.end;
    if (coined.type !== thing.type || coined.field !== thing.field || gap < 1 || gap > 2) continue;
    if (/\s/.test(coined.text) || !isCoined(coined.text)) continue;
    while (place < sentences.length - 1 && isBehind(coined, sentences[place]!)) place++;
    const { text, start } = sentences[place]!;
    if (!/^ ?\($/.test(text.slice(thing.end - start, coined.start - start)) || text[coined.end - start] !== ')')
      continue;
    // "an LLM (Mistral-7B)" is an example, where nothing is proposed.
    if (coined.type === 'Method' && !PROPOSES.test(text.slice(0, thing.start - start))) continue;
    const { form } = nameOf[at]!;
    if (long.has(form.plainKey) || long.has(form.key) || known.has(form.knownKey)) continue;
    // "foundation models (ImageBind)" tells one of many.
    if (/[^s]s$/.test(thing.text) && !/s$/.test(coined.text) && thing.text === thing.text.toLowerCase()) continue;
    join(nameOf[at - 1]!, nameOf[at]!);
  }
}
const PROPOSES = /\b(?:propos|introduc|present|develop|design|devis|creat|call|name)/i;
const isCoined = (text: string): boolean => /\p{Lu}|\p{L}\d/u.test(text);

/** What is built: "Graph Attention Network", not "Graph Attention". */
const THINGS = new Set(
  'network framework model transformer architecture system algorithm method approach autoencoder encoder detector tracker parser tagger classifier agent library toolkit'.split(
    ' ',
  ),
);

/**
 * "IFM" beside "Iterative Feature Merging", "AttUKAN" beside "Attention U-shaped Kolmogorov-Arnold Network": a coined word made of
 * the beginnings of the words of exactly one name of the paper. What everybody knows under that word is left alone.
 */
function joinInitials(names: Names, known: KnownNames): void {
  for (const name of names.values()) {
    const { type, letters } = name.form;
    if (letters === '') continue;
    let whole: Name | null = null;
    let isSole = true;
    for (const other of names.values()) {
      const { form } = other;
      if (form.type !== type || other === name || !form.mayGive(letters) || !isMadeFrom(letters, form.parts)) continue;
      if (whole !== null && rootOf(whole) !== rootOf(other)) isSole = false;
      whole = other;
    }
    if (whole !== null && isSole && !known.has(name.form.knownKey)) join(name, whole);
  }
}

/** Metrics: "accuracy" is the paper's only "… accuracy", "parameters" its "number of parameters". */
function joinHeads(names: Names): void {
  const metrics: Name[] = [];
  for (const name of names.values()) if (name.form.type === 'Metric') metrics.push(name);
  if (metrics.length < 2) return;
  for (const name of metrics) {
    const { lower } = name.form;
    if (/\s/.test(lower)) continue;
    const longer = metrics.filter((other) => other !== name && endsWithWords(other.form.lower, lower));
    if (longer.length === 1) join(name, longer[0]!);
  }
}

/**
 * "frozen LLM", "pretrained LLM" and "LLM backbones", "lifelong" and "life-long": how a name is written, what says how good, how
 * big or in what state a thing is, and what part or kind of it is meant make no other thing.
 */
function joinPlain(names: Names): void {
  const plain = new Map<string, Name>();
  for (const name of names.values()) {
    const key = plainKeyOf(name);
    const same = plain.get(key);
    if (same === undefined) plain.set(key, name);
    else if (!areTogether(name, same)) join(name, same);
  }
  for (const name of names.values()) {
    const { form } = name;
    for (const key of name.key === form.key ? form.kindlessKeys : kindlessKeysOf(name.key, form.type)) {
      const same = plain.get(key);
      if (same === undefined) continue;
      if (!areTogether(name, same)) join(name, same);
      break;
    }
  }
}
const plainKeyOf = ({ key, form }: Name): string =>
  key === form.key ? form.unqualifiedKey : unqualifiedKeyOf(key, form.type);

/**
 * Within one paper a name with more words before it is most often the same thing: "image retrieval" and "large-scale image
 * retrieval". In 370 annotated papers so for 19 of 20 tasks of two words and more, 9 of 10 methods of three words and 5 of 6
 * of two; a name that everybody uses ("neural network") has kinds of its own.
 */
function joinLonger(names: Names, known: KnownNames): void {
  const lists: Readonly<Record<EntityType, Name[]>> = { Dataset: [], Metric: [], Hardware: [], Task: [], Method: [] };
  for (const name of names.values()) lists[name.form.type].push(name);
  for (const type of LONGER) if (lists[type].length > 1) joinLongerOf(type, lists[type], known);
  if (lists.Task.length > 1) joinTasks(lists.Task);
}
/** "detecting fake news" and "relational fake news detection": the words of one are among those of the other. */
function joinTasks(names: readonly Name[]): void {
  // "few-shot NER" by what the paper spells out.
  const cores = names.map(({ key, form }) => (key === form.key ? form.core : coreOf(key)));
  names.forEach((name, at) => {
    const core = cores[at]!;
    if (core.length === 0) return;
    const fuller: number[] = [];
    names.forEach(({ key }, i) => {
      const other = cores[i]!;
      if (other.length < core.length || !core.every((stem) => other.includes(stem))) return;
      // One word says little: the fuller name must end with it.
      if (core.length > 1 || key === name.key || endsWithWords(key, name.key)) fuller.push(i);
    });
    if (fuller.length === 1) return;
    // "object tracking" beside "single object tracking" and "multiple object tracking" is neither.
    const longer = new Set(fuller.filter((i) => cores[i]!.length > core.length).map((i) => cores[i]!.join(' ')));
    for (const i of fuller)
      if (i !== at && (cores[i]!.length === core.length || core.length > 2 || longer.size === 1)) join(names[i]!, name);
  });
}
const LONGER: readonly EntityType[] = ['Method', 'Task', 'Dataset', 'Metric'];

/** @param names  all of one type */
function joinLongerOf(type: EntityType, names: readonly Name[], known: KnownNames): void {
  const isMethod = type === 'Method';
  const signs = names.map(({ key, form }) => (key === form.key ? form.bagSign : bagSignOf(key)));
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const { key } = name;
    // "neural implicit representation" and "implicit neural representation"
    for (let k = signs.indexOf(signs[i]!); k < i; k = signs.indexOf(signs[i]!, k + 1))
      if (bagOf(names[k]!.key, type) === bagOf(key, type)) {
        join(name, names[k]!);
        break;
      }
    // Tasks: see below.
    if (type === 'Task') continue;
    const isWord = !key.includes(' ');
    // "dependency parser DeSR": what it is before what it is called.
    if (isMethod && isWord && isCoined(name.form.text))
      for (const other of names) if (endsWithWords(other.key, key) && isCalled(other.key, key)) join(other, name);
    const isLike = (other: Name) => !isMethod || isMention(name, other);
    const longer = names.filter((other) => endsWithWords(other.key, key) && isLike(other));
    const extended = isWord ? NO_NAMES : names.filter((other) => addsOneWord(other.key, key));
    const inside = isWord ? NO_NAMES : names.filter((other) => addsInside(other.key, key) && isLike(other));
    if (longer.length === 0 && extended.length !== 1 && inside.length !== 1) continue;
    if (isMethod && (known.has(`${type}\0${key}`) || COMMON.has(key))) continue;
    if (type === 'Metric' && (isWord || longer.length > 1)) continue;
    if (inside.length === 1) join(inside[0]!, name);
    if (extended.length === 1 && isLike(extended[0]!)) join(extended[0]!, name);
    if (longer.length > 1 && (isWord || key.indexOf(' ') === key.lastIndexOf(' '))) continue;
    for (const other of longer) join(other, name);
  }
}
const NO_NAMES: readonly Name[] = [];
function isCalled(name: string, words: string): boolean {
  const end = name.length - words.length - 1;
  return THINGS.has(name.slice(name.lastIndexOf(' ', end - 1) + 1, end));
}
/**
 * Whether a longer name is another mention of the thing and no thing of its own: it stands once, not beside the shorter name,
 * and is not one of several.
 */
const isMention = (name: Name, longer: Name): boolean =>
  longer.times === 1 && !areTogether(name, longer) && (!isPlural(name) || isPlural(longer));
const isPlural = ({ form }: Name): boolean => /[^s]s$/.test(form.text);

/** "graph neural network" and "graph attention neural network": one word more, neither first nor last. */
function addsInside(name: string, words: string): boolean {
  if (name.length < words.length + 2 || name.charCodeAt(0) !== words.charCodeAt(0)) return false;
  for (let at = words.indexOf(' '); at >= 0; at = words.indexOf(' ', at + 1)) {
    if (!name.startsWith(words.slice(0, at + 1))) return false;
    const rest = name.length - (words.length - at);
    if (name.endsWith(words.slice(at)) && name.indexOf(' ', at + 1) === rest) return true;
  }
  return false;
}

const SPACE = 32;
/** "large-scale image retrieval" after "image retrieval". */
function endsWithWords(name: string, words: string): boolean {
  const before = name.length - words.length - 1;
  return before >= 0 && name.charCodeAt(before) === SPACE && name.endsWith(words);
}
const addsOneWord = (name: string, words: string): boolean =>
  name.length > words.length &&
  name.charCodeAt(words.length) === SPACE &&
  name.startsWith(words) &&
  name.indexOf(' ', words.length + 1) < 0;
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
function fullestOf(group: Group, forms: readonly NameForm[], shorts: ReadonlySet<string>): NameForm {
  const first = forms[group[0]!]!;
  if (group.every((at) => forms[at] === first || forms[at]!.text === first.text)) return first;
  const texts = new Map<string, NameForm>();
  const counts = new Map<string, number>();
  for (const at of group) {
    const form = forms[at]!;
    if (!texts.has(form.text)) texts.set(form.text, form);
    counts.set(form.text, (counts.get(form.text) ?? 0) + 1);
  }
  const isShort = (text: string) =>
    shorts.has(text) || (text.endsWith('s') && shorts.has(text.slice(0, -1))) || /^\p{Lu}{2,5}s?$/u.test(text);
  const ranked = [...texts.values()].map((form) => {
    const { text, hasTail } = form;
    return { form, text, hasTail, isShort: isShort(text), count: counts.get(text)!, endsInS: text.endsWith('s') };
  });
  return ranked.reduce((best, each) => {
    const before =
      Number(each.hasTail) - Number(best.hasTail) ||
      Number(each.isShort) - Number(best.isShort) ||
      best.count - each.count ||
      Number(each.endsInS) - Number(best.endsInS) ||
      best.text.length - each.text.length;
    return before < 0 ? each : best;
  }).form;
}
