/**
 * Markup, LaTeX and Unicode to the plain text that is stored and that all offsets count in.
 */

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
  if (/[^\x20-\x7e]/.test(text)) text = plainCharacters(text);
  if (text.includes('&')) text = decodeEntities(text);
  if (text.includes('<')) text = dropTags(text);
  if (/[\\$~]/.test(text)) text = plainLatex(text);
  // Entities and LaTeX can give characters that the first look has not seen.
  if (text !== raw && /[^\x20-\x7e]/.test(text)) text = plainCharacters(text);
  return text.trim();
}

// ---------------------------------------------------------------------------------------------------- characters

const LIGATURES: Readonly<Record<string, string>> = {
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'st',
  ﬆ: 'st',
};
/** Unicode's own limit for sensible text (UAX 15, stream-safe): more marks on one letter are a prank. */
const MOST_MARKS = 30;

function plainCharacters(text: string): string {
  let plain = text;
  // Lone surrogates cannot be written as UTF-8.
  plain = plain.replace(/\p{Cs}/gu, '\ufffd');
  // A word broken at the line's end with a soft hyphen is one word.
  plain = plain.replace(/\u00ad[\r\n]+/g, '');
  // Controls, soft hyphens, zero-width characters (but the joiners of scripts and emoji) and direction overrides.
  plain = plain.replace(
    /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff\ufff9-\ufffb]/g,
    '',
  );
  plain = plain.replace(/[\ufb00-\ufb06]/g, (ligature) => LIGATURES[ligature]!);
  // Letters dressed as bold or script mathematics.
  plain = plain.replace(/[\u{1d400}-\u{1d7ff}]/gu, (letter) => letter.normalize('NFKC'));
  plain = plain.replace(/\p{M}+/gu, (marks) => (marks.length > MOST_MARKS ? marks.slice(0, MOST_MARKS) : marks));
  plain = plain.replace(/[^\p{M}]\p{M}+/gu, (sequence) => sequence.normalize('NFC'));
  // Runs of ordinary spaces stay: text measured by others counts them.
  return plain.replace(/\s+/g, (space) => (/^ +$/.test(space) ? space : ' '));
}

// ---------------------------------------------------------------------------------------------------------- HTML

const ENTITIES: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  shy: '',
  ndash: '–',
  mdash: '—',
  minus: '−',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  bull: '•',
  middot: '·',
  times: '×',
  divide: '÷',
  plusmn: '±',
  deg: '°',
  micro: 'µ',
  le: '≤',
  ge: '≥',
  ne: '≠',
  asymp: '≈',
  sim: '∼',
  rarr: '→',
  larr: '←',
  harr: '↔',
  infin: '∞',
  sum: '∑',
  radic: '√',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  pound: '£',
  sect: '§',
  szlig: 'ß',
  aelig: 'æ',
  AElig: 'Æ',
  oslash: 'ø',
  Oslash: 'Ø',
  aring: 'å',
  Aring: 'Å',
  eth: 'ð',
  thorn: 'þ',
  frac12: '½',
  frac14: '¼',
  sup1: '¹',
  sup2: '²',
  sup3: '³',
  ordm: 'º',
});
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
      const known = ENTITIES[name] ?? greekLetter(name);
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

// --------------------------------------------------------------------------------------------------------- LaTeX

/** Commands that stand for characters, in text and in formulas. */
const SYMBOLS: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  times: '×',
  cdot: '·',
  div: '÷',
  pm: '±',
  mp: '∓',
  ast: '*',
  star: '⋆',
  circ: '∘',
  degree: '°',
  bullet: '•',
  sim: '~',
  simeq: '≃',
  approx: '≈',
  cong: '≅',
  equiv: '≡',
  propto: '∝',
  neq: '≠',
  ne: '≠',
  leq: '≤',
  le: '≤',
  leqslant: '≤',
  geq: '≥',
  ge: '≥',
  geqslant: '≥',
  ll: '≪',
  gg: '≫',
  lt: '<',
  gt: '>',
  lesssim: '≲',
  gtrsim: '≳',
  to: '→',
  rightarrow: '→',
  longrightarrow: '→',
  Rightarrow: '⇒',
  leftarrow: '←',
  gets: '←',
  Leftarrow: '⇐',
  leftrightarrow: '↔',
  mapsto: '↦',
  uparrow: '↑',
  downarrow: '↓',
  in: '∈',
  notin: '∉',
  subset: '⊂',
  subseteq: '⊆',
  supset: '⊃',
  supseteq: '⊇',
  cup: '∪',
  cap: '∩',
  setminus: '∖',
  emptyset: '∅',
  varnothing: '∅',
  forall: '∀',
  exists: '∃',
  neg: '¬',
  land: '∧',
  wedge: '∧',
  lor: '∨',
  vee: '∨',
  oplus: '⊕',
  otimes: '⊗',
  odot: '⊙',
  infty: '∞',
  partial: '∂',
  nabla: '∇',
  sum: '∑',
  prod: '∏',
  int: '∫',
  sqrt: '√',
  angle: '∠',
  perp: '⊥',
  parallel: '∥',
  mid: '|',
  vert: '|',
  Vert: '‖',
  lVert: '‖',
  rVert: '‖',
  lvert: '|',
  rvert: '|',
  langle: '⟨',
  rangle: '⟩',
  lfloor: '⌊',
  rfloor: '⌋',
  lceil: '⌈',
  rceil: '⌉',
  lbrace: '{',
  rbrace: '}',
  ell: 'ℓ',
  hbar: 'ℏ',
  Re: 'ℜ',
  Im: 'ℑ',
  aleph: 'ℵ',
  prime: '′',
  dagger: '†',
  ddagger: '‡',
  S: '§',
  P: '¶',
  copyright: '©',
  checkmark: '✓',
  ldots: '...',
  dots: '...',
  cdots: '...',
  dotsc: '...',
  vdots: '...',
  textellipsis: '...',
  colon: ':',
  textasciitilde: '~',
  textbackslash: '\\',
  textbar: '|',
  textless: '<',
  textgreater: '>',
  textunderscore: '_',
  textdollar: '$',
  textpercent: '%',
  textendash: '–',
  textemdash: '—',
  textquoteleft: '‘',
  textquoteright: '’',
  textquotedblleft: '“',
  textquotedblright: '”',
  textquotesingle: "'",
  textregistered: '®',
  texttrademark: '™',
  textdegree: '°',
  textmu: 'µ',
  textpm: '±',
  texttimes: '×',
  textsuperscript: '',
  textsubscript: '',
  euro: '€',
  pounds: '£',
  lq: '‘',
  rq: '’',
  ss: 'ß',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  o: 'ø',
  O: 'Ø',
  aa: 'å',
  AA: 'Å',
  l: 'ł',
  L: 'Ł',
  i: 'i',
  j: 'j',
  imath: 'i',
  jmath: 'j',
  dh: 'ð',
  DH: 'Ð',
  th: 'þ',
  TH: 'Þ',
  dj: 'đ',
  DJ: 'Đ',
  ng: 'ŋ',
  quad: ' ',
  qquad: ' ',
  space: ' ',
  newline: ' ',
  par: ' ',
  linebreak: ' ',
  item: ' ',
  hfill: ' ',
  hspace: '',
  vspace: '',
  TeX: 'TeX',
  LaTeX: 'LaTeX',
  eg: 'e.g.',
  ie: 'i.e.',
  etal: 'et al.',
  etc: 'etc.',
  vs: 'vs.',
  xspace: '',
}); // prettier-ignore
const GREEK =
  'alpha:α beta:β gamma:γ delta:δ epsilon:ϵ varepsilon:ε zeta:ζ eta:η theta:θ vartheta:ϑ iota:ι kappa:κ lambda:λ mu:μ nu:ν xi:ξ omicron:ο pi:π varpi:ϖ rho:ρ varrho:ϱ sigma:σ varsigma:ς sigmaf:ς tau:τ upsilon:υ phi:ϕ varphi:φ chi:χ psi:ψ omega:ω Alpha:Α Beta:Β Gamma:Γ Delta:Δ Epsilon:Ε Zeta:Ζ Eta:Η Theta:Θ Iota:Ι Kappa:Κ Lambda:Λ Mu:Μ Nu:Ν Xi:Ξ Omicron:Ο Pi:Π Rho:Ρ Sigma:Σ Tau:Τ Upsilon:Υ Phi:Φ Chi:Χ Psi:Ψ Omega:Ω';
const GREEK_LETTERS: ReadonlyMap<string, string> = new Map(
  GREEK.split(' ').map((pair) => pair.split(':') as [string, string]),
);
const greekLetter = (name: string): string | undefined => GREEK_LETTERS.get(name);

/** Commands whose argument is no text. */
const DROPPED_WITH_ARGUMENT = new Set([
  'cite',
  'citep',
  'citet',
  'citeauthor',
  'citeyear',
  'citealp',
  'parencite',
  'textcite',
  'autocite',
  'ref',
  'eqref',
  'cref',
  'Cref',
  'autoref',
  'label',
  'footnote',
  'thanks',
  'vspace',
  'hspace',
  'color',
  'includegraphics',
  'begin',
  'end',
  'footnotemark',
  'phantom',
  'textcolor',
]); // prettier-ignore
/** Commands that change the look and have no argument. */
const DROPPED = new Set([
  'left',
  'right',
  'big',
  'Big',
  'bigg',
  'Bigg',
  'bigl',
  'bigr',
  'Bigl',
  'Bigr',
  'limits',
  'nolimits',
  'displaystyle',
  'textstyle',
  'em',
  'bf',
  'it',
  'sc',
  'tt',
  'rm',
  'sf',
  'sl',
  'bfseries',
  'itshape',
  'scshape',
  'ttfamily',
  'small',
  'large',
  'Large',
  'normalsize',
  'footnotesize',
  'scriptsize',
  'tiny',
  'noindent',
  'centering',
  'protect',
  'relax',
  'mathstrut',
  'allowbreak',
  'nobreak',
  'boldmath',
  'unboldmath',
  'ensuremath',
  'middle',
]); // prettier-ignore
const ACCENTS: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  "'": '\u0301',
  '`': '\u0300',
  '^': '\u0302',
  '"': '\u0308',
  '~': '\u0303',
  '=': '\u0304',
  '.': '\u0307',
  c: '\u0327',
  v: '\u030c',
  u: '\u0306',
  H: '\u030b',
  k: '\u0328',
  r: '\u030a',
  d: '\u0323',
  b: '\u0331',
  t: '\u0361',
}); // prettier-ignore
const FUNCTIONS = new Set(
  'log ln exp sin cos tan max min arg argmax argmin sup inf lim det dim ker Pr deg gcd mod bmod sinh cosh tanh softmax'.split(
    ' ',
  ),
);
/** A formula in an abstract is short; two dollar signs further apart are two sums of money. */
const LONGEST_FORMULA = 600;
const DEEPEST_GROUP = 40;

function plainLatex(text: string): string {
  // A tie is a tie only where TeX is written, or after a full stop: "~40k spectra" and "30~40" are ordinary text.
  const isTex = /\\[a-zA-Z({[]|\\[%&_#,]/.test(text) || /\$[^$\s][^$]{0,300}\$/.test(text);
  const plain = new LatexReader(text).read();
  const tied = isTex
    ? plain.replace(/(?<=[A-Za-z.,)])~(?=[A-Z0-9a-z[(])/g, ' ')
    : plain.replace(/(?<=[a-z]\.)~(?=[A-Z0-9(])/g, ' ');
  return tied === text ? text : tied.replace(/ {2,}/g, ' ');
}

/** Reads once from left to right; never goes back, so that no text can make it slow. */
class LatexReader {
  private at = 0;

  constructor(private readonly text: string) {}

  read(): string {
    let out = '';
    const { text } = this;
    while (this.at < text.length) {
      const next = nextOf(text, this.at);
      out += text.slice(this.at, next);
      this.at = next;
      if (next >= text.length) break;
      const character = text[next]!;
      const plain = character === '$' ? this.dollar() : character === '\\' ? this.command(false, 0) : this.brace();
      // "as shown ~\cite{x}, and": what vanished takes its space along.
      if (plain === '' && /[\s,.;:)]|^$/.test(text[this.at] ?? '')) out = out.replace(/[ ~]$/, '');
      out += plain;
    }
    return out;
  }

  /** A formula, or a dollar. As in Pandoc: no space inside the signs, no digit after the second. */
  private dollar(): string {
    const { text, at } = this;
    const double = text[at + 1] === '$';
    const from = at + (double ? 2 : 1);
    const to = double ? indexWithin(text, '$$', from, LONGEST_FORMULA) : closingDollar(text, from);
    if (to <= from || to - from > LONGEST_FORMULA || !isFormula(text.slice(from, to))) {
      this.at = double ? at + 2 : at + 1;
      return double ? '$$' : '$';
    }
    const formula = new LatexReader(text.slice(from, to)).formula();
    this.at = to + (double ? 2 : 1);
    return formula;
  }

  /** `{\'e}`, `{\bf BERT}`: a group that opens with a command. Other braces are text. */
  private brace(): string {
    const { text, at } = this;
    if (text[at] !== '{' || text[at + 1] !== '\\' || !/[A-Za-z'`^"~=.]/.test(text[at + 2] ?? '')) {
      this.at++;
      return text[at]!;
    }
    return this.argument(false, 0);
  }

  formula(depth = 0): string {
    let out = '';
    while (this.at < this.text.length) out += this.mathToken(depth);
    return out.replace(/ {2,}/g, ' ').trim();
  }

  private mathToken(depth: number): string {
    const { text } = this;
    const character = text[this.at]!;
    if (character === '\\') return this.command(true, depth);
    if (character === '{') return this.argument(true, depth);
    if (character === '^' || character === '_') {
      this.at++;
      const script = this.argument(true, depth);
      if (character === '^' && (script === '∘' || script === '°')) return '°';
      if (character === '^' && /^[′*†‡⋆]+$/.test(script)) return script;
      if (script === '') return '';
      return character + (/^[-+−]?[\p{L}\p{N}.,*|]+$/u.test(script) || script.length === 1 ? script : `(${script})`);
    }
    this.at++;
    if (character === '~') return ' ';
    return character === '}' || character === '$' || character === '&' ? '' : character;
  }

  /** What stands at `at` as an argument: a group, a command or one character. */
  private argument(math: boolean, depth: number): string {
    const { text } = this;
    while (text[this.at] === ' ' && math) this.at++;
    const first = text[this.at];
    if (first === undefined) return '';
    if (first === '\\') return this.command(math, depth + 1);
    if (first !== '{') {
      const point = String.fromCodePoint(text.codePointAt(this.at)!);
      this.at += point.length;
      return point;
    }
    this.at++;
    let out = '';
    while (this.at < text.length && text[this.at] !== '}') {
      if (depth > DEEPEST_GROUP) {
        // Nobody nests so deep; the rest is taken letter by letter.
        out += text[this.at++];
      } else if (math) out += this.mathToken(depth + 1);
      else if (text[this.at] === '\\') out += this.command(false, depth + 1);
      else if (text[this.at] === '{') out += this.argument(false, depth + 1);
      else if (text[this.at] === '$') out += this.dollar();
      else out += text[this.at++];
    }
    this.at++;
    return out;
  }

  private command(math: boolean, depth: number): string {
    const { text } = this;
    const start = this.at;
    if (depth > DEEPEST_GROUP) {
      this.at++;
      return '';
    }
    let end = start + 1;
    while (end < text.length && isLetter(text.charCodeAt(end))) end++;
    if (end === start + 1) return this.shortCommand(math, depth);
    const name = text.slice(start + 1, end);
    if (text[end] === '*') end++;
    this.at = end;
    if (ACCENTS[name] !== undefined && (text[end] === '{' || (text[end] === ' ' && !math))) {
      this.skipSpaces();
      return accent(ACCENTS[name]!, this.argument(math, depth));
    }
    const symbol = SYMBOLS[name] ?? greekLetter(name);
    if (symbol !== undefined) {
      if (name === 'sqrt' && text[this.at] === '{') {
        const under = this.argument(true, depth);
        return under.length > 1 ? `√(${under})` : `√${under}`;
      }
      if (name.startsWith('text') && text[this.at] === '{' && text[this.at + 1] === '}') this.at += 2;
      // A command eats the spaces behind it, but between words a reader needs one.
      return symbol;
    }
    if (FUNCTIONS.has(name)) {
      const before = text[start - 1];
      return (
        (before !== undefined && /[\p{L}\p{N})]/u.test(before) ? ' ' : '') +
        name +
        (/[A-Za-z0-9\\]/.test(text[this.at] ?? '') ? ' ' : '')
      );
    }
    if (DROPPED_WITH_ARGUMENT.has(name)) {
      this.skipOptional();
      if (text[this.at] === '{') this.argument(math, depth);
      if (name === 'textcolor' && text[this.at] === '{') return this.argument(math, depth);
      return '';
    }
    if (DROPPED.has(name)) {
      if (math && /[.]/.test(text[this.at] ?? '') && (name === 'left' || name === 'right')) this.at++;
      else if (!math || name !== 'right') this.skipSpaces();
      return '';
    }
    if (name === 'frac' || name === 'tfrac' || name === 'dfrac' || name === 'nicefrac') {
      const over = this.argument(true, depth);
      const under = this.argument(true, depth);
      return `${bracketed(over)}/${bracketed(under)}`;
    }
    if (name === 'href' && text[this.at] === '{') {
      this.argument(false, depth);
      return text[this.at] === '{' ? this.argument(false, depth) : '';
    }
    this.skipOptional();
    if (text[this.at] === '{') {
      const isText = !math || /^(?:text|mbox|emph|operatorname)/.test(name);
      return this.argument(math && !isText, depth);
    }
    // "S\NP" is a category of grammar; else it is the author's own macro, and its name is the best that is left.
    return !math && /[A-Za-z]/.test(text[start - 1] ?? '') ? text.slice(start, this.at) : name;
  }

  /** A backslash and one sign: `\%`, `\,`, `\\`, `\'e`, `\(…\)`. */
  private shortCommand(math: boolean, depth: number): string {
    const { text } = this;
    const sign = text[this.at + 1];
    if (sign === undefined) {
      this.at++;
      return '\\';
    }
    if ('%&_#{}$'.includes(sign)) {
      this.at += 2;
      return sign;
    }
    if (math && (sign === ',' || sign === '!' || sign === ';' || sign === ':' || sign === '>')) {
      this.at += 2;
      return sign === ';' || sign === ':' || sign === '>' ? ' ' : '';
    }
    if (sign === ',' || sign === '/' || sign === '-') {
      // "93.2\,\%", but "3\,GB": a thin space stands between a number and its unit.
      const joins = sign !== ',' || !/[A-Za-z]/.test(text[this.at + 2] ?? '');
      this.at += 2;
      return joins ? '' : ' ';
    }
    if (sign === '\\' || (sign === ' ' && this.at > 0 && text[this.at - 1] !== ' ')) {
      this.at += 2;
      return ' ';
    }
    if (!math && (sign === '(' || sign === '[')) {
      const close = indexWithin(text, sign === '(' ? '\\)' : '\\]', this.at + 2, LONGEST_FORMULA);
      if (close > 0) {
        const formula = new LatexReader(text.slice(this.at + 2, close)).formula();
        this.at = close + 2;
        return formula;
      }
    }
    if (sign === '|' && math) {
      this.at += 2;
      return '‖';
    }
    const follows = text[this.at + 2] ?? '';
    if (ACCENTS[sign] !== undefined && /[A-Za-z{\\]/.test(follows)) {
      this.at += 2;
      return accent(ACCENTS[sign]!, this.argument(math, depth + 1));
    }
    this.at++;
    return '\\';
  }

  private skipSpaces(): void {
    while (this.text[this.at] === ' ') this.at++;
  }

  private skipOptional(): void {
    if (this.text[this.at] !== '[') return;
    const close = indexWithin(this.text, ']', this.at, 100);
    if (close > 0) this.at = close + 1;
  }
}

/** "$1 bonus for each worker and $" is two prices. */
const isFormula = (content: string): boolean =>
  /[\\^_=<>]/.test(content) || !/[A-Za-z]{4,}.* |[@$#] | .*[A-Za-z]{4,}/.test(content);
const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const bracketed = (part: string): string => (/^[\p{L}\p{N}.]+$/u.test(part) || part.length === 1 ? part : `(${part})`);

function accent(mark: string, letters: string): string {
  if (letters === '') return '';
  const first = String.fromCodePoint(letters.codePointAt(0)!);
  return (first + mark).normalize('NFC') + letters.slice(first.length);
}

/** Looks no further than `most` characters, so that a text full of openings costs no more than its length. */
function indexWithin(text: string, sought: string, from: number, most: number): number {
  const at = text.slice(from, from + most).indexOf(sought);
  return at < 0 ? -1 : from + at;
}

function nextOf(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x24 || code === 0x5c || code === 0x7b) return at;
  }
  return text.length;
}

function closingDollar(text: string, from: number): number {
  if (/\s/.test(text[from] ?? ' ')) return -1;
  const limit = Math.min(text.length, from + LONGEST_FORMULA);
  for (let at = from; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '$') return /\s/.test(text[at - 1]!) || /\d/.test(text[at + 1] ?? '') ? -1 : at;
  }
  return -1;
}
