import type { UploadEvent } from '../artifact/upload.ts'
import type { DownloadEvent } from '../download/task.ts'
import type { Failure } from '../failures/export-error.ts'
import type { PollingEvent } from '../polling/await-job.ts'

/** Emitted while the step runs; `report/log.ts` turns events into log lines. */
export type ExportEvent = (
  | {
      readonly kind: 'waiting'
      readonly title: string
      /** How many exports. */
      readonly exports: number
      /** Every origin that receives a credential. */
      readonly origins: readonly string[]
      readonly timeoutMs: number
    }
  | {
      readonly kind: 'starting'
      readonly title: string
      /** Every origin that receives a credential. */
      readonly origins: readonly string[]
    }
  | {
      readonly kind: 'started'
      /** It existed already, or an earlier request may have started it. */
      readonly isAdopted: boolean
    }
  | {
      /** One of several exports has ended. */
      readonly kind: 'ended'
      readonly failure: Failure | undefined
    }
  | PollingEvent
  | DownloadEvent
  | UploadEvent
) & {
  /** The export that the event is about; not in events about several. */
  readonly exportId?: string
}
