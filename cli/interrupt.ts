/** What happens at Ctrl-C, at a closed pipe, and at a bug. */
import { rmSync } from 'node:fs';
import { pendingFiles } from './files.js';

let closing: (() => void | Promise<void>) | null = null;

/** What to end before the process goes: a server, a database. One at a time. */
export function onClose(action: (() => void | Promise<void>) | null): void {
  closing = action;
}

/**
 * SIGINT 130, SIGTERM 143: half-written files are removed, open transactions are left to roll back. A second signal ends at once.
 * A reader that closes the pipe (`| head`) is no error.
 */
export function installHandlers(exit: (code: number) => never): void {
  let asked = false;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.on(signal, () => {
      for (const file of pendingFiles()) rmSync(file, { force: true });
      if (asked || !closing) exit(code);
      asked = true;
      Promise.resolve(closing()).then(
        () => exit(code),
        () => exit(code),
      );
    });
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') exit(0);
      exit(1);
    });
}
