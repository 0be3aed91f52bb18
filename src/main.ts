import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as core from '@actions/core'
import { awaitExport } from './exports/await-export.ts'
import type { Outcome } from './exports/outcome.ts'
import { failedOutcome } from './exports/outcome.ts'
import { ExportError, toFailure } from './failures/export-error.ts'
import { bareToken } from './inputs/credentials.ts'
import { checkEnvironment } from './inputs/environment.ts'
import type { ParsedInputs } from './inputs/inputs.ts'
import { parseInputs } from './inputs/inputs.ts'
import type { RawInputs } from './inputs/names.ts'
import { INPUT_NAMES, SECRET_INPUTS } from './inputs/names.ts'
import type { ExportRequest } from './inputs/request.ts'
import type { Step } from './ports.ts'
import { portsOf } from './ports.ts'
import { PROVIDERS } from './providers/registry.ts'
import type { LogLine } from './report/log.ts'
import { causeLine, createLog, doneLine, failureLine } from './report/log.ts'
import { contractWords, OUTPUT_NAMES, outputsOf } from './report/outputs.ts'
import { summaryOf } from './report/summary.ts'
import { systemClock } from './runtime/clock.ts'
import { installSignalHandlers } from './runtime/lifecycle.ts'
import { limitSemiSpaceGrowth } from './runtime/memory.ts'
import type { Vault } from './secrets/vault.ts'
import { createVault } from './secrets/vault.ts'

/** Runs the whole step as the runner starts it and ends the process; the exit code is 0 only if the step succeeds. */
export async function main(): Promise<void> {
  const startedMs = systemClock.now()
  limitSemiSpaceGrowth()
  const vault = createVault(form => core.setSecret(form), contractWords(PROVIDERS))
  const log = createLog(print, vault.redact)
  let accepted: ParsedInputs | undefined
  let latest: Outcome | undefined
  const conclude = async (outcome: Outcome) => {
    log.finish()
    await report(outcome, accepted?.request, vault, startedMs)
  }
  const { signal, finish } = installSignalHandlers(error => conclude(failedOutcome(toFailure(error), latest)))
  const workspace = process.env.GITHUB_WORKSPACE || process.cwd()
  const checkpoint = (outcome: Outcome) => {
    latest = outcome
  }
  const step = { env: process.env, vault, workspace, emit: log, signal, checkpoint }
  const inputs = prepare(step)
  if (inputs instanceof ExportError) await conclude(failedOutcome(toFailure(inputs)))
  else {
    accepted = inputs
    await conclude(await awaitExport(inputs.request, portsOf(inputs, step)))
  }
  await finish(Number(process.exitCode ?? 0))
}

const PRINTERS = { info: core.info, warning: core.warning, debug: core.debug } as const

function print({ level, text }: LogLine): void {
  PRINTERS[level](text)
}

/** Reads the inputs, masks their secrets before anything is printed and removes them from the environment of later processes. */
function readInputs(vault: Vault): RawInputs {
  const entries = INPUT_NAMES.map(name => [name, core.getInput(name)] as const)
  const raw: RawInputs = Object.fromEntries(entries) as Record<(typeof INPUT_NAMES)[number], string>
  for (const name of SECRET_INPUTS) delete process.env[`INPUT_${name.toUpperCase()}`]
  const secrets = [raw.token, bareToken(raw.token), raw['client-secret'], raw.password]
  for (const secret of secrets) vault.add(secret)
  vault.addPair(raw['client-id'], raw['client-secret'])
  vault.addPair(raw.username, raw.password)
  return raw
}

function prepare({ vault, workspace, emit }: Step): ParsedInputs | ExportError {
  try {
    const environment = checkEnvironment(process.env)
    for (const { id, secret } of environment.proxyCredentials) vault.addPair(id, secret)
    const inputs = parseInputs(readInputs(vault), {
      providers: PROVIDERS,
      workspace,
      temporary: process.env.RUNNER_TEMP || tmpdir(),
      readText,
    })
    if (environment.errors.length > 0)
      throw new ExportError('input', environment.errors.join(' '), {
        hint: 'Correct the environment of the runner.',
      })
    const warnings = [...inputs.request.warnings, ...environment.warnings]
    for (const text of warnings) emit({ kind: 'warning', topic: text, text })
    return inputs
  } catch (error) {
    if (error instanceof ExportError) return error
    throw error
  }
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
  ended: Outcome,
  request: ExportRequest | undefined,
  vault: Vault,
  startedMs: number,
): Promise<void> {
  // A step that has reported a failure and is then cancelled keeps the first reason.
  if (process.exitCode === core.ExitCode.Failure) return
  const outputs = outputsOf(ended, request, vault.redact)
  for (const url of ended.downloadUrls) vault.addLink(url)
  const outcome = withOutputsSet(ended, outputs)
  if (outcome.failure) {
    core.setFailed(failureLine(outcome.failure, vault.redact))
    const cause = causeLine(outcome.failure, vault.redact)
    if (cause !== undefined) core.debug(cause)
  }
  if (request?.summary !== false) await writeSummary(summaryOf(outcome, request, vault.redact))
  if (!outcome.failure) core.info(doneLine(outcome, systemClock.now() - startedMs))
}

/** A step whose outputs could not be set fails, because later steps would run without them. */
function withOutputsSet(outcome: Outcome, outputs: Readonly<Record<string, string>>): Outcome {
  try {
    for (const name of OUTPUT_NAMES) core.setOutput(name, outputs[name])
    return outcome
  } catch (error) {
    const failure = toFailure(
      new ExportError('internal', `The outputs could not be set: ${toFailure(error).reason}.`, {
        hint: 'GITHUB_OUTPUT must be the path of a writable file.',
      }),
    )
    if (!outcome.failure) return { ...outcome, status: 'error', failure }
    core.info(failure.reason)
    return outcome
  }
}

/** A disk that has not written the summary by then never will. */
const SUMMARY_MS = 10_000

/** A summary that cannot be written, for example to a full disk, does not fail the step. */
async function writeSummary(text: string): Promise<void> {
  const over = new AbortController()
  try {
    await Promise.race([core.summary.addRaw(text).write(), tooLate(over.signal)])
  } catch (error) {
    core.info(`The job summary was not written: ${toFailure(error).reason}`)
  } finally {
    over.abort()
  }
}

async function tooLate(signal: AbortSignal): Promise<never> {
  await systemClock.sleep(SUMMARY_MS, signal)
  throw new ExportError('internal', `it took more than ${SUMMARY_MS / 1000} s`)
}
