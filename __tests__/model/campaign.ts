import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import { campaign } from '../support/campaign.ts'
import { requireInvariants } from './invariants.ts'
import { runSchedule } from './run.ts'
import { schedulesOf } from './schedule.ts'

/** A file system in memory, so that thousands of downloads do not wear out a disk. */
const MEMORY = '/dev/shm'
/** With this many runs, every ordinary ending occurs. */
const MIN_RUNS_FOR_ALL_ENDINGS = 1_000
const ENDINGS = [
  'succeeded',
  'timed-out',
  'aborted',
  'download',
  'protocol',
  'rejected',
  'auth',
  'export-failed',
]

/** A folder for the files of all runs of a test file, removed at its end. */
export function modelFolder(): () => string {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'await-export-model-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  return () => folder
}

/** Runs random schedules for these providers: `full` in a full run, fewer in a short one. */
export function runSchedules(full: number, ...providers: readonly ProviderId[]): void {
  const tally: Record<string, number> = {}
  const folder = modelFolder()
  let runs = 0

  campaign(`fault schedules: ${providers.join(', ')}`, {
    full,
    property: fc.asyncProperty(schedulesOf(...providers), async schedule => {
      runs += 1
      const root = join(folder(), String(runs))
      await mkdir(root)
      const run = await runSchedule(schedule, root)
      await requireInvariants(run)
      await rm(root, { recursive: true })
      const ending = run.outcome.failure?.code ?? 'succeeded'
      tally[ending] = (tally[ending] ?? 0) + 1
    }),
    tally,
  })

  test('every ordinary ending occurred', () => {
    const missing = ENDINGS.filter(ending => !tally[ending])
    expect(runs < MIN_RUNS_FOR_ALL_ENDINGS ? [] : missing).toEqual([])
  })
}
