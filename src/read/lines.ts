/**
 * Bytes to lines and strings, without ever holding more than one line.
 */
import { isUtf8 } from 'node:buffer';

export interface Line {
  /** Null when it was longer than the limit. */
  readonly text: string | null;
  /** 1 is the first. */
  readonly number: number;
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

  constructor(private readonly maxBytes: number) {}

  *push(chunk: Buffer): Generator<Line> {
    let from = this.afterCr && chunk[0] === 10 ? 1 : 0;
    if (chunk.length > 0) this.afterCr = false;
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
    }
    this.keep(chunk, from, chunk.length);
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
    const text = this.tooLong ? null : decode(bytes);
    this.kept = [];
    this.keptBytes = 0;
    this.tooLong = false;
    this.number++;
    return { text, number: this.number };
  }
}

const latin = new TextDecoder('windows-1252');
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** UTF-8; bytes that are none are read as Windows-1252 where nothing else in them is UTF-8, else replaced by U+FFFD. */
export function decode(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const replaced = utf8.decode(bytes);
  return /[\u0080-\ufffc]/.test(replaced) ? replaced : latin.decode(bytes);
}

/** In the encoding that an XML declaration or a mail header names; an unknown name and wrong bytes fall back to `decode`. */
export function decodeAs(bytes: Uint8Array, label: string): string {
  if (/^(?:utf-?8|us-ascii|ascii)$/i.test(label)) return decode(bytes);
  try {
    return new TextDecoder(label).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) return decode(bytes);
    throw error;
  }
}
