import { readAction } from '../../scripts/action-yml.ts'
import { anchorsOf, linksOf, rowsOf, sections, textOf } from '../support/documents.ts'
import { yamlSnippets } from '../support/workflows.ts'

const readme = textOf('README.md')
const action = readAction(textOf('action.yml'))
const chapters = sections(readme, '##')
const codeIn = (text = '') => text.replaceAll(/`|^\[|\].*/g, '')

test('the first screen has a complete workflow', () => {
  const start = readme.slice(0, readme.indexOf('\n## '))
  const [first, ...others] = yamlSnippets('README.md', start)
  expect(others).toEqual([])
  for (const key of ['on:', 'permissions:', 'runs-on:', '/await-export@']) expect(first?.text).toContain(key)
})

test('every status and failure code is in the table', () => {
  const endings = rowsOf(chapters['When the step fails']).map(([status, code]) => [
    codeIn(status),
    codeIn(code),
  ])
  const listed = (name: string) =>
    [...(action.outputs[name]?.description ?? '').matchAll(/`([^`]+)`/g)].map(([, text]) => text)
  expect(new Set(endings.map(([status]) => status))).toEqual(new Set(listed('status')))
  const codes = endings.map(([, code]) => code).filter(Boolean)
  expect(codes.sort()).toEqual(listed('failure-code').sort())
})

test('the demo and the tests are one command each', () => {
  const [demo, tests] = [...readme.matchAll(/^```sh\n([\s\S]*?)```$/gm)].map(([, text]) => text)
  expect([demo, tests]).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n'])
})

describe('a question that every reader has is answered under a heading, at most one click from the README', () => {
  test.each([
    ['What is it for?', '#await-export'],
    ['Which services?', '#services'],
    ['Does it start the export?', '#what-it-does'],
    ['Which permissions?', '#permissions'],
    ['How do I pin a version?', '#versions-and-pinning'],
    ['Where do the files land?', '#use-the-files'],
    ['How do I get them into the repository?', 'docs/recipes.md#commit-the-files'],
    ['How do I attach them to a release?', 'docs/recipes.md#attach-the-files-to-a-release'],
    ['How do I copy them to object storage?', 'docs/recipes.md#copy-the-files-to-object-storage'],
    ['How do I use them in another job?', 'docs/recipes.md#use-the-files-in-another-job'],
    ['What is the default timeout?', '#how-long-does-it-wait-and-does-that-use-runner-minutes'],
    ['Does waiting cost minutes?', '#how-long-does-it-wait-and-does-that-use-runner-minutes'],
    ['What happens on a re-run?', '#what-happens-if-i-re-run-the-job'],
    ['Why is my token empty (forks, Dependabot)?', '#why-is-token-empty'],
    ['Does it work on macOS and Windows?', '#runners'],
    ['Does it work on GitHub Enterprise Server?', 'docs/network.md#github-enterprise-server'],
    ['What does the summary look like?', '#await-export'],
    ['Is my data sent anywhere else?', 'SECURITY.md#hosts-contacted'],
    ['How large may files be?', '#how-large-may-files-be'],
    ['Can I add my service?', 'CONTRIBUTING.md#add-a-provider-in-four-steps'],
    ['Is it maintained?', '#is-it-maintained'],
    ['Why not curl?', '#when-curl-is-enough'],
    ['How do I wait for several exports?', 'docs/recipes.md#several-exports'],
    ['How do I start now and collect later?', 'docs/recipes.md#start-now-and-collect-later'],
    ['How do I get notified of a failure?', 'docs/recipes.md#notify-on-failure'],
    ['What does this error mean?', 'docs/troubleshooting.md'],
    ['How does it work?', 'docs/how-it-works.md'],
    ['What does the log look like?', 'docs/how-it-works.md#the-log'],
    ['Where are the files after the quick start?', '#quick-start'],
    ['Why is my job output empty?', '#why-is-my-job-output-empty'],
  ])('%s → %s', (_, target) => {
    if (target.startsWith('#')) expect(anchorsOf(readme)).toContain(target.slice(1))
    else expect(linksOf(readme)).toContain(target)
  })
})
