import { DOWNLOAD_LIMITS } from '../../src/download/limits.ts'
import type { AttemptRecord, NextStep, TransferFailureKind } from '../../src/download/retry.ts'
import { NO_ATTEMPTS, nextStep } from '../../src/download/retry.ts'
import { ExportError } from '../../src/failures/export-error.ts'

interface End {
  readonly kind: TransferFailureKind
  readonly bytes?: number
  readonly nowMs?: number
  readonly error?: ExportError
}

const ERROR = new ExportError('download', 'It failed.', { httpStatus: 500, requestId: 'R1' })

/** The next steps after a sequence of failed attempts, up to the last one. */
function steps(ends: readonly End[]): readonly NextStep[] {
  const taken: NextStep[] = []
  let record: AttemptRecord = NO_ATTEMPTS
  for (const { kind, bytes = 0, nowMs = 0, error = ERROR } of ends) {
    const step = nextStep(record, { kind, error }, { bytes, nowMs }, DOWNLOAD_LIMITS)
    taken.push(step)
    if (step.kind === 'end') break
    record = step.record
  }
  return taken
}

const repeated = (count: number, end: End) => Array.from({ length: count }, () => end)
const pauses = (taken: readonly NextStep[]) =>
  taken.map(step => (step.kind === 'retry' ? step.pauseMs : step.kind))

test.each<[TransferFailureKind, readonly (number | 'end')[]]>([
  ['transient', [1000, 2000, 4000, 8000, 'end']],
  ['unresumable', [0, 1000, 2000, 4000, 'end']],
  ['expired', [0, 1000, 2000, 'end']],
  ['signature-mismatch', [0, 'end']],
  ['unexpected', [0, 'end']],
  ['corrupt', [1000, 2000, 'end']],
  ['permanent', ['end']],
])('%s pauses for %j', (kind, expected) => {
  expect(pauses(steps(repeated(9, { kind })))).toEqual(expected)
})

test.each<[TransferFailureKind, 'same' | 'fresh', 'kept' | 'discarded']>([
  ['transient', 'same', 'kept'],
  ['unresumable', 'same', 'discarded'],
  ['expired', 'fresh', 'kept'],
  ['signature-mismatch', 'fresh', 'kept'],
  ['unexpected', 'fresh', 'discarded'],
  ['corrupt', 'same', 'discarded'],
  ['missing', 'fresh', 'kept'],
])('%s continues with the %s link, part %s', (kind, link, part) => {
  expect(steps([{ kind }])).toMatchObject([{ kind: 'retry', link, part }])
})

test('progress resets the failures of the connection', () => {
  const taken = steps([
    ...repeated(4, { kind: 'transient', bytes: 10 }),
    ...repeated(4, { kind: 'transient', bytes: 11 }),
    { kind: 'expired', bytes: 12 },
  ])
  expect(pauses(taken)).toEqual([1000, 1000, 2000, 4000, 1000, 1000, 2000, 4000, 0])
})

test('bytes that were received before are no progress', () => {
  const taken = steps([{ kind: 'unresumable', bytes: 10 }, ...repeated(9, { kind: 'transient', bytes: 9 })])
  expect(pauses(taken)).toEqual([0, 1000, 2000, 4000, 8000, 'end'])
})

test('progress does not reset failures of the content', () => {
  const taken = steps([1, 2, 3].map(bytes => ({ kind: 'corrupt', bytes })))
  expect(pauses(taken)).toEqual([1000, 2000, 'end'])
})

test('pauses last at most half a minute, and at least as long as the server requests', () => {
  const taken = steps([0, 1, 2, 3, 4, 5, 6].map(i => ({ kind: 'missing', nowMs: i })))
  expect(pauses(taken)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  const busy = new ExportError('network', 'Busy.', { retryAfterMs: 45_000 })
  expect(pauses(steps([{ kind: 'transient', error: busy }]))).toEqual([45_000])
})

test('D13 a missing file is retried for a minute after its first 404', () => {
  const missing = (nowMs: number): End => ({ kind: 'missing', nowMs })
  expect(pauses(steps([missing(5000), missing(64_999), missing(65_000)]))).toEqual([1000, 2000, 'end'])
})

test('the last error contains the number of attempts and keeps its details', () => {
  const lost = new ExportError('network', 'Lost.', { httpStatus: 503, requestId: 'R2' })
  const last = steps(repeated(5, { kind: 'transient', error: lost })).at(-1)
  expect(last).toMatchObject({
    kind: 'end',
    error: {
      code: 'download',
      message: 'Lost. Gave up after 5 attempts.',
      hint: expect.stringMatching(/same export-id/),
      httpStatus: 503,
      requestId: 'R2',
      cause: lost,
    },
  })
})

test('a specific hint is kept, and a permanent error stays as it is', () => {
  const hinted = new ExportError('download', 'Wrong.', { hint: 'Do this.' })
  expect(steps(repeated(3, { kind: 'corrupt', error: hinted })).at(-1)).toMatchObject({
    error: { hint: 'Do this.' },
  })
  expect(steps([{ kind: 'permanent', error: hinted }])).toEqual([{ kind: 'end', error: hinted }])
})
