import { ExportError } from '../failures/export-error.ts'

interface Explanation {
  readonly what: string
  readonly hint: string
}

const NO_SPACE: Explanation = {
  what: 'the disk is full',
  hint: 'Free space on the runner, use a larger runner, or set path to a folder on a larger disk.',
}
const NOT_ALLOWED: Explanation = {
  what: 'writing there is not allowed',
  hint: 'Set path to a folder that the runner may write to; without path the files go to the temporary folder of the runner.',
}
const IN_THE_WAY: Explanation = {
  what: 'something else of that name is in the way',
  hint: 'Remove it, or set path to another folder.',
}

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ENOSPC: NO_SPACE,
  EDQUOT: { ...NO_SPACE, what: 'the disk quota is used up' },
  EFBIG: { ...NO_SPACE, what: 'the file is larger than the file system allows' },
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: { ...NOT_ALLOWED, what: 'the file system is read-only' },
  EBUSY: {
    what: 'another program holds a file there',
    hint: 'Set path to a folder that nothing else watches.',
  },
  EEXIST: IN_THE_WAY,
  EISDIR: IN_THE_WAY,
  ENOTDIR: { ...IN_THE_WAY, what: 'a part of the path is not a folder' },
  ELOOP: { ...IN_THE_WAY, what: 'a symbolic link is in the way' },
  ENAMETOOLONG: { what: 'the path is too long', hint: 'Set path to a folder with a shorter name.' },
  EMFILE: {
    what: 'too many files are open',
    hint: 'Raise the limit of open files on the runner (ulimit -n).',
  },
  EIO: { what: 'the disk reported an error', hint: 'Run the step again on another runner.' },
}

/** Explains an error of the file system; `action` completes "Cannot ...", and an `ExportError` is returned as it is. */
export function diskFailure(error: unknown, action: string): ExportError {
  if (error instanceof ExportError) return error
  const code = String((error as { readonly code?: unknown }).code ?? 'unknown error')
  const { what, hint } = EXPLANATIONS[code] ?? { what: 'the file system refused', hint: '' }
  return new ExportError('download', `Cannot ${action}: ${what} (${code}).`, { hint, cause: error })
}
