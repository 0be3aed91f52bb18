import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StepOptions } from '../../simulator/step.ts'
import { useSteps } from '../support/step.ts'

const fixture = (name: string) => fileURLToPath(new URL(`fixture/${name}`, import.meta.url))
const steps = useSteps()

function echo(inputs: Record<string, string> = {}, options: Partial<StepOptions> = {}): StepOptions {
  return { bundle: fixture('echo.mjs'), manifest: fixture('action.yml'), inputs, ...options }
}

function environmentOf(outputs: Readonly<Record<string, string>>): Record<string, string> {
  return JSON.parse(outputs.environment ?? '')
}

test('a step gets the clean environment of the runner and nothing else', async () => {
  const { outputs, temp } = await steps.run(echo({ 'export-id': 'id' }, { env: { EXTRA: 'x' } }))
  const { PATH, HOME, ...environment } = environmentOf(outputs)
  expect([PATH, HOME]).toEqual([process.env.PATH, process.env.HOME])
  expect(environment).toEqual({
    'INPUT_EXPORT-ID': 'id',
    INPUT_TWO_WORDS: 'a default',
    'INPUT_POLL-INTERVAL': 'auto',
    INPUT_RETRIES: '3',
    INPUT_TOKEN: '',
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary'),
    RUNNER_TEMP: join(temp, 'runner-temp'),
    GITHUB_WORKSPACE: join(temp, 'workspace'),
    EXTRA: 'x',
  })
})

test('a step starts in its workspace or in the given folder', async () => {
  const { outputs, temp } = await steps.run(echo())
  expect(outputs.cwd).toBe(join(temp, 'workspace'))
  expect((await steps.run(echo({}, { cwd: fixture('') }))).outputs.cwd).toBe(fixture('').replace(/\/$/, ''))
})

test('what a step leaves is gathered and can be removed', async () => {
  const result = await steps.run(echo())
  expect(result).toMatchObject({ exitCode: 0, signal: null, summary: '# Summary\n' })
  expect(result.log.split('\n').sort()).toEqual(['', 'to stderr', 'to stdout'])
  expect(result.files).toEqual([join(result.temp, 'runner-temp/b.txt'), join(result.temp, 'workspace/a.txt')])
  expect(result.durationMs).toBeGreaterThan(0)
  await result.cleanup()
  expect(existsSync(result.temp)).toBe(false)
})

test('the exit code of a failed step is reported', async () => {
  expect((await steps.run(echo({ token: 'fail' }))).exitCode).toBe(3)
})

test('an input that the manifest does not declare is refused', async () => {
  await expect(steps.run(echo({ exportid: 'x', other: 'y' }))).rejects.toThrow(
    'declares no input exportid, other',
  )
})

test('outputs in a wrong form end in an error, as at the runner', async () => {
  await expect(steps.run(echo({ token: 'malformed' }))).rejects.toThrow("Invalid format 'no sign'")
})

test('arguments for Node come before the bundle', async () => {
  const preload = 'data:text/javascript,process.stdout.write("preloaded\\n")'
  const { log } = await steps.run(echo({}, { nodeArguments: ['--import', preload] }))
  expect(log).toMatch(/^preloaded\n/)
})

test('a running step can be watched and signalled', async () => {
  const lines: string[] = []
  const step = await steps.start(echo({ token: 'wait' }, { onLine: line => lines.push(line) }))
  expect(await step.untilLog(/^wait/)).toBe('waiting')
  expect(await step.untilLog(/stdout/)).toBe('to stdout')
  const never = expect(step.untilLog(/never said/)).rejects.toThrow('ended without a log line')
  step.kill('SIGINT')
  const result = await step.result
  await never
  expect([result.exitCode, result.signal]).toEqual([130, null])
  expect(lines).toContain('interrupted')
  expect(await step.untilLog(/interrupted/)).toBe('interrupted')
})

test('the signal that ended a step is reported', async () => {
  const step = await steps.start(echo({ token: 'wait' }))
  await step.untilLog(/waiting/)
  step.kill('SIGKILL')
  expect(await step.result).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
})
