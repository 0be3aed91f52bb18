import { formsOf, formsOfPair } from '../../src/secrets/forms.ts'

const SECRET = `p@ss/w"rd<1>&'ü+~!`

describe('formsOf', () => {
  test.each([
    ['raw', SECRET],
    ['encodeURIComponent', `p%40ss%2Fw%22rd%3C1%3E%26'%C3%BC%2B~!`],
    ['RFC 3986', 'p%40ss%2Fw%22rd%3C1%3E%26%27%C3%BC%2B~%21'],
    ['a form', 'p%40ss%2Fw%22rd%3C1%3E%26%27%C3%BC%2B%7E%21'],
    ['lower-case escapes', `p%40ss%2fw%22rd%3c1%3e%26'%c3%bc%2b~!`],
    ['JSON', `p@ss/w\\"rd<1>&'ü+~!`],
    ['JSON of PHP', `p@ss\\/w\\"rd<1>&'\\u00fc+~!`],
    ['JSON of Go', `p@ss/w\\"rd\\u003c1\\u003e\\u0026'ü+~!`],
    ['JSON of Python', `p@ss/w\\"rd<1>&'\\u00fc+~!`],
    ['JSON of .NET', 'p@ss/w\\u0022rd\\u003C1\\u003E\\u0026\\u0027\\u00FC\\u002B~!'],
    ['HTML of Go', 'p@ss/w&#34;rd&lt;1&gt;&amp;&#39;ü+~!'],
    ['HTML of Python', 'p@ss/w&quot;rd&lt;1&gt;&amp;&#x27;ü+~!'],
    ['XML', 'p@ss/w&quot;rd&lt;1&gt;&amp;&apos;ü+~!'],
    ['SQL', `p@ss/w"rd<1>&''ü+~!`],
    ['CSV', `p@ss/w""rd<1>&'ü+~!`],
    ['base64', Buffer.from(SECRET).toString('base64')],
    ['base64url', Buffer.from(SECRET).toString('base64url')],
    ['hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['upper-case hexadecimal', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['UTF-8 read as Latin-1', `p@ss/w"rd<1>&'Ã¼+~!`],
  ])('A13 contains the secret as %s', (_, form) => {
    expect(formsOf(SECRET)).toContain(form)
  })

  test.each([0, 1, 2])('A13 contains the secret inside base64 that starts %i bytes before it', offset => {
    const whole = Buffer.from(`${'u'.repeat(offset)}${SECRET}:rest`).toString('base64')
    const inner = formsOf(SECRET).filter(form => whole.includes(form))
    // At most two characters at either end also depend on the neighbours.
    expect(Math.max(...inner.map(form => form.length))).toBeGreaterThanOrEqual(
      Math.floor((Buffer.byteLength(SECRET) * 8) / 6) - 2,
    )
  })

  test('A13 contains the claims and the signature of a JWT, but not its header, which is not secret', () => {
    const [header, claims, signature] = [
      'eyJhbGciOiJSUzI1NiJ9',
      'eyJzdWIiOiJleGFtcGxlIn0',
      'c2lnbmF0dXJlLWV4YW1wbGU',
    ]
    const forms = formsOf(`${header}.${claims}.${signature}`)
    expect(forms).toEqual(expect.arrayContaining([claims, signature]))
    expect(forms).not.toContain(header)
    expect(formsOf(`${header}.e30.short`)).not.toContain('e30')
  })

  test('A13 recognizes a JWT by exactly three parts, and contains parts of 12 characters', () => {
    expect(formsOf('header01.claims-12345.signature-12')).toEqual(
      expect.arrayContaining(['claims-12345', 'signature-12']),
    )
    expect(formsOf('header01.claims-12345.signature-12.more')).not.toContain('claims-12345')
    expect(formsOf('=header01.claims-12345.signature-12')).not.toContain('claims-12345')
  })

  test('contains a secret without surrounding white space, and each of its lines', () => {
    expect(formsOf('  first-line\r\nsecond-line\n')).toEqual(
      expect.arrayContaining(['first-line\r\nsecond-line', 'first-line'.padStart(12), 'second-line']),
    )
  })

  test('A13 contains a secret without its tags and white space, as in a page', () => {
    expect(formsOf('Passw0rd<1>Secret')).toContain('Passw0rd Secret')
    expect(formsOf('two  spaces\tsecret')).toContain('two spaces secret')
  })

  test('starts with the secret itself and contains each form once', () => {
    const forms = formsOf('abcdefgh12345678')
    expect(forms[0]).toBe('abcdefgh12345678')
    expect(new Set(forms).size).toBe(forms.length)
  })

  test.each(['', 'abc', '--------', 'abababab'])(
    'has no form for %j, which would mask ordinary text',
    text => {
      expect(formsOf(text)).not.toContain(text)
    },
  )

  test('accepts a lone surrogate', () => {
    expect(formsOf('secret-\ud800-secret')).toContain('secret-%EF%BF%BD-secret')
  })

  test('has no form of less than 8 characters', () => {
    expect(formsOf('abcdefg8')[0]).toBe('abcdefg8')
    expect(formsOf('a/b"c').filter(form => form.length < 8)).toEqual([])
  })
})

describe('formsOfPair', () => {
  test.each([
    ['HTTP Basic', 'admin@local:p w/d'],
    ['OAuth', 'admin%40local:p%20w%2Fd'],
  ])('A13 contains a pair as %s sends it', (_, pair) => {
    expect(formsOfPair('admin@local', 'p w/d')).toContain(Buffer.from(pair).toString('base64'))
  })

  test('has no form of an ID without a secret', () => {
    expect(formsOfPair('administrator@vsphere.local', '')).toEqual([])
  })
})

test.each(['"example-secret"', " 'example-secret'\n"])(
  'A13 contains %j without its quotation marks',
  secret => {
    expect(formsOf(secret)).toContain('example-secret')
  },
)
