import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createStepFolder, type StepFolder } from '../../simulator/step-folder.ts'
import type { Command, Usage } from './measure.ts'
import { measure } from './measure.ts'
import type { Export } from './stage.ts'
import { actionCommand } from './stage.ts'

/** A program that does the work in question; each run gets a fresh folder. */
export interface Contestant {
  readonly title: string
  command(folder: StepFolder): Command | Promise<Command>
}

/** What the runs of one contestant came to: the shortest times, since others use the machine too, and the most memory. */
export interface Result extends Usage {
  readonly title: string
}

/** What a contestant changes about the step. */
interface Laid {
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

async function run({ command }: Contestant): Promise<Usage> {
  const folder = await createStepFolder()
  try {
    return await measure(await command(folder))
  } finally {
    await folder.remove()
  }
}

/** Runs the contestants in turn, so many rounds; what slows the machine for a while then slows all of them. */
export async function compare(
  contestants: readonly Contestant[],
  rounds: number,
): Promise<readonly Result[]> {
  const usages = contestants.map((): Usage[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [i, contestant] of contestants.entries()) usages[i]?.push(await run(contestant))
  return contestants.map(({ title }, i) => {
    const runs = usages[i] ?? []
    return {
      title,
      wallMs: Math.min(...runs.map(usage => usage.wallMs)),
      cpuMs: Math.min(...runs.map(usage => usage.cpuMs)),
      peakMiB: Math.max(...runs.map(usage => usage.peakMiB)),
    }
  })
}

/** The action as a contestant; `inputs` are laid over those of the export, `env` over the step's variables. */
export function action({ inputs }: Export, more: Laid = {}): Contestant {
  return {
    title: 'Await Export',
    command: async folder => {
      const { argv, env } = await actionCommand({ ...inputs, ...more.inputs }, folder)
      return { argv, env: { ...env, ...more.env } }
    },
  }
}

/** Whether a program is on the path. */
export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
