import { existsSync } from 'node:fs'
import { styleText } from 'node:util'
import { createLogView } from './demo/runner-log.ts'
import { SCENES, type Scene, SHORT_TOKEN_LIFE_MS } from './demo/scenes.ts'
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

/** Runs one scene and prints its progress. */
async function play(scene: Scene, { simulator, results }: Services): Promise<SceneResult> {
  const job = scene.prepare(simulator)
  const secrets = scene.secrets(simulator)
  const inputs = { ...scene.inputs, 'export-id': job.id, 'api-url': simulator.apiUrl }
  const seen = simulator.requests.length
  print(`\n${rule(scene.title)}\n${styleText('italic', scene.plot)}\n`)
  print(section('Step', workflowStep(inputs, Object.keys(secrets))))
  print(styleText('bold', 'Log'))
  const view = createLogView()
  const result = await runStep({
    inputs: { ...inputs, ...secrets },
    env: results.env,
    onLine: line => {
      const shown = view(line)
      if (shown !== undefined) print(`  ${shown}`)
    },
  })
  const requests = simulator.requests.slice(seen)
  const evidence = { job, result, requests, secrets: Object.values(secrets), artifact: results.read }
  const proof = scene.proof?.(evidence)
  const checks = [...(await verify(evidence)), ...(proof ? [proof] : [])]
  showResult(result, checks)
  await result.cleanup()
  return { scene, result, checks }
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

async function demo(): Promise<boolean> {
  print(
    'Starting simulators of the four APIs, an object store and an artifact service on 127.0.0.1. Nothing leaves this machine.',
  )
  const results = await startResultsService()
  const simulator = await startSimulator({ credentials: { sailpoint: { tokenLifeMs: SHORT_TOKEN_LIFE_MS } } })
  const sceneResults: SceneResult[] = []
  try {
    for (const scene of SCENES) sceneResults.push(await play(scene, { simulator, results }))
  } finally {
    await Promise.all([simulator.close(), results.close()])
  }
  print(`\n${rule('Results')}`)
  for (const line of table(sceneResults.map(resultRow))) print(line)
  return sceneResults.every(isGood)
}

if (existsSync(new URL('../dist/index.js', import.meta.url))) process.exitCode = (await demo()) ? 0 : 1
else {
  print('dist/index.js is missing. Run `npm run build` first.')
  process.exitCode = 1
}
