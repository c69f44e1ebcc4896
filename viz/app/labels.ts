export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const CELL = 64;

/** Which boxes are taken; asking costs the few cells that a box touches. */
export class Room {
  private readonly cells = new Map<number, Box[]>();

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {}

  /** Takes the place if it lies inside and is free. */
  take(box: Box): boolean {
    if (!this.holds(box) || !this.isFree(box)) return false;
    this.block(box);
    return true;
  }

  /** Whether a box lies inside. */
  holds(box: Box): boolean {
    return box.left >= 0 && box.top >= 0 && box.right <= this.width && box.bottom <= this.height;
  }

  isFree(box: Box): boolean {
    for (const cell of this.cellsOf(box))
      for (const other of this.cells.get(cell) ?? [])
        if (box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top)
          return false;
    return true;
  }

  /** Takes the place even if it is not free. */
  block(box: Box): void {
    for (const cell of this.cellsOf(box)) {
      const boxes = this.cells.get(cell);
      if (boxes) boxes.push(box);
      else this.cells.set(cell, [box]);
    }
  }

  private *cellsOf(box: Box): Generator<number> {
    const clamp = (v: number, most: number) => Math.max(0, Math.min(v, most));
    const [x0, x1] = [clamp(box.left, this.width), clamp(box.right, this.width)];
    const [y0, y1] = [clamp(box.top, this.height), clamp(box.bottom, this.height)];
    for (let cx = Math.floor(x0 / CELL); cx <= Math.floor(x1 / CELL); cx++)
      for (let cy = Math.floor(y0 / CELL); cy <= Math.floor(y1 / CELL); cy++) yield cx * 4096 + cy;
  }
}

/** At most `most` characters, cut at the end of a word where one is near. */
export function shorten(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const cut = letters.slice(0, most - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > most * 0.6 ? cut.slice(0, space) : cut}…`;
}

/** At most two lines of about equal length. */
export function twoLines(text: string, most: number): string[] {
  const short = shorten(text, most * 2);
  if (short.length <= most) return [short];
  const best = (cuts: readonly { at: number; skip: number }[]) =>
    [...cuts]
      .filter(({ at, skip }) => at <= most && short.length - at - skip <= most)
      .sort((a, b) => Math.abs(a.at - short.length / 2) - Math.abs(b.at - short.length / 2))[0];
  const cuts = (pattern: RegExp, kept: number) =>
    [...short.matchAll(pattern)].map((m) => ({ at: m.index + kept, skip: m[0].length - kept }));
  // Between two names rather than within one.
  const cut = best(cuts(/ · /g, 0)) ?? best(cuts(/, /g, 1)) ?? best(cuts(/ /g, 0));
  if (!cut) {
    const at = short.search(/ · |, /);
    return at < 0
      ? [shorten(short, most)]
      : [shorten(short.slice(0, at), most), shorten(short.slice(at).replace(/^( · |, )/, ''), most)];
  }
  return [short.slice(0, cut.at), short.slice(cut.at + cut.skip)];
}
