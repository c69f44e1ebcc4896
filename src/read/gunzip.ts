/**
 * Gzip to bytes, where Node's own reader would throw away what it has when the end is bad: every byte before the damage comes out.
 */
import { crc32, createInflateRaw } from 'node:zlib';

/** What is wrong with the file; all that was good has been given before. */
export class GzipDamage extends Error {}

/**
 * Several members one after the other are one text; zeros behind the last are padding.
 *
 * @param chunks  of a text that begins with 1f 8b
 * @throws GzipDamage when it is cut off, does not add up or goes on as something else
 */
export async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = new Input(chunks[Symbol.asyncIterator]());
  let first = true;
  while (await input.holds(1)) {
    const head = await input.take(10);
    if (head === null || head[0] !== 0x1f || head[1] !== 0x8b || head[2] !== 8) {
      if (first) throw new GzipDamage('it is cut off in its first bytes');
      if (head === null ? await input.isZeros() : head.every((byte) => byte === 0) && (await input.isZeros())) return;
      throw new GzipDamage('something else follows its end');
    }
    first = false;
    await skipHeader(input, head[3]!);
    let crc = 0;
    let size = 0;
    for await (const bytes of inflate(input)) {
      crc = crc32(bytes, crc);
      size = (size + bytes.length) >>> 0;
      yield bytes;
    }
    const trailer = await input.take(8);
    if (trailer === null) throw new GzipDamage('it is cut off');
    if (trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== size)
      throw new GzipDamage('its checksum does not fit');
  }
}

/** The optional parts of a header (RFC 1952): extra field, name, comment, checksum. */
async function skipHeader(input: Input, flags: number): Promise<void> {
  if (flags & 4) {
    const length = await input.take(2);
    if (length === null || (await input.take(length.readUInt16LE(0))) === null) throw new GzipDamage('it is cut off');
  }
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue;
    for (let byte = await input.take(1); byte?.[0] !== 0; byte = await input.take(1))
      if (byte === null) throw new GzipDamage('it is cut off');
  }
  if (flags & 2) await input.take(2);
}

/** One deflated stream; what was fed beyond its end goes back to the input. */
async function* inflate(input: Input): AsyncGenerator<Buffer> {
  const stream = createInflateRaw();
  let fed: Buffer[] = [];
  let fedBytes = 0;
  let over = false;
  let failure: Error | null = null;
  const feed = async () => {
    while (!over) {
      const chunk = await input.some();
      if (over || chunk === null) {
        if (chunk !== null) input.giveBack(chunk);
        break;
      }
      fed.push(chunk);
      fedBytes += chunk.length;
      // What lies more than two chunks back is long since taken.
      if (fed.length > 2) fed = fed.slice(-2);
      await new Promise<void>((resolve) => {
        stream.once('close', resolve);
        stream.write(chunk, () => {
          stream.off('close', resolve);
          resolve();
        });
      });
    }
    if (!over) stream.end();
  };
  const queue: Buffer[] = [];
  let wake = () => {};
  stream.on('data', (bytes: Buffer) => {
    queue.push(bytes);
    stream.pause();
    wake();
  });
  stream.on('end', () => {
    over = true;
    wake();
  });
  stream.on('error', (error) => {
    over = true;
    failure = error;
    wake();
  });
  const feeding = feed();
  try {
    for (;;) {
      if (queue.length > 0) yield queue.shift()!;
      else if (over) break;
      else {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        stream.resume();
        await woken;
      }
    }
  } finally {
    over = true;
    const taken = stream.bytesWritten;
    stream.destroy();
    await feeding;
    const behind = Buffer.concat(fed);
    input.giveBack(behind.subarray(Math.max(0, behind.length - (fedBytes - taken))));
  }
  if (failure !== null)
    throw new GzipDamage(
      /end of file/.test((failure as Error).message) ? 'it is cut off' : `it is damaged: ${(failure as Error).message}`,
    );
}

/** Chunks as they come, with what was too much given back. */
class Input {
  private held = Buffer.alloc(0);

  constructor(private readonly chunks: AsyncIterator<Buffer>) {}

  async some(): Promise<Buffer | null> {
    if (this.held.length > 0) {
      const { held } = this;
      this.held = Buffer.alloc(0);
      return held;
    }
    for (;;) {
      const { value, done } = await this.chunks.next();
      if (done) return null;
      if (value.length > 0) return value;
    }
  }

  giveBack(bytes: Buffer): void {
    if (bytes.length > 0) this.held = Buffer.concat([bytes, this.held]);
  }

  async holds(length: number): Promise<boolean> {
    while (this.held.length < length) {
      const more = await this.chunks.next();
      if (more.done) return false;
      this.held = Buffer.concat([this.held, more.value]);
    }
    return true;
  }

  async take(length: number): Promise<Buffer | null> {
    if (!(await this.holds(length))) return null;
    const taken = this.held.subarray(0, length);
    this.held = this.held.subarray(length);
    return taken;
  }

  async isZeros(): Promise<boolean> {
    for (let chunk = await this.some(); chunk !== null; chunk = await this.some())
      if (chunk.some((byte) => byte !== 0)) return false;
    return true;
  }
}
