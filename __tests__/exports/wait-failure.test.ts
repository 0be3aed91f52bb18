import { failureOf } from '../../src/exports/wait-failure.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { Verdict } from '../../src/polling/policy.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import { exportRequest, jobStatus, waitRecord } from '../support/report-values.ts'

const request = exportRequest()
const job = { ...request.place, exportId: 'export-1' }
const ended = (phase: 'succeeded' | 'failed' | 'cancelled', fields: Partial<JobStatus> = {}): Verdict => ({
  kind: 'ended',
  phase,
  status: jobStatus({ phase, ...fields }),
  wait: waitRecord(),
})
const START_AGAIN =
  'Start a new export and pass its ID as export-id. The statuses are documented at https://docs.snyk.io/snyk-api/reference/export'
const RESUME = 'Run the step with export-id: export-1 to keep waiting for this export.'

describe('failureOf', () => {
  test('without documentation of the service, no hint names it', () => {
    const { docs: _, ...provider } = request.provider
    expect(failureOf(ended('failed'), job, { ...request, provider })?.hint).toMatch(
      /Start a new export and pass its ID as export-id\.$/,
    )
  })

  test('a success is not a failure', () => {
    expect(failureOf(ended('succeeded'), job, request)).toBeUndefined()
  })

  test.each<[string, Verdict, ReturnType<typeof failureOf>]>([
    [
      'S05 a failed export with a reason',
      ended('failed', { providerStatus: 'ERRORED', reason: 'Query too large', hint: 'Ask for less.' }),
      {
        code: 'export-failed',
        reason: 'The provider reported that Snyk export export-1 failed (ERRORED): Query too large.',
        hint: `Ask for less. ${START_AGAIN}`,
        requestId: 'request-1',
      },
    ],
    [
      'S05 a failed export without a reason',
      ended('failed', { providerStatus: 'ERROR' }),
      {
        code: 'export-failed',
        reason: 'The provider reported that Snyk export export-1 failed (ERROR) and gave no reason.',
        hint: START_AGAIN,
        requestId: 'request-1',
      },
    ],
    [
      'S05 a cancelled export',
      ended('cancelled', { providerStatus: 'CANCELLED', reason: 'By an administrator.' }),
      {
        code: 'export-cancelled',
        reason:
          'The provider reported that Snyk export export-1 was cancelled (CANCELLED): By an administrator.',
        hint: START_AGAIN,
        requestId: 'request-1',
      },
    ],
    [
      'C01 a signal',
      {
        kind: 'aborted',
        error: new ExportError('aborted', 'The step was ended by SIGINT'),
        wait: waitRecord(),
      },
      {
        code: 'aborted',
        reason:
          'The step was ended by SIGINT. Stopped waiting for Snyk export export-1 after 1 min 01 s; the export keeps running.',
        hint: RESUME,
        requestId: 'request-1',
      },
    ],
    [
      'a signal before the first response',
      {
        kind: 'aborted',
        error: new ExportError('aborted', 'The step was ended by SIGINT.'),
        wait: waitRecord({ waitedMs: 0, last: undefined }),
      },
      expect.objectContaining({ code: 'aborted', requestId: '' }),
    ],
    [
      'an error and its cause',
      {
        kind: 'error',
        error: new ExportError('forbidden', 'Refused.', {
          hint: 'Ask an admin.',
          requestId: 'r-2',
          cause: 'x',
        }),
        wait: waitRecord(),
      },
      { code: 'forbidden', reason: 'Refused.', hint: 'Ask an admin.', requestId: 'r-2', cause: 'x' },
    ],
  ])('explains %s', (_, verdict, expected) => {
    expect(failureOf(verdict, job, request)).toEqual(expected)
  })
})

describe('a timeout', () => {
  const last = jobStatus({ providerStatus: 'STARTED', phase: 'waiting' })
  const timedOut = (fields: Parameters<typeof waitRecord>[0], lastError?: ExportError) =>
    failureOf({ kind: 'timed-out', lastError, wait: waitRecord(fields) }, job, request)

  test('S12 contains the ID, the limit, the observed statuses and how to resume', () => {
    const observed = { PENDING: 1, STARTED: 1038 }
    expect(timedOut({ last, observed, polls: 1039 })).toEqual({
      code: 'timed-out',
      reason:
        'Snyk export export-1 is still running after 30 min. Polled 1,039 times: STARTED ×1,038, PENDING ×1.',
      hint: `${RESUME} If exports of this size take longer, raise timeout.`,
      requestId: 'request-1',
    })
  })

  test('S01 lists the most frequent status first', () => {
    const observed = { A: 1, 'HTTP 503': 12, B: 3 }
    expect(timedOut({ last, observed })?.reason).toContain(': HTTP 503 ×12, B ×3, A ×1.')
  })

  test('contains the last error, its request ID and its cause', () => {
    const details = { requestId: 'r-503', cause: 'x' }
    const failure = timedOut({ last }, new ExportError('network', 'The provider returned HTTP 503', details))
    expect(failure?.reason).toMatch(/ Last error: The provider returned HTTP 503\.$/)
    expect(failure).toMatchObject(details)
    expect(timedOut({ last }, new ExportError('network', 'No response.'))?.requestId).toBe('request-1')
  })

  test('S01 names an undocumented status', () => {
    const unknown = jobStatus({ providerStatus: 'HIBERNATING', known: false, phase: 'waiting' })
    expect(timedOut({ last: unknown })?.reason).toMatch(/ "HIBERNATING" is not a documented status\.$/)
  })

  test('begins its hint with that of the last status', () => {
    const idle = jobStatus({ providerStatus: 'NOT_STARTED', hint: 'Start it with POST.' })
    expect(timedOut({ last: idle })?.hint).toMatch(/^Start it with POST\. Run the step with /)
  })

  test('without any status has the hint of the last error: a longer timeout does not help', () => {
    const refused = new ExportError('network', 'It was refused.', { hint: 'Check api-url.' })
    const failure = timedOut({ last: undefined, observed: { network: 9 }, polls: 9 }, refused)
    expect(failure?.hint).toBe(`Check api-url. ${RESUME}`)
  })

  test('is explained without any status', () => {
    const failure = timedOut({ last: undefined, observed: { network: 1 }, polls: 1 })
    expect(failure?.reason).toBe('No status of Snyk export export-1 after 30 min. Polled 1 time: network ×1.')
    expect(failure?.requestId).toBe('')
  })
})
