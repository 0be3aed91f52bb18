import { createHmac } from 'node:crypto'

/** The object store whose signed links and errors are simulated. */
export type StoreStyle = 's3' | 'gcs' | 'azure'

/** The object and the validity of a link. */
export interface LinkTerms {
  readonly style: StoreStyle
  /** Absolute URL of the object without a query. */
  readonly object: string
  readonly issuedAt: Date
  /** Fractions of a second are dropped. */
  readonly expiresAt: Date
}

const SIGNATURE = { s3: 'X-Amz-Signature', gcs: 'X-Goog-Signature', azure: 'sig' } as const

/** Signs a link; as in real ones, the query is the credential. */
export function signLink(terms: LinkTerms, key: Buffer): string {
  const url = new URL(terms.object)
  for (const [name, value] of Object.entries(unsignedQuery(terms))) url.searchParams.set(name, value)
  url.searchParams.set(SIGNATURE[terms.style], signatureOf(url, key))
  return url.href
}

/** Whether a link may be used at `nowMs`. */
export function checkLink(url: URL, key: Buffer, nowMs: number): 'valid' | 'expired' | 'forged' {
  const style = styleOf(url)
  const unsigned = new URL(url)
  unsigned.searchParams.delete(SIGNATURE[style])
  if (url.searchParams.get(SIGNATURE[style]) !== signatureOf(unsigned, key)) return 'forged'
  return nowMs < expiryOf(url, style) ? 'valid' : 'expired'
}

/** The style of a link, recognized by its query; S3 without a known parameter. */
export function styleOf(url: URL): StoreStyle {
  if (url.searchParams.has('X-Goog-Algorithm')) return 'gcs'
  return url.searchParams.has('se') ? 'azure' : 's3'
}

function unsignedQuery({ style, issuedAt, expiresAt }: LinkTerms): Record<string, string> {
  const seconds = String(Math.max(1, Math.ceil((expiresAt.getTime() - issuedAt.getTime()) / 1000)))
  const date = `${issuedAt.toISOString().replace(/[-:]|\.\d+/g, '')}`
  if (style === 'azure') {
    return { sv: '2024-11-04', sr: 'b', sp: 'r', se: `${expiresAt.toISOString().slice(0, 19)}Z` }
  }
  const [prefix, algorithm, scope] =
    style === 's3'
      ? ['X-Amz', 'AWS4-HMAC-SHA256', `EXAMPLEKEY/${date.slice(0, 8)}/us-east-1/s3/aws4_request`]
      : ['X-Goog', 'GOOG4-RSA-SHA256', `export@example.iam/${date.slice(0, 8)}/auto/storage/goog4_request`]
  return {
    [`${prefix}-Algorithm`]: algorithm,
    [`${prefix}-Credential`]: scope,
    [`${prefix}-Date`]: date,
    [`${prefix}-Expires`]: seconds,
    [`${prefix}-SignedHeaders`]: 'host',
  }
}

function expiryOf(url: URL, style: StoreStyle): number {
  const query = url.searchParams
  if (style === 'azure') return Date.parse(query.get('se') ?? '')
  const prefix = style === 's3' ? 'X-Amz' : 'X-Goog'
  const date = (query.get(`${prefix}-Date`) ?? '').replace(
    /^(....)(..)(..)T(..)(..)(..)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  )
  return Date.parse(date) + Number(query.get(`${prefix}-Expires`)) * 1000
}

/** Covers path and query, regardless of order and escaping, like the canonical requests of real stores. */
function signatureOf(url: URL, key: Buffer): string {
  const query = [...url.searchParams].map(pair => JSON.stringify(pair)).sort()
  const hmac = createHmac('sha256', key).update([decodeURIComponent(url.pathname), ...query].join('\n'))
  return hmac.digest(styleOf(url) === 'azure' ? 'base64' : 'hex')
}
