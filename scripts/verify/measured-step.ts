import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runStep, type StepOptions, type StepResult } from '../../simulator/step.ts'

/** A finished step, and its memory usage. */
export interface MeasuredStep {
  readonly result: StepResult
  /** Peak resident memory in bytes, as measured by the kernel. */
  readonly peakBytes: number
}

const PEAK_MEMORY = fileURLToPath(new URL('peak-memory.mjs', import.meta.url))

/** Runs the action's bundle and reads its peak memory from the kernel; needs Linux. */
export async function measuredStep(options: StepOptions): Promise<MeasuredStep> {
  const folder = await mkdtemp(join(tmpdir(), 'await-export-peak-'))
  const file = join(folder, 'peak')
  try {
    const result = await runStep({
      ...options,
      nodeArguments: ['--import', PEAK_MEMORY, ...(options.nodeArguments ?? [])],
      env: { ...options.env, PEAK_FILE: file },
    })
    return { result, peakBytes: Number(await readFile(file, 'utf8')) * 1024 }
  } finally {
    await rm(folder, { recursive: true })
  }
}
