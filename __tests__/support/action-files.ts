import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { digestOf } from '../../simulator/files/content.ts'
import type { Job } from '../../simulator/jobs/jobs.ts'
import type { Run } from './action.ts'

/** Name, size and digest of a file at the provider. */
export interface Original {
  readonly name: string
  readonly size: number
  readonly sha256: string
}

/** The files of a job as the simulator serves them. */
export async function originalsOf(job: Job): Promise<readonly Original[]> {
  return Promise.all(
    (job.plan.files ?? []).map(async ({ name, content }) => ({
      name,
      size: content.size,
      sha256: (await digestOf(content, 'sha256')).toString('hex'),
    })),
  )
}

/** The hexadecimal SHA-256 of bytes. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The default folder for the files of a step. */
export function defaultFolder({ result, job }: Run): string {
  return join(result.temp, 'runner-temp/await-export', job.id)
}

/**
 * Expects that the folder contains exactly the files of the job, byte for byte, and that outputs and summary list them.
 * `names` replaces the simulator's names.
 */
export async function expectFiles(
  run: Run,
  { names, folder = defaultFolder(run) }: { names?: readonly string[]; folder?: string } = {},
): Promise<void> {
  const { outputs, files, summary } = run.result
  const originals = await originalsOf(run.job)
  expect(originals).not.toHaveLength(0)
  const expected = originals.map((original, index) => {
    const name = names?.[index] ?? original.name
    return { path: join(folder, name), name, size: original.size, sha256: original.sha256 }
  })
  expect(JSON.parse(outputs.files ?? '')).toEqual(expected.map(file => expect.objectContaining(file)))
  expect((await readdir(folder)).sort()).toEqual(expected.map(({ name }) => name).sort())
  expect(files.filter(path => !path.startsWith(join(folder, sep)))).toEqual([])
  const found = await Promise.all(expected.map(async ({ path }) => sha256(await readFile(path))))
  expect(found).toEqual(expected.map(file => file.sha256))
  const [only] = expected.length === 1 ? expected : []
  expect(outputs).toMatchObject({
    path: folder,
    file: only?.path ?? '',
    sha256: only?.sha256 ?? '',
    'file-count': String(expected.length),
    size: String(expected.reduce((sum, { size }) => sum + size, 0)),
  })
  for (const { sha256: digest } of expected) expect(summary).toContain(digest.slice(0, 12))
}

/** Expects that no file was downloaded, and that the outputs are empty. */
export function expectNoFiles({ result: { outputs, files } }: Run): void {
  expect(files).toEqual([])
  expect(outputs).toMatchObject({ path: '', file: '', files: '[]', 'file-count': '0', size: '0', sha256: '' })
}
