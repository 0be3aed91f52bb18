import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts'

// Each function registers a cleanup after each test; call it at the top level of a test file.

/** Something that a test starts and must close. */
interface Closable {
  close(): Promise<void>
}

/** Returns a function that resolves with what it is given, and closes it after the test. */
export function useClosing(): <T extends Closable>(started: Promise<T>) => Promise<T> {
  const open: Closable[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map(closable => closable.close()))
  })
  return async started => {
    const closable = await started
    open.push(closable)
    return closable
  }
}

/** Returns a function that starts a simulator and closes it after the test. */
export function useSimulator(): (options?: SimulatorOptions) => Promise<Simulator> {
  const closing = useClosing()
  return options => closing(startSimulator(options))
}

/** Returns a function that creates an empty folder and removes it after the test. */
export function useTempFolder(): () => Promise<string> {
  const created: string[] = []
  afterEach(async () => {
    for (const folder of created.splice(0)) await rm(folder, { recursive: true, force: true })
  })
  return async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'await-export-test-')))
    created.push(folder)
    return folder
  }
}
