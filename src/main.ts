import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as core from '@actions/core'
import { awaitExport } from './exports/await-export.ts'
import type { Outcome } from './exports/outcome.ts'
import { failedOutcome } from './exports/outcome.ts'
import { failureLine } from './exports/wait-failure.ts'
import { ExportError, toFailure } from './failures/export-error.ts'
import { bareToken } from './inputs/credentials.ts'
import { environmentWarnings } from './inputs/environment.ts'
import type { ParsedInputs } from './inputs/inputs.ts'
import { parseInputs } from './inputs/inputs.ts'
import type { RawInputs } from './inputs/names.ts'
import { INPUT_NAMES, SECRET_INPUTS } from './inputs/names.ts'
import { proxyCredentials, proxyProblems } from './inputs/proxy.ts'
import type { Step } from './ports.ts'
import { portsOf } from './ports.ts'
import { PROVIDERS } from './providers/registry.ts'
import type { LogLine } from './report/log.ts'
import { createLog } from './report/log.ts'
import { withoutName } from './report/name.ts'
import { OUTPUT_NAMES, outputsOf } from './report/outputs.ts'
import { summaryOf } from './report/summary.ts'
import { takeOver } from './runtime/lifecycle.ts'
import { limitSemiSpaceGrowth } from './runtime/memory.ts'
import { systemClock } from './runtime/system-clock.ts'
import type { Vault } from './secrets/vault.ts'
import { createVault } from './secrets/vault.ts'

/** Runs the whole step as the runner starts it; ends the process, with code 0 only when the step is green. */
export async function main(): Promise<void> {
  limitSemiSpaceGrowth()
  const vault = createVault(form => core.setSecret(form))
  const log = createLog(print, vault.redact)
  let accepted: ParsedInputs | undefined
  let latest: Outcome | undefined
  const conclude = async (outcome: Outcome) => {
    log.finish()
    await report(outcome, accepted, vault)
  }
  const { signal, finish } = takeOver(error => conclude(failedOutcome(toFailure(error), latest)))
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

/** Takes the inputs out of the environment, so that nothing started later inherits a secret; masks before anything is printed. */
function readInputs(vault: Vault): RawInputs {
  const entries = INPUT_NAMES.map(name => [name, core.getInput(name)] as const)
  const raw: RawInputs = Object.fromEntries(entries) as Record<(typeof INPUT_NAMES)[number], string>
  for (const name of SECRET_INPUTS) delete process.env[`INPUT_${name.toUpperCase()}`]
  const secrets = [raw.token, bareToken(raw.token), raw['client-secret'], raw.password]
  for (const secret of secrets) vault.add(secret)
  vault.addPair(raw['client-id'], raw['client-secret'])
  vault.addPair(raw.username, raw.password)
  for (const { id, secret } of proxyCredentials(process.env)) vault.addPair(id, secret)
  return raw
}

function prepare({ vault, workspace, emit }: Step): ParsedInputs | ExportError {
  try {
    const inputs = parseInputs(readInputs(vault), {
      providers: PROVIDERS,
      workspace,
      temporary: process.env.RUNNER_TEMP || tmpdir(),
      readText,
    })
    const proxy = proxyProblems(process.env)
    if (proxy.errors.length > 0)
      throw new ExportError('input', proxy.errors.join(' '), {
        hint: 'Correct the environment of the runner.',
      })
    const warnings = [...inputs.request.warnings, ...environmentWarnings(process.env), ...proxy.warnings]
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

/** Sets every output first and says why the step is red: whatever hangs after that, nothing is lost. */
async function report(ended: Outcome, inputs: ParsedInputs | undefined, vault: Vault): Promise<void> {
  // A step that said why it is red and is then ended from outside keeps to that reason.
  if (process.exitCode === core.ExitCode.Failure) return
  const request = inputs?.request
  const outputs = outputsOf(ended, request, vault.redact)
  for (const url of ended.downloadUrls) vault.addLink(url)
  const outcome = withOutputsSet(ended, outputs)
  if (outcome.failure) core.setFailed(failureLine(outcome.failure, vault.redact))
  const name = inputs?.credentials.kind === 'pair' ? inputs.credentials.id : ''
  const redact = withoutName(vault.redact, name)
  if (request?.summary !== false) await writeSummary(summaryOf(outcome, request, redact))
}

/** A step whose outputs could not be set is red: whatever follows would go on without them. */
function withOutputsSet(outcome: Outcome, outputs: Readonly<Record<string, string>>): Outcome {
  try {
    for (const name of OUTPUT_NAMES) core.setOutput(name, outputs[name])
    return outcome
  } catch (error) {
    const failure = toFailure(
      new ExportError('internal', `The outputs could not be set: ${toFailure(error).reason}.`, {
        hint: 'GITHUB_OUTPUT has to name a file that the step can write.',
      }),
    )
    if (!outcome.failure) return { ...outcome, status: 'error', failure }
    core.info(failure.reason)
    return outcome
  }
}

/** A disk that has not taken the summary by then will not. */
const SUMMARY_MS = 10_000

/** A runner without summaries, or one whose file is full, read-only or out of reach, is no reason to lose a finished export. */
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
