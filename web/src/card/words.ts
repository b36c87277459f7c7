import { count, yen } from "../i18n/words";

type Measure = "yen" | "points";

export const words = {
  ja: {
    page: "会員証",
    of: (name: string) => `${name} 様`,
    number: "会員番号",
    rank: "ランク",
    points: "ポイント",
    unit: "pt",
    expiring: (n: number, day: string) => `${count(n)}pt の期限 ${day}`,
    next: (rank: string, missing: number, measure: Measure) =>
      `あと ${measure === "yen" ? yen(missing) : `${count(missing)}pt`} で${rank}`,
    qr: "会員証のQRコード",
    barcode: "会員番号のバーコード",
    show: "お会計のときに店員にお見せください。",
    gone: (number: boolean) =>
      `いまはコードを表示できません。${number ? "会員番号を店員にお伝えください。" : "電波の届く場所でお待ちください。"}`,
    stamps: (have: number, goal: number) => `スタンプ ${have} / ${goal}`,
    reward: (at: number, name: string) => `${at}個で ${name}`,
    stampsUntil: (day: string) => `有効期限 ${day}`,
    tickets: "使える特典チケット",
    ticketUntil: (day: string) => `期限 ${day}`,
    kept: (time: string) => `電波が届かないため、${time} の会員証を表示しています。`,
    reload: "更新する",
    coupons: "クーポンを見る",
  },
  en: {
    page: "Member card",
    of: (name: string) => name,
    number: "Member number",
    rank: "Rank",
    points: "Points",
    unit: "pt",
    expiring: (n: number, day: string) => `${count(n)} pt until ${day}`,
    next: (rank: string, missing: number, measure: Measure) =>
      `${measure === "yen" ? yen(missing) : `${count(missing)} pt`} more to ${rank}`,
    qr: "QR code of the member card",
    barcode: "Barcode of the member number",
    show: "Show this at the till.",
    gone: (number: boolean) =>
      `No code can be shown just now. ${number ? "Tell the staff your member number." : "Please wait where there is a signal."}`,
    stamps: (have: number, goal: number) => `Stamps: ${have} of ${goal}`,
    reward: (at: number, name: string) => `${name} for ${at}`,
    stampsUntil: (day: string) => `Valid until ${day}`,
    tickets: "Rewards to use",
    ticketUntil: (day: string) => `until ${day}`,
    kept: (time: string) => `There is no connection. This is your card as it was at ${time}.`,
    reload: "Update",
    coupons: "Coupons",
  },
};
