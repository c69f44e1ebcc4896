/** What happens at Ctrl-C and at a closed pipe. */
import { rmSync, writeSync } from 'node:fs';
import { pendingFiles } from './files.js';

/**
 * SIGINT 130, SIGTERM 143: half-written files are removed. The store needs no closing: a transaction that was not committed
 * is not there when it is opened again, as after a power cut. A reader that closes the pipe (`| head`) is no error; a full disk
 * behind it is.
 */
export function installHandlers(exit: (code: number) => never): void {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.on(signal, () => {
      for (const file of pendingFiles()) rmSync(file, { force: true });
      exit(code);
    });
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') exit(0);
      if (stream === process.stdout) writeSync(2, `standard output: cannot be written (${error.message})\n`);
      exit(1);
    });
}
