import { linksIn, signaturesIn, signatureValues } from '../../src/secrets/links.ts'

describe('signatureValues', () => {
  test.each([
    ['Azure', 'https://x.example/f?sv=2024&se=2026-01-01&sp=r&sig=abc%2Fdef%2Bghi%3D', ['abc/def+ghi=']],
    [
      'S3',
      'https://x.example/f?X-Amz-Credential=EXAMPLEKEY%2F20260102&X-Amz-Signature=0123456789abcdef',
      ['EXAMPLEKEY/20260102', '0123456789abcdef'],
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
    ['a fragment', 'https://x.example/f?a=b#access_token=exampletoken1', ['exampletoken1']],
    ['a password', 'https://user:examplepassword@x.example/f', ['examplepassword']],
    ['no store', 'https://x.example/f?dl=1', []],
    ['an invalid escape', 'https://x.example/f?sig=abcdefghijk%zz', ['abcdefghijk%zz']],
    ['a relative one', '/relative?sig=abcdefghijkl', []],
  ])('are those of %s', (_, url, values) => {
    expect(signatureValues(url)).toEqual(values)
  })

  test.each(['key', 'object_key', 'code'])('contain a secret in %s, but not the name of an object', name => {
    const values = (value: string) => signatureValues(`https://x.example/f?${name}=${value}&dl=1`)
    expect(values('examplesecret1')).toEqual(['examplesecret1'])
    expect(values('exports%2Facme%2Fexport-2026')).toEqual([])
    expect(values('closient-export-2026.zip')).toEqual([])
  })
})

const partsOf = (text: string, ranges: Iterable<readonly [number, number]>) =>
  [...ranges].map(([start, end]) => text.slice(start, end))

describe('signaturesIn', () => {
  test.each([
    ['a link', 'PUT https://b.example/e.zip?X-Amz-Date=1&X-Amz-Signature=0123456789abcdef returned 503'],
    ['a path', 'PUT /e.zip?X-Amz-Date=1&X-Amz-Signature=0123456789abcdef returned 503'],
    ['a link in brackets', '(https://b.example/?sig=0123456789abcdef)'],
    ['a link before another', 'https://b.example/?sig=0123456789abcdef,https://docs.example/'],
    ['a fragment', 'https://b.example/?a=b#access_token=0123456789abcdef'],
    [
      'S2 a link with a decoded file name',
      '/f?disposition=attachment; filename="data.csv"&X-Amz-Signature=0123456789abcdef',
    ],
    ['a link of which the beginning is missing', 'X-Amz-Signature=0123456789abcdef'],
    ['a field behind a line break', 'a=1&X-Amz-Sig\nnature=0123456789abcdef'],
  ])('A16 finds %s', (_, text) => {
    expect(partsOf(text, signaturesIn(text))).toEqual(['0123456789abcdef'])
  })

  test('A16 finds a value that is broken over lines, up to the next word', () => {
    const text = 'https://b.example/?sig=0123456789abcdef\r\n  fedcba9876543210\nRetry later.'
    expect(partsOf(text, signaturesIn(text))).toEqual(['0123456789abcdef\r\n  fedcba9876543210'])
  })

  test('finds the user and the password in front of a host', () => {
    const text = 'git clone https://user:pass@b.example/x'
    expect(partsOf(text, signaturesIn(text))).toEqual(['user:pass'])
  })

  test.each([
    'Is it there? Perhaps.',
    'https://docs.example.com/errors?id=42&lang=en-GB-oxendict',
    'https://b.example/?sig=short',
    'https://b.example/?key=exports/acme/export.zip',
    'Failed; code=EXPORT_NOT_FOUND',
    'https://docs.example/?error_code=404_not_found&code=INVALID_STATE',
    'https://docs.example/guides?key=getting-started-guide#code=Invalid_State_Of_Export',
    'Set token=your-personal-token, see /help?policy=retention-of-exports.',
    'at https://b.example:8080/@someone and someone@b.example',
  ])('finds nothing in %j', text => {
    expect([...signaturesIn(text)]).toEqual([])
  })
})

test('linksIn finds links up to what cannot be part of one', () => {
  const text = '"https://a.example/x?to=https://b.example/y" <http://c.example/> see HTTPS://d.example.'
  expect(partsOf(text, linksIn(text))).toEqual([
    'https://a.example/x?to=',
    'https://b.example/y',
    'http://c.example/',
    'HTTPS://d.example.',
  ])
})
