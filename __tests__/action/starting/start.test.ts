import type { Fault } from '../../../simulator/faults.ts'
import { respond } from '../../../simulator/faults.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { type Inputs, onePollEach, type Run, useAction } from '../../support/action.ts'
import { until } from '../../support/until.ts'

const action = useAction()

const REQUEST = JSON.stringify({
  formats: ['csv'],
  dataset: 'issues',
  filters: { updated: { from: '{days-ago:7}' } },
})
const START: Inputs = { start: 'true', 'export-id': '' }
const POST = /^\/rest\/orgs\/[^/]+\/export$/

/** The requests that start an export. */
function starts({ simulator }: Pick<Run, 'simulator'>) {
  return simulator.requests.filter(
    ({ method, url }) => method === 'POST' && /\/exports?$|data-export/.test(url.pathname),
  )
}

/** A step that starts a Snyk export, whose start requests have the given faults. */
function startWith(faults: readonly Fault[], inputs: Inputs = {}) {
  const plan = onePollEach(planFor('snyk', 'succeeded'))
  return action.run({
    plan,
    factor: 100,
    inputs: { ...START, request: REQUEST, ...inputs },
    prepare: ({ simulator }) => simulator.inject({ path: POST, faults }),
    simulator: { templates: { snyk: plan } },
  })
}

describe('start: true', () => {
  test.each<[string, Inputs, number]>([
    ['snyk', { ...START, request: REQUEST }, 1],
    ['sailpoint', { ...START, request: 'includeTypes: [ROLE]' }, 1],
    ['closient', START, 1],
    // Its exports have the ID of their run, for which there is one already.
    ['vmware', { start: 'true' }, 0],
  ])('of %s starts one export, waits for it and downloads it', async (provider, inputs, count) => {
    const id = provider as 'snyk' | 'sailpoint' | 'closient' | 'vmware'
    const run = await action.run({ plan: onePollEach(planFor(id, 'succeeded')), factor: 50, inputs })
    expect(run.result.outputs).toMatchObject({ status: 'succeeded', 'failure-code': '' })
    expect(starts(run)).toHaveLength(count)
    const { 'export-id': exportId = '', files = '' } = run.result.outputs
    expect(files).toContain('"verifiedBy"')
    if (count > 0) {
      expect(exportId).not.toBe(run.job.id)
      expect(run.result.log).toContain(
        `Started export ${exportId}. To wait for it again, pass export-id: ${exportId}.`,
      )
    } else expect(run.result.log).toContain('already exists')
  })

  test('sends the request with its dates, and never shows it', async () => {
    const run = await startWith([])
    const [request] = starts(run)
    expect(JSON.parse(String(request?.body)).data.attributes.filters.updated.from).toMatch(
      /^\d{4}-\d\d-\d\dT00:00:00Z$/,
    )
    expect(run.result.log).not.toContain('dataset')
  })

  test.each<[string, readonly Fault[]]>([
    ['429 with Retry-After', [respond(429, '', { 'retry-after': '2' }), respond(429)]],
    [
      '503 with Retry-After as JSON',
      [respond(503, '{}', { 'retry-after': '2', 'content-type': 'application/json' })],
    ],
    [
      'a secondary rate limit',
      [respond(403, '{}', { 'retry-after': '2', 'content-type': 'application/json' })],
    ],
  ])('B01 repeats the request after %s, which has started nothing', async (_, faults) => {
    const run = await startWith(faults)
    expect(run.result.outputs).toMatchObject({ status: 'succeeded' })
    expect(starts(run)).toHaveLength(faults.length + 1)
  })

  test.each<[string, Fault]>([
    ['a 500', respond(500, '{}')],
    [
      'a 503 page of a gateway',
      respond(503, '<html>busy</html>', { 'retry-after': '2', 'content-type': 'text/html' }),
    ],
    ['a lost connection', { kind: 'reset' }],
    ['a 202 without an ID', respond(202, '{"data": {}}', { 'content-type': 'application/json' })],
    ['a web page', respond(200, '<html>Welcome</html>', { 'content-type': 'text/html' })],
    ['a redirect after the work', respond(303, '', { location: '/rest/elsewhere' })],
  ])('B02 never repeats the request after %s', async (_, fault) => {
    const run = await startWith([fault])
    expect(starts(run)).toHaveLength(1)
    expect(run.result.outputs).toMatchObject({
      status: 'error',
      'failure-code': 'start-unknown',
      'export-id': '',
    })
    expect(run.error).toContain('another run would start a second one')
  })

  test.each<[string, Fault]>([
    [
      'a 400',
      respond(400, '{"errors":[{"detail":"Unknown dataset","status":"400"}]}', {
        'content-type': 'application/json',
      }),
    ],
    ['a 308', respond(308, '', { location: '/rest/orgs/x/export' })],
  ])('B03 ends as rejected after %s', async (_, fault) => {
    const run = await startWith([fault])
    expect(starts(run)).toHaveLength(1)
    expect(run.result.outputs).toMatchObject({ status: 'error', 'failure-code': 'rejected', 'export-id': '' })
  })

  test('B04 ends at once if Retry-After is beyond the timeout', async () => {
    const run = await startWith([respond(429, '', { 'retry-after': '3600' })], { timeout: '30m' })
    expect(run.result.outputs).toMatchObject({ status: 'error', 'failure-code': 'network' })
    expect(run.error).toContain('The next attempt would be after timeout.')
    expect(starts(run)).toHaveLength(1)
  })

  test('B01 repeats the request for 15 s if no connection opens, and has started nothing', async () => {
    const run = await startWith([], { 'api-url': 'http://127.0.0.1:9' })
    expect(run.result.outputs).toMatchObject({ status: 'error', 'failure-code': 'network', 'export-id': '' })
    expect(run.error).toMatch(/ECONNREFUSED.*Gave up after \d+ failed attempts in 1[5-9]/)
  })

  test.each([
    [true, 'succeeded', ''],
    [false, 'error', 'rejected'],
  ])(
    'B07 polls after a 429 of SDDC Manager for an export that it shows later (%s)',
    async (isShown, status, code) => {
      const run = await action.run({
        plan: { ...planFor('vmware', 'succeeded'), started: false },
        factor: 100,
        inputs: { start: 'true' },
        prepare: ({ simulator, job }) => {
          const show: Fault = {
            kind: 'change',
            change: response => {
              if (isShown) job.start()
              return response
            },
          }
          const faults = [{ kind: 'pass' } as const, respond(429, '{}'), { kind: 'pass' } as const, show]
          simulator.inject({ path: `/v1/system/check-sets/${job.id}/exports`, faults })
        },
      })
      expect(starts(run)).toHaveLength(1)
      expect(run.result.outputs).toMatchObject({ status, 'failure-code': code })
      if (!isShown) expect(run.error).toMatch(/reports none\. Gave up after \d+ failed attempts in 1 min/)
    },
  )

  test('B02 says that an export may have been started if no response arrives before timeout', async () => {
    const run = await startWith([{ kind: 'stall' }], { timeout: '2m' })
    expect(run.result.outputs).toMatchObject({ status: 'error', 'failure-code': 'start-unknown' })
    expect(run.error).toContain('its outcome is unknown: there was no response before timeout.')
  })

  test('B05 a signal during the request says that an export may have been started', async () => {
    const plan = planFor('snyk', 'succeeded')
    const { step, simulator, ended } = await action.start({
      plan,
      inputs: { ...START, request: REQUEST },
      prepare: ({ simulator }) => simulator.inject({ path: POST, faults: [{ kind: 'stall' }] }),
    })
    await until(() => starts({ simulator }).length > 0)
    step.kill('SIGTERM')
    const run = await ended()
    expect(run.result.outputs).toMatchObject({
      status: 'aborted',
      'failure-code': 'aborted',
      'export-id': '',
    })
    expect(run.error).toContain('An export may have been started.')
  })
})
