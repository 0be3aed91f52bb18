import { users } from './auth0.ts'
import { closient } from './closient.ts'
import { migration, sbom, usageReport } from './github.ts'
import { dependencies, project, vulnerabilities } from './gitlab.ts'
import type { Provider } from './provider.ts'
import { sailpoint } from './sailpoint.ts'
import { snyk } from './snyk.ts'
import { assets, vulns } from './tenable.ts'
import { vmware } from './vmware.ts'

/** All providers. A new one is a file and one row here. */
export const PROVIDERS: readonly Provider[] = [
  snyk,
  sailpoint,
  vmware,
  closient,
  sbom,
  migration,
  usageReport,
  project,
  vulnerabilities,
  dependencies,
  users,
  vulns,
  assets,
]
