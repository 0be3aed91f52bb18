import { snykCsv } from '../../simulator/files/samples.ts'
import { planFor } from '../../simulator/jobs/examples.ts'
import type { Job } from '../../simulator/jobs/jobs.ts'
import { GROUP_ID, onePollEach } from '../support/action.ts'
import type { Run } from './act.ts'
import { bytesOf } from './bytes.ts'
import { shownSecrets, useStage } from './stage.ts'

const stage = useStage()
const EXPORTS = [1, 2, 3, 4, 5, 6]
const MAX_PARALLEL = 2
let jobs: readonly Job[]
let run: Run

beforeAll(async () => {
  const { simulator, act } = stage()
  const plan = { ...onePollEach(planFor('snyk', 'succeeded')), scope: 'groups', scopeId: GROUP_ID } as const
  jobs = EXPORTS.map(part => simulator.jobs.add({ ...plan, files: [snykCsv(part, 100 * part)] }))
  const vars = { EXPORTS: JSON.stringify(jobs.map(({ id }) => id)), SNYK_GROUP: GROUP_ID }
  run = await act({ workflow: 'matrix', vars })
})

test('the jobs of one matrix wait for six exports', () => {
  expect(run.exitCode).toBe(0)
  expect(run.jobs).toEqual(Object.fromEntries(EXPORTS.map(part => [`export-${part}`, 'succeeded'])))
})

test.each(EXPORTS)('export %i: its own outputs and its own file', async part => {
  const job = jobs[part - 1] as Job
  expect(await run.keptJson(`${job.id}.json`)).toMatchObject({
    status: 'succeeded',
    'export-id': job.id,
    'row-count': String(100 * part),
  })
  expect((await run.kept(`${job.id}.csv`)).equals(Buffer.concat(await bytesOf(job)))).toBe(true)
})

test('max-parallel limits the number of simultaneous waits', () => {
  const { requests } = stage().simulator
  const waits = jobs.map(({ id }) => {
    const looks = requests.flatMap(({ url, at }) => (url.pathname.endsWith(`/jobs/export/${id}`) ? [at] : []))
    return { from: Math.min(...looks), to: Math.max(...looks) }
  })
  const atOnce = waits.map(({ from }) => waits.filter(wait => wait.from <= from && from <= wait.to).length)
  expect(Math.max(...atOnce)).toBe(MAX_PARALLEL)
})

test('no secret is shown in the log', () => {
  expect(shownSecrets(run, stage())).toEqual([])
})
