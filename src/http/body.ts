import { ExportError } from '../failures/export-error.ts'
import { discardText } from '../runtime/memory.ts'
import { jsonOf } from './json.ts'
import type { WireResponse } from './transport.ts'

/** The largest API answer that is read, in bytes: most are of kilobytes, but one may name thousands of signed links. */
export const MAX_RESPONSE_BYTES = 4 * 1024 * 1024

const MAX_SHOWN_CHARS = 200

function tooLarge(maxBytes: number): ExportError {
  return new ExportError('protocol', `The answer is larger than ${maxBytes} bytes.`, {
    outlook: 'malformed',
    hint: 'A status answer is never so large: check api-url, and whether a proxy answers in the place of the API.',
  })
}

/** Reads a body of at most `maxBytes` bytes as UTF-8 without its byte order mark; always settles and closes the answer. */
export async function readText(answer: WireResponse, maxBytes = MAX_RESPONSE_BYTES): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
    for await (const chunk of answer.body) {
      bytes += chunk.byteLength
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      chunks.push(chunk)
    }
    return new TextDecoder().decode(Buffer.concat(chunks))
  } finally {
    answer.close()
    discardText(bytes)
  }
}

/** Whether an error may quote an answer; that of a login may hold a token in any form. */
export type Quoting = 'quoted' | 'hidden'

/** JSON, from its beginning on or behind something else. */
const HOLDS_JSON = /^["[{]|[[{]\s*"/

/** What came instead of JSON. Neither JSON that is only broken nor a link is shown: they may hold tokens and signatures. */
function sightOf(text: string, contentType: string, quoting: Quoting): string {
  const shown = text.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_SHOWN_CHARS)
  if (shown === '') return 'an empty answer'
  const type = contentType || 'an answer without a content type'
  if (HOLDS_JSON.test(shown)) return `${type} that is cut short or broken`
  return quoting === 'hidden' || shown.includes('://') ? type : `${type}: ${shown}`
}

/** A JSON document out of the text of an answer; anything else is malformed and told by its type and its beginning. */
export function parseJson(text: string, contentType: string, quoting: Quoting = 'quoted'): unknown {
  try {
    return jsonOf(text)
  } catch {
    // The parser's own error quotes the text.
    throw new ExportError('protocol', `Expected JSON, got ${sightOf(text, contentType, quoting)}`, {
      outlook: 'malformed',
      hint: 'Check api-url, and whether a proxy or a login page answers in the place of the API.',
    })
  }
}
