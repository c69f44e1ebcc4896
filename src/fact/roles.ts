/** What a paper does with a thing: proposes it, uses it, compares with it, … told by the words around its mentions. */
import type { EntityType, Mention, Role, Sentence } from '../types.js';
import type { KnownNames } from './known-names.js';
import type { NameForm } from './name-forms.js';
import { CUES, cuesOf } from './word-cues.js';

export interface RoleFound {
  readonly role: Role;
  /** The sentence that shows it. */
  readonly evidence: Sentence | Mention;
}
interface Vote {
  readonly role: Role;
  readonly weight: number;
}

/** The role that a mention has where no word says otherwise. */
const USUAL: Readonly<Record<EntityType, Role>> = {
  Dataset: 'evaluated_on',
  Metric: 'reported',
  Hardware: 'runs_on',
  Task: 'addresses',
  Method: 'used',
};

/**
 * @param groups  mentions of one thing each, by their indices
 * @param forms   the names of the mentions
 * @returns for each group its role and the sentence that shows it best
 */
export function readRoles(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  groups: readonly (readonly number[])[],
  forms: readonly NameForm[],
  known: KnownNames,
): RoleFound[] {
  const places = placesOf(sentences, mentions);
  const votes = votesOf(sentences, mentions, places, forms, known);
  return groups.map((group) => {
    let best: Vote | null = null;
    let evidence: Sentence | Mention = mentions[group[0]!]!;
    let proposals = 0;
    for (const at of group) {
      const vote = votes[at];
      if (!vote) continue;
      if (vote.role === 'proposed') proposals += vote.weight;
      if (best !== null && vote.weight <= best.weight) continue;
      best = vote;
      evidence = sentences[places[at]!]!;
    }
    if (best === null) return { role: 'mentioned', evidence };
    // A coined name in the title that the abstract comes back to is what the paper is about.
    const { type } = mentions[group[0]!]!;
    if (type === 'Method' && best.role === 'used' && proposals === 0 && isCentral(group, mentions, forms, known)) {
      const title = group.find((at) => mentions[at]!.field === 'title')!;
      return { role: 'proposed', evidence: sentences[places[title]!] ?? mentions[title]! };
    }
    return { role: best.role, evidence };
  });
}

/** The index of each mention's sentence; -1: none holds it. */
function placesOf(sentences: readonly Sentence[], mentions: readonly Mention[]): readonly number[] {
  const places = new Array<number>(mentions.length).fill(-1);
  let at = 0;
  for (let i = 0; i < mentions.length; i++) {
    const mention = mentions[i]!;
    while (at < sentences.length && !(sentences[at]!.field === mention.field && mention.end <= sentences[at]!.end))
      at++;
    if (at >= sentences.length) break;
    places[i] = at;
  }
  return places;
}

function isCentral(
  group: readonly number[],
  mentions: readonly Mention[],
  forms: readonly NameForm[],
  known: KnownNames,
): boolean {
  return (
    group.some((at) => mentions[at]!.field === 'title') &&
    group.filter((at) => mentions[at]!.field === 'abstract').length >= 2 &&
    group.some((at) => /\p{Lu}\p{Ll}*\p{Lu}|\d/u.test(mentions[at]!.text)) &&
    !known.has(forms[group[0]!]!.knownKey)
  );
}

// ------------------------------------------------------------------------------------------------------ one mention

const PRESENTS =
  'presents?|proposes?|introduces?|develops?|describes?|devises?|releases?|designs?|contributes?|builds?|constructs?|creates?|articulates?|unveils?|formulates?|provides?|establish(?:es)?|presented|proposed|introduced|developed|proposing|introducing|presenting|deriv(?:e|es)|advocated?|articulate|put forward|explores?';
/** "we present a novel X": between the verb and the name no word that makes the name a means. */
const PROPOSES = new RegExp(
  `\\b(?:we|paper|work|article|study|authors|research|here|thesis|letter|survey)\\b[^.;]{0,60}?\\b(?:${PRESENTS})\\b([^.;]{0,110})$`,
);
const NAMED_SO =
  /(?<!so-)\b(?:called|termed|dubbed|named|namely|coined|abbreviated as|referred to as|denoted as|which we (?:call|term|name|dub)|we (?:call|term|name|dub)(?: it| this)?)\s+(?:the |a |an |our )?["“'‘]?$/;
const OWN =
  /\b(?:our|the proposed|proposed|this novel|the novel|the presented|the new|the introduced)\s+(?!by\b)(?:[\w-]+\s+){0,2}$/;
const MEANS =
  /\b(?:based on|built on|building on|using|with|by|for|from|via|of|to|on|in|that|which|through|into|as|than|over|under|leveraging|combining|inspired by|and show|to improve|towards?)\b/;
const IS_MADE =
  /^\s*(?:\([^)]{0,30}\)\s*)?["”]?\s*(?:module|layer|network|framework|model|method|algorithm|approach|strategy|mechanism|technique|block|dataset|benchmark|corpus|scheme)?s?\s*(?:is|are|was|were|has been|have been)\s+(?:first |then |further |thus |also |therefore )?(?:proposed|introduced|presented|developed|designed|built|constructed|released|created|devised)\b/;
const COMPARES =
  /\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|than|versus|vs\.?|baselines?|over|compar(?:ed?|es|ing|isons?|able|ative)|against|superior|inferior|competitive|comparable|respect to|relative to|alternatives?|state-of-the-art|improves? (?:up)?on|unlike|in contrast to|instead of|rather than|replac\w+|counterparts?|previous|prior|existing|conventional|traditional|standard)\b/;
const DIRECTLY_COMPARED =
  /\b(?:outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|ing)?|than|versus|vs\.?|over|compared (?:to|with|against)|comparison (?:to|with)|against|compare (?:to|with|against)|comparable (?:to|with)|competitive with|superior to|with respect to|relative to|unlike|in contrast to|instead of|rather than|improves? (?:up)?on|state of the art of|baselines?(?: such as| like| including)?|counterparts?(?: such as)?|replacing|above|existing|previous|prior|conventional|traditional|standard|common|popular|optimizers?|solvers)\s*[,:(]?\s*(?:(?:the|a|an|both|other|previous|existing|state-of-the-art|standard|vanilla|original|strong|recent|such as|like|including|e\.g\.,?|i\.e\.,?|methods?|models?|approaches|techniques|algorithms|baselines?|solvers|optimizers|those of|that of|well-known|popular|conventional|traditional|different|its|two|three)[\s,:(]*)*$/;
const LIST =
  /^\s*(?:\([^)]{0,40}\)\s*)?(?:,|;|and|or|, and|, or|&|\/|as well as|, as well as)\s*(?:the |a |an |to |other )*$/;
const EXAMPLES = /\b(?:such as|like|including|e\.g\.,?|i\.e\.,?|namely|:|\()\s*(?:the |a |an )*$/;
const BACKGROUND =
  /^(?:recent|recently|existing|previous|prior|most|many|despite|although|while|traditional|conventional|typically|in recent years|current|earlier|in earlier|so far|in the past|over the (?:past|last)|however, existing)\b/;
const TRAINS =
  /\b(?:train(?:ed|ing)?|pre-?train(?:ed|ing)?|fine-?tun(?:e|ed|ing)) (?:[\w-]+ ){0,3}(?:on|with|using|over)\b[^.;]{0,40}$/;
const ELSEWHERE =
  /\b(?:commonly|widely|often|typically|usually|frequently|successfully|originally|popularly) (?:used|applied|employed|adopted) (?:in|for|to)\b[^.;]{0,40}$|\bsuch as\b[^.;]{0,40}$|\bunlike\b[^.;]{0,30}$/;

/** As far as a word that gives a name stands before it. */
const NAMING = 60;

/** One for each mention that stands in a sentence. */
function votesOf(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  places: readonly number[],
  forms: readonly NameForm[],
  known: KnownNames,
): (Vote | undefined)[] {
  const votes = new Array<Vote | undefined>(mentions.length).fill(undefined);
  let reading: Reading | null = null;
  for (let i = 0; i < mentions.length && places[i]! >= 0; i++) {
    const mention = mentions[i]!;
    const sentence = sentences[places[i]!]!;
    if (reading === null || places[i] !== places[i - 1]) reading = readingOf(sentence);
    let vote = voteFor(mention, forms[i]!, sentence, reading, known);
    // "A, B and C": what the first is, all are.
    const leader = i > 0 && places[i] === places[i - 1] && mentions[i - 1]!.type === mention.type ? votes[i - 1] : null;
    if (leader && leader.role !== USUAL[mention.type] && leader.weight > vote.weight) {
      const between = reading.text.slice(mentions[i - 1]!.end - sentence.start, mention.start - sentence.start);
      if (LIST.test(between)) vote = { role: leader.role, weight: leader.weight - 0.01 };
    }
    votes[i] = vote;
  }
  return votes;
}

/** What is asked of a sentence for each of its mentions, asked once. */
interface Reading {
  /** In lower case. */
  readonly text: string;
  /** Bits of CUES. */
  readonly cues: number;
  readonly background: boolean;
}
function readingOf(sentence: Sentence): Reading {
  const text = sentence.text.toLowerCase();
  return { text, cues: cuesOf(sentence), background: BACKGROUND.test(text) };
}

function voteFor(mention: Mention, form: NameForm, sentence: Sentence, reading: Reading, known: KnownNames): Vote {
  const { text, cues } = reading;
  const { type } = mention;
  if (type === 'Hardware') return PLAIN.Hardware;
  if ((cues & TELLING) === 0 && sentence.field !== 'title') return (reading.background ? PASSING : PLAIN)[type];
  const has = (cue: number) => (cues & cue) !== 0;
  const start = mention.start - sentence.start;
  const before = text.slice(Math.max(0, start - 180), start);
  const after = text.slice(mention.end - sentence.start, mention.end - sentence.start + 70);
  if (sentence.field === 'title') return inTitle(form, before, after, known);
  if (type === 'Task') {
    if (has(CUES.elsewhere) && ELSEWHERE.test(before)) return { role: 'mentioned', weight: 0.9 };
    return PLAIN.Task;
  }
  if (has(CUES.names) && NAMED_SO.test(before.slice(-NAMING))) return { role: 'proposed', weight: 5 };
  const presented = has(CUES.presents) ? PROPOSES.exec(before) : null;
  if (presented && !MEANS.test(presented[1]!)) {
    const isKnown = known.has(form.knownKey);
    // "a novel Transformer block": what is new is not the Transformer.
    if (!isKnown || /^\s*(?:,|\()/.test(after) || start < 40) return { role: 'proposed', weight: isKnown ? 2.5 : 4.5 };
  }
  if (type === 'Metric') return PLAIN.Metric;
  const isOwn = (has(CUES.owns) && OWN.test(before.slice(-45))) || (has(CUES.made) && IS_MADE.test(after));
  if (isOwn && !known.has(form.knownKey)) return { role: 'proposed', weight: 4 };
  if (type === 'Dataset') {
    if (
      has(CUES.compares) &&
      /\b(?:outperform\w*|than|compared (?:to|with)|surpass\w*)\s+(?:[\w-]+ ){0,3}$/.test(before)
    )
      return { role: 'compared', weight: 2.5 };
    if (has(CUES.trains) && TRAINS.test(before)) return { role: 'used', weight: 1.5 };
    return reading.background ? PASSING.Dataset : PLAIN.Dataset;
  }
  if (has(CUES.compares)) {
    if (DIRECTLY_COMPARED.test(before.slice(-90))) return { role: 'compared', weight: 3 };
    if (
      has(CUES.lists) &&
      EXAMPLES.test(before.slice(-30)) &&
      COMPARES.test(text.slice(Math.max(0, start - 300), start))
    )
      return { role: 'compared', weight: 2.6 };
    if (/\bcompar(?:e|es|ing|ison|ative)\b[^.;]{0,60}(?:between|of)\b[^.;]{0,60}$/.test(before))
      return { role: 'compared', weight: 2.4 };
  }
  return reading.background ? PASSING.Method : PLAIN.Method;
}
/** Without one of these in its sentence a mention of the abstract has its usual role. */
const TELLING = CUES.names | CUES.presents | CUES.owns | CUES.made | CUES.compares | CUES.trains | CUES.elsewhere;
const PLAIN: Readonly<Record<EntityType, Vote>> = {
  Dataset: { role: 'evaluated_on', weight: 2 },
  Metric: { role: 'reported', weight: 1 },
  Hardware: { role: 'runs_on', weight: 1 },
  Task: { role: 'addresses', weight: 1 },
  Method: { role: 'used', weight: 1 },
};
/** In a sentence that tells what others do. */
const PASSING: Readonly<Record<EntityType, Vote>> = {
  ...PLAIN,
  Dataset: { role: 'mentioned', weight: 0.5 },
  Method: { role: 'mentioned', weight: 0.8 },
};

/** Titles: "X: …", "X for Y", "Y with X": X is proposed unless everybody knows it. */
function inTitle(form: NameForm, before: string, after: string, known: KnownNames): Vote {
  const { type, text } = form;
  const first = before.trim() === '' || /^(?:the|a|an)\s*$/.test(before);
  if (type === 'Task') return { role: 'addresses', weight: 1.5 };
  if (type === 'Metric') return { role: 'reported', weight: 0.8 };
  if (first && /^\s*(?:\([^)]*\))?\s*[:—–]/.test(after)) return { role: 'proposed', weight: 4.8 };
  if (type === 'Dataset') return { role: 'evaluated_on', weight: 1.2 };
  if (known.has(form.knownKey)) return { role: 'used', weight: 0.6 };
  if (first && /^\s*(?:for|to)\b/.test(after) && text.includes(' ')) return { role: 'proposed', weight: 2.2 };
  if (
    /\b(?:with|using|via|by|through)\s+(?:a |an |the )?$/.test(before) &&
    /^\s*(?:$|for\b|and\b)/.test(after) &&
    /\p{Lu}/u.test(text) &&
    text.includes(' ')
  )
    return { role: 'proposed', weight: 1.8 };
  return { role: 'used', weight: 0.6 };
}
