/** From settings to what each room asks for. */
import { createHash } from 'node:crypto';
import { PapergraphError } from '../src/errors.js';
import type { ExtractOptions } from '../src/index.js';
import type { ReadOptions } from '../src/read/index.js';
import type { ModelFiles } from '../src/types.js';
import type { Settings } from './options.js';
import { VERSION } from './package.js';

export interface ReadFlags {
  readonly map?: string;
  readonly onError?: string;
  readonly maxRecord?: number;
  readonly maxAbstract?: number;
}

/** @throws PapergraphError BAD_OPTION for an unknown `--on-error` */
export function readOptions(settings: Settings, flags: ReadFlags): ReadOptions {
  const { onError, maxRecord, maxAbstract } = flags;
  if (onError !== undefined && onError !== 'mend' && onError !== 'skip')
    throw new PapergraphError('BAD_OPTION', '--on-error', `"${onError}" is unknown`, 'Say mend or skip');
  for (const [flag, value] of [
    ['--max-record', maxRecord],
    ['--max-abstract', maxAbstract],
  ] as const)
    if (value !== undefined && !(value > 0))
      throw new PapergraphError('BAD_OPTION', flag, `${value} is no size`, 'Give a number above 0');
  return {
    ...(maxRecord === undefined ? {} : { maxRecordBytes: Math.round(maxRecord * 1_000_000) }),
    ...(maxAbstract === undefined ? {} : { maxAbstract }),
    ...(onError === undefined ? {} : { onError }),
    ...(settings.from === undefined ? {} : { from: settings.from }),
    ...(flags.map === undefined ? {} : { map: flags.map }),
  };
}

export function modelRequest(settings: Settings): { userLexicon?: string; model?: string } {
  return {
    ...(settings.lexicon === undefined ? {} : { userLexicon: settings.lexicon }),
    ...(settings.model === undefined ? {} : { model: settings.model }),
  };
}

export function extractOptions(settings: Settings): ExtractOptions {
  return {
    ...(settings.style === undefined ? {} : { style: settings.style }),
    ...(settings.minConfidence === undefined ? {} : { minConfidence: settings.minConfidence }),
  };
}

/** Changes whenever the same paper would be read differently: then a store cannot go on where it stopped. */
export function extractionHash(settings: Settings, files: ModelFiles): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([VERSION, settings.style ?? null, settings.minConfidence ?? null]));
  for (const part of [
    files.lexicon,
    files.metrics,
    files.hardware,
    files.aliases ?? '',
    files.generic,
    files.userLexicon ?? '',
  ])
    hash.update(part).update('\0');
  for (const part of [files.tagger, files.relations]) hash.update(part ?? new Uint8Array()).update('\0');
  return hash.digest('hex').slice(0, 16);
}
