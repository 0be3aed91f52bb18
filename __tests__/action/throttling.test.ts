import { snykProblem } from '../../simulator/apis/snyk.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'

const action = useAction()
const FACTOR = 50
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
  ['R04', 'of an absurd length', { 'retry-after': '9'.repeat(400) }, 300],
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

const ODD: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['that is past', { 'retry-after': dated(-40_000), date: dated(0) }],
  ['that is missing', {}],
  ['below nothing', { 'retry-after': '-1' }],
  ['with a fraction', { 'retry-after': '9999.5' }],
  ['with an exponent', { 'retry-after': '1e9' }],
  ['in words', { 'retry-after': 'soon' }],
  ['that is empty', { 'retry-after': '' }],
]

test('R02 R03 R04 a Retry-After that is past, missing or none leaves the back-off', async () => {
  const run = await action.play({
    plan: { ...pending, phases: [{ word: 'PENDING', polls: ODD.length }, { word: 'FINISHED' }] },
    factor: 40,
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/rest/, faults: ODD.flatMap(([, headers]) => [pass, busy(429, headers)]) }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe(String(2 * ODD.length + 1))
  expect(Number(run.result.outputs['waited-seconds'])).toBeLessThan(60 * ODD.length)
})

test('R05 throttled for ever, one question is asked for each pause until timeout', async () => {
  const run = await action.play({
    plan: lasting,
    factor: 50,
    inputs: { timeout: '3m' },
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/rest/, faults: Array(99).fill(busy(429, { 'retry-after': '60' })) }),
  })
  expect(run.result.outputs['failure-code']).toBe('timed-out')
  expect(Number(run.result.outputs['waited-seconds'])).toBeGreaterThanOrEqual(180)
  expect(Number(run.result.outputs.polls)).toBeLessThanOrEqual(4)
  expect(Number(run.result.outputs.polls)).toBeGreaterThanOrEqual(3)
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

test('R07 what may heal is asked again', async () => {
  const statuses = [408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 599]
  const run = await action.play({
    plan: { ...pending, phases: [{ word: 'PENDING', polls: statuses.length }, { word: 'FINISHED' }] },
    factor: 40,
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/rest/, faults: statuses.flatMap(status => [pass, busy(status)]) }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe(String(2 * statuses.length + 1))
})

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
