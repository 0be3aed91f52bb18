import { sailpointProblem } from '../../simulator/apis/sailpoint.ts'
import { snykProblem } from '../../simulator/apis/snyk.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import { storeRefusal } from '../../simulator/store/refusals.ts'
import type { Cast } from '../support/action.ts'
import { useAction } from '../support/action.ts'
import { expectFiles, expectNoFiles } from '../support/action-files.ts'

const action = useAction()
const FACTOR = 20
const pass = { kind: 'pass' } as const
const missing = { kind: 'answer', answer: snykProblem(404, 'Export not found') } as const

test('S02 another spelling is the same word', async () => {
  const saying = (status: string) =>
    ({ kind: 'answer', answer: { status: 200, body: JSON.stringify({ status }) } }) as const
  const run = await action.play({
    plan: planFor('vmware', 'succeeded'),
    factor: 20,
    prepare: ({ simulator }) =>
      simulator.inject({ path: /exports$/, faults: [saying('In progress'), saying(' completed ')] }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('2')
  expect(run.result.log).not.toContain('::warning::')
})

/** A link that has expired, and a job that is pending so many times when fresh ones are asked for. */
const pendingAgain =
  (times: number) =>
  ({ simulator, job }: Cast) => {
    const expired = { kind: 'answer', answer: storeRefusal('gcs', 'expired') } as const
    simulator.inject({ path: job.storePaths[0] ?? '', faults: [expired] })
    const body = JSON.stringify({ data: { id: job.id, attributes: { status: 'STARTED' } } })
    const pending = { kind: 'answer', answer: { status: 200, body } } as const
    simulator.inject({ path: /^\/rest/, faults: [pass, ...Array(times).fill(pending)] })
  }

test('S03 a job that is pending again when its link has expired is waited for', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    prepare: pendingAgain(2),
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(/FINISHED \(poll[\s\S]+A download link has expired[\s\S]+STARTED \(poll/)
})

test('S03 a job that stays pending when its link has expired is waited for until download-timeout', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: FACTOR,
    inputs: { 'download-timeout': '20s', timeout: '30m' },
    prepare: pendingAgain(999),
  })
  expect(run.result.outputs['failure-code']).toBe('download')
  expect(run.error).toContain('download-timeout (20 s) expired')
  const [first, ...later] = run.simulator.requests
  const seconds = (((later.at(-1)?.at ?? 0) - (first?.at ?? 0)) * FACTOR) / 1000
  expect(seconds).toBeGreaterThan(10)
  expect(seconds).toBeLessThan(60)
  expectNoFiles(run)
})

test('S04 progress that goes back does no harm', async () => {
  const at = (progress: number) => ({ word: 'IN_PROGRESS', fields: { progress }, polls: 1 })
  const phases = [at(60), at(80), at(20), at(-5), at(1e9), { word: 'COMPLETED' }]
  const run = await action.play({ plan: { ...planFor('vmware', 'succeeded'), phases }, factor: 20 })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('6')
})

test('S07 an answer about another job ends the wait', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    prepare: ({ simulator }) => {
      const id = '94f572f3-f17d-4d8d-ac55-44a8a034a6a9'
      const body = JSON.stringify({ data: { id, attributes: { status: 'FINISHED', results: [] } } })
      const answer = { status: 200, body }
      simulator.inject({ path: /^\/rest/, faults: Array(9).fill({ kind: 'answer', answer }) })
    },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'protocol', 'provider-status': '' })
  expectNoFiles(run)
})

test('S08 a job that is not known for its first seconds is waited for', async () => {
  const run = await action.play({
    plan: planFor('snyk', 'succeeded'),
    factor: 20,
    prepare: ({ simulator }) => simulator.inject({ path: /^\/rest/, faults: [missing, missing] }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('3')
})

test('S09 a job that is gone after a good answer, and later than 10 s, ends the wait at once', async () => {
  const run = await action.play({
    plan: { ...planFor('snyk', 'succeeded'), phases: [{ word: 'PENDING' }] },
    factor: 40,
    inputs: { 'poll-interval': '15s' },
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/rest/, faults: [pass, ...Array(9).fill(missing)] }),
  })
  expect(run.result.outputs).toMatchObject({
    'failure-code': 'not-found',
    'provider-status': 'PENDING',
    polls: '2',
  })
})

test.each([
  ['S10', 410],
  ['A09', 409],
  ['A08', 400],
  ['A08', 402],
  ['A08', 405],
  ['A08', 406],
  ['A08', 415],
  ['A08', 422],
])('%s a %i ends the wait at once, in the words of the provider', async (_, status) => {
  const run = await action.play({
    plan: { ...planFor('snyk', 'succeeded'), phases: [{ word: 'PENDING' }] },
    factor: 20,
    prepare: ({ simulator }) => {
      const answer = snykProblem(status, 'An example of a reason')
      simulator.inject({ path: /^\/rest/, faults: [pass, { kind: 'answer', answer }] })
    },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'rejected', polls: '2' })
  expect(run.error).toContain(`HTTP ${status}: An example of a reason`)
})

test('A07 a 403 ends the wait at once, also after good answers', async () => {
  const run = await action.play({
    plan: { ...planFor('sailpoint', 'succeeded'), phases: [{ word: 'IN_PROGRESS' }] },
    factor: 20,
    prepare: ({ simulator }) => {
      const faults = [pass, { kind: 'answer', answer: sailpointProblem(403) } as const]
      simulator.inject({ path: /sp-config\/export/, faults })
    },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'forbidden', polls: '2' })
})

test('S11 a job that is over at the first look is not waited for', async () => {
  const run = await action.play({ plan: planFor('vmware', 'succeeded') })
  await expectFiles(run)
  expect(run.result.outputs).toMatchObject({
    polls: '1',
    'waited-seconds': expect.stringMatching(/^0(\.\d+)?$/),
  })
})

test('S01 each unknown word is warned about once', async () => {
  const odd = (word: string) => ({ word, polls: 2 })
  const phases = [odd('reheating'), odd('simmering'), { word: 'FINISHED' }]
  const run = await action.play({ plan: { ...planFor('snyk', 'succeeded'), phases }, factor: 20 })
  await expectFiles(run)
  expect(run.result.log.match(/^::warning::The provider reported "(reheating|simmering)"/gm)).toHaveLength(2)
})
