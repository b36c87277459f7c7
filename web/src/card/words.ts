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
    expiring: (n: number, end: string) => `${count(n)}pt は${end}`,
    next: (rank: string, missing: number, measure: Measure) =>
      `あと ${measure === "yen" ? yen(missing) : `${count(missing)}pt`} で${rank}`,
    qr: "会員証のQRコード",
    barcode: "会員番号のバーコード",
    show: "お会計の際に、スタッフへこの画面をご提示ください。",
    gone: (number: boolean) =>
      `ただいまコードを表示できません。${number ? "下のバーコードをご提示ください。" : "電波の届く場所で、しばらくお待ちください。"}`,
    stamps: (have: number, goal: number) => `スタンプ ${have} / ${goal}`,
    reward: (at: number, name: string) => `${at}個で ${name}`,
    stampsUntil: (end: string) => `スタンプは${end}`,
    tickets: "使える特典チケット",
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
    expiring: (n: number, end: string) => `${count(n)} pt ${end}`,
    next: (rank: string, missing: number, measure: Measure) =>
      `${measure === "yen" ? yen(missing) : `${count(missing)} pt`} more to ${rank}`,
    qr: "QR code of the member card",
    barcode: "Barcode of the member number",
    show: "Please show this screen to the staff when you pay.",
    gone: (number: boolean) =>
      `The code cannot be shown just now. ${number ? "Please show the barcode below." : "Please wait where there is a signal."}`,
    stamps: (have: number, goal: number) => `Stamps: ${have} of ${goal}`,
    reward: (at: number, name: string) => `${name} for ${at}`,
    stampsUntil: (end: string) => `Valid ${end}`,
    tickets: "Rewards to use",
    kept: (time: string) => `You are offline. This is your card as of ${time}.`,
    reload: "Update",
    coupons: "See your coupons",
  },
};
