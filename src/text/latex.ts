/**
 * LaTeX as abstracts hold it, commands, accents and formulas, to what a reader would see.
 */
import { greekLetter, pairs, words } from './character-tables.js';

/** Commands that stand for characters, in text and in formulas. */
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ...pairs(`
    times:× cdot:· div:÷ pm:± mp:∓ ast:* star:⋆ circ:∘ degree:° bullet:• sim:~ simeq:≃ approx:≈ cong:≅ equiv:≡
    propto:∝ neq:≠ ne:≠ leq:≤ le:≤ leqslant:≤ geq:≥ ge:≥ geqslant:≥ ll:≪ gg:≫ lt:< gt:> lesssim:≲ gtrsim:≳ to:→
    rightarrow:→ longrightarrow:→ Rightarrow:⇒ leftarrow:← gets:← Leftarrow:⇐ leftrightarrow:↔ mapsto:↦ uparrow:↑
    downarrow:↓ in:∈ notin:∉ subset:⊂ subseteq:⊆ supset:⊃ supseteq:⊇ cup:∪ cap:∩ setminus:∖ emptyset:∅ varnothing:∅
    forall:∀ exists:∃ neg:¬ land:∧ wedge:∧ lor:∨ vee:∨ oplus:⊕ otimes:⊗ odot:⊙ infty:∞ partial:∂ nabla:∇ sum:∑
    prod:∏ int:∫ sqrt:√ angle:∠ perp:⊥ parallel:∥ mid:| vert:| Vert:‖ lVert:‖ rVert:‖ lvert:| rvert:| langle:⟨
    rangle:⟩ lfloor:⌊ rfloor:⌋ lceil:⌈ rceil:⌉ lbrace:{ rbrace:} ell:ℓ hbar:ℏ Re:ℜ Im:ℑ aleph:ℵ prime:′ dagger:†
    ddagger:‡ S:§ P:¶ copyright:© checkmark:✓ ldots:... dots:... cdots:... dotsc:... vdots:... textellipsis:...
    textasciitilde: textasciicircum:^ textasteriskcentered:* textbar:| textbraceleft:{ textbraceright:} textless:< textgreater:> textunderscore:_ textdollar:$ textpercent:% textendash:–
    textemdash:— textquoteleft:‘ textquoteright:’ textquotedblleft:“ textquotedblright:” textregistered:®
    texttrademark:™ textdegree:° textmu:µ textpm:± texttimes:× euro:€ pounds:£ lq:‘ rq:’ ss:ß ae:æ AE:Æ oe:œ OE:Œ
    o:ø O:Ø aa:å AA:Å l:ł L:Ł i:i j:j imath:i jmath:j dh:ð DH:Ð th:þ TH:Þ dj:đ DJ:Đ ng:ŋ TeX:TeX LaTeX:LaTeX eg:e.g.
    ie:i.e. etc:etc. vs:vs.`),
  ['colon', ':'],
  ['textbackslash', '\\'],
  ['textquotesingle', "'"],
  ['quad', ' '],
  ['qquad', ' '],
  ['space', ' '],
  ['newline', ' '],
  ['par', ' '],
  ['linebreak', ' '],
  ['item', ' '],
  ['hfill', ' '],
  ['etal', 'et al.'],
  ['xspace', ''],
]);

/** Commands whose argument is no text. */
const DROPPED_WITH_ARGUMENT = words(`
  cite citep citet citeauthor citeyear citealp parencite textcite autocite ref eqref cref Cref autoref label
  footnote thanks vspace hspace color includegraphics begin end footnotemark phantom textcolor`);
/** Commands that change the look and have no argument. */
const DROPPED = words(`
  left right big Big bigg Bigg bigl bigr Bigl Bigr limits nolimits displaystyle textstyle em bf it sc tt rm sf sl
  bfseries itshape scshape ttfamily small large Large normalsize footnotesize scriptsize tiny noindent centering
  protect relax mathstrut allowbreak nobreak boldmath unboldmath ensuremath middle`);
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
});
const FUNCTIONS = new Set(
  'log ln exp sin cos tan max min arg argmax argmin sup inf lim det dim ker Pr deg gcd mod bmod sinh cosh tanh softmax'.split(
    ' ',
  ),
);
/** A formula in an abstract is short; two dollar signs further apart are two sums of money. */
const LONGEST_FORMULA = 600;
const LONGEST_SPACED_FORMULA = 80;
const DEEPEST_GROUP = 40;

export function plainLatex(text: string): string {
  const plain = new LatexReader(text).read();
  const tied = (plain.includes('~') ? untied(plain, text) : plain).replaceAll(WRITTEN_TILDE, '~');
  return tied === text || !tied.includes('  ') ? tied : tied.replace(/ {2,}/g, ' ');
}

/** Stands for `\textasciitilde` until all ties are read: that one is none. */
const WRITTEN_TILDE = '\ue001';

/** A tie is a tie only where TeX is written, or after a full stop: "~40k spectra" and "30~40" are ordinary text. */
function untied(plain: string, text: string): string {
  const isTex = /\\[a-zA-Z({[]|\\[%&_#,]/.test(text) || /\$[^$\s][^$]{0,300}\$/.test(text);
  return isTex
    ? plain.replace(/(?<=[A-Za-z.,)])~(?=[A-Z0-9a-z[(])/g, ' ')
    : plain.replace(/(?<=[a-z]\.)~(?=[A-Z0-9(])/g, ' ');
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
    // "M_{CDM}" and "10^{15}" stand outside formulas too, in abstracts that were TeX once.
    if (text[at - 1] === '_' || text[at - 1] === '^') return script(this.argument(true, 0));
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
      const written = this.argument(true, depth);
      if (character === '^' && (written === '∘' || written === '°')) return '°';
      if (character === '^' && /^[′*†‡⋆]+$/.test(written)) return written;
      if (written === '') return '';
      return character + script(written);
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
    const symbol = SYMBOLS.get(name) ?? greekLetter(name);
    if (symbol !== undefined) {
      if (name === 'sqrt' && text[this.at] === '{') {
        const under = this.argument(true, depth);
        return under.length > 1 ? `√(${under})` : `√${under}`;
      }
      if (text[this.at] === '{' && text[this.at + 1] === '}') this.at += 2;
      // "Stra\\ss e" is one word; elsewhere a reader needs the space that TeX would eat.
      else if (text[this.at] === ' ' && /^\p{L}$/u.test(symbol) && !math && /\p{L}/u.test(text[start - 1] ?? ''))
        this.at++;
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
    const isApart = follows === ' ' && /[a-z]/.test(text[this.at + 3] ?? '') && /[a-z]/.test(text[this.at - 1] ?? '');
    if (ACCENTS[sign] !== undefined && (isApart || /[A-Za-z{\\]/.test(follows))) {
      this.at += isApart ? 3 : 2;
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
/** What stands above or below: one word as it is, more in brackets. */
const script = (written: string): string =>
  /^[-+−]?[\p{L}\p{N}.,*|]+$/u.test(written) || written.length === 1 ? written : `(${written})`;
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
  const limit = Math.min(text.length, from + LONGEST_FORMULA);
  for (let at = from; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '$') return opensFormula(text.slice(from, at), text[at + 1] ?? '') ? at : -1;
  }
  return -1;
}

/** "$ \sigma $" is one, and so is "$<$0.05"; "$5 and $10" are two prices. */
function opensFormula(content: string, after: string): boolean {
  const isSpaced = /^\s/.test(content) && /\s$/.test(content);
  if (isSpaced) return content.includes('\\') && content.length < LONGEST_SPACED_FORMULA;
  if (/^\s|\s$/.test(content)) return false;
  return !/\d/.test(after) || !/^\d/.test(content) || content.includes('\\');
}
