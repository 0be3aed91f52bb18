import { linkForms, withoutSignatures } from '../../src/secrets/links.ts'

/** Every secret form of a link. */
function linkSecrets(url: string): readonly string[] {
  const { whole, values } = linkForms(url)
  return [...whole, ...values]
}

describe('linkForms', () => {
  test.each([
    [
      'Azure',
      'https://x.example/f?sv=2024&se=2026-01-01&sp=r&sig=abc%2Fdef%2Bghi%3D',
      ['abc%2Fdef%2Bghi%3D', 'abc/def+ghi='],
    ],
    [
      'S3',
      'https://x.example/f?X-Amz-Credential=EXAMPLEKEY%2F20260102&X-Amz-Security-Token=exampletoken%2f1&X-Amz-Signature=0123456789abcdef',
      ['EXAMPLEKEY/20260102', 'exampletoken/1', 'exampletoken%2f1', 'exampletoken\\/1', '0123456789abcdef'],
    ],
    [
      'GCS',
      'https://x.example/f?X-Goog-Credential=reader%40example.com&X-Goog-Signature=fedcba9876543210',
      ['reader@example.com', 'fedcba9876543210'],
    ],
    [
      'CloudFront',
      'https://x.example/f?Policy=eyJTdGF0ZW1lbnQi&Signature=exampleSignature~&Key-Pair-Id=EXAMPLEKEYPAIRID',
      ['eyJTdGF0ZW1lbnQi', 'exampleSignature~'],
    ],
    ['a token', 'https://x.example/f?access_token=exampletoken1', ['exampletoken1']],
    ['a password', 'https://user:examplepassword@x.example/f', ['examplepassword']],
  ])('contains the signature fields of a link of %s', (_, url, values) => {
    expect(linkSecrets(url)).toEqual(expect.arrayContaining([...values]))
  })

  test('contains the complete query: raw, decoded, in HTML and in JSON', () => {
    expect(linkSecrets('https://x.example/f?sig=abcdefgh%2F&se=1#top')).toEqual(
      expect.arrayContaining([
        'sig=abcdefgh%2F&se=1',
        'sig=abcdefgh/&se=1',
        'sig=abcdefgh%2F&amp;se=1',
        'sig=abcdefgh%2F\\u0026se=1',
      ]),
    )
  })

  test('does not contain dates, permissions and public ids', () => {
    const forms = linkSecrets(
      'https://x.example/f?se=2026-01-01T00:00:00Z&sp=racwdl&Key-Pair-Id=EXAMPLEKEYPAIRID&sig=abcdefghijkl',
    )
    expect(forms.filter(form => /^(2026|racwdl|EXAMPLEKEYPAIRID)/.test(form))).toEqual([])
  })

  test('treats a link without a query as the secret', () => {
    expect(linkSecrets('https://x.example/secret-path')).toEqual(['https://x.example/secret-path'])
  })

  test('treats a link with an unsigned query as the secret', () => {
    const url = 'https://x.example/secret-path/x.zip?dl=1'
    expect(linkSecrets(url)).toEqual([url])
  })

  test.each(['key', 'object_key', 'code'])('contains a secret in %s, but not the name of an object', name => {
    const link = (value: string) => linkSecrets(`https://x.example/f?${name}=${value}&dl=1`)
    expect(link('examplesecret1')).toContain('examplesecret1')
    expect(link('exports%2Facme%2Fexport-2026')).not.toContain('exports/acme/export-2026')
    expect(link('closient-export-2026.zip')).not.toContain('closient-export-2026.zip')
  })

  test('keeps an invalid escape', () => {
    expect(linkSecrets('https://x.example/f?sig=abcdefghijk%zz')).toContain('abcdefghijk%zz')
  })

  test.each(['', 'not a url', '/relative?sig=abcdefghijkl'])('has no form for %j', url => {
    expect(linkSecrets(url)).toEqual([])
  })
})

describe('withoutSignatures', () => {
  const SIGNED = 'X-Amz-Date=1&X-Amz-Signature=0123456789abcdef'

  test.each([
    [
      'a link',
      `PUT https://b.example/e.zip?${SIGNED} returned 503`,
      'PUT https://b.example/e.zip?*** returned 503',
    ],
    ['a path', `PUT /e.zip?${SIGNED} returned 503`, 'PUT /e.zip?*** returned 503'],
    ['two', `"https://a.example?${SIGNED}","/b?sig=abcdefghijkl"`, '"https://a.example?***","/b?***"'],
    ['two in a row', `/a?b=c,https://b.example/?${SIGNED}`, '/a?***'],
    ['a link in HTML', 'https://b.example/?a=1&amp;sig=abcdefghijkl', 'https://b.example/?***'],
    ['a link in JSON', 'https://b.example/?a=1\\u0026sig=abcdefghijkl', 'https://b.example/?***'],
    ['a link in a link', `/login?to=${encodeURIComponent(`https://b.example/?${SIGNED}`)}`, '/login?***'],
    ['a link to no host', `https://b.example:port/?${SIGNED}`, 'https://b.example:port/?***'],
    ['a fragment', 'https://b.example/?a=b#access_token=abcdefghijkl', 'https://b.example/?***'],
    ['a link in a query', '/x?to=https://user:pass@b.example/', '/x?***'],
    ['a password', 'git clone https://user:pass@b.example/x', 'git clone https://***@b.example/x'],
  ])('masks the signature of %s', (_, text, expected) => {
    expect(withoutSignatures(text)).toBe(expected)
    expect(withoutSignatures(expected)).toBe(expected)
  })

  test.each([
    'Is it there? Perhaps.',
    'https://docs.example.com/errors?id=42&lang=en-GB-oxendict',
    'https://b.example/?sig=short',
    'https://b.example/?key=exports/acme/export.zip',
    'at https://b.example:8080/@someone and someone@b.example',
    '***?***',
    '?',
  ])('leaves %j unchanged', text => {
    expect(withoutSignatures(text)).toBe(text)
  })

  test.each(['?', '?a', '?a=', '&a=', '?sig=', '://', '://a:', '://a:a', '%', '?&amp;'])(
    'processes 4 MB of %j in linear time',
    piece => {
      const text = piece.repeat(4_000_000 / piece.length)
      for (const around of [text, `?${text}`, `://a:${text}`]) withoutSignatures(around)
    },
  )
})
