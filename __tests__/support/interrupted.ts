import type { Playing, Run } from './action.ts'
import { until } from './until.ts'

/**
 * A second is promised, and a busy machine gets half a second to start and to see the end; what the step waits for would
 * take many times as long.
 */
const SOON_MS = 1500

/** Expects that an ending that is due now does not take long. */
export async function soon<T>(ending: Promise<T>): Promise<T> {
  const dueMs = performance.now()
  const ended = await ending
  expect(performance.now() - dueMs).toBeLessThan(SOON_MS)
  return ended
}

/** Sends a signal to a step that runs at the speed of the machine, and expects it to be gone soon. */
export async function interrupted(playing: Playing, signal: NodeJS.Signals): Promise<Run> {
  playing.step.kill(signal)
  return await soon(playing.ended())
}

/** Waits for a step whose work is done, and expects it to be gone soon, whatever it has left open. */
export async function endedSoon(playing: Playing): Promise<Run> {
  await untilOutputs(playing)
  return await soon(playing.ended())
}

/** Resolves when the outputs of a step are set. */
export async function untilOutputs({ step: { folder } }: Playing): Promise<void> {
  await until(async () => /^details/m.test(await folder.readText(folder.outputFile)))
}
