import type { ExportEvent } from '../exports/events.ts'
import { countText, durationText } from '../failures/quantity.ts'

const HEARTBEAT_MS = 60_000

/** Follows the exports of a step. Its texts are not redacted. */
export interface Overview {
  /** The ID of the export that an event is about, if the step has several. */
  label(event: ExportEvent): string | undefined
  /** One line for all exports in place of one for each; undefined if the last one was less than a minute ago. */
  heartbeat(event: Extract<ExportEvent, { readonly kind: 'heartbeat' }>): string | undefined
}

/** An overview of a step that has just begun. */
export function createOverview(): Overview {
  let exports = 1
  let ended = 0
  let lastMs = 0
  const open = new Map<string, string>()
  return {
    label(event) {
      const { exportId } = event
      if (event.kind === 'waiting') exports = event.exports
      if (exports === 1 || exportId === undefined) return undefined
      if (event.kind === 'ended') {
        open.delete(exportId)
        ended += 1
      } else if (event.kind === 'status')
        open.set(exportId, event.status.phase === 'succeeded' ? 'downloading' : event.status.providerStatus)
      return exportId
    },
    heartbeat({ elapsedMs, remainingMs }) {
      if (elapsedMs - lastMs < HEARTBEAT_MS) return undefined
      lastMs = elapsedMs
      const counts = [...Map.groupBy(open.values(), status => status)].map(
        ([status, { length }]) => `${status} ×${countText(length)}`,
      )
      const left = exports - ended
      const unknown = left > open.size ? [`no status yet ×${countText(left - open.size)}`] : []
      const what = [...counts, ...unknown].join(', ')
      return `Waiting for ${countText(left)} of ${countText(exports)} exports: ${what}; ${durationText(remainingMs)} left`
    },
  }
}
