import type { FailureCode, FailureDetails } from '../failures/export-error.ts'
import { ExportError } from '../failures/export-error.ts'
import { sentence } from '../failures/plain.ts'
import type { HttpResponse, Provider } from '../providers/provider.ts'
import { problemIn } from './problem.ts'
import { rateLimitPauseMs, retryAfterMs } from './server-pause.ts'

/** Nothing responds at that address, more often because it is wrong than because of an outage. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name was not found',
  EAI_AGAIN: 'the host name lookup failed',
  ECONNREFUSED: 'the connection was refused',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to its network',
  EADDRNOTAVAIL: 'this machine has no suitable local address',
}

const TRANSIENT: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was lost',
  ETIMEDOUT: 'the connection timed out',
  EPIPE: 'the connection was closed',
}

const CERTIFICATE_CODE = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_)/
const HANDSHAKE_CODE = /^(EPROTO|ERR_SSL_)/
/** A header that Node refuses to send; the error does not contain its value. */
const HEADER_CODE = /^ERR_(INVALID_CHAR|INVALID_HTTP_TOKEN|HTTP_INVALID_HEADER_VALUE)$/
/** The errors of the client's agent about a proxy. */
const TUNNEL =
  /tunneling socket could not be established, (?:statusCode=(\d+)|cause=(.*))|(illegal response body) from proxy/

/** The hint if nothing responds. */
export const CHECK_ADDRESS =
  'Check api-url and the proxy settings. A host in a private network needs a self-hosted runner in that network.'

/** Failures of the connection. The texts name the host and nothing else of the address, which may contain secrets. */
export function transportFailure(error: unknown, { host }: URL): ExportError {
  if (error instanceof ExportError) return error
  const { code, message } = rootCause(error)
  const tunnel = TUNNEL.exec(message)
  if (tunnel) return proxyFailure(host, tunnel)
  if (CERTIFICATE_CODE.test(code))
    return new ExportError('network', `The certificate of ${host} is not trusted (${code}).`, {
      hint: 'If a private CA issued it, pass the CA certificate as ca-certificate. Otherwise check api-url and the clock of the runner.',
    })
  if (HEADER_CODE.test(code))
    return new ExportError(
      'protocol',
      `A header for ${host} contains characters that are not allowed in HTTP (${code}).`,
      { hint: 'Check the credential for line breaks and non-ASCII characters.' },
    )
  if (code.startsWith('HPE_'))
    return new ExportError('protocol', `${host} sent an invalid HTTP response (${code}).`, {
      remedy: 'retry',
      budget: 'malformed',
      hint: 'Check api-url, and whether a proxy responds in place of the API.',
    })
  const handshake = HANDSHAKE_CODE.test(code) ? 'the TLS handshake failed' : undefined
  const why = UNREACHABLE[code] ?? TRANSIENT[code] ?? handshake ?? 'the connection failed'
  return new ExportError('network', `${host} could not be reached: ${why}${inBrackets(code)}.`, {
    ...connectionMeaning(code),
    hint: CHECK_ADDRESS,
    cause: error,
  })
}

/** A response that ended before its body was complete. */
export function brokenBody(error: unknown, { host }: URL): ExportError {
  const message = `The connection to ${host} was lost during the response${inBrackets(rootCause(error).code)}.`
  return new ExportError('network', message, { remedy: 'retry', cause: error })
}

type Meaning = Pick<FailureDetails, 'remedy' | 'budget'>

const MEANINGS: Readonly<Record<number, readonly [FailureCode, Meaning]>> = {
  401: ['auth', { remedy: 'renew-credential' }],
  403: ['forbidden', { remedy: 'never' }],
  404: ['not-found', { remedy: 'later', budget: 'missing' }],
  408: ['network', { remedy: 'retry' }],
  425: ['network', { remedy: 'retry' }],
  429: ['network', { remedy: 'later' }],
}

/** The failure of a response with an error status, with the provider's message and hints. */
export function responseFailure(response: HttpResponse, provider: Provider, now: Date): ExportError {
  const { status, headers } = response
  const { reason, remedy, requestId } = problemIn(response, provider)
  const pauseMs = Math.max(retryAfterMs(headers, now), rateLimitPauseMs(headers, now))
  // A server that throttles is available.
  const outage: Meaning = { remedy: pauseMs > 0 ? 'later' : 'retry' }
  const [code, meaning] =
    MEANINGS[status] ?? (status >= 500 ? ['network', outage] : ['rejected', { remedy: 'never' }])
  const why =
    reason === '' ? '' : `: ${reason.startsWith(`${status} `) ? reason.slice(4).trimStart() : reason}`
  const redirectHint =
    status < 400 ? 'Check api-url: the response is a redirect, which was not followed.' : ''
  return new ExportError(code, sentence(`${provider.title} returned HTTP ${status}${why}`), {
    ...meaning,
    hint: [sentence(remedy), provider.hints[status] ?? redirectHint].filter(Boolean).join(' '),
    requestId,
    httpStatus: status,
    retryAfterMs: pauseMs,
  })
}

const MAX_CAUSES = 5

/** The outermost error with a code, searched in the first of several errors and in causes. */
function rootCause(error: unknown, depth = 0): { readonly code: string; readonly message: string } {
  const { code, message, errors, cause } = Object(error) as Readonly<Record<string, unknown>>
  if (typeof code === 'string') return { code, message: String(message) }
  const inner = Array.isArray(errors) ? errors[0] : cause
  return inner !== undefined && depth < MAX_CAUSES
    ? rootCause(inner, depth + 1)
    : { code: '', message: String(message) }
}

function proxyFailure(host: string, [, status, cause = '', illegal]: RegExpExecArray): ExportError {
  const code = /\b(E[A-Z_]+)\b/.exec(cause)?.[1] ?? ''
  const why = status
    ? `it returned HTTP ${status}`
    : cause || (illegal ? `it sent an ${illegal}` : 'it could not be reached')
  return new ExportError('network', `The proxy did not open a connection to ${host}: ${why}.`, {
    ...(status === '403' || status === '407' ? { remedy: 'never' } : connectionMeaning(code)),
    hint: 'Check https_proxy with its username and password, and that the proxy allows connections to this host.',
  })
}

function connectionMeaning(code: string): Meaning {
  return code in UNREACHABLE ? { remedy: 'retry', budget: 'unreachable' } : { remedy: 'retry' }
}

function inBrackets(code: string): string {
  return code === '' ? '' : ` (${code})`
}
