/** Papers with relations from `models/annotations`: offsets there, the texts from the corpora. */
import type { RelationGold } from './fit-relations.js';
import { papersById, readLabelled } from './train/corpus.js';

/** One line of `models/annotations`, as far as relations are concerned. */
interface Annotation {
  readonly id: string;
  readonly spans: readonly (readonly [
    field: 'title' | 'abstract',
    start: number,
    end: number,
    type: string,
    entity: number,
  ])[];
  readonly entities?: readonly { readonly type: string }[];
  readonly relations?: readonly (readonly [source: number, type: string, target: number])[];
}

/** The first part marks half as many relations as the others: what it leaves out is not always wrong. */
const WEIGHTS: Readonly<Record<string, number>> = { 'part-a': 0.4 };

/** Papers whose text the corpora do not hold are passed over, and files that hold no relations. */
export function readRelationGold(annotations: string, corpora: string): RelationGold[] {
  const lines = [...readLabelled(annotations)].flatMap(({ name, records }) =>
    (records as unknown as Annotation[]).map((record) => ({ hand: name, record })),
  );
  const papers = papersById(
    corpora,
    lines.map(({ record }) => record.id),
  );
  return lines.flatMap(({ hand, record: { id, spans, entities, relations } }): RelationGold[] => {
    const paper = papers.get(id);
    if (!paper || !entities || !relations) return [];
    const text = { title: paper.title, abstract: paper.abstract };
    const surfaces = entities.map(() => new Set<string>());
    for (const [field, start, end, , entity] of spans) surfaces[entity]?.add(text[field].slice(start, end));
    // Two things may bear one name: they are told apart by their numbers.
    return [
      {
        id,
        ...text,
        hand,
        weight: WEIGHTS[hand] ?? 1,
        entities: entities.map(({ type }, i) => ({ type, name: String(i), aliases: [...surfaces[i]!] })),
        relations: relations.map(([source, type, target]) => [String(source), type, String(target)]),
      },
    ];
  });
}
