/**
 * Known names, found through a trie over tokens: offsets and word borders come for free, and the time does not depend
 * on how many names there are.
 */
import { PapergraphError } from '../errors.js';
import { isHyphen } from '../text/word-form.js';
import { ENTITY_TYPES, type EntityType, type ModelFiles, type Sentence, type Token, type WordForm } from '../types.js';

export interface KnownName {
  /** The name as the lexicon gives it, whatever surface was met. */
  readonly name: string;
  /** `never`: this surface is no entity, whoever says so. */
  readonly type: EntityType | 'never';
}
export interface LexiconHit {
  readonly known: KnownName;
  /** Tokens `[from, to)` of the sentence. */
  readonly from: number;
  readonly to: number;
}

interface Node {
  /** By token in lower case, hyphens left out. */
  readonly next: Map<string, Node>;
  /** By the same tokens with a plural "s", where a name ends behind them. */
  plurals: Map<string, Node> | null;
  /** A name that ends here; `exact`: the surfaces that must be met letter by letter, null: any case. */
  entry: { readonly known: KnownName; readonly exact: Set<string> | null } | null;
  /** Other readings of the same letters: "SAM" and "Sam". */
  others: { readonly known: KnownName; readonly exact: Set<string> | null }[] | null;
}

export interface Lexicon {
  readonly root: Node;
  readonly size: number;
}

export const emptyLexicon = (): Lexicon => ({ root: newNode(), size: 0 });
const newNode = (): Node => ({ next: new Map(), plurals: null, entry: null, others: null });

export interface LexiconRow {
  readonly name: string;
  readonly type: EntityType | 'never';
  readonly aliases: readonly string[];
}

/**
 * A trie of names. Earlier rows win where two claim one surface.
 *
 * A name of one word with a capital in it is met letter by letter (a plural "s" may follow), so that "Adam" the
 * optimiser is not "adam" and "GLUE" not "glue"; names of several words and names in lower case are met in any case.
 */
export function buildLexicon(rows: Iterable<LexiconRow>): Lexicon {
  const root = newNode();
  let size = 0;
  for (const { name, type, aliases } of rows) {
    const known: KnownName = { name, type };
    for (const surface of [name, ...aliases]) {
      const parts = partsOf(surface);
      if (parts.length === 0) continue;
      let node = root;
      let before = root;
      let key = '';
      for (const part of parts) {
        before = node;
        key = part.toLowerCase();
        let next = node.next.get(key);
        if (!next) node.next.set(key, (next = newNode()));
        node = next;
      }
      if (key.length > 1) (before.plurals ??= new Map()).set(`${key}s`, node);
      const exact = needsExact(parts) ? new Set([parts.join('')]) : null;
      const same = [node.entry, ...(node.others ?? [])].find((entry) => entry && entry.known === known);
      if (same) {
        if (exact && same.exact) for (const one of exact) same.exact.add(one);
        continue;
      }
      size++;
      if (node.entry === null) node.entry = { known, exact };
      else (node.others ??= []).push({ known, exact });
    }
  }
  return { root, size };
}

/** One part each for runs of letters and digits; any other sign is a part, hyphens are none. */
function partsOf(surface: string): string[] {
  return surface.match(/[\p{L}\p{M}\p{N}_]+(?:[.@][\p{L}\p{N}]+)*|[^\s\p{L}\p{M}\p{N}_‐‑-]/gu) ?? [];
}

function needsExact(parts: readonly string[]): boolean {
  const words = parts.filter((part) => /\p{L}/u.test(part));
  return words.length <= 1 && words.some((word) => word !== word.toLowerCase());
}

/** The longest names of a sentence, left to right, without overlap. */
export function findNames(sentence: Sentence, lexicon: Lexicon): LexiconHit[] {
  const { tokens } = sentence;
  const hits: LexiconHit[] = [];
  for (let from = 0; from < tokens.length; ) {
    const opening = openingOf(tokens[from]!.form, lexicon);
    const hit = opening && longestAt(tokens, from, opening);
    if (hit) hits.push(hit);
    from = hit ? hit.to : from + 1;
  }
  return hits;
}

/** Where one token leads: to the names that go on after it, and to the name that ends with it as a plural. */
interface Step {
  readonly next: Node | undefined;
  readonly plural: Node | undefined;
}

/** Null for nine of ten words. */
function openingOf(form: WordForm, { root }: Lexicon): Step | null {
  if (form.opensIn !== root) {
    form.opensIn = root;
    const step = { next: root.next.get(form.lower), plural: root.plurals?.get(form.lower) };
    form.opens = !isHyphen(form.lower) && (step.next || step.plural) ? step : null;
  }
  return form.opens as Step | null;
}

/** No name of the lexicon is longer, in tokens. */
const LONGEST = 14;

function longestAt(tokens: readonly Token[], from: number, opening: Step): LexiconHit | null {
  let { next, plural } = opening;
  let best: LexiconHit | null = null;
  const limit = Math.min(tokens.length, from + LONGEST);
  for (let at = from; ; ) {
    // A plural "s" is allowed at the last token alone.
    const known =
      (next && readingOf(next, tokens, from, at, false)) ?? (plural && readingOf(plural, tokens, from, at, true));
    if (known) best = { known, from, to: at + 1 };
    if (!next || next.next.size === 0) break;
    do at++;
    while (at < limit && isHyphen(tokens[at]!.form.lower));
    if (at >= limit) break;
    const key = tokens[at]!.form.lower;
    plural = next.plurals?.get(key);
    next = next.next.get(key);
  }
  return best;
}

function readingOf(node: Node, tokens: readonly Token[], from: number, to: number, plural: boolean): KnownName | null {
  if (node.entry === null) return null;
  if (node.entry.exact === null && node.others === null) return node.entry.known;
  const surface = surfaceOf(tokens, from, to, plural);
  for (const entry of [node.entry, ...(node.others ?? [])]) {
    if (entry.exact === null || entry.exact.has(surface)) return entry.known;
  }
  return null;
}

function surfaceOf(tokens: readonly Token[], from: number, to: number, plural: boolean): string {
  let surface = '';
  for (let i = from; i <= to; i++) if (!isHyphen(tokens[i]!.text)) surface += tokens[i]!.text;
  return plural ? surface.slice(0, -1) : surface;
}

/** Rows of `data/lexicon.tsv`; a line that starts with "#" or names no type is passed over. */
export function readLexiconRows(tsv: string): LexiconRow[] {
  const rows: LexiconRow[] = [];
  for (const [name = '', type = '', aliases = ''] of columnsOf(tsv)) {
    const known = ENTITY_TYPES.find((each) => each === type);
    if (name && known) rows.push({ name, type: known, aliases: splitAliases(aliases) });
  }
  return rows;
}

/** Rows of `data/metrics.tsv` or `data/hardware.tsv`, whose second column holds the aliases. */
export function readTypedRows(tsv: string, type: EntityType): LexiconRow[] {
  return columnsOf(tsv).map(([name = '', aliases = '']) => ({ name, type, aliases: splitAliases(aliases) }));
}

/**
 * Rows of the user's own lexicon.
 *
 * @throws PapergraphError BAD_LEXICON with the number of the line, for a line without a type or with an unknown one
 */
export function readUserRows(tsv: string, at: string): LexiconRow[] {
  const rows: LexiconRow[] = [];
  tsv.split('\n').forEach((line, index) => {
    const text = line.replace(/\r$/, '').replace(/^\ufeff/, '');
    if (!text.trim() || text.startsWith('#')) return;
    const [name = '', type = '', aliases = ''] = text.split('\t').map((column) => column.trim());
    if (index === 0 && name.toLowerCase() === 'name' && type.toLowerCase() === 'type') return;
    const wanted = type.toLowerCase();
    const known = wanted === 'never' ? 'never' : ENTITY_TYPES.find((each) => each.toLowerCase() === wanted);
    if (!name || !known)
      throw new PapergraphError(
        'BAD_LEXICON',
        `${at}:${index + 1}`,
        name ? `"${type}" is no type` : 'the name is missing',
        `Write name, tab, one of ${ENTITY_TYPES.join(', ')} or never, tab, aliases separated by |`,
      );
    rows.push({ name, type: known, aliases: splitAliases(aliases) });
  });
  return rows;
}

const splitAliases = (text: string) =>
  text
    .split('|')
    .map((alias) => alias.trim())
    .filter(Boolean);

/** Lines of a table as columns, comments and blank lines left out. */
export function columnsOf(tsv: string): string[][] {
  return tsv
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t').map((column) => column.trim()));
}

/** Our own names: the metrics, the devices, then all others. */
export function buildNames(files: Pick<ModelFiles, 'lexicon' | 'metrics' | 'hardware'>): Lexicon {
  return buildLexicon([
    ...readTypedRows(files.metrics, 'Metric'),
    ...readTypedRows(files.hardware, 'Hardware'),
    ...readLexiconRows(files.lexicon),
  ]);
}
