/**
 * Tables of characters, written as words so that a person can read them.
 */

/** `"times:× pm:±"` to a table. */
export function pairs(text: string): [string, string][] {
  return text
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const colon = pair.indexOf(':');
      return [pair.slice(0, colon), pair.slice(colon + 1)];
    });
}

export const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const GREEK =
  'alpha:α beta:β gamma:γ delta:δ epsilon:ϵ varepsilon:ε zeta:ζ eta:η theta:θ vartheta:ϑ iota:ι kappa:κ lambda:λ mu:μ nu:ν xi:ξ omicron:ο pi:π varpi:ϖ rho:ρ varrho:ϱ sigma:σ varsigma:ς sigmaf:ς tau:τ upsilon:υ phi:ϕ varphi:φ chi:χ psi:ψ omega:ω Alpha:Α Beta:Β Gamma:Γ Delta:Δ Epsilon:Ε Zeta:Ζ Eta:Η Theta:Θ Iota:Ι Kappa:Κ Lambda:Λ Mu:Μ Nu:Ν Xi:Ξ Omicron:Ο Pi:Π Rho:Ρ Sigma:Σ Tau:Τ Upsilon:Υ Phi:Φ Chi:Χ Psi:Ψ Omega:Ω';
const GREEK_LETTERS: ReadonlyMap<string, string> = new Map(
  GREEK.split(' ').map((pair) => pair.split(':') as [string, string]),
);
/** `alpha` to α; the names are the same in LaTeX and in HTML. */
export const greekLetter = (name: string): string | undefined => GREEK_LETTERS.get(name);
