/** One request after the other, never faster than allowed, and patient where patience helps. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PapergraphError } from '../../src/errors.js';
import { UnexpectedAnswer } from './sources.js';

export interface PoliteOptions {
  /** Least time from the start of one request to that of the next. */
  readonly delayMs: number;
  readonly headers: Record<string, string>;
  /** How often one page is asked for before giving up. */
  readonly tries: number;
  /** First pause after a failure; doubled each time. */
  readonly pauseMs: number;
  /** Longest pause that a server may ask for. */
  readonly longestPauseMs: number;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Told before each pause that a failure costs. */
  readonly onPause: (why: string, ms: number) => void;
}

const DEFAULTS: PoliteOptions = {
  delayMs: 3000,
  headers: {},
  tries: 6,
  pauseMs: 3000,
  longestPauseMs: 600_000,
  timeoutMs: 60_000,
  maxBytes: 256_000_000,
  onPause: () => {},
};
const MOST_REDIRECTS = 5;

export class PoliteClient {
  requests = 0;
  private readonly options: PoliteOptions;
  private last = Number.NEGATIVE_INFINITY;

  constructor(options: Partial<PoliteOptions>) {
    this.options = { ...DEFAULTS, ...options };
  }

  /**
   * @param read  takes the answer apart; what it throws as `UnexpectedAnswer` counts as a failure of the server
   * @throws PapergraphError FETCH_FAILED with what the server said last
   */
  async get<T>(url: string, read: (body: string) => T): Promise<T> {
    let why = '';
    for (let attempt = 0; attempt < this.options.tries; attempt++) {
      const outcome = await this.attempt(url, read);
      if ('value' in outcome) return outcome.value;
      why = outcome.why;
      if (attempt + 1 === this.options.tries) break;
      const pause = Math.max(outcome.retryAfterMs ?? 0, this.options.pauseMs * 2 ** attempt);
      if ((outcome.retryAfterMs ?? 0) > this.options.longestPauseMs)
        throw failed(
          url,
          `${why}, and asks to wait ${Math.round(outcome.retryAfterMs! / 60_000)} minutes`,
          'Run the same command again then: it goes on where it stopped',
        );
      this.options.onPause(why, pause);
      await sleep(Math.min(pause, this.options.longestPauseMs));
    }
    throw failed(
      url,
      `${why}, ${this.options.tries} times`,
      'Run the same command again later: it goes on where it stopped',
    );
  }

  private async attempt<T>(
    url: string,
    read: (body: string) => T,
  ): Promise<{ value: T } | { why: string; retryAfterMs?: number }> {
    try {
      const response = await this.follow(url);
      if (response.status === 429 || response.status >= 500) {
        await response.body?.cancel();
        const retryAfterMs = waitAsked(response.headers.get('retry-after'));
        return {
          why: `the server answers ${response.status}`,
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
        };
      }
      const body = await this.bodyOf(response, url);
      if (!response.ok) {
        const said = body
          .replace(/<[^>]{0,200}>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim()
          .slice(0, 160);
        throw failed(
          url,
          `the server answers ${response.status}${said ? ` (${said})` : ''}`,
          'Correct the query; a cursor of an old run may have ended: --fresh starts over',
        );
      }
      return { value: read(body) };
    } catch (error) {
      if (error instanceof UnexpectedAnswer) return { why: error.message };
      if (error instanceof PapergraphError) throw error;
      if (isNetworkTrouble(error)) return { why: troubleOf(error) };
      throw error;
    }
  }

  /** Redirects are followed a few times, to the same host or over https only. */
  private async follow(url: string): Promise<Response> {
    let at = url;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      await this.wait();
      this.requests++;
      const response = await fetch(at, {
        redirect: 'manual',
        headers: this.options.headers,
        signal: AbortSignal.timeout(this.options.timeoutMs),
      });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null) return response;
      await response.body?.cancel();
      const next = new URL(location, at);
      if (next.protocol !== 'https:' && next.host !== new URL(url).host)
        throw failed(url, `it redirects to ${next.origin}, which is another host without https`, 'Check the address');
      at = next.href;
    }
    throw failed(url, `it redirects more than ${MOST_REDIRECTS} times`, 'Check the address');
  }

  private async wait(): Promise<void> {
    const pause = this.last + this.options.delayMs - performance.now();
    if (pause > 0) await sleep(pause);
    this.last = performance.now();
  }

  private async bodyOf(response: Response, url: string): Promise<string> {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const part of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
      bytes += part.length;
      if (bytes > this.options.maxBytes)
        throw failed(
          url,
          `the answer is longer than ${this.options.maxBytes / 1_000_000} MB`,
          'Ask for fewer papers with --max',
        );
      parts.push(part);
    }
    return new TextDecoder().decode(Buffer.concat(parts));
  }
}

/** `Retry-After`: seconds or a date. */
function waitAsked(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
}

function failed(at: string, problem: string, cure: string): PapergraphError {
  return new PapergraphError('FETCH_FAILED', at, problem, cure);
}

/** `fetch` wraps sockets' errors in TypeErrors; a time-out has a name of its own. */
function isNetworkTrouble(error: unknown): error is Error {
  return (
    error instanceof Error &&
    (error.name === 'TimeoutError' || (error instanceof TypeError && /fetch failed|terminated/.test(error.message)))
  );
}

function troubleOf(error: Error): string {
  if (error.name === 'TimeoutError') return 'no answer in time';
  const cause = error.cause as (Error & { code?: string }) | undefined;
  return `the connection failed (${cause?.code ?? cause?.message ?? error.message})`;
}
