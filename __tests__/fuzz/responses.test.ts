import fc from 'fast-check'
import { storeErrorCode } from '../../src/download/error-document.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { parseBody } from '../../src/http/body.ts'
import { problemIn } from '../../src/http/problem.ts'
import type { HttpResponse, Job, JobStatus, Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { campaign } from '../support/campaign.ts'
import { jobOf, type StatusFixture, statusFixtures } from '../support/fixtures.ts'
import { hostileText } from '../support/fuzz.ts'

const unchanged = (text: string) => text

const FIELDS = [
  'error',
  'errors',
  'message',
  'messages',
  'detail',
  'causes',
  'text',
  'title',
  'code',
  '__proto__',
  'constructor',
]

const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    hostileText,
    fc.constantFrom(null, true, 0, -1.5),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...FIELDS), tie('tree'), { maxKeys: 3 }),
  ),
}))

const bodies = fc.oneof(
  tree.map(value => JSON.stringify(value) ?? ''),
  hostileText,
  fc.json(),
)

campaign('J10 bodies of errors', {
  full: 100_000,
  property: fc.property(bodies, hostileText, hostileText, (body, reason, requestId) => {
    const {
      reason: found,
      advice,
      requestId: id,
    } = problemIn({ headers: { 'x-request-id': requestId }, ...parseBody(body, unchanged) }, sailpoint)
    const text = reason.trim()
    const documented = [
      { error: { message: reason } },
      { errors: [{ detail: reason }] },
      { messages: [{ text: reason }] },
    ]
    return (
      [found, advice, id].every(value => typeof value === 'string') &&
      id === (requestId.trim() || id) &&
      documented.every(
        value =>
          text === '' ||
          problemIn({ headers: {}, ...parseBody(JSON.stringify(value), unchanged) }, sailpoint).reason ===
            text,
      ) &&
      /^([\w.-]{1,64})?$/.test(storeErrorCode(body))
    )
  }),
})

campaign('J09 documents and their depth', {
  full: 100_000,
  property: fc.property(
    fc.oneof(bodies, fc.string({ unit: 'binary' })),
    fc.integer({ min: 1, max: 130 }),
    (body, levels) => {
      const nested = `${'{"a":['.repeat(levels)}"]"${']}'.repeat(levels)}`
      const { json, text } = parseBody(body, unchanged)
      return (
        (json !== undefined || text === body) &&
        (parseBody(nested, unchanged).json === undefined) === 2 * levels > 64
      )
    },
  ),
})

type Fields = Record<string, unknown>

/** Every field of a document, with its parent object. */
function fieldsOf(value: unknown): readonly (readonly [Fields, string])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.keys(value).flatMap(name => [
    [value as Fields, name] as const,
    ...fieldsOf((value as Fields)[name]),
  ])
}

/** One field replaced, or removed if `value` is undefined. */
function mutated(json: unknown, place: number, value: unknown): unknown {
  const copy: unknown = structuredClone(json)
  const fields = fieldsOf(copy)
  const [holder, name] = fields[place % Math.max(fields.length, 1)] ?? []
  if (!holder || name === undefined) return value ?? null
  if (value === undefined) delete holder[name]
  else holder[name] = value
  return copy
}

const values = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    ' ',
    0,
    -1,
    1e308,
    true,
    [],
    {},
    'FINISHED',
    'complete',
    'In Progress',
  ),
  fc.constantFrom(
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://u:p@x.example/',
    '//x.example/a',
    '/a?b',
    'http://10.0.0.1/',
  ),
  hostileText,
  tree,
)
const mutations = fc.array(fc.tuple(fc.nat(), values), { maxLength: 3 })

/** Whether a status is valid, whatever the response. */
function isValid(status: JobStatus, { apiUrl }: Job): boolean {
  const { phase, files, empty, progress, rowCount, failedParts, details } = status
  const texts = [
    status.providerStatus,
    status.reason,
    status.requestId,
    status.startedAt,
    status.finishedAt,
    status.expiresAt,
    status.hint,
  ]
  return (
    texts.every(text => typeof text === 'string') &&
    status.providerStatus !== '' &&
    (phase === 'succeeded' ? files.length > 0 || empty : files.length === 0) &&
    files.every(({ url, credential, size, name, stem }) => {
      const { protocol, username, password, origin } = new URL(url)
      const isApi = origin === new URL(apiUrl).origin
      return (
        /^https?:$/.test(protocol) &&
        username + password === '' &&
        (credential === 'none' || isApi) &&
        (size === undefined || Number.isFinite(size)) &&
        (name === undefined || typeof name === 'string') &&
        stem !== ''
      )
    }) &&
    [progress, rowCount].every(value => value === undefined || Number.isFinite(value)) &&
    failedParts.every(part => typeof part === 'string') &&
    typeof details === 'object'
  )
}

/** Passes responses to a provider until it is done; the last one is repeated if needed. */
function statusOf(provider: Provider, job: Job, responses: readonly HttpResponse[]): JobStatus | ExportError {
  const exchange = provider.status(job)
  try {
    let turn = exchange.next()
    for (let index = 0; !turn.done; index += 1) {
      if (index > 5) throw new Error(`${provider.id} sends requests without end`)
      turn = exchange.next(responses[Math.min(index, responses.length - 1)] as HttpResponse)
    }
    return turn.value
  } catch (error) {
    if (error instanceof ExportError) return error
    throw error
  }
}

function responsesOf(
  { exchanges }: StatusFixture,
  mutate: (json: unknown) => unknown,
): readonly HttpResponse[] {
  return exchanges.map(({ response }) => ({
    status: 200,
    headers: {},
    ...response,
    json: mutate(response.json ?? null),
  }))
}

for (const provider of PROVIDERS) {
  const job = jobOf(provider)
  campaign(`J07 status documents of ${provider.id}`, {
    full: 100_000,
    property: fc.property(fc.constantFrom(...statusFixtures(provider)), mutations, (fixture, changes) => {
      const responses = responsesOf(fixture, json =>
        changes.reduce((changed, [place, value]) => mutated(changed, place, value), json),
      )
      const result = statusOf(provider, jobOf(provider, fixture.target), responses)
      return result instanceof ExportError ? result.code !== 'internal' : isValid(result, job)
    }),
  })
}
