/** The camera, by LINE's own reader. Outside of the LINE app the SDK wants more than our content policy allows. */
import liffCore from "@line/liff/core";
import IsApiAvailable from "@line/liff/is-api-available";
import { inLineApp } from "../liff/line";

const liff = liffCore as typeof liffCore & {
  isApiAvailable?(name: string): boolean;
  scanCodeV2?(): Promise<{ value: string | null }>;
};

/** Whether there is one. Ask once LIFF has started. */
export function hasCamera(): boolean {
  if (!liff.isApiAvailable) liff.use(new IsApiAvailable());
  return inLineApp() && (liff.isApiAvailable?.("scanCodeV2") ?? false);
}

/** What the camera read; undefined if it was closed. Rejects if there is no camera. */
export async function look(): Promise<string | undefined> {
  const { default: ScanCode } = await import("@line/liff/scan-code-v2");
  if (!liff.scanCodeV2) liff.use(new ScanCode());
  return (await liff.scanCodeV2?.())?.value ?? undefined;
}
