import { fileURLToPath } from 'node:url'
import { useSteps } from '../support/step.ts'

const fixture = (name: string) => fileURLToPath(new URL(`fixture/${name}`, import.meta.url))
const steps = useSteps()

function script(bundle: string) {
  return { bundle, manifest: fixture('action.yml'), inputs: {} }
}

// 80 minutes within the time limit of a test prove the speed; the exact speed depends on the machine.
test('timers and clocks agree, and no timer fires early', async () => {
  const { log, exitCode } = await steps.run(script(fixture('clocks.mjs')), 6000)
  expect(exitCode).toBe(0)
  const { report, dates } = JSON.parse(log)
  expect(Object.keys(report)).toHaveLength(8)
  for (const clocks of Object.values<Record<string, number>>(report)) {
    for (const elapsedMs of Object.values(clocks)) expect(elapsedMs).toBeGreaterThanOrEqual(600_000 - 1)
  }
  expect(dates).toEqual([true, 5, 1000, 'string'])
})

test('a delay beyond Node’s range overflows as in reality', async () => {
  const { log } = await steps.run(script(fixture('overflow.mjs')), 2)
  expect(log).toContain('fired')
  expect(log).toContain('TimeoutOverflowWarning')
})

test('an invalid factor is rejected', async () => {
  const { exitCode, log } = await steps.run(script(fixture('overflow.mjs')), 0)
  expect(exitCode).not.toBe(0)
  expect(log).toContain('FAST_CLOCK must be a number of at least 1.')
})
