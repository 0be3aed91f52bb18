import fc from 'fast-check'
import { storeErrorCode } from '../../src/download/error-document.ts'
import { nameOf } from '../../src/download/file-name.ts'
import { ExportError, toFailure } from '../../src/failures/export-error.ts'
import { notJsonFailure, parseBody } from '../../src/http/body.ts'
import { responseFailure } from '../../src/http/failure.ts'
import { problemOf } from '../../src/http/problem.ts'
import { detailsOf, jobStatus } from '../../src/providers/response.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { failureLine, linesOf } from '../../src/report/log.ts'
import { outputsOf } from '../../src/report/outputs.ts'
import { summaryOf } from '../../src/report/summary.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { campaign } from '../support/campaign.ts'
import { exportRequest, failure, outcome, waitRecord } from '../support/report-values.ts'

const TOKEN = '7d9f4c1e-52ab-4b06-9c3e-1f8a60d2b745'
const PASSWORD = 'Tr0ub4dor&3/<x>'
const LINK = 'https://storage.example/9f2c61/data.csv'
const SIGNATURE = 'b7e23ec29af22b0b4e41da31e868d57226121c84'
const SENTENCE = 'The region has no worker left.'
/** What no output may contain, in lower case and without what separates characters. */
const HIDDEN = [TOKEN.replaceAll('-', ''), 'tr0ub4dor', '9f2c61', SIGNATURE]

const SPELLINGS: readonly ((text: string) => string)[] = [
  text => text,
  encodeURIComponent,
  text => encodeURIComponent(encodeURIComponent(text)),
  text => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('/', '&#x2F;'),
  text => [...text].map(unit => `&#${unit.codePointAt(0)};`).join(''),
  text => [...text].map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
]

const secret = fc.constantFrom(
  TOKEN,
  TOKEN.toUpperCase(),
  TOKEN.replaceAll('-', ''),
  PASSWORD,
  LINK,
  `https://b.example/f?X-Amz-Date=1&response-content-disposition=attachment; filename="a b.csv"&X-Amz-Signature=${SIGNATURE}`,
  `https://b.example/f?sv=1&sig=${SIGNATURE}#top`,
)
const filler = fc.constantFrom(
  '',
  ' ',
  '<Error >',
  '<',
  '&',
  '%',
  '\\',
  '{"a":[',
  ']}',
  '.',
  'x',
  '\u0301',
  '\r\n',
  '?',
  'https://',
  '&sig=',
)
const length = fc.constantFrom(0, 1, 10, 150, 199, 1000)
const piece = fc.oneof(
  fc.tuple(secret, fc.constantFrom(...SPELLINGS)).map(([text, spell]) => ` ${spell(text)} `),
  fc.tuple(filler, length).map(([text, count]) => text.repeat(count)),
)
const text = fc.array(piece, { maxLength: 6 }).map(pieces => pieces.join(''))
const wrapper = fc.constantFrom<(text: string) => string>(
  inner => inner,
  inner => JSON.stringify({ error: { message: inner }, errors: [{ detail: inner }], id: inner }),
  inner => JSON.stringify([inner]),
  inner => `<html><title>${inner}</title><body>${inner}</body></html>`,
  inner => `<?xml version="1.0"?><Error><Code>${inner}</Code><Message>${inner}</Message></Error>`,
)

function shown(inner: string, body: string): readonly string[] {
  const vault = createVault(() => undefined)
  vault.add(TOKEN)
  vault.addPair('user', PASSWORD)
  vault.addLink(LINK)
  const { redact } = vault
  const response = {
    status: 500,
    headers: { 'content-type': inner, 'x-request-id': inner },
    ...parseBody(body, redact),
  }
  const errors = [
    responseFailure(response, snyk, new Date(0)),
    notJsonFailure(response, { host: 'api.example.com', redactBody: false }),
    new ExportError('download', problemOf(body, { 'x-request-id': inner }, snyk, redact).reason),
    new ExportError('download', storeErrorCode(body)),
  ]
  const status = jobStatus(snyk.statuses, {
    providerStatus: inner || 'x',
    reason: inner,
    failedParts: [inner],
    startedAt: inner,
    details: detailsOf(response.json),
  })
  const name = nameOf({ name: inner, stem: 'export', format: 'csv', disposition: body }, redact)
  const ended = outcome({
    status: 'error',
    failure: failure({ reason: inner, requestId: inner }),
    wait: waitRecord({ last: status }),
    files: [],
  })
  return [
    ...errors.map(error => failureLine(toFailure(error), redact)),
    ...linesOf({ kind: 'status', status, polls: 1, elapsedMs: 0 }, redact).map(line => line.text),
    ...Object.values(outputsOf(ended, redact, '/m.json')),
    summaryOf(ended, exportRequest(), redact, 0),
    name,
  ]
}

function plain(line: string): string {
  const decoded = line.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
  return decoded.replaceAll(/<wbr>|[-\s\\"]/g, '').toLowerCase()
}

campaign('A13 A16 A20 secrets in hostile documents', {
  full: 20_000,
  property: fc.property(text, wrapper, (inner, wrap) =>
    shown(inner, wrap(inner)).every(line => HIDDEN.every(hidden => !plain(line).includes(hidden))),
  ),
})

campaign('A16 a harmless sentence in a hostile document', {
  full: 20_000,
  property: fc.property(text, wrapper, (inner, wrap) => {
    const lines = shown(`${SENTENCE} ${inner}`, wrap(`${SENTENCE} ${inner}`))
    return lines.some(line => line.includes(SENTENCE))
  }),
})
