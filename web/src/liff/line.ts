/** The LIFF SDK, with only the modules that are used. */
import liffCore from "@line/liff/core";
import GetAppLanguage from "@line/liff/get-app-language";
import GetIDToken from "@line/liff/get-id-token";
import IsInClient from "@line/liff/is-in-client";
import IsLoggedIn from "@line/liff/is-logged-in";
import Login from "@line/liff/login";
import Logout from "@line/liff/logout";
import { speak } from "../i18n/words";

const liff = liffCore as typeof liffCore & {
  getAppLanguage(): string;
  getIDToken(): string | null;
  isInClient(): boolean;
  isLoggedIn(): boolean;
  login(options?: { redirectUri?: string }): void;
  logout(): void;
};
for (const module of [GetAppLanguage, GetIDToken, IsInClient, IsLoggedIn, Login, Logout]) liff.use(new module());

const ONCE = "daifukucho:login";

/** Never settles: the browser is about to go elsewhere. */
const leaving = () => new Promise<never>(() => {});

/** Starts LIFF, and logs in where LINE has not done so already (outside of its app). Rejects as `liff.init` does. */
export async function start(): Promise<void> {
  speak(navigator.language);
  await liff.init({ liffId: document.documentElement.dataset.liffId ?? "" });
  speak(liff.getAppLanguage(), navigator.language);
  tidy();
  if (!liff.isLoggedIn()) return logIn();
}

/** What the login has put into the address has done its work; it shall not be shared with the page, nor sent again. */
function tidy(): void {
  const address = new URL(location.href);
  for (const name of ["code", "state", "liffClientId", "liffRedirectUri"]) address.searchParams.delete(name);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

async function logIn(): Promise<never> {
  liff.login({ redirectUri: location.href });
  return leaving();
}

/** The token by which the server knows who the user is. */
export function idToken(): string {
  return liff.getIDToken() ?? "";
}

/**
 * After the server refused the token. An ID token lives for an hour, the SDK's login longer: outside of the LINE app
 * the user is logged in anew, once; false where the user has to open the page again.
 */
export async function logInAgain(): Promise<boolean> {
  if (liff.isInClient() || sessionStorage.getItem(ONCE)) return false;
  sessionStorage.setItem(ONCE, "1");
  liff.logout();
  return logIn();
}

/** Our server took the token, so the next refusal is a new one. */
export function tokenTaken(): void {
  sessionStorage.removeItem(ONCE);
}

export function inLineApp(): boolean {
  return liff.isInClient();
}

/** LINE's sheet to add the shop as a friend. Its module is fetched only by those who need it. */
export async function becomeFriend(): Promise<void> {
  const { default: RequestFriendship } = await import("@line/liff/request-friendship");
  const full = liff as typeof liff & { requestFriendship?(): Promise<void> };
  if (!full.requestFriendship) liff.use(new RequestFriendship());
  await full.requestFriendship?.();
}
