import type { EntityType, Extraction, Role } from '../types.js';

/** Mention spans of an abstract. */
export interface SpanGold {
  readonly id: string;
  readonly abstract: string;
  readonly spans: readonly (readonly [start: number, end: number, type: string])[];
  /** Between spans by their places in the list, under the names of the corpus. */
  readonly relations?: readonly (readonly [source: number, name: string, target: number])[];
}
/** What other corpora call our types. */
export const OUR_TYPES: Readonly<Record<string, string>> = { Material: 'Dataset' };
/** Entities, results and relations of a paper, by name. */
export interface GraphGold {
  readonly id: string;
  readonly entities: readonly {
    readonly type: EntityType;
    readonly name: string;
    readonly aliases: readonly string[];
    readonly role: Role;
    readonly tier: 'required' | 'optional';
  }[];
  readonly results: readonly { readonly value: string; readonly metric: string | null }[];
  readonly relations: readonly (readonly [source: string, type: string, target: string])[];
}
export type Gold =
  | { readonly kind: 'spans'; readonly records: readonly SpanGold[] }
  | { readonly kind: 'graph'; readonly records: readonly GraphGold[] };

/** What is read of a prediction. */
export type Prediction = Pick<Extraction, 'id' | 'mentions' | 'entities' | 'relations' | 'results'>;

/** Which of the two forms these records have, by what the first one holds; `null`: neither. */
export function goldOf(records: readonly unknown[]): Gold | null {
  const has = (key: string) =>
    records.every((r) => typeof r === 'object' && r !== null && Array.isArray((r as Record<string, unknown>)[key]));
  if (records.length === 0) return null;
  if (has('entities')) {
    const lists = { results: [], relations: [] };
    return { kind: 'graph', records: records.map((r) => ({ ...lists, ...(r as GraphGold) })) };
  }
  return has('spans') ? { kind: 'spans', records: records as SpanGold[] } : null;
}
