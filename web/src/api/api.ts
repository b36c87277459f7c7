/** Our server, as the pages ask it. */
import { language } from "../i18n/words";
import { idToken, tokenTaken } from "../liff/line";
import type { Fault, Problem } from "./types";

/** `code` is the problem document's; `offline` if there was no answer at all. `problem` is the document. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly problem: Partial<Problem> & Record<string, unknown> = {},
  ) {
    super(code);
  }

  /** What the server says of it, in the page's language. */
  get detail(): string | undefined {
    return this.problem.detail;
  }

  get faults(): Fault[] {
    return this.problem.faults ?? [];
  }
}

const SECONDS = 15;
const SECONDS_FOR_A_FILE = 60;

export function apiUrl(path: string): string {
  return new URL(`${document.documentElement.dataset.root ?? ""}api/${path}`, location.href).href;
}

/** Asks our server. A Blob is sent as it is, else the body as JSON. Rejects with an ApiError, whatever went wrong. */
export async function call<T>(path: string, body?: unknown, method = body === undefined ? "GET" : "POST"): Promise<T> {
  const headers: Record<string, string> = { Authorization: `Bearer ${idToken()}`, "Accept-Language": language() };
  const file = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = file ? body.type : "application/json";
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), (file ? SECONDS_FOR_A_FILE : SECONDS) * 1000);
  let answer: Response;
  let found: unknown;
  try {
    answer = await fetch(apiUrl(path), {
      method,
      headers,
      body: body === undefined || file ? body : JSON.stringify(body),
      signal: patience.signal,
      cache: "no-store",
      credentials: "omit",
    });
    found = await answer.json();
  } catch {
    throw new ApiError("offline", 0);
  } finally {
    clearTimeout(timer);
  }
  if (answer.status !== 401) tokenTaken();
  if (!answer.ok) {
    const problem = found as Partial<Problem>; // API Gateway's own refusals are no documents
    throw new ApiError(problem.code ?? "internal", answer.status, problem);
  }
  return found as T;
}
