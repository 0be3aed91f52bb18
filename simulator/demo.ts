import { existsSync } from 'node:fs'
import { styleText } from 'node:util'
import { createLogView } from './demo/runner-log.ts'
import { SCENES, type Scene, SHORT_TOKEN_LIFE_MS } from './demo/scenes.ts'
import {
  checkLines,
  countText,
  fileLines,
  outputLines,
  rule,
  section,
  sign,
  summaryLines,
  workflowStep,
} from './demo/show.ts'
import { table } from './demo/table.ts'
import { type Check, verify } from './demo/verify.ts'
import { type ResultsService, startResultsService } from './results-service.ts'
import { type Simulator, startSimulator } from './simulator.ts'
import { runStep, type StepResult } from './step.ts'

interface Stage {
  readonly simulator: Simulator
  readonly results: ResultsService
}

interface Verdict {
  readonly scene: Scene
  readonly result: StepResult
  readonly checks: readonly Check[]
}

function print(text = ''): void {
  process.stdout.write(`${text}\n`)
}

/** Plays one scene and shows it while it goes. */
async function play(scene: Scene, { simulator, results }: Stage): Promise<Verdict> {
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
  print(section('Checked from outside', checkLines(checks)))
}

function isGood({ checks }: Verdict): boolean {
  return checks.every(check => check.isGood)
}

function verdictRow(verdict: Verdict): readonly string[] {
  const { outputs, durationMs } = verdict.result
  const failed = verdict.checks.filter(check => !check.isGood).map(check => check.label)
  return [
    sign(isGood(verdict)),
    verdict.scene.title,
    countText(outputs.polls, 'poll'),
    countText(outputs['file-count'], 'file'),
    `${Number(outputs.size ?? 0).toLocaleString('en')} B`,
    `${(durationMs / 1000).toFixed(1)} s`,
    failed.length === 0 ? 'verified' : `failed: ${failed.join('; ')}`,
  ]
}

async function demo(): Promise<boolean> {
  print(
    'The four APIs, an object store and an artifact service start on 127.0.0.1; nothing leaves this machine.',
  )
  const results = await startResultsService()
  const simulator = await startSimulator({ credentials: { sailpoint: { tokenLifeMs: SHORT_TOKEN_LIFE_MS } } })
  const verdicts: Verdict[] = []
  try {
    for (const scene of SCENES) verdicts.push(await play(scene, { simulator, results }))
  } finally {
    await Promise.all([simulator.close(), results.close()])
  }
  print(`\n${rule('Verdict')}`)
  for (const line of table(verdicts.map(verdictRow))) print(line)
  return verdicts.every(isGood)
}

if (existsSync(new URL('../dist/index.js', import.meta.url))) process.exitCode = (await demo()) ? 0 : 1
else {
  print('There is no dist/index.js: run `npm run build` first.')
  process.exitCode = 1
}
