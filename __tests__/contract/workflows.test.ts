import { parse } from 'yaml'
import { pathsOf, rowsOf, sections, textOf } from '../support/documents.ts'

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
}

interface Job {
  readonly name: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> }
  readonly steps: readonly Step[]
}

const paths = pathsOf('.github/workflows/*.yml')
const jobsOf = (path: string) => Object.values<Job>(parse(textOf(path)).jobs)
/** Whether a step runs Node, or installed packages. */
const runsNode = ({ run = '' }: Step) => /\b(node|npm|npx) |\.ci\/run/.test(run)

describe.each(paths)('%s', path => {
  test('sets up Node before it runs it', () => {
    for (const { steps } of jobsOf(path)) {
      const at = steps.findIndex(runsNode)
      if (at < 0) continue
      const setups = steps.slice(0, at).filter(({ uses }) => uses?.startsWith('actions/setup-node@'))
      expect(setups).toMatchObject([{ with: { 'node-version-file': '.node-version' } }])
    }
  })

  test('runs no packages in a job that can write or sign', () => {
    for (const { name, permissions = {}, steps } of jobsOf(path))
      if (Object.values(permissions).includes('write'))
        expect([name, steps.filter(runsNode)]).toEqual([name, []])
  })
})

test('what a release signs comes from the tag, except files that are named one by one', () => {
  const [job, ...others] = paths.flatMap(jobsOf).filter(({ permissions }) => permissions?.attestations)
  expect(others).toEqual([])
  const [checkout, ...steps] = job?.steps ?? []
  expect(checkout).toMatchObject({
    uses: expect.stringMatching(/^actions\/checkout@/),
    with: { 'persist-credentials': false },
  })
  expect(checkout?.with).not.toHaveProperty('ref')
  const downloads = steps.filter(({ uses }) => uses?.startsWith('actions/download-artifact@'))
  expect(downloads.map(step => step.with?.path)).toEqual(['release'])
  const subjects = steps.flatMap(step => step.with?.['subject-path']?.trim().split('\n') ?? [])
  expect(subjects).toEqual(expect.arrayContaining(['action.yml', 'dist/*']))
  expect(subjects.filter(subject => !/^(action\.yml|dist\/\*(\.js)?|release\/[^*]+)$/.test(subject))).toEqual(
    [],
  )
})

describe('the required checks', () => {
  // GitHub fills the matrix into the name.
  const checksOf = ({ name, strategy }: Job): readonly string[] =>
    Object.entries(strategy?.matrix ?? { '': [''] }).flatMap(([key, values]) =>
      values.map(value =>
        name.replace(/\$\{\{ matrix\.(\w+) \}\}/, (_, field) =>
          String(key === 'include' ? (value as Record<string, unknown>)[field] : value),
        ),
      ),
    )
  const started = [...textOf('.github/workflows/commit-dist.yml').matchAll(/gh workflow run (\S+)/g)].map(
    ([, file]) => `.github/workflows/${file}`,
  )

  test('are those that also run for a commit of a workflow', () => {
    const listed = rowsOf(sections(textOf('docs/releasing.md'), '##')['Required checks'])
    const expected = started.flatMap(path =>
      jobsOf(path)
        .flatMap(checksOf)
        .map(name => [`\`${name}\``, `\`${path.replace(/^.*\//, '')}\``]),
    )
    expect(listed).toEqual(expected)
  })

  test('run for every pull request', () => {
    expect(started.length).toBeGreaterThan(0)
    for (const path of started) {
      expect(parse(textOf(path)).on).toMatchObject({ pull_request: null, workflow_dispatch: null })
    }
  })
})
