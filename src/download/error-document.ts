/** Fields that say what went wrong, as stores, gateways, frameworks and APIs name them. */
const REASONS = new Set([
  ...['error', 'errors', 'errorcode', 'errormessage', 'errordescription', 'errordetails', 'errortype', 'err'],
  ...['message', 'msg', 'detail', 'detailcode', 'reason', 'fault', 'faultstring', 'exception', 'errmsg'],
])

/** Fields that come with them, and mean nothing without one of them. */
const COMPANIONS = new Set([
  ...['status', 'statuscode', 'statustext', 'statusmessage', 'httpstatus', 'httpcode', 'httpstatuscode'],
  ...[
    'code',
    'subcode',
    'errcode',
    'faultcode',
    'type',
    'kind',
    'name',
    'title',
    'severity',
    'success',
    'ok',
  ],
  ...[
    'timestamp',
    'time',
    'date',
    'path',
    'method',
    'instance',
    'uri',
    'url',
    'resource',
    'service',
    'domain',
  ],
  ...['trace', 'traceid', 'spanid', 'stack', 'stacktrace', 'file', 'line', 'cause', 'causes', 'nestederrors'],
  ...[
    'exceptiontype',
    'exceptionmessage',
    'messagedetail',
    'innererror',
    'innerexception',
    'localizedmessage',
  ],
  ...['requestid', 'correlationid', 'trackingid', 'transactionid', 'referencetoken', 'referenceid', 'hostid'],
  ...[
    'errorid',
    'erroruri',
    'errorinfo',
    'eventid',
    'details',
    'info',
    'moreinfo',
    'help',
    'helpurl',
    'hint',
  ],
  ...['documentationurl', 'docurl', 'messages', 'arguments', 'context', 'label', 'remediationmessage'],
  ...['notifications', 'invalidparams', 'violations', 'fielderrors', 'validationerrors', 'retryable'],
  ...['retryafter', 'metadata', 'meta', 'jsonapi', 'links'],
])

/** Judges a JSON document by its top-level keys. */
export interface ErrorFields {
  add(key: string): void
  /** Whether there are keys, and each of them may stand in an error. */
  areAll(): boolean
  /** Whether they make an error: all may stand in one, and one says what went wrong. */
  sayWhy(): boolean
}

/** Starts without a key; keys are compared without case and punctuation. */
export function createErrorFields(): ErrorFields {
  const seen = new Set<string>()
  let areAll = true
  return {
    add(key) {
      const name = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
      areAll &&= REASONS.has(name) || COMPANIONS.has(name)
      if (areAll) seen.add(name)
    },
    areAll: () => areAll && seen.size > 0,
    // Problem details (RFC 9457) often have no more than a type, a title and a status.
    sayWhy: () =>
      areAll && ([...seen].some(name => REASONS.has(name)) || (seen.has('title') && seen.has('status'))),
  }
}

/** Whether XML text is an error by its root element, as stores and AWS APIs send it. */
export function isErrorXml(text: string): boolean {
  const root = text.replace(/^(?:\s|<\?[^>]*>|<![^>]*>)+/, '')
  return /^<(?:[\w.-]+:)?(?:errors?|errorresponse)[\s/>]/i.test(root)
}

/** Whether a response says by its media type that it describes an error (RFC 9457). */
export function isErrorMediaType(mediaType: string): boolean {
  return /^application\/problem\+(?:json|xml)$/.test(mediaType)
}
