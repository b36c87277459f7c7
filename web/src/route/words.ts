export const words = {
  ja: { page: "ようこそ", title: "ようこそ", text: "ありがとうございます。会員証を開きます。", go: "会員証を開く" },
  en: { page: "Welcome", title: "Welcome", text: "Thank you for coming. Your member card opens now.", go: "Open the member card" },
};
