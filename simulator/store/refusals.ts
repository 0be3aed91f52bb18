import { randomBytes, randomUUID } from 'node:crypto'
import type { SimulatedResponse } from '../messages.ts'
import type { StoreStyle } from './links.ts'

/** Why an object store rejects a request. */
export type StoreRefusal = 'expired' | 'forged' | 'missing' | 'credentials' | 'busy'

interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  /** Further elements of the error document. */
  readonly detail?: string
}

const S3: Readonly<Record<StoreRefusal, Refusal>> = {
  expired: {
    status: 403,
    code: 'AccessDenied',
    message: 'Request has expired',
    detail: '<X-Amz-Expires>3600</X-Amz-Expires>',
  },
  forged: {
    status: 403,
    code: 'SignatureDoesNotMatch',
    message: 'The signature does not match the request.',
  },
  missing: { status: 404, code: 'NoSuchKey', message: 'There is no such key.' },
  credentials: { status: 400, code: 'InvalidArgument', message: 'Only one auth mechanism allowed' },
  busy: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
}

const GCS: Readonly<Record<StoreRefusal, Refusal>> = {
  ...S3,
  expired: {
    status: 400,
    code: 'ExpiredToken',
    message: 'Invalid argument.',
    detail: '<Details>The signature has expired</Details>',
  },
}

const AZURE: Readonly<Record<StoreRefusal, Refusal>> = {
  expired: {
    status: 403,
    code: 'AuthenticationFailed',
    message: 'The request could not be authenticated.',
    detail:
      '<AuthenticationErrorDetail>Signature not valid in the specified time frame</AuthenticationErrorDetail>',
  },
  forged: {
    status: 403,
    code: 'AuthenticationFailed',
    message: 'The request could not be authenticated.',
    detail: '<AuthenticationErrorDetail>Signature did not match</AuthenticationErrorDetail>',
  },
  missing: { status: 404, code: 'BlobNotFound', message: 'There is no such blob.' },
  credentials: { status: 400, code: 'InvalidAuthenticationInfo', message: 'Only one auth mechanism allowed' },
  busy: { status: 503, code: 'ServerBusy', message: 'The server is busy.' },
}

const REFUSALS = { s3: S3, gcs: GCS, azure: AZURE }

/** The error response of an object store in the format of `style`. */
export function storeRefusal(style: StoreStyle, refusal: StoreRefusal): SimulatedResponse {
  const { status, code, message, detail = '' } = REFUSALS[style][refusal]
  const requestId = style === 's3' ? randomBytes(8).toString('hex').toUpperCase() : randomUUID()
  const tail = style === 's3' ? `<RequestId>${requestId}</RequestId>` : ''
  const bom = style === 'azure' ? '\ufeff' : ''
  return {
    status,
    headers: { 'content-type': 'application/xml', ...headersOf(style, { code, requestId }) },
    body: `${bom}<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message>${detail}${tail}</Error>`,
  }
}

function headersOf(style: StoreStyle, facts: { code: string; requestId: string }): Record<string, string> {
  if (style === 's3') return { 'x-amz-request-id': facts.requestId }
  if (style === 'gcs') return { 'x-guploader-uploadid': facts.requestId }
  return { 'x-ms-request-id': facts.requestId, 'x-ms-error-code': facts.code }
}
