import { choose, moment } from "../i18n/words";
import { words } from "./words";

/** Says of when the page is, if there is no connection to ask. */
export function Kept(props: { at: number; reload: () => void }) {
  const say = choose(words);
  return (
    <div class="offline" role="status">
      <p>{say.kept(moment(props.at))}</p>
      <button type="button" onClick={props.reload}>
        {say.reload}
      </button>
    </div>
  );
}
