import { access, constants } from 'node:fs/promises'
import { ACT } from './act.ts'

/** Fails before the first test if act is missing. */
export default async function requireAct(): Promise<void> {
  await access(ACT, constants.X_OK).catch(() => {
    throw new Error(`${ACT} is missing or cannot be run. Get it with: bash scripts/install-tools.sh act`)
  })
}
