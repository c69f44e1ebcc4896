import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../src/text/clean.js';

describe('text that is already plain comes back byte for byte', () => {
  test.each([
    'GaSNet-II processes ~40k spectra; on 30~40 of them it errs.',
    'We pay $5 per hour, not $10, and add $1 for every basket that goes for 3$ or less.',
    'p < 0.05 and q > 1, <unk> and <s> tokens, pairs like <Barack Obama, U.S.>, a<b, x <- y',
    'snake_case, f(x)_i, x^2, {1, 2, 3}, {x | x > 0}, [ 12 ], #b11, @user, 100 %, R & D, AT&T, "quoted" `code`',
    'a verb phrase is S\\NP in grammar, V \\ L is a difference of sets',
    '“curly” ‘quotes’ – dashes — and … ellipsis, naïve café, ŷ is whole, Ω and Å too, 中文, עברית, 👩‍👩‍👧',
    'two  spaces stay, since offsets of others count them',
    'a sentence , with spaces before punctuation .',
    '@GENE$ or @DISEASE$ are masked names',
    '',
  ])('%j', (text) => expect(cleanText(text)).toBe(text));
});

describe('LaTeX', () => {
  test.each([
    ['$93.2\\%$ and 93.2\\,\\% and 3\\,GB', '93.2% and 93.2% and 3 GB'],
    ['$O(n \\log n)$ and $\\mathcal{O}(\\sqrt{dNT})$', 'O(n log n) and O(√(dNT))'],
    ['$10^{-3}$, $x^{n+1}$, $L_2$, $\\ell_1$, 90$^{\\circ}$', '10^-3, x^(n+1), L_2, ℓ_1, 90°'],
    ['P$<$0.05 by $ \\sigma $ scaling', 'P<0.05 by σ scaling'],
    ['M_{CDM} = 10^{15} and x_{i+1}', 'M_CDM = 10^15 and x_(i+1)'],
    ["Petojevi\\' c", 'Petojević'],
    ['45$\\pm$15 years, $\\sim$500$\\times$ faster', '45±15 years, ~500× faster'],
    ['$\\frac{1}{n+1}$, $\\alpha$-$\\beta$, $\\text{F}_1$', '1/(n+1), α-β, F_1'],
    [
      'Poincar\\\'e, Erd\\H{o}s, {\\"o}, \\"{o}, Ba\\l{}azs, Stra\\ss e, \\v{S}',
      'Poincaré, Erdős, ö, ö, Bałazs, Straße, Š',
    ],
    ['\\textbf{V}ariational {\\bf Gr}adient \\emph{f\\textit{lo}w}', 'Variational Gradient flow'],
    ['as shown~\\cite{x}, see Fig.~2 and Sec.~\\ref{s} \\footnote{no} .', 'as shown, see Fig. 2 and Sec. .'],
    ['AT\\&T, 100\\%, \\#1, snake\\_case, \\{a\\}, \\$5', 'AT&T, 100%, #1, snake_case, {a}, $5'],
    ['\\url{http://x.org/~me} and \\href{http://y.org}{this}', 'http://x.org/~me and this'],
    ['we call it \\method (\\methodshort)', 'we call it method (methodshort)'],
    ['\\(a+b\\) and \\[c\\] and $$d$$', 'a+b and c and d'],
    ['it is 2\\textasciitilde{}5, see Sec.~3 of Opus\\textasciitilde{}4', 'it is 2~5, see Sec. 3 of Opus~4'],
    ['x\\textsuperscript{2} \\textasciitilde 5 \\ldots', 'x2 ~ 5 ...'],
  ])('%j', (text, plain) => expect(cleanText(text)).toBe(plain));
});

describe('HTML', () => {
  test.each([
    ['<jats:p>First.</jats:p><jats:p>Second.</jats:p>', 'First. Second.'],
    ['CO<sub>2</sub> in <i>E. coli</i>, <span class="x y">B</span><br/>C', 'CO2 in E. coli, B C'],
    ['R &amp; D, p &lt; 0.05, caf&eacute;, &#x27;a&#39;, 2&nbsp;GB, &alpha;', "R & D, p < 0.05, café, 'a', 2 GB, α"],
    ['&amp;lt; is decoded once', '&lt; is decoded once'],
    ['&bogus; &#xFFFFFFF; &#55296;', '&bogus; &#xFFFFFFF; \ufffd'],
    ['<mml:math><mml:mi>x</mml:mi></mml:math>', 'x'],
    ['<p and q>', '<p and q>'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('%j', (text, plain) => expect(cleanText(text)).toBe(plain));
});

describe('characters', () => {
  test.each([
    ['line\n  breaks\r\nand\ttabs\u2028too', 'line breaks and tabs too'],
    ['eﬃcient ﬁnd ﬂow', 'efficient find flow'],
    [
      'soft\u00adhyphen, zero\u200bwidth, NUL\u0000, \u202eright to left, \ufeffmark, bell\u0007',
      'softhyphen, zerowidth, NUL, right to left, mark, bell',
    ],
    ['lone \ud800 and \udc00', 'lone \ufffd and \ufffd'],
    ['Poincare\u0301', 'Poincaré'],
    ['𝗕𝗘𝗥𝗧 and 𝒜', 'BERT and A'],
    ['non\u00a0breaking\u2009thin', 'non breaking thin'],
    ['  trimmed  ', 'trimmed'],
  ])('%j', (text, plain) => expect(cleanText(text)).toBe(plain));

  test('ten thousand marks on one letter are cut to thirty', () => {
    expect(cleanText(`a${'\u0301\u0316'.repeat(10_000)}b`).length).toBeLessThan(35);
  });
});

const pieces = fc.constantFrom(
  '$',
  '\\',
  '{',
  '}',
  '^',
  '_',
  '~',
  '<',
  '>',
  '</',
  '&',
  ';',
  '#',
  '\\frac',
  '\\begin',
  '\\[',
  '\\(',
  '\\cite[',
  "\\'",
  '<p ',
  'a="',
  '<!--',
  '-->',
  '&#65;',
  '&amp;',
  '\u0301',
  '\ud800',
  ' ',
  '\n',
  'a',
  '1',
  '%',
  '$$',
  '\\textbf{',
  '(',
  '-',
);

test('no text makes it crash, and none comes out with what must not be stored', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 80 }), (parts) => {
      const plain = cleanText(parts.join(''));
      expect(plain).not.toMatch(/[\u0000-\u001f\u007f\u2028\u2029]|\p{Cs}/u);
      expect(plain).toBe(plain.trim());
    }),
    { numRuns: 2000, seed: 3 },
  );
});

test('any piece repeated to 100,000 characters takes time in proportion', () => {
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 4 }), (parts) => {
      const piece = parts.join('');
      const before = process.cpuUsage();
      cleanText(piece.repeat(Math.ceil(100_000 / piece.length)));
      // 15 ms on an idle core; what is quadratic takes seconds.
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('clean text is not changed by cleaning it again', () => {
  const word = fc.constantFrom(
    'BERT',
    'is',
    '93.2%',
    'p < 0.05',
    'R & D',
    '$x^2$',
    '\\emph{new}',
    '{\\bf bold}',
    "caf\\'e",
    '&eacute;',
    '<i>x</i>',
    '$\\alpha$',
    '~40k',
    'eﬃcient',
    'e\u0301',
    '$5',
    'x_i',
    '\\cite{a}',
    '[12]',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const once = cleanText(words.join(' '));
      expect(cleanText(once)).toBe(once);
    }),
    { numRuns: 1000, seed: 7 },
  );
});
