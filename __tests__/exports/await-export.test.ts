import type { LocalFile } from '../../src/download/publish.ts'
import { awaitExport } from '../../src/exports/await-export.ts'
import type { ExportEvent } from '../../src/exports/events.ts'
import type { Outcome } from '../../src/exports/outcome.ts'
import type { DownloadOrder, ExportPorts } from '../../src/exports/ports.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import type { InputName } from '../../src/inputs/names.ts'
import type { JobStatus, RemoteFile } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { COMPLETE_STEPS, rawInputs } from '../support/inputs.ts'
import { jobStatusOf } from '../support/job-status.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const link: RemoteFile = {
  url: 'https://store.example/a.csv?sig=1',
  credential: 'none',
  stem: 'a',
  format: 'csv',
}
const done = jobStatusOf({
  phase: 'succeeded',
  providerStatus: 'FINISHED',
  files: [link],
  rowCount: 3,
  requestId: 'r-1',
})
const local: LocalFile = { path: '/x/a.csv', name: 'a.csv', size: 3, sha256: 'ab' }
const artifact = { id: 7, name: 'n', url: 'https://github.com/a', digest: 'cd' }

interface Scene {
  readonly provider?: string
  readonly inputs?: Partial<Record<InputName, string>>
  readonly answers?: readonly (JobStatus | ExportError)[]
  readonly ports?: Partial<ExportPorts>
}

/** Runs the use case with ports that succeed unless they are replaced. */
async function run({ provider = 'snyk', inputs = {}, answers = [done], ports = {} }: Scene) {
  const raw = rawInputs({ ...COMPLETE_STEPS[provider], ...inputs })
  const { request } = parseInputs(raw, {
    providers: PROVIDERS,
    workspace: '/w',
    temporary: '/t',
    readText: () => undefined,
  })
  const events: ExportEvent[] = []
  const clock = virtualClock({ advance: 'idle' })
  let asked = 0
  const outcome = await awaitExport(request, {
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
    emit: event => events.push(event),
    poll: async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)]
      if (!answer || answer instanceof ExportError) throw answer
      return { value: answer, pauseMs: 0 }
    },
    download: async () => [local],
    upload: async () => artifact,
    readText: async () => '{"objects":[]}',
    checkpoint: () => undefined,
    ...ports,
  })
  const warnings = events.flatMap(event => (event.kind === 'warning' ? [event.text] : []))
  return { outcome, events, warnings, clock }
}

const unexpected = async () => {
  throw new Error('was not to be called')
}

test('the files of a job that succeeded are downloaded', async () => {
  const { outcome, events } = await run({})
  expect(outcome).toMatchObject({
    status: 'succeeded',
    failure: undefined,
    files: [local],
    rowCount: 3,
    overrides: [],
  })
  expect(events[0]).toMatchObject({ kind: 'started', origins: ['https://api.snyk.io'] })
})

test.each([
  [jobStatusOf({ phase: 'failed', providerStatus: 'ERRORED' }), 'failed', 'export-failed'],
  [jobStatusOf({ phase: 'cancelled', providerStatus: 'CANCELLED' }), 'cancelled', 'export-cancelled'],
  [new ExportError('forbidden', 'no'), 'error', 'forbidden'],
  [jobStatusOf(), 'timed-out', 'timed-out'],
] as const)('without success nothing is fetched (%#)', async (answer, status, code) => {
  const { outcome } = await run({ answers: [answer], ports: { download: unexpected } })
  expect(outcome).toMatchObject({ status, failure: { code }, files: [] })
})

test('C01 a signal while waiting, and an uncaught error, end the wait with their own reason', async () => {
  for (const [code, status] of [
    ['aborted', 'aborted'],
    ['internal', 'error'],
  ] as const) {
    const abort = new AbortController()
    const ask = async () => {
      abort.abort(new ExportError(code, 'It was ended.'))
      return { value: jobStatusOf(), pauseMs: 0 }
    }
    const { outcome } = await run({ ports: { signal: abort.signal, poll: ask } })
    expect(outcome).toMatchObject({
      status,
      failure: { code, reason: expect.stringContaining('It was ended.') },
    })
  }
})

describe('if-empty', () => {
  const empty = jobStatusOf({ phase: 'succeeded', providerStatus: 'FINISHED', empty: true })
  test.each([
    ['warn', undefined, 1, 1],
    ['ignore', undefined, 0, 1],
    ['error', 'empty', 0, 0],
  ] as const)('%s', async (word, code, warned, excused) => {
    const { outcome, warnings } = await run({
      answers: [empty],
      inputs: { 'if-empty': word },
      ports: { download: unexpected },
    })
    expect(outcome.failure?.code).toBe(code)
    expect(outcome.status).toBe(code ? 'error' : 'succeeded')
    expect([warnings.length, outcome.overrides.length]).toEqual([warned, excused])
  })

  test('S06 is judged by the content where only the content shows it', async () => {
    const complete = jobStatusOf({ phase: 'succeeded', providerStatus: 'COMPLETE', files: [link] })
    const download = async ({ inspect }: DownloadOrder) => {
      await inspect('/x/a.json', 14)
      return [local]
    }
    const { outcome } = await run({
      provider: 'sailpoint',
      inputs: { 'if-empty': 'error' },
      answers: [complete],
      ports: { download },
    })
    expect(outcome).toMatchObject({ failure: { code: 'empty' }, rowCount: 0, files: [local] })
  })

  test('a document too large to be counted is not judged', async () => {
    const complete = jobStatusOf({ phase: 'succeeded', providerStatus: 'COMPLETE', files: [link] })
    const download = async ({ inspect }: DownloadOrder) => {
      await inspect('/x/a.json', 33 * 1024 * 1024)
      return [local]
    }
    const { outcome } = await run({
      provider: 'sailpoint',
      answers: [complete],
      ports: { download, readText: unexpected },
    })
    expect(outcome).toMatchObject({ failure: undefined, rowCount: undefined })
  })
})

describe('if-partial', () => {
  const partial = jobStatusOf({ ...done, failedParts: ['a: b', 'c', 'd', 'e', 'f', 'g', 'h'] })
  test('error keeps the files, names the parts and uploads nothing', async () => {
    const inputs = { 'upload-artifact': 'true' }
    const { outcome } = await run({ answers: [partial], inputs, ports: { upload: unexpected } })
    expect(outcome).toMatchObject({
      status: 'error',
      files: [local],
      failure: { code: 'partial', requestId: 'r-1' },
    })
    expect(outcome.failure?.reason).toContain('a: b; c; d; e; f; and 2 more')
  })

  test.each(['warn', 'ignore'])('%s is an exception that the outcome names', async word => {
    const { outcome } = await run({ answers: [partial], inputs: { 'if-partial': word } })
    expect(outcome).toMatchObject({
      failure: undefined,
      overrides: [expect.stringContaining(`if-partial: ${word}`)],
    })
  })
})

test('download: false hands the signed links on and names the exception', async () => {
  const { outcome } = await run({ inputs: { download: 'false' }, ports: { download: unexpected } })
  expect(outcome).toMatchObject({
    downloadUrls: [link.url],
    files: [],
    overrides: [expect.stringContaining('download: false')],
  })
})

test('a job that succeeded without a file and without being empty is never a success', async () => {
  const nothing = jobStatusOf({ phase: 'succeeded', providerStatus: 'FINISHED' })
  for (const download of ['true', 'false']) {
    const { outcome } = await run({
      answers: [nothing],
      inputs: { download },
      ports: { download: unexpected },
    })
    expect(outcome).toMatchObject({ status: 'error', failure: { code: 'protocol' } })
  }
})

test('a failed download keeps the facts of the job', async () => {
  const download = async () => {
    throw new ExportError('download', 'The disk is full.', { hint: 'Make room.' })
  }
  const { outcome } = await run({ ports: { download } })
  expect(outcome).toMatchObject({
    status: 'error',
    rowCount: 3,
    failure: { code: 'download', reason: 'The disk is full.' },
  })
})

test('a defect while downloading is reported as internal', async () => {
  const { outcome } = await run({ ports: { download: unexpected } })
  expect(outcome.failure).toMatchObject({
    code: 'internal',
    reason: expect.stringContaining('was not to be called'),
  })
})

test('download-timeout ends what takes too long', async () => {
  const download = ({ signal }: DownloadOrder) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const { outcome, clock } = await run({ inputs: { 'download-timeout': '90s' }, ports: { download } })
  expect(outcome.failure).toMatchObject({ code: 'download', reason: expect.stringContaining('90 s') })
  expect(clock.now()).toBe(90_000)
})

describe('fresh links', () => {
  const renewing = (answers: readonly (JobStatus | ExportError)[], inputs = {}, times = 1) => {
    const seen: (readonly RemoteFile[])[] = []
    const download = async ({ refresh }: DownloadOrder) => {
      for (let i = 0; i < times; i++) seen.push(await refresh())
      return [local]
    }
    return run({ answers, inputs, ports: { download } }).then(result => ({ ...result, seen }))
  }

  test('come from another poll; only changes are reported', async () => {
    const fresh = { ...link, url: 'https://store.example/a.csv?sig=2' }
    const { seen, events, outcome } = await renewing([done, jobStatusOf({ ...done, files: [fresh] })])
    expect([seen[0], outcome.failure]).toEqual([[fresh], undefined])
    expect(events.filter(event => event.kind === 'status')).toHaveLength(1)
  })

  test('S03 a job that is pending again is waited for', async () => {
    const { events, outcome } = await renewing([done, jobStatusOf(), done])
    expect(outcome.failure).toBeUndefined()
    const told = events.flatMap(event => (event.kind === 'status' ? [event.status.providerStatus] : []))
    expect(told).toEqual(['FINISHED', 'PENDING', 'FINISHED'])
  })

  test('are requested through an outage, and past a 401: the address and the credential have worked', async () => {
    const away = new ExportError('network', 'Away.', { outlook: 'unreachable' })
    const refused = new ExportError('auth', 'Who?', { outlook: 'unauthorized' })
    const { outcome, clock } = await renewing([done, ...Array(40).fill(away), refused, done])
    expect(outcome.failure).toBeUndefined()
    expect(clock.now()).toBeGreaterThan(60_000)
  })

  test('the status at the refresh is the last status of a success or failure', async () => {
    const errored = jobStatusOf({ phase: 'failed', providerStatus: 'ERRORED' })
    const red = await renewing([done, errored])
    expect(red.outcome).toMatchObject({
      failure: { code: 'download' },
      wait: { last: { providerStatus: 'ERRORED' } },
    })
    const partial = jobStatusOf({ ...done, failedParts: ['users'] })
    const green = await renewing([done, partial], { 'if-partial': 'warn' })
    expect(green.outcome).toMatchObject({
      failure: undefined,
      overrides: [expect.stringContaining('users')],
    })
  })

  test('failed parts of one response stay, whatever the next ones leave out', async () => {
    const of = (...failedParts: string[]) => jobStatusOf({ ...done, failedParts })
    const { outcome } = await renewing([of('users', 'teams'), of('teams', 'rooms'), of()], {}, 2)
    expect(outcome).toMatchObject({ failure: { code: 'partial' } })
    expect(outcome.wait.last?.failedParts).toEqual(['users', 'teams', 'rooms'])
  })

  test('an export that was reported as empty stays empty, whatever the next response says', async () => {
    const { outcome } = await renewing([jobStatusOf({ ...done, empty: true }), done], {
      'if-empty': 'error',
    })
    expect(outcome.failure?.code).toBe('empty')
  })

  test('that cannot be refreshed end the download with the reason', async () => {
    const { outcome } = await renewing([done, new ExportError('not-found', 'Gone.', { requestId: 'r-9' })])
    expect(outcome.failure).toMatchObject({
      code: 'download',
      reason: expect.stringContaining('Gone.'),
      requestId: 'r-9',
    })
  })
})

test('F10 a disk that hangs is given up 10 s after the deadline', async () => {
  const download = () => new Promise<never>(() => undefined)
  const { outcome, clock } = await run({ inputs: { 'download-timeout': '90s' }, ports: { download } })
  expect(outcome.failure).toMatchObject({ code: 'download', reason: expect.stringContaining('90 s') })
  expect(clock.now()).toBe(100_000)
})

describe('upload', () => {
  const inputs = { 'upload-artifact': 'true' }
  const upload = async () => {
    throw new ExportError('upload', 'No service.', { hint: 'Use another.' })
  }

  test('gives the artifact', async () => {
    const told: Outcome[] = []
    const checkpoint = (outcome: Outcome) => void told.push(outcome)
    const { outcome } = await run({ inputs, ports: { checkpoint: checkpoint } })
    expect(outcome).toMatchObject({ artifact, failure: undefined })
    // For the last resort, should something hang from here on.
    expect(told.at(-1)).toBe(outcome)
  })

  test('has nothing to do without files', async () => {
    const empty = jobStatusOf({ phase: 'succeeded', providerStatus: 'FINISHED', empty: true })
    const { outcome, events } = await run({ inputs, answers: [empty], ports: { upload: unexpected } })
    expect(outcome.failure).toBeUndefined()
    expect(events.some(event => event.kind === 'note')).toBe(true)
  })

  test('that fails is a failure, with the files kept', async () => {
    const { outcome } = await run({ inputs, ports: { upload } })
    expect(outcome).toMatchObject({ status: 'error', files: [local], failure: { code: 'upload' } })
  })

  test('U01 that fails is an exception with if-upload-fails: warn', async () => {
    const { outcome, events } = await run({
      inputs: { ...inputs, 'if-upload-fails': 'warn' },
      ports: { upload },
    })
    expect(outcome).toMatchObject({
      failure: undefined,
      overrides: [expect.stringContaining('if-upload-fails: warn')],
    })
    expect(events.filter(({ kind }) => kind === 'warning')).toEqual([
      expect.objectContaining({ text: expect.stringContaining('No service.'), always: true }),
    ])
  })

  test.each([
    ['aborted', 'aborted'],
    ['internal', 'upload'],
  ] as const)('C01 that is ended from outside (%s)', async (code, expected) => {
    const abort = new AbortController()
    const ended = async () => {
      abort.abort(new ExportError(code, 'It was ended.'))
      throw abort.signal.reason
    }
    const { outcome } = await run({ inputs, ports: { signal: abort.signal, upload: ended } })
    expect(outcome).toMatchObject({ files: [local], failure: { code: expected } })
  })
})

describe('a signal at the end of a stage', () => {
  const ending = (code: 'aborted' | 'internal', work: 'download' | 'upload') => {
    const abort = new AbortController()
    const endedWith =
      <T>(value: T) =>
      async () => {
        abort.abort(new ExportError(code, 'It was ended.'))
        return value
      }
    const ports = work === 'download' ? { download: endedWith([local]) } : { upload: endedWith(artifact) }
    return run({ inputs: { 'upload-artifact': 'true' }, ports: { signal: abort.signal, ...ports } })
  }

  test.each([
    ['aborted', 'aborted'],
    ['internal', 'error'],
  ] as const)('C09 of the download keeps the files and uploads nothing (%s)', async (code, status) => {
    const { outcome } = await ending(code, 'download')
    expect(outcome).toMatchObject({ status, failure: { code }, files: [local], rowCount: 3 })
    expect(outcome.artifact).toBeUndefined()
  })

  test('C09 of the upload keeps the artifact', async () => {
    const { outcome } = await ending('aborted', 'upload')
    expect(outcome).toMatchObject({ status: 'aborted', files: [local], artifact })
  })

  test('C09 of the download keeps the links with download: false', async () => {
    const abort = new AbortController()
    const checkpoint = () => abort.abort(new ExportError('aborted', 'It was ended.'))
    const inputs = { download: 'false' }
    const { outcome } = await run({ inputs, ports: { signal: abort.signal, checkpoint: checkpoint } })
    expect(outcome).toMatchObject({ status: 'aborted', downloadUrls: [link.url] })
  })

  test('C09 does not hide why the step had failed', async () => {
    const abort = new AbortController()
    const download = async () => {
      abort.abort(new ExportError('aborted', 'It was ended.'))
      throw new ExportError('download', 'The disk is full.')
    }
    const { outcome } = await run({ ports: { signal: abort.signal, download } })
    expect(outcome).toMatchObject({ status: 'error', failure: { code: 'download' } })
  })

  test('a download-timeout that passes while the last stage ends is no failure', async () => {
    const clock = virtualClock({ advance: 'idle' })
    const download = async () => {
      await clock.sleep(91_000, new AbortController().signal)
      return [local]
    }
    const { outcome } = await run({ inputs: { 'download-timeout': '90s' }, ports: { clock, download } })
    expect(outcome).toMatchObject({ status: 'succeeded', failure: undefined, files: [local] })
    expect(clock.now()).toBe(91_000)
  })
})
