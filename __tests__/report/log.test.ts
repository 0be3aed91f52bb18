import fc from 'fast-check'
import type { ProgressEvent } from '../../src/exports/events.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import type { LogLine } from '../../src/report/log.ts'
import { createLog, linesOf } from '../../src/report/log.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { fuzzRuns, hostileText } from '../support/fuzz.ts'
import { jobStatus } from '../support/report-values.ts'
import { commandsIn } from '../support/runner-oracles.ts'

const file = { path: '/work/data.csv', name: 'data.csv', size: 1_337_000, sha256: 'ab'.repeat(32) }
const artifact = {
  id: 7,
  name: 'export',
  url: 'https://github.com/o/r/actions/runs/1/artifacts/7',
  digest: 'cd',
}

describe('linesOf', () => {
  test.each<[string, ProgressEvent, string]>([
    [
      'the start',
      {
        kind: 'started',
        title: 'Snyk export',
        host: 'api.snyk.io',
        exportId: 'export-1',
        timeoutMs: 1_800_000,
      },
      'Waiting up to 30m for Snyk export export-1. The credential goes to api.snyk.io.',
    ],
    [
      'a status',
      { kind: 'status', status: jobStatus({ providerStatus: 'PENDING' }), polls: 1, elapsedMs: 450 },
      'Status PENDING, after 450ms and 1 question',
    ],
    [
      'progress',
      {
        kind: 'status',
        status: jobStatus({ providerStatus: 'IN_PROGRESS', progress: 40 }),
        polls: 3,
        elapsedMs: 62_000,
      },
      'Status IN_PROGRESS, 40 %, after 1m 02s and 3 questions',
    ],
    [
      'a failure',
      {
        kind: 'status',
        status: jobStatus({ providerStatus: 'ERROR', reason: 'too\nlarge' }),
        polls: 3,
        elapsedMs: 5000,
      },
      'Status ERROR, after 5s and 3 questions: too\\nlarge',
    ],
    [
      'failed parts',
      { kind: 'status', status: jobStatus({ failedParts: ['RULE', 'ROLE'] }), polls: 3, elapsedMs: 5000 },
      'Status FINISHED, after 5s and 3 questions; 2 parts failed: RULE, ROLE',
    ],
    [
      'a heartbeat',
      { kind: 'heartbeat', word: 'STARTED', polls: 31, elapsedMs: 302_000, remainingMs: 1_498_000 },
      'Still STARTED after 5m 02s and 31 questions, 24m 58s left.',
    ],
    [
      'a heartbeat before the first answer',
      { kind: 'heartbeat', word: '', polls: 5, elapsedMs: 60_000, remainingMs: 60_000 },
      'No answer yet after 1m and 5 questions, 1m left.',
    ],
    ['a recovery', { kind: 'recovered', afterMs: 32_100 }, 'The provider answers again after 32.1s.'],
    ['a download', { kind: 'downloading', files: 3, bytes: 1_200_000 }, 'Downloading 3 files (1.2 MB).'],
    [
      'a download of unknown size',
      { kind: 'downloading', files: 1, bytes: undefined },
      'Downloading 1 file.',
    ],
    [
      'a file',
      { kind: 'downloaded', file, elapsedMs: 3200 },
      `Downloaded data.csv: 1.34 MB in 3.2s, SHA-256 ${'ab'.repeat(32)}`,
    ],
    ['an upload', { kind: 'uploading', name: 'export', bytes: 1000 }, 'Uploading artifact export (1 kB).'],
    ['an artifact', { kind: 'uploaded', artifact }, `Uploaded artifact export: ${artifact.url}`],
    ['a note', { kind: 'note', text: '::x::' }, ': :x::'],
  ])('reports %s', (_, event, text) => {
    expect(linesOf(event)).toEqual([{ level: 'info', text }])
  })

  test('reports a failure, with its facts at debug level', () => {
    const facts = { outlook: 'transient', httpStatus: 503, requestId: 'r-1' } as const
    const error = new ExportError('network', 'The provider answered 503.', facts)
    expect(linesOf({ kind: 'retry', error, retryInMs: 5000 })).toEqual([
      { level: 'info', text: 'The provider answered 503. Asking again in 5s.' },
      { level: 'debug', text: 'Trouble: code network, transient, HTTP 503, request id r-1' },
    ])
    const bare = new ExportError('protocol', 'No JSON.')
    expect(linesOf({ kind: 'retry', error: bare, retryInMs: 0 })[1]?.text).toBe(
      'Trouble: code protocol, hopeless',
    )
  })

  test('L01 prints no command, whatever a server sends', () => {
    fc.assert(
      fc.property(hostileText, text => {
        const lines = eventsWith(text).flatMap(event => linesOf(event))
        expect(commandsIn(lines.map(line => line.text).join('\n'))).toEqual([])
      }),
      fuzzRuns(500),
    )
  })

  test('A13 redacts before it cuts', () => {
    const secret = 'example-0123456789abcdef'
    const { redact, add: keep } = createVault(() => undefined)
    keep(secret)
    const [line] = linesOf({ kind: 'note', text: `${'x'.repeat(990)}${secret}` }, redact)
    expect(line?.text).toBe(`${'x'.repeat(990)}***`)
  })
})

describe('createLog', () => {
  const warning = (topic: string) => ({ kind: 'warning', topic, text: `Warning about ${topic}` }) as const

  function logOf(events: readonly ProgressEvent[]): readonly LogLine[] {
    const lines: LogLine[] = []
    const log = createLog(line => lines.push(line))
    events.forEach(log)
    log.finish()
    return lines
  }

  test('L08 warns once of each topic', () => {
    expect(logOf([warning('a'), warning('a'), warning('b')])).toEqual([
      { level: 'warning', text: 'Warning about a' },
      { level: 'warning', text: 'Warning about b' },
    ])
  })

  test('L08 warns three times and counts the others', () => {
    const topics = Array.from({ length: 50 }, (_, index) => `topic ${index}`)
    const lines = logOf(topics.map(warning))
    expect(lines.filter(({ level }) => level === 'warning')).toHaveLength(3)
    expect(lines.filter(({ level }) => level === 'debug')).toHaveLength(47)
    expect(lines.at(-1)).toEqual({
      level: 'info',
      text: '47 more warnings: run the job with debug logging to see them.',
    })
  })

  test('L08 always shows the warnings that inputs ask for, without counting them', () => {
    const asked = { ...warning('if-partial'), always: true } as const
    const topics = Array.from({ length: 150 }, (_, index) => warning(`topic ${index}`))
    const lines = logOf([...topics.slice(0, 2), asked, ...topics, asked, { ...asked, topic: 'if-empty' }])
    expect(lines.flatMap(({ level, text }) => (level === 'warning' ? text : []))).toEqual([
      'Warning about topic 0',
      'Warning about topic 1',
      'Warning about if-partial',
      'Warning about topic 2',
      'Warning about if-partial',
    ])
    expect(lines.at(-1)?.text).toMatch(/^97 more warnings/)
  })

  test('passes everything else on and redacts it', () => {
    const lines: LogLine[] = []
    createLog(
      line => lines.push(line),
      text => text.replaceAll('secret', '***'),
    )({ kind: 'note', text: 'a secret' })
    expect(lines).toEqual([{ level: 'info', text: 'a ***' }])
  })
})

/** One event of each kind that can hold text of a server, with that text in it. */
function eventsWith(text: string): readonly ProgressEvent[] {
  const status = jobStatus({ providerStatus: text, reason: text, failedParts: [text, text] })
  const error = new ExportError('network', text, { requestId: text })
  return [
    { kind: 'started', title: 'Snyk export', host: text, exportId: text, timeoutMs: 1000 },
    { kind: 'status', status, polls: 1, elapsedMs: 1 },
    { kind: 'heartbeat', word: text, polls: 1, elapsedMs: 1, remainingMs: 1 },
    { kind: 'retry', error, retryInMs: 1 },
    { kind: 'downloaded', file: { ...file, name: text }, elapsedMs: 1 },
    { kind: 'uploading', name: text, bytes: 1 },
    { kind: 'uploaded', artifact: { ...artifact, name: text, url: text } },
    { kind: 'note', text },
    { kind: 'warning', topic: text, text },
  ]
}
