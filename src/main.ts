import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as core from '@actions/core'
import { serviceProblem } from './artifact/preconditions.ts'
import { awaitExports } from './exports/await-exports.ts'
import type { ExportEvent } from './exports/events.ts'
import type { StepOutcome } from './exports/outcome.ts'
import { failedStep, failedWith } from './exports/outcome.ts'
import type { Emit, Warning } from './failures/events.ts'
import { ExportError, toFailure } from './failures/export-error.ts'
import { addSecrets } from './inputs/credentials.ts'
import { checkEnvironment } from './inputs/environment.ts'
import type { ParsedInputs } from './inputs/inputs.ts'
import { type ParseContext, parseInputs } from './inputs/inputs.ts'
import type { ExportRequest } from './inputs/request.ts'
import { folderOf } from './inputs/request.ts'
import { inputTable } from './inputs/table.ts'
import { createPorts } from './ports.ts'
import { PROVIDERS } from './providers/registry.ts'
import { guideTo } from './report/guide.ts'
import { causeLine, createLog, doneLine, failureLine } from './report/log.ts'
import { contractWords, fittingOutputs, manifestText, OUTPUT_NAMES, outputsOf } from './report/outputs.ts'
import { summaryOf } from './report/summary.ts'
import { systemClock } from './runtime/clock.ts'
import { raceAbort, startDeadline } from './runtime/deadline.ts'
import { installProcessHandlers } from './runtime/lifecycle.ts'
import { limitSemiSpaceGrowth } from './runtime/memory.ts'
import type { Vault } from './secrets/vault.ts'
import { createVault } from './secrets/vault.ts'

const PRINTERS = { info: core.info, warning: core.warning, debug: core.debug } as const

/** Runs the whole step as the runner starts it and ends the process; the exit code is 0 only if the step succeeds. */
export async function main(): Promise<void> {
  const startedMs = systemClock.now()
  limitSemiSpaceGrowth()
  const vault = createVault(secret => core.setSecret(secret), contractWords(PROVIDERS), systemClock.now)
  const log = createLog(({ level, text }) => PRINTERS[level](text), vault.redact)
  const runId = randomBytes(4).toString('hex')
  const workspace = process.env.GITHUB_WORKSPACE || process.cwd()
  const temporary = temporaryFolder()
  let inputs: ParsedInputs | undefined
  let endedBy = failedStep
  const conclude = async (outcome: StepOutcome) => {
    log.finish()
    await report(outcome, inputs, vault, startedMs)
  }
  const { signal, finish } = installProcessHandlers(error => conclude(endedBy(toFailure(error))))
  const emit: Emit<ExportEvent> = event => {
    if (inputs && event.kind === 'started' && event.exportId)
      addExport(vault, inputs.request, { exportId: event.exportId })
    log(event)
  }
  let outcome: StepOutcome
  try {
    inputs = await readInputs(vault, log, { workspace, temporary, runId })
    requireArtifactService(inputs.request)
    const ports = createPorts(inputs, {
      env: process.env,
      vault,
      roots: [workspace, temporary],
      emit,
      signal,
      checkpoint: latest => {
        endedBy = latest
      },
    })
    outcome = await awaitExports(inputs.request, ports)
  } catch (error) {
    outcome = endedBy(toFailure(error))
  }
  await conclude(outcome)
  await finish(Number(process.exitCode ?? 0))
}

/**
 * Reads and checks the inputs and the environment. Masks secrets before anything is printed, and removes them from the
 * environment of later processes. Throws an `ExportError` if the step cannot run.
 */
async function readInputs(
  vault: Vault,
  emit: Emit<Warning>,
  step: Pick<ParseContext, 'workspace' | 'temporary' | 'runId'>,
): Promise<ParsedInputs> {
  const environment = checkEnvironment(process.env)
  for (const { id, secret } of environment.proxyCredentials) vault.addPair(id, secret)
  const rows = Object.entries(inputTable(PROVIDERS))
  const raw = Object.fromEntries(rows.map(([name]) => [name, core.getInput(name)]))
  for (const [name, { secret }] of rows) if (secret) delete process.env[`INPUT_${name.toUpperCase()}`]
  addSecrets(vault, raw, PROVIDERS)
  const hasDocument = rows.some(([name, { form }]) => form === 'yaml' && raw[name])
  const documents = hasDocument ? { yaml: await import('yaml'), now: systemClock.date() } : undefined
  const context = { ...step, home: homedir(), env: process.env, providers: PROVIDERS, documents, readText }
  const inputs = parseInputs(raw, context)
  if (environment.errors.length > 0)
    throw new ExportError('input', environment.errors.join(' '), {
      hint: 'Correct the environment of the runner.',
    })
  vault.addPublic(Object.values(inputs.request.place.ids))
  for (const one of inputs.request.wanted) if (one.kind === 'existing') addExport(vault, inputs.request, one)
  for (const text of [...inputs.request.warnings, ...environment.warnings])
    emit({ kind: 'warning', topic: text, text })
  return inputs
}

/** The ID and the folder of an export are no secrets, whatever a server puts into a link. */
function addExport(vault: Vault, request: ExportRequest, one: Parameters<typeof folderOf>[1]): void {
  vault.addPublic([one.exportId, folderOf(request, one)])
}

/** An upload that cannot succeed fails the step before the wait, unless it may fail. */
function requireArtifactService({ artifact, ifUploadFails }: ExportRequest): void {
  const problem = artifact && ifUploadFails === 'error' ? serviceProblem(process.env) : undefined
  if (problem) throw problem
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Sets the outputs and prints the failure before it writes the summary, which may hang. */
async function report(
  ended: StepOutcome,
  inputs: ParsedInputs | undefined,
  vault: Vault,
  startedMs: number,
): Promise<void> {
  // A step that has reported a failure and is then cancelled keeps the first reason.
  if (process.exitCode === core.ExitCode.Failure) return
  const request = inputs?.request
  const elapsedMs = systemClock.now() - startedMs
  const manifest = writeManifest(manifestText(ended, vault.redact))
  const { outputs, warning } = fittingOutputs(
    outputsOf(ended, vault.redact, manifest),
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
  const guide = outcome.failure && `Troubleshooting: ${guideTo(outcome.failure.code, process.env)}`
  if (guide) core.info(guide)
  const summary = summaryOf(outcome, request, vault.redact, elapsedMs)
  if (request?.summary !== false) await writeSummary(guide ? `${summary}\n${guide}\n` : summary)
  if (!outcome.failure) core.info(doneLine(outcome, elapsedMs))
}

/** The path of the file with the manifest; empty if it cannot be written, for example to a full disk. */
function writeManifest(text: string): string {
  const path = join(temporaryFolder(), `await-export-${randomBytes(4).toString('hex')}.json`)
  try {
    writeFileSync(path, text, { flag: 'wx' })
    return path
  } catch (error) {
    core.info(`The manifest was not written: ${toFailure(error).reason}`)
    return ''
  }
}

function temporaryFolder(): string {
  return resolve(process.env.RUNNER_TEMP || tmpdir())
}

/** A step whose outputs could not be set fails, because later steps would run without them. */
function withOutputsSet(outcome: StepOutcome, outputs: Readonly<Record<string, string>>): StepOutcome {
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

/** A disk that has not written the summary by then never will. */
const SUMMARY_MS = 10_000

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
