import { snykProblem } from '../../../simulator/apis/snyk.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { storeRefusal } from '../../../simulator/store/refusals.ts'
import { expectWaited, onePollEach, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { startTestServer } from '../../support/server.ts'

const action = useAction()

const pass = { kind: 'pass' } as const

test('N05 R07 D14 outages of the API and of the store are ridden out and told once', async () => {
  const unavailable = { kind: 'response', response: snykProblem(503, 'Service Unavailable') } as const
  const run = await action.play({
    plan: onePollEach(planFor('snyk', 'succeeded')),
    factor: 20,
    prepare: ({ simulator, job }) => {
      simulator.inject({ path: /^\/rest/, faults: [pass, ...Array(4).fill(unavailable), { kind: 'reset' }] })
      const busy = { kind: 'response', response: storeRefusal('gcs', 'busy') } as const
      simulator.inject({ path: job.storePaths[0] ?? '', faults: [busy, busy] })
    },
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('8')
  expect(run.result.log.match(/^Snyk export answered HTTP 503: Service Unavailable/gm)).toHaveLength(1)
  expect(run.result.log).toMatch(/^Recovered after /m)
})

test('N08 C05 a server that hangs does not keep the process after the end', async () => {
  const run = await action.play({
    plan: { ...planFor('vmware', 'succeeded'), phases: [{ word: 'IN_PROGRESS' }] },
    inputs: { timeout: '10s', 'poll-interval': '3s' },
    factor: 20,
    prepare: ({ simulator, job }) =>
      simulator.inject({
        path: `/v1/system/check-sets/${job.id}/exports`,
        faults: [{ kind: 'pass' }, ...Array(9).fill({ kind: 'stall' })],
      }),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', 'provider-status': 'IN_PROGRESS' })
  expect(run.error).toMatch(/IN_PROGRESS ×1/)
})

test('N09 a silent server is given up after half a minute and asked again', async () => {
  const run = await action.play({
    plan: onePollEach(planFor('closient', 'succeeded')),
    factor: 30,
    prepare: ({ simulator }) =>
      simulator.inject({
        path: /data-export/,
        faults: [{ kind: 'pass' }, { kind: 'stall', afterBytes: 20 }],
      }),
  })
  expect(run.result.outputs).toMatchObject({ status: 'succeeded', polls: '3' })
  expect(run.result.log).toContain('did not answer within 30 s')
})

test('N03 nothing that listens is told as network, within a quarter of a minute', async () => {
  const server = await startTestServer([])
  await server.close()
  const inputs = { 'api-url': server.url }
  const run = await action.play({ plan: planFor('snyk', 'succeeded'), inputs, factor: 20 })
  const { outputs, log } = run.result
  expect(outputs).toMatchObject({ 'failure-code': 'network', 'provider-status': '' })
  expectWaited(run, [15, 40])
  expect(Number(outputs.polls)).toBeGreaterThan(1)
  expect(log).toMatch(/^::error::127\.0\.0\.1:\d+ could not be reached: it refused/m)
  expect(run.simulator.requests).toEqual([])
})
