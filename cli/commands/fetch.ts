import type { Command } from 'commander';
import { PapergraphError } from '../../src/errors.js';
import { type Fetched, fetchPages } from '../fetch/fetch.js';
import { PoliteClient } from '../fetch/polite.js';
import { type Request, SOURCES } from '../fetch/sources.js';
import { count, type Io, plural, seconds } from '../io.js';
import { number } from '../options.js';
import { VERSION } from '../package.js';

/** The only command that asks anything of the network, and only when it is called. */
export function register(program: Command, io: () => Io): void {
  const names = [...SOURCES].map(([name, { about }]) => `${name}: ${about}`).join('; ');
  program
    .command('fetch')
    .description('fetch papers into a folder that build reads; goes on where it stopped')
    .argument('<source>', names)
    .argument('[query]', "in the source's own language, e.g. 'cat:cs.CL AND abs:\"knowledge graph\"'")
    .option('-o, --output <dir>', 'folder for the answers (default: fetched/SOURCE-QUERY)')
    .option('--max <n>', 'how many papers at most (default: 500)', number)
    .option('--from <day>', 'first day, 2024-05-01')
    .option('--to <day>', 'last day')
    .option('--delay <seconds>', 'time between two requests, if longer than the source asks for', number)
    .option('--endpoint <url>', 'another address that answers in the same form')
    .option('--fresh', 'start over')
    .option('--dry-run', 'print what would be asked, and ask nothing')
    .action(async (name: string, query: string | undefined, flags) => {
      const out = io();
      const began = performance.now();
      const source = SOURCES.get(name);
      if (!source)
        throw new PapergraphError('BAD_OPTION', name, 'is no source', `Known: ${[...SOURCES.keys()].join(', ')}`);
      const request = requestOf(name, source.query, query, flags);
      const endpoint = flags.endpoint === undefined ? undefined : address(flags.endpoint);
      // A server of one's own may be asked as fast as one likes.
      const delayMs = Math.max(
        endpoint === undefined ? source.delayMs : 0,
        (flags.delay ?? source.delayMs / 1000) * 1000,
      );
      const dir: string = flags.output ?? `fetched/${name}-${slug(request)}`;
      const url = source.url(endpoint ?? source.endpoint, request, source.first(request), {
        skip: 0,
        take: request.max,
      });
      if (flags.dryRun) {
        const pages = Math.ceil(request.max / source.pageSize);
        await out.out(
          out.json
            ? `${JSON.stringify({ url, dir, requests: pages, delayMs })}\n`
            : `GET ${url}\nthen page by page: about ${plural(pages, 'request')}, one every ${delayMs / 1000} s, ${seconds(pages * delayMs)} in all, into ${dir}\n`,
        );
        return;
      }
      const client = new PoliteClient({
        delayMs,
        headers: { 'user-agent': `papergraph/${VERSION}`, accept: '*/*', ...source.headers?.(process.env) },
        ...(endpoint === undefined ? {} : { pauseMs: Math.max(50, delayMs) }),
        onPause: (why, ms) => out.warn(`${name}: ${why}; trying again in ${seconds(ms)}`),
      });
      const progress = out.progress('fetching', 'papers');
      let fetched: Fetched;
      try {
        fetched = await fetchPages(name, source, request, dir, client, {
          ...(endpoint === undefined ? {} : { endpoint }),
          fresh: flags.fresh === true,
          onPage: (papers, total) => progress.update(papers, total),
        });
      } finally {
        progress.end();
      }
      const { papers, added, total } = fetched;
      const known = papers > added ? `, ${count(papers - added)} there before` : '';
      const all = total === null || total <= papers ? '' : ` of ${count(total)}`;
      out.say(
        `${name}: ${plural(added, 'paper')} fetched${known}, ${count(papers)}${all} in ${dir}; ${plural(client.requests, 'request')}, ${seconds(performance.now() - began)}`,
      );
      if (papers === 0) out.warn(`${name}: nothing fits ${JSON.stringify(request.query)}. Try other words or dates.`);
      else out.say(`next: papergraph build ${dir} -o graph`);
      if (out.json)
        await out.out(
          `${JSON.stringify({ dir, papers, added, total, requests: client.requests, complete: fetched.isComplete })}\n`,
        );
    });
}

function requestOf(
  name: string,
  example: string | null,
  query: string | undefined,
  flags: { max?: number; from?: string; to?: string },
): Request {
  if (example === null && query !== undefined)
    throw new PapergraphError('BAD_OPTION', name, 'takes no query', 'Say --from and --to');
  if (example !== null && !query?.trim())
    throw new PapergraphError(
      'BAD_OPTION',
      name,
      'needs a query',
      `For example: papergraph fetch ${name} '${example}'`,
    );
  const max = flags.max ?? 500;
  if (!Number.isSafeInteger(max) || max < 1)
    throw new PapergraphError('BAD_OPTION', '--max', `${max} is no number of papers`, 'Give a whole number above 0');
  for (const [flag, value] of [
    ['--from', flags.from],
    ['--to', flags.to],
  ] as const) {
    const isDay = value === undefined || (/^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)));
    if (!isDay) throw new PapergraphError('BAD_OPTION', flag, `"${value}" is no day`, 'Write it as 2024-05-31');
  }
  if (flags.from && flags.to && flags.from > flags.to)
    throw new PapergraphError('BAD_OPTION', '--to', `${flags.to} is before ${flags.from}`, 'Exchange them');
  return { query: query?.trim() ?? '', from: flags.from ?? '', to: flags.to ?? '', max };
}

function address(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new PapergraphError(
    'BAD_OPTION',
    '--endpoint',
    `"${text}" is no web address`,
    'It begins with https:// or http://',
  );
}

/** A folder's name from the request: letters and figures only. */
function slug({ query, from, to }: Request): string {
  const words = [query, from, to]
    .join(' ')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return words || 'all';
}
