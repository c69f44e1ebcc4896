/** Where papers can be fetched: what is asked, page by page, and what an answer says. Each knows the other side's rules. */
import { PapergraphError } from '../../src/errors.js';

export interface Request {
  /** In the source's own language; empty where the source takes none. */
  readonly query: string;
  /** `2024-01-31`, first and last day; empty: no limit. */
  readonly from: string;
  readonly to: string;
  /** How many papers at most. */
  readonly max: number;
}

/** Where the next page begins: an offset, a cursor, a token or a day. */
export type Place = string;

export interface Page {
  /** What to keep: the answer with the wanted papers alone. */
  readonly body: string;
  /** How many papers are kept. */
  readonly papers: number;
  /** How many the answer held. */
  readonly held: number;
  /** How many there are in all, where the source says. */
  readonly total: number | null;
  /** Behind this page; null: it is the last. */
  readonly next: Place | null;
}
/** Which papers of a page are wanted: the first `skip` are there already, and no more than `take`. */
export interface Wanted {
  readonly skip: number;
  readonly take: number;
}

export interface Source {
  readonly about: string;
  readonly endpoint: string;
  /** Least time between two requests, as the source asks for in its terms. */
  readonly delayMs: number;
  readonly pageSize: number;
  readonly extension: string;
  /** What `query` is, for the help; null: the source takes none. */
  readonly query: string | null;
  /** Headers beside our name; a key comes from the environment, never from the command line. */
  readonly headers?: (env: NodeJS.ProcessEnv) => Record<string, string>;
  readonly first: (request: Request) => Place;
  readonly url: (endpoint: string, request: Request, place: Place, wanted: Wanted) => string;
  /** @throws PapergraphError FETCH_FAILED when the answer tells of a mistake in the request */
  readonly read: (body: string, request: Request, place: Place, wanted: Wanted) => Page;
}

const compact = (day: string): string => day.replaceAll('-', '');

const arxiv: Source = {
  about: "arXiv's API (Atom)",
  endpoint: 'https://export.arxiv.org/api/query',
  delayMs: 3000,
  pageSize: 100,
  extension: 'xml',
  query: 'cat:cs.CL AND abs:"knowledge graph"',
  first: () => '0',
  url(endpoint, { query, from, to }, place, { take }) {
    const days =
      from || to ? `submittedDate:[${compact(from || '1991-01-01')}0000 TO ${compact(to || '2100-01-01')}2359]` : '';
    const asked = [query && days ? `(${query})` : query, days].filter((part) => part !== '').join(' AND ');
    return withQuery(endpoint, {
      search_query: asked,
      start: place,
      max_results: String(Math.min(this.pageSize, take)),
      sortBy: 'submittedDate',
      sortOrder: 'descending',
    });
  },
  read(body, _request, place) {
    if (!/<feed[\s>]/.test(body)) throw new UnexpectedAnswer(body);
    if (body.includes('arxiv.org/api/errors')) {
      const why = /<entry>[\s\S]*?<summary>([\s\S]*?)<\/summary>/.exec(body)?.[1]?.trim() ?? 'no reason given';
      throw new PapergraphError('FETCH_FAILED', 'arxiv', `arXiv refuses the query: ${why}`, 'Correct the query');
    }
    const papers = body.split(/<entry[\s>]/).length - 1;
    const total = Number(/<opensearch:totalResults[^>]*>(\d+)</.exec(body)?.[1] ?? Number.NaN);
    const start = Number(place);
    // Now and then arXiv answers with an empty page in the midst of a result.
    if (papers === 0 && Number.isFinite(total) && start < total) throw new UnexpectedAnswer(body);
    const end = start + papers;
    return {
      body,
      papers,
      held: papers,
      total: Number.isNaN(total) ? null : total,
      next: papers === 0 || end >= total ? null : String(end),
    };
  },
};

const openalex: Source = {
  about: 'OpenAlex works with abstracts',
  endpoint: 'https://api.openalex.org/works',
  delayMs: 200,
  pageSize: 200,
  extension: 'json',
  query: 'knowledge graph construction',
  first: () => '*',
  url(endpoint, { query, from, to }, place) {
    const filters = ['has_abstract:true', from && `from_publication_date:${from}`, to && `to_publication_date:${to}`];
    return withQuery(endpoint, {
      search: query,
      filter: filters.filter((part) => part !== '').join(','),
      'per-page': String(this.pageSize),
      cursor: place,
      mailto: process.env.PAPERGRAPH_MAILTO ?? '',
    });
  },
  read(body, _request, _place, wanted) {
    const page = parsed(body) as {
      meta?: { count?: number; next_cursor?: string | null };
      results?: unknown[];
      error?: string;
      message?: string;
    };
    if (!Array.isArray(page.results)) throw refused('openalex', page.message ?? page.error, body);
    return {
      ...kept(body, page.results, wanted, (results) => ({ ...page, results })),
      total: page.meta?.count ?? null,
      next: page.results.length === 0 ? null : (page.meta?.next_cursor ?? null),
    };
  },
};

const s2: Source = {
  about: 'Semantic Scholar bulk search',
  endpoint: 'https://api.semanticscholar.org/graph/v1/paper/search/bulk',
  delayMs: 1100,
  pageSize: 1000,
  extension: 'json',
  query: '"knowledge graph" + construction',
  headers: (env): Record<string, string> => (env.S2_API_KEY ? { 'x-api-key': env.S2_API_KEY } : {}),
  first: () => '',
  url(endpoint, { query, from, to }, place) {
    return withQuery(endpoint, {
      query,
      fields: 'title,abstract,year,publicationDate,venue,authors,externalIds,url,fieldsOfStudy',
      publicationDateOrYear: from || to ? `${from}:${to}` : '',
      token: place,
    });
  },
  read(body, _request, _place, wanted) {
    const page = parsed(body) as {
      total?: number;
      token?: string | null;
      data?: unknown[];
      error?: string;
      message?: string;
    };
    if (!Array.isArray(page.data)) throw refused('s2', page.error ?? page.message, body);
    return {
      ...kept(body, page.data, wanted, (data) => ({ ...page, data })),
      total: page.total ?? null,
      next: page.data.length === 0 ? null : (page.token ?? null),
    };
  },
};

const hfDaily: Source = {
  about: 'Hugging Face daily papers, day by day',
  endpoint: 'https://huggingface.co/api/daily_papers',
  delayMs: 500,
  pageSize: 100,
  extension: 'json',
  query: null,
  first({ from }) {
    if (from === '')
      throw new PapergraphError(
        'BAD_OPTION',
        '--from',
        'hf-daily needs a first day',
        'Say --from 2024-05-01 and, for more days, --to 2024-05-31',
      );
    return from;
  },
  url: (endpoint, _request, place) => withQuery(endpoint, { date: place, limit: '100' }),
  read(body, { from, to }, place, wanted) {
    const page = parsed(body);
    if (!Array.isArray(page)) throw refused('hf-daily', (page as { error?: string } | null)?.error, body);
    return {
      ...kept(body, page, wanted, (papers) => papers),
      total: null,
      next: place >= (to || from) ? null : dayAfter(place),
    };
  },
};

export const SOURCES: ReadonlyMap<string, Source> = new Map(
  Object.entries({ arxiv, openalex, s2, 'hf-daily': hfDaily }),
);

/** Not what the source promises: a web page, half an answer, an empty page. Worth another try. */
export class UnexpectedAnswer extends Error {
  constructor(body: string) {
    super(
      /<html/i.test(body)
        ? 'a web page came instead of data'
        : `an unexpected answer: ${JSON.stringify(body.slice(0, 80))}`,
    );
  }
}

/** The answer as it came where all of it is wanted. */
function kept(
  body: string,
  papers: readonly unknown[],
  { skip, take }: Wanted,
  wrap: (papers: unknown[]) => unknown,
): Pick<Page, 'body' | 'papers' | 'held'> {
  const wanted = papers.slice(skip, skip + take);
  return {
    body: wanted.length === papers.length ? body : JSON.stringify(wrap(wanted)),
    papers: wanted.length,
    held: papers.length,
  };
}

function refused(at: string, why: unknown, body: string): Error {
  return typeof why === 'string'
    ? new PapergraphError(
        'FETCH_FAILED',
        at,
        `the request was refused: ${why.slice(0, 200)}`,
        'Correct the query or the dates',
      )
    : new UnexpectedAnswer(body);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UnexpectedAnswer(body);
    throw error;
  }
}

function withQuery(endpoint: string, values: Record<string, string>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(values)) if (value !== '') url.searchParams.set(name, value);
  return url.href;
}

export function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
