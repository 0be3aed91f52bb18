import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import { campaign } from '../support/campaign.ts'
import { requireInvariants } from './invariants.ts'
import { play } from './run.ts'
import { schedulesOf } from './schedule.ts'

/** Where the file system is memory, thousands of downloads wear out no disk. */
const MEMORY = '/dev/shm'
/** In this many runs every ordinary ending comes up. */
const TELLING_RUNS = 1_000
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

/** Plays `full` random schedules of these providers to their ends; a shortened run plays fewer. */
export function playSchedules(full: number, ...providers: readonly ProviderId[]): void {
  const tally: Record<string, number> = {}
  let folder = ''
  let runs = 0

  beforeAll(async () => {
    folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'await-export-machine-'))
  })

  afterAll(() => rm(folder, { recursive: true }))

  campaign(`fault schedules: ${providers.join(', ')}`, {
    full,
    property: fc.asyncProperty(schedulesOf(...providers), async schedule => {
      runs += 1
      const root = join(folder, String(runs))
      await mkdir(root)
      const run = await play(schedule, root)
      await requireInvariants(run)
      await rm(root, { recursive: true })
      const ending = run.outcome.failure?.code ?? 'succeeded'
      tally[ending] = (tally[ending] ?? 0) + 1
    }),
    tally,
  })

  test('every ordinary ending occurred', () => {
    const missing = ENDINGS.filter(ending => !tally[ending])
    expect(runs < TELLING_RUNS ? [] : missing).toEqual([])
  })
}
