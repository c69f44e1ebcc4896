#!/usr/bin/env node
/** The roof: arguments in, exit code out; the only caller of process.exit. */
import { Command, CommanderError } from 'commander';
import { PapergraphError } from '../src/errors.js';
import { commandFiles } from './commands.js';
import { isSystemError } from './files.js';
import { installHandlers } from './interrupt.js';
import { createIo, type Io, printable } from './io.js';
import { resolveSettings } from './options.js';
import { VERSION } from './package.js';

let verbose = false;

async function program(): Promise<Command> {
  const main = new Command('papergraph')
    .description('From the abstracts of machine-learning papers to one knowledge graph.')
    .version(VERSION)
    .option('--json', 'print the outcome as JSON on standard output')
    .option('-q, --quiet', 'no messages but errors')
    .option('-v, --verbose', 'name everything that was passed over; stack traces for bugs')
    .option('--config <file>', 'settings file (default: papergraph.config.json, looked for upwards)')
    .option('--print-config', 'print the settings as they count, and stop')
    .showHelpAfterError('(papergraph --help lists commands and options)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(printableLines(text)) });
  let io: Io | null = null;
  const theIo = () => {
    const options = main.opts();
    io ??= createIo({ json: options.json, quiet: options.quiet, verbose: options.verbose });
    return io;
  };
  main.hook('preAction', async (_main, action) => {
    verbose = main.opts().verbose === true;
    if (!main.opts().printConfig) return;
    await theIo().out(`${JSON.stringify(await resolveSettings(action.opts(), main.opts().config), null, 2)}\n`);
    throw new CommanderError(0, 'papergraph.printConfig', '');
  });
  for (const { register } of await commandFiles(askedFor(process.argv.slice(2)))) register(main, theIo);
  return main;
}

/** The first word that is neither an option nor the value of one. */
const askedFor = (args: readonly string[]) => args.find((arg, i) => !arg.startsWith('-') && args[i - 1] !== '--config');

const printableLines = (text: string) => text.split('\n').map(printable).join('\n');

/** The exit code: 0 done, 1 failed, 2 wrong use, 3 finished but records were skipped under `--strict`. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    if (
      error.code === 'commander.helpDisplayed' ||
      error.code === 'commander.version' ||
      error.code === 'papergraph.printConfig'
    )
      return 0;
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof PapergraphError) {
    process.stderr.write(`${printable(error.message)}\n`);
    if (verbose && error.cause instanceof Error) process.stderr.write(`${error.cause.stack}\n`);
    return error.exitCode;
  }
  if (isSystemError(error) && error.code === 'EPIPE') return 0;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `papergraph: ${printable(message)}. This is a fault of ours: please report it with what --verbose prints.\n`,
  );
  if (verbose && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}

/** A pipe whose reader is slow still holds what was said last: it would be lost with the process. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> | undefined =>
  stream.writableLength > 0 ? new Promise((resolve) => stream.write('', () => resolve())) : undefined;

const exit = (code: number): never => process.exit(code);
installHandlers(exit);
program()
  .then((main) => main.parseAsync(process.argv))
  .then(() => Number(process.exitCode ?? 0), report)
  .then(async (code) => {
    await Promise.all([process.stdout, process.stderr].map(flushed));
    exit(code);
  });
