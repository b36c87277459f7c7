/** The QR code, which a new one follows in time. */
import { useEffect, useState } from "preact/hooks";
import { ApiError, call } from "../api/api";
import type { CardCode } from "../api/types";
import { choose } from "../i18n/words";
import { svg } from "../ui/svg";
import { words } from "./words";

const RETRY = 5_000;

/** The width and height that an SVG says of itself, so that its place is there before it is. */
export function sizeOf(svg: string): { width?: string; height?: string } {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return width && height ? { width, height } : {};
}

/**
 * `first`: the code that came with the card; a code that was kept is too old if there are others. `number`: whether a
 * till takes the number in its place. `refused`: the server no longer knows the friend, and the card has to be asked
 * for anew.
 */
export function QrCode(props: { first: CardCode; kept: boolean; number: boolean; refused: () => void }) {
  const say = choose(words);
  const rotates = props.first.qr_until !== null;
  const begin = props.kept && rotates ? null : props.first;
  const [code, setCode] = useState<CardCode | null>(begin);
  useEffect(() => {
    setCode(begin);
    if (!rotates) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const renew = async () => {
      clearTimeout(timer);
      if (document.hidden) return; // and once the friend looks again
      try {
        const next = await call<CardCode>("card/code");
        if (over) return;
        setCode(next);
        wait((next.qr_until ?? next.at) - next.at);
      } catch (error) {
        if (over) return;
        if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return props.refused();
        setCode(null); // an old one would be refused at the till
        wait(RETRY);
      }
    };
    const wait = (time: number) => {
      timer = setTimeout(() => void renew(), Math.max(time, 1_000));
    };
    const looked = () => void (document.hidden || renew());
    wait(props.kept ? 0 : (props.first.qr_until ?? 0) - props.first.at);
    document.addEventListener("visibilitychange", looked);
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", looked);
    };
  }, [props.first]);
  if (!code) return <p class="gone">{say.gone(props.number)}</p>;
  return <img class="qr" src={svg(code.qr)} alt={say.qr} width="200" height="200" />;
}
