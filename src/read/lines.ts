/**
 * Bytes to lines and strings, without ever holding more than one line.
 */
import { isUtf8 } from 'node:buffer';

export interface Line extends Decoded<string | null> {
  /** 1 is the first. */
  readonly number: number;
}

export interface Decoded<Text = string> {
  /** Null when it was longer than the limit. */
  readonly text: Text;
  readonly bad: BadBytes | null;
}

/** Bytes that are no UTF-8 where UTF-8 was expected. */
export interface BadBytes {
  /** Where the first one stands, counted from the file's beginning (of a gzip file, from its contents' beginning). */
  readonly at: number;
  readonly count: number;
  /** How they were read. */
  readonly as: 'U+FFFD' | 'Windows-1252';
}

/**
 * Splits at LF, CRLF and CR, and nowhere else: U+2028 inside a JSON string ends no record. A line above the limit is passed over
 * without being kept, so that 600 MB without a line break cost no memory.
 */
export class LineSplitter {
  private kept: Buffer[] = [];
  private keptBytes = 0;
  private tooLong = false;
  private number = 0;
  private afterCr = false;
  /** Byte at which the chunk begins, and the line. */
  private chunkAt = 0;
  private lineAt = 0;

  constructor(private readonly maxBytes: number) {}

  *push(chunk: Buffer): Generator<Line> {
    let from = this.afterCr && chunk[0] === 10 ? 1 : 0;
    if (chunk.length > 0) this.afterCr = false;
    if (from === 1) this.lineAt++;
    let cr = chunk.indexOf(13, from);
    let lf = chunk.indexOf(10, from);
    while (cr >= 0 || lf >= 0) {
      const at = cr >= 0 && (lf < 0 || cr < lf) ? cr : lf;
      this.keep(chunk, from, at);
      yield this.line();
      from = at + 1;
      if (at === cr) {
        if (from === chunk.length) this.afterCr = true;
        else if (chunk[from] === 10) from++;
        cr = chunk.indexOf(13, from);
      }
      if (lf >= 0 && lf < from) lf = chunk.indexOf(10, from);
      this.lineAt = this.chunkAt + from;
    }
    this.keep(chunk, from, chunk.length);
    this.chunkAt += chunk.length;
  }

  *end(): Generator<Line> {
    if (this.keptBytes > 0 || this.tooLong) yield this.line();
  }

  private keep(chunk: Buffer, from: number, to: number): void {
    if (to <= from || this.tooLong) return;
    this.keptBytes += to - from;
    if (this.keptBytes > this.maxBytes) {
      this.tooLong = true;
      this.kept = [];
      return;
    }
    this.kept.push(chunk.subarray(from, to));
  }

  private line(): Line {
    const bytes = this.kept.length === 1 ? this.kept[0]! : Buffer.concat(this.kept);
    const decoded = this.tooLong ? { text: null, bad: null } : decode(bytes, this.lineAt);
    this.kept = [];
    this.keptBytes = 0;
    this.tooLong = false;
    this.number++;
    return { text: decoded.text, bad: decoded.bad, number: this.number };
  }
}

const latin = new TextDecoder('windows-1252');
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * UTF-8; bytes that are none are read as Windows-1252 where nothing else in them is UTF-8, else replaced by U+FFFD.
 *
 * @param at  where in the file the bytes begin
 */
export function decode(bytes: Uint8Array, at: number): Decoded {
  if (isUtf8(bytes))
    return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'), bad: null };
  const replaced = utf8.decode(bytes);
  if (/[\u0080-\ufffc]/.test(replaced))
    return { text: replaced, bad: { ...replacedBytes(bytes, replaced, at), as: 'U+FFFD' } };
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const count = bytes.reduce((sum, byte) => (byte >= 0x80 ? sum + 1 : sum), 0);
  return { text: latin.decode(bytes), bad: { at: at + first, count, as: 'Windows-1252' } };
}

/** Written as UTF-8 again, the text is the same bytes up to the first that was replaced. */
function replacedBytes(bytes: Uint8Array, replaced: string, at: number): { at: number; count: number } {
  const again = Buffer.from(replaced);
  let first = 0;
  while (first < bytes.length && bytes[first] === again[first]) first++;
  while (first > 0 && (again[first]! & 0xc0) === 0x80) first--;
  const written = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { at: at + first, count: occurrences(again) - occurrences(written) };
}

const REPLACEMENT = Buffer.from('\ufffd');
function occurrences(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(REPLACEMENT); at >= 0; at = bytes.indexOf(REPLACEMENT, at + 3)) count++;
  return count;
}

/** What both say together; the first of them wins where they were read differently. */
export function bothBad(a: BadBytes | null | undefined, b: BadBytes | null): BadBytes | null {
  return a && b ? { ...a, count: a.count + b.count } : (a ?? b);
}

/**
 * In the encoding that an XML declaration or a mail header names; an unknown name and wrong bytes fall back to `decode`. So do
 * names that cannot be true: UTF-16 became UTF-8 before anybody could read its declaration, and what is UTF-8 all through is no
 * Latin, whatever was left in the first line when the file was converted.
 */
export function decodeAs(bytes: Uint8Array, label: string, at: number): Decoded {
  if (/^(?:utf-?8|us-ascii|ascii|utf-?16(?:le|be)?|ucs-?2)$/i.test(label)) return decode(bytes, at);
  if (/^(?:iso-?8859-\d{1,2}|latin-?\d|windows-125\d|cp125\d)$/i.test(label) && isUtf8(bytes)) return decode(bytes, at);
  try {
    return { text: new TextDecoder(label).decode(bytes), bad: null };
  } catch (error) {
    if (error instanceof RangeError) return decode(bytes, at);
    throw error;
  }
}
