/** What each labelled corpus annotates, and what its spans say about our labels. */

import type { Hint } from '../../src/mention/hints.js';
import { LABELS, TAG_TYPES, type TagType } from '../../src/mention/labels.js';
import { ANNOTATED } from '../../src/mention/tagger.js';
import type { Abbreviation } from '../../src/text/abbreviations.js';
import { findAbbreviations } from '../../src/text/abbreviations.js';
import { segment } from '../../src/text/segment.js';
import type { Sentence } from '../../src/types.js';

export interface CorpusRecord {
  readonly id: string;
  readonly title?: string;
  readonly abstract: string;
  readonly spans: readonly (readonly [start: number, end: number, type: string])[];
}
/** Our own annotations: offsets into a text that is looked up by id. */
export interface OwnSpan {
  readonly field: 'title' | 'abstract';
  readonly start: number;
  readonly end: number;
  readonly type: TagType;
  readonly optional: boolean;
}

/** A text to learn from or to measure on. */
export interface Example {
  readonly style: string;
  readonly id: string;
  readonly sentences: readonly Sentence[];
  readonly abbreviations: readonly Abbreviation[];
  /** What the rules found. */
  readonly hints: readonly Hint[];
  /** Per sentence and token: the labels that the annotation leaves possible, as bits. */
  readonly allowed: readonly Int32Array[];
  /** Spans of the annotation as the scorer sees them. */
  readonly gold: readonly { field: string; start: number; end: number; type: TagType }[];
}

interface Guideline {
  /** Types that this corpus annotates wherever they stand. Of the others it says nothing. */
  readonly annotates: readonly TagType[];
  /** What one of its span types may be in ours; `open`: anything, or nothing. A type not listed is passed over. */
  readonly means: Readonly<Record<string, readonly TagType[] | 'open'>>;
}
const GUIDELINES: Readonly<Record<string, Guideline>> = {
  scierc: {
    annotates: ['Method', 'Dataset', 'Metric', 'Task', 'Other', 'Generic', 'Material'],
    means: {
      Method: ['Method'],
      Task: ['Task'],
      Metric: ['Metric'],
      // Images and corpora of all sorts; some are datasets, which the other corpora decide.
      Material: ['Material', 'Dataset'],
      OtherScientificTerm: ['Other'],
      Generic: ['Generic'],
    },
  },
  scier: {
    annotates: ANNOTATED.scier,
    means: { Method: ['Method'], Dataset: ['Dataset'], Task: ['Task'] },
  },
  scirex: {
    annotates: ANNOTATED.scirex,
    means: { Method: ['Method'], Material: ['Dataset'], Metric: ['Metric'], Task: ['Task'] },
  },
  tdmsci: {
    annotates: ANNOTATED.tdmsci,
    means: { Dataset: ['Dataset'], Metric: ['Metric'], Task: ['Task'] },
  },
  heddes: { annotates: ANNOTATED.heddes, means: { Dataset: ['Dataset'] } },
  gsap: {
    annotates: ANNOTATED.gsap,
    means: {
      MLModel: ['Method'],
      ModelArchitecture: ['Method'],
      Method: ['Method'],
      Dataset: ['Dataset'],
      Datasource: ['Dataset', 'Material'],
      Task: ['Task'],
      MLModelGeneric: 'open',
      DatasetGeneric: 'open',
    },
  },
  enerex: { annotates: ANNOTATED.enerex, means: { Hardware: ['Hardware'] } },
};
/** Of these also the optional ones are learnt as names: a sensible program finds them. Datasets and tasks are often mere nouns. */
const ALWAYS: readonly TagType[] = ['Method', 'Metric', 'Hardware'];
const FIVE: readonly TagType[] = ['Method', 'Dataset', 'Metric', 'Hardware', 'Task'];

/** `scier-train` is in the style `scier`. */
export const styleOf = (name: string) => name.split('-')[0]!;

/** Bits of all labels of some types; with O if asked. */
function bitsOf(types: readonly TagType[], part: 'B' | 'I' | 'BI'): number {
  let bits = 0;
  for (const type of types) {
    const at = 1 + 2 * TAG_TYPES.indexOf(type);
    if (part !== 'I') bits |= 1 << at;
    if (part !== 'B') bits |= 1 << (at + 1);
  }
  return bits;
}
const ALL = (1 << LABELS.length) - 1;

/** @param style  a known corpus, or any other name for a corpus whose types are ours */
export function exampleOf(style: string, record: CorpusRecord): Example {
  const guideline = GUIDELINES[style] ?? ownGuideline();
  const spans = record.spans.flatMap(([start, end, type]) => {
    const means = guideline.means[type];
    return means === undefined ? [] : [{ field: 'abstract' as const, start, end, means }];
  });
  return makeExample(style, record.id, record.title ?? '', record.abstract, guideline.annotates, spans);
}

const ownGuideline = (): Guideline => ({
  annotates: FIVE,
  means: Object.fromEntries(FIVE.map((type) => [type, [type]])),
});

/** Our own annotation of a paper: an optional thing may be found or not. */
export function ownExample(
  style: string,
  id: string,
  title: string,
  abstract: string,
  spans: readonly OwnSpan[],
): Example {
  return makeExample(
    style,
    id,
    title,
    abstract,
    FIVE,
    spans.map(({ field, start, end, type, optional }) => ({ field, start, end, means: [type], optional })),
  );
}

interface Labelled {
  readonly field: 'title' | 'abstract';
  readonly start: number;
  readonly end: number;
  readonly means: readonly TagType[] | 'open';
  readonly optional?: boolean;
}

function makeExample(
  style: string,
  id: string,
  title: string,
  abstract: string,
  annotates: readonly TagType[],
  spans: readonly Labelled[],
): Example {
  const sentences = [...segment('title', title), ...segment('abstract', abstract)];
  const silent = TAG_TYPES.filter((type) => !annotates.includes(type));
  const outside = 1 | bitsOf(silent, 'BI');
  // Outer spans first; what overlaps an earlier one says nothing more, but a span inside an open one does.
  const closed = spans
    .filter((s) => s.means !== 'open')
    .sort((a, b) => a.start - b.start || b.end - a.end || rank(b) - rank(a));
  const taken: Labelled[] = [];
  for (const span of closed)
    if (!taken.some((t) => t.field === span.field && t.start < span.end && span.start < t.end)) taken.push(span);
  const open = spans.filter((s) => s.means === 'open');
  const allowed = sentences.map((sentence) => {
    const masks = new Int32Array(sentence.tokens.length).fill(outside);
    const here = (s: Labelled) => s.field === sentence.field && s.start < sentence.end && sentence.start < s.end;
    for (const span of open.filter(here))
      sentence.tokens.forEach((token, i) => {
        if (token.start < span.end && span.start < token.end) masks[i] = ALL;
      });
    for (const span of taken.filter(here)) {
      let first = true;
      const types = span.means as readonly TagType[];
      sentence.tokens.forEach((token, i) => {
        if (!(token.start < span.end && span.start < token.end)) return;
        masks[i] =
          bitsOf(types, first ? 'B' : 'I') |
          (span.optional && !ALWAYS.includes(types[0]!) ? outside | bitsOf(['Other', 'Generic', 'Material'], 'BI') : 0);
        first = false;
      });
    }
    return masks;
  });
  return {
    style,
    id,
    sentences,
    abbreviations: findAbbreviations(sentences),
    hints: [],
    allowed,
    gold: taken.map(({ field, start, end, means }) => ({ field, start, end, type: means.at(-1) as TagType })),
  };
}
/** Of two types for one span: a dataset that is also a task ("GLUE") is a dataset. */
const rank = ({ means }: Labelled) => (means[0] === 'Dataset' ? 1 : 0);

/** The types that a style is measured by. */
export const annotatedTypes = (style: string): readonly TagType[] => (GUIDELINES[style] ?? ownGuideline()).annotates;
