import type { Playing, Run } from './action.ts'

/**
 * A second is promised, and a busy machine gets half a second to start and to see the end; what the step waits for would
 * take many times as long.
 */
export const SOON_MS = 1500

/** Sends a signal to a step that runs at the speed of the machine, and expects it to be gone soon. */
export async function interrupted(playing: Playing, signal: NodeJS.Signals): Promise<Run> {
  const sentMs = performance.now()
  playing.step.kill(signal)
  const run = await playing.ended()
  expect(performance.now() - sentMs).toBeLessThan(SOON_MS)
  return run
}

/** Waits for a step whose work is done, and expects it to be gone soon, whatever it has left open. */
export async function endedSoon(playing: Playing): Promise<Run> {
  await untilOutputs(playing)
  const setMs = performance.now()
  const run = await playing.ended()
  expect(performance.now() - setMs).toBeLessThan(SOON_MS)
  return run
}

/** Resolves when the outputs of a step are set. */
export async function untilOutputs({ step: { folder } }: Playing): Promise<void> {
  while (!/^details/m.test(await folder.readText(folder.outputFile)))
    await new Promise(resolve => setTimeout(resolve, 5))
}

/** Looks again and again until something has come about. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 5))
}
