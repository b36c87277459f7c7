/** Lets the page be opened again without a connection, where the browser can (iOS's in-app browsers cannot). */
export function keepForLater(): void {
  const container = navigator.serviceWorker;
  if (!container) return;
  const home = new URL(document.documentElement.dataset.root || ".", location.href);
  const tell = async () => {
    await container.register(new URL("sw.js", home));
    const { active } = await container.ready;
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const files = loaded.filter((url) => url.startsWith(new URL("assets/", home).href));
    active?.postMessage([location.origin + location.pathname, ...files]);
  };
  void tell().catch(() => undefined); // without it everything works but for that
}
