import type { UploadEvent } from '../artifact/upload.ts'
import type { DownloadEvent } from '../download/download.ts'
import type { Note, Warning } from '../failures/events.ts'
import type { PollingEvent } from '../polling/await-job.ts'

/** The wait for an export begins. */
interface Started {
  readonly kind: 'started'
  readonly title: string
  readonly exportId: string
  /** Every origin that receives a credential. */
  readonly origins: readonly string[]
  readonly timeoutMs: number
}

/** Something that happens while the step runs; `report/log.ts` turns it into log lines. */
export type ExportEvent = Started | PollingEvent | DownloadEvent | UploadEvent | Note | Warning
