import { gzipSync } from 'node:zlib'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Answer } from '../../simulator/server.ts'
import { oneLookEach, useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'

const action = useAction()
const json = { 'content-type': 'application/json' }
const MIB = 1024 * 1024

/** A body in pieces of 64 KiB, as large as wanted; it ends early when the client goes. */
async function* repeated(text: string, bytes: number): AsyncGenerator<Uint8Array> {
  const piece = Buffer.from(text.repeat(Math.ceil(65_536 / text.length)))
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece
}

interface Unreadable {
  readonly title: string
  /** Made anew for each question. */
  readonly answer: () => Answer
  readonly says: string
}

const text =
  (body: string, headers: Answer['headers'] = json) =>
  (): Answer => ({ status: 200, headers, body })

/** Answers in the place of a status; the job would be over. */
const UNREADABLE: readonly Unreadable[] = [
  {
    title: 'J01 a page of HTML',
    answer: text('<h1>Sign in</h1>', { 'content-type': 'text/html' }),
    says: 'got text/html: <h1>Sign in</h1>',
  },
  {
    title: 'J02 JSON that is cut, its length right',
    answer: text('{"status":"COMPLETED","secret-link":"https://storage.example.com/x?sig=example'),
    says: 'got application/json that is truncated, invalid',
  },
  { title: 'J03 nothing', answer: text(''), says: 'got an empty response' },
  { title: 'J03 a 204', answer: () => ({ status: 204 }), says: 'got an empty response' },
  { title: 'J05 null', answer: text('null'), says: 'Unexpected response' },
  { title: 'J05 a list', answer: text('[]'), says: 'Unexpected response' },
  { title: 'J05 a text', answer: text('"COMPLETED"'), says: 'Unexpected response' },
  { title: 'J05 a number', answer: text('42'), says: 'Unexpected response' },
  {
    title: 'J06 10 MiB of JSON',
    answer: text(`{"status":"COMPLETED","x":"${'x'.repeat(10 * MIB)}"}`),
    says: 'larger than 4194304 bytes',
  },
  {
    title: 'J07 JSON without end',
    answer: () => ({ status: 200, headers: json, body: repeated('{"a":', 1e11) }),
    says: 'larger than 4194304 bytes',
  },
  {
    title: 'J07 an absurd length',
    answer: () => ({
      status: 200,
      headers: { ...json, 'content-length': '99999999999' },
      body: repeated(' ', 65_536),
    }),
    says: 'larger than 4194304 bytes',
  },
  {
    title: 'J08 a bomb that nobody asked to be packed',
    answer: () => ({
      status: 200,
      headers: { ...json, 'content-encoding': 'gzip' },
      body: (async function* () {
        yield gzipSync(Buffer.alloc(100 * MIB))
      })(),
    }),
    says: 'compressed as gzip, which was not requested',
  },
  {
    title: 'J09 nesting millions deep',
    answer: text('['.repeat(5_000_000)),
    says: 'larger than 4194304 bytes',
  },
  {
    title: 'J09 nesting within the limit of size',
    answer: text(`{"status":"COMPLETED","a":${'['.repeat(400_000)}${']'.repeat(400_000)}}`),
    says: 'Expected JSON',
  },
  { title: 'J13 no status', answer: text('{"progress":100}'), says: 'status' },
  { title: 'J14 a status of a wrong type', answer: text('{"status":["COMPLETED"]}'), says: 'status' },
  {
    title: 'J16 an error report with status 200',
    answer: text('{"errors":[{"detail":"The example tenant is locked"}]}'),
    says: 'The response says: The example tenant is locked',
  },
]

test.each(UNREADABLE)('$title in place of JSON is asked for again, three times', async ({ answer, says }) => {
  const run = await action.play({
    plan: planFor('vmware', 'succeeded'),
    factor: 20,
    inputs: ({ simulator }) => ({ token: simulator.issueToken(), username: '', password: '' }),
    prepare: ({ simulator }) => {
      const faults = Array.from({ length: 4 }, () => ({ kind: 'answer', answer: answer() }) as const)
      simulator.inject({ path: /exports$/, faults })
    },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'protocol', polls: '3' })
  expect(run.error).toContain(says)
  const { log, summary, outputs } = run.result
  for (const shown of [log, summary, run.summary, JSON.stringify(outputs)])
    expect(shown).not.toMatch(/secret-link|storage\.example/)
  expectNoFiles(run)
})

test.each([
  ['J04', 'a byte order mark', '\ufeff{"status":"COMPLETED"}', json],
  [
    'J10',
    '__proto__ and a huge number',
    '{"__proto__":{"status":"FAILED"},"id":9007199254740993,"status":"COMPLETED"}',
    json,
  ],
  ['J10', 'a repeated key', '{"status":"FAILED","status":"COMPLETED"}', json],
  ['J11', 'a NUL and a lone surrogate', '{"status":"COMPLETED","note":"\\u0000 \\ud800"}', json],
  ['J12', 'a text of another type', '{"status":"COMPLETED"}', { 'content-type': 'text/plain' }],
  ['J12', 'no type at all', '{"status":"COMPLETED"}', {}],
] as const)('%s %s in an answer does no harm', async (_, __, body, headers) => {
  const run = await action.play({
    plan: planFor('vmware', 'succeeded'),
    prepare: ({ simulator }) => {
      const answer = { status: 200, headers, body }
      simulator.inject({ path: /exports$/, faults: [{ kind: 'answer', answer }] })
    },
  })
  await expectFiles(run)
  expect(run.result.outputs).toMatchObject({ 'provider-status': 'COMPLETED', polls: '1' })
})

test('J11 bytes that are no UTF-8 are replaced', async () => {
  const bytes = Buffer.concat([
    Buffer.from('{"status":"COMPLETED","note":"'),
    Buffer.of(0xff, 0xfe),
    Buffer.from('"}'),
  ])
  const run = await action.play({
    plan: planFor('vmware', 'succeeded'),
    prepare: ({ simulator }) => {
      const body = (async function* () {
        yield bytes
      })()
      simulator.inject({
        path: /exports$/,
        faults: [{ kind: 'answer', answer: { status: 200, headers: json, body } }],
      })
    },
  })
  await expectFiles(run)
  expect(JSON.parse(run.result.outputs.details ?? '')).toMatchObject({ note: '\ufffd\ufffd' })
})

test('one answer that cannot be read is forgotten by the next', async () => {
  const answer = { status: 200, headers: json, body: '{"status":' }
  const run = await action.play({
    plan: oneLookEach(planFor('vmware', 'succeeded')),
    factor: 20,
    prepare: ({ simulator }) =>
      simulator.inject({ path: /exports$/, faults: Array(2).fill({ kind: 'answer', answer }) }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('5')
})

const attributes = (fields: object) => ({ status: 'FINISHED', row_count: 1, ...fields })

test.each([
  ['J13', 'no link', {}],
  ['J13', 'a result without a link', { results: [{ file_size: 9 }] }],
  ['J14', 'a link of a wrong type', { results: [{ url: { href: 'https://x' } }] }],
  ['J14', 'results of a wrong type', { results: 'https://storage.example.com/x.csv' }],
  ['J15', 'a link of another scheme', { results: [{ url: 'ftp://storage.example.com/x.csv' }] }],
  ['J15', 'a link to a file', { results: [{ url: 'file:///etc/passwd' }] }],
  ['J15', 'a link that is a script', { results: [{ url: 'javascript:alert(1)' }] }],
])('%s %s in a finished answer ends the wait after three', async (_, __, fields) => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    prepare: ({ simulator, job }) => {
      const body = JSON.stringify({ data: { id: job.id, attributes: attributes(fields) } })
      const fault = { kind: 'answer', answer: { status: 200, headers: json, body } } as const
      simulator.inject({ path: /^\/rest/, faults: Array(9).fill(fault) })
    },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'protocol', polls: '3' })
  expect(run.error).toMatch(/results|url|link/)
  expectNoFiles(run)
})

test('J15 a link without its host is one of the API', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded', { files: [] }),
    prepare: ({ simulator, job }) => {
      const results = [{ url: '/parts/example.csv' }]
      const body = JSON.stringify({ data: { id: job.id, attributes: attributes({ results }) } })
      simulator.inject({
        path: /^\/rest/,
        faults: [{ kind: 'answer', answer: { status: 200, headers: json, body } }],
      })
      const file = { status: 200, headers: { 'content-type': 'text/csv' }, body: 'a,b\n' }
      simulator.inject({ path: '/parts/example.csv', faults: [{ kind: 'answer', answer: file }] })
    },
  })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1', size: '4' })
  const [, fetched] = run.simulator.requests
  expect(fetched?.headers.authorization).toBeUndefined()
})
