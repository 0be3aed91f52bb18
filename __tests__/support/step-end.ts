import type { Run, RunningAction } from './action.ts'
import { until } from './until.ts'

/**
 * One second, plus half a second for a busy machine. What the step waits for would take many times as long.
 */
const SOON_MS = 1500

/** Expects that a step which should end now ends soon. */
export async function soon<T>(end: Promise<T>): Promise<T> {
  const dueMs = performance.now()
  const ended = await end
  expect(performance.now() - dueMs).toBeLessThan(SOON_MS)
  return ended
}

/** Sends a signal to a step with a real clock, and expects it to end soon. */
export async function interrupt(action: RunningAction, signal: NodeJS.Signals): Promise<Run> {
  action.step.kill(signal)
  return await soon(action.ended())
}

/** Waits until a step has set its outputs, and expects it to end soon, whatever it has left open. */
export async function endsSoon(action: RunningAction): Promise<Run> {
  await untilOutputs(action)
  return await soon(action.ended())
}

/** Resolves when a step has set its outputs. */
export async function untilOutputs({ step: { folder } }: RunningAction): Promise<void> {
  await until(async () => /^details/m.test(await folder.readText(folder.outputFile)))
}
