import { join, relative } from 'node:path'
import fc from 'fast-check'
import { distinctNames, type NameSource, nameOf, safeName } from '../../src/download/file-name.ts'
import { campaign } from '../support/campaign.ts'
import { hostileText } from '../support/fuzz.ts'

const PIECES = [
  '..',
  '/',
  '\\',
  '\\\\',
  'C:',
  'con',
  'NUL',
  'COM1',
  'lpt9',
  '.',
  ' ',
  '-',
  '~',
  ':',
  '*',
  '?',
  '"',
  '<',
  '|',
  '\u202e',
  '\u0000',
  '\u200b',
  'é',
  'e\u0301',
  'ﬁ',
  'İ',
  '.tar.gz',
  '.csv',
  'x',
  'data',
  '\ud800',
  '😀',
  '%2f',
  '%00',
]

const anyName = fc.oneof(
  hostileText,
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map(pieces => pieces.join('')),
)

function source(facts: Partial<NameSource>): NameSource {
  return { disposition: '', stem: 'export', head: Buffer.from('a,b\n'), format: 'any', ...facts }
}

/** Whether a name is valid on every file system, and displayed unambiguously. */
function isHarmless(name: string): boolean {
  return (
    /^[^/\\:<>"|?*\p{C}]+$/u.test(name) &&
    !/^[-~. ]|[. ]$/.test(name) &&
    !/^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i.test(name) &&
    name === name.normalize('NFC') &&
    Buffer.byteLength(name) <= 200 &&
    relative('/folder', join('/folder', name)) === name
  )
}

const unchanged = (text: string) => text

function areDistinct(names: readonly string[]): boolean {
  return new Set(names.map(name => name.normalize('NFD').toLowerCase())).size === names.length
}

campaign('F01 F13 names of files', {
  full: 100_000,
  property: fc.property(fc.array(anyName, { minLength: 1, maxLength: 4 }), names => {
    const made = distinctNames(names.map(name => nameOf(source({ name }), unchanged)))
    const again = names.map(safeName).filter(name => name !== undefined)
    return (
      made.every(isHarmless) &&
      areDistinct(made) &&
      again.every(name => isHarmless(name) && safeName(name) === name)
    )
  }),
})

const quoted = (text: string) => text.replaceAll(/["\\]/g, '\\$&')

campaign('F04 Content-Disposition', {
  full: 100_000,
  property: fc.property(anyName, hostileText, (name, noise) => {
    const plain = name.toWellFormed()
    const encoded = encodeURIComponent(plain).replaceAll(
      /['()*!]/g,
      unit => `%${unit.charCodeAt(0).toString(16)}`,
    )
    const of = (disposition: string) => nameOf(source({ disposition }), unchanged)
    const expected = safeName(plain) ?? 'export.csv'
    const isReadable = encoded.length < 8000
    return (
      [noise, `attachment; filename=${noise}`, `attachment; filename="${quoted(name)}"`].every(text =>
        isHarmless(of(text)),
      ) &&
      (!isReadable ||
        of(`attachment; filename="other.csv"; filename*=UTF-8''${encoded}`) === (plain ? expected : of('')))
    )
  }),
})
