import type { Outlook } from '../failures/export-error.ts'
import { ExportError } from '../failures/export-error.ts'

/** Nothing answers at that address, which is more often a wrong address than an outage. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name was not found',
  EAI_AGAIN: 'its name could not be looked up just now',
  ECONNREFUSED: 'it refused the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to its network',
  EADDRNOTAVAIL: 'this machine has no address that could reach it',
}

const TRANSIENT: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'it did not answer in time',
  EPIPE: 'the connection was closed',
}

const CERTIFICATE_CODE = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_)/
const HANDSHAKE_CODE = /^(EPROTO|ERR_SSL_)/
/** A header that Node refuses to send; its value is not in the error. */
const HEADER_CODE = /^ERR_(INVALID_CHAR|INVALID_HTTP_TOKEN|HTTP_INVALID_HEADER_VALUE)$/
/** How the tunnelling agent of the client tells what a proxy did. */
const TUNNEL =
  /tunneling socket could not be established, (?:statusCode=(\d+)|cause=(.*))|(illegal response body) from proxy/
const PROXY_REFUSALS = ['403', '407']

const SELF_HOSTED =
  'Check api-url and the proxy settings; a host of a private network needs a self-hosted runner in it.'

interface Told {
  readonly code: string
  readonly message: string
}

const MAX_DEPTH = 5

/** The error that tells most: the outermost with a code, going down to the first of several addresses and to causes. */
function telling(error: unknown, depth = 0): Told {
  const { code, message, errors, cause } = Object(error) as Readonly<Record<string, unknown>>
  if (typeof code === 'string') return { code, message: String(message) }
  const inner = Array.isArray(errors) ? errors[0] : cause
  return inner !== undefined && depth < MAX_DEPTH
    ? telling(inner, depth + 1)
    : { code: '', message: String(message) }
}

function proxyFailure(host: string, [, status, cause, illegal]: RegExpExecArray): ExportError {
  const code = /\b(E[A-Z_]+)\b/.exec(cause ?? '')?.[1] ?? ''
  const why = status
    ? `it answered ${status}`
    : cause || (illegal ? `it sent an ${illegal}` : 'it could not be reached')
  return new ExportError('network', `The proxy did not open a connection to ${host}: ${why}.`, {
    outlook: status && PROXY_REFUSALS.includes(status) ? 'permanent' : reachOutlook(code),
    hint: 'Check https_proxy with its user and password, and that the proxy lets the runner reach this host.',
  })
}

function reachOutlook(code: string): Outlook {
  return code in UNREACHABLE ? 'unreachable' : 'transient'
}

function certificateFailure(host: string, code: string): ExportError {
  return new ExportError('network', `The certificate of ${host} is not trusted (${code}).`, {
    hint: 'If it comes from a private authority, give its certificate as ca-certificate; if not, check api-url and the clock of the runner.',
  })
}

function headerFailure(host: string, code: string): ExportError {
  return new ExportError('protocol', `A header for ${host} holds what HTTP cannot carry (${code}).`, {
    hint: 'Check the credential for line breaks and for characters beyond ASCII.',
  })
}

function grammarFailure(host: string, code: string): ExportError {
  return new ExportError('protocol', `${host} sent something that HTTP does not allow (${code}).`, {
    outlook: 'malformed',
    hint: 'Check api-url, and whether a proxy answers in the place of the API.',
  })
}

/** What a failure of the connection means. The text names the host and never more of the address: the rest may be secret. */
export function transportFailure(error: unknown, { host }: URL): ExportError {
  if (error instanceof ExportError) return error
  const { code, message } = telling(error)
  const tunnel = TUNNEL.exec(message)
  if (tunnel) return proxyFailure(host, tunnel)
  if (CERTIFICATE_CODE.test(code)) return certificateFailure(host, code)
  if (HEADER_CODE.test(code)) return headerFailure(host, code)
  if (code.startsWith('HPE_')) return grammarFailure(host, code)
  const handshake = HANDSHAKE_CODE.test(code) ? 'the TLS handshake failed' : undefined
  const why = UNREACHABLE[code] ?? TRANSIENT[code] ?? handshake ?? 'the connection failed'
  return new ExportError('network', `${host} could not be reached: ${why}${suffix(code)}.`, {
    outlook: reachOutlook(code),
    hint: SELF_HOSTED,
    cause: error,
  })
}

/** What a failure after the head of an answer means: its body is not whole. */
export function brokenBody(error: unknown, { host }: URL): ExportError {
  return new ExportError('network', `The answer of ${host} was cut short${suffix(telling(error).code)}.`, {
    outlook: 'transient',
    cause: error,
  })
}

function suffix(code: string): string {
  return code === '' ? '' : ` (${code})`
}
