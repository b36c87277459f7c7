/** What every page may have to say. */
export const common = {
  ja: {
    retry: "もう一度試す",
    offline: { title: "つながりませんでした", text: "電波の届く場所で、もう一度お試しください。登録内容は失われていません。" },
    login: {
      title: "もう一度開いてください",
      text: "ログインの有効期限が切れました。このページを閉じて、LINEからもう一度開いてください。登録内容は失われていません。",
    },
    trouble: { title: "表示できませんでした", text: "ただいまシステムが混み合っています。しばらくしてからもう一度お試しください。登録内容は失われていません。" },
    busy: { title: "少しお待ちください", text: "短い時間に操作が続いたため、受け付けられませんでした。1分ほど待ってから、もう一度お試しください。登録内容は失われていません。" },
    friend: {
      title: "友だち追加で使えます",
      text: "お店のLINE公式アカウントを友だちに追加すると、このページが使えるようになります。",
      add: "友だちに追加する",
      done: "追加しました",
      wait: "確認しています…",
      later: "追加がまだ確認できません。LINEのトークでお店に一言送ってから、もう一度お試しください。",
      elsewhere: "LINEアプリでお店を友だちに追加してから、もう一度開いてください。",
    },
  },
  en: {
    retry: "Try again",
    offline: { title: "No connection", text: "Please try again where there is a signal. Nothing was lost." },
    login: {
      title: "Please open it again",
      text: "Your login has run out. Close this page, and open it from LINE once more. Nothing was lost.",
    },
    trouble: { title: "Something went wrong", text: "The system is busy right now. Please try again in a little while. Nothing was lost." },
    busy: { title: "Please wait a moment", text: "There were too many requests in a short time. Wait a minute, then try again. Nothing was lost." },
    friend: {
      title: "For friends of the shop",
      text: "Add the shop's LINE official account as a friend, and this page is yours to use.",
      add: "Add as a friend",
      done: "I have added it",
      wait: "Checking…",
      later: "We cannot see it yet. Send the shop a word in the LINE chat, then try again.",
      elsewhere: "Add the shop as a friend in the LINE app, then open this page again.",
    },
  },
};
