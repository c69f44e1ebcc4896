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
  const proposing = statements.map(isProposing);
  return methods
    .map((profile) => {
      centralSigns(profile, methods, statements, proposing, signs);
      let count = 0;
      for (const hash of profile.context) words[count++] = hash;
      for (const hash of profile.name) words[count++] = hash;
      let sum = weigh(judge, words, count);
      for (let i = 0; i < CENTRAL_SIGNS; i++) sum += signs[i]! * judge.central[i]!;
      return { profile, probability: probabilityOf(sum) };
    })
    .sort((a, b) => b.probability - a.probability || a.profile.index - b.profile.index);
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
  const title = statements[0]?.sentence.field === 'title' ? statements[0].sentence : null;
  const inTitle = title ? statements[0]!.mentions.find((mention) => mention.entity === entity.id) : undefined;
  const before = inTitle && title ? title.text.slice(0, inTitle.start - title.start).toLowerCase() : '';
  const after = inTitle && title ? title.text.slice(inTitle.end - title.start).trimStart() : '';
  const inAbstract = places.filter(({ at }) => statements[at]!.sentence.field === 'abstract').length;
  let most = 0;
  let isProposedElse = false;
  let titleElse = false;
  let titleBefore = false;
  for (const other of methods) {
    if (other === profile) continue;
    most = Math.max(most, other.places.length);
    isProposedElse ||= other.entity.role === 'proposed';
    if (!other.inTitle) continue;
    titleElse = true;
    if (inTitle && other.places[0]!.at === 0 && places[0]!.at === 0 && other.places[0]!.from < places[0]!.from)
      titleBefore = true;
  }
  const first = named.find((at) => statements[at]!.sentence.field === 'abstract');
  const words = entity.name.split(' ').length;
  let at = 0;
  const put = (value: number | boolean) => {
    out[at++] = Number(value);
  };
  put(1);
  put(inTitle !== undefined);
  put(inTitle !== undefined && /^(?:\([^)]*\))?\s*[:—–-]/.test(after));
  put(inTitle !== undefined && before.length < 5);
  put(inTitle !== undefined && MEANS.test(before.slice(-60)));
  put(inTitle !== undefined && AIM.test(before.slice(-60)));
  put(inTitle !== undefined && /^(?:for|to)\b/.test(after));
  put(inTitle !== undefined && !titleElse);
  put(inTitle !== undefined && !titleBefore);
  put(Math.log(1 + inAbstract));
  put(inAbstract >= 2);
  put(inAbstract === 0);
  put(Math.min(named.length, 5) / 5);
  put(first === undefined ? 1 : first / statements.length);
  put(first === undefined ? 0 : named.at(-1)! / statements.length);
  put(places.length > most);
  put(places.length === most);
  put(places.length < most);
  put(entity.role === 'proposed');
  put(entity.role === 'used');
  put(entity.role === 'compared');
  put(entity.role === 'mentioned');
  put(entity.role === 'proposed' && !isProposedElse);
  put(entity.role !== 'proposed' && isProposedElse);
  put(profile.isCoined);
  put(words > 1);
  put(Math.min(words, 5) / 5);
  put(profile.isBroad);
  put(entity.confidence);
  put(entity.abbreviation !== undefined);
  put(Math.log(methods.length));
  put(inTitle !== undefined && after.length < 2);
  put(named.some((i) => proposing[i]!));
  put(context.length > 0 && named.includes(1));
}
