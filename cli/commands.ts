/**
 * What papergraph can do; a new command is a new file and one row. Each is read when it is asked for: all of them together bring
 * the store and every format along, at half a second and 30 MB.
 */
import type { Command } from 'commander';
import type { Io } from './io.js';

interface CommandFile {
  register(program: Command, io: () => Io): void;
}

const COMMANDS: Readonly<Record<string, () => Promise<CommandFile>>> = {
  build: () => import('./commands/build.js'),
  extract: () => import('./commands/extract.js'),
  export: () => import('./commands/export.js'),
  view: () => import('./commands/view.js'),
  stats: () => import('./commands/stats.js'),
  leaderboard: () => import('./commands/leaderboard.js'),
  explain: () => import('./commands/explain.js'),
  neo4j: () => import('./commands/neo4j.js'),
  eval: () => import('./commands/eval.js'),
  fetch: () => import('./commands/fetch.js'),
  check: () => import('./commands/check.js'),
  demo: () => import('./commands/demo.js'),
};

/** @param asked  the name of a command; all are read for any other word, which may ask for help or be a slip of the pen */
export function commandFiles(asked: string | undefined): Promise<CommandFile[]> {
  const one = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined;
  return Promise.all((one ? [one] : Object.values(COMMANDS)).map((read) => read()));
}
