import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as core from '@actions/core'
import { failedWith, type StepOutcome } from './exports/outcome.ts'
import { ExportError, toFailure } from './failures/export-error.ts'
import type { ExportRequest } from './inputs/request.ts'
import { guideTo } from './report/guide.ts'
import { causeLine, doneLine, failureLine } from './report/log.ts'
import { fittingOutputs, manifestText, OUTPUT_NAMES, outputsOf, stepValues } from './report/outputs.ts'
import { summaryOf } from './report/summary.ts'
import { systemClock } from './runtime/clock.ts'
import { raceAbort, startDeadline } from './runtime/deadline.ts'
import type { Vault } from './secrets/vault.ts'

/** A disk that has not written the summary by then never will. */
const SUMMARY_MS = 10_000

/**
 * Reports how the step ended: manifest, outputs, error annotation, summary, last line. `request` is undefined if the inputs were
 * wrong. The summary comes last, because writing it may hang.
 */
export async function conclude(
  ended: StepOutcome,
  step: {
    readonly request: ExportRequest | undefined
    readonly vault: Vault
    readonly env: NodeJS.ProcessEnv
    readonly temporary: string
    readonly elapsedMs: number
  },
): Promise<void> {
  // A step that has reported a failure and is then cancelled keeps the first reason.
  if (process.exitCode === core.ExitCode.Failure) return
  const { request, vault, env, temporary, elapsedMs } = step
  const values = stepValues(ended, vault.redact)
  const manifest = writeManifest(temporary, manifestText(values))
  const { outputs, warning } = fittingOutputs(
    outputsOf(values, ended.downloadUrls, manifest),
    process.platform === 'win32',
  )
  if (warning !== undefined) core.warning(warning)
  if (outputs['download-url'] !== '') for (const url of ended.downloadUrls) vault.maskLink(url)
  const outcome = withOutputsSet(ended, outputs)
  if (outcome.failure) {
    core.setFailed(failureLine(outcome.failure, vault.redact))
    const cause = causeLine(outcome.failure, vault.redact)
    if (cause !== undefined) core.debug(cause)
  }
  const guide = outcome.failure && `Troubleshooting: ${guideTo(outcome.failure, env)}`
  if (guide) core.info(guide)
  const summary = summaryOf(outcome, request, vault.redact, elapsedMs)
  if (request?.summary !== false) await writeSummary(guide ? `${summary}\n${guide}\n` : summary)
  if (!outcome.failure) core.info(doneLine(outcome, elapsedMs))
}

/** The path of the new file; empty if it cannot be written, for example to a full disk. */
function writeManifest(folder: string, text: string): string {
  const path = join(folder, `await-export-${randomBytes(4).toString('hex')}.json`)
  try {
    writeFileSync(path, text, { flag: 'wx' })
    return path
  } catch (error) {
    core.info(`The manifest was not written: ${toFailure(error).reason}`)
    return ''
  }
}

/** A step whose outputs could not be set fails, because later steps would run without them. */
function withOutputsSet(outcome: StepOutcome, outputs: ReturnType<typeof outputsOf>): StepOutcome {
  try {
    for (const name of OUTPUT_NAMES) core.setOutput(name, outputs[name])
    return outcome
  } catch (error) {
    const failure = toFailure(
      new ExportError('internal', `The outputs could not be set: ${toFailure(error).reason}.`, {
        hint: 'GITHUB_OUTPUT must be the path of a writable file.',
      }),
    )
    if (!outcome.failure) return { ...outcome, ...failedWith(failure) }
    core.info(failure.reason)
    return outcome
  }
}

/** A summary that cannot be written, for example to a full disk, does not fail the step. */
async function writeSummary(text: string): Promise<void> {
  const error = () => new ExportError('internal', `it took more than ${SUMMARY_MS / 1000} s`)
  const deadline = startDeadline(systemClock, { ms: SUMMARY_MS, error })
  try {
    await raceAbort(core.summary.addRaw(text).write(), deadline.signal)
  } catch (error) {
    core.info(`The job summary was not written: ${toFailure(error).reason}`)
  } finally {
    deadline.clear()
  }
}
