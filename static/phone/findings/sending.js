/** Talking to the server. Every failure is one of two: nobody answered, or the server said no and why. */

const JSON_LIMIT_MS = 30000;
const BYTES_LIMIT_MS = 180000;
/** Below this gzip costs more than it saves. */
const WORTH_PACKING = 1000;
/** Too long, too slow, too often: proxies in front of our own server say these in words of their own. */
const FROM_PROXIES = [408, 413, 414, 429, 431];

/** No network, or something between us answered in the server's place. */
export class NobodyAnswered extends Error {
  isCaptive = false;
}

/** The server's own "no": a problem with a code for the phone and a sentence for the person. */
export class Refused extends Error {
  constructor(status, problem, retryAfter_s) {
    super(problem?.title || problem?.code || String(status));
    Object.assign(this, { status, code: problem?.code ?? "", sentence: problem?.title ?? "", retryAfter_s });
  }
}

/**
 * @param {{fetch, base?: string, token?: () => string, language?: () => string}} with_
 * @returns {{post, get, withdraw, head, put, patch, as}} `as(token)`: the same, speaking for another walk
 */
export function sender({ fetch = (...args) => globalThis.fetch(...args), base = "/api/v1", token = () => "", language = () => "en" } = {}) {
  async function ask(method, path, { headers = {}, body, limit_ms = JSON_LIMIT_MS } = {}) {
    const said = { Accept: "application/json", "Accept-Language": language(), ...headers };
    if (token()) said.Authorization = `Bearer ${token()}`;
    const options = { method, headers: said, body, cache: "no-store", credentials: "omit", redirect: "error", signal: AbortSignal.timeout?.(limit_ms) }; // older phones wait without a limit
    const answer = await fetch(base + path, options).catch(() => { throw new NobodyAnswered(); });
    const offset = Number(answer.headers.get("Upload-Offset") ?? 0);
    return { status: answer.status, offset, body: method === "HEAD" ? null : await readAnswer(answer) };
  }
  const bytes = (medium, more = {}) => ({ "Content-Type": medium.type, "Farola-Finding": medium.finding, ...more });
  return {
    as: (other) => sender({ fetch, base, token: other, language }),
    post: async (path, content) => ask("POST", path, await packed(content)),
    get: (path) => ask("GET", path),
    withdraw: (id) => ask("DELETE", `/findings/${id}`),
    head: (medium) => ask("HEAD", `/media/${medium.sha256}`, { headers: { "Farola-Finding": medium.finding } }),
    put: (medium, body) => ask("PUT", `/media/${medium.sha256}`, { headers: bytes(medium), body, limit_ms: BYTES_LIMIT_MS }),
    patch: (medium, part, offset) => {
      const place = { "Upload-Offset": String(offset), "Upload-Length": String(medium.size) };
      return ask("PATCH", `/media/${medium.sha256}`, { headers: bytes(medium, place), body: part, limit_ms: BYTES_LIMIT_MS });
    },
  };
}

async function readAnswer(answer) {
  if (answer.status === 204) return null;
  const isJson = /json/.test(answer.headers.get("Content-Type") ?? "");
  const body = isJson ? await answer.json().catch(() => undefined) : undefined;
  if (isGatekeepers(answer.status, body)) throw Object.assign(new NobodyAnswered(), { isCaptive: true });
  if (answer.status >= 400) throw new Refused(answer.status, body, retryAfter(answer.headers.get("Retry-After")));
  if (body === undefined) throw Object.assign(new NobodyAnswered(), { isCaptive: true });
  return body;
}

/** A "no" without a problem in it is not our server's: the page of a network that wants her to sign in (RFC 6585, 511). */
function isGatekeepers(status, body) {
  return status === 511 || (status >= 400 && status < 500 && !body && !FROM_PROXIES.includes(status));
}

function retryAfter(header) {
  const seconds = Number(header);
  if (header && Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header ?? "");
  return Number.isFinite(date) ? Math.max(0, (date - Date.now()) / 1000) : null;
}

async function packed(content) {
  const plain = new TextEncoder().encode(JSON.stringify(content));
  const headers = { "Content-Type": "application/json" };
  if (plain.byteLength < WORTH_PACKING || !globalThis.CompressionStream) return { headers, body: plain };
  const stream = new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip"));
  return { headers: { ...headers, "Content-Encoding": "gzip" }, body: await new Response(stream).arrayBuffer() };
}
