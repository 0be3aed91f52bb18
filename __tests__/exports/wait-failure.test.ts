import fc from 'fast-check'
import type { Verdict } from '../../src/exports/outcome.ts'
import { failureLine, failureOf, heardText } from '../../src/exports/wait-failure.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { JobStatus } from '../../src/providers/provider.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import { exportRequest, failure, jobStatus, waitRecord } from '../support/report-values.ts'
import { commandsIn } from '../support/runner-oracles.ts'

const request = exportRequest()
const ended = (fields: Partial<JobStatus>): Verdict => ({
  kind: 'ended',
  status: jobStatus(fields),
  ...waitRecord(),
})
const START_ANEW =
  'Start a new export and give its id to the step; the status is described at https://docs.snyk.io/snyk-api/reference/export'
const REATTACH =
  'Run the step again with export-id export-1: it waits for the same export, nothing is started anew.'

describe('failureOf', () => {
  test('has nothing to say about a success', () => {
    expect(failureOf(ended({}), request)).toBeUndefined()
  })

  test.each<[string, Verdict, ReturnType<typeof failureOf>]>([
    [
      'S05 a failed export with a reason',
      ended({ phase: 'failed', providerStatus: 'ERRORED', reason: 'Query too large', hint: 'Ask for less.' }),
      {
        code: 'export-failed',
        reason:
          'The provider says that Snyk export export-1 (status ERRORED) failed. Reason: Query too large.',
        hint: `Ask for less. ${START_ANEW}`,
        requestId: 'request-1',
      },
    ],
    [
      'S05 a failed export without a reason',
      ended({ phase: 'failed', providerStatus: 'ERROR' }),
      {
        code: 'export-failed',
        reason:
          'The provider says that Snyk export export-1 (status ERROR) failed. The provider gave no reason.',
        hint: START_ANEW,
        requestId: 'request-1',
      },
    ],
    [
      'S05 a cancelled export',
      ended({ phase: 'cancelled', providerStatus: 'CANCELLED', reason: 'By an administrator.' }),
      {
        code: 'export-cancelled',
        reason:
          'The provider says that Snyk export export-1 (status CANCELLED) was cancelled. Reason: By an administrator.',
        hint: START_ANEW,
        requestId: 'request-1',
      },
    ],
    [
      'an ending that is none',
      ended({ phase: 'waiting', providerStatus: 'STARTED' }),
      {
        code: 'internal',
        reason:
          'The wait for Snyk export export-1 (status STARTED) ended although the provider says that the job goes on.',
        hint: 'Please report this.',
        requestId: 'request-1',
      },
    ],
    [
      'C01 a signal',
      {
        kind: 'aborted',
        error: new ExportError('aborted', 'The step was ended by SIGINT.'),
        ...waitRecord(),
      },
      {
        code: 'aborted',
        reason:
          'The step was ended by SIGINT. The step had waited 1m 01s for Snyk export export-1; the export itself goes on.',
        hint: REATTACH,
        requestId: 'request-1',
      },
    ],
    [
      'a signal before the first answer',
      {
        kind: 'aborted',
        error: new ExportError('aborted', 'The step was ended by SIGINT.'),
        ...waitRecord({ waitedMs: 0, last: undefined }),
      },
      expect.objectContaining({ code: 'aborted', requestId: '' }),
    ],
    [
      'an error',
      {
        kind: 'error',
        error: new ExportError('forbidden', 'Refused.', { hint: 'Ask an admin.', requestId: 'r-2' }),
        ...waitRecord(),
      },
      { code: 'forbidden', reason: 'Refused.', hint: 'Ask an admin.', requestId: 'r-2' },
    ],
  ])('explains %s', (_, verdict, expected) => {
    expect(failureOf(verdict, request)).toEqual(expected)
  })
})

describe('a timeout', () => {
  const last = jobStatus({ providerStatus: 'STARTED', phase: 'waiting' })

  test('S12 names the id, the limit, the observed statuses and how to go on', () => {
    const wait = waitRecord({ last, observed: { PENDING: 1, STARTED: 38 }, polls: 39, waitedMs: 1_800_000 })
    expect(failureOf({ kind: 'timed-out', lastError: undefined, ...wait }, request)).toEqual({
      code: 'timed-out',
      reason:
        'Snyk export export-1 did not end within 30m. Answers to 39 questions: STARTED 38 times, PENDING once.',
      hint: `${REATTACH} If exports of this size take longer, raise "timeout".`,
      requestId: 'request-1',
    })
  })

  test('names the last failure and its request id', () => {
    const lastError = new ExportError('network', 'The provider answered 503', { requestId: 'r-503' })
    const verdict = failureOf({ kind: 'timed-out', lastError, ...waitRecord({ last }) }, request)
    expect(verdict?.reason).toMatch(/ Last trouble: The provider answered 503\.$/)
    expect(verdict?.requestId).toBe('r-503')
    const silent = new ExportError('network', 'No answer.')
    expect(
      failureOf({ kind: 'timed-out', lastError: silent, ...waitRecord({ last }) }, request)?.requestId,
    ).toBe('request-1')
  })

  test('S01 names an undocumented status', () => {
    const wait = waitRecord({
      last: jobStatus({ providerStatus: 'HIBERNATING', known: false, phase: 'waiting' }),
    })
    expect(failureOf({ kind: 'timed-out', lastError: undefined, ...wait }, request)?.reason).toMatch(
      / "HIBERNATING" is not a status that the provider documents\.$/,
    )
  })

  test('gives the advice of the last status first', () => {
    const wait = waitRecord({
      last: jobStatus({ providerStatus: 'NOT_STARTED', hint: 'Start it with POST.' }),
    })
    expect(failureOf({ kind: 'timed-out', lastError: undefined, ...wait }, request)?.hint).toMatch(
      /^Start it with POST\. Run the step again/,
    )
  })

  test('can be reported without any observed status', () => {
    const wait = waitRecord({ last: undefined, observed: {}, polls: 0, waitedMs: 0 })
    const verdict = failureOf({ kind: 'timed-out', lastError: undefined, ...wait }, request)
    expect(verdict?.reason).toBe(
      'Snyk export export-1 did not end within 30m. Answers to 0 questions: nothing.',
    )
    expect(verdict?.requestId).toBe('')
  })
})

test('S01 observed statuses start with the most frequent', () => {
  expect(heardText(waitRecord({ observed: { A: 1, 'HTTP 503': 12, B: 3 } }))).toBe(
    'HTTP 503 12 times, B 3 times, A once',
  )
})

describe('failureLine', () => {
  test('says what happened, the request id and what to do', () => {
    expect(failureLine(failure())).toBe(
      'data.csv ended after 12 of 1328 bytes. (request id request-9) Run the step again.',
    )
  })

  test('ends sentences and leaves out unknown facts', () => {
    expect(failureLine(failure({ reason: 'No answer', hint: '', requestId: '' }))).toBe('No answer.')
  })

  test('A13 redacts before it cuts', () => {
    const secret = 'example-0123456789abcdef'
    const { redact, add: keep } = createVault(() => undefined)
    keep(secret)
    const reason = `${'x'.repeat(890)}${secret}`
    expect(failureLine(failure({ reason, hint: '', requestId: '' }), redact)).toBe(`${'x'.repeat(890)}***.`)
  })

  test('L01 L02 is one line of at most 1,500 characters, whatever a server sends', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(1, 300), (text, times) => {
        const long = text.repeat(times)
        const line = failureLine(failure({ reason: long, hint: long, requestId: long }))
        expect(line.length).toBeLessThanOrEqual(1500)
        expect(commandsIn(line)).toEqual([])
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
      fuzzRuns(500),
    )
  })
})
