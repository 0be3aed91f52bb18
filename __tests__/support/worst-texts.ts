import { storeErrorCode } from '../../src/download/error-document.ts'
import { safeName } from '../../src/download/file-name.ts'
import { markdownText, plainLine } from '../../src/failures/plain.ts'
import { parseBody } from '../../src/http/body.ts'
import { problemIn } from '../../src/http/problem.ts'
import { createVault } from '../../src/secrets/vault.ts'

const vault = createVault(() => undefined)
vault.add('abc'.repeat(20_000))
vault.add('example-0123456789abcdefghijklmnop')
for (let n = 0; n < 8000; n += 1) vault.addLink(`https://x.example/the-same-beginning/${n}`)

const unchanged = (text: string) => text

/** Everything that reads text of a server, except what reads only numbers. */
export const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'the redactor': vault.redact,
  'the vault': text => createVault(() => undefined).add(text, 'rotating'),
  'links of the vault': text => createVault(() => undefined).maskLink(`https://x.example/?${text}`),
  'names of files': safeName,
  'store errors': storeErrorCode,
  'log lines': text => plainLine(text, 500),
  'the summary': text => markdownText(text, 500),
  bodies: text => parseBody(text, unchanged),
  'error responses': text => problemIn({ headers: {}, ...parseBody(text, unchanged) }, { requestIds: [] }),
}

/** Pieces whose repetition made work that grew faster than its text. */
export const PIECES: Readonly<Record<string, string>> = {
  'short signatures': '?sig=a',
  'an error that does not end': '<Error >  ',
  'opening brackets': '<',
  dots: '.',
  'combining marks': '\u0327\u0301',
  'the beginning of a secret': 'abc',
  fields: '&sig=',
  links: 'https://',
  accounts: '://a:a',
  'percent escapes': '%25',
  entities: '&amp;',
  'JSON escapes': '\\u005c',
  base64: 'QUJDRA',
  'line breaks': '\r\n',
  lists: '{},[',
  slashes: '/',
}
