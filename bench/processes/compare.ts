import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createStepFolder, type StepFolder } from '../../simulator/step-folder.ts'
import type { Command, Usage } from './measure.ts'
import { measure } from './measure.ts'
import type { Export } from './simulated-export.ts'
import { actionCommand } from './simulated-export.ts'

/** A program to measure. Each run gets a new folder. */
export interface Program {
  readonly title: string
  command(folder: StepFolder): Command | Promise<Command>
}

/** Result of the runs of one program: the shortest times, because other processes use the machine too, and the largest memory. */
export interface Result extends Usage {
  readonly title: string
}

/** Additional inputs and variables of the step. */
interface StepOverrides {
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

async function run({ command }: Program): Promise<Usage> {
  const folder = await createStepFolder()
  try {
    return await measure(await command(folder))
  } finally {
    await folder.remove()
  }
}

/** Runs the programs in turn for several rounds, so that a temporary slowdown of the machine affects all of them. */
export async function compare(programs: readonly Program[], rounds: number): Promise<readonly Result[]> {
  const usages = programs.map((): Usage[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [i, program] of programs.entries()) usages[i]?.push(await run(program))
  return programs.map(({ title }, i) => {
    const runs = usages[i] ?? []
    return {
      title,
      wallMs: Math.min(...runs.map(usage => usage.wallMs)),
      cpuMs: Math.min(...runs.map(usage => usage.cpuMs)),
      peakMiB: Math.max(...runs.map(usage => usage.peakMiB)),
    }
  })
}

/** The action as a program; `more` overrides inputs of the export and variables of the step. */
export function action({ inputs }: Export, more: StepOverrides = {}): Program {
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
