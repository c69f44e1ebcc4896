/** Options as they count: flag before environment before file before default. */
import { type Command, InvalidArgumentError } from 'commander';
import { lilconfig } from 'lilconfig';
import { z } from 'zod';
import { COMMUNITY_CHOICES } from '../graph/index.js';
import { PapergraphError } from '../src/errors.js';

/** What a config file may say, and the defaults. One list for flags, environment, file and `--print-config`. */
const SETTINGS = z.strictObject({
  output: z.string().optional(),
  from: z.string().optional(),
  workers: z.number().int().min(1).max(64).optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32 - 1)
    .optional(),
  algorithm: z.enum(COMMUNITY_CHOICES.algorithm).optional(),
  resolution: z.number().positive().max(1000).optional(),
  projection: z.enum(COMMUNITY_CHOICES.projection).optional(),
  style: z.string().optional(),
  model: z.string().optional(),
  minConfidence: z.number().min(0).max(1).optional(),
  lexicon: z.string().optional(),
  aliases: z.string().optional(),
  pins: z.string().optional(),
  strict: z.boolean().optional(),
  port: z.number().int().min(0).max(65535).optional(),
});
export type Settings = z.infer<typeof SETTINGS>;

const NUMBERS = new Set(['workers', 'seed', 'resolution', 'minConfidence', 'port']);
const envName = (key: string) => `PAPERGRAPH_${key.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase()}`;

/**
 * Joins flags, `PAPERGRAPH_*` variables and the config file (`papergraph.config.json`, `.papergraphrc`, or
 * `"papergraph"` in package.json, looked for from the working folder upwards).
 *
 * @throws PapergraphError BAD_CONFIG or BAD_OPTION, naming the file or variable and the field
 */
export async function resolveSettings(flags: Record<string, unknown>, configPath?: string): Promise<Settings> {
  const explorer = lilconfig('papergraph', {
    searchPlaces: ['papergraph.config.json', '.papergraphrc', '.papergraphrc.json', 'package.json'],
  });
  let file: Awaited<ReturnType<typeof explorer.search>> = null;
  try {
    file = configPath ? await explorer.load(configPath) : await explorer.search();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0]! : String(cause);
    throw new PapergraphError('BAD_CONFIG', configPath ?? 'config file', why, 'Mend it, or run without --config', {
      cause,
    });
  }
  const fromFile = file?.isEmpty ? {} : (file?.config ?? {});
  const fromEnv: Record<string, unknown> = {};
  for (const key of Object.keys(SETTINGS.shape)) {
    const raw = process.env[envName(key)];
    if (raw !== undefined && raw !== '')
      fromEnv[key] = NUMBERS.has(key) ? Number(raw) : key === 'strict' ? raw !== '0' && raw !== 'false' : raw;
  }
  const known = new Set(Object.keys(SETTINGS.shape));
  const fromFlags = Object.fromEntries(
    Object.entries(flags).filter(([key, value]) => known.has(key) && value !== undefined),
  );
  return {
    ...check(fromFile, 'BAD_CONFIG', (key) => `${file?.filepath ?? 'config'}${key ? `: ${key}` : ''}`),
    ...check(fromEnv, 'BAD_OPTION', envName),
    ...check(fromFlags, 'BAD_OPTION', (key) => `--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`),
  };
}

function check(values: unknown, code: 'BAD_CONFIG' | 'BAD_OPTION', place: (key: string) => string): Settings {
  const parsed = SETTINGS.safeParse(values);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const key = issue.code === 'unrecognized_keys' ? issue.keys[0]! : String(issue.path[0] ?? '');
  const value = (values as Record<string, unknown> | null)?.[key];
  const problem =
    issue.code === 'unrecognized_keys' ? `unknown setting "${key}"` : `${JSON.stringify(value)}: ${issue.message}`;
  throw new PapergraphError(code, place(key), problem, `Known settings: ${Object.keys(SETTINGS.shape).join(', ')}`);
}

export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** The flags that read papers. */
export function addReadOptions(command: Command): Command {
  return command
    .option('--from <format>', 'read the input as this format instead of guessing from its content')
    .option('--map <pairs>', 'for tables: which column is which, title=Name,abstract=Summary')
    .option('--on-error <what>', 'a record with wrong bytes, NULs or half characters: mend it (default) or skip it')
    .option('--max-record <mb>', 'longest record in a file (default: 16)', number)
    .option('--max-abstract <characters>', 'longest abstract (default: 200000)', number)
    .option('--strict', 'finish, but exit with 3 if a record was skipped');
}

/** The flags that change what is found in a paper. */
export function addExtractOptions(command: Command): Command {
  return command
    .option('--workers <n>', 'threads that extract (default: one per core, at most 8)', number)
    .option('--lexicon <file>', 'your own names: name, type or "never", aliases; overrules the model')
    .option('--style <name>', 'annotation style of the output (default: papergraph)')
    .option('--min-confidence <p>', 'drop mentions below this confidence, 0 to 1', number);
}

/** The flags that change the graph but not the extractions. */
export function addGraphOptions(command: Command): Command {
  return command
    .option('--seed <n>', 'for communities and layout (default: 1)', number)
    .option('--algorithm <name>', `communities by ${COMMUNITY_CHOICES.algorithm.join(' or ')} (default: leiden)`)
    .option('--resolution <r>', 'above 1: more and smaller communities (default: by the number of papers)', number)
    .option(
      '--projection <name>',
      `what is clustered: ${COMMUNITY_CHOICES.projection.join(', ')} (default: everything)`,
    )
    .option('--aliases <file>', 'your own aliases.csv: name, type, alias')
    .option('--pins <file>', 'your own pins.csv: merges to force or to undo');
}
