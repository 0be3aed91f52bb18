import type { FailureFacts } from '../errors.ts'
import { ExportError } from '../errors.ts'

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
const TUNNEL = /tunneling socket could not be established, (?:statusCode=(\d+)|cause=(.*))/

const SELF_HOSTED =
  'Check api-url and the proxy settings; a host of a private network needs a self-hosted runner in it.'

/** The error that tells most: of several addresses the first, else the innermost cause with a code. */
function telling(error: unknown, depth = 0): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  if (error instanceof AggregateError && error.errors.length > 0 && depth < 5)
    return telling(error.errors[0], depth + 1)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === '' && error.cause instanceof Error && depth < 5) return telling(error.cause, depth + 1)
  return { code, message: error.message }
}

function proxyFailure(host: string, [, status, cause]: RegExpExecArray): ExportError {
  const isRefusal = status === '407' || status === '403'
  const why = status ? `it answered ${status}` : `${cause}`
  return new ExportError('network', `The proxy did not open a connection to ${host}: ${why}.`, {
    outlook: isRefusal ? 'hopeless' : 'transient',
    hint: 'Check https_proxy with its user and password, and that the proxy lets the runner reach this host.',
  })
}

function certificateFailure(host: string, code: string): ExportError {
  return new ExportError('network', `The certificate of ${host} is not trusted (${code}).`, {
    hint: 'If it comes from a private authority, give its certificate as ca-certificate; if not, check api-url and the clock of the runner.',
  })
}

/** What a failure of the connection means. The text names the host and never more of the address: the rest may be secret. */
export function transportFailure(error: unknown, url: URL): ExportError {
  if (error instanceof ExportError) return error
  const { code, message } = telling(error)
  const { host } = url
  const tunnel = TUNNEL.exec(message)
  if (tunnel) return proxyFailure(host, tunnel)
  if (CERTIFICATE_CODE.test(code) && !code.startsWith('ERR_INVALID')) return certificateFailure(host, code)
  if (code.startsWith('HPE_'))
    return new ExportError('protocol', `${host} sent something that is not HTTP (${code}).`, {
      outlook: 'malformed',
      cause: error,
    })
  const facts: FailureFacts =
    code in UNREACHABLE
      ? { outlook: 'unreachable', hint: SELF_HOSTED }
      : { outlook: 'transient', hint: SELF_HOSTED }
  const why = UNREACHABLE[code] ?? TRANSIENT[code] ?? 'the connection failed'
  return new ExportError(
    'network',
    `${host} could not be reached: ${why}${code === '' ? '' : ` (${code})`}.`,
    {
      ...facts,
      cause: error,
    },
  )
}
