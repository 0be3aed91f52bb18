import { snykProblem } from '../../simulator/apis/snyk.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { useAction } from '../support/action.ts'
import { expectFiles } from '../support/action-files.ts'

const action = useAction()
const FACTOR = 50
/** Half a second of a busy machine, and a little more. */
const SLACK_SECONDS = 30
const pass = { kind: 'pass' } as const
const pending = {
  ...planFor('snyk', 'succeeded'),
  phases: [{ word: 'PENDING', polls: 1 }, { word: 'FINISHED' }],
}
const lasting = { ...pending, phases: [{ word: 'PENDING' }] }

const busy = (status: number, headers: Readonly<Record<string, string>> = {}) =>
  ({ kind: 'response', response: snykProblem(status, 'Example of an outage', headers) }) as const

/** Seconds of the step's clock between a question and the next. */
function gapSeconds({ requests }: Simulator, index: number): number {
  const [before, after] = requests.slice(index)
  return (((after?.at ?? 0) - (before?.at ?? 0)) * FACTOR) / 1000
}

/** Those gaps after each of the first questions, in order. */
const gapsSeconds = (simulator: Simulator, questions: number): readonly number[] =>
  Array.from({ length: questions }, (_, index) => gapSeconds(simulator, index))

const dated = (ms: number) => new Date(Date.UTC(2031, 0, 1) + ms).toUTCString()

test.each([
  ['R01', 'of 40 seconds', busy(429, { 'retry-after': '40' }), 40],
  [
    'R02',
    'of 40 seconds by the clock of the server',
    busy(429, { 'retry-after': dated(40_000), date: dated(0) }),
    40,
  ],
  ['R04', 'of an absurd length', busy(429, { 'retry-after': '9'.repeat(400) }), 300],
  ['R10', 'of 40 seconds beside a 503', busy(503, { 'retry-after': '40' }), 40],
])('%s a Retry-After %s is waited for, and at most a quarter longer', async (_, __, fault, seconds) => {
  const run = await action.play({
    plan: pending,
    factor: FACTOR,
    prepare: ({ simulator }) => simulator.inject({ path: /^\/rest/, faults: [pass, fault] }),
  })
  await expectFiles(run)
  expect(gapSeconds(run.simulator, 1)).toBeGreaterThan(seconds - 3)
  expect(gapSeconds(run.simulator, 1)).toBeLessThan(1.25 * seconds + SLACK_SECONDS)
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
    factor: FACTOR,
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/rest/, faults: ODD.flatMap(([, headers]) => [pass, busy(429, headers)]) }),
  })
  await expectFiles(run)
  expect(run.result.outputs.polls).toBe(String(2 * ODD.length + 1))
  // Each second answer was a refusal; a pause of none would be far shorter, one of those asked for longer.
  const backOffs = gapsSeconds(run.simulator, 2 * ODD.length).filter((_, index) => index % 2 === 1)
  expect(Math.min(...backOffs)).toBeGreaterThan(0.5)
  expect(Math.max(...backOffs)).toBeLessThan(35)
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
  const [, ...pauses] = gapsSeconds(run.simulator, 10)
  const leastSeconds = [1, 1, 2, 4, 8, 15, 15, 15, 15]
  for (const [index, seconds] of leastSeconds.entries()) expect(pauses[index]).toBeGreaterThan(0.9 * seconds)
  expect(Math.max(...pauses)).toBeLessThan(30 + SLACK_SECONDS)
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
