/** What papergraph can do; a new command is a new file and one row. */
import type { Command } from 'commander';
import { register as build } from './commands/build.js';
import { register as check } from './commands/check.js';
import { register as demo } from './commands/demo.js';
import { register as evaluate } from './commands/eval.js';
import { register as explain } from './commands/explain.js';
import { register as exportGraph } from './commands/export.js';
import { register as extract } from './commands/extract.js';
import { register as fetchPapers } from './commands/fetch.js';
import { register as leaderboard } from './commands/leaderboard.js';
import { register as neo4j } from './commands/neo4j.js';
import { register as stats } from './commands/stats.js';
import { register as view } from './commands/view.js';
import type { Io } from './io.js';

export const COMMANDS: readonly ((program: Command, io: () => Io) => void)[] = [
  build,
  extract,
  exportGraph,
  view,
  stats,
  leaderboard,
  explain,
  neo4j,
  evaluate,
  fetchPapers,
  check,
  demo,
];
