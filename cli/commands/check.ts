import type { Command } from 'commander';
import { readPapers } from '../../src/read/index.js';
import type { Mend, Skip } from '../../src/types.js';
import { count, type Io, plural, printable, seconds } from '../io.js';
import { addReadOptions, resolveSettings } from '../options.js';
import { isLoss, mendText, skipText, tally } from '../papers.js';
import { readOptions } from '../settings.js';

/** What one file holds. */
interface FileCount {
  readonly file: string;
  /** Null: none fits. */
  readonly format: string | null;
  papers: number;
  readonly skips: Skip[];
  readonly mends: Mend[];
}

/** A dry run of reading: nothing is extracted, nothing written. */
export function register(program: Command, io: () => Io): void {
  addReadOptions(
    program
      .command('check')
      .description('read papers and say, file by file, what would be taken and what not; writes nothing')
      .argument('<input...>', 'files, globs, folders, or - for standard input')
      .option('--list-skips', 'name every record that is passed over or mended, with place and reason'),
  ).action(async (inputs: string[], flags, command: Command) => {
    const out = io();
    const began = performance.now();
    const settings = await resolveSettings(flags, command.optsWithGlobals().config);
    const files: FileCount[] = [];
    const options = {
      ...readOptions(settings, flags),
      onFile: (file: string, format: string | null) => files.push({ file, format, papers: 0, skips: [], mends: [] }),
      onMend: (mend: Mend) => files.at(-1)!.mends.push(mend),
    };
    const before: Skip[] = [];
    for await (const record of readPapers(inputs, options)) {
      if ('reason' in record) (files.at(-1)?.skips ?? before).push(record);
      else files.at(-1)!.papers++;
    }
    const skips = [...before, ...files.flatMap((file) => file.skips)];
    if (out.json) {
      for (const { file, format, papers, skips, mends } of files)
        await out.out(`${JSON.stringify({ file, format, papers, skips, mends })}\n`);
    } else {
      await out.out(`${table(files).map(printable).join('\n')}\n`);
      if (flags.listSkips) {
        for (const skip of skips) await out.out(`${printable(skipText(skip))}\n`);
        for (const { mends } of files) for (const mend of mends) await out.out(`${printable(mendText(mend))}\n`);
      }
    }
    const papers = files.reduce((sum, file) => sum + file.papers, 0);
    out.say(
      `${plural(files.length, 'file')}  ${plural(papers, 'paper')}  ${seconds(performance.now() - began)}${skips.length && !flags.listSkips ? '  (--list-skips names what was passed over)' : ''}`,
    );
    if (settings.strict && skips.some(isLoss)) process.exitCode = 3;
  });
}

function table(files: readonly FileCount[]): string[] {
  const rows = files.map(({ file, format, papers, skips, mends }) => [
    format ?? '?',
    // Furniture is no record, and what is said of the file as a whole is none.
    count(papers + skips.filter(({ reason, origin }) => reason !== 'furniture' && /:\d/.test(origin)).length),
    count(papers),
    [tally(skips.map(({ reason }) => reason)), tally(mends.map(({ flaw }) => `mended: ${flaw}`))]
      .filter((part) => part !== '')
      .join(', '),
    file,
  ]);
  const head = ['format', 'records', 'papers', 'not taken', 'file'];
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]!.length)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, at) => (at === 1 || at === 2 ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd(),
  );
}
