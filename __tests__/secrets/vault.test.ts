import { stringify } from 'node:querystring'
import fc from 'fast-check'
import type { Vault } from '../../src/secrets/vault.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import { maskerForms } from '../support/runner-oracles.ts'

const SECRET = 'example-0123456789abcdefghijklmnop'
const SIGNATURE = '0123456789abcdef0123'
const LINK = `https://x.example/f?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=${SIGNATURE}`
const UUID = '1e824aa0-4c6e-4f14-95e9-e7dc5234aa51'
const HOUR_MS = 3_600_000

function vaultOf(...secrets: readonly string[]): {
  readonly vault: Vault
  readonly masks: readonly string[]
} {
  const masks: string[] = []
  const vault = createVault(form => masks.push(form))
  for (const secret of secrets) vault.add(secret)
  return { vault, masks }
}

describe('masks', () => {
  test('A21 masks a secret once, not each of its encodings', () => {
    const { vault, masks } = vaultOf(SECRET, SECRET, ` ${SECRET}\n`)
    vault.addPair('user', SECRET)
    expect(masks).toEqual([SECRET, ` ${SECRET}\n`, Buffer.from(`user:${SECRET}`).toString('base64')])
  })

  test.each(['', 'abc', '--------', 'abababab'])(
    'masks nothing for %j, which would mask ordinary text',
    text => {
      const { vault, masks } = vaultOf(text)
      expect(masks).toEqual([])
      expect(vault.redact(`[${text}]`)).toBe(`[${text}]`)
    },
  )

  test('A21 masks the signature of a link that is opened, at most 64 values', () => {
    const { vault, masks } = vaultOf()
    vault.addLink(LINK)
    expect(masks).toEqual([])
    vault.maskLink(LINK)
    expect(masks).toEqual([SIGNATURE])
    const fields = Array.from({ length: 1000 }, (_, n) => `sig=signature-${String(n).padStart(4, '0')}`)
    vault.maskLink(`https://x.example/f?${fields.join('&')}`)
    expect(masks).toHaveLength(65)
  })

  test('masks a link that nothing signs as a whole', () => {
    const { vault, masks } = vaultOf()
    vault.maskLink('https://x.example/secret-path?dl=1')
    expect(masks).toEqual(['https://x.example/secret-path?dl=1'])
  })
})

describe('redact', () => {
  test.each(['\\ud83d\\ude00', '\\ud83d\\uDE00', '\\uD83D\\UDE00', '\\UD83D\\UDE00'])(
    'A12 finds a secret with a character in the escape %s, whatever its case',
    spelling => {
      const { vault } = vaultOf(`${SECRET}\u{1f600}${SECRET}`)
      expect(vault.redact(`[${SECRET}${spelling}${SECRET}]`)).toBe('[***]')
    },
  )

  test('changes nothing without secrets', () => {
    expect(vaultOf().vault.redact('some text')).toBe('some text')
  })

  test.each([
    ['complete', SECRET, '***'],
    ['within words', `a${SECRET}b`, 'a***b'],
    ['twice in a row', SECRET + SECRET, '***'],
    ['twice', `${SECRET} and ${SECRET}`, '*** and ***'],
    ['its prefix', `token ${SECRET.slice(0, 15)}... refused`, 'token ***... refused'],
    ['a long prefix', `token ${SECRET.slice(0, -1)}`, 'token ***'],
    ['its suffix', `token ...${SECRET.slice(-12)}`, 'token ...***'],
    ['a long suffix', `token ...${SECRET.slice(1)}!`, 'token ...***!'],
    ['prefix and suffix', `${SECRET.slice(0, 15)}...${SECRET.slice(-15)}`, '***...***'],
    ['a prefix of 11 characters', SECRET.slice(0, 11), SECRET.slice(0, 11)],
    ['nothing of it', 'another text of some length', 'another text of some length'],
  ])('A13 hides the secret: %s', (_, text, expected) => {
    expect(vaultOf(SECRET).vault.redact(text)).toBe(expected)
  })

  test('A13 hides a complete secret after its own prefix', () => {
    expect(vaultOf('abcabcabcabcabcabcabcabcX').vault.redact('abcabcabcabcabcabcabcabcabcX')).toBe('***')
  })

  test('A13 hides a short secret only if it is complete', () => {
    expect(vaultOf('s3cret+12').vault.redact('s3cret+12 s3cret+1')).toBe('*** s3cret+1')
  })

  test.each([8, 9, 10, 11])('A13 hides a secret of %i characters in base64', length => {
    const secret = 's3cret+12xy'.slice(0, length)
    for (const encoding of ['base64', 'base64url', 'hex'] as const) {
      const text = Buffer.from(secret).toString(encoding)
      expect(vaultOf(secret).vault.redact(`Got ${text} instead`)).toMatch(/^Got \*\*\*=* instead$/)
    }
  })

  test('A13 hides each line of a secret, and a secret without its quotation marks', () => {
    expect(vaultOf('first-line\r\nsecond-line\n').vault.redact('1: second-line')).toBe('1: ***')
    expect(vaultOf(` 'example-secret'\n`).vault.redact('example-secret')).toBe('***')
  })

  test.each(['ab-cd-12', `'"'"'"-+abcd`])('A13 hides %j, of which little is compared', secret => {
    const { vault } = vaultOf(secret)
    expect(vault.redact(`Wrong password ${secret}: abcd12, abcd`)).toBe('Wrong password ***: abcd12, abcd')
    expect(vault.redact(encodeURIComponent(secret))).toBe('***')
  })

  test.each(['\u{e0010}\u{e0011}\u{e0012}\u{e0013}', '\u200b\u200c\u200d\u2060 \u200b\u200c\u200d'])(
    'ends for a secret that is invisible: %j',
    secret => {
      const { vault, masks } = vaultOf(secret)
      expect(masks).toContain(secret)
      expect(vault.redact('some text')).toBe('some text')
    },
  )

  test('never hides a word of the contract', () => {
    const vault = createVault(() => undefined, new Set(['completed']))
    vault.add('completed')
    expect(vault.redact('completed')).toBe('completed')
  })
})

const HARD = `p@ss/w"rd<1>&'ü+~!`

describe('redact, for a secret in another spelling', () => {
  test.each([
    ['encodeURIComponent', `p%40ss%2Fw%22rd%3C1%3E%26'%C3%BC%2B~!`],
    ['RFC 3986', 'p%40ss%2Fw%22rd%3C1%3E%26%27%C3%BC%2B~%21'],
    ['a form', 'p%40ss%2Fw%22rd%3C1%3E%26%27%C3%BC%2B%7E%21'],
    ['lower-case escapes', `p%40ss%2fw%22rd%3c1%3e%26'%c3%bc%2b~!`],
    ['a form in a form', encodeURIComponent(encodeURIComponent(HARD))],
    ['JSON', `p@ss/w\\"rd<1>&'ü+~!`],
    ['JSON in JSON', JSON.stringify(JSON.stringify(HARD)).slice(3, -3)],
    ['JSON of PHP', `p@ss\\/w\\"rd<1>&'\\u00fc+~!`],
    ['JSON of Go', `p@ss/w\\"rd\\u003c1\\u003e\\u0026'ü+~!`],
    ['JSON of .NET', 'p@ss/w\\u0022rd\\u003C1\\u003E\\u0026\\u0027\\u00FC\\u002B~!'],
    ['HTML of Go', 'p@ss/w&#34;rd&lt;1&gt;&amp;&#39;ü+~!'],
    ['HTML of Python', 'p@ss/w&quot;rd&lt;1&gt;&amp;&#x27;ü+~!'],
    ['HTML of Mustache', 'p@ss&#x2F;w&quot;rd&lt;1&gt;&amp;&#39;ü+~!'],
    ['HTML of PHP', 'p@ss/w&quot;rd&lt;1&gt;&amp;&#039;ü+~!'],
    ['XML', 'p@ss/w&quot;rd&lt;1&gt;&amp;&apos;ü+~!'],
    ['SQL', `p@ss/w"rd<1>&''ü+~!`],
    ['CSV', `p@ss/w""rd<1>&'ü+~!`],
    ['JavaScript', `p@ss/w\\x22rd\\x3c1\\x3e&\\'\\u{fc}+~!`],
    ['UTF-8 read as Latin-1', `p@ss/w"rd<1>&'Ã¼+~!`],
    ['lines', `p@ss/w"\n  rd<1>&'ü+~!`],
    ['composed characters', HARD.normalize('NFD')],
    ['HTML without semicolons', 'p@ss/w&#34rd&#60;1>&#38&#39ü+~!'],
    ['JavaScript of old', 'p@ss/w%u0022rd%u003C1%u003E%26%27%u00FC+%7E%21'],
    [
      'hexadecimal with colons',
      Buffer.from(HARD)
        .toString('hex')
        .replaceAll(/..(?=.)/g, '$&:'),
    ],
    ['invisible characters', `p@ss\u200b/w"rd<\u00ad1>&'ü+~!`],
    ['base64', Buffer.from(HARD).toString('base64')],
    ['base64url', Buffer.from(HARD).toString('base64url')],
    ['hexadecimal', Buffer.from(HARD).toString('hex')],
    ['upper-case hexadecimal', Buffer.from(HARD).toString('hex').toUpperCase()],
  ])('A13 hides it: %s', (_, text) => {
    expect(vaultOf(HARD).vault.redact(`<${text}>`)).toMatch(/^<.{0,2}\*\*\*.{0,2}>$/s)
  })

  const between = (separator: string) => [...'s3cret+12'].join(separator)
  test.each([
    ['NUL', between('\0')],
    ['DEL', between('\x7f')],
    ['no-break spaces', between('\u00a0')],
    ['ideographic spaces', between('\u3000')],
    ['zero-width spaces', between('\u200b')],
    ['tags', between('\u{e0041}')],
    ['colors', between('\x1b[1;31m')],
    ['colors of 8 bits', between('\x9b31m')],
    ['escape characters', between('\x1b')],
    ['escaped NULs', between('\\u0000')],
    ['escaped no-break spaces', between('&#160;')],
    ['percent-encoded no-break spaces', between('%C2%A0')],
    ['escaped zero-width spaces', between('&#x200b;')],
    ['escaped colors', between('\\x1b[0m')],
    ['octal escapes of colors', between('\\033[0m')],
    ['a color in front of it', '\x1b[s3cret+12'],
  ])('A13 hides it with %s between its characters', (_, text) => {
    expect(vaultOf('s3cret+12').vault.redact(`Got ${text}, sorry`)).toMatch(/^Got \S{0,2}\*\*\*, sorry$/)
    const masked = vaultOf('s3cret+12').vault.redact(`Fullständig 日本語 ${text} 日本語`)
    expect(masked).toMatch(/^Fullständig 日本語 \S{0,2}\*\*\* 日本語$/)
  })

  test.each([
    ['upper case', UUID.toUpperCase()],
    ['no dashes', UUID.replaceAll('-', '')],
    ['braces', `{${UUID}}`],
  ])('A13 hides a UUID in %s', (_, text) => {
    expect(vaultOf(UUID).vault.redact(text)).not.toMatch(/[1e824aa0]{6}/i)
  })

  test.each(['base64', 'hex'] as const)('A13 hides an ASCII secret in UTF-16 and %s', encoding => {
    const text = Buffer.from(SECRET, 'utf16le').toString(encoding)
    expect(vaultOf(SECRET).vault.redact(`<${text}>`)).toMatch(/^<\*\*\*.{0,3}>$/)
  })

  test('A13 hides a secret in decimal escapes, the last of which has no semicolon', () => {
    const secret = 'example-key-\u{1f600}'
    const text = [...secret].map(unit => `&#${unit.codePointAt(0)};`).join('')
    expect(vaultOf(secret).vault.redact(text.slice(0, -1))).toBe('***')
  })

  test('A13 hides a token that Node prints as a buffer', () => {
    const text = `<Buffer ${Buffer.from(SECRET).toString('hex').replaceAll(/../g, '$& ')}>`
    expect(vaultOf(SECRET).vault.redact(text)).toBe('<Buffer *** >')
  })

  test.each([
    ['HTTP Basic', 'hunter2024', Buffer.from('admin@local:hunter2024').toString('base64')],
    ['OAuth', 'p w/d 2024', Buffer.from('admin%40local:p%20w%2Fd%202024').toString('base64')],
  ])('A13 hides a pair as %s sends it', (_, secret, encoded) => {
    const { vault } = vaultOf()
    vault.addPair('admin@local', secret)
    expect(vault.redact(encoded)).toContain('***')
    expect(Buffer.from(vault.redact(encoded), 'base64').toString()).not.toContain(secret.slice(0, 5))
  })
})

describe('links', () => {
  test('A13 hides the signature of a link, known or not, and leaves the rest readable', () => {
    const { vault } = vaultOf('another-secret')
    const text = `PUT ${LINK} by another-secret. See https://docs.example.com/errors?id=42.`
    const redacted = `PUT ${LINK.replace(SIGNATURE, '***')} by ***. See https://docs.example.com/errors?id=42.`
    expect(vault.redact(text)).toBe(redacted)
    expect(vault.redact(redacted)).toBe(redacted)
  })

  test.each([
    ['in a link', `/login?to=${encodeURIComponent(LINK)}`],
    ['in HTML', LINK.replaceAll('&', '&amp;')],
    ['in JSON', LINK.replaceAll('&', '\\u0026')],
    ['encoded as a whole, twice', encodeURIComponent(encodeURIComponent(LINK))],
  ])('A16 hides the signature of an unknown link %s', (_, text) => {
    expect(vaultOf().vault.redact(text)).toBe(text.replace(SIGNATURE, '***'))
  })

  test('A16 hides the link of a file that nothing signs, and no other link of that host', () => {
    const { vault } = vaultOf()
    vault.addLink('https://x.example/exports/secret-path/x.zip?dl=1')
    const text = (link: string) => `The file is at ${link}, see https://x.example/exports/help.`
    expect(vault.redact(text('https://x.example/exports/secret-path/x.zip?dl=1'))).toBe(
      text('***,').replace(',,', ''),
    )
  })

  test('hides a known signature without its link', () => {
    const { vault } = vaultOf()
    vault.addLink(LINK)
    expect(vault.redact(`<SignatureProvided>${SIGNATURE}</SignatureProvided>`)).toBe(
      '<SignatureProvided>***</SignatureProvided>',
    )
  })
})

describe('IDs and paths of the step', () => {
  test('A18 are no secret because a link or a login contains them', () => {
    const { vault, masks } = vaultOf()
    vault.addPublic([UUID, `/runner/exports/${UUID}`])
    vault.maskLink(`https://x.example/f?key=${UUID}&sig=exports/${UUID}`)
    vault.add(`token-${UUID}`, 'rotating')
    for (const text of [UUID, `Saved to /runner/exports/${UUID}/data.csv`, `/f?key=${UUID}`])
      expect(vault.redact(text)).toBe(text)
    expect(masks).not.toContain(UUID)
  })

  test('are a secret if they are a credential as well', () => {
    const { vault } = vaultOf(UUID)
    vault.addPublic([UUID])
    expect(vault.redact(UUID)).toBe('***')
  })
})

describe('rotating secrets', () => {
  const token = (n: number): string => `rotating-${String(n).padStart(4, '0').repeat(5)}`
  const tokens = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => token(n))

  function rotatingVault() {
    let nowMs = 0
    const vault = createVault(
      () => undefined,
      new Set(),
      () => nowMs,
    )
    return {
      vault,
      rotate: (secret: string, afterMs: number) => {
        nowMs += afterMs
        vault.add(secret, 'rotating')
      },
    }
  }

  test('A19 are kept for an hour, however many follow', () => {
    const { vault, rotate } = rotatingVault()
    for (const secret of tokens(500)) rotate(secret, 1000)
    expect(tokens(500).map(vault.redact)).toEqual(Array(500).fill('***'))
  })

  test('are kept as long as nothing has replaced them', () => {
    const { vault, rotate } = rotatingVault()
    rotate(token(0), 0)
    rotate(token(1), 10 * HOUR_MS)
    expect(vault.redact(token(0))).toBe('***')
  })

  test('are forgotten later, unlike lasting ones', () => {
    const { vault, rotate } = rotatingVault()
    vault.add(SECRET)
    for (const secret of tokens(4)) rotate(secret, HOUR_MS + 1)
    expect(vault.redact(token(0))).toBe(token(0))
    expect(vault.redact(SECRET)).toBe('***')
  })
})

/** Encodings that a server may use, implemented without the code under test. */
const ECHOES: readonly ((secret: string) => string)[] = [
  secret => secret,
  encodeURIComponent,
  secret => encodeURIComponent(secret).replaceAll(/%../g, match => match.toLowerCase()),
  secret => stringify({ secret }).slice('secret='.length),
  secret => new URLSearchParams({ secret }).toString().slice('secret='.length),
  secret => JSON.stringify(secret).slice(1, -1),
  secret => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  secret => Buffer.from(secret).toString('base64'),
  secret => Buffer.from(secret).toString('base64url'),
  secret => Buffer.from(secret).toString('hex'),
  secret => Buffer.from(secret).toString('latin1'),
  secret => [...secret].map(unit => `&#${unit.codePointAt(0)};`).join(''),
]

/** Realistic secrets: visible characters, at least 12 different ones that are compared. */
const secretText = fc
  .string({ unit: 'grapheme-ascii', minLength: 16, maxLength: 60 })
  .filter(
    text => text.trim() === text && new Set(text.toLowerCase().replaceAll(/[\s'"\\+-]/g, '')).size >= 12,
  )

describe('redact, for any secret in any text', () => {
  test('A13 leaves no encoded echo of it', () => {
    fc.assert(
      fc.property(secretText, hostileText, hostileText, (secret, before, after) => {
        const { vault } = vaultOf(secret)
        for (const echo of [...ECHOES.map(encode => encode(secret)), ...maskerFormsOf(secret)])
          expect(vault.redact(`${before} ${echo} ${after}`)).not.toContain(echo)
      }),
      fuzzRuns(150),
    )
  })

  test('A13 leaves no prefix and no suffix of 12 characters', () => {
    const plainSecret = fc
      .stringMatching(/^[!#-&(-*,./\w]{16,60}$/)
      .filter(text => new Set(text.toLowerCase()).size >= 12)
    fc.assert(
      fc.property(plainSecret, hostileText, fc.nat(), (secret, around, cut) => {
        const { vault } = vaultOf(secret)
        const length = 12 + (cut % (secret.length - 11))
        const [beginning, end] = [secret.slice(0, length), secret.slice(-length)]
        const redacted = vault.redact(`${around} ${beginning}\n${end} ${around}`)
        expect(redacted).not.toContain(secret.slice(0, 12))
        expect(redacted).not.toContain(secret.slice(-12))
      }),
      fuzzRuns(300),
    )
  })

  test('A13 leaves no signature of a link, known or not, and changes nothing the second time', () => {
    const field = fc.constantFrom('sig', 'X-Amz-Signature', 'X-Goog-Credential', 'Policy', 'access_token')
    // Words are none, except in fields that have no other values.
    const value = fc.stringMatching(/^[\w%+/~.-]{12,40}$/).filter(text => /\d[A-Za-z]/.test(text))
    fc.assert(
      fc.property(hostileText, hostileText, field, value, (before, after, name, signature) => {
        const { vault } = vaultOf(SECRET)
        const redacted = vault.redact(`${before}https://x.example/f?a=${SECRET}&${name}=${signature}${after}`)
        expect(redacted).not.toContain(signature)
        expect(vault.redact(redacted)).toBe(redacted)
      }),
      fuzzRuns(300),
    )
  })

  test('changes nothing in a text without it', () => {
    const lower = fc.stringMatching(/^[a-m \n:#[\]]{0,200}$/)
    const upper = fc.stringMatching(/^[N-Z]{12,40}$/).filter(text => new Set(text).size > 5)
    fc.assert(
      fc.property(upper, lower, (secret, text) => {
        expect(vaultOf(secret).vault.redact(text)).toBe(text)
      }),
      fuzzRuns(200),
    )
  })
})

/** The forms that the runner masks, which ours must include; only the runner splits a secret at `&`. */
function maskerFormsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const shifted = [1, 2].map(shift => bytes.subarray(shift).toString('base64'))
  return maskerForms(secret).filter(
    form =>
      form.length >= 12 &&
      !shifted.includes(form) &&
      !(secret.includes('&') && secret.includes(form) && form !== secret),
  )
}
