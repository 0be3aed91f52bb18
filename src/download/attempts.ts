import { ExportError } from '../failures/export-error.ts'
import { type FailureRecord, nextAttempt } from '../failures/retry.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { FileTask } from './task.ts'

/** One attempt. */
export interface Attempt {
  /** With the newest link. */
  readonly file: RemoteFile
  /** Called after each chunk with the number of bytes that are there now. */
  received(heldBytes: number): void
}

/**
 * Attempts `work` until it succeeds or the budget of its failure is used up, with a fresh link after one was rejected. `work`
 * rejects with an `ExportError`, whose remedy is applied before the next attempt. The error that is thrown is final.
 */
export async function attempted<T>(task: FileTask, work: (attempt: Attempt) => Promise<T>): Promise<T> {
  const { label, links, hosts, clock, random, emit, signal } = task
  let record: FailureRecord | undefined
  let failedMs = Number.NEGATIVE_INFINITY
  let isFailing = false
  let mostBytes = 0
  for (;;) {
    let version = links.version()
    let file = links.newest(task.file)
    let host = hosts(file)
    let firstByteMs: number | undefined
    let hasProgressed = false
    const recover = (): void => {
      if (!record || !isFailing) return
      isFailing = false
      const afterMs = (firstByteMs ?? clock.now()) - record.sinceMs
      emit({ kind: 'recovered', subject: label, error: record.last, count: record.count, afterMs })
    }
    const received = (heldBytes: number): void => {
      firstByteMs ??= clock.now()
      if (heldBytes <= mostBytes) return
      mostBytes = heldBytes
      hasProgressed = true
      host.newByteMs = clock.now()
      recover()
    }
    try {
      await links.refresh(task.rejectedVersion, signal)
      version = links.version()
      file = links.newest(task.file)
      host = hosts(file)
      const value = await work({ file, received })
      recover()
      return value
    } catch (thrown) {
      signal.throwIfAborted()
      if (!(thrown instanceof ExportError)) throw thrown
      const nowMs = clock.now()
      const isOutage = (host.budgets[thrown.budget] ?? host.budgets[thrown.remedy]) === host.budgets.retry
      const moment = {
        nowMs,
        random: random(),
        hasProgressed: hasProgressed || (isOutage && host.newByteMs > failedMs),
      }
      const next = nextAttempt(record, thrown, moment, host.budgets)
      if (next.kind === 'end') throw finalError(next.error)
      const { count } = next.record
      const isRepeated = isFailing && record?.last.message === thrown.message
      emit({
        kind: 'retry',
        subject: label,
        error: thrown,
        retryInMs: next.delayMs,
        count,
        ...(isRepeated && { repeated: true }),
      })
      record = next.record
      failedMs = nowMs
      isFailing = true
      apply(thrown, task, version)
      await clock.sleep(next.delayMs, signal)
      signal.throwIfAborted()
    }
  }
}

function apply({ remedy, budget }: ExportError, task: FileTask, version: number): void {
  // The provider's own endpoint has one address, and a refresh would only return it again.
  if (remedy === 'refresh-link' && task.file.credential === 'none')
    task.rejectedVersion = Math.max(task.rejectedVersion, version)
  if (remedy === 'start-over' || budget === 'start-over') task.representation = undefined
}

/** For the user, the connection is part of the download; only a refusal by the provider itself keeps its code. */
function finalError(error: ExportError): ExportError {
  const { code, message, cause } = error
  if (error.remedy === 'never') return error
  const last = { ...error, remedy: 'never', budget: 'never', cause } as const
  if (code !== 'network' && code !== 'protocol') return new ExportError(code, message, last)
  // A server that does not keep to the protocol will not do so in another run either.
  if (code === 'protocol') return new ExportError('download', message, last)
  const hint = 'Run the step again with the same export-id: the provider keeps the exported files.'
  return new ExportError('download', message, { ...last, hint })
}
