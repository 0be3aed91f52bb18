import { awaitExports } from '../../src/exports/await-exports.ts'
import type { ExportEvent } from '../../src/exports/events.ts'
import type { StepOutcome } from '../../src/exports/outcome.ts'
import { failedStep } from '../../src/exports/outcome.ts'
import type { DownloadOrder, StepPorts } from '../../src/exports/ports.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import type { RawInputs } from '../../src/inputs/table.ts'
import type { JobStatus, RemoteFile } from '../../src/providers/provider.ts'
import { COMPLETE_STEPS, EXAMPLE_CONTEXT, rawInputs } from '../support/inputs.ts'
import { jobStatusOf } from '../support/job-status.ts'
import { failure, localFile } from '../support/report-values.ts'
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
const local = localFile()
const artifact = { id: 7, name: 'n', url: 'https://github.com/a', digest: 'cd' }

interface Scene {
  readonly provider?: string
  readonly inputs?: Partial<RawInputs>
  readonly responses?: readonly (JobStatus | ExportError)[]
  readonly ports?: Partial<StepPorts>
}

/** Runs the use case with ports that succeed unless they are replaced. */
async function run({ provider = 'snyk', inputs = {}, responses = [done], ports = {} }: Scene) {
  const raw = rawInputs({ ...COMPLETE_STEPS[provider], ...inputs })
  const { request } = parseInputs(raw, EXAMPLE_CONTEXT)
  const events: ExportEvent[] = []
  const clock = virtualClock({ advance: 'idle' })
  let polls = 0
  const outcome = await awaitExports(request, {
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
    emit: event => events.push(event),
    run: () => Promise.reject(new Error('nothing is started')),
    poll: async () => {
      const response = responses[Math.min(polls++, responses.length - 1)]
      if (!response || response instanceof ExportError) throw response
      return { value: response, pauseMs: 0 }
    },
    download: async () => [local],
    upload: async () => artifact,
    checkpoint: () => undefined,
    ...ports,
  })
  const warnings = events.flatMap(event => (event.kind === 'warning' ? [event.text] : []))
  return { outcome, events, warnings, clock }
}

const unexpected = async () => {
  throw new Error('must not be called')
}

test('the files of a successful job are downloaded', async () => {
  const { outcome, events } = await run({})
  expect(outcome).toMatchObject({
    status: 'succeeded',
    failure: undefined,
    files: [local],
    rowCount: 3,
    overrides: [],
  })
  expect(events[0]).toMatchObject({ kind: 'waiting', origins: ['https://api.snyk.io'] })
})

test('folder, artifact name, results and every event carry the ID of the export', async () => {
  const id = COMPLETE_STEPS.snyk?.['export-id'] ?? ''
  const given: unknown[] = []
  const ended: StepOutcome[] = []
  let endedBy = failedStep
  const ports: Partial<StepPorts> = {
    checkpoint: latest => {
      endedBy = latest
    },
    download: async ({ folder, emit }) => {
      given.push(folder)
      ended.push(endedBy(failure()))
      emit({ kind: 'downloading', files: 1, bytes: undefined })
      return [local]
    },
    upload: async ({ name }, _, { emit }) => {
      given.push(name)
      emit({ kind: 'uploading', name, bytes: 3 })
      return artifact
    },
  }
  const { events, outcome } = await run({ inputs: { 'upload-artifact': 'true' }, ports })
  expect(given).toEqual([`/t/await-export/${id}`, `snyk-export-${id}`])
  expect(events.map(({ kind }) => kind)).toEqual(['waiting', 'status', 'downloading', 'uploading'])
  for (const { exportId } of [...events, ...ended, outcome]) expect(exportId).toBe(id)
  expect(ended).toMatchObject([{ status: 'error', failure: failure(), wait: { polls: 1 } }])
})

test.each([
  [jobStatusOf({ phase: 'failed', providerStatus: 'ERRORED' }), 'failed', 'export-failed'],
  [jobStatusOf({ phase: 'cancelled', providerStatus: 'CANCELLED' }), 'cancelled', 'export-cancelled'],
  [new ExportError('forbidden', 'no'), 'error', 'forbidden'],
  [jobStatusOf(), 'timed-out', 'timed-out'],
] as const)('without success nothing is downloaded (%#)', async (response, status, code) => {
  const { outcome } = await run({ responses: [response], ports: { download: unexpected } })
  expect(outcome).toMatchObject({ status, failure: { code }, files: [] })
})

test('C01 a signal while waiting and an uncaught error end the wait with their reasons', async () => {
  for (const [code, status] of [
    ['aborted', 'aborted'],
    ['internal', 'error'],
  ] as const) {
    const abort = new AbortController()
    const poll = async () => {
      abort.abort(new ExportError(code, 'It was ended.'))
      return { value: jobStatusOf(), pauseMs: 0 }
    }
    const { outcome } = await run({ ports: { signal: abort.signal, poll } })
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
  ] as const)('%s', async (severity, code, warned, overridden) => {
    const { outcome, warnings } = await run({
      responses: [empty],
      inputs: { 'if-empty': severity },
      ports: { download: unexpected },
    })
    expect(outcome.failure?.code).toBe(code)
    expect(outcome.status).toBe(code ? 'error' : 'succeeded')
    expect([warnings.length, outcome.overrides.length]).toEqual([warned, overridden])
  })

  test('S06 depends on the content if only the content shows it', async () => {
    const complete = jobStatusOf({ phase: 'succeeded', providerStatus: 'COMPLETE', files: [link] })
    const counted = localFile({ rowCount: 0 })
    const { outcome } = await run({
      provider: 'sailpoint',
      inputs: { 'if-empty': 'error' },
      responses: [complete],
      ports: { download: async () => [counted] },
    })
    expect(outcome).toMatchObject({ failure: { code: 'empty' }, rowCount: 0, files: [counted] })
  })
})

describe('if-partial', () => {
  const partial = jobStatusOf({ ...done, failedParts: ['a: b', 'c', 'd', 'e', 'f', 'g', 'h'] })
  test('error keeps the files, lists the parts and uploads nothing', async () => {
    const inputs = { 'upload-artifact': 'true' }
    const { outcome } = await run({ responses: [partial], inputs, ports: { upload: unexpected } })
    expect(outcome).toMatchObject({
      status: 'error',
      files: [local],
      failure: { code: 'partial', requestId: 'r-1' },
    })
    expect(outcome.failure?.reason).toContain('a: b; c; d; e; f; and 2 more')
  })

  test.each(['warn', 'ignore'])('%s is an override in the outcome', async severity => {
    const { outcome } = await run({ responses: [partial], inputs: { 'if-partial': severity } })
    expect(outcome).toMatchObject({
      failure: undefined,
      overrides: [expect.stringContaining(`if-partial: ${severity}`)],
    })
  })
})

test('download: false returns the signed links and is an override', async () => {
  const { outcome } = await run({ inputs: { download: 'false' }, ports: { download: unexpected } })
  expect(outcome).toMatchObject({
    downloadUrls: [link.url],
    files: [],
    overrides: [expect.stringContaining('download: false')],
  })
})

test('a successful job without files that is not empty fails', async () => {
  const nothing = jobStatusOf({ phase: 'succeeded', providerStatus: 'FINISHED' })
  for (const download of ['true', 'false']) {
    const { outcome } = await run({
      responses: [nothing],
      inputs: { download },
      ports: { download: unexpected },
    })
    expect(outcome).toMatchObject({ status: 'error', failure: { code: 'protocol' } })
  }
})

test('a failed download keeps the earlier results', async () => {
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

test('an exception while waiting is an internal error, and keeps the ID of the export', async () => {
  const { outcome } = await run({ ports: { poll: unexpected } })
  expect(outcome).toMatchObject({
    exportId: COMPLETE_STEPS.snyk?.['export-id'],
    failure: { code: 'internal', reason: expect.stringContaining('must not be called') },
  })
})

test('an exception while downloading is an internal error', async () => {
  const { outcome } = await run({ ports: { download: unexpected } })
  expect(outcome.failure).toMatchObject({
    code: 'internal',
    reason: expect.stringContaining('must not be called'),
  })
})

test('download-timeout ends a download that takes too long', async () => {
  const download = ({ signal }: DownloadOrder) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const { outcome, clock } = await run({ inputs: { 'download-timeout': '90s' }, ports: { download } })
  expect(outcome.failure).toMatchObject({ code: 'download', reason: expect.stringContaining('90 s') })
  expect(clock.now()).toBe(90_000)
})

describe('new download links', () => {
  const refreshing = (responses: readonly (JobStatus | ExportError)[], inputs = {}, times = 1) => {
    const seen: (readonly RemoteFile[])[] = []
    const download = async ({ refresh }: DownloadOrder) => {
      for (let i = 0; i < times; i++) seen.push(await refresh())
      return [local]
    }
    return run({ responses, inputs, ports: { download } }).then(result => ({ ...result, seen }))
  }

  test('come from another poll; only changes are emitted', async () => {
    const renewed = { ...link, url: 'https://store.example/a.csv?sig=2' }
    const { seen, events, outcome } = await refreshing([done, jobStatusOf({ ...done, files: [renewed] })])
    expect([seen[0], outcome.failure]).toEqual([[renewed], undefined])
    expect(events.filter(event => event.kind === 'status')).toHaveLength(1)
  })

  test('S03 a job that is pending again is waited for', async () => {
    const { events, outcome } = await refreshing([done, jobStatusOf(), done])
    expect(outcome.failure).toBeUndefined()
    const statuses = events.flatMap(event => (event.kind === 'status' ? [event.status.providerStatus] : []))
    expect(statuses).toEqual(['FINISHED', 'PENDING', 'FINISHED'])
  })

  test('S03 a job that stays unfinished after it has succeeded is named when download-timeout ends the step', async () => {
    const rejected = new ExportError('download', 'The link has expired.', { remedy: 'refresh-link' })
    const download = async ({ refresh, emit }: DownloadOrder) => {
      emit({ kind: 'retry', subject: 'a.csv', error: rejected, retryInMs: 0, count: 1 })
      await refresh()
      return [local]
    }
    const started = jobStatusOf({ providerStatus: 'STARTED' })
    const inputs = { 'download-timeout': '90s' }
    const unfinished = await run({ responses: [started, done, started], inputs, ports: { download } })
    expect(unfinished.outcome.failure).toMatchObject({
      code: 'download',
      reason: expect.stringMatching(
        /^download-timeout \(90 s\) .* Last error: The provider reports the status STARTED again\.$/,
      ),
    })
    const finished = await run({ responses: [started, done, started, done], inputs, ports: { download } })
    expect(finished.outcome.failure).toBeUndefined()
  })

  test('are requested through an outage and after a 401: the address and the credential have worked before', async () => {
    const away = new ExportError('network', 'Away.', { remedy: 'retry', budget: 'unreachable' })
    const refused = new ExportError('auth', 'Who?', { remedy: 'renew-credential' })
    const { outcome, clock } = await refreshing([done, ...Array(40).fill(away), refused, done])
    expect(outcome.failure).toBeUndefined()
    expect(clock.now()).toBeGreaterThan(60_000)
  })

  test('the status of that poll is the last one, in a success and in a failure', async () => {
    const errored = jobStatusOf({ phase: 'failed', providerStatus: 'ERRORED' })
    const failed = await refreshing([done, errored])
    expect(failed.outcome).toMatchObject({
      failure: { code: 'download' },
      wait: { last: { providerStatus: 'ERRORED' } },
    })
    const partial = jobStatusOf({ ...done, failedParts: ['users'] })
    const passed = await refreshing([done, partial], { 'if-partial': 'warn' })
    expect(passed.outcome).toMatchObject({
      failure: undefined,
      overrides: [expect.stringContaining('users')],
    })
  })

  test('failed parts of a response stay failed if later responses lack them', async () => {
    const of = (...failedParts: string[]) => jobStatusOf({ ...done, failedParts })
    const { outcome } = await refreshing([of('users', 'teams'), of('teams', 'rooms'), of()], {}, 2)
    expect(outcome).toMatchObject({ failure: { code: 'partial' } })
    expect(outcome.wait.last?.failedParts).toEqual(['users', 'teams', 'rooms'])
  })

  test('an export that was reported as empty stays empty', async () => {
    const { outcome } = await refreshing([jobStatusOf({ ...done, empty: true }), done], {
      'if-empty': 'error',
    })
    expect(outcome.failure?.code).toBe('empty')
  })

  test('that are unavailable end the download with the reason', async () => {
    const { outcome } = await refreshing([done, new ExportError('not-found', 'Gone.', { requestId: 'r-9' })])
    expect(outcome.failure).toMatchObject({
      code: 'download',
      reason: expect.stringContaining('Gone.'),
      requestId: 'r-9',
    })
  })
})

test('F10 the step ends 10 s after the deadline if the disk stops responding', async () => {
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

  test('returns the artifact', async () => {
    let endedBy = failedStep
    const checkpoint: StepPorts['checkpoint'] = latest => {
      endedBy = latest
    }
    const { outcome } = await run({ inputs, ports: { checkpoint } })
    expect(outcome).toMatchObject({ artifact, failure: undefined })
    // It is reported if something hangs from here on.
    expect(endedBy(failure())).toEqual({ ...outcome, status: 'error', failure: failure() })
  })

  test('does nothing without files', async () => {
    const empty = jobStatusOf({ phase: 'succeeded', providerStatus: 'FINISHED', empty: true })
    const { outcome, events } = await run({ inputs, responses: [empty], ports: { upload: unexpected } })
    expect(outcome.failure).toBeUndefined()
    expect(events.some(event => event.kind === 'note')).toBe(true)
  })

  test('that fails keeps the files', async () => {
    const { outcome } = await run({ inputs, ports: { upload } })
    expect(outcome).toMatchObject({ status: 'error', files: [local], failure: { code: 'upload' } })
  })

  test('U01 that fails is an override with if-upload-fails: warn', async () => {
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
  ] as const)('C01 that is interrupted (%s)', async (code, expected) => {
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
  const interrupted = (code: 'aborted' | 'internal', work: 'download' | 'upload') => {
    const abort = new AbortController()
    const interruptedWith =
      <T>(value: T) =>
      async () => {
        abort.abort(new ExportError(code, 'It was ended.'))
        return value
      }
    const ports =
      work === 'download' ? { download: interruptedWith([local]) } : { upload: interruptedWith(artifact) }
    return run({ inputs: { 'upload-artifact': 'true' }, ports: { signal: abort.signal, ...ports } })
  }

  test.each([
    ['aborted', 'aborted'],
    ['internal', 'error'],
  ] as const)('C09 of the download keeps the files and uploads nothing (%s)', async (code, status) => {
    const { outcome } = await interrupted(code, 'download')
    expect(outcome).toMatchObject({ status, failure: { code }, files: [local], rowCount: 3 })
    expect(outcome.artifact).toBeUndefined()
  })

  test('C09 of the upload keeps the artifact', async () => {
    const { outcome } = await interrupted('aborted', 'upload')
    expect(outcome).toMatchObject({ status: 'aborted', files: [local], artifact })
  })

  test('C09 of the download keeps the links with download: false', async () => {
    const abort = new AbortController()
    const clock = virtualClock({ advance: 'idle' })
    const sleep: typeof clock.sleep = (ms, signal) => {
      // The download begins.
      if (ms === 90_000) abort.abort(new ExportError('aborted', 'It was ended.'))
      return clock.sleep(ms, signal)
    }
    const inputs = { download: 'false', 'download-timeout': '90s' }
    const ports = { signal: abort.signal, clock: { ...clock, sleep } }
    const { outcome } = await run({ inputs, ports })
    expect(outcome).toMatchObject({ status: 'aborted', downloadUrls: [link.url] })
  })

  test('C09 does not replace an earlier failure', async () => {
    const abort = new AbortController()
    const download = async () => {
      abort.abort(new ExportError('aborted', 'It was ended.'))
      throw new ExportError('download', 'The disk is full.')
    }
    const { outcome } = await run({ ports: { signal: abort.signal, download } })
    expect(outcome).toMatchObject({ status: 'error', failure: { code: 'download' } })
  })

  test('a download-timeout that expires at the end of the last stage is no failure', async () => {
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

describe('a step that is cancelled while it starts an export', () => {
  const cancelled = new ExportError('aborted', 'The step was ended by SIGTERM.')
  const busy = new ExportError('network', 'Busy.', { remedy: 'later', retryAfterMs: 60_000 })
  const unknown = new ExportError('start-unknown', 'Its outcome is unknown.', { hint: 'Look for it first.' })

  /** The failure of a step that is cancelled in the pause after the last one of these failures. */
  async function cancelAfter(provider: string, failures: readonly ExportError[], inputs: Partial<RawInputs>) {
    const stop = new AbortController()
    const rest = [...failures]
    const { outcome } = await run({
      provider,
      inputs: { start: 'true', ...inputs },
      ports: {
        signal: stop.signal,
        run: async () => {
          throw rest.shift()
        },
        emit: event => {
          if (event.kind === 'retry' && rest.length === 0) stop.abort(cancelled)
        },
      },
    })
    expect(outcome.status).toBe('aborted')
    return `${outcome.failure?.reason} ${outcome.failure?.hint}`
  }

  test('B01 in the pause before a repeated request: none was started', async () => {
    const shown = await cancelAfter('closient', [busy], { 'export-id': '' })
    expect(shown).toBe('The step was ended by SIGTERM. No export was started: run the step again.')
  })

  test('B01 in the pause before a repeated request that does no harm', async () => {
    const shown = await cancelAfter('github/sbom', [busy], {
      provider: 'github/sbom',
      repository: 'octo-org/hello-world',
      token: 'example-token',
    })
    expect(shown).toContain('An export may have been started, but another one does no harm')
  })

  test('B02 while it looks for an export that may have been started', async () => {
    const shown = await cancelAfter('vmware', [unknown, busy], {})
    expect(shown).toBe('The step was ended by SIGTERM. An export may have been started. Look for it first.')
  })
})

test('B02 a timeout while the step looks for an export that may have been started is no proof that none was', async () => {
  let requests = 0
  const { outcome } = await run({
    provider: 'vmware',
    inputs: { start: 'true', timeout: '60s' },
    ports: {
      run: (_, signal) =>
        new Promise((_resolve, reject) => {
          if (requests++ === 0) reject(new ExportError('start-unknown', 'Its outcome is unknown.'))
          else signal.addEventListener('abort', () => reject(signal.reason))
        }),
    },
  })
  expect(outcome.failure?.code).toBe('start-unknown')
})

test('a job has started when its request was sent, by the clock of the server', async () => {
  const clock = virtualClock({ advance: 'idle' })
  const starts: unknown[] = []
  const { outcome } = await run({
    provider: 'vmware',
    inputs: { start: 'true' },
    ports: {
      clock,
      run: async (_, signal) => {
        await clock.sleep(100_000, signal)
        const value = { exportId: 'e1', startedAt: new Date('2026-11-26T10:01:40Z'), isAdopted: false }
        return { value: value as never, pauseMs: 0 }
      },
      poll: async job => {
        starts.push(job.startedAt)
        return { value: done, pauseMs: 0 }
      },
    },
  })
  expect(outcome.status).toBe('succeeded')
  expect(starts).toEqual([new Date('2026-11-26T10:00:00Z')])
})
