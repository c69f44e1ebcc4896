/** Which method a paper turns about: what most of its relations start from. */
import { type Judge, probabilityOf, weigh } from './judge.js';
import { MOST_WORDS, type Profile } from './profiles.js';
import type { Statement } from './sentences.js';
import { CUES } from './word-cues.js';

/** How many signs speak for a method, the constant among them. */
export const CENTRAL_SIGNS = 34;

export interface Ranked {
  readonly profile: Profile;
  /** 0 to 1. */
  readonly probability: number;
}

/** Methods, the most central first; of equals the one that is named first. */
export function rankMethods(profiles: readonly Profile[], statements: readonly Statement[], judge: Judge): Ranked[] {
  const methods = profiles.filter(({ entity }) => entity.type === 'Method');
  if (methods.length === 0) return [];
  const proposing = statements.map(isProposing);
  const ranked: Ranked[] = [];
  for (const profile of methods) {
    const { context, name } = profile;
    centralSigns(profile, methods, statements, proposing, signs);
    let count = 0;
    for (let i = 0; i < context.length; i++) words[count++] = context[i]!;
    for (let i = 0; i < name.length; i++) words[count++] = name[i]!;
    let sum = weigh(judge, words, count);
    for (let i = 0; i < CENTRAL_SIGNS; i++) sum += signs[i]! * judge.central[i]!;
    ranked.push({ profile, probability: probabilityOf(sum) });
  }
  return ranked.sort((a, b) => b.probability - a.probability || a.profile.index - b.profile.index);
}
const signs = new Float64Array(CENTRAL_SIGNS);
const words = new Int32Array(MOST_WORDS);

const MEANS = /\b(?:with|using|via|by|through|from)\s+(?:[\w-]+\s+){0,2}$/;
const AIM = /\b(?:for|of|in|on|to)\s+(?:[\w-]+\s+){0,2}$/;
const WE_PROPOSE = /\bwe (?:propose|present|introduce|develop|describe)/i;

/** Whether a statement says what the paper brings. */
export const isProposing = ({ cues, sentence }: Statement): boolean =>
  (cues & CUES.presents) !== 0 && (cues & CUES.ours) !== 0 && WE_PROPOSE.test(sentence.text);

/**
 * Writes what speaks for a method into `out`.
 *
 * @param proposing  for each statement whether it {@link isProposing}
 */
export function centralSigns(
  profile: Profile,
  methods: readonly Profile[],
  statements: readonly Statement[],
  proposing: readonly boolean[],
  out: Float64Array,
): void {
  const { entity, places, statements: named, context } = profile;
  const { role } = entity;
  const title = statements[0]?.sentence.field === 'title' ? statements[0].sentence : null;
  const inTitle = title ? statements[0]!.mentions.find((mention) => mention.entity === entity.id) : undefined;
  const before = inTitle && title ? title.text.slice(0, inTitle.start - title.start).toLowerCase() : '';
  const after = inTitle && title ? title.text.slice(inTitle.end - title.start).trimStart() : '';
  let inAbstract = 0;
  for (let i = 0; i < places.length; i++) if (statements[places[i]!.at]!.sentence.field === 'abstract') inAbstract++;
  let most = 0;
  let isProposedElse = false;
  let titleElse = false;
  let titleBefore = false;
  for (let i = 0; i < methods.length; i++) {
    const other = methods[i]!;
    if (other === profile) continue;
    most = Math.max(most, other.places.length);
    isProposedElse ||= other.entity.role === 'proposed';
    if (!other.inTitle) continue;
    titleElse = true;
    if (inTitle && other.places[0]!.at === 0 && places[0]!.at === 0 && other.places[0]!.from < places[0]!.from)
      titleBefore = true;
  }
  let first = -1;
  let isProposed = false;
  for (let i = 0; i < named.length; i++) {
    if (first < 0 && statements[named[i]!]!.sentence.field === 'abstract') first = named[i]!;
    isProposed ||= proposing[named[i]!]!;
  }
  const words = spacesOf(entity.name) + 1;
  let at = 0;
  out[at++] = 1;
  if (inTitle === undefined) for (let i = 0; i < 8; i++) out[at++] = 0;
  else {
    out[at++] = 1;
    out[at++] = oneIf(/^(?:\([^)]*\))?\s*[:—–-]/.test(after));
    out[at++] = oneIf(before.length < 5);
    out[at++] = oneIf(MEANS.test(before.slice(-60)));
    out[at++] = oneIf(AIM.test(before.slice(-60)));
    out[at++] = oneIf(/^(?:for|to)\b/.test(after));
    out[at++] = oneIf(!titleElse);
    out[at++] = oneIf(!titleBefore);
  }
  out[at++] = Math.log(1 + inAbstract);
  out[at++] = oneIf(inAbstract >= 2);
  out[at++] = oneIf(inAbstract === 0);
  out[at++] = Math.min(named.length, 5) / 5;
  out[at++] = first < 0 ? 1 : first / statements.length;
  out[at++] = first < 0 ? 0 : named[named.length - 1]! / statements.length;
  out[at++] = oneIf(places.length > most);
  out[at++] = oneIf(places.length === most);
  out[at++] = oneIf(places.length < most);
  out[at++] = oneIf(role === 'proposed');
  out[at++] = oneIf(role === 'used');
  out[at++] = oneIf(role === 'compared');
  out[at++] = oneIf(role === 'mentioned');
  out[at++] = oneIf(role === 'proposed' && !isProposedElse);
  out[at++] = oneIf(role !== 'proposed' && isProposedElse);
  out[at++] = oneIf(profile.isCoined);
  out[at++] = oneIf(words > 1);
  out[at++] = Math.min(words, 5) / 5;
  out[at++] = oneIf(profile.isBroad);
  out[at++] = entity.confidence;
  out[at++] = oneIf(entity.abbreviation !== undefined);
  out[at++] = Math.log(methods.length);
  out[at++] = oneIf(inTitle !== undefined && after.length < 2);
  out[at++] = oneIf(isProposed);
  out[at++] = oneIf(context.length > 0 && named.includes(1));
}
const oneIf = (is: boolean): number => (is ? 1 : 0);

function spacesOf(name: string): number {
  let count = 0;
  for (let at = name.indexOf(' '); at >= 0; at = name.indexOf(' ', at + 1)) count++;
  return count;
}
