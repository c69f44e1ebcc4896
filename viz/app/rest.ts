import type { FarHit, Part } from '../view/part.js';

/** What a served page has not got itself, asked of its server. */
export interface Rest {
  /** Names, aliases, abbreviations and titles of the whole graph. */
  search(query: string): Promise<readonly FarHit[]>;
  /** A node with a page of its neighbours; `withId`: one that must be among them. */
  around(id: string, from?: number, withId?: string): Promise<Part>;
}

/** `null` for a page that holds all it will ever show. */
export function restOfPage(root: Document): Rest | null {
  if (!root.querySelector('meta[name="papergraph-blocks"]')) return null;
  return {
    search: (query) => ask('search', { q: query.slice(0, 200) }),
    around: (id, from = 0, withId) =>
      ask('around', { id, from: String(from), ...(withId !== undefined && { with: withId }) }),
  };
}

/** @throws Error with one line for the reader */
async function ask<T>(what: string, said: Record<string, string>): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`rest/${what}?${new URLSearchParams(said)}`);
  } catch {
    throw new Error('The server does not answer. Is papergraph view still running?');
  }
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok && body !== null) return body as T;
  const told = (body as { error?: unknown } | null)?.error;
  throw new Error(typeof told === 'string' ? told : `The server answers with an error (${answer.status}).`);
}
