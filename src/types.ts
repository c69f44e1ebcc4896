/**
 * The ground of the house: the words everybody may know. Plain readonly data, no behaviour.
 */

/** What a paper can be about. The order is the order of precedence when one surface could be two types. */
export const ENTITY_TYPES = ['Dataset', 'Metric', 'Hardware', 'Task', 'Method'] as const;
/** What a paper does with a thing. */
export const ROLES = [
  'proposed',
  'used',
  'compared',
  'evaluated_on',
  'reported',
  'runs_on',
  'addresses',
  'mentioned',
] as const;
/**
 * What an abstract can say about two things. Types and directions follow SciER (Zhang et al. 2024), but for BASED_ON of our
 * own guideline: the first method builds on, extends or contains the second; in the graph it is the second's PART_OF.
 */
export const RELATION_TYPES = [
  'USED_FOR',
  'EVALUATED_ON',
  'TRAINED_ON',
  'COMPARED_WITH',
  'OUTPERFORMS',
  'PART_OF',
  'BASED_ON',
  'SUBCLASS_OF',
  'BENCHMARK_FOR',
  'SUBTASK_OF',
  'MEASURED_BY',
  'RUNS_ON',
] as const;

export type EntityType = (typeof ENTITY_TYPES)[number];
export type Role = (typeof ROLES)[number];
export type RelationType = (typeof RELATION_TYPES)[number];

/**
 * `arxiv:1810.04805`, `doi:10.1000/x`, `acl:P19-1007`, `openalex:W…`, `s2:…`; else `id:` and the source's own id;
 * else `sha1:` of normalised title and year. The prefix keeps every id of an outside source apart from ours and from
 * words such as `__proto__`.
 */
export type PaperId = `${'arxiv' | 'doi' | 'acl' | 'openalex' | 's2' | 'id' | 'sha1'}:${string}`;
/** `method:sparrownet`: the type in lower case and the key of the name. */
export type EntityId = `${Lowercase<EntityType>}:${string}`;

export type Field = 'title' | 'abstract';
/** Half-open range `[start, end)` in UTF-16 code units of one field of the cleaned paper. */
export interface Span {
  readonly field: Field;
  readonly start: number;
  readonly end: number;
}

export interface Paper {
  readonly id: PaperId;
  /** The id exactly as the source wrote it; absent if the source gave none. Extractions are joined to gold data by it. */
  readonly sourceId?: string;
  /** Cleaned; may be empty when the source gave none. */
  readonly title: string;
  /** Cleaned; never empty. */
  readonly abstract: string;
  readonly year?: number;
  /** `2019-06-01`, when the source is that precise. */
  readonly publishedOn?: string;
  readonly venue?: string;
  readonly authors: readonly string[];
  readonly url?: string;
  readonly categories?: readonly string[];
  /** All outside ids that are known, also those that did not become `id`. */
  readonly arxivId?: string;
  readonly arxivVersion?: number;
  readonly doi?: string;
  readonly aclId?: string;
  readonly openalexId?: string;
  readonly s2Id?: string;
  /** Further ids of those kinds, where the paper's records give several: `doi:10.48550/arxiv.1810.04805`. In order. */
  readonly otherIds?: readonly string[];
  /** Where it was read, for messages: `arxiv.jsonl:48213`. Not part of the graph: it depends on the order of the input. */
  readonly origin: string;
}

/**
 * One object for each distinct written form, shared by all tokens that are written so. What a room knows of a word it keeps here: a
 * table of its own would be asked, and miss the processor's cache, at every token.
 */
export interface WordForm {
  readonly text: string;
  readonly lower: string;
  /** The last part after a hyphen, in lower case; without a hyphen all of it. */
  readonly last: string;
  /** Of the text alone. */
  readonly hash: number;
  /** What it may be to the finders that read the lists {@link markedFor}: a sum of bits. */
  marks: number;
  markedFor: unknown;
  /** Noun, verb, …; undefined: not asked. */
  wordClass: unknown;
  /** What is known of it as a stretch of text that may be a name. */
  surface: unknown;
  /** Where the names of the lexicon {@link opensIn} go on that start with this word; null: there are none. */
  opens: unknown;
  opensIn: unknown;
  /** Its number in the tagger's book {@link numberedBy}. */
  number: number;
  numberedBy: unknown;
  /** What the classifier of relations knows of it. */
  pairWord: unknown;
  /** What it brings to the key of a name that it is part of. */
  namePart: unknown;
  /** Which patterns of the facts it hints at, one bit each; -1: not asked. */
  cues: number;
}
export interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly form: WordForm;
  /** In lower case. */
  readonly lower: string;
  /** The last part after a hyphen, in lower case. */
  readonly last: string;
  /** It stands at the head of a sentence or in a title, where a capital at its head says nothing. */
  readonly isCapitalPlace: boolean;
}
export interface Sentence extends Span {
  readonly text: string;
  readonly tokens: readonly Token[];
}

export type Finder = 'tagger' | 'lexicon' | 'pattern' | 'cue' | 'user';

/** A stretch of text that names something. Mentions never overlap. */
export interface Mention extends Span {
  readonly text: string;
  readonly type: EntityType;
  readonly foundBy: Finder;
  /** 0 to 1. */
  readonly confidence: number;
}
/** A mention that knows what it names. */
export interface LinkedMention extends Mention {
  readonly entity: EntityId;
}

/** One thing within one paper, under its fullest name. */
export interface Entity {
  readonly id: EntityId;
  readonly type: EntityType;
  readonly name: string;
  /** Every other surface in this paper, in order of first appearance. */
  readonly aliases: readonly string[];
  /** The short form that this paper defines for it: `CNN`. */
  readonly abbreviation?: string;
  readonly role: Role;
  /** 0 to 1: the best of its mentions. */
  readonly confidence: number;
  /** The sentence that shows the role. */
  readonly evidence: Span;
}

export interface Relation {
  readonly source: EntityId;
  readonly type: RelationType;
  readonly target: EntityId;
  /** The sentence that says so. */
  readonly evidence: Span;
  /** 0 to 1. */
  readonly confidence: number;
  /** True when an end stands as "it" or "our model". */
  readonly inferred: boolean;
  /** OUTPERFORMS: on which metric and dataset, and by how much, where said. */
  readonly metric?: EntityId;
  readonly dataset?: EntityId;
  readonly margin?: number;
  /** RUNS_ON: how many devices, and for how long, in hours. */
  readonly count?: number;
  readonly hours?: number;
}

export const SLOTS = ['metric', 'method', 'dataset', 'task', 'hardware', 'baseline'] as const;
export type Slot = (typeof SLOTS)[number];
/** A reported figure and what it is about. `null`: the text does not say. */
export interface Result extends Readonly<Record<Slot, EntityId | null>> {
  /** As written: `93.2%`. */
  readonly value: string;
  /** As a number in `unit`: 93.2. Never rescaled. */
  readonly amount: number;
  /** `%`, `x`, `FPS`, `points`, …; empty when it has none. */
  readonly unit: string;
  /** `gain`: a difference or a ratio to something else ("1.4 points above", "8x smaller"). */
  readonly kind: 'absolute' | 'gain';
  /** Where each slot and the value stand; a slot filled by reasoning has none. */
  readonly spans: Readonly<Partial<Record<Slot | 'value', Span>>>;
  /** Slots filled by reasoning ("it" is the proposed method), not by the words of the sentence. */
  readonly inferred: readonly Slot[];
  /** 0 to 1. */
  readonly confidence: number;
  /** The sentence that reports it. */
  readonly evidence: Span;
}

/** All that one abstract says: one line of `papergraph extract`. */
export interface Extraction {
  /** The source's own id where it gave one, else the paper's: what others join by. `paper.id` is the node's id. */
  readonly id: string;
  readonly paper: Paper;
  readonly mentions: readonly LinkedMention[];
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
  readonly results: readonly Result[];
}

export const SKIP_REASONS = ['no abstract', 'no title', 'unreadable', 'duplicate', 'furniture', 'too long'] as const;
/** A record or a line that could not become a paper. Data, not an exception: the run goes on and counts it. */
export interface Skip {
  /** `papers.jsonl:12`. */
  readonly origin: string;
  readonly reason: (typeof SKIP_REASONS)[number];
  /** What was seen, in one line. */
  readonly detail: string;
  /** What the user can do, in one line. */
  readonly cure: string;
}

export const FLAWS = ['bytes', 'NUL', 'lone surrogate'] as const;
/** Something in a record that is no text; the record was read all the same, with the flaw mended. */
export interface Mend {
  /** `papers.jsonl:12`. */
  readonly origin: string;
  readonly flaw: (typeof FLAWS)[number];
  readonly count: number;
  /** `bytes`: where the first one stands, counted from the file's beginning. */
  readonly at?: number;
  /** What stands in its place. */
  readonly as: 'U+FFFD' | 'Windows-1252' | 'nothing';
}

/** What the extractor needs beside the text: plain strings and bytes, read by whoever has a disk or a network. */
export interface ModelFiles {
  /** Our own names: `name ⇥ type ⇥ aliases (|) ⇥ note`. */
  readonly lexicon: string;
  /** `name ⇥ aliases (|) ⇥ unit ⇥ higher|lower|`. */
  readonly metrics: string;
  readonly hardware: string;
  /** Names that mean one thing, for merging: `name ⇥ type ⇥ aliases (|)`. */
  readonly aliases?: string;
  /** Words and phrases that are no entity. */
  readonly generic: string;
  /** Trained weights; null: cues, lexicon and patterns alone. */
  readonly tagger: Uint8Array | null;
  /** Weights of the relation classifier; null: cues alone. */
  readonly relations: Uint8Array | null;
  /** The user's own: `name ⇥ type or "never" ⇥ aliases (|)`; overrules everything. */
  readonly userLexicon: string | null;
}
