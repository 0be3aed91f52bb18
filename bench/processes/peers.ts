import { join } from 'node:path'
import type { StepFolder } from '../../simulator/step-folder.ts'
import type { Contestant } from './compare.ts'
import { isInstalled } from './compare.ts'
import type { Export } from './stage.ts'

const PEERS = join(import.meta.dirname, '..', 'peers')

const target = ({ runnerTemp }: StepFolder) => join(runnerTemp, 'file')

/** The script of `bench/peers/careful.sh` on an export of Snyk. */
export function carefulScript({ inputs }: Export): Contestant {
  return {
    title: 'careful script of curl and jq',
    command: ({ runnerTemp, outputFile }) => ({
      argv: ['bash', join(PEERS, 'careful.sh')],
      env: {
        API_URL: inputs['api-url'] ?? '',
        ORG_ID: inputs['org-id'] ?? '',
        EXPORT_ID: inputs['export-id'] ?? '',
        TOKEN: inputs.token ?? '',
        FOLDER: join(runnerTemp, 'files'),
        TIMEOUT_S: '60',
        GITHUB_OUTPUT: outputFile,
      },
    }),
  }
}

/** curl, which saves one file and checks nothing. */
export function curl(url: string): Contestant {
  return {
    title: '`curl -o`',
    command: folder => ({
      argv: ['curl', '--silent', '--show-error', '--fail', '--output', target(folder), url],
    }),
  }
}

/** curl and then a digest of the file. */
export function curlAndDigest(url: string): Contestant {
  const script = 'curl --silent --show-error --fail --output "$1" "$2" && sha256sum "$1"'
  return {
    title: '`curl -o && sha256sum`',
    command: folder => ({ argv: ['bash', '-c', script, 'bash', target(folder), url] }),
  }
}

/** curl with so many transfers at once, which saves files and checks nothing. */
export function curlInParallel(urls: readonly string[], parallel: number): Contestant {
  const options = ['--silent', '--show-error', '--fail', '--parallel', '--parallel-max', String(parallel)]
  return {
    title: `\`curl --parallel-max ${parallel}\``,
    command: folder => ({
      argv: ['curl', ...options, ...urls.flatMap((url, i) => ['--output', `${target(folder)}-${i}`, url])],
    }),
  }
}

/** A stream of Node alone that saves one file: what no program on Node can beat by much. */
export function straightStream(
  url: string,
  work: 'drop' | 'digest' | 'write' | 'digest and write',
): Contestant {
  return {
    title: `Node.js: read, ${work}`,
    command: folder => ({ argv: [process.execPath, join(PEERS, 'straight.ts'), url, work, target(folder)] }),
  }
}

function wget(url: string): Contestant {
  return {
    title: '`wget -O`',
    command: folder => ({ argv: ['wget', '--quiet', `--output-document=${target(folder)}`, url] }),
  }
}

function aria2(url: string, connections: number): Contestant {
  const options = ['--quiet', '--file-allocation=none', `--max-connection-per-server=${connections}`]
  return {
    title: `\`aria2c\`, ${connections === 1 ? 'one connection' : `${connections} connections`}`,
    command: ({ runnerTemp }) => ({
      argv: [
        'aria2c',
        ...options,
        `--split=${connections}`,
        '--min-split-size=1M',
        `--dir=${runnerTemp}`,
        url,
      ],
    }),
  }
}

/** Those of wget and aria2 that are installed. */
export function installedPeers(url: string, connections = 1): readonly Contestant[] {
  const wgets = connections === 1 && isInstalled('wget') ? [wget(url)] : []
  return [...wgets, ...(isInstalled('aria2c') ? [aria2(url, connections)] : [])]
}

/** A sentence about the peers that could not run; empty when all could. */
export function missingPeers(programs: readonly string[]): string {
  const missing = programs.filter(program => !isInstalled(program))
  return missing.length === 0 ? '' : `Not installed and left out: ${missing.join(', ')}.`
}
