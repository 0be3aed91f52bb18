import { planFor } from '../../simulator/jobs/examples.ts'
import type { Job } from '../../simulator/jobs/jobs.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'
import { ORG_ID, onePollEach, SHORT_ORG_ID } from '../support/action.ts'
import type { Run } from './act.ts'
import { bytesOf } from './bytes.ts'
import { shownSecrets, useStage } from './stage.ts'

const stage = useStage()
let jobs: Readonly<Record<ProviderId, Job>>
let run: Run

beforeAll(async () => {
  const { simulator, act } = stage()
  const add = (provider: ProviderId) => simulator.jobs.add(onePollEach(planFor(provider, 'succeeded')))
  jobs = {
    snyk: add('snyk'),
    sailpoint: add('sailpoint'),
    vmware: add('vmware'),
    closient: add('closient'),
  }
  const vars = {
    SNYK_EXPORT: jobs.snyk.id,
    SNYK_ORG: ORG_ID,
    SAILPOINT_EXPORT: jobs.sailpoint.id,
    VMWARE_EXPORT: jobs.vmware.id,
    CLOSIENT_EXPORT: jobs.closient.id,
    CLOSIENT_ORG: SHORT_ORG_ID,
  }
  run = await act({ workflow: 'providers', vars })
})

const STATUSES = [
  ['snyk', 'FINISHED'],
  ['sailpoint', 'COMPLETE'],
  ['vmware', 'COMPLETED'],
  ['closient', 'completed'],
] as const

test('every job of the run succeeds', () => {
  expect(run.exitCode).toBe(0)
  expect(run.jobs).toEqual({
    snyk: 'succeeded',
    sailpoint: 'succeeded',
    vmware: 'succeeded',
    closient: 'succeeded',
    report: 'succeeded',
  })
})

test.each(STATUSES)('%s: a later step reads every output', async (provider, word) => {
  const outputs = (await run.keptJson(`${provider}.json`)) as Record<string, string>
  expect(Object.keys(outputs)).toHaveLength(27)
  expect(outputs).toMatchObject({
    status: 'succeeded',
    'failure-code': '',
    'provider-status': word,
    'export-id': jobs[provider].id,
    'file-count': provider === 'snyk' ? '3' : '1',
  })
})

test.each(STATUSES)('%s: later steps use the files by path, byte for byte', async provider => {
  const originals = await bytesOf(jobs[provider])
  expect((await run.kept(provider)).equals(Buffer.concat(originals))).toBe(true)
})

test('snyk: a later step picks one of several files', async () => {
  const originals = await bytesOf(jobs.snyk)
  expect((await run.kept('snyk-second')).equals(originals[1] ?? Buffer.of())).toBe(true)
})

test('sailpoint: a later step reads the document', async () => {
  expect((await run.kept('sailpoint-objects')).toString().trim()).toBe('48')
})

test('a second job reads the job outputs of the first ones', async () => {
  expect(await run.keptJson('needs.json')).toMatchObject({
    snyk: { result: 'success', outputs: { status: 'succeeded', rows: '1061' } },
    sailpoint: { result: 'success', outputs: { status: 'succeeded', rows: '48' } },
    vmware: { result: 'success', outputs: { status: 'succeeded', rows: '' } },
    closient: { result: 'success', outputs: { status: 'succeeded', rows: '120' } },
  })
})

test('the action runs on Node 24', async () => {
  expect((await run.kept('node-version')).toString()).toMatch(/^v24\./)
})

test('the runner receives the summary of each step', () => {
  expect(run.log.match(/Summary - ### ✅ /g)).toHaveLength(4)
})

test('no secret is shown in the log', () => {
  expect(run.log).toMatch(/waiting up to .+ \(http:\/\/127\.0\.0\.1:\d+\)/)
  expect(shownSecrets(run, stage())).toEqual([])
})
