import { begins, calendar, count, ends } from "../i18n/words";
import type { Fault } from "./check";
import { bound } from "./check";
import type { Question } from "./survey";

/** What is chosen, where other answers are typed. */
const CHOSEN = new Set<Question["type"]>(["choice", "choices", "scale", "image"]);

export const words = {
  ja: {
    page: "回答フォーム",
    needed: "必須",
    step: (n: number, all: number, sure: boolean) => (sure ? `${all}ページ中 ${n}ページ目` : `${n}ページ目（最大${all}ページ）`),
    until: (end: string) => `受付は${end}です。`,
    back: "戻る",
    next: "次へ",
    send: "送信する",
    sending: "送信しています…",
    again: "もう一度送信",
    choose: "選んでください",
    clear: "選択を取り消す",
    chosen: (n: number) => `${n}個選択中`,
    choices: (least: number, most: number, all: number) =>
      least === most ? `${most}個選んでください。` : least > 1 ? `${least}〜${most}個選んでください。` : most < all ? `${most}個まで選べます。` : "いくつでも選べます。",
    length: (least: number, most: number) => (least > 1 ? `${count(least)}〜${count(most)}文字` : `${count(most)}文字まで`),
    postalHint: "7桁の数字。例 605-0001",
    phoneHint: "例 090-1234-5678",
    parts: { postal_code: "郵便番号", prefecture: "都道府県", city: "市区町村", street: "町名・番地", building: "建物名・部屋番号（任意）" },
    looking: "住所を調べています…",
    filled: "郵便番号から住所を入力しました。続きの番地などを入力してください。",
    unreachable: "電波が届かないため、住所を調べられませんでした。つながりしだい、もう一度調べます。ご自分で入力していただくこともできます。",
    unknown: "この郵便番号の住所は見つかりませんでした。住所を入力してください。",
    agree: "同意する",
    text: "同意の内容",
    pick: "画像を選ぶ",
    pickOther: "別の画像を選ぶ",
    remove: "画像を取り消す",
    uploading: "画像を送っています…",
    uploaded: "画像を送りました。",
    uploadAgain: "画像をもう一度送る",
    picture: (name: string) => `選んだ画像 ${name}`,
    summary: (n: number) => `確認が必要な項目が${n}つあります`,
    kept: "入力した内容は消えていません。",
    restored: (time: string) => `続きから再開しました（${time} に保存）。`,
    fitted: "回答フォームの内容が変わったため、そのまま使える回答だけを残しています。",
    unkept: "同意と画像は、もう一度お願いします。",
    anew: "はじめから入力する",
    cleared: "入力を消しました。",
    undo: "元に戻す",
    changed: {
      title: "回答フォームの内容が変わりました",
      text: "まだ送信されていません。そのまま使える回答は残してあります。確認して、もう一度送信してください。",
    },
    failed: {
      offline: { title: "送信できませんでした", text: "電波の届く場所で、もう一度送信してください。入力した内容は消えていません。" },
      busy: { title: "少しお待ちください", text: "短い時間に操作が続いたため、受け付けられませんでした。1分ほど待ってから、もう一度お試しください。入力した内容は消えていません。" },
      trouble: { title: "送信できませんでした", text: "ただいまシステムが混み合っています。しばらくしてからもう一度送信してください。入力した内容は消えていません。" },
      login: {
        title: "もう一度開いてください",
        text: "ログインの有効期限が切れました。このページを閉じて、LINEからもう一度開いてください。続きから入力できます。",
      },
    },
    states: {
      not_yet: { title: "受付はまだ始まっていません", text: (at: number | null) => (at ? `${begins(at)}受け付けます。` : "受付開始まで、しばらくお待ちください。") },
      closed: { title: "受付は終了しました", text: (at: number | null) => (at ? `受付は${ends(at)}でした。` : "またの機会をお待ちしています。") },
      full: { title: "定員に達しました", text: () => "定員に達したため、受付を終了しました。" },
      answered: { title: "回答済みです", text: () => "この回答フォームには、すでに回答いただいています。ありがとうございました。" },
      unknown: { title: "回答フォームが見つかりません", text: () => "削除されたか、リンクが間違っています。お店からのメッセージをご確認ください。" },
    },
    thanks: "送信しました",
    before: "先に送信した内容で受け付けています。そのあとの変更は送信されていません。",
    more: "もう一度回答する",
    faults: (question: Question, fault: Fault, today: string): string => {
      switch (fault.rule) {
        case "needed":
          if (question.type === "consent") break;
          return CHOSEN.has(question.type) ? "選んでください。" : "入力してください。";
        case "postal_code":
          return "郵便番号は7桁の数字で入力してください。";
        case "prefecture":
          return "都道府県を選んでください。";
        case "city":
          return "市区町村と番地を入力してください（それぞれ100文字まで）。";
      }
      switch (question.type) {
        case "text":
          return `${question.min_length}〜${question.max_length}文字で入力してください。`;
        case "choice":
          return "選択肢から1つ選んでください。";
        case "choices":
          return `選択肢から${question.min_chosen}〜${question.max_chosen}個選んでください。`;
        case "date":
          return `${calendar(bound(question.first, today))}から${calendar(bound(question.last, today))}までの日付を入力してください。`;
        case "number":
          return `${question.min}〜${question.max} の${question.decimals ? `数を入力してください（小数は${question.decimals}桁まで）` : "整数を入力してください"}。`;
        case "scale":
          return `${question.min}〜${question.max} から選んでください。`;
        case "phone":
          return "電話番号を市外局番または 090 などから入力してください（海外の番号は + から）。";
        case "consent":
          return "内容を確認して、同意にチェックしてください。";
        case "image":
          return "画像を選び直してください。";
        default:
          return "入力を確認してください。";
      }
    },
    imageFaults: {
      wait: "画像を送り終わるまで、お待ちください。",
      too_many_uploads: "1日に送れる画像の数を超えました。画像を取り消すか、明日もう一度お試しください。",
      rate_limited: "短い時間に操作が続いたため、画像を送れませんでした。1分ほど待ってから、もう一度送ってください。",
      image_unreadable: "この画像は読み込めません。別の画像（JPEGやPNGなど）を選んでください。",
      offline: "画像を送れませんでした。電波の届く場所で、もう一度送ってください。",
      trouble: "画像を送れませんでした。もう一度送るか、別の画像を選んでください。",
    },
  },
  en: {
    page: "Survey",
    needed: "Required",
    step: (n: number, all: number, sure: boolean) => (sure ? `Page ${n} of ${all}` : `Page ${n} of up to ${all}`),
    until: (end: string) => `Open ${end}.`,
    back: "Back",
    next: "Next",
    send: "Send",
    sending: "Sending…",
    again: "Send again",
    choose: "Choose one",
    clear: "Clear the choice",
    chosen: (n: number) => `${n} chosen`,
    choices: (least: number, most: number, all: number) =>
      least === most ? `Choose ${most}.` : least > 1 ? `Choose ${least} to ${most}.` : most < all ? `Choose up to ${most}.` : "Choose as many as you like.",
    length: (least: number, most: number) => (least > 1 ? `${count(least)} to ${count(most)} characters` : `Up to ${count(most)} characters`),
    postalHint: "7 digits, such as 605-0001",
    phoneHint: "Such as 090-1234-5678",
    parts: { postal_code: "Postal code", prefecture: "Prefecture", city: "City", street: "Street and number", building: "Building and room (optional)" },
    looking: "Looking up the address…",
    filled: "The address was filled in from the postal code. Please add the rest, such as the number.",
    unreachable: "There is no connection, so the address could not be looked up. We will try again; you can also write it yourself.",
    unknown: "There is no address for this postal code. Please write it.",
    agree: "I agree",
    text: "What you agree to",
    pick: "Choose a picture",
    pickOther: "Choose another picture",
    remove: "Remove the picture",
    uploading: "Sending the picture…",
    uploaded: "The picture was sent.",
    uploadAgain: "Send the picture again",
    picture: (name: string) => `The picture that you chose, ${name}`,
    summary: (n: number) => (n === 1 ? "Please check 1 item" : `Please check ${n} items`),
    kept: "Nothing that you wrote was lost.",
    restored: (time: string) => `Here is what you had filled in, as of ${time}.`,
    fitted: "The form has changed since; your answers that still fit are here.",
    unkept: "Please give your consent and pictures once more.",
    anew: "Begin anew",
    cleared: "Your answers were cleared.",
    undo: "Undo",
    changed: {
      title: "The form has changed",
      text: "Nothing was sent yet. Your answers that still fit are here. Look at them, then send them again.",
    },
    failed: {
      offline: { title: "It could not be sent", text: "Send it again where there is a signal. Nothing that you wrote was lost." },
      busy: { title: "Please wait a moment", text: "There were too many requests in a short time. Wait a minute, then try again. Nothing that you wrote was lost." },
      trouble: { title: "It could not be sent", text: "The system is busy right now. Please send it again in a little while. Nothing that you wrote was lost." },
      login: {
        title: "Please open it again",
        text: "Your login has run out. Close this page, and open it from LINE once more. You can go on where you were.",
      },
    },
    states: {
      not_yet: { title: "This has not opened yet", text: (at: number | null) => (at ? `It will be open ${begins(at)}.` : "Please come back later.") },
      closed: { title: "This has closed", text: (at: number | null) => (at ? `It was open ${ends(at)}.` : "We hope to hear from you next time.") },
      full: { title: "All places are taken", text: () => "There is no place left, so no more answers are taken." },
      answered: { title: "You have answered this", text: () => "We have your answers already. Thank you." },
      unknown: { title: "There is no such form", text: () => "It was deleted, or the link is wrong. Please look at the shop's message again." },
    },
    thanks: "Your answers were sent",
    before: "What you sent before has arrived. What you changed after that was not sent.",
    more: "Answer once more",
    faults: (question: Question, fault: Fault, today: string): string => {
      switch (fault.rule) {
        case "needed":
          if (question.type === "consent") break;
          return CHOSEN.has(question.type) ? "Please choose." : "Please fill this in.";
        case "postal_code":
          return "Give a postal code of 7 digits.";
        case "prefecture":
          return "Choose the prefecture.";
        case "city":
          return "Fill in the city and the street, with at most 100 characters each.";
      }
      switch (question.type) {
        case "text":
          return `Write ${question.min_length} to ${question.max_length} characters.`;
        case "choice":
          return "Choose one of the options.";
        case "choices":
          return `Choose ${question.min_chosen} to ${question.max_chosen} of the options.`;
        case "date":
          return `Choose a date from ${calendar(bound(question.first, today))} to ${calendar(bound(question.last, today))}.`;
        case "number":
          return `Give a ${question.decimals ? "number" : "whole number"} from ${question.min} to ${question.max}${question.decimals ? `, with at most ${question.decimals} decimals` : ""}.`;
        case "scale":
          return `Choose from ${question.min} to ${question.max}.`;
        case "phone":
          return "Write the number from its first 0, such as 090-1234-5678, or from its + if it is abroad.";
        case "consent":
          return "Read it, then tick the box if you agree.";
        case "image":
          return "Choose the picture again.";
        default:
          return "Look at this answer again.";
      }
    },
    imageFaults: {
      wait: "Wait until the picture was sent.",
      rate_limited: "There were too many requests in a short time, so the picture was not sent. Wait a minute, then send it again.",
      too_many_uploads: "You have sent as many pictures as one can on a day. Remove it, or try again tomorrow.",
      image_unreadable: "This picture cannot be read. Choose another one, such as a JPEG or a PNG.",
      offline: "The picture could not be sent. Send it again where there is a signal.",
      trouble: "The picture could not be sent. Send it again, or choose another one.",
    },
  },
};
