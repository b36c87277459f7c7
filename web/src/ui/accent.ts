/** The shop's own accent, with black or white on it, whichever is easier to read. `#rrggbb`. */
export function paint(accent: string): void {
  const style = document.documentElement.style;
  style.setProperty("--accent", accent);
  style.setProperty("--on-accent", luminance(accent) > 0.179 ? "#000" : "#fff");
}

/** Relative luminance (WCAG 2.2). At 0.179 black and white are equally easy to read. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
