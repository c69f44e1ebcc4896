// First: what is read next is large.
import '../young.js';
import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { readModelFiles } from '../../src/read/index.js';
import { apartFrom, writeWhole } from '../files.js';
import { type Io, plural, seconds } from '../io.js';
import { addExtractOptions, addReadOptions, resolveSettings } from '../options.js';
import { isLoss, readInputs, skipSummary } from '../papers.js';
import { defaultWorkers, extractLines } from '../pool.js';
import { extractOptions, modelRequest, readOptions } from '../settings.js';
import { boundYoung, freeYoung } from '../young.js';

export function register(program: Command, io: () => Io): void {
  addExtractOptions(
    addReadOptions(
      program
        .command('extract')
        .description('print what each abstract says: one line of JSON a paper')
        .argument('<input...>', 'files, globs, folders, or - for standard input')
        .option('-o, --output <file>', 'write there instead of to standard output'),
    ),
  ).action(async (inputs: string[], flags, command: Command) => {
    const out = io();
    const began = performance.now();
    // What lives is small and does not grow; left alone, V8 lets four times as much garbage lie beside it.
    setFlagsFromString('--heap-growing-percent=30');
    const settings = await resolveSettings(flags, command.optsWithGlobals().config);
    if (flags.output) await apartFrom(inputs, flags.output);
    const files = await readModelFiles(modelRequest(settings));
    const progress = out.progress('extracting', 'papers');
    const reading = readInputs(inputs, readOptions(settings, flags), out, progress);
    let mentions = 0;
    async function* lines(): AsyncGenerator<string> {
      const workers = settings.workers ?? defaultWorkers();
      const settle = workers === 1 ? boundYoung() : freeYoung();
      for await (const batch of extractLines(reading.papers, files, extractOptions(settings), workers)) {
        settle?.();
        mentions += batch.mentions;
        yield batch.text;
      }
    }
    if (flags.output) await writeWhole(flags.output, lines());
    else for await (const piece of lines()) await out.out(piece);
    progress.end();
    const parts = [plural(reading.counted(), 'paper'), plural(mentions, 'mention'), seconds(performance.now() - began)];
    const skipped = skipSummary(reading.skips, reading.mends);
    out.say(`${parts.join('  ')}${skipped ? `  (${skipped})` : ''}`);
    if (settings.strict && reading.skips.some(isLoss)) process.exitCode = 3;
  });
}
