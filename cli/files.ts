/** Files that appear whole or not at all. */
import { mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PapergraphError } from '../src/errors.js';

const CHUNK = 1 << 20;
const pending = new Set<string>();

/** Makes the folder, or says why it cannot be one. @throws PapergraphError OUTPUT_FAILED */
export async function makeFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => null);
  if (found && !found.isDirectory())
    throw new PapergraphError('OUTPUT_FAILED', dir, 'is a file, not a folder', 'Name another folder with -o');
  try {
    await makeAll(dir);
  } catch (cause) {
    throw outputError(dir, cause);
  }
}

/** Not `recursive: true`: below /proc, where no folder can be made, that never comes back. */
async function makeAll(dir: string): Promise<void> {
  try {
    await mkdir(dir);
  } catch (error) {
    const code = isSystemError(error) ? error.code : '';
    if (code === 'EEXIST' && (await stat(dir)).isDirectory()) return;
    const above = dirname(resolve(dir));
    if (code !== 'ENOENT' || (await stat(above).catch(() => null))) throw error;
    await makeAll(above);
    await mkdir(dir);
  }
}

/**
 * Writes beside the target, flushes to the disk, then renames: a reader sees the old file or the new one, never half.
 * A device or a pipe is written to, not replaced; of a link, the file that it leads to.
 *
 * @throws PapergraphError OUTPUT_FAILED; the old file is then untouched
 */
export async function writeWhole(file: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<number> {
  const target = await realOf(file);
  const found = await stat(file).catch(() => null);
  const isStream = found !== null && !found.isFile() && !found.isDirectory();
  const temporary = isStream ? file : join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  if (!isStream) pending.add(temporary);
  let bytes = 0;
  try {
    const handle = await open(temporary, 'w');
    try {
      let buffer: string[] = [];
      let size = 0;
      const flush = async () => {
        const block = Buffer.from(buffer.join(''), 'utf8');
        buffer = [];
        size = 0;
        bytes += block.length;
        // One write may take less than it is given: a full disk must not pass for a finished file.
        for (let at = 0; at < block.length; ) at += (await handle.write(block, at)).bytesWritten;
      };
      for await (const piece of pieces) {
        buffer.push(piece);
        size += piece.length;
        if (size >= CHUNK) await flush();
      }
      await flush();
      if (!isStream) await handle.sync();
    } finally {
      await handle.close();
    }
    if (!isStream) await rename(temporary, target);
  } catch (cause) {
    if (!isStream) await rm(temporary, { force: true });
    throw cause instanceof PapergraphError || !isSystemError(cause) ? cause : outputError(file, cause);
  } finally {
    pending.delete(temporary);
  }
  return bytes;
}

/** Removes what an interrupted run, this one or a killed one, left half-written in `dir`. */
export async function removeLeftovers(dir: string): Promise<void> {
  for (const name of await readdir(dir).catch(() => []))
    if (/^\..+\.\d+\.part$/.test(name)) await rm(join(dir, name), { force: true });
}

/** The half-written files of this process, for the signal handler. */
export function pendingFiles(): readonly string[] {
  return [...pending];
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string' && 'syscall' in error;
}

function outputError(file: string, cause: unknown): PapergraphError {
  const code = isSystemError(cause) ? cause.code : '';
  const [problem, cure] = {
    ENOSPC: ['the disk is full', 'Make room and run the same command again: it goes on where it stopped'],
    EACCES: ['no permission to write here', 'Choose another folder with -o'],
    EPERM: ['no permission to write here', 'Choose another folder with -o'],
    EROFS: ['this file system is read-only', 'Choose another folder with -o'],
    ENOTDIR: ['a part of this path is a file', 'Choose another folder with -o'],
    EISDIR: ['is a folder, a file is to be written here', 'Choose another name with -o'],
    ENOENT: ['the folder does not exist', 'Make it first, or choose another with -o'],
  }[code ?? ''] ?? [
    `cannot be written (${cause instanceof Error ? cause.message : String(cause)})`,
    'Choose another place with -o',
  ];
  return new PapergraphError('OUTPUT_FAILED', file, problem!, cure!, { cause });
}

/**
 * What is written must not be what is read.
 *
 * @param written  names of the files that will be written into `output`, if that is a folder
 * @returns the output's place, whole and with no link in it
 * @throws PapergraphError USAGE when an input is the output, or one of the files in it
 */
export async function apartFrom(
  inputs: readonly string[],
  output: string,
  written: readonly string[] = [],
): Promise<string> {
  const target = await realOf(output);
  const taken = new Set([target, ...written.map((name) => join(target, name))]);
  for (const input of inputs)
    if (input !== '-' && taken.has(await realOf(input)))
      throw new PapergraphError('USAGE', input, 'is read and written at once', 'Choose another place with -o');
  return target;
}

/** Where a path leads, also when its last part is still to be made. */
async function realOf(path: string): Promise<string> {
  const whole = resolve(path);
  const known = await realpath(whole).catch(() => null);
  if (known !== null || dirname(whole) === whole) return known ?? whole;
  return join(await realOf(dirname(whole)), basename(whole));
}
