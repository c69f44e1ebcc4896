import MiniSearch from 'minisearch';
import { type Model, RESULT } from './model.js';

export interface Hit {
  readonly node: number;
  /** The alias or abbreviation that was met, when the name was not. */
  readonly via: string | null;
}

/** Searches every name, alias and abbreviation, and the titles of papers. */
export interface Search {
  /** Best first; nothing typed gives nothing. The query is words, never a pattern. */
  find(query: string, limit?: number): readonly Hit[];
  /** Takes in some more names; true while there are more. A `find` before the end takes in all that is left. */
  warm(): boolean;
  /** Nodes that have come to the model since. */
  grow(nodes: Iterable<number>): void;
}

const NAMES_A_STEP = 1500;

// Splits names as people do: "ResNet-50" is also found by "50", "SQuAD2.0" by "2.0".
const tokens = (text: string) => text.split(/[\s\p{Z}\p{P}\p{S}]+/u).filter((token) => token.length > 0);

export function buildSearch(model: Model): Search {
  const waiting = Array.from(model.order);
  const index = new MiniSearch<{ id: number; name: string; also: string }>({
    fields: ['name', 'also'],
    tokenize: tokens,
    processTerm: (term) => (term.length > 60 ? null : fold(term)),
    searchOptions: {
      boost: { name: 2 },
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      maxFuzzy: 2,
      combineWith: 'AND',
      boostDocument: (id) => {
        const node = id as number;
        // A paper's title holds many names; the thing itself should come first.
        return model.isEntity[node] ? 1 + Math.log2(1 + model.view.papers[node]!) / 4 : 0.5;
      },
    },
  });
  let next = 0;
  const takeIn = (most: number) => {
    const { view } = model;
    for (const end = Math.min(waiting.length, next + most); next < end; next++) {
      const node = waiting[next]!;
      if (view.type[node] === RESULT) continue;
      const also = [...view.aliases[node]!, view.abbreviation[node] ?? ''].join(' \n ');
      index.add({ id: node, name: view.name[node]!, also });
    }
    return next < waiting.length;
  };
  return {
    warm: () => takeIn(NAMES_A_STEP),
    grow: (nodes) => void waiting.push(...nodes),
    find(query, limit = 12) {
      takeIn(Number.POSITIVE_INFINITY);
      const wanted = query.slice(0, 200);
      const key = fold(wanted.trim());
      if (key === '') return [];
      const { view } = model;
      const exact = (node: number) =>
        [view.name[node]!, view.abbreviation[node] ?? '', ...view.aliases[node]!].some((name) => fold(name) === key);
      const found = index.search(wanted).slice(0, limit * 4);
      return found
        .map((hit, place) => ({
          node: hit.id as number,
          place: exact(hit.id as number) ? place - found.length : place,
        }))
        .sort((a, b) => a.place - b.place)
        .slice(0, limit)
        .map(({ node }) => ({
          node,
          via: viaOf(key, view.name[node]!, [view.abbreviation[node] ?? '', ...view.aliases[node]!]),
        }));
    },
  };
}

function viaOf(key: string, name: string, others: readonly string[]): string | null {
  if (fold(name).includes(key)) return null;
  return others.find((other) => other !== name && fold(other).includes(key)) ?? null;
}

/** Lower case without accents: what two people would type for one name. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
