import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** A module in webpack's statistics; concatenated modules are nested. */
export interface Module {
  readonly nameForCondition?: string
  readonly identifier?: string
  readonly modules?: readonly Module[]
}

/** A package of which the bundle contains modules. */
export interface BundledPackage {
  readonly name: string
  readonly version: string
  readonly license?: string
  /** Its key in `package-lock.json`, such as `node_modules/leven`. */
  readonly key: string
}

/**
 * The packages in the bundle, sorted. ncc's own list lacks those that are bundled as ES modules.
 * Throws if a module was imported, but not found: the bundle would throw when it loads it, and ncc does not report it.
 */
export function bundledPackages(modules: readonly Module[], root: string): readonly BundledPackage[] {
  const missing = missingModules(modules)
  if (missing.length > 0) throw new Error(`The bundle lacks modules that it imports: ${missing.join(', ')}.`)
  const folders = all(modules).flatMap(({ nameForCondition = '' }) =>
    (/^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+/.exec(nameForCondition) ?? []).slice(0, 1),
  )
  const packages = [...new Set(folders)].map(folder => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return { name, version, license, key: relative(root, folder).replaceAll('\\', '/') }
  })
  return packages.sort((one, other) => (one.key < other.key ? -1 : 1))
}

/** Names, versions and licence texts of packages. */
export function licences(packages: readonly BundledPackage[], root: string): string {
  const notices = packages.map(({ name, version, license, key }) => {
    const folder = join(root, key)
    const texts = readdirSync(folder)
      .filter(file => /^(licen[cs]e|copying|notice)/i.test(file))
      .map(file => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
    return [`${name} ${version}`, license ?? 'It names no licence.', ...texts].join('\n\n')
  })
  return `${[...new Set(notices)].sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

function missingModules(modules: readonly Module[]): readonly string[] {
  const names = all(modules).flatMap(
    ({ identifier = '' }) => /@@notfound\.js\?(.+)$/.exec(identifier)?.[1] ?? [],
  )
  return [...new Set(names)].sort()
}

function all(modules: readonly Module[]): readonly Module[] {
  return modules.flatMap(module => [module, ...all(module.modules ?? [])])
}
