/** A picture: chosen, shown small, sent at once; the answer that is sent is its reference. */
import { useRef } from "preact/hooks";
import { choose } from "../i18n/words";
import { words } from "./words";

/** `url`: of the file on the friend's phone. `trouble`: the code of why it could not be sent. */
export type Picture = { file: File; url: string; state: "sending" | "sent" | "failed"; trouble?: string };

/** Why it could not be sent, in words. */
export function why(picture: Picture): string {
  const said: Record<string, string> = choose(words).imageFaults;
  return said[picture.trouble ?? ""] ?? choose(words).imageFaults.trouble;
}

/** `pick` without a file takes the picture away. */
export function ImagePicker(props: { id: string; picture?: Picture; pick: (file?: File) => void; wrong: boolean; describedBy?: string }) {
  const { picture, pick } = props;
  const say = choose(words);
  const input = useRef<HTMLInputElement>(null);
  const label = picture ? say.pickOther : say.pick;
  const remove = () => {
    pick();
    input.current?.focus(); // the button is gone
  };
  return (
    <div class="picker">
      {picture ? (
        <img class="preview" key={picture.url} src={picture.url} alt={say.picture(picture.file.name)} onError={(event) => (event.currentTarget.hidden = true)} />
      ) : null}
      <p class={picture?.state === "failed" ? "fault" : "soft"} role="status">
        {picture ? { sending: say.uploading, sent: say.uploaded, failed: why(picture) }[picture.state] : ""}
      </p>
      {picture?.state === "failed" && picture.trouble !== "image_unreadable" ? (
        <button type="button" class="plain" onClick={() => pick(picture.file)}>
          {say.uploadAgain}
        </button>
      ) : null}
      <label class="file">
        <input
          ref={input}
          id={props.id}
          class="unseen"
          type="file"
          accept="image/*"
          aria-invalid={props.wrong}
          aria-describedby={props.describedBy}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = ""; // so that the same one can be chosen again
            if (file) pick(file);
          }}
        />
        <span>{label}</span>
      </label>
      {picture ? (
        <button type="button" class="quiet" onClick={remove}>
          {say.remove}
        </button>
      ) : null}
    </div>
  );
}
