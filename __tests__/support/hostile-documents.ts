import fc from 'fast-check'
import type { Handler, SimulatedResponse } from '../../simulator/messages.ts'
import type { RawInputs } from '../../src/inputs/table.ts'
import { COMPLETE_STEPS } from './inputs.ts'

const PROVIDERS = ['snyk', 'sailpoint', 'vmware', 'closient'] as const
const ENDPOINTS = ['status', 'login', 'error', 'storage', 'success'] as const

/** A step whose server puts its secrets into one of its responses. */
export interface HostileCase {
  readonly provider: (typeof PROVIDERS)[number]
  /** The endpoint that responds with the document. */
  readonly at: (typeof ENDPOINTS)[number]
  /** A status of the job, or the status of an error response. */
  readonly word: string
  readonly httpStatus: number
  /** Echoes of secrets and what surrounds them. */
  readonly text: string
  readonly wrap: (text: string) => string
  readonly type: string
  readonly disposition: (text: string) => string
}

const TOKEN = '7d9f4c1e-52ab-4b06-9c3e-1f8a60d2b745'
const PASSWORD = 'Tr0ub4dor&3/<x>'
const ISSUED = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJleGFtcGxlLXVzZXIifQ.c2lnbmF0dXJl'
const SIGNATURE = 'b7e23ec29af22b0b4e41da31e868d57226121c84'
const PATH = '/data.csv'
const CSV_FILE = { type: 'text/csv', body: 'id,name\n1,x\n' }
const JSON_FILE = { type: 'application/json', body: '{"objects":[]}' }

/** A few less than a response may have. */
const MAX_VALUES = 49_000

/** What every reader should see, whatever stands beside it. */
export const SENTENCE = 'The region has no worker left.'

/** Parts of secrets that no output may contain, in lower case and without what separates characters. */
const HIDDEN = [TOKEN, PASSWORD, ISSUED, SIGNATURE].map(readable).flatMap(text => {
  const chars = Math.min(16, text.length)
  return Array.from({ length: text.length - chars + 1 }, (_, at) => text.slice(at, at + chars))
})

const SPELLINGS: readonly ((text: string) => string)[] = [
  text => text,
  encodeURIComponent,
  text => encodeURIComponent(encodeURIComponent(text)),
  text => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('/', '&#x2F;'),
  text => [...text].map(unit => `&#${unit.codePointAt(0)};`).join(''),
  text => [...text].map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  text => Buffer.from(text).toString('base64'),
  text => Buffer.from(text).toString('hex').toUpperCase(),
]
const INTERRUPTED: typeof SPELLINGS = [
  text => [...text].join('\0'),
  text => [...text].join('\u200b'),
  text => [...text].join('\u00a0'),
  text => `\x1b[31m${[...text].join('\x1b[0m')}`,
]

const LINKS = [
  `https://b.example/f?X-Amz-Date=1&response-content-disposition=attachment; filename="a b.csv"&X-Amz-Signature=${SIGNATURE}`,
  `https://b.example/f?sv=1&sig=${SIGNATURE}#top`,
]

/** Those that log in also serve their files themselves. */
function hasLogin(provider: HostileCase['provider']): boolean {
  return provider === 'vmware' || provider === 'sailpoint'
}

/** What the server knows at that point. */
function secretsAt({ provider, at }: Pick<HostileCase, 'provider' | 'at'>): readonly string[] {
  if (!hasLogin(provider)) return [TOKEN, TOKEN.toUpperCase(), TOKEN.replaceAll('-', '')]
  return at === 'login' ? [PASSWORD, `user:${PASSWORD}`] : [PASSWORD, ISSUED, `Bearer ${ISSUED}`]
}

const filler = fc.constantFrom(
  ...['', ' ', '<Error >', '<', '&', '%', '\\', '{"a":[', ']}', '.', 'x', '\u0301', '\r\n', '?', 'https://'],
  ...['&sig=', '\0', '\x1b[', TOKEN.slice(0, 11), 'é', '%25'],
)

/** How long texts are. */
export interface TextSizes {
  /** The lengths of long parts; twice the length is as frequent as the length. */
  readonly minChars: number
  readonly maxChars: number
  /** For one long part, how many are short. */
  readonly shortParts: number
}

/** Texts with secrets. */
function textOf(
  secrets: readonly string[],
  { minChars, maxChars, shortParts }: TextSizes,
): fc.Arbitrary<string> {
  const shares = fc.integer({ min: 0, max: 1000 }).map(thousandths => thousandths / 1000)
  const length = fc.oneof(
    { weight: shortParts, arbitrary: fc.constantFrom(0, 1, 10, 150, 199, 1000) },
    { weight: 1, arbitrary: shares.map(share => Math.round(minChars * (maxChars / minChars) ** share)) },
  )
  const known = fc.tuple(fc.constantFrom(...secrets), fc.constantFrom(...SPELLINGS, ...INTERRUPTED))
  const link = fc.tuple(fc.constantFrom(...LINKS), fc.constantFrom(...SPELLINGS))
  const repeated = ([text, chars]: readonly [string, number]) =>
    text.repeat(Math.ceil(chars / Math.max(1, text.length)))
  const piece = fc.oneof(
    fc.oneof(known, link).map(([text, spell]) => ` ${spell(text)} `),
    fc.tuple(filler, length).map(repeated),
    fc.tuple(fc.constantFrom(...secrets), length).map(repeated),
  )
  return fc
    .array(piece, { minLength: 1, maxLength: 6 })
    .map(pieces => fitting(`${SENTENCE} ${pieces.join('')}`.slice(0, maxChars), maxChars))
}

/** As much of a text as has this size in JSON. */
function fitting(text: string, maxBytes: number): string {
  const bytes = Buffer.byteLength(JSON.stringify(text))
  if (bytes <= maxBytes) return text
  return fitting(text.slice(0, Math.floor((0.99 * text.length * maxBytes) / bytes)), maxBytes)
}

/** A text for fields of which there are several. A server that cuts a signature off from its field hides it. */
function short(text: string): string {
  return text.length > 2000 ? SENTENCE : text
}

const WRAPPERS: readonly ((text: string) => string)[] = [
  text => JSON.stringify({ error: { message: text }, errors: [{ detail: short(text) }], id: short(text) }),
  text => JSON.stringify({ detail: text, [short(text)]: { list: [short(text), 1] } }),
  text => JSON.stringify([text]),
  text => `<html><title>${text}</title><body>${short(text)}</body></html>`,
  text => `<?xml version="1.0"?><Error><Code>${short(text)}</Code><Message>${text}</Message></Error>`,
  text => text,
]

/** Cases with texts of these sizes. */
export function hostileCases(sizes: TextSizes): fc.Arbitrary<HostileCase> {
  const places = PROVIDERS.flatMap(provider => ENDPOINTS.map(at => ({ provider, at })))
  return fc.oneof(
    ...places.map(place =>
      fc.record<HostileCase>({
        provider: fc.constant(place.provider),
        at: fc.constant(place.at),
        word: fc.constantFrom('failed', 'waiting', ''),
        httpStatus: fc.constantFrom(200, 301, 400, 401, 403, 404, 409, 429, 500, 503),
        text: textOf(secretsAt(place), sizes),
        wrap: fc.constantFrom(...WRAPPERS),
        type: fc.constantFrom(
          'application/json',
          'text/html; charset=utf-8',
          'application/xml',
          'text/plain',
        ),
        disposition: fc.constantFrom<(text: string) => string>(
          text => `attachment; filename="${text}"`,
          text => `attachment; filename*=UTF-8''${encodeURIComponent(text)}`,
          text => `inline; filename=${text}.csv`,
        ),
      }),
    ),
  )
}

/** Header values are one line of at most 2,000 characters, because Node reads at most 16 KiB of headers. */
function headerText(text: string): string {
  return text
    .slice(0, 2000)
    .toWellFormed()
    .replaceAll(/[^ -~]/gu, encodeURIComponent)
    .slice(0, 2000)
}

function hostileResponse({ httpStatus, text, wrap, type, disposition }: HostileCase): SimulatedResponse {
  const value = headerText(text)
  return {
    status: httpStatus,
    headers: {
      'content-type': type,
      'content-disposition': headerText(disposition(value)),
      'x-request-id': value,
      'x-ms-error-code': value,
      sunset: value,
      location: value,
    },
    body: wrap(text),
  }
}

const WORDS = {
  sailpoint: { failed: 'FAILED', waiting: 'IN_PROGRESS', succeeded: 'COMPLETE' },
  snyk: { failed: 'ERRORED', waiting: 'STARTED', succeeded: 'FINISHED' },
  vmware: { failed: 'FAILED', waiting: 'IN_PROGRESS', succeeded: 'COMPLETED' },
  closient: { failed: 'failed', waiting: 'processing', succeeded: 'completed' },
} as const

/** A good status response with the text in each of its fields; a long one only in the reason, in the status or in a note. */
function statusBody(hostile: HostileCase, link: string, isDone: boolean): string {
  const { provider, at, word } = hostile
  // A long text can make the document one that is not read.
  const text = at === 'storage' ? short(hostile.text) : hostile.text
  const words = WORDS[provider]
  const status = isDone ? words.succeeded : (words[word as 'failed' | 'waiting'] ?? text)
  const brief = short(text)
  const reason = word === 'failed' ? text : brief
  const common = { status, note: word === 'waiting' ? text : brief, [brief]: brief, expires_at: brief }
  if (provider === 'sailpoint')
    return JSON.stringify({
      ...common,
      jobId: COMPLETE_STEPS.sailpoint?.['export-id'],
      message: reason,
      created: brief,
      completed: brief,
      expiration: brief,
    })
  if (provider === 'vmware')
    return JSON.stringify({
      ...common,
      error: { message: reason, referenceToken: brief },
      startTimestamp: brief,
      endTimestamp: brief,
    })
  if (provider === 'closient')
    return JSON.stringify({
      ...common,
      error: reason,
      download_url: link,
      output_filename: `${brief}.zip`,
      sections: [{ key: brief, status: 'failed', error: brief }],
    })
  const results = [{ url: link, file_size: CSV_FILE.body.length }]
  return JSON.stringify({ data: { attributes: { ...common, error: reason, created: brief, results } } })
}

/** The servers of a case; the API and its store have one origin. */
export function handlerOf(hostile: HostileCase): Handler {
  const { at } = hostile
  const file = hostile.provider === 'sailpoint' ? JSON_FILE : CSV_FILE
  const json = (body: string): SimulatedResponse => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body,
  })
  return ({ url }) => {
    if (/^\/(v1\/tokens|oauth\/token)$/.test(url.pathname)) {
      const tokens = { accessToken: ISSUED, access_token: ISSUED }
      return at === 'login' ? hostileResponse(hostile) : json(JSON.stringify(tokens))
    }
    if (url.pathname === PATH || /\/(data|download)$/.test(url.pathname)) {
      if (at === 'storage') return hostileResponse(hostile)
      const { location: _, ...headers } = hostileResponse(hostile).headers ?? {}
      return { status: 200, headers: { ...headers, 'content-type': file.type }, body: file.body }
    }
    if (at === 'error') return hostileResponse(hostile)
    return json(statusBody(hostile, `${url.origin}${PATH}?X-Amz-Signature=${SIGNATURE}`, at !== 'status'))
  }
}

/** The inputs of the step, for a server at `apiUrl`. */
export function inputsOf({ provider }: HostileCase, apiUrl: string): RawInputs {
  const { tenant: _, ...step } = COMPLETE_STEPS[provider] ?? {}
  const credentials = {
    sailpoint: { 'client-id': 'user', 'client-secret': PASSWORD },
    vmware: { username: 'user', password: PASSWORD },
    snyk: { token: TOKEN },
    closient: { token: TOKEN },
  }
  return {
    ...step,
    ...credentials[provider],
    'api-url': apiUrl,
    timeout: '30s',
    'download-timeout': '30s',
  } as RawInputs
}

/**
 * Whether the sentence belongs to what the step reports: the API itself sends it, with a status of the job or of an error. What
 * logins and stores of signed links respond is never quoted.
 */
export function showsSentence({ provider, at, httpStatus, text }: HostileCase): boolean {
  // A status with more values is malformed; they are counted by their brackets and commas, also in strings.
  if (at === 'status') return text.split(/[[{,]/).length < MAX_VALUES
  return (at === 'error' || (at === 'storage' && hasLogin(provider))) && httpStatus >= 400
}

/** The secrets in a text that its reader could put together. */
export function secretsIn(shown: string): readonly string[] {
  const texts = [shown, readable(shown), readable(unescaped(shown)), readable(unescaped(unescaped(shown)))]
  for (const [run] of shown.matchAll(/[\w+/-]{11,}/g))
    for (let shift = 0; shift < 4; shift += 1)
      texts.push(readable(Buffer.from(run.slice(shift), 'base64').toString('latin1')))
  return HIDDEN.filter(hidden => texts.some(text => text.includes(hidden)))
}

function unescaped(text: string): string {
  return text
    .replaceAll(/&#(\d{1,6});/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/%([\da-f]{2})|\\x([\da-f]{2})|\\u([\da-f]{4})/gi, (_, ...codes: string[]) =>
      String.fromCharCode(Number.parseInt(codes.find(Boolean) ?? '', 16)),
    )
}

function readable(text: string): string {
  return text.replaceAll(/<wbr>|\p{Cc}\[\d*m|[^!-~]|[-"'\\+]/gu, '').toLowerCase()
}
