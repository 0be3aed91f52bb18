import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts'

/** Returns a function that starts a simulator; those a test started are closed after it. Call it at the top level of a test file. */
export function useSimulator(): (options?: SimulatorOptions) => Promise<Simulator> {
  const started: Simulator[] = []
  afterEach(async () => {
    await Promise.all(started.splice(0).map(simulator => simulator.close()))
  })
  return async options => {
    const simulator = await startSimulator(options)
    started.push(simulator)
    return simulator
  }
}
