import { gzipSync } from 'node:zlib'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { SimulatedResponse } from '../../../simulator/messages.ts'
import { onePollEach, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

const json = { 'content-type': 'application/json' }
const MIB = 1024 * 1024
/** Created once, because a server that is busy compressing it would not respond. */
const BOMB = gzipSync(Buffer.alloc(100 * MIB))

interface MalformedResponse {
  readonly title: string
  /** Created for each request. */
  readonly response: () => SimulatedResponse
  readonly says: string
}

const text =
  (body: string, headers: SimulatedResponse['headers'] = json) =>
  (): SimulatedResponse => ({ status: 200, headers, body })

/** Responses instead of a status; the job has finished. */
const MALFORMED: readonly MalformedResponse[] = [
  {
    title: 'J01 an HTML page',
    response: text('<h1>Sign in</h1>', { 'content-type': 'text/html' }),
    says: 'got text/html: <h1>Sign in</h1>',
  },
  {
    title: 'J06 10 MiB of JSON',
    response: text(`{"status":"COMPLETED","x":"${'x'.repeat(10 * MIB)}"}`),
    says: 'larger than 4194304 bytes',
  },
  {
    title: 'J08 a gzip bomb that was not requested',
    response: () => ({
      status: 200,
      headers: { ...json, 'content-encoding': 'gzip' },
      body: (async function* () {
        yield BOMB
      })(),
    }),
    says: 'compressed as gzip, which was not requested',
  },
]

test.each(MALFORMED)(
  '$title instead of JSON fails the step after three polls',
  async ({ response, says }) => {
    const run = await action.run({
      plan: planFor('vmware', 'succeeded'),
      factor: 20,
      inputs: ({ simulator }) => ({ token: simulator.issueToken(), username: '', password: '' }),
      prepare: ({ simulator }) => {
        const faults = Array.from({ length: 4 }, () => ({ kind: 'response', response: response() }) as const)
        simulator.inject({ path: /exports$/, faults })
      },
    })
    expect(run.result.outputs).toMatchObject({ 'failure-code': 'protocol', polls: '3' })
    expect(run.error).toContain(says)
    const { log, summary, outputs } = run.result
    for (const shown of [log, summary, run.summary, JSON.stringify(outputs)])
      expect(shown).not.toMatch(/secret-link|storage\.example/)
    expectNoFiles(run)
  },
)

test('malformed responses before a valid one do not fail the step', async () => {
  const response = { status: 200, headers: json, body: '{"status":' }
  const run = await action.run({
    plan: onePollEach(planFor('vmware', 'succeeded')),
    factor: 20,
    prepare: ({ simulator }) =>
      simulator.inject({ path: /exports$/, faults: Array(2).fill({ kind: 'response', response }) }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('5')
})

const attributes = (fields: object) => ({ status: 'FINISHED', row_count: 1, ...fields })

test('J15 a link without a host is relative to the API', async () => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded', { files: [] }),
    prepare: ({ simulator, job }) => {
      const results = [{ url: '/parts/example.csv' }]
      const body = JSON.stringify({ data: { id: job.id, attributes: attributes({ results }) } })
      simulator.inject({
        path: /^\/rest/,
        faults: [{ kind: 'response', response: { status: 200, headers: json, body } }],
      })
      const file = { status: 200, headers: { 'content-type': 'text/csv' }, body: 'a,b\n' }
      simulator.inject({ path: '/parts/example.csv', faults: [{ kind: 'response', response: file }] })
    },
  })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'file-count': '1', size: '4' })
  const [, fetched] = run.simulator.requests
  expect(fetched?.headers.authorization).toBeUndefined()
})
