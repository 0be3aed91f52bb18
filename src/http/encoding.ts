import { ExportError } from '../failures/export-error.ts'
import type { WireResponse } from './transport.ts'

function codingsIn(field = ''): readonly string[] {
  return field
    .toLowerCase()
    .split(',')
    .map(coding => coding.trim())
}

/** The coding that is still applied to the bytes; Node decodes only `chunked`. */
function codingOf(headers: WireResponse['headers']): string | undefined {
  return (
    codingsIn(headers['content-encoding']).find(coding => !['', 'identity'].includes(coding)) ??
    codingsIn(headers['transfer-encoding']).find(coding => !['', 'identity', 'chunked'].includes(coding))
  )
}

/** Closes and refuses a response with a content coding or a transfer coding that was not requested. */
export function refuseEncoding({
  status,
  headers,
  close,
  url,
}: Pick<WireResponse, 'status' | 'headers' | 'close' | 'url'>): void {
  const coding = codingOf(headers)
  if (coding === undefined) return
  close()
  throw new ExportError(
    'protocol',
    `${url.host} sent its answer (HTTP ${status}) compressed as ${coding}, which was not asked for.`,
    { outlook: 'malformed', hint: 'Check whether a proxy changes the answers.' },
  )
}
