import { Session } from 'node:inspector/promises'

/** How many blocks of the action's own code each work runs: a measure of time that does not depend on the machine. */
export async function stepsOf(works: readonly (() => unknown)[]): Promise<readonly number[]> {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
    const steps: number[] = []
    // Taking the coverage resets its counts.
    await session.post('Profiler.takePreciseCoverage')
    for (const work of works) {
      work()
      const { result } = await session.post('Profiler.takePreciseCoverage')
      const ranges = result
        .filter(({ url }) => url.includes('/src/'))
        .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
      steps.push(ranges.reduce((sum, { count }) => sum + count, 0))
    }
    return steps
  } finally {
    session.disconnect()
  }
}
