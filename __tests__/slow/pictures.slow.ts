import { readFileSync, writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { blocksOf } from '../../scripts/pictures/blocks.ts'
import { logPicture, summaryPicture, THEMES } from '../../scripts/pictures/draw.ts'
import { createLogView } from '../../simulator/demo/runner-log.ts'
import { PICTURES, type Scene, SIMULATOR } from '../../simulator/demo/scenes.ts'
import { startResultsService } from '../../simulator/results-service.ts'
import { useSimulator } from '../support/cleanup.ts'
import { DOCUMENTS, linksOf, pathsOf, textOf } from '../support/documents.ts'
import { useSteps } from '../support/step.ts'
import { readableText, withNames } from '../transcripts/readable.ts'

const steps = useSteps()
const startSimulator = useSimulator()
/** Fast, but the stages after the wait, which take real time, stay short. */
const FACTOR = 3
const REQUEST_ID = '2f1c8a90b7de4e5f9a3c6d7b8e0f1a24'

/** What a run of a scene prints, with fixed names in place of texts that differ between runs. */
async function sceneTexts(scene: Scene): Promise<Readonly<Record<'summary' | 'log', string>>> {
  const simulator = await startSimulator(SIMULATOR)
  const service = await startResultsService()
  const exportId = scene.prepare?.(simulator).map(({ id }) => id)
  const inputs = {
    ...scene.inputs,
    ...scene.secrets(simulator),
    ...(exportId && { 'export-id': exportId.join('\n') }),
    'api-url': simulator.apiUrl,
  }
  const env = {
    ...service.env,
    GITHUB_ACTION_REPOSITORY: 'your-org/await-export',
    GITHUB_ACTION_REF: 'v1',
  }
  const result = await steps.run({ inputs, env }, FACTOR).finally(service.close)
  const view = createLogView()
  const lines = result.log
    .trimEnd()
    .split('\n')
    .map(view)
    .filter(line => line !== undefined)
  const names = {
    [simulator.apiUrl]: 'https://api.snyk.io',
    [result.temp]: '<temp>',
    ...(result.outputs['artifact-digest'] && { [result.outputs['artifact-digest']]: '<digest>' }),
    ...(result.outputs['request-id'] && { [result.outputs['request-id']]: REQUEST_ID }),
  }
  const named = (text: string) =>
    withNames(text, { texts: names, ids: [] }).replaceAll(/\b[\da-f]{32}\b/g, REQUEST_ID)
  return { summary: named(result.summary), log: named(lines.map(stripVTControlCharacters).join('\n')) }
}

/** The text without times. Parallel downloads end in any order. */
function timeless(text: string): readonly string[] {
  const ids = text.match(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g) ?? []
  return readableText(text, { texts: {}, ids }).trimEnd().split('\n').sort()
}

const isUpdating = process.env.PICTURES === 'update'

/** After an intended change, `npm run docs:pictures` writes the file; look at the difference before you commit it. */
function expectFile(path: string, text: string, part: (text: string) => unknown = whole): void {
  const url = new URL(`../../${path}`, import.meta.url)
  if (isUpdating) writeFileSync(url, text)
  expect(part(readFileSync(url, 'utf8'))).toEqual(part(text))
}

const whole = (text: string) => text

describe.each(Object.entries(PICTURES))('the picture %s', (name, scene) => {
  test('has the text of a run', async () => {
    const { summary, log } = await sceneTexts(scene)
    expectFile(`docs/images/${name}.txt`, summary, timeless)
    if (name === 'summary') expectFile('docs/images/log.txt', `${log}\n`, timeless)
  })

  test.each(['light', 'dark'] as const)('is drawn from its text: %s', theme => {
    const blocks = blocksOf(textOf(`docs/images/${name}.txt`))
    expectFile(`docs/images/${name}-${theme}.svg`, summaryPicture(blocks, THEMES[theme]))
  })
})

test('the picture of the log has its text', () => {
  const lines = textOf('docs/images/log.txt').trimEnd().split('\n')
  expectFile('docs/images/log.svg', logPicture(lines, THEMES.dark))
})

test('the documentation shows every picture', () => {
  const shown = DOCUMENTS.flatMap(path =>
    linksOf(textOf(path)).map(target => target.replace(/^.*images\//, '')),
  )
  const pictures = pathsOf('docs/images/*.svg').map(path => path.replace(/^.*images\//, ''))
  expect(shown).toEqual(expect.arrayContaining(pictures))
})
