/** A member of a request that the server refuses. */
export interface ProblemField {
  path: string;
  detail: string;
}

/** Problem is a failure of a request (RFC 9457), or `network` when there was no answer. */
export class Problem extends Error {
  readonly status: number;
  /** Stable; docs/errors.md lists them. */
  readonly code: string;
  readonly fields: ProblemField[];
  /** Names the request in the server's logs. */
  readonly request?: string;
  /** Seconds after which it makes sense to ask again. */
  readonly retryAfter?: number;

  constructor(status: number, code: string, detail: string, more: { fields?: ProblemField[]; request?: string; retryAfter?: number } = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.fields = more.fields ?? [];
    this.request = more.request;
    this.retryAfter = more.retryAfter;
  }
}

/** problemOf reads the failure that a response is. A body that is no problem+json comes from something between here and the server. */
export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  try {
    const body = (await response.json()) as { code?: string; detail?: string; errors?: ProblemField[]; requestId?: string };
    const code = body.code ?? String(response.status);
    return new Problem(response.status, code, body.detail ?? '', { fields: body.errors, request: body.requestId, retryAfter });
  } catch {
    return new Problem(response.status, response.status >= 500 ? 'unavailable' : String(response.status), '', { retryAfter });
  }
}

/** asProblem makes a Problem of whatever was thrown while asking. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, 'network', error instanceof Error ? error.message : '');
}

/** isStale tells that somebody else changed the thing in between. */
export function isStale(error: unknown): boolean {
  return error instanceof Problem && error.status === 412;
}
