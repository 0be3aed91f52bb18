import { dirname } from 'node:path'
import { type ExportError, toFailure } from '../failures/export-error.ts'
import type { ExportRequest } from '../inputs/request.ts'
import { createTurns } from '../polling/turns.ts'
import { unlessStuck } from '../runtime/deadline.ts'
import { downloadExport } from './download-export.ts'
import type { Outcome, Results, StepOutcome } from './outcome.ts'
import { failedOutcome, failedWith, NO_RESULTS, stepOutcome } from './outcome.ts'
import type { ExportPorts, StepPorts } from './ports.ts'
import { type ExportTask, portsOf, startDownloadTimeout } from './task.ts'
import { waitForExport } from './wait-for-export.ts'

/** Below every documented limit of the providers that declare none. */
const POLLS_PER_SECOND = 8

/**
 * Starts the export if the step says so, waits for all exports at once, downloads and checks the files of each as soon as its job
 * has ended, then uploads those of the exports that have succeeded as one artifact. Never rejects.
 */
export async function awaitExports(request: ExportRequest, stepPorts: StepPorts): Promise<StepOutcome> {
  const { wanted, provider, place, timeoutMs, downloadTimeoutMs, folder } = request
  const { title, credentialOrigins = [], pollsPerSecond = POLLS_PER_SECOND } = provider
  const { clock } = stepPorts
  const gapMs = 1000 / pollsPerSecond
  const timeoutAtMs = clock.now() + timeoutMs
  const turns = createTurns(clock, gapMs)
  // The exports whose last failure was a rate limit.
  const limited = new Set<string | undefined>()
  const emit: ExportPorts['emit'] = event => {
    if (event.kind === 'retry' && ['start', 'polling'].includes(event.subject)) {
      const { exportId, error, retryInMs, count } = event
      if (isRateLimit(error)) {
        turns.pause(retryInMs, count > 1 && limited.has(exportId))
        limited.add(exportId)
      } else limited.delete(exportId)
    }
    stepPorts.emit(event)
  }
  const ports: ExportPorts = { ...stepPorts, turns, emit }

  const [first] = wanted
  const origins = [...new Set([place.apiUrl, ...credentialOrigins])]
  if (first.kind === 'start') emit({ kind: 'starting', title, origins })
  else {
    const id = wanted.length === 1 && { exportId: first.exportId }
    emit({ kind: 'waiting', title, ...id, exports: wanted.length, origins, timeoutMs })
  }

  const results: Results[] = wanted.map(() => NO_RESULTS)
  const ended = new Map<number, Outcome>()
  stepPorts.checkpoint(failure => {
    const outcomes = results.map((soFar, index) => ended.get(index) ?? failedOutcome(failure, soFar))
    return stepOutcome(outcomes, folder)
  })
  const { promise: allWaited, resolve: endWaits } = Promise.withResolvers<void>()
  let waiting = wanted.length
  let waitedAtMs = clock.now()
  const outcomes = await Promise.all(
    wanted.map(async (one, index) => {
      const task: ExportTask = {
        request,
        wanted: one,
        ports,
        // Each export is polled once more when the time is up, within the rate limit.
        lastPollMs: timeoutAtMs - index * gapMs,
        minGapMs: wanted.length > 1 ? wanted.length * gapMs : 0,
        save: latest => {
          results[index] = latest
        },
      }
      const { outcome: waited, success } = await waitForExport(task)
      waiting -= 1
      waitedAtMs = clock.now()
      if (waiting === 0) endWaits()
      const outcome = success ? await downloadExport(task, waited, success, allWaited) : waited
      ended.set(index, outcome)
      if (wanted.length > 1) emit({ kind: 'ended', exportId: outcome.exportId, failure: outcome.failure })
      return outcome
    }),
  )

  let step = stepOutcome(outcomes, folder)
  stepPorts.checkpoint(failure => ({ ...step, ...failedWith(failure) }))
  const leftMs = Math.max(0, waitedAtMs + downloadTimeoutMs - clock.now())
  const uploadPorts = wanted.length === 1 ? portsOf(ports, step.exportId) : ports
  const timeout = startDownloadTimeout(uploadPorts, { ms: leftMs, statedMs: downloadTimeoutMs })
  try {
    step = await unlessStuck(upload(step, request, timeout.ports), timeout.ports)
    if (!step.failure) ports.signal.throwIfAborted()
  } catch (thrown) {
    step = { ...step, ...failedWith(toFailure(thrown)) }
  } finally {
    timeout.clear()
  }
  return step
}

/** Whether the API limits the requests of the credential, which counts the polls of all exports. */
function isRateLimit({ httpStatus, remedy }: ExportError): boolean {
  return httpStatus === 429 || (httpStatus === 403 && remedy === 'later')
}

/** Uploads the files of the exports that have succeeded. Its failure does not replace that of an export. */
async function upload(step: StepOutcome, request: ExportRequest, ports: ExportPorts): Promise<StepOutcome> {
  const { artifact, provider, wanted, ifUploadFails } = request
  const { clock, signal } = ports
  const succeeded = step.exports.filter(({ failure }) => !failure)
  const [first] = succeeded
  if (!artifact || !first || (step.failure && signal.aborted)) return step
  signal.throwIfAborted()
  const files = succeeded.flatMap(one => one.files)
  const [file] = files
  if (!file) {
    ports.emit({ kind: 'note', text: 'There is no file to upload as an artifact.' })
    return step
  }
  const isSeveral = wanted.length > 1
  const name = `${provider.id.replaceAll('/', '-')}-export${isSeveral ? 's' : ''}-${step.exports[0]?.exportId}`
  // The path in a request may contain links; those of files do not.
  const folder = isSeveral ? dirname(dirname(file.path)) : dirname(file.path)
  const startMs = clock.now()
  try {
    const uploaded = await ports.upload(
      { ...artifact, name: artifact.name || name },
      { folder, files },
      ports,
    )
    return { ...step, artifact: uploaded, uploadMs: clock.now() - startMs }
  } catch (thrown) {
    if (toFailure(signal.reason).code === 'aborted') throw thrown
    const failure = { ...toFailure(thrown), code: 'upload' as const }
    if (ifUploadFails === 'error' && !step.failure) return { ...step, ...failedWith(failure) }
    const text = `The artifact was not uploaded: ${failure.reason} ${failure.hint}`
    ports.emit({ kind: 'warning', topic: 'upload', text, always: true })
    if (step.failure) return step
    const override = `if-upload-fails: warn, and the upload failed: ${failure.reason}`
    return { ...step, overrides: [...step.overrides, override] }
  }
}
