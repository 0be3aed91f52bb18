import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { resolve } from 'node:path'
import * as core from '@actions/core'
import { serviceProblem } from './artifact/preconditions.ts'
import { conclude } from './conclude.ts'
import { checkFolder } from './download/folder.ts'
import { awaitExports } from './exports/await-exports.ts'
import type { ExportEvent } from './exports/events.ts'
import type { StepOutcome } from './exports/outcome.ts'
import { failedStep } from './exports/outcome.ts'
import type { Emit, Warning } from './failures/events.ts'
import { ExportError, toFailure } from './failures/export-error.ts'
import { addSecrets } from './inputs/credentials.ts'
import { checkEnvironment } from './inputs/environment.ts'
import type { ParsedInputs } from './inputs/inputs.ts'
import { type ParseContext, parseInputs } from './inputs/inputs.ts'
import type { ExportRequest } from './inputs/request.ts'
import { folderOf, knownFolders } from './inputs/request.ts'
import { inputTable } from './inputs/table.ts'
import { createPorts } from './ports.ts'
import { PROVIDERS } from './providers/registry.ts'
import { createLog } from './report/log.ts'
import { contractWords } from './report/outputs.ts'
import { systemClock } from './runtime/clock.ts'
import { raceAbort, startDeadline } from './runtime/deadline.ts'
import { installProcessHandlers } from './runtime/lifecycle.ts'
import { limitSemiSpaceGrowth } from './runtime/memory.ts'
import type { Vault } from './secrets/vault.ts'
import { createVault } from './secrets/vault.ts'

const PRINTERS = { info: core.info, warning: core.warning, debug: core.debug } as const

/** Runs the step and ends the process. The exit code is 0 only if the step succeeded. */
export async function main(): Promise<void> {
  const startedMs = systemClock.now()
  limitSemiSpaceGrowth()
  const vault = createVault(secret => core.setSecret(secret), contractWords(PROVIDERS), systemClock.now)
  const log = createLog(({ level, text }) => PRINTERS[level](text), vault.redact)
  const runId = randomBytes(4).toString('hex')
  const workspace = process.env.GITHUB_WORKSPACE || process.cwd()
  const temporary = resolve(process.env.RUNNER_TEMP || tmpdir())
  let inputs: ParsedInputs | undefined
  let endedBy = failedStep
  const report = async (outcome: StepOutcome) => {
    log.finish()
    const elapsedMs = systemClock.now() - startedMs
    await conclude(outcome, { request: inputs?.request, vault, env: process.env, temporary, elapsedMs })
  }
  const { signal, finish } = installProcessHandlers(error => report(endedBy(toFailure(error))))
  const emit: Emit<ExportEvent> = event => {
    if (inputs && event.kind === 'started' && event.exportId)
      addExport(vault, inputs.request, { exportId: event.exportId })
    log(event)
  }
  let outcome: StepOutcome
  try {
    inputs = await readInputs(vault, log, { workspace, temporary, runId })
    const { artifact, ifUploadFails } = inputs.request
    // An upload that cannot succeed fails the step before the wait.
    const problem = artifact && ifUploadFails === 'error' ? serviceProblem(process.env) : undefined
    if (problem) throw problem
    const roots = [workspace, temporary]
    await checkFolders(inputs.request, roots, signal)
    const ports = createPorts(inputs, {
      env: process.env,
      vault,
      roots,
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
  await report(outcome)
  await finish(Number(process.exitCode ?? 0))
}

/** A disk that has not responded by then may never do so. */
const DISK_MS = 60_000

/** Rejects if the files cannot be written, before the step starts an export or waits for one. */
async function checkFolders(
  request: ExportRequest,
  roots: readonly string[],
  parent: AbortSignal,
): Promise<void> {
  if (!request.download) return
  const error = () =>
    new ExportError('download', `The disk of ${request.folder} did not respond within ${DISK_MS / 1000} s.`, {
      hint: 'Set path to a folder on another disk.',
    })
  const { signal, clear } = startDeadline(systemClock, { ms: DISK_MS, parent, error })
  try {
    for (const folder of knownFolders(request)) await raceAbort(checkFolder(folder, roots), signal)
  } finally {
    clear()
  }
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

/** The ID and the folder of an export are not secrets, whatever a server puts into a link. */
function addExport(vault: Vault, request: ExportRequest, one: Parameters<typeof folderOf>[1]): void {
  vault.addPublic([one.exportId, folderOf(request, one)])
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
