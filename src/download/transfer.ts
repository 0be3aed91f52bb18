import type { Emit, Recovered, Retry } from '../failures/events.ts'
import type { OpenFile } from '../http/session.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Attempted } from './attempt.ts'
import { attemptFile } from './attempt.ts'
import type { DownloadLimits } from './limits.ts'
import type { SharedLinks } from './links.ts'
import type { PartFile } from './part-file.ts'
import { createPartFile } from './part-file.ts'
import type { Representation } from './resume.ts'
import type { AttemptRecord, TransferFailure } from './retry.ts'
import { NO_ATTEMPTS, nextStep, toTransferFailure } from './retry.ts'

/** One file to bring home. */
export interface TransferPlan {
  /** Its place among `links`. */
  readonly index: number
  /** How messages call the file. */
  readonly label: string
  /** Where its bytes go until they are verified. */
  readonly partPath: string
}

/** What a transfer needs from the world. */
export interface TransferPorts {
  readonly open: OpenFile
  readonly links: SharedLinks
  readonly clock: Clock
  readonly emit: Emit<Retry | Recovered>
  readonly limits: DownloadLimits
  readonly signal: AbortSignal
}

/** A verified part file. */
export interface Arrival {
  readonly file: RemoteFile
  readonly partPath: string
  readonly bytes: number
  /** Lower-case hexadecimal. */
  readonly sha256: string
  /** First bytes. */
  readonly head: Uint8Array
  /** `Content-Disposition`, or empty. */
  readonly disposition: string
  readonly elapsedMs: number
}

/** What is known between two attempts. */
interface State {
  readonly record: AttemptRecord
  /** About the bytes that are held; undefined when they are of no use. */
  readonly representation: Representation | undefined
  /** The last version of the links that was refused; -1 before one is. */
  readonly refusedVersion: number
  /** When the first trouble came. */
  readonly troubledMs: number | undefined
}

/** An attempt, and the version of the links that it used. */
interface Asked extends Attempted {
  readonly version: number
}

/** A file on its way. */
interface Passage extends TransferPorts {
  readonly plan: TransferPlan
  readonly part: PartFile
}

/** Attempts once, with a link that has not been refused. */
async function ask(passage: Passage, { representation, refusedVersion }: State): Promise<Asked> {
  const { plan, links, signal } = passage
  const { index, label } = plan
  try {
    await links.renew(refusedVersion, signal)
  } catch (error) {
    signal.throwIfAborted()
    return { ending: toTransferFailure(error, label), representation, version: refusedVersion }
  }
  const version = links.version()
  const attempted = await attemptFile({ ...passage, label, file: links.file(index) }, representation)
  return { ...attempted, version }
}

/** Decides after a failed attempt and waits as long as it takes; rejects with the error that ends the transfer. */
async function afterFailure(
  { plan, part, links, clock, limits, emit, signal }: Passage,
  before: State,
  { ending, representation, version }: Asked & { readonly ending: TransferFailure },
): Promise<State> {
  const nowMs = clock.now()
  const step = nextStep(before.record, { failure: ending, bytes: part.bytes(), nowMs }, limits)
  if (step.kind === 'end') throw step.error
  emit({ kind: 'retry', error: ending.error, retryInMs: step.pauseMs })
  await clock.sleep(step.pauseMs, signal)
  signal.throwIfAborted()
  // What the provider serves itself has one address, which another question would only bring again.
  const isRenewable = links.file(plan.index).credential === 'none'
  return {
    record: step.record,
    representation: step.bytes === 'kept' ? representation : undefined,
    refusedVersion: step.link === 'fresh' && isRenewable ? version : before.refusedVersion,
    troubledMs: before.troubledMs ?? nowMs,
  }
}

async function transferUntilDone(passage: Passage): Promise<Arrival> {
  const { plan, part, links, clock, emit } = passage
  const startedMs = clock.now()
  let state: State = {
    record: NO_ATTEMPTS,
    representation: undefined,
    refusedVersion: -1,
    troubledMs: undefined,
  }
  for (;;) {
    const { ending, ...rest } = await ask(passage, state)
    if (ending.kind !== 'home') {
      state = await afterFailure(passage, state, { ending, ...rest })
      continue
    }
    const nowMs = clock.now()
    if (state.troubledMs !== undefined) emit({ kind: 'recovered', afterMs: nowMs - state.troubledMs })
    return {
      file: links.file(plan.index),
      partPath: part.path,
      bytes: part.bytes(),
      sha256: ending.sha256,
      head: part.head(),
      disposition: rest.representation?.disposition ?? '',
      elapsedMs: nowMs - startedMs,
    }
  }
}

/** Brings one file home to its part file, verified, over as many attempts as the limits allow; the part file is closed either way. */
export async function transfer(plan: TransferPlan, ports: TransferPorts): Promise<Arrival> {
  ports.signal.throwIfAborted()
  const part = await createPartFile(plan.partPath, ports.limits.batchBytes)
  try {
    return await transferUntilDone({ ...ports, plan, part })
  } finally {
    await part.close()
  }
}
