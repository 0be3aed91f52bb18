import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The files and folders that the runner provides to a step. */
export interface StepFolder {
  /** Contains everything below. */
  readonly temp: string
  readonly runnerTemp: string
  readonly workspace: string
  readonly outputFile: string
  readonly summaryFile: string
  readText(file: string): Promise<string>
  /** Absolute paths of the files under the temp folder and the workspace, sorted, without the manifest; links are listed, not followed. */
  files(): Promise<readonly string[]>
  remove(): Promise<void>
}

/** Creates a folder with empty command files. */
export async function createStepFolder(): Promise<StepFolder> {
  const temp = await mkdtemp(join(tmpdir(), 'await-export-step-'))
  const [runnerTemp, workspace] = [join(temp, 'runner-temp'), join(temp, 'workspace')]
  const [outputFile, summaryFile] = [join(temp, 'output'), join(temp, 'summary')]
  for (const folder of [runnerTemp, workspace]) await mkdir(folder)
  for (const file of [outputFile, summaryFile]) await writeFile(file, '')
  return {
    temp,
    runnerTemp,
    workspace,
    outputFile,
    summaryFile,
    readText: file => readFile(file, 'utf8'),
    files: async () => [...(await filesUnder(runnerTemp)), ...(await filesUnder(workspace))].sort(),
    remove: () => rm(temp, { recursive: true, force: true }),
  }
}

/** Every step writes one. */
const MANIFEST = /^await-export-[0-9a-f]{8}\.json$/

async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => !entry.isDirectory() && !MANIFEST.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
}
