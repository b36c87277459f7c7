/** What the page's own path ends in: the id of what it shows. */
export function idInPath(): string {
  return location.pathname.split("/").filter(Boolean).pop() ?? "";
}

/** The address of another page, from wherever this one is. */
export function pageUrl(path: string): string {
  return new URL(`${document.documentElement.dataset.root ?? ""}${path}`, location.href).href;
}
