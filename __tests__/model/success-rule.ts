import type { Ending } from '../../simulator/jobs/examples.ts'
import type { ModelFault } from './model-faults.ts'
import type { Run } from './run.ts'

/** Faults with which the API may report another status than the real one. */
const MISREPORTING: readonly ModelFault['kind'][] = ['mutate', 'response', 'echo']

/** Why a step must not succeed, according to the job and the inputs; undefined if it may. */
export function whyNotSuccessful({ schedule, inputs: { request }, outcome }: Run): string | undefined {
  const { ending, api } = schedule
  const { ifEmpty, ifPartial, ifUploadFails, artifact, download } = request
  const hasFiles = outcome.files.length > 0
  if (artifact && hasFiles && ifUploadFails === 'error' && !outcome.artifact) return 'without its artifact'
  if ([...api.faults, api.rest].some(({ kind }) => MISREPORTING.includes(kind))) return undefined
  const maySucceed: Readonly<Record<Ending, boolean>> = {
    succeeded: true,
    partial: ifPartial !== 'error',
    // Only the document shows that a SailPoint export is empty.
    empty: ifEmpty !== 'error' || (schedule.provider === 'sailpoint' && !download),
    failed: false,
    cancelled: false,
    errored: false,
    error: false,
  }
  if (!maySucceed[ending]) return `although the job is ${ending}`
  return download && ending !== 'empty' && !hasFiles ? 'without files' : undefined
}
