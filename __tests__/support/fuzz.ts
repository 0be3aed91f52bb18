import fc from 'fast-check'

/** The number of cases of a property: `base` times FUZZ_FACTOR (by default 0.1, a short run). */
export function fuzzRuns(base: number): { readonly numRuns: number } {
  const factor = Number(process.env.FUZZ_FACTOR ?? '0.1')
  return { numRuns: Math.ceil(base * (factor > 0 ? factor : 1)) }
}

const HOSTILE_PIECES = [
  '::',
  ':',
  '::set-output name=status::',
  '::add-mask::a',
  '##[',
  '#',
  '[',
  ']',
  '##[error]',
  '\n',
  '\r',
  '\r\n',
  '\t',
  ' ',
  '\u0000',
  '\u001b[31m',
  '\u0085',
  '\u00a0',
  '\u200b',
  '\u202e',
  '\u2028',
  '\u2029',
  '\u3000',
  '\ufeff',
  '\ud800',
  '\udc00',
  '\u{e0041}',
  'EOF',
  '<<ghadelimiter_',
  '<script>alert(1)</script>',
  '<img src=x onerror=y>',
  '</td></tr></table>',
  '<!--',
  '](https://example.com)',
  '![x](https://example.com/x.png)',
  '[x]: https://example.com',
  'https://example.com/a?b=c',
  'www.example.com',
  'someone@example.com',
  '@octocat',
  '#12',
  'GH-12',
  'octo/cat#12',
  ':tada:',
  '$x$',
  '`',
  '```',
  '|',
  '---',
  '***',
  '_x_',
  '~~x~~',
  '&lt;',
  '&#60;',
  '\\',
  '"',
  "'",
  '[^1]',
  '- [ ] ',
  '1. ',
  '> ',
  '# ',
] as const

/** Server text that looks like a workflow command, markup or a line of a runner file. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE_PIECES), fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 12,
  })
  .map(pieces => pieces.join(''))
