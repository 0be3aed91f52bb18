/** Fields that state what went wrong, as stores, gateways, frameworks and APIs name them. */
const REASONS = nameSet(
  'error errors errorcode errormessage errordescription errordetails errortype err errmsg',
  'message msg detail detailcode reason fault faultstring exception',
)

const STATUS = nameSet(
  'status statuscode statustext statusmessage httpstatus httpstatuscode httpcode',
  'code subcode errcode faultcode success ok retryable retryafter',
)

const CIRCUMSTANCES = nameSet(
  // Identity
  'requestid correlationid trackingid transactionid referenceid referencetoken',
  'hostid errorid eventid traceid spanid',
  // Explanation
  'details info errorinfo moreinfo erroruri help helpurl hint documentationurl docurl remediationmessage',
  'messages messagedetail localizedmessage notifications arguments',
  'invalidparams violations fielderrors validationerrors metadata meta jsonapi links',
)

/** Fields that come with a reason; without one they are not an error. */
const COMPANIONS: ReadonlySet<string> = new Set([
  ...STATUS,
  ...CIRCUMSTANCES,
  ...nameSet(
    // Of an error or of a line in a log
    'severity timestamp time date',
    // Subject
    'type kind name title context label domain service resource path method instance uri url',
    // Source
    'trace stack stacktrace file line cause causes nestederrors',
    'exceptiontype exceptionmessage innererror innerexception',
  ),
])

/** Fields that are a status unless they are a list or an object. */
const STATUS_TEXTS: ReadonlySet<string> = new Set([...STATUS, 'state', 'result'])

function nameSet(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap(line => line.split(' ')))
}

/** A key without case and punctuation. */
function nameOf(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** Collects the top-level keys of a JSON document as long as it may be an error. */
export function createErrorFields() {
  const seen = new Set<string>()
  let areAllKnown = true
  let isRepeated = false
  return {
    add(key: string): void {
      const name = nameOf(key)
      areAllKnown &&= REASONS.has(name) || COMPANIONS.has(name)
      isRepeated ||= seen.has(name)
      if (areAllKnown) seen.add(name)
    },
    /** Whether there are keys, and all of them are error fields. */
    mayBeError: () => areAllKnown && seen.size > 0,
    /** Whether all keys are error fields, and one of them states what went wrong. A list is an error if its only item is one. */
    isError(isList: boolean): boolean {
      const reasons = [...seen].filter(name => REASONS.has(name))
      if (isList) return areAllKnown && !isRepeated && reasons.some(name => name.startsWith('error'))
      // Problem details (RFC 9457) often have only a type, a title and a status.
      return areAllKnown && (reasons.length > 0 || (seen.has('title') && seen.has('status')))
    },
  }
}

/** Whether the root element of XML text is an error, as stores and AWS APIs send it. */
export function isErrorXml(text: string): boolean {
  const root = text.replace(/^(?:\s|<\?[^>]*>|<!--[\s\S]*?-->|<!(?!--)[^>]*>)+/, '')
  return /^<(?:[\w.-]+:)?(?:errors?|errorresponse)[\s/>]/i.test(root)
}

/** The code is searched in so much of a document. */
const MAX_ERROR_CHARS = 64 * 1024
/** Longer than the error codes of all stores. */
const CODE = /^[A-Za-z0-9._-]{1,64}$/

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

/**
 * The code in an object store's error; empty if there is none. It is in `<Error><Code>` of S3, Cloud Storage, Azure and
 * CloudFront, in `error.status` or `error.errors[0].reason` of Cloud Storage, in `error.code` of Azure, or in `error`.
 */
export function storeErrorCode(document: string): string {
  const text = document.slice(0, MAX_ERROR_CHARS)
  // One quantifier, so that the time is linear in any text.
  const tag = /<Error[\s>]/.test(text) ? /<Code>([^<]*)<\/Code>/.exec(text)?.[1]?.trim() : ''
  const { error } = fieldsOf(text)
  const { status, code, errors } = Object(error)
  const reason = Array.isArray(errors) ? errors[0]?.reason : undefined
  const found: string = tag || ([error, status, reason, code].find(value => typeof value === 'string') ?? '')
  return CODE.test(found) ? found : ''
}

/** The top-level fields of a JSON text that are not null. */
function valuesOf(text: string): readonly (readonly [string, unknown])[] {
  return Object.entries(fieldsOf(text)).filter(([, value]) => value !== null)
}

/** Whether a whole JSON text is an error and nothing else, whatever the HTTP status. Fields that are null do not count. */
export function isErrorJson(text: string): boolean {
  const fields = createErrorFields()
  for (const [key] of valuesOf(text)) fields.add(key)
  return fields.isError(false)
}

/** Whether a whole JSON text is a status and nothing else, such as that of an export that is not finished. */
export function isStatusJson(text: string): boolean {
  const values = valuesOf(text)
  const names = values.map(([key]) => nameOf(key))
  return (
    values.every(([, value]) => typeof value !== 'object') &&
    names.every(name => STATUS_TEXTS.has(name) || CIRCUMSTANCES.has(name) || REASONS.has(name)) &&
    names.some(name => STATUS_TEXTS.has(name))
  )
}
