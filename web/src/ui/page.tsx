/** How every page begins: LIFF, then what our server says, then the page or what went wrong. */
import { type JSX, render } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { ApiError } from "../api/api";
import { logInAgain, start } from "../liff/line";
import { Trouble } from "./notice";
import { Slow } from "./slow";
import { Shop } from "./shop";

type State<T> = { data?: T; error?: unknown };

/**
 * Shows a page of what `load` gives. `fallback` may give something to show in place of an error (the last card, when
 * there is no connection).
 */
export function show<T>(page: {
  title: () => string;
  load: () => Promise<T>;
  fallback?: (error: unknown) => T | undefined;
  view: (data: T, reload: () => Promise<void>) => JSX.Element;
}): void {
  function Page() {
    const [state, setState] = useState<State<T>>({});
    const [waiting, setWaiting] = useState(true);
    const load = useCallback(async () => {
      setWaiting(true);
      try {
        await started();
        document.title = page.title();
        setState({ data: await page.load() });
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) await logInAgain();
        document.title = page.title();
        const data = page.fallback?.(error);
        setState(data === undefined ? { error } : { data });
      }
      setWaiting(false);
    }, []);
    useEffect(() => void load(), []);
    return (
      <>
        <Slow waiting={waiting} />
        {shown()}
      </>
    );
    function shown(): JSX.Element {
      if (state.data !== undefined) return page.view(state.data, load);
      if (state.error !== undefined) return <Trouble error={state.error} retry={load} />;
      return (
        <div class="waiting card">
          <Shop />
        </div>
      );
    }
  }
  const root = document.getElementById("page");
  if (root) {
    root.replaceChildren();
    render(<Page />, root);
  }
}

/** The SDK's codes for a login that is over. */
const REFUSED = new Set(["INVALID_ID_TOKEN", "UNAUTHORIZED", "401"]);

let running: Promise<void> | undefined;

/** Once; again only if it failed, which without a connection it does. */
function started(): Promise<void> {
  running ??= start().catch((error: unknown) => {
    running = undefined;
    if (!navigator.onLine || error instanceof TypeError) throw new ApiError("offline", 0); // fetch, within the SDK
    if (REFUSED.has((error as { code?: string }).code ?? "")) throw new ApiError("id_token_invalid", 401);
    throw error;
  });
  return running;
}
