import type { Ending } from '../../simulator/jobs/examples.ts'
import type { Move } from './moves.ts'
import type { Run } from './run.ts'

/** Moves after which the API itself reported something else than the real state of the job. */
const LIES: readonly Move['kind'][] = ['mutate', 'response', 'echo']

/** Why a step must not succeed, from the job and the inputs alone; undefined where it may. */
export function whyNotSuccessful({ schedule, inputs: { request }, outcome }: Run): string | undefined {
  const { ending, api } = schedule
  const { ifEmpty, ifPartial, ifUploadFails, artifact, download } = request
  const hasFiles = outcome.files.length > 0
  if (artifact && hasFiles && ifUploadFails === 'error' && !outcome.artifact) return 'without its artifact'
  if ([...api.moves, api.rest].some(({ kind }) => LIES.includes(kind))) return undefined
  const maySucceed: Readonly<Record<Ending, boolean>> = {
    succeeded: true,
    partial: ifPartial !== 'error',
    // Only its document shows that an export of SailPoint is empty.
    empty: ifEmpty !== 'error' || (schedule.provider === 'sailpoint' && !download),
    failed: false,
    cancelled: false,
    errored: false,
    error: false,
  }
  if (!maySucceed[ending]) return `although the job is ${ending}`
  return download && ending !== 'empty' && !hasFiles ? 'without files' : undefined
}
