import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runStep, type StepOptions, type StepResult } from '../../simulator/step.ts'

/** A step that has ended, and what it took. */
export interface MeasuredStep {
  readonly result: StepResult
  /** Peak of its resident memory as the kernel counted it, in bytes. */
  readonly peakBytes: number
}

const PEAK = fileURLToPath(new URL('peak.mjs', import.meta.url))

/** Runs the action's bundle to its end and reads the kernel's peak of its memory; needs Linux. */
export async function measuredStep(options: StepOptions): Promise<MeasuredStep> {
  const folder = await mkdtemp(join(tmpdir(), 'await-export-peak-'))
  const file = join(folder, 'peak')
  try {
    const result = await runStep({
      ...options,
      nodeArguments: ['--import', PEAK, ...(options.nodeArguments ?? [])],
      env: { ...options.env, PEAK_FILE: file },
    })
    return { result, peakBytes: Number(await readFile(file, 'utf8')) * 1024 }
  } finally {
    await rm(folder, { recursive: true })
  }
}
