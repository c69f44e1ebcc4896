/**
 * What people say about names: the curated aliases, the user's aliases, the user's pins.
 */
import { PapergraphError } from '../src/errors.js';
import { ENTITY_TYPES, type EntityType } from '../src/types.js';

/** Names that mean one thing; the first is the one to keep. */
export interface AliasRow {
  readonly at: string;
  readonly type: EntityType;
  readonly names: readonly string[];
}
export interface Pin {
  readonly at: string;
  readonly action: 'merge' | 'split';
  readonly name: string;
  readonly other: string;
  /** null: of whatever type. */
  readonly type: EntityType | null;
}

/**
 * The curated table: `name ⇥ type ⇥ alias|alias`, `#` begins a comment.
 *
 * @throws PapergraphError BAD_ALIAS with the line
 */
export function readKnownAliases(text: string, file = 'aliases.tsv'): AliasRow[] {
  const rows: AliasRow[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const at = `${file}:${index + 1}`;
    const [name = '', type = '', aliases = ''] = line.split('\t').map((cell) => cell.trim());
    const names = [name, ...aliases.split('|').map((alias) => alias.trim())].filter((one) => one !== '');
    if (names.length < 2) {
      throw new PapergraphError('BAD_ALIAS', at, 'a line needs a name, a type and an alias', 'Separate them by tabs');
    }
    rows.push({ at, type: typeOf(type, at, 'BAD_ALIAS'), names });
  });
  return rows;
}

/**
 * The user's `aliases.csv`: `name,alias` or `name,alias,type`, a header line allowed. Rows with the same name and type
 * belong together. Without a type a row speaks of every type that has both names.
 *
 * @throws PapergraphError BAD_ALIAS with the line; also if one alias is given to two names
 */
export function readAliases(text: string, file = 'aliases.csv'): AliasRow[] {
  const rows: AliasRow[] = [];
  const owners = new Map<string, { name: string; line: number }>();
  for (const { line, cells } of csvLines(text, file, 'BAD_ALIAS')) {
    const at = `${file}:${line}`;
    const [name = '', alias = '', type = ''] = cells;
    if (line === 1 && /^name$/i.test(name) && /^alias$/i.test(alias)) continue;
    if (name === '' || alias === '' || cells.length > 3) {
      const problem = `"${cells.join(',')}" is not name,alias or name,alias,type`;
      throw new PapergraphError('BAD_ALIAS', at, problem, 'Put text that holds a comma into double quotes');
    }
    for (const one of type === '' ? ENTITY_TYPES : [typeOf(type, at, 'BAD_ALIAS')]) {
      const owner = owners.get(`${one}\t${alias}`);
      if (owner !== undefined && owner.name !== name) {
        const problem = `"${alias}" is given to "${owner.name}" and to "${name}"`;
        throw new PapergraphError('BAD_ALIAS', at, problem, `Keep one of lines ${owner.line} and ${line}`);
      }
      owners.set(`${one}\t${alias}`, { name, line });
      rows.push({ at, type: one, names: [name, alias] });
    }
  }
  return rows;
}

/**
 * The user's `pins.csv`: `merge,name,other` or `split,name,other`, each with an optional type; a header line allowed.
 * `merge` makes other a name of the first; `split` keeps the two apart whatever the rules say.
 *
 * @throws PapergraphError BAD_PINS with the line; also if two lines contradict each other
 */
export function readPins(text: string, file = 'pins.csv'): Pin[] {
  const pins: Pin[] = [];
  const seen = new Map<string, { action: string; line: number }>();
  for (const { line, cells } of csvLines(text, file, 'BAD_PINS')) {
    const at = `${file}:${line}`;
    const [action = '', name = '', other = '', type = ''] = cells;
    if (line === 1 && /^action$/i.test(action)) continue;
    if ((action !== 'merge' && action !== 'split') || name === '' || other === '' || cells.length > 4) {
      const problem = `"${cells.join(',')}" is not merge,name,other or split,name,other`;
      throw new PapergraphError('BAD_PINS', at, problem, 'Put text that holds a comma into double quotes');
    }
    const pair = [name, other].sort().concat(type).join('\t');
    const before = seen.get(pair);
    if (before !== undefined && before.action !== action) {
      const problem = `"${name}" and "${other}" are to be merged and split`;
      throw new PapergraphError('BAD_PINS', at, problem, `Keep one of lines ${before.line} and ${line}`);
    }
    seen.set(pair, { action, line });
    pins.push({ at, action, name, other, type: type === '' ? null : typeOf(type, at, 'BAD_PINS') });
  }
  return pins;
}

function typeOf(text: string, at: string, code: 'BAD_ALIAS' | 'BAD_PINS'): EntityType {
  const type = ENTITY_TYPES.find((one) => one.toLowerCase() === text.toLowerCase());
  if (type) return type;
  throw new PapergraphError(code, at, `"${text}" is no type`, `Write one of ${ENTITY_TYPES.join(', ')}`);
}

/** The rows of a CSV text by RFC 4180; blank lines and lines that begin with `#` are passed over. */
function* csvLines(
  text: string,
  file: string,
  code: 'BAD_ALIAS' | 'BAD_PINS',
): Generator<{ line: number; cells: string[] }> {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let [line, at] = [1, 0];
  while (at < source.length) {
    const first = line;
    const cells: string[] = [];
    let [cell, quoted, ended] = ['', false, false];
    while (!ended) {
      const character = source[at];
      if (quoted) {
        if (character === undefined) {
          const problem = 'a double quote is not closed';
          throw new PapergraphError(code, `${file}:${first}`, problem, 'Close it, or double it where it is meant');
        }
        if (character === '\n') line++;
        if (character !== '"') cell += character;
        else if (source[at + 1] === '"') {
          cell += '"';
          at++;
        } else quoted = false;
      } else if (character === '"' && cell.trim() === '') [cell, quoted] = ['', true];
      else if (character === ',') {
        cells.push(cell.trim());
        cell = '';
      } else if (character === undefined || character === '\n') {
        cells.push(cell.trim());
        ended = true;
        line++;
      } else if (character !== '\r') cell += character;
      at++;
    }
    if ((cells.length > 1 || cells[0] !== '') && !cells[0]!.startsWith('#')) yield { line: first, cells };
  }
}
