import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { campaign } from '../support/campaign.ts'
import { modelFolder } from './campaign.ts'
import { requireInvariants } from './invariants.ts'
import { runSchedule } from './run.ts'
import { transientSchedules } from './transient.ts'

const folder = modelFolder()
let runs = 0

campaign('R16 temporary failures, each shorter than its limit, back to back', {
  full: 5_000,
  min: 20,
  property: fc.asyncProperty(
    transientSchedules('snyk', 'sailpoint', 'vmware', 'closient'),
    async schedule => {
      runs += 1
      const root = join(folder(), String(runs))
      await mkdir(root)
      const run = await runSchedule(schedule, root)
      await requireInvariants(run)
      await rm(root, { recursive: true })
      const { failure } = run.outcome
      if (failure) throw new Error(`failed with ${failure.code}: ${failure.reason}`)
    },
  ),
})
