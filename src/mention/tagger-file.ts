/** The bytes of trained weights: one header in JSON, then plain arrays. */
import { PapergraphError } from '../errors.js';
import type { WordClusters } from './features.js';
import { LABELS } from './labels.js';

/** The guideline that papergraph itself follows. */
export const DEFAULT_STYLE = 'papergraph';

export interface WeightRows {
  /** Feature hashes. */
  readonly keys: Int32Array;
  /** keys × labels, in steps. */
  readonly weights: Int8Array;
}
export interface TaggerFile extends WeightRows {
  readonly styles: readonly string[];
  readonly clusters: WordClusters;
  /** What one step of a weight is worth. */
  readonly step: number;
  /** labels × labels, from by to; then a row for the start of a sentence. */
  readonly transitions: Float32Array;
  /** For each style what is added to the shared weights. */
  readonly deltas: ReadonlyMap<string, WeightRows>;
  /**
   * For a style, what is added to the score of beginning a name of each tag type, in natural logarithms: corpora differ
   * in how many names of a type they hold, and their mean is not ours.
   */
  readonly balance: Readonly<Record<string, readonly number[]>>;
  /** For each style: the true share of right spans at equally spaced model shares from 0 to 1. */
  readonly calibration: Readonly<Record<string, readonly number[]>>;
}

const MAGIC = 0x31544750; // "PGT1"

interface Header {
  readonly labels: readonly string[];
  readonly styles: readonly string[];
  readonly step: number;
  readonly words: number;
  readonly rows: number;
  readonly deltaRows: readonly number[];
  readonly balance?: Readonly<Record<string, readonly number[]>>;
  readonly calibration: Readonly<Record<string, readonly number[]>>;
}

export function writeTaggerFile(file: TaggerFile): Uint8Array {
  const header: Header = {
    labels: LABELS,
    styles: file.styles,
    step: file.step,
    words: file.clusters.hashes.length,
    rows: file.keys.length,
    deltaRows: file.styles.map((style) => file.deltas.get(style)!.keys.length),
    balance: file.balance,
    calibration: file.calibration,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const parts: ArrayBufferView[] = [
    Uint32Array.of(MAGIC, text.length),
    text,
    file.transitions,
    file.clusters.hashes,
    file.clusters.groups,
    file.clusters.mostlyLower,
    file.keys,
    file.weights,
  ];
  for (const style of file.styles) parts.push(file.deltas.get(style)!.keys, file.deltas.get(style)!.weights);
  let size = 0;
  for (const part of parts) size += aligned(part.byteLength);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += aligned(part.byteLength);
  }
  return bytes;
}

/** Parts start at multiples of four bytes. */
const aligned = (length: number) => (length + 3) & ~3;

/**
 * @param bytes  not to be changed as long as the tagger lives
 * @throws PapergraphError BAD_MODEL if the bytes are no tagger, a cut one, or one of other labels
 */
export function readTaggerFile(bytes: Uint8Array): TaggerFile {
  const bad = (problem: string, cause?: unknown) =>
    new PapergraphError('BAD_MODEL', 'tagger.bin', problem, 'Restore the file or train it again: npm run train', {
      cause,
    });
  if (bytes.length < 8) throw bad('is too short to be a tagger');
  // The parts need their alignment, whatever the caller's buffer has.
  const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  const end = byteOffset + bytes.length;
  const [magic, headerLength] = new Uint32Array(buffer, byteOffset, 2);
  if (magic !== MAGIC) throw bad('is not a tagger of this version');
  let header: Header;
  try {
    // Threads share the bytes, and texts are not read from what is shared.
    header = JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes.subarray(8, 8 + headerLength!))));
  } catch (cause) {
    throw bad('has a damaged header', cause);
  }
  if (header.labels.join() !== LABELS.join()) throw bad('has other labels than this version');
  let at = byteOffset + 8 + aligned(headerLength!);
  const take = <T>(
    make: (buffer: ArrayBufferLike, at: number, length: number) => T,
    length: number,
    width: number,
  ): T => {
    if (at + length * width > end) throw bad('is cut short');
    const part = make(buffer, at, length);
    at += aligned(length * width);
    return part;
  };
  const int32 = (length: number) => take((b, o, n) => new Int32Array(b, o, n), length, 4);
  const int8 = (length: number) => take((b, o, n) => new Int8Array(b, o, n), length, 1);
  const L = LABELS.length;
  const transitions = take((b, o, n) => new Float32Array(b, o, n), (L + 1) * L, 4);
  const hashes = take((b, o, n) => new Uint32Array(b, o, n), header.words, 4);
  const groups = take((b, o, n) => new Uint16Array(b, o, n), header.words * 3, 2);
  const mostlyLower = take((b, o, n) => new Uint8Array(b, o, n), header.words, 1);
  const keys = int32(header.rows);
  const weights = int8(header.rows * L);
  const deltas = new Map(
    header.styles.map((style, i) => {
      const rows = header.deltaRows[i]!;
      return [style, { keys: int32(rows), weights: int8(rows * L) }] as const;
    }),
  );
  return {
    styles: header.styles,
    clusters: { hashes, groups, mostlyLower },
    step: header.step,
    transitions,
    keys,
    weights,
    deltas,
    balance: header.balance ?? {},
    calibration: header.calibration,
  };
}
