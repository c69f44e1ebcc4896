/** Names, aliases, abbreviations and titles of a whole graph, to be found as a person types them. */
import type { GraphNode } from '../graph/schema.js';
import type { FarHit } from '../viz/page.js';

interface Named extends Omit<FarHit, 'via'> {
  readonly others: readonly string[];
}

/** More words that begin alike are as good as none. */
const MOST_WORDS = 400;
const LETTERS_FOR_FUZZY = 5;

/** Results have no place in it: nobody looks for a figure by its name. */
export class NameTable {
  private readonly rows: Named[] = [];
  /** Word to the rows that hold it, in ascending order. */
  private readonly rowsOf = new Map<string, number[]>();
  private words: string[] = [];

  add(node: GraphNode): void {
    const row = this.rows.length;
    const entity = 'mentions' in node ? node : null;
    const others = entity ? [...new Set([entity.abbreviation ?? '', ...entity.aliases])].filter((o) => o !== '') : [];
    const year = 'year' in node ? node.year : entity?.lastYear;
    this.rows.push({
      id: node.id,
      name: node.name,
      type: node.type,
      others,
      papers: entity?.papers ?? 0,
      year: year ?? 0,
    });
    if (node.type === 'Result') return;
    for (const word of new Set([node.name, ...others].flatMap(wordsOf))) {
      const list = this.rowsOf.get(word);
      if (list) list.push(row);
      else this.rowsOf.set(word, [row]);
    }
  }

  /** To be called once all are in. */
  close(): void {
    this.words = [...this.rowsOf.keys()].sort();
  }

  papersOf(row: number): number {
    return this.rows[row]!.papers;
  }

  yearOf(row: number): number {
    return this.rows[row]!.year;
  }

  /**
   * Those that hold all the words, the last of them or any other as the beginning of a word, or nearly so where nothing
   * else is found. The very name comes first, then what most papers name; titles of papers after things.
   */
  find(query: string, limit: number): FarHit[] {
    const wanted = query.slice(0, 200);
    const key = fold(wanted).trim();
    const asked = [...new Set(wordsOf(wanted))].slice(0, 12);
    if (asked.length === 0) return [];
    const met = asked.map((word) => this.meet(word)).sort((a, b) => a.size - b.size);
    let scores = met[0]!;
    for (const other of met.slice(1)) {
      const both = new Map<number, number>();
      for (const [row, score] of scores) {
        const more = other.get(row);
        if (more !== undefined) both.set(row, score + more);
      }
      scores = both;
    }
    const ranked = [...scores].map(([row, score]) => ({ row, score: this.rank(row, score / asked.length, key) }));
    ranked.sort((a, b) => b.score - a.score || a.row - b.row);
    return ranked.slice(0, limit).map(({ row }) => {
      const { others, ...hit } = this.rows[row]!;
      const via = fold(hit.name).includes(key) ? null : (others.find((other) => fold(other).includes(key)) ?? null);
      return { ...hit, via };
    });
  }

  private rank(row: number, score: number, key: string): number {
    const { name, others, papers, type } = this.rows[row]!;
    const exact = fold(name) === key ? 4 : others.some((other) => fold(other) === key) ? 3 : 1;
    return exact * score * (type === 'Paper' ? 0.5 : 1 + Math.log2(1 + papers) / 4);
  }

  /** Rows that hold the word, with 1 for the word itself, less for a longer one or one that is nearly it. */
  private meet(word: string): Map<number, number> {
    const found = new Map<number, number>();
    const add = (other: string, score: number) => {
      for (const row of this.rowsOf.get(other) ?? []) if ((found.get(row) ?? 0) < score) found.set(row, score);
    };
    add(word, 1);
    for (let i = lowerBound(this.words, word), seen = 0; i < this.words.length && seen < MOST_WORDS; i++, seen++) {
      const other = this.words[i]!;
      if (!other.startsWith(word)) break;
      if (other !== word) add(other, 0.4 + (0.4 * word.length) / other.length);
    }
    if (found.size > 0 || word.length < LETTERS_FOR_FUZZY) return found;
    const most = word.length < 9 ? 1 : 2;
    for (const other of this.words)
      if (Math.abs(other.length - word.length) <= most && isNear(word, other, most)) add(other, 0.3);
    return found;
  }
}

/** Lower case without accents: what two people would type for one name. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[\s\p{Z}\p{P}\p{S}]+/u)
    .filter((word) => word.length > 0 && word.length <= 60);
}

function lowerBound(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether `most` letters changed, added, left out or swapped with their neighbour make one word of the other. */
function isNear(a: string, b: string, most: number): boolean {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return false;
    before = last;
    last = row;
  }
  return last[b.length]! <= most;
}
