import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readAction } from '../../../scripts/action-yml.ts'
import { planFor } from '../../../simulator/jobs/examples.ts'
import { onePollEach, useAction } from '../../support/action.ts'
import { expectFiles } from '../../support/action-files.ts'
import { useTempFolder } from '../../support/cleanup.ts'

const action = useAction()
const scratch = useTempFolder()

test('inputs that are passed on empty count as not given', async () => {
  const names = [
    'timeout',
    'poll-interval',
    'download',
    'download-timeout',
    'if-empty',
    'if-partial',
    'summary',
  ]
  const others = ['upload-artifact', 'artifact-archive', 'artifact-overwrite', 'if-upload-fails', 'path']
  const inputs = Object.fromEntries([...names, ...others].map(name => [name, '']))
  const run = await action.play({ plan: planFor('vmware', 'succeeded'), inputs })
  await expectFiles(run)
})

test('E02 a bare environment without temporary folder and workspace is enough', async () => {
  const cwd = await scratch()
  const run = await action.play({
    plan,
    inputs: { path: join(cwd, 'out') },
    env: { RUNNER_TEMP: '', GITHUB_WORKSPACE: '' },
  })
  await expectFiles(run, { folder: join(cwd, 'out') })
})

const plan = planFor('vmware', 'succeeded')

test('E01 the bundle runs on the major version of Node that action.yml names', async () => {
  const { runs } = readAction(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8'))
  expect(`node${process.versions.node.split('.')[0]}`).toBe(runs.using)
  const emit = 'console.log("node" + process.versions.node.split(".")[0])'
  const run = await action.play({
    plan,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(emit)}` },
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(new RegExp(`^${runs.using}$`, 'm'))
})

test('E02 unusual folders of a runner are used as they are', async () => {
  const folder = join(await scratch(), 'work dir/Ünï $HOME')
  await mkdir(folder, { recursive: true })
  const run = await action.play({
    plan,
    env: { RUNNER_TEMP: folder, GITHUB_WORKSPACE: folder, HOME: '/nonexistent' },
  })
  await expectFiles(run, { folder: join(folder, 'await-export', run.job.id) })
})

const warnings = (log: string) => log.match(/^::warning::.*$/gm)

test('E03 NODE_TLS_REJECT_UNAUTHORIZED=0 is warned about', async () => {
  const run = await action.play({ plan, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
  await expectFiles(run)
  expect(warnings(run.result.log)).toEqual([expect.stringContaining('turns certificate checks off')])
})

test.each(['http', 'fs,TLS'])('E03 NODE_DEBUG=%s is warned about', async names => {
  // What Node itself prints may hold the credential, as the warning says: this log alone is not searched for it.
  const { step } = await action.start({ plan, env: { NODE_DEBUG: names } })
  const { outputs, log } = await step.result
  expect(outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
  expect(warnings(log)).toEqual([expect.stringContaining('makes Node print request headers')])
})

test.each(['http2,timers'])('E03 NODE_DEBUG=%s is no reason to warn', async names => {
  const { result } = await action.play({ plan, env: { NODE_DEBUG: names } })
  expect(warnings(result.log)).toBeNull()
})

test('E04 debug logging shows neither a secret nor the body of a response', async () => {
  const unavailable = { status: 503, body: '{"private-note":"of an error"}' }
  const given = onePollEach(planFor('vmware', 'succeeded'))
  const phases = given.phases.map(phase => ({ ...phase, fields: { ...phase.fields, 'private-note': 'x' } }))
  const run = await action.play({
    plan: { ...given, phases },
    factor: 20,
    env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' },
    prepare: ({ simulator }) =>
      simulator.inject({
        path: /exports$/,
        faults: [{ kind: 'pass' }, { kind: 'response', response: unavailable }],
      }),
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(/^::debug::Failed attempt: .*HTTP 503/m)
  expect(run.result.log).not.toContain('private-note')
})
