import fc from 'fast-check'
import type { ExportEvent } from '../../src/exports/events.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { LogLine } from '../../src/report/log.ts'
import { causeLine, createLog, doneLine, failureLine, linesOf } from '../../src/report/log.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import { failure, jobStatus, localFile, outcome } from '../support/report-values.ts'
import { commandsIn } from '../support/runner-oracles.ts'

const unchanged = (text: string): string => text
const file = localFile({ name: 'data.csv', size: 1_337_000 })
const artifact = {
  id: 7,
  name: 'export',
  url: 'https://github.com/o/r/actions/runs/1/artifacts/7',
  digest: 'cd',
}

const remote = {
  url: 'https://x.example/data.csv',
  credential: 'none',
  stem: 'data',
  format: 'csv',
} as const
const waiting = (fields: Parameters<typeof jobStatus>[0]) => jobStatus({ phase: 'waiting', ...fields })

describe('linesOf', () => {
  test.each<[string, ExportEvent, string]>([
    [
      'the start',
      {
        kind: 'waiting',
        exports: 1,
        title: 'Snyk export',
        exportId: 'd6b640e5-7b5c-4d5a-9e0f-0a1b2c3d4e5f',
        origins: ['https://api.snyk.io'],
        timeoutMs: 1_800_000,
      },
      'Snyk export d6b640e5-7b5c-4d5a-9e0f-0a1b2c3d4e5f: waiting up to 30 min (https://api.snyk.io)',
    ],
    [
      'every origin that receives a credential',
      {
        kind: 'waiting',
        exports: 1,
        title: 'Export',
        exportId: 'x',
        origins: ['https://api.example', 'https://login.example'],
        timeoutMs: 90_000,
      },
      'Export x: waiting up to 1 min 30 s (https://api.example, https://login.example)',
    ],
    [
      'a status',
      { kind: 'status', status: waiting({ providerStatus: 'PENDING' }), polls: 1, elapsedMs: 450 },
      'PENDING (poll 1, 450 ms)',
    ],
    [
      'progress',
      {
        kind: 'status',
        status: waiting({ providerStatus: 'IN_PROGRESS', progress: 40 }),
        polls: 1003,
        elapsedMs: 62_000,
      },
      'IN_PROGRESS 40 % (poll 1,003, 1 min 02 s)',
    ],
    [
      'a failure',
      {
        kind: 'status',
        status: jobStatus({ phase: 'failed', providerStatus: 'ERROR', reason: 'too\nlarge' }),
        polls: 3,
        elapsedMs: 5000,
      },
      'ERROR (poll 3, 5 s): too\\nlarge',
    ],
    [
      'a success',
      { kind: 'status', status: jobStatus({ files: [remote, remote, remote] }), polls: 6, elapsedMs: 12_000 },
      'FINISHED (poll 6, 12 s): 3 files, 1,061 rows',
    ],
    [
      'a success without a row count',
      {
        kind: 'status',
        status: jobStatus({ files: [remote], rowCount: undefined }),
        polls: 6,
        elapsedMs: 12_000,
      },
      'FINISHED (poll 6, 12 s): 1 file',
    ],
    [
      'failed parts',
      {
        kind: 'status',
        status: jobStatus({ files: [remote], rowCount: 1, failedParts: ['RULE', 'ROLE'] }),
        polls: 3,
        elapsedMs: 5000,
      },
      'FINISHED (poll 3, 5 s): 1 file, 1 row; 2 parts failed: RULE, ROLE',
    ],
    [
      'a heartbeat',
      { kind: 'heartbeat', providerStatus: 'STARTED', polls: 31, elapsedMs: 302_000, remainingMs: 1_498_000 },
      'Still STARTED (poll 31, 5 min 02 s), 24 min 58 s left',
    ],
    [
      'a heartbeat before the first status',
      { kind: 'heartbeat', providerStatus: '', polls: 5, elapsedMs: 60_000, remainingMs: 60_000 },
      'No status yet (poll 5, 1 min), 1 min left',
    ],
    [
      'a recovery',
      {
        kind: 'recovered',
        subject: 'polling',
        error: new ExportError('network', 'HTTP 503.'),
        count: 2,
        afterMs: 32_100,
      },
      'Recovered after 32.1 s (polling, 2 failed attempts). Last error: HTTP 503.',
    ],
    ['a file', { kind: 'downloaded', file }, 'Downloaded data.csv (1.34 MB, sha256 abababab…)'],
    [
      'the duration of a long download',
      { kind: 'downloaded', file: { ...file, elapsedMs: 3200 } },
      'Downloaded data.csv (1.34 MB in 3.2 s, sha256 abababab…)',
    ],
    ['an upload', { kind: 'uploading', name: 'export', bytes: 1000 }, 'Uploading artifact export (1 kB)'],
    ['an artifact', { kind: 'uploaded', artifact }, `Uploaded artifact export: ${artifact.url}`],
    ['a note', { kind: 'note', text: '::x::' }, ': :x::'],
  ])('shows %s', (_, event, text) => {
    expect(linesOf(event, unchanged)).toEqual([{ level: 'info', text }])
  })

  test.each<[number | undefined, string]>([
    [1_200_000, 'Downloading 3 files (1.2 MB)'],
    [undefined, 'Downloading 3 files'],
  ])('shows the start of a download of %s bytes in the debug log', (bytes, text) => {
    expect(linesOf({ kind: 'downloading', files: 3, bytes }, unchanged)).toEqual([{ level: 'debug', text }])
  })

  test('shows a retry, and its details in the debug log', () => {
    const details = { remedy: 'retry', httpStatus: 503, requestId: 'r-1' } as const
    const error = new ExportError('network', 'The provider returned HTTP 503.', details)
    expect(
      linesOf({ kind: 'retry', subject: 'polling', error, retryInMs: 5000, count: 1 }, unchanged),
    ).toEqual([
      { level: 'info', text: 'The provider returned HTTP 503. Retrying in 5 s.' },
      { level: 'debug', text: 'Failed attempt: code network, retry, HTTP 503, request ID r-1' },
    ])
    const bare = new ExportError('protocol', 'No JSON.')
    expect(
      linesOf({ kind: 'retry', subject: 'polling', error: bare, retryInMs: 0, count: 2 }, unchanged),
    ).toEqual([
      { level: 'info', text: 'No JSON. Retrying now.' },
      { level: 'debug', text: 'Failed attempt: code protocol, never' },
    ])
  })

  test('L01 prints no workflow command for any server text', () => {
    fc.assert(
      fc.property(hostileText, text => {
        const lines = eventsWith(text).flatMap(event => linesOf(event, unchanged))
        expect(commandsIn(lines.map(line => line.text).join('\n'))).toEqual([])
      }),
      fuzzRuns(500),
    )
  })

  test('lists the problems of inputs, one line each, as far as they fit', () => {
    const problems = (count: number, length: number) =>
      failure({
        code: 'input',
        reason: [`${count} inputs are wrong:`, ...Array(count).fill('x'.repeat(length))].join('\n- '),
        hint: 'Correct the step.',
        requestId: '',
      })
    expect(failureLine(problems(2, 3), unchanged)).toBe(
      '2 inputs are wrong:\n- xxx\n- xxx.\nCorrect the step.',
    )
    expect(failureLine(problems(12, 200), unchanged)).toMatch(
      /^12 inputs are wrong:(\n- x{200}){4}\n- and 8 more\.\nCorrect/,
    )
  })

  test('keeps everything else in one line', () => {
    expect(failureLine(failure({ reason: 'One\n- two', hint: '', requestId: '' }), unchanged)).toBe(
      'One\\n- two.',
    )
  })

  test('A13 redacts before truncating', () => {
    const secret = 'example-0123456789abcdef'
    const { redact, add } = createVault(() => undefined)
    add(secret)
    const [line] = linesOf({ kind: 'note', text: `${'x'.repeat(990)}${secret}` }, redact)
    expect(line?.text).toBe(`${'x'.repeat(990)}***`)
  })
})

describe('createLog', () => {
  const warning = (topic: string) => ({ kind: 'warning', topic, text: `Warning about ${topic}` }) as const

  function logOf(events: readonly ExportEvent[]): readonly LogLine[] {
    const lines: LogLine[] = []
    const log = createLog(line => lines.push(line), unchanged)
    events.forEach(log)
    log.finish()
    return lines
  }

  test('L08 shows one warning per topic', () => {
    expect(logOf([warning('a'), warning('a'), warning('b')])).toEqual([
      { level: 'warning', text: 'Warning about a' },
      { level: 'warning', text: 'Warning about b' },
    ])
  })

  test('L08 shows three warnings and counts the others', () => {
    const topics = Array.from({ length: 50 }, (_, index) => `topic ${index}`)
    const lines = logOf(topics.map(warning))
    expect(lines.filter(({ level }) => level === 'warning')).toHaveLength(3)
    expect(lines.filter(({ level }) => level === 'debug')).toHaveLength(47)
    expect(lines.at(-1)).toEqual({
      level: 'info',
      text: '47 more warnings. To see them, run the job with debug logging.',
    })
  })

  test('L08 always shows warnings requested by the inputs, and does not count them', () => {
    const requested = { ...warning('if-partial'), always: true } as const
    const topics = Array.from({ length: 150 }, (_, index) => warning(`topic ${index}`))
    const lines = logOf([
      ...topics.slice(0, 2),
      requested,
      ...topics,
      requested,
      { ...requested, topic: 'if-empty' },
    ])
    expect(lines.flatMap(({ level, text }) => (level === 'warning' ? text : []))).toEqual([
      'Warning about topic 0',
      'Warning about topic 1',
      'Warning about if-partial',
      'Warning about topic 2',
      'Warning about if-partial',
    ])
    expect(lines.at(-1)?.text).toMatch(/^97 more warnings/)
  })

  test('prints every other event, redacted', () => {
    const lines: LogLine[] = []
    createLog(
      line => lines.push(line),
      text => text.replaceAll('secret', '***'),
    )({ kind: 'note', text: 'a secret' })
    expect(lines).toEqual([{ level: 'info', text: 'a ***' }])
  })
})

describe('failureLine', () => {
  test('contains the reason, the request ID and the hint', () => {
    expect(failureLine(failure(), unchanged)).toBe(
      'data.csv ended after 12 of 1328 bytes. (request ID request-9) Run the step again.',
    )
  })

  test('adds full stops and omits empty parts', () => {
    expect(failureLine(failure({ reason: 'No response', hint: '', requestId: '' }), unchanged)).toBe(
      'No response.',
    )
  })

  test('A13 redacts before truncating', () => {
    const secret = 'example-0123456789abcdef'
    const { redact, add } = createVault(() => undefined)
    add(secret)
    const reason = `${'x'.repeat(890)}${secret}`
    expect(failureLine(failure({ reason, hint: '', requestId: '' }), redact)).toBe(`${'x'.repeat(890)}***.`)
  })

  test('L01 L02 is one line of at most 1,500 characters for any server text', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(1, 300), (text, times) => {
        const long = text.repeat(times)
        const line = failureLine(failure({ reason: long, hint: long, requestId: long }), unchanged)
        expect(line.length).toBeLessThanOrEqual(1500)
        expect(commandsIn(line)).toEqual([])
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
      fuzzRuns(500),
    )
  })
})

describe('doneLine', () => {
  test.each<[string, Parameters<typeof outcome>[0], string]>([
    ['files', { files: [file, file, file] }, 'Done in 14 s: 3 files, 4.01 MB.'],
    ['an empty export', { files: [] }, 'Done in 14 s: 0 files.'],
    ['links', { files: [], downloadUrls: ['https://x.example/?sig=1'] }, 'Done in 14 s: 1 signed link.'],
  ])('counts %s', (_, fields, text) => {
    expect(doneLine(outcome(fields), 14_000)).toBe(text)
  })
})

describe('causeLine', () => {
  const redact = (text: string): string => text.replaceAll('secret', '***')

  test('shows the error behind a failure with the top of its stack', () => {
    const cause = new TypeError('a secret\nof two lines')
    const line = causeLine(failure({ cause }), redact)
    expect(line).toMatch(/^Caused by: TypeError: a \*\*\* \| of two lines \| at .+log\.test\.ts/)
    expect(line?.length).toBeLessThanOrEqual(1100)
  })

  test('shows values that are not errors, and nothing without a cause', () => {
    expect(causeLine(failure({ cause: 'a secret' }), redact)).toBe('Caused by: a ***')
    expect(causeLine(failure(), redact)).toBeUndefined()
  })
})

/** One event of each kind that can contain server text, with that text in it. */
function eventsWith(text: string): readonly ExportEvent[] {
  const status = jobStatus({ providerStatus: text, reason: text, failedParts: [text, text] })
  const error = new ExportError('network', text, { requestId: text })
  return [
    { kind: 'waiting', exports: 1, title: 'Snyk export', origins: [text], exportId: text, timeoutMs: 1000 },
    { kind: 'status', status, polls: 1, elapsedMs: 1 },
    { kind: 'heartbeat', providerStatus: text, polls: 1, elapsedMs: 1, remainingMs: 1 },
    { kind: 'retry', subject: 'polling', error, retryInMs: 1, count: 1 },
    { kind: 'downloaded', file: { ...file, name: text } },
    { kind: 'uploading', name: text, bytes: 1 },
    { kind: 'uploaded', artifact: { ...artifact, name: text, url: text } },
    { kind: 'note', text },
    { kind: 'warning', topic: text, text },
  ]
}
