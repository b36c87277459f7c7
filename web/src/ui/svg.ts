/** The address of a picture that is given as SVG. */
export function svg(text: string): string {
  return `data:image/svg+xml,${encodeURIComponent(text)}`;
}
