import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { PapergraphError } from '../../src/errors.js';
import type { Io } from '../io.js';
import { number, resolveSettings } from '../options.js';
import { serveFolder } from '../serve.js';

export function register(program: Command, io: () => Io): void {
  program
    .command('view')
    .description('serve the viewer of a built folder on 127.0.0.1')
    .argument('<dir>', 'a folder that build has written')
    .option('--port <n>', 'port (default: 4747, or the next free one)', number)
    .option('--open', 'open it in the browser')
    .action(async (dir: string, flags, command: Command) => {
      const settings = await resolveSettings(flags, command.optsWithGlobals().config);
      await view(
        dir,
        { open: flags.open === true, ...(settings.port === undefined ? {} : { port: settings.port }) },
        io(),
      );
    });
}

/** Serves until the process is told to stop. */
export async function view(dir: string, options: { port?: number; open: boolean }, io: Io): Promise<never> {
  const page = join(dir, 'graph.html');
  if (!(await stat(page).catch(() => null))?.isFile())
    throw new PapergraphError(
      'INPUT_UNREADABLE',
      page,
      'no viewer here',
      `Make it with: papergraph build PAPERS -o ${dir}`,
    );
  const served = await serveFolder(dir, options.port);
  await io.out(io.json ? `${JSON.stringify({ url: served.url, dir })}\n` : `${served.url}\n`);
  io.say(`serving ${dir} on ${served.url} (Ctrl-C stops)`);
  if (options.open) openInBrowser(served.url);
  return new Promise<never>(() => {});
}

function openInBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  // No browser is no failure: the address is printed.
  spawn(program!, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
