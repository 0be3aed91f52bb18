import { stringify } from 'node:querystring'
import fc from 'fast-check'
import { formsOf } from '../../src/secrets/forms.ts'
import type { Vault } from '../../src/secrets/vault.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import { maskerForms } from '../support/runner-oracles.ts'

const SECRET = 'example-0123456789abcdefghijklmnop'
const LINK = 'https://x.example/f?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0123456789abcdef0123'

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
  test('masks each form once, however it was added', () => {
    const { vault, masks } = vaultOf(SECRET, SECRET)
    vault.addPair('user', SECRET)
    vault.addLink(LINK)
    vault.addLink(LINK)
    expect(new Set(masks).size).toBe(masks.length)
    expect(masks).toEqual(expect.arrayContaining([...formsOf(SECRET), '0123456789abcdef0123']))
    expect(masks).toContain(Buffer.from(`user:${SECRET}`).toString('base64'))
  })

  test('masks nothing without a secret', () => {
    expect(vaultOf('').masks).toEqual([])
  })
})

describe('redact', () => {
  test('changes nothing without secrets', () => {
    expect(vaultOf().vault.redact('some text')).toBe('some text')
  })

  test.each([
    ['complete', SECRET, '***'],
    ['within words', `a${SECRET}b`, 'a***b'],
    ['twice in a row', SECRET + SECRET, '***'],
    ['twice', `${SECRET} and ${SECRET}`, '*** and ***'],
    ['its prefix', `token ${SECRET.slice(0, 12)}... refused`, 'token ***... refused'],
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
    const secret = 'abcabcabcabcabcabcabcabcX'
    expect(vaultOf(secret).vault.redact(`abc${secret}`)).toBe('***')
  })

  test('A13 hides a short secret only if it is complete', () => {
    const { vault } = vaultOf('s3cret-12')
    expect(vault.redact('s3cret-12 s3cret-1')).toBe('*** s3cret-1')
  })

  test('A13 hides the signature of a link and leaves other text readable', () => {
    const { vault } = vaultOf()
    vault.addLink(LINK)
    expect(vault.redact(`GET ${LINK} failed`)).toBe('GET https://x.example/f?*** failed')
    expect(vault.redact('X-Amz-Signature=0123456789abcdef')).toBe('X-Amz-Signature=***')
    expect(vault.redact('X-Amz-Algorithm=AWS4-HMAC-SHA256')).toBe('X-Amz-Algorithm=AWS4-HMAC-SHA256')
  })

  test('A13 hides the signature of a link that was never added', () => {
    const { vault, masks } = vaultOf('another-secret')
    expect(vault.redact(`PUT ${LINK} by another-secret`)).toBe('PUT https://x.example/f?*** by ***')
    expect(masks).toEqual(vaultOf('another-secret').masks)
  })

  test('repeats until nothing is left when masking a secret completes a signed link', () => {
    const { vault } = vaultOf('a secret of two words')
    expect(vault.redact('/f?a secret of two words&sig=abcdefghijkl')).toBe('/f?***')
  })

  test('repeats until nothing is left when a secret contains asterisks', () => {
    const { vault } = vaultOf('left***right', 'another-secret')
    expect(vault.redact('leftanother-secretright')).toBe('***')
  })
})

describe('rotating secrets', () => {
  const token = (n: number): string => `rotating-${String(n).padStart(4, '0').repeat(5)}`
  const tokens = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => token(n))

  test('are kept until 32 later ones were added', () => {
    const { vault } = vaultOf(SECRET)
    for (const secret of tokens(32)) vault.add(secret, 'rotating')
    expect(vault.redact(token(0))).toBe('***')
    vault.add(token(32), 'rotating')
    expect(vault.redact(token(0))).not.toBe('***')
    expect(tokens(33).slice(1).map(vault.redact)).toEqual(Array(32).fill('***'))
    expect(vault.redact(SECRET)).toBe('***')
  })

  test('stay when they are added again', () => {
    const { vault } = vaultOf()
    for (const secret of tokens(100)) {
      vault.add(SECRET, 'rotating')
      vault.add(secret, 'rotating')
    }
    expect(vault.redact(SECRET)).toBe('***')
  })

  test('do not displace the lasting forms of pairs and links', () => {
    const { vault } = vaultOf()
    vault.addPair('user', SECRET)
    vault.addLink(LINK)
    for (const secret of tokens(100)) vault.add(secret, 'rotating')
    expect(vault.redact(Buffer.from(`user:${SECRET}`).toString('base64'))).toBe('***')
    expect(vault.redact(LINK)).toBe('https://x.example/f?***')
  })

  test('are masked once while they are kept', () => {
    const { vault, masks } = vaultOf()
    for (const secret of [...tokens(40), ...tokens(40).slice(-20)]) vault.add(secret, 'rotating')
    expect(new Set(masks).size).toBe(masks.length)
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
]

/** Realistic secrets: visible characters, at least 8 different ones. */
const secretText = fc
  .string({ unit: 'grapheme', minLength: 12, maxLength: 60 })
  .filter(text => text.trim() === text && new Set(text).size >= 8 && text.isWellFormed())

describe('redact, for any secret in any text', () => {
  test('A13 leaves no encoded echo of it', () => {
    fc.assert(
      fc.property(secretText, hostileText, hostileText, (secret, before, after) => {
        const { vault } = vaultOf(secret)
        for (const echo of [...ECHOES.map(encode => encode(secret)), ...maskerFormsOf(secret)])
          expect(vault.redact(before + echo + after)).not.toContain(echo)
      }),
      fuzzRuns(150),
    )
  })

  test('A13 leaves no prefix and no suffix of 12 characters', () => {
    fc.assert(
      fc.property(secretText, hostileText, fc.nat(), (secret, around, cut) => {
        const { vault } = vaultOf(secret)
        const length = 12 + (cut % (secret.length - 11))
        const [beginning, end] = [secret.slice(0, length), secret.slice(-length)]
        const redacted = vault.redact(`${around}${beginning}\n${end}${around}`)
        expect(redacted).not.toContain(secret.slice(0, 12))
        expect(redacted).not.toContain(secret.slice(-12))
      }),
      fuzzRuns(300),
    )
  })

  test('A13 leaves nothing of it in base64 of a longer text', () => {
    fc.assert(
      fc.property(secretText, fc.nat({ max: 20 }), (secret, offset) => {
        const { vault } = vaultOf(secret)
        const encoded = (fill: string): string =>
          Buffer.from(fill.repeat(offset) + secret + fill.repeat(7)).toString('base64')
        const [one, other] = [encoded('\u0000'), encoded('\u007f')]
        const inner = one.slice(
          Math.ceil((offset * 8) / 6),
          Math.floor(((offset + Buffer.byteLength(secret)) * 8) / 6),
        )
        expect(other).toContain(inner)
        expect(vault.redact(one)).not.toContain(inner)
      }),
      fuzzRuns(200),
    )
  })

  test('A13 changes nothing when applied to its own result', () => {
    fc.assert(
      fc.property(fc.array(secretText, { minLength: 1, maxLength: 4 }), hostileText, (secrets, text) => {
        const { vault } = vaultOf(...secrets)
        const once = vault.redact(secrets.join(text) + text)
        expect(vault.redact(once)).toBe(once)
      }),
      fuzzRuns(300),
    )
  })

  test('A13 leaves no signature of a link, known or not, and changes nothing the second time', () => {
    const field = fc.constantFrom('sig', 'X-Amz-Signature', 'X-Goog-Credential', 'Policy', 'access_token')
    const value = fc.stringMatching(/^[\w%+/~.-]{12,40}$/)
    fc.assert(
      fc.property(
        secretText,
        hostileText,
        hostileText,
        field,
        value,
        (secret, before, after, name, signature) => {
          const { vault } = vaultOf(secret)
          const redacted = vault.redact(
            `${before}https://x.example/f?a=${secret}&${name}=${signature}${after}`,
          )
          expect(redacted).not.toContain(signature)
          expect(vault.redact(redacted)).toBe(redacted)
        },
      ),
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
