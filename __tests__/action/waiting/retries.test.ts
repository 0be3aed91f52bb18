import { closientProblem } from '../../../simulator/apis/closient.ts'
import { snykProblem } from '../../../simulator/apis/snyk.ts'
import { type Fault, respond } from '../../../simulator/faults.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import type { SnykPlan } from '../../../simulator/jobs/plans.ts'
import type { SimulatedResponse } from '../../../simulator/messages.ts'
import { expectWaited, type Run, useAction } from '../../support/action.ts'
import { expectFiles, expectNoFiles } from '../../support/action-files.ts'

const action = useAction()

const FACTOR = 20
/** For limits of a few seconds, which a busy machine would miss otherwise. */
const SLOW_FACTOR = 5
const STATUS = /\/jobs\/export\//
const pass: Fault = { kind: 'pass' }
const responding = (response: SimulatedResponse): Fault => ({ kind: 'response', response })

/** A Snyk export that has finished after `polls` polls. */
const snykAfter = (polls: number): SnykPlan => ({
  ...planFor('snyk', 'succeeded'),
  phases: [{ word: 'PENDING', polls }, { word: 'FINISHED' }],
})

/** Runs a step for an export that is pending twice; `faults` are the responses from the second poll on. */
const runWith = (faults: readonly Fault[], rest: Fault = pass, factor = FACTOR) =>
  action.run({
    plan: snykAfter(2),
    factor,
    inputs: { timeout: '20m' },
    prepare: ({ simulator }) => simulator.inject({ path: STATUS, faults: [pass, ...faults], rest }),
  })

/** Milliseconds of the step's clock between the polls. */
const gapsMs = ({ simulator }: Run): readonly number[] => {
  const times = simulator.requests.filter(({ url }) => STATUS.test(url.pathname)).map(({ at }) => at)
  return times.slice(1).map((at, index) => FACTOR * (at - (times[index] ?? 0)))
}

const PAGE: SimulatedResponse = {
  status: 403,
  headers: { 'content-type': 'text/html' },
  body: '<html><title>Request blocked</title></html>',
}

test.each([
  ['R14 a secondary rate limit', snykProblem(403, 'Secondary rate limit', { 'retry-after': '2' })],
  ['R13 the page of a firewall', PAGE],
  ['R13 a 404', snykProblem(404, 'Not Found')],
  ['R13 a 400', snykProblem(400, 'Bad Request')],
  ['R13 a 401', snykProblem(401, 'Not authorised')],
  ['R13 a plain text', { status: 200, body: 'Service is being updated' }],
])('%s during the wait does not fail the step', async (_, response) => {
  const run = await runWith([responding(response), responding(response)])
  await expectFiles(run)
  expect(run.result.log).toMatch(/^Recovered after [^\n]+ \(polling, 2 failed attempts\)\. Last error: /m)
})

test.each([
  ['403', snykProblem(403, 'Forbidden'), 'forbidden', [30, 75], FACTOR],
  ['410', snykProblem(410, 'Gone'), 'rejected', [30, 75], FACTOR],
  ['403 as a web page', PAGE, 'forbidden', [300, 500], 100],
] as const)('R13 a %s that stays ends the wait with its own code', async (...row) => {
  const [, response, code, waited, factor] = row
  const run = await runWith([], responding(response), factor)
  expect(run.result.outputs).toMatchObject({ 'failure-code': code, 'provider-status': 'PENDING' })
  expectWaited(run, waited)
  expect(run.error).toMatch(/Gave up after \d+ failed attempts in /)
  expectNoFiles(run)
})

test('S17 results that get a 404 after the success are polled for a minute', async () => {
  const results = /\/rest\/orgs\/[^/]+\/export\//
  const missing = responding(snykProblem(404, 'Not Found'))
  const plan: SnykPlan = {
    ...planFor('snyk', 'succeeded'),
    results: 'endpoint',
    phases: [{ word: 'STARTED', forMs: 11_500 / FACTOR }, { word: 'FINISHED' }],
  }
  const run = await action.run({
    plan,
    factor: FACTOR,
    prepare: ({ simulator }) => simulator.inject({ path: results, faults: [missing, missing] }),
  })
  await expectFiles(run)
  const late = await action.run({
    plan: { ...plan, phases: [{ word: 'FINISHED' }] },
    factor: 2 * SLOW_FACTOR,
    prepare: ({ simulator }) => simulator.inject({ path: results, faults: [missing], rest: missing }),
  })
  expect(late.result.outputs).toMatchObject({ 'failure-code': 'not-found' })
  expectWaited(late, [59, 70])
  expect(late.error).toContain('its results are missing')
})

describe('A14 a token that is refused', () => {
  const rejected = responding({ status: 401, body: '{"error":"JWT is not known yet"}' })
  const sailpoint = planFor('sailpoint', 'succeeded')
  const path = /\/export\/[^/]+$/
  const loginsOf = ({ simulator }: Run) =>
    simulator.requests.filter(({ url }) => url.pathname === '/oauth/token').length

  test('for 2.5 s after its login is tried again', async () => {
    const startedMs = Date.now()
    const settling: Fault = {
      kind: 'change',
      change: response =>
        SLOW_FACTOR * (Date.now() - startedMs) < 2_500 ? { status: 401, body: '{}' } : response,
    }
    const run = await action.run({
      plan: sailpoint,
      factor: SLOW_FACTOR,
      prepare: ({ simulator }) => simulator.inject({ path, faults: [rejected, rejected], rest: settling }),
    })
    await expectFiles(run, { names: [`sp-config-${run.job.id}.json`] })
    expect(loginsOf(run)).toBe(1)
  })

  test('for 10 s is renewed once, and fails if the second one is refused as long', async () => {
    const run = await action.run({
      plan: sailpoint,
      factor: FACTOR,
      prepare: ({ simulator }) => simulator.inject({ path, faults: [rejected], rest: rejected }),
    })
    expect(run.result.outputs).toMatchObject({ 'failure-code': 'auth' })
    expect(loginsOf(run)).toBe(2)
    expectWaited(run, [20, 60])
  })
})

test.each([
  ['a 429', responding(snykProblem(429, 'Too many requests', { 'retry-after': '3.2' })), 3_200],
  ['a 503', responding(snykProblem(503, 'Busy', { 'retry-after': '5' })), 5_000],
  ['a 404', responding(snykProblem(404, 'Not Found', { 'retry-after': '6' })), 6_000],
  [
    'a good response',
    {
      kind: 'change',
      change: response => ({ ...response, headers: { ...response.headers, 'retry-after': '7' } }),
    } satisfies Fault,
    7_000,
  ],
])('R14 the Retry-After of %s is respected', async (_, fault, pauseMs) => {
  const run = await runWith([fault])
  await expectFiles(run)
  expect(gapsMs(run)[1]).toBeGreaterThanOrEqual(pauseMs)
})

test('R15 a cache that repeats the first status is bypassed', async () => {
  let cached: SimulatedResponse | undefined
  const cache: Fault = {
    kind: 'change',
    change: (response, { headers }) => {
      cached ??= response
      return headers['cache-control'] === 'no-cache'
        ? response
        : { ...cached, headers: { ...cached.headers, age: '9' } }
    },
  }
  const run = await action.run({
    plan: snykAfter(2),
    factor: FACTOR,
    inputs: { timeout: '60s' },
    prepare: ({ simulator }) => simulator.inject({ path: STATUS, faults: [], rest: cache }),
  })
  await expectFiles(run)
})

test.each([
  ['sailpoint', 'CANCELED', 'cancelled', 'export-cancelled'],
  ['vmware', 'ABORTED', 'cancelled', 'export-cancelled'],
  ['closient', 'timed_out', 'failed', 'export-failed'],
  ['snyk', 'Expired', 'failed', 'export-failed'],
] as const)('S16 the undocumented %s status %s is %s', async (provider, word, status, code) => {
  const run = await action.run({ plan: { ...planFor(provider, 'succeeded'), phases: [{ word }] } })
  expect(run.result.outputs).toMatchObject({ status, 'failure-code': code, 'provider-status': word })
  expect(run.result.log).toContain(`"${word}", which is not a documented status. It counts as ${status}.`)
  expectNoFiles(run)
})

test('S16 no undocumented status is a success', async () => {
  const plan = { ...planFor('snyk', 'succeeded'), phases: [{ word: 'SUCCEEDED' }] }
  const run = await action.run({ plan, factor: FACTOR, inputs: { timeout: '10s' } })
  expect(run.result.outputs).toMatchObject({ status: 'timed-out' })
  expectNoFiles(run)
})

test('N03 an address where nothing listens fails the step after 15 s', async () => {
  const run = await action.run({
    plan: snykAfter(1),
    factor: SLOW_FACTOR,
    inputs: { 'api-url': 'http://127.0.0.1:9' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'network' })
  expectWaited(run, [14.5, 30])
  expect(run.error).toMatch(/ECONNREFUSED.*Gave up after \d+ failed attempts in 1[5-9]/)
})

test.each([
  [400, 'Check export-id'],
  [409, 'The state of the export'],
  [422, 'Check export-id'],
])('R17 a %d says what to do next', async (status, hint) => {
  const run = await action.run({
    plan: planFor('closient', 'succeeded'),
    prepare: ({ simulator }) =>
      simulator.inject({ path: /^\/dashboard/, faults: [responding(closientProblem(status))] }),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'rejected' })
  expect(run.error).toContain(hint)
})

test('R17 an outage that lasts until the timeout is named, with its attempts and its duration', async () => {
  const run = await action.run({
    plan: snykAfter(9),
    factor: FACTOR,
    inputs: { timeout: '60s' },
    prepare: ({ simulator }) =>
      simulator.inject({ path: STATUS, faults: [pass], rest: responding(snykProblem(503, 'Busy')) }),
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'timed-out' })
  expect(run.error).toMatch(
    /Last error: .*HTTP 503: Busy\. Gave up after \d+ failed attempts in 5\d(\.\d)? s/,
  )
})

test('R17 an API that loses the job during a download is named when download-timeout ends the step', async () => {
  const run = await action.run({
    plan: planFor('vmware', 'succeeded'),
    factor: FACTOR,
    inputs: { 'download-timeout': '20s' },
    prepare: ({ simulator }) => {
      const missing = respond(404, JSON.stringify({ message: 'The export is gone.' }))
      simulator.inject({ path: /\/data$/, faults: [], rest: missing })
    },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'not-found' })
  expect(run.error).toMatch(/download-timeout \(20 s\) expired.* Last error: .*HTTP 404/)
})

test.each([
  ['Thu, 31 Dec 2099 23:59:59 GMT', 'its shutdown date is Thu, 31 Dec 2099'],
  ['Wed, 01 Jan 2020 00:00:00 GMT', 'its shutdown date was Wed, 01 Jan 2020'],
])('N28 the Sunset date %s is announced as a date', async (sunset, text) => {
  const run = await action.run({ plan: { ...planFor('snyk', 'succeeded'), statusHeaders: { sunset } } })
  expect(run.result.log).toContain(text)
})

test('I09 the address of the web application is rejected, and the right one is named', async () => {
  const run = await action.run({
    plan: planFor('snyk', 'succeeded'),
    inputs: { 'api-url': 'https://app.eu.snyk.io' },
  })
  expect(run.result.outputs).toMatchObject({ 'failure-code': 'input' })
  expect(run.error).toContain('Use https://api.eu.snyk.io')
  expect(run.simulator.requests).toEqual([])
})
