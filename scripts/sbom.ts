import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type BundledPackage, bundledPackages } from './bundle.ts'

/** The parts of `package-lock.json` that this reads. */
export interface Lock {
  readonly name: string
  readonly version: string
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>
}

/** The SPDX 2.3 document of the bundle, with the hashes of the lock file; throws if a package has none. */
export function sbom(packages: readonly BundledPackage[], lock: Lock) {
  const action = {
    SPDXID: 'SPDXRef-action',
    name: lock.name,
    versionInfo: lock.version,
    licenseDeclared: 'MIT',
  }
  // Two copies of one version are one package.
  const items = new Map(packages.map(found => [idOf(found), itemOf(found, lock)]))
  const relationship = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string) => ({
    spdxElementId,
    relationshipType,
    relatedSpdxElement,
  })
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `${lock.name}-${lock.version}`,
    documentNamespace: `https://spdx.org/spdxdocs/${lock.name}-${lock.version}-${randomUUID()}`,
    creationInfo: {
      created: new Date().toISOString().replace(/\.\d+/, ''),
      creators: [`Tool: ${lock.name}-sbom-${lock.version}`],
    },
    packages: [{ ...action, downloadLocation: 'NOASSERTION', filesAnalyzed: false }, ...items.values()],
    relationships: [
      relationship('SPDXRef-DOCUMENT', 'DESCRIBES', action.SPDXID),
      ...[...items.keys()].map(id => relationship(action.SPDXID, 'CONTAINS', id)),
    ],
  }
}

function idOf({ name, version }: BundledPackage): string {
  return `SPDXRef-${name}-${version}`.replaceAll(/[^A-Za-z0-9.-]/g, '-')
}

function itemOf(found: BundledPackage, lock: Lock) {
  const { name, version, license, key } = found
  const [, hash] = /^sha512-(\S+)$/.exec(lock.packages[key]?.integrity ?? '') ?? []
  if (hash === undefined) throw new Error(`package-lock.json has no SHA-512 hash of ${key}.`)
  return {
    SPDXID: idOf(found),
    name,
    versionInfo: version,
    // Some old packages declare what is no SPDX expression, such as `MIT/X11`.
    licenseDeclared: /^[\w.+() -]+$/.test(license ?? '') ? license : 'NOASSERTION',
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    checksums: [{ algorithm: 'SHA512', checksumValue: Buffer.from(hash, 'base64').toString('hex') }],
    externalRefs: [
      {
        referenceCategory: 'PACKAGE-MANAGER',
        referenceType: 'purl',
        referenceLocator: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      },
    ],
  }
}

// Prints the SBOM of the last build.
const root = fileURLToPath(new URL('../', import.meta.url))
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (path: string) => JSON.parse(readFileSync(`${root}${path}`, 'utf8'))
  const packages = bundledPackages(read('lib/stats.json').modules, root)
  process.stdout.write(`${JSON.stringify(sbom(packages, read('package-lock.json')), undefined, 2)}\n`)
}
