"""What is refused of member cards, and what can be wrong with what a person says of them."""

from daifukucho.kernel.errors import Conflict, Invalid, NotFound, Refusal, Unavailable, Wrong

INVALID_CARD = Refusal(
    Invalid, "invalid_card", "このままでは会員証を保存できません。", "The card cannot be saved like this."
)
NOT_A_COLOUR = Wrong(
    "色を #1f3a5f のように、小文字の #rrggbb の形で書いてください。",
    "Write a colour as #rrggbb, in small letters, such as #1f3a5f.",
)
NOT_A_BASIC_ID = Wrong(
    "アカウントのベーシックIDかプレミアムIDを、@123abcde のように書いてください。",
    "Write the account's basic or premium ID, such as @123abcde.",
)

INVALID_CARD_NO = Refusal(
    Invalid, "invalid_card_no", "会員証にこの番号は登録できません。", "A card cannot have this number."
)
NOT_A_CARD_NO = Wrong("{least}〜{most}桁の数字を書いてください。", "Write {least} to {most} digits.")
CARD_NO_TAKEN = Refusal(
    Conflict,
    "card_no_taken",
    "この番号は、ほかの友だちの会員証に登録されています。",
    "Another friend's card has this number.",
)
NO_NUMBER_FREE = Refusal(
    Unavailable,
    "contention",
    "空いている会員番号が見つかりませんでした。もう一度実行してください。",
    "No free member number was found; try again.",
)
MEMBER_NOT_FOUND = Refusal(NotFound, "member_not_found", "この番号の会員証はありません。", "No card has this number.")

INVALID_CODE = Refusal(
    Invalid,
    "invalid_code",
    "会員証のコードではないか、期限が過ぎています。",
    "This is no code of a card, or its time is over.",
)
NOT_A_CODE = Wrong(
    "友だちに会員証を開いてもらい、今表示されているコードを読み取ってください。",
    "Ask the friend to open the card, and read the code that it shows now.",
)
CODE_USED = Refusal(
    Conflict,
    "code_used",
    "このコードは使用済みです。次のコードが表示されるまでお待ちください。",
    "This code was used already; wait for the next one.",
)
