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

test('empty inputs count as not given', async () => {
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
  const run = await action.run({ plan: planFor('vmware', 'succeeded'), inputs })
  await expectFiles(run)
})

test('E02 a minimal environment without temporary folder and workspace is sufficient', async () => {
  const cwd = await scratch()
  const run = await action.run({
    plan,
    inputs: { path: join(cwd, 'out') },
    env: { RUNNER_TEMP: '', GITHUB_WORKSPACE: '' },
  })
  await expectFiles(run, { folder: join(cwd, 'out') })
})

const plan = planFor('vmware', 'succeeded')

test('E01 the bundle runs on the major version of Node in action.yml', async () => {
  const { runs } = readAction(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8'))
  expect(`node${process.versions.node.split('.')[0]}`).toBe(runs.using)
  const emit = 'console.log("node" + process.versions.node.split(".")[0])'
  const run = await action.run({
    plan,
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(emit)}` },
  })
  await expectFiles(run)
  expect(run.result.log).toMatch(new RegExp(`^${runs.using}$`, 'm'))
})

test('E02 unusual runner folders are used unchanged', async () => {
  const folder = join(await scratch(), 'work dir/Ünï $HOME')
  await mkdir(folder, { recursive: true })
  const run = await action.run({
    plan,
    env: { RUNNER_TEMP: folder, GITHUB_WORKSPACE: folder, HOME: '/nonexistent' },
  })
  await expectFiles(run, { folder: join(folder, 'await-export', run.job.id) })
})

const warnings = (log: string) => log.match(/^::warning::.*$/gm)

test('E03 NODE_TLS_REJECT_UNAUTHORIZED=0 leads to a warning', async () => {
  const run = await action.run({ plan, env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
  await expectFiles(run)
  expect(warnings(run.result.log)).toEqual([expect.stringContaining('turns certificate checks off')])
})

test.each(['http', 'stream', 'str*'])('E03 NODE_DEBUG=%s leads to a warning', async names => {
  // Output of Node itself may contain the credential, as the warning says, so this log is not searched for it.
  const { step } = await action.start({ plan, env: { NODE_DEBUG: names } })
  const { outputs, log } = await step.result
  expect(outputs).toMatchObject({ status: 'succeeded', 'file-count': '1' })
  expect(warnings(log)).toEqual([expect.stringContaining('makes Node print requests and responses')])
})

test('E04 debug logging shows neither a secret nor the body of a response', async () => {
  const unavailable = { status: 503, body: '{"private-note":"of an error"}' }
  const given = onePollEach(planFor('vmware', 'succeeded'))
  const phases = given.phases.map(phase => ({ ...phase, fields: { ...phase.fields, 'private-note': 'x' } }))
  const run = await action.run({
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
