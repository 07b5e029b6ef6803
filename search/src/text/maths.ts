/**
 * Maths as people type it and as abstracts print it, brought to one spelling before it is cut into words, so that
 * `$\ell_1$`, `\ell_{1}`, `ℓ₁` and `l1` are one term, `\alpha` and `α` another, and `n^2` is `n2`.
 */
const GREEK: Record<string, string> = {
  α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'epsilon', ϵ: 'epsilon', ζ: 'zeta', η: 'eta', θ: 'theta', ι: 'iota',
  κ: 'kappa', λ: 'lambda', μ: 'mu', ν: 'nu', ξ: 'xi', π: 'pi', ρ: 'rho', σ: 'sigma', τ: 'tau', φ: 'phi', ϕ: 'phi', χ: 'chi',
  ψ: 'psi', ω: 'omega', Γ: 'gamma', Δ: 'delta', Θ: 'theta', Λ: 'lambda', Σ: 'sigma', Φ: 'phi', Ψ: 'psi', Ω: 'omega',
}
/** A Greek letter beside no other letter is a symbol; within a Greek word it is a letter. */
const LONE_GREEK = /(?<!\p{L})[αβγδεϵζηθικλμνξπρστφϕχψωΓΔΘΛΣΦΨΩ](?!\p{L})/gu
const MARKED = /[\\_^\u0370-\u03ff]/
const INDEXED_LETTER = /(?<![A-Za-z0-9])([A-Za-z])[_^]\{?\\?([A-Za-z0-9]{1,3})\}?(?![A-Za-z0-9])/g

/** Replaces maths spellings by plain words; a text without any is returned as it is. */
export function plainMaths(text: string): string {
  if (!MARKED.test(text)) return text
  return text
    .replace(LONE_GREEK, (letter) => GREEK[letter])
    .replace(/\\ell(?![A-Za-z])/g, 'l')
    .replace(/\\math(?:bb|bf|cal|rm|frak|scr)\s*\{?([A-Za-z])\}?/g, '$1')
    .replace(INDEXED_LETTER, '$1$2')
}
