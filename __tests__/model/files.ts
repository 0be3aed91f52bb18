import type { SimulatedFile } from '../../simulator/files/content.ts'
import { closientArchive, sailpointDocument, snykCsv, vmwareCsv } from '../../simulator/files/samples.ts'
import type { ProviderId } from '../../simulator/jobs/plans.ts'

/** Small files, created once for thousands of runs. */
export const FILES: Readonly<Record<ProviderId, readonly SimulatedFile[]>> = {
  snyk: [snykCsv(1, 3), snykCsv(2, 1), snykCsv(3, 6)],
  sailpoint: [sailpointDocument(2)],
  vmware: [vmwareCsv(4)],
  closient: [closientArchive(2)],
}
