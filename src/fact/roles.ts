/** What a paper does with a thing: proposes it, uses it, compares with it, … told by the words around its mentions. */
import { nameKey } from '../text/name-key.js';
import type { EntityType, Mention, Role, Sentence } from '../types.js';
import type { KnownNames } from './known-names.js';

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
 * @param groups  mentions of one thing each
 * @returns for each group its role and the sentence that shows it best
 */
export function readRoles(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  groups: readonly (readonly Mention[])[],
  known: KnownNames,
): RoleFound[] {
  const places = placesOf(sentences, mentions);
  const votes = votesOf(sentences, mentions, places, known);
  return groups.map((group) => {
    let best: { vote: Vote; sentence: Sentence } | null = null;
    let proposals = 0;
    for (const mention of group) {
      const place = places.get(mention);
      const vote = votes.get(mention);
      if (!place || !vote) continue;
      if (vote.role === 'proposed') proposals += vote.weight;
      if (best === null || vote.weight > best.vote.weight) best = { vote, sentence: place.sentence };
    }
    if (best === null) return { role: 'mentioned', evidence: group[0]! };
    // A coined name in the title that the abstract comes back to is what the paper is about.
    const { type } = group[0]!;
    if (type === 'Method' && best.vote.role === 'used' && proposals === 0 && isCentral(group, known)) {
      const title = group.find(({ field }) => field === 'title')!;
      return { role: 'proposed', evidence: places.get(title)?.sentence ?? title };
    }
    return { role: best.vote.role, evidence: best.sentence };
  });
}

interface Place {
  readonly sentence: Sentence;
  readonly index: number;
}
function placesOf(sentences: readonly Sentence[], mentions: readonly Mention[]): Map<Mention, Place> {
  const places = new Map<Mention, Place>();
  let at = 0;
  for (const mention of mentions) {
    while (at < sentences.length && !(sentences[at]!.field === mention.field && mention.end <= sentences[at]!.end))
      at++;
    if (at >= sentences.length) break;
    places.set(mention, { sentence: sentences[at]!, index: at });
  }
  return places;
}

function isCentral(group: readonly Mention[], known: KnownNames): boolean {
  const { text, type } = group[0]!;
  return (
    group.some(({ field }) => field === 'title') &&
    group.filter(({ field }) => field === 'abstract').length >= 2 &&
    group.some((mention) => /\p{Lu}\p{Ll}*\p{Lu}|\d/u.test(mention.text)) &&
    !known.has(`${type}\0${nameKey(text, type)}`)
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

function votesOf(
  sentences: readonly Sentence[],
  mentions: readonly Mention[],
  places: ReadonlyMap<Mention, Place>,
  known: KnownNames,
): Map<Mention, Vote> {
  const votes = new Map<Mention, Vote>();
  const readings: Reading[] = [];
  let before: Mention | null = null;
  for (const mention of mentions) {
    const place = places.get(mention);
    if (!place) continue;
    const reading = (readings[place.index] ??= readingOf(sentences[place.index]!));
    const { text } = reading;
    let vote = voteFor(mention, place.sentence, reading, known);
    // "A, B and C": what the first is, all are.
    if (before && before.type === mention.type && places.get(before)?.index === place.index) {
      const between = text.slice(before.end - place.sentence.start, mention.start - place.sentence.start);
      const leader = votes.get(before)!;
      if (LIST.test(between) && leader.role !== USUAL[mention.type] && leader.weight > vote.weight)
        vote = { role: leader.role, weight: leader.weight - 0.01 };
    }
    votes.set(mention, vote);
    before = mention;
  }
  return votes;
}

/** What is asked of a sentence for each of its mentions, asked once. */
interface Reading {
  /** In lower case. */
  readonly text: string;
  readonly presents: boolean;
  readonly background: boolean;
  readonly compares: boolean;
}
const readingOf = (sentence: Sentence): Reading => {
  const text = sentence.text.toLowerCase();
  return {
    text,
    presents: PRESENTS_SOMETHING.test(text),
    background: BACKGROUND.test(text),
    compares: DIRECTLY_COMPARES.test(text),
  };
};
const PRESENTS_SOMETHING = new RegExp(`\\b(?:${PRESENTS})\\b`);
/** The heads of DIRECTLY_COMPARED: without one of them it cannot match. */
const DIRECTLY_COMPARES =
  /outperform|surpass|exceed|beat|than|versus|vs|over|compar|against|competitive|superior|respect|relative|unlike|contrast|instead|rather|improve|state of|baseline|counterpart|replacing|above|existing|previous|prior|conventional|traditional|standard|common|popular|optimizers|solvers/;

function voteFor(mention: Mention, sentence: Sentence, reading: Reading, known: KnownNames): Vote {
  const { text } = reading;
  const { type } = mention;
  const start = mention.start - sentence.start;
  const before = text.slice(Math.max(0, start - 180), start);
  const after = text.slice(mention.end - sentence.start, mention.end - sentence.start + 70);
  if (type === 'Hardware') return { role: 'runs_on', weight: 1 };
  if (sentence.field === 'title') return inTitle(mention, before, after, known);
  const isKnown = known.has(`${type}\0${nameKey(mention.text, type)}`);
  if (type === 'Task') {
    if (ELSEWHERE.test(before)) return { role: 'mentioned', weight: 0.9 };
    return { role: 'addresses', weight: 1 };
  }
  if (NAMED_SO.test(before.slice(-NAMING))) return { role: 'proposed', weight: 5 };
  const presented = reading.presents ? PROPOSES.exec(before) : null;
  if (presented && !MEANS.test(presented[1]!)) {
    // "a novel Transformer block": what is new is not the Transformer.
    if (!isKnown || /^\s*(?:,|\()/.test(after) || start < 40)
      return { role: type === 'Metric' ? 'proposed' : 'proposed', weight: isKnown ? 2.5 : 4.5 };
  }
  if (type === 'Metric') return { role: 'reported', weight: 1 };
  if (!isKnown && OWN.test(before.slice(-45))) return { role: 'proposed', weight: 4 };
  if (!isKnown && IS_MADE.test(after)) return { role: 'proposed', weight: 4 };
  if (type === 'Dataset') {
    const { background } = reading;
    if (/\b(?:outperform\w*|than|compared (?:to|with)|surpass\w*)\s+(?:[\w-]+ ){0,3}$/.test(before))
      return { role: 'compared', weight: 2.5 };
    if (TRAINS.test(before)) return { role: 'used', weight: 1.5 };
    return { role: background ? 'mentioned' : 'evaluated_on', weight: background ? 0.5 : 2 };
  }
  if (reading.compares && DIRECTLY_COMPARED.test(before.slice(-90))) return { role: 'compared', weight: 3 };
  if (EXAMPLES.test(before.slice(-30)) && COMPARES.test(text.slice(Math.max(0, start - 300), start)))
    return { role: 'compared', weight: 2.6 };
  if (/\bcompar(?:e|es|ing|ison|ative)\b[^.;]{0,60}(?:between|of)\b[^.;]{0,60}$/.test(before))
    return { role: 'compared', weight: 2.4 };
  if (reading.background) return { role: 'mentioned', weight: 0.8 };
  return { role: 'used', weight: 1 };
}

/** Titles: "X: …", "X for Y", "Y with X": X is proposed unless everybody knows it. */
function inTitle({ type, text }: Mention, before: string, after: string, known: KnownNames): Vote {
  const isKnown = known.has(`${type}\0${nameKey(text, type)}`);
  const first = before.trim() === '' || /^(?:the|a|an)\s*$/.test(before);
  if (type === 'Task') return { role: 'addresses', weight: 1.5 };
  if (type === 'Metric') return { role: 'reported', weight: 0.8 };
  if (first && /^\s*(?:\([^)]*\))?\s*[:—–]/.test(after)) return { role: 'proposed', weight: 4.8 };
  if (type === 'Dataset') return { role: 'evaluated_on', weight: 1.2 };
  if (isKnown) return { role: 'used', weight: 0.6 };
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
