import type { TagType } from '../../src/mention/labels.js';
import { type Example, type OwnSpan, ownExample } from './corpora.js';
import { papersById, readLabelled, type UnlabelledPaper } from './corpus.js';

/** One line of `models/annotations`: offsets into the title and abstract of a paper that is looked up by its id. */
export interface OwnAnnotation {
  readonly id: string;
  readonly spans: readonly (readonly [
    field: 'title' | 'abstract',
    start: number,
    end: number,
    type: TagType,
    entity: number,
    tier: 'required' | 'optional',
  ])[];
}

/** Our own annotations with the texts they belong to; papers that the corpora do not hold are passed over. */
export function readOwnExamples(folder: string, corpora: string, style = 'papergraph'): Example[] {
  const annotations = [...readLabelled(folder)].flatMap(({ records }) => records as unknown as OwnAnnotation[]);
  if (annotations.length === 0) return [];
  const papers = papersById(
    corpora,
    annotations.map(({ id }) => id),
  );
  return annotations.flatMap(({ id, spans }) => {
    const paper = papers.get(id);
    if (!paper) return [];
    const single = spans.flatMap((span) => splitAtBracket(span, paper));
    const own = single.map(
      ([field, start, end, type, , tier]): OwnSpan => ({ field, start, end, type, optional: tier === 'optional' }),
    );
    return [ownExample(style, id, paper.title, paper.abstract, own)];
  });
}

/** "convolutional neural network (CNN)" marked as one is two names of one thing, as the tagger is to find them. */
function splitAtBracket(span: OwnAnnotation['spans'][number], paper: UnlabelledPaper): OwnAnnotation['spans'] {
  const [field, start, end, ...rest] = span;
  const met = /^(.*\S) \(([^()]{1,20})\)$/.exec(paper[field].slice(start, end));
  if (!met) return [span];
  return [
    [field, start, start + met[1]!.length, ...rest],
    [field, end - 1 - met[2]!.length, end - 1, ...rest],
  ];
}
