/** Longest code that any store uses, with room to spare. */
const CODE = /^[A-Za-z0-9._-]{1,64}$/

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Fields) : {}
  } catch {
    return {}
  }
}

/** `<Error><Code>` of S3, Cloud Storage, Azure and CloudFront. */
function xmlCode(text: string): string {
  if (!/<Error[\s>]/.test(text)) return ''
  // One quantifier, so that the time is linear in whatever a server sends.
  return /<Code>([^<]*)<\/Code>/.exec(text)?.[1]?.trim() ?? ''
}

/** `{"error":{"status"}}` and `{"error":{"errors":[{"reason"}]}}` of Cloud Storage, `{"error":{"code"}}` of Azure, `{"error":"..."}`. */
function jsonCode(text: string): string {
  const { error } = fieldsOf(text)
  if (typeof error === 'string') return error
  if (typeof error !== 'object' || error === null) return ''
  const { status, code, errors } = error as Fields
  const reason: unknown = Array.isArray(errors) ? errors[0]?.reason : undefined
  return [status, reason, code].find(value => typeof value === 'string') ?? ''
}

/** The code by which an object store names an error in its XML or JSON document; empty when there is none. */
export function storeErrorCode(text: string): string {
  const code = xmlCode(text) || jsonCode(text)
  return CODE.test(code) ? code : ''
}

/** Whether a whole document is an error and nothing else, whatever the HTTP status said; `detailCode` is SailPoint's. */
export function isErrorDocument(text: string): boolean {
  const { error, errorCode, detailCode, errors, data } = fieldsOf(text)
  const isErrorList = Array.isArray(errors) && errors.length > 0 && data === undefined
  return storeErrorCode(text) !== '' || Boolean(error || errorCode || detailCode) || isErrorList
}
