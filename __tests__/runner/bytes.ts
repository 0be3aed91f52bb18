import { buffer } from 'node:stream/consumers'
import type { Job } from '../../simulator/jobs/jobs.ts'

/** The files of a job as the simulator serves them. */
export function bytesOf(job: Job): Promise<readonly Buffer[]> {
  return Promise.all((job.plan.files ?? []).map(({ content }) => buffer(content.read(0, content.size))))
}
