import { awaitExports } from '../../src/exports/await-exports.ts'
import type { ExportEvent } from '../../src/exports/events.ts'
import type { StepPorts } from '../../src/exports/ports.ts'
import { ExportError } from '../../src/failures/export-error.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import type { RawInputs } from '../../src/inputs/table.ts'
import { createLog } from '../../src/report/log.ts'
import { COMPLETE_STEPS, EXAMPLE_CONTEXT, rawInputs } from '../support/inputs.ts'
import { jobStatusOf } from '../support/job-status.ts'
import { localFile } from '../support/report-values.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const IDS = ['a-1', 'a-2', 'a-3']
const DONE = jobStatusOf({
  phase: 'succeeded',
  providerStatus: 'COMPLETE',
  files: [{ url: 'https://acme.api.identitynow.com/x', credential: 'session', stem: 'x', format: 'json' }],
})

/** Waits for several SailPoint exports; each ends after its number of seconds. */
async function run(
  endsAfterS: Readonly<Record<string, number>>,
  inputs: Partial<RawInputs> = {},
  ports: Partial<StepPorts> = {},
  clock = virtualClock({ advance: 'idle' }),
) {
  const { request } = parseInputs(
    rawInputs({ ...COMPLETE_STEPS.sailpoint, 'export-id': Object.keys(endsAfterS).join('\n'), ...inputs }),
    EXAMPLE_CONTEXT,
  )
  const polls: { readonly exportId: string; readonly atMs: number }[] = []
  const lines: string[] = []
  const log = createLog(
    ({ text }) => lines.push(text),
    text => text,
  )
  const events: ExportEvent[] = []
  const outcome = await awaitExports(request, {
    clock,
    random: () => 0.5,
    signal: new AbortController().signal,
    emit: event => {
      events.push(event)
      log(event)
    },
    run: () => Promise.reject(new Error('nothing is started')),
    poll: async ({ exportId }) => {
      polls.push({ exportId, atMs: clock.now() })
      const isDone = clock.now() >= 1000 * (endsAfterS[exportId] ?? 0)
      return { value: isDone ? DONE : jobStatusOf({ providerStatus: 'IN_PROGRESS' }), pauseMs: 0 }
    },
    download: async ({ folder }) => [localFile({ path: `${folder}/x.json`, name: 'x.json' })],
    upload: () => Promise.reject(new Error('nothing is uploaded')),
    checkpoint: () => undefined,
    ...ports,
  })
  return { outcome, polls, lines, events, clock, request }
}

const ofSeconds = (...seconds: readonly number[]) =>
  Object.fromEntries(seconds.map((end, index) => [IDS[index] ?? '', end]))

test('polls are at least an eighth of a second apart', async () => {
  const { polls } = await run(ofSeconds(30, 30, 30), { 'poll-interval': '1s' })
  const gaps = polls.slice(1).map(({ atMs }, index) => atMs - (polls[index]?.atMs ?? 0))
  expect(Math.min(...gaps)).toBe(125)
})

test('each export is downloaded as soon as it ends', async () => {
  const folders: string[] = []
  const download: StepPorts['download'] = async ({ folder }) => {
    folders.push(folder)
    return [localFile({ path: `${folder}/x.json` })]
  }
  await run(ofSeconds(40, 5, 20), {}, { download })
  expect(folders.map(folder => folder.split('/').at(-1))).toEqual(['a-2', 'a-3', 'a-1'])
})

test('M03 the last polls are within the rate limit before timeout', async () => {
  const { polls, outcome } = await run(ofSeconds(999, 999, 999), { timeout: '60s', 'poll-interval': '50s' })
  const last = IDS.map(id => polls.findLast(({ exportId }) => exportId === id)?.atMs)
  expect(last).toEqual([60_000, 59_875, 59_750])
  expect(outcome).toMatchObject({
    status: 'timed-out',
    failure: { reason: expect.stringMatching(/^3 of 3 exports failed: /) },
  })
})

test('M04 download-timeout begins when the last wait has ended', async () => {
  let lateAtMs = 0
  const clock = virtualClock({ advance: 'idle' })
  const download: StepPorts['download'] = ({ folder, signal }) =>
    folder.endsWith('a-1')
      ? new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            lateAtMs = clock.now()
            reject(signal.reason)
          })
        })
      : Promise.resolve([localFile({ path: `${folder}/x.json` })])
  const { outcome } = await run(ofSeconds(1, 300), { 'download-timeout': '90s' }, { download }, clock)
  expect(lateAtMs).toBeGreaterThan(390_000)
  expect(outcome.exports.map(({ status }) => status)).toEqual(['error', 'succeeded'])
  expect(outcome).toMatchObject({
    status: 'error',
    failure: { code: 'download' },
    files: [{ name: 'a.csv' }],
  })
})

test('M04 new download links are requested until download-timeout, which begins when the last wait has ended', async () => {
  const clock = virtualClock({ advance: 'idle' })
  const download: StepPorts['download'] = async ({ folder, refresh, signal }) => {
    await clock.sleep(2000, signal)
    if (folder.endsWith('a-1')) await refresh()
    return [localFile({ path: `${folder}/x.json`, name: 'x.json' })]
  }
  // The first export is taken back during its download, and is finished again during that of the second one.
  const poll: StepPorts['poll'] = async ({ exportId }) => {
    const nowS = clock.now() / 1000
    const isDone = exportId === 'a-1' ? nowS < 1 || nowS > 240 : nowS > 200
    return { value: isDone ? DONE : jobStatusOf({ providerStatus: 'IN_PROGRESS' }), pauseMs: 0 }
  }
  const inputs = { 'download-timeout': '90s', 'poll-interval': '1s' }
  const { outcome } = await run(ofSeconds(0, 200), inputs, { download, poll }, clock)
  expect(outcome.exports.map(({ status }) => status)).toEqual(['succeeded', 'succeeded'])
})

test('M03 timeout counts although all turns are taken', async () => {
  const ids = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`e-${index}`, 9_999]))
  const { polls, outcome, clock } = await run(ids, { timeout: '3m', 'poll-interval': '1s' })
  const gaps = Object.values(Object.groupBy(polls, ({ exportId }) => exportId)).flatMap((own = []) =>
    own.slice(1).map(({ atMs }, index) => atMs - (own[index]?.atMs ?? 0)),
  )
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(25_000)
  expect(polls.at(-1)?.atMs).toBe(180_000)
  expect(clock.now()).toBe(180_000)
  expect(outcome.exports.every(({ status }) => status === 'timed-out')).toBe(true)
})

test('the error names the export even if the reason has its ID as another number', async () => {
  const poll: StepPorts['poll'] = async ({ exportId }) => {
    if (exportId === '404') throw new ExportError('forbidden', 'The API returned HTTP 404.')
    return { value: DONE, pauseMs: 0 }
  }
  const { outcome } = await run({ 7: 0, 404: 0 }, {}, { poll })
  expect(outcome.failure?.reason).toBe('1 of 2 exports failed: 404: The API returned HTTP 404.')
})

test('the worst status counts, and of equals the first', async () => {
  const poll: StepPorts['poll'] = async ({ exportId }) => {
    if (exportId === 'a-3') throw new ExportError('forbidden', 'Not yours.')
    const failed = jobStatusOf({
      phase: exportId === 'a-1' ? 'cancelled' : 'failed',
      providerStatus: exportId,
    })
    return { value: failed, pauseMs: 0 }
  }
  const { outcome } = await run(ofSeconds(1, 1, 1), {}, { poll })
  expect(outcome).toMatchObject({
    status: 'error',
    failure: { code: 'forbidden', reason: '3 of 3 exports failed: a-3: Not yours.' },
  })
  expect(outcome.exports.map(({ status }) => status)).toEqual(['cancelled', 'failed', 'error'])
})

test('the log has one line a minute for all exports that are open', async () => {
  const { lines } = await run(ofSeconds(200, 10, 200))
  const beats = lines.filter(line => line.startsWith('Waiting for'))
  expect(beats).toEqual([
    expect.stringMatching(/^Waiting for 2 of 3 exports: IN_PROGRESS ×2; 29 min left$/),
    expect.stringMatching(/^Waiting for 2 of 3 exports: IN_PROGRESS ×2; 28 min left$/),
    expect.stringMatching(/^Waiting for 2 of 3 exports: IN_PROGRESS ×2; 27 min left$/),
  ])
  expect(lines).toContainEqual(expect.stringMatching(/^a-2: COMPLETE \(poll \d+, .*\): 1 file$/))
})

test('M07 folders are distinct on every file system', async () => {
  const { request } = await run({ 'Ab-1': 0, 'aB-1': 0 })
  expect(request.wanted).toMatchObject([{ folderName: '1-Ab-1' }, { folderName: '2-aB-1' }])
})

test('an ID that is given twice is awaited once', async () => {
  const { outcome } = await run(ofSeconds(0), { 'export-id': 'a-1\n\n a-1 ' })
  expect(outcome.exports).toHaveLength(1)
})

describe('M02 a 429 of one of several exports', () => {
  const limitedBy = (httpStatus: number) =>
    new ExportError('network', 'Slow down.', { remedy: 'later', retryAfterMs: 60_000, httpStatus })
  /** Polls of an API that limits these exports until a moment. */
  const pollsOf = async (ids: readonly string[], untilMs: number, failure = () => limitedBy(429)) => {
    const clock = virtualClock({ advance: 'idle' })
    const polls: { readonly exportId: string; readonly atMs: number }[] = []
    const poll: StepPorts['poll'] = async ({ exportId }) => {
      polls.push({ exportId, atMs: clock.now() })
      if (ids.includes(exportId) && clock.now() < untilMs) throw failure()
      const isDone = clock.now() >= untilMs
      return { value: isDone ? DONE : jobStatusOf({ providerStatus: 'IN_PROGRESS' }), pauseMs: 0 }
    }
    await run(ofSeconds(1, 1, 1), { 'poll-interval': '1s', timeout: '20m' }, { poll }, clock)
    return polls
  }

  test('pauses the others once: the limit is its own if they get responses', async () => {
    const polls = await pollsOf(['a-1'], 600_000)
    const others = polls.filter(({ exportId }) => exportId !== 'a-1').map(({ atMs }) => atMs)
    expect(others.filter(atMs => atMs < 60_000)).toHaveLength(0)
    expect(others.length).toBeGreaterThan(900)
    expect(polls.filter(({ exportId }) => exportId === 'a-1').length).toBeLessThan(12)
  })

  test('pauses the others also as a 403, and after another failure', async () => {
    const outage = new ExportError('network', 'Down.', { remedy: 'retry', httpStatus: 500 })
    const failures = [outage, limitedBy(403)]
    const polls = await pollsOf(['a-1'], 600_000, () => failures.shift() ?? limitedBy(403))
    const limitedAtMs = polls.filter(({ exportId }) => exportId === 'a-1')[1]?.atMs ?? 0
    const others = polls.filter(({ exportId }) => exportId !== 'a-1').map(({ atMs }) => atMs - limitedAtMs)
    expect(others.filter(afterMs => afterMs > 1000 && afterMs < 60_000)).toHaveLength(0)
    expect(others.filter(afterMs => afterMs > 60_000).length).toBeGreaterThan(100)
  })

  test('of a store that limits downloads does not pause the polls of the others', async () => {
    const download: StepPorts['download'] = async ({ folder, emit }) => {
      emit({ kind: 'retry', subject: 'x.json', error: limitedBy(429), retryInMs: 60_000, count: 1 })
      return [localFile({ path: `${folder}/x.json` })]
    }
    const { polls } = await run(ofSeconds(5, 30), { 'poll-interval': '1s' }, { download })
    const others = polls.filter(({ exportId }) => exportId === 'a-2').map(({ atMs }) => atMs)
    expect(others.at(-1)).toBeLessThan(31_000)
  })

  test('pauses all as long as none gets a response', async () => {
    const polls = await pollsOf(IDS, 600_000)
    const limitedPolls = polls.filter(({ atMs }) => atMs < 600_000)
    expect(limitedPolls.length).toBeLessThan(3 * 10)
  })
})
