import { ExportError } from '../failures/export-error.ts'
import type { HttpResponse } from '../providers/provider.ts'
import type { Redact } from '../secrets/redactor.ts'
import type { WireResponse } from './transport.ts'

/** The largest API response that is read, in bytes: most have a few kilobytes, but one may list thousands of signed links. */
export const MAX_RESPONSE_BYTES = 4 * 1024 * 1024

const MAX_JSON_DEPTH = 64
/** Counted by opening brackets and commas, also in strings. Parsed, 4 MiB of empty lists would take 160 MiB. */
const MAX_VALUES = 50_000
const MAX_SHOWN_CHARS = 200
/** Only the beginning of a body that is not JSON is kept. */
const MAX_TEXT_CHARS = 64 * 1024

/** Reads a body of at most `maxBytes` bytes as UTF-8, without a byte order mark, and closes the response. */
export async function readText(response: WireResponse, maxBytes = MAX_RESPONSE_BYTES): Promise<string> {
  const tooLarge = () =>
    new ExportError('protocol', `The response is larger than ${maxBytes} bytes.`, {
      remedy: 'retry',
      budget: 'malformed',
      hint: 'API responses are never that large. Check api-url, and whether a proxy responds in place of the API.',
    })
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
    for await (const chunk of response.body) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw tooLarge()
      chunks.push(chunk)
    }
    return new TextDecoder().decode(Buffer.concat(chunks))
  } finally {
    response.close()
  }
}

/**
 * Parses a body as JSON. Values that are too many or nested deeper than 64 levels do not count as JSON. For any other body, the
 * first 64 Ki characters without secrets are kept.
 */
export function parseBody(text: string, redact: Redact): Pick<HttpResponse, 'json' | 'text'> {
  const values = text.split(/[[{,]/, MAX_VALUES + 2).length - 1
  try {
    const json: unknown = values > MAX_VALUES ? undefined : JSON.parse(text)
    if (json !== undefined && !isTooDeep(json)) return { json }
  } catch {
    // The error of the parser quotes the text.
  }
  return { json: undefined, text: redact(text).slice(0, MAX_TEXT_CHARS) }
}

/** Does not recurse, because the depth is the server's choice. */
function isTooDeep(json: unknown): boolean {
  const path = [[json].values()]
  for (let values = path.at(-1); values; values = path.at(-1)) {
    const { done, value } = values.next()
    if (done) path.pop()
    else if (typeof value === 'object' && value !== null) {
      if (path.length > MAX_JSON_DEPTH) return true
      path.push((Array.isArray(value) ? value : Object.values(value)).values())
    }
  }
  return false
}

/**
 * Whether a response is a web page or plain text. APIs respond with JSON, XML or an empty body, and gateways in their place
 * with pages, whatever their content type.
 */
export function isPage({ headers, json, text = '' }: Omit<HttpResponse, 'status'>): boolean {
  if (typeof json === 'object' || (json === undefined && text.trim() === '')) return false
  if (/^\s*<(!doctype html|html)\b/i.test(text)) return true
  const type = headers['content-type'] ?? ''
  if (/[/+](json|xml)\b/i.test(type)) return false
  return /html/i.test(type) || !/^\s*[<{[]/.test(text)
}

/** JSON, from the beginning or after a prefix. */
const CONTAINS_JSON = /^["[{]|[[{]\s*"/

/** The failure of a response of `host` that should be JSON. It quotes neither links nor invalid JSON, which may contain secrets. */
export function notJsonFailure(
  { headers, text = '' }: HttpResponse,
  {
    host,
    redactBody,
    hint,
  }: { readonly host: string; readonly redactBody: boolean; readonly hint?: string | undefined },
): ExportError {
  const shown = text.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_SHOWN_CHARS)
  let found = headers['content-type'] || 'a response without a content type'
  if (shown === '') found = 'an empty response'
  else if (CONTAINS_JSON.test(shown)) found += ' that is truncated, invalid or nested too deep'
  else if (!redactBody && !shown.includes('://')) found += `: ${shown}`
  return new ExportError('protocol', `Expected JSON from ${host}, got ${found}`, {
    remedy: 'retry',
    budget: 'malformed',
    isPage: isPage({ headers, json: undefined, text }),
    hint: hint ?? 'Check api-url, and whether a proxy or a login page responds in place of the API.',
  })
}
