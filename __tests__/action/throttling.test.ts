import { snykProblem } from '../../simulator/apis/snyk.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'

const action = useAction()
const FACTOR = 100
const pass = { kind: 'pass' } as const
const pending = {
  ...planFor('snyk', 'succeeded'),
  phases: [{ word: 'PENDING', polls: 1 }, { word: 'FINISHED' }],
}
const lasting = { ...pending, phases: [{ word: 'PENDING' }] }

const busy = (status: number, headers: Readonly<Record<string, string>> = {}) =>
  ({ kind: 'answer', answer: snykProblem(status, 'Example of an outage', headers) }) as const

/** Seconds of the step's clock between a question and the next. */
function gapSeconds({ requests }: Simulator, index: number): number {
  const [before, after] = requests.slice(index)
  return (((after?.at ?? 0) - (before?.at ?? 0)) * FACTOR) / 1000
}

const dated = (ms: number) => new Date(Date.UTC(2031, 0, 1) + ms).toUTCString()

test.each([
  ['R01', 'of 40 seconds', { 'retry-after': '40' }, 40],
  ['R02', 'of 40 seconds by the clock of the server', { 'retry-after': dated(40_000), date: dated(0) }, 40],
  ['R04', 'of an absurd length', { 'retry-after': '1000000000' }, 300],
  ['R04', 'of 400 digits', { 'retry-after': '9'.repeat(400) }, 300],
])('%s a Retry-After %s is waited for', async (_, __, headers, seconds) => {
  const run = await action.play({
    plan: pending,
    factor: FACTOR,
    prepare: ({ simulator }) => simulator.inject({ path: /^\/rest/, faults: [pass, busy(429, headers)] }),
  })
  await expectFiles(run)
  expect(gapSeconds(run.simulator, 1)).toBeGreaterThan(seconds - 3)
  expect(gapSeconds(run.simulator, 1)).toBeLessThan(2 * seconds + 100)
})

test.each([
  ['R02', 'that is past', { 'retry-after': dated(-40_000), date: dated(0) }],
  ['R03', 'that is missing', {}],
  ['R04', 'below nothing', { 'retry-after': '-1' }],
  ['R04', 'with a fraction', { 'retry-after': '9999.5' }],
  ['R04', 'with an exponent', { 'retry-after': '1e9' }],
  ['R04', 'in words', { 'retry-after': 'soon' }],
  ['R04', 'that is empty', { 'retry-after': '' }],
])('%s a Retry-After %s leaves the back-off', async (_, __, headers) => {
  const run = await action.play({
    plan: pending,
    factor: 20,
    prepare: ({ simulator }) => simulator.inject({ path: /^\/rest/, faults: [pass, busy(429, headers)] }),
  })
  await expectFiles(run)
  const waited = Number(run.result.outputs['waited-seconds'])
  expect(waited).toBeGreaterThan(1)
  expect(waited).toBeLessThan(60)
})

test('R05 throttled for ever, one question is asked for each pause until timeout', async () => {
  const run = await action.play({
    plan: lasting,
    factor: FACTOR,
    inputs: { timeout: '5m' },
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/rest/, faults: Array(99).fill(busy(429, { 'retry-after': '60' })) }),
  })
  expect(run.result.outputs['failure-code']).toBe('timed-out')
  expect(Number(run.result.outputs['waited-seconds'])).toBeGreaterThanOrEqual(300)
  expect(Number(run.result.outputs.polls)).toBeLessThanOrEqual(6)
  expect(Number(run.result.outputs.polls)).toBeGreaterThanOrEqual(5)
})

test('R06 a Retry-After beyond the time left leaves one last question', async () => {
  const run = await action.play({
    plan: lasting,
    factor: 20,
    inputs: { timeout: '30s' },
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/rest/, faults: Array(9).fill(busy(429, { 'retry-after': '250' })) }),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', polls: '2' })
  expect(Number(run.result.outputs['waited-seconds'])).toBeLessThan(40)
  expect(run.error).toContain('HTTP 429')
})

test.each([408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 599])(
  'R07 a single %i is asked again',
  async status => {
    const run = await action.play({
      plan: pending,
      factor: 20,
      prepare: ({ simulator }) => simulator.inject({ path: /^\/rest/, faults: [busy(status)] }),
    })
    await expectFiles(run)
    expect(run.result.outputs.polls).toBe('3')
  },
)

test('R08 nine outages in a row are ridden out', async () => {
  const run = await action.play({
    plan: pending,
    factor: FACTOR,
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/rest/, faults: [pass, ...Array(9).fill(busy(503))] }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe('11')
})

test('R09 an outage that lasts after a good answer ends at timeout, which names it', async () => {
  const run = await action.play({
    plan: lasting,
    factor: FACTOR,
    inputs: { timeout: '3m' },
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/rest/, faults: [pass, ...Array(99).fill(busy(503))] }),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out', 'provider-status': 'PENDING' })
  expect(run.error).toContain('HTTP 503')
})
