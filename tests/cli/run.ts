/** The built program as a user meets it: a process with arguments, streams and an exit code. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function start(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): ChildProcess {
  const env = { ...process.env, NO_COLOR: '1', ...options.env };
  return spawn(process.execPath, [CLI, ...args], { cwd: options.cwd, env, stdio: 'pipe' });
}

export function finished(child: ChildProcess): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })));
}

export function run(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string | Buffer } = {},
): Promise<Outcome> {
  const child = start(args, options);
  const outcome = finished(child);
  child.stdin?.on('error', () => {}); // a program that ends before it has read everything is no failure of the test
  child.stdin?.end(options.input ?? '');
  return outcome;
}

/** A folder that goes with the test. */
export function temporaryFolder(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'papergraph-test-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
