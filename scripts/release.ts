/** The texts of the files that contain the version. */
export interface ReleaseFiles {
  readonly packageJson: string
  readonly packageLock: string
  readonly changelog: string
  readonly readme: string
}

/** A released section of the changelog. */
export interface Release {
  readonly version: string
  /** The text below its heading, without the links at the end of the file. */
  readonly notes: string
}

const HEADING = /^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$/

/** The newest dated section of a changelog; undefined if there is none. */
export function newestRelease(changelog: string): Release | undefined {
  for (const { heading, notes } of sectionsOf(changelog)) {
    const version = HEADING.exec(heading)?.[1]
    if (version !== undefined) return { version, notes }
  }
  return undefined
}

/** The sections of a changelog, without the links at the end of the file. */
function sectionsOf(changelog: string) {
  const sections = changelog.replaceAll(/^\[[^\]]+\]: .*\n?/gm, '').split(/^(?=## )/m)
  return sections.map(section => {
    const [heading = '', ...lines] = section.split('\n')
    return { heading, notes: lines.join('\n').trim() }
  })
}

/**
 * What prevents a release of the tag: differences from the version in package.json, changes that no release lists, and
 * files with the placeholder.
 */
export function tagProblems(
  files: ReleaseFiles,
  tag: string,
  withPlaceholder: readonly string[],
): readonly string[] {
  const version = versionOf(files.packageJson)
  const unreleased = sectionsOf(files.changelog).find(({ heading }) => /^## \[?unreleased/i.test(heading))
  return [
    ...(tag === `v${version}` ? [] : [`The tag is ${tag}, package.json has ${version}.`]),
    ...releaseProblems(files),
    ...(unreleased?.notes ? ['CHANGELOG.md has unreleased changes.'] : []),
    ...(withPlaceholder.length === 0
      ? []
      : [`Replace the placeholder for the owner in ${withPlaceholder.join(', ')}.`]),
  ]
}

/** Differences from the version in package.json. */
export function releaseProblems(files: ReleaseFiles): readonly string[] {
  const version = versionOf(files.packageJson)
  const release = newestRelease(files.changelog)
  const major = `v${version.split('.')[0]}`
  const uses = [...files.readme.matchAll(/await-export@(v\d[\w.]*)/g)].map(([, ref]) => ref)
  return [
    ...(versionOf(files.packageLock) === version ? [] : ['package-lock.json has another version.']),
    ...(release?.version === version ? [] : [`The newest release of CHANGELOG.md is ${release?.version}.`]),
    ...(release?.notes === '' ? [`CHANGELOG.md has no notes for ${version}.`] : []),
    ...(uses.length > 0 && uses.every(ref => ref === major)
      ? []
      : [`README.md does not use @${major} throughout.`]),
  ]
}

function versionOf(json: string): string {
  const { version } = JSON.parse(json) as { readonly version?: unknown }
  return typeof version === 'string' ? version : ''
}
