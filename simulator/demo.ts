import { existsSync } from 'node:fs'
import { styleText } from 'node:util'
import { createLogView } from './demo/runner-log.ts'
import { FIRST_SCENE, SCENES, type Scene, SIMULATOR } from './demo/scenes.ts'
import {
  checkLines,
  checkMark,
  countText,
  fileLines,
  outputLines,
  rule,
  section,
  summaryLines,
  workflowStep,
} from './demo/show.ts'
import { table } from './demo/table.ts'
import { type Check, verify } from './demo/verify.ts'
import { type ResultsService, startResultsService } from './results-service.ts'
import { type Simulator, startSimulator } from './simulator.ts'
import { runStep, type StepResult } from './step.ts'

interface Services {
  readonly simulator: Simulator
  readonly results: ResultsService
}

interface SceneResult {
  readonly scene: Scene
  readonly result: StepResult
  readonly checks: readonly Check[]
}

function print(text = ''): void {
  process.stdout.write(`${text}\n`)
}

/** Runs one scene and, with `isShown`, prints its progress. */
async function play(scene: Scene, { simulator, results }: Services, isShown: boolean): Promise<SceneResult> {
  const prepared = scene.prepare?.(simulator)
  const secrets = scene.secrets(simulator)
  const id = prepared ? { 'export-id': prepared.map(job => job.id).join('\n') } : {}
  const inputs = { ...scene.inputs, ...id, 'api-url': simulator.apiUrl }
  const seen = simulator.requests.length
  if (isShown) showScene(scene, workflowStep(inputs, Object.keys(secrets)))
  const view = createLogView()
  const onLine = (line: string) => {
    const shown = view(line)
    if (shown !== undefined) print(`  ${shown}`)
  }
  const result = await runStep({
    inputs: { ...inputs, ...secrets },
    env: results.env,
    ...(isShown ? { onLine } : {}),
  })
  const started = simulator.jobs.find('snyk', result.outputs['export-id'] ?? '')
  const jobs = prepared ?? (started ? [started] : [])
  const requests = simulator.requests.slice(seen)
  const evidence = { jobs, result, requests, secrets: Object.values(secrets), artifact: results.read }
  const proof = scene.proof?.(evidence)
  const checks = [...(await verify(evidence)), ...(proof ? [proof] : [])]
  if (isShown) showResult(result, checks)
  await result.cleanup()
  return { scene, result, checks }
}

function showScene({ title, plot }: Scene, step: readonly string[]): void {
  print(`\n${rule(title)}\n${styleText('italic', plot)}\n`)
  print(section('Step', step))
  print(styleText('bold', 'Log'))
}

function showResult({ outputs, summary }: StepResult, checks: readonly Check[]): void {
  print()
  print(section('Outputs', outputLines(outputs)))
  print(section('Files', fileLines(outputs)))
  print(section('Summary', summaryLines(summary)))
  print(section('Independent checks', checkLines(checks)))
}

function isGood({ checks }: SceneResult): boolean {
  return checks.every(check => check.isGood)
}

function resultRow(sceneResult: SceneResult): readonly string[] {
  const { outputs, durationMs } = sceneResult.result
  const failed = sceneResult.checks.filter(check => !check.isGood).map(check => check.label)
  return [
    checkMark(isGood(sceneResult)),
    sceneResult.scene.title,
    countText(outputs.polls, 'poll'),
    countText(outputs['file-count'], 'file'),
    `${Number(outputs.size ?? 0).toLocaleString('en')} B`,
    `${(durationMs / 1000).toFixed(1)} s`,
    failed.length === 0 ? 'verified' : `failed: ${failed.join('; ')}`,
  ]
}

async function demo(showsAll: boolean): Promise<boolean> {
  print(
    'Starting simulators of the four APIs, an object store and an artifact service on 127.0.0.1. Nothing leaves this machine.',
  )
  const results = await startResultsService()
  const simulator = await startSimulator(SIMULATOR)
  const sceneResults: SceneResult[] = []
  try {
    for (const scene of SCENES) {
      const isShown = showsAll || scene === FIRST_SCENE
      if (!isShown) print(`Running: ${scene.title}. ${scene.plot}`)
      sceneResults.push(await play(scene, { simulator, results }, isShown))
    }
  } finally {
    await Promise.all([simulator.close(), results.close()])
  }
  print(`\n${rule('Results')}`)
  for (const line of table(sceneResults.map(resultRow))) print(line)
  if (!showsAll) print('\nTo see every step like the first: npm run demo -- --all')
  return sceneResults.every(isGood)
}

if (existsSync(new URL('../dist/index.js', import.meta.url)))
  process.exitCode = (await demo(process.argv.includes('--all'))) ? 0 : 1
else {
  print('dist/index.js is missing. Run `npm run build` first.')
  process.exitCode = 1
}
