/** What every page may have to say. */
export const common = {
  ja: {
    retry: "もう一度試す",
    loading: "読み込んでいます…",
    offline: { title: "つながりませんでした", text: "電波の届く場所で、もう一度お試しください。登録内容は失われていません。" },
    login: {
      title: "もう一度開いてください",
      text: "ログインの有効期限が切れました。このページを閉じて、LINEからもう一度開いてください。登録内容は失われていません。",
    },
    trouble: { title: "表示できませんでした", text: "ただいまシステムが混み合っています。しばらくしてからもう一度お試しください。登録内容は失われていません。" },
    busy: { title: "少しお待ちください", text: "短い時間に操作が続いたため、受け付けられませんでした。1分ほど待ってから、もう一度お試しください。登録内容は失われていません。" },
    friend: {
      title: "友だち追加で使えます",
      text: "LINE公式アカウントを友だちに追加すると、このページをご利用いただけます。",
      add: "友だちに追加する",
      link: "LINEで友だちに追加する",
      qr: "友だち追加のQRコード",
      scan: "パソコンなどでご覧の場合は、スマートフォンのLINEでこのQRコードを読み取ってください。",
      done: "追加しました",
      wait: "確認しています…",
      later: "友だち追加をまだ確認できません。追加がお済みでしたら、少し待ってから「追加しました」を押してください。",
    },
  },
  en: {
    retry: "Try again",
    loading: "Loading…",
    offline: { title: "No connection", text: "Please try again where there is a signal. Nothing was lost." },
    login: {
      title: "Please open it again",
      text: "Your login has run out. Close this page, and open it from LINE once more. Nothing was lost.",
    },
    trouble: { title: "Something went wrong", text: "The system is busy right now. Please try again in a little while. Nothing was lost." },
    busy: { title: "Please wait a moment", text: "There were too many requests in a short time. Wait a minute, then try again. Nothing was lost." },
    friend: {
      title: "For friends of the shop",
      text: "Please add our LINE official account as a friend to use this page.",
      add: "Add as a friend",
      link: "Add as a friend in LINE",
      qr: "QR code to add us as a friend",
      scan: "On a computer? Scan this QR code with LINE on your phone.",
      done: "I have added it",
      wait: "Checking…",
      later: "We cannot see it yet. If you have added us, wait a moment, then press “I have added it”.",
    },
  },
};
