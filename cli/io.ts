/** What a command has to speak with: data to stdout, everything else to stderr. */
import pc from 'picocolors';

export interface Progress {
  /** @param done  so far; with `total` also the bar, the rate and the time left are shown */
  update(done: number, total?: number | null): void;
  end(): void;
}

export interface Io {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Writes data and waits while the reader of the pipe is slower than we are. */
  out(text: string): Promise<void>;
  /** One line about a step that is done; silent under `--quiet` and `--json`. */
  say(line: string): void;
  /** One line about trouble; shown even under `--quiet`. */
  warn(line: string): void;
  /** One line for `--verbose` only. */
  detail(line: string): void;
  /** A bar on a terminal, nothing elsewhere. `unit` in the plural: `papers`. */
  progress(label: string, unit: string): Progress;
}

export interface IoOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** Control characters in a title must not drive the terminal it is printed on. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (c) => {
    const code = c.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

export function count(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 paper`, `1,204 papers`. */
export function plural(n: number, noun: string, many = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : many}`;
}

export function seconds(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function createIo(options: IoOptions = {}): Io {
  const { json = false, quiet = false, verbose = false } = options;
  const err = process.stderr;
  let bar: string | null = null;
  const clear = () => {
    if (bar !== null) err.write('\r\x1b[2K');
    bar = null;
  };
  const line = (text: string) => {
    clear();
    err.write(`${printable(text)}\n`);
  };
  return {
    json,
    quiet,
    verbose,
    out: (text) =>
      new Promise((resolve) => {
        if (process.stdout.write(text)) resolve();
        else process.stdout.once('drain', resolve);
      }),
    say: (text) => {
      if (!quiet && !json) line(text);
    },
    warn: (text) => {
      clear();
      err.write(`${pc.isColorSupported && err.isTTY ? pc.yellow(printable(text)) : printable(text)}\n`);
    },
    detail: (text) => {
      if (verbose) line(text);
    },
    progress: (label, unit) => {
      const began = performance.now();
      let shown = 0;
      return {
        update(done, total) {
          const now = performance.now();
          if (quiet || json || !err.isTTY || now - shown < 100) return;
          shown = now;
          bar = barText(label, unit, done, total ?? null, now - began, err.columns ?? 80);
          err.write(`\r\x1b[2K${bar}`);
        },
        end: clear,
      };
    },
  };
}

/** `extracting ███████░░░ 61 %  1,204 papers  812/s  3 s left`, cut to the width of the terminal. */
export function barText(
  label: string,
  unit: string,
  done: number,
  total: number | null,
  elapsedMs: number,
  columns: number,
): string {
  const rate = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0;
  const parts = [label];
  if (total !== null && total > 0) {
    const share = Math.min(1, done / total);
    const full = Math.round(share * 20);
    parts.push(`${'█'.repeat(full)}${'░'.repeat(20 - full)} ${Math.floor(share * 100)} %`);
  }
  parts.push(`${count(done)} ${unit}`, `${count(rate)}/s`);
  if (total !== null && total > done && rate > 0) parts.push(`${seconds(((total - done) / rate) * 1000)} left`);
  return parts.join('  ').slice(0, Math.max(10, columns - 1));
}
