/** What can go wrong by the user's doing; each code has one exit code. */
export const ERROR_EXIT_CODES = {
  USAGE: 2,
  BAD_CONFIG: 2,
  BAD_OPTION: 2,
  BAD_LEXICON: 2,
  BAD_ALIAS: 2,
  BAD_PINS: 2,
  UNKNOWN_FORMAT: 1,
  INPUT_UNREADABLE: 1,
  NO_PAPERS: 1,
  OUTPUT_FAILED: 1,
  OUTPUT_BUSY: 1,
  STORE_UNREADABLE: 1,
  STORE_VERSION: 1,
  BAD_MODEL: 1,
  BAD_GRAPH: 1,
  NEO4J_UNREACHABLE: 1,
  NEO4J_AUTH: 1,
  NEO4J_VERSION: 1,
  NEO4J_REFUSED: 1,
  NEO4J_MISMATCH: 1,
  FETCH_FAILED: 1,
} as const;
export type ErrorCode = keyof typeof ERROR_EXIT_CODES;

/** A mistake that a user can mend: the place, the problem and the cure, each one short line. */
export class PapergraphError extends Error {
  override readonly name = 'PapergraphError';

  /**
   * @param code     what kind of mistake; decides the exit code
   * @param at       the file, record, option or address it is about: `aliases.csv:12`
   * @param problem  what is wrong, quoting the value
   * @param cure     what to do
   */
  constructor(
    readonly code: ErrorCode,
    readonly at: string,
    readonly problem: string,
    readonly cure: string,
    options?: ErrorOptions,
  ) {
    super(`${at}: ${problem}. ${cure}.`, options);
  }

  /** 1: failed; 2: wrong use. */
  get exitCode(): number {
    return ERROR_EXIT_CODES[this.code];
  }
}
