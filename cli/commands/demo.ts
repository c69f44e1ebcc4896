import { join } from 'node:path';
import type { Command } from 'commander';
import type { Io } from '../io.js';
import { number, resolveSettings } from '../options.js';
import { EXAMPLE } from '../package.js';
import { build } from './build.js';
import { view } from './view.js';

export function register(program: Command, io: () => Io): void {
  program
    .command('demo')
    .description('build the graph of the built-in example and serve its viewer')
    .option('-o, --output <dir>', 'where the files go', join('out', 'landmarks'))
    .option('--port <n>', 'port (default: 4747, or the next free one)', number)
    .option('--open', 'open it in the browser')
    .action(async (flags, command: Command) => {
      const out = io();
      const settings = await resolveSettings({ port: flags.port }, command.optsWithGlobals().config);
      // From nothing each time: a newcomer's second look must not depend on the first.
      await build([EXAMPLE], { output: flags.output, fresh: true, flags: {} }, settings, out);
      await view(
        flags.output,
        { open: flags.open === true, ...(settings.port === undefined ? {} : { port: settings.port }) },
        out,
      );
    });
}
