/** Fields that say what went wrong, as stores, gateways, frameworks and APIs name them. */
const REASONS = setOf(`
  error errors errorcode errormessage errordescription errordetails errortype err errmsg
  message msg detail detailcode reason fault faultstring exception
`)

/** Fields that come with a reason; alone they are no error. */
const COMPANIONS = setOf(`
  status statuscode statustext statusmessage httpstatus httpcode httpstatuscode code subcode errcode faultcode
  type kind name title severity success ok retryable retryafter
  timestamp time date path method instance uri url resource service domain
  requestid correlationid trackingid transactionid referencetoken referenceid hostid errorid eventid traceid spanid
  trace stack stacktrace file line cause causes nestederrors exceptiontype exceptionmessage innererror innerexception
  details info errorinfo moreinfo erroruri help helpurl hint documentationurl docurl remediationmessage
  messages messagedetail localizedmessage notifications arguments context label
  invalidparams violations fielderrors validationerrors metadata meta jsonapi links
`)

function setOf(names: string): ReadonlySet<string> {
  return new Set(names.trim().split(/\s+/))
}

/** The top-level keys of a JSON document. */
export interface ErrorFields {
  add(key: string): void
  /** Whether there are keys and all of them are error fields. */
  mayBeError(): boolean
  /** Whether all keys are error fields and one of them says what went wrong. */
  isError(): boolean
}

/** Starts without keys; compares them without case and punctuation. */
export function createErrorFields(): ErrorFields {
  const seen = new Set<string>()
  let areAllKnown = true
  return {
    add(key) {
      const name = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
      areAllKnown &&= REASONS.has(name) || COMPANIONS.has(name)
      if (areAllKnown) seen.add(name)
    },
    mayBeError: () => areAllKnown && seen.size > 0,
    // Problem details (RFC 9457) often have no more than a type, a title and a status.
    isError: () =>
      areAllKnown && ([...seen].some(name => REASONS.has(name)) || (seen.has('title') && seen.has('status'))),
  }
}

/** Whether the root element of XML text is an error, as stores and AWS APIs send it. */
export function isErrorXml(text: string): boolean {
  const root = text.replace(/^(?:\s|<\?[^>]*>|<![^>]*>)+/, '')
  return /^<(?:[\w.-]+:)?(?:errors?|errorresponse)[\s/>]/i.test(root)
}

/** Whether a response says by its media type that it describes an error (RFC 9457). */
export function isErrorMediaType(mediaType: string): boolean {
  return /^application\/problem\+(?:json|xml)$/.test(mediaType)
}
