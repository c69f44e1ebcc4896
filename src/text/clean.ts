/**
 * Markup, LaTeX and Unicode to the plain text that is stored and that all offsets count in.
 */

import { greekLetter, pairs } from './character-tables.js';
import { plainLatex } from './latex.js';

/**
 * What a person would have typed: HTML tags and entities, LaTeX commands and formulas, ligatures, invisible and control
 * characters give way to plain characters. Text that is already plain comes back byte for byte.
 *
 * Entities are decoded once: `&amp;lt;` becomes `&lt;`. Cleaning twice changes nothing unless the text held such
 * twice-encoded markup. Takes time linear in the length of the text, whatever it holds.
 *
 * @returns text without line breaks, control characters and lone surrogates, trimmed; a run of white space that holds
 *   anything but ordinary spaces is one space (runs of ordinary spaces stay: offsets of others count them); characters
 *   outside combining sequences keep their form
 */
export function cleanText(raw: string): string {
  let text = raw;
  if (UNUSUAL.test(text)) text = plainCharacters(text);
  else if (/[\t\n\r]/.test(text)) text = oneLine(text);
  if (text.includes('&')) text = decodeEntities(text);
  if (text.includes('<')) text = dropTags(text);
  if (/[\\$~]|[_^]\{/.test(text)) text = plainLatex(text);
  // Entities and LaTeX can give characters that the first look has not seen.
  if (text !== raw && (UNUSUAL.test(text) || /[\t\n\r]/.test(text))) text = plainCharacters(text);
  return text.trim();
}

// ---------------------------------------------------------------------------------------------------- characters

/** Beside ASCII and the white space of every file; most abstracts have none. */
const UNUSUAL = /[^\t\n\r\x20-\x7e]/;

const LIGATURES: Readonly<Record<string, string>> = {
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'st',
  ﬆ: 'st',
};
/** No mark that combines stands below, nor among the dashes and quotation marks that many texts have. */
const MAY_BE_MARKS = /[\u0300-\u1fff\u2070-\uffff]/;
/** Unicode's own limit for sensible text (UAX 15, stream-safe): more marks on one letter are a prank. */
const MOST_MARKS = 30;

function plainCharacters(text: string): string {
  let plain = text;
  // Lone surrogates cannot be written as UTF-8.
  if (!plain.isWellFormed()) plain = plain.toWellFormed();
  // A word broken at the line's end with a soft hyphen is one word.
  if (plain.includes('\u00ad')) plain = plain.replace(/\u00ad[\r\n]+/g, '');
  // Controls, soft hyphens, zero-width characters (but the joiners of scripts and emoji) and direction overrides.
  plain = plain.replace(
    /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff\ufff9-\ufffb]/g,
    '',
  );
  plain = plain.replace(/[\ufb00-\ufb06]/g, (ligature) => LIGATURES[ligature]!);
  // Letters dressed as bold or script mathematics.
  if (plain.includes('\ud835')) plain = plain.replace(/[\u{1d400}-\u{1d7ff}]/gu, (letter) => letter.normalize('NFKC'));
  if (MAY_BE_MARKS.test(plain) && /\p{M}/u.test(plain)) {
    plain = plain.replace(/\p{M}+/gu, (marks) => (marks.length > MOST_MARKS ? marks.slice(0, MOST_MARKS) : marks));
    plain = plain.replace(/[^\p{M}]\p{M}+/gu, (sequence) => sequence.normalize('NFC'));
  }
  return /[^\S ]/.test(plain) ? oneLine(plain) : plain;
}

/** Runs of ordinary spaces stay: text measured by others counts them. Runs with anything else in them become one. */
function oneLine(text: string): string {
  const lines = text.replace(/[^\S ]\s*/g, '\n').split('\n');
  return lines.map((line, at) => (at < lines.length - 1 ? line.trimEnd() : line)).join(' ');
}

// ---------------------------------------------------------------------------------------------------------- HTML

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...pairs(`
    amp:& lt:< gt:> quot:" ndash:– mdash:— minus:− lsquo:‘ rsquo:’ ldquo:“ rdquo:” hellip:… bull:• middot:· times:×
    divide:÷ plusmn:± deg:° micro:µ le:≤ ge:≥ ne:≠ asymp:≈ sim:∼ rarr:→ larr:← harr:↔ infin:∞ sum:∑ radic:√ copy:©
    reg:® trade:™ euro:€ pound:£ sect:§ szlig:ß aelig:æ AElig:Æ oslash:ø Oslash:Ø aring:å Aring:Å eth:ð thorn:þ
    frac12:½ frac14:¼ sup1:¹ sup2:² sup3:³ ordm:º`),
  ['apos', "'"],
  ['nbsp', ' '],
  ['ensp', ' '],
  ['emsp', ' '],
  ['thinsp', ' '],
  ['shy', ''],
]);
/** `eacute`, `Uuml`: a letter and its mark. */
const ENTITY_MARKS: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  uml: '\u0308',
  tilde: '\u0303',
  cedil: '\u0327',
  caron: '\u030c',
};

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,11}));/g,
    (whole, decimal, hex, name) => {
      if (name === undefined) {
        const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
        if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
        return String.fromCodePoint(code);
      }
      const known = ENTITIES.get(name) ?? greekLetter(name);
      if (known !== undefined) return known;
      const mark = /^([A-Za-z])(acute|grave|circ|uml|tilde|cedil|caron)$/.exec(name);
      return mark ? (mark[1]! + ENTITY_MARKS[mark[2]!]).normalize('NFC') : whole;
    },
  );
}

/** Only tags that publishers really write, so that `<unk>`, `<s>` or `p < 0.05 and q > 1` stay what they are. */
const BLOCK_TAGS = 'p|div|br|title|sec|list|list-item|ul|ol|li|h[1-6]|abstracttext|label|tr|td|table';
const INLINE_TAGS =
  'i|b|em|strong|sub|sup|span|a|u|tt|code|small|sc|italic|bold|monospace|underline|fixed-case|tex-math|url|inline-formula|ext-link|xref|named-content|styled-content|font';
const MATHML =
  'math|mrow|mi|mo|mn|msub|msup|msubsup|mfrac|msqrt|mtext|mstyle|mover|munder|mtable|mtr|mtd|semantics|annotation|mspace|mfenced|mmultiscripts|mprescripts|none|math_?';
const TAG = new RegExp(
  `<(/?)(?:jats:|mml:|ns\\d:)?(?:(${BLOCK_TAGS})|${INLINE_TAGS}|${MATHML})(?:\\s[^<>]{0,300})?/?>`,
  'gi',
);
/** Inside a tag only `name=value` may stand: `<a and b>` is no tag. */
const ATTRIBUTES = /^<\/?[\w:-]+(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*\s*\/?>$/;

function dropTags(text: string): string {
  const withoutTags = text
    .replace(/<!--[^<>]{0,1000}-->/g, '')
    .replace(TAG, (tag, _close, block) => (ATTRIBUTES.test(tag) ? (block === undefined ? '' : ' ') : tag));
  if (withoutTags === text) return text;
  return withoutTags.replace(/ {2,}/g, ' ');
}
