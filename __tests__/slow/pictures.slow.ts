import { readFileSync, writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { blocksOf } from '../../scripts/pictures/blocks.ts'
import { logPicture, summaryPicture, THEMES } from '../../scripts/pictures/draw.ts'
import { createLogView } from '../../simulator/demo/runner-log.ts'
import { FIRST_SCENE, SIMULATOR } from '../../simulator/demo/scenes.ts'
import { startResultsService } from '../../simulator/results-service.ts'
import { useSimulator } from '../support/cleanup.ts'
import { linksOf, pathsOf, textOf } from '../support/documents.ts'
import { useSteps } from '../support/step.ts'
import { readableText, withNames } from '../transcripts/readable.ts'

const steps = useSteps()
const startSimulator = useSimulator()
/** Fast, but the stages after the wait, which take real time, stay short. */
const FACTOR = 3

/** What a run of the scene prints, with fixed names in place of texts that differ between runs. */
async function sceneTexts(): Promise<Readonly<Record<'summary' | 'log', string>>> {
  const simulator = await startSimulator(SIMULATOR)
  const service = await startResultsService()
  const inputs = { ...FIRST_SCENE.inputs, ...FIRST_SCENE.secrets(simulator), 'api-url': simulator.apiUrl }
  const result = await steps.run({ inputs, env: service.env }, FACTOR).finally(service.close)
  const view = createLogView()
  const lines = result.log
    .trimEnd()
    .split('\n')
    .map(view)
    .filter(line => line !== undefined)
  const names = {
    [simulator.apiUrl]: 'https://api.snyk.io',
    [result.temp]: '<temp>',
    [result.outputs['artifact-digest'] ?? '']: '<digest>',
    [result.outputs['request-id'] ?? '']: '<request-id>',
  }
  const named = (text: string) => withNames(text, { texts: names, ids: [] })
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

test('the demo still prints the texts of the pictures', async () => {
  const { summary, log } = await sceneTexts()
  expectFile('docs/images/summary.txt', summary, timeless)
  expectFile('docs/images/log.txt', `${log}\n`, timeless)
})

test.each(['light', 'dark'] as const)('the %s picture of the summary has its text', theme => {
  const blocks = blocksOf(textOf('docs/images/summary.txt'))
  expectFile(`docs/images/summary-${theme}.svg`, summaryPicture(blocks, THEMES[theme]))
})

test('the picture of the log has its text', () => {
  const lines = textOf('docs/images/log.txt').trimEnd().split('\n')
  expectFile('docs/images/log.svg', logPicture(lines, THEMES.dark))
})

test('the README shows every picture', () => {
  expect(linksOf(textOf('README.md'))).toEqual(expect.arrayContaining([...pathsOf('docs/images/*.svg')]))
})
