import { join } from 'node:path'
import type { StepFolder } from '../../simulator/step-folder.ts'
import type { Program } from './compare.ts'
import { isInstalled } from './compare.ts'
import type { Export } from './simulated-export.ts'

const PEERS = join(import.meta.dirname, '..', 'peers')

const target = ({ runnerTemp }: StepFolder) => join(runnerTemp, 'file')

/** The script of `bench/peers/careful.sh` for a Snyk export. */
export function carefulScript({ inputs }: Export): Program {
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

/** curl, which saves one file and verifies nothing; `more` are further options. */
export function curl(url: string, more: readonly string[] = []): Program {
  return {
    title: '`curl -o`',
    command: folder => ({
      argv: ['curl', '--silent', '--show-error', '--fail', ...more, '--output', target(folder), url],
    }),
  }
}

/** curl and then a digest of the file; `more` are further options of curl. */
export function curlAndDigest(url: string, more: readonly string[] = []): Program {
  const script = 'curl --silent --show-error --fail --output "$@" && sha256sum "$1"'
  return {
    title: '`curl -o && sha256sum`',
    command: folder => ({ argv: ['bash', '-c', script, 'bash', target(folder), ...more, url] }),
  }
}

/** curl with parallel transfers, which saves files and verifies nothing. */
export function curlInParallel(urls: readonly string[], parallel: number): Program {
  const options = ['--silent', '--show-error', '--fail', '--parallel', '--parallel-max', String(parallel)]
  return {
    title: `\`curl --parallel-max ${parallel}\``,
    command: folder => ({
      argv: ['curl', ...options, ...urls.flatMap((url, i) => ['--output', `${target(folder)}-${i}`, url])],
    }),
  }
}

/** A plain Node.js stream of one file: the lower bound for any Node.js program. */
export function nodeStream(url: string, work: 'drop' | 'digest' | 'write' | 'digest and write'): Program {
  return {
    title: `Node.js: read, ${work}`,
    command: folder => ({
      argv: [process.execPath, join(PEERS, 'node-stream.ts'), url, work, target(folder)],
    }),
  }
}

function wget(url: string): Program {
  return {
    title: '`wget -O`',
    command: folder => ({ argv: ['wget', '--quiet', `--output-document=${target(folder)}`, url] }),
  }
}

/** aria2; `more` are further options. */
export function aria2(url: string, connections: number, more: readonly string[] = []): Program {
  const limit = `--max-connection-per-server=${connections}`
  const options = ['--quiet', '--file-allocation=none', limit, ...more]
  const checked = more.some(option => option.startsWith('--checksum')) ? ', checksum' : ''
  return {
    title: `\`aria2c\`, ${connections === 1 ? 'one connection' : `${connections} connections`}${checked}`,
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

/** wget and aria2, if installed. */
export function installedPeers(url: string, connections = 1): readonly Program[] {
  const wgets = connections === 1 && isInstalled('wget') ? [wget(url)] : []
  return [...wgets, ...(isInstalled('aria2c') ? [aria2(url, connections)] : [])]
}

/** A sentence about the programs that are not installed; empty if all are. */
export function missingPeers(programs: readonly string[]): string {
  const missing = programs.filter(program => !isInstalled(program))
  return missing.length === 0 ? '' : `Not installed and left out: ${missing.join(', ')}.`
}
