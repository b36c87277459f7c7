"""A survey, as a shop's customer answers it: the real page, server and LIFF SDK, with LINE's hosts answered by a double."""

import json
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from local.api import connect
from tests.browser.test_card import edge
from tests.support import pictures
from tests.support.surveys import NINE

pytestmark = pytest.mark.browser

LOCALES = {"ja": "ja-JP", "en": "en-GB"}
SENT = {"ja": "画像を送りました", "en": "The picture was sent"}
LONG = "季節の大福を一番おいしく召し上がっていただくために、店頭でお渡ししてからお召し上がりになるまでのおおよその時間"


def words(ja, en):
    return {"ja": ja, "en": en}


def asked(key, kind, ja, en, **more):
    return {"id": key, "type": kind, "label": words(ja, en), **more}


def options(*pairs):
    return [{"value": value, "label": words(ja, en)} for value, ja, en in pairs]


MANY = options(*((f"o{n}", f"{n}番目の和菓子", f"Sweet no. {n}") for n in range(100)))
EVERY = {
    "name": "全種類",
    "title": words("大福同好会 入会フォーム", "Join the daifuku circle"),
    "description": words("3分ほどで終わります。\n抽選で10名様に豆大福をお送りします。", "It takes three minutes.\nTen of you win mame daifuku."),
    "thanks": words("ありがとうございました。\nお店でお待ちしています。", "Thank you.\nSee you at the shop."),
    "closes_at": "2199-12-24T20:00:00+09:00",
    "pages": [
        {
            "title": words("あなたについて", "About you"),
            "questions": [
                asked("name", "text", "お名前", "Your name", required=True, help=words("賞品のお届けに使います。", "For sending the prize.")),
                asked("born", "date", "お誕生日", "Your birthday", last="today"),
                asked("people", "number", "何人で召し上がりますか", "How many of you are there?", min=1, max=20),
                asked("taste", "choice", "お好みの甘さは？", "How sweet do you like it?", required=True, options=options(
                    ("sweet", "甘め", "Sweet"), ("plain", "ひかえめ", "Less sweet"),
                    ("long", f"{LONG}によって変わる", "It depends on how long it takes from the shop to the table, and on the weather, and on what tea there is"))),
                asked("why", "text", "甘めがお好きな理由", "Why sweet?", show_if={"question": "taste", "op": "is", "value": "sweet"}),
                asked("likes", "choices", "お好きな大福", "Which daifuku do you like?", max_chosen=2, options=options(
                    ("mame", "豆大福", "Mame"), ("ichigo", "いちご大福", "Ichigo"), ("yomogi", "よもぎ大福", "Yomogi"))),
                asked("advise", "scale", "お友だちにすすめたいですか", "Would you recommend us?", required=True, min=0, max=10,
                      low=words("すすめない", "Not at all"), high=words("ぜひすすめたい", "Very much")),
            ],
        },
        {
            "title": words("お届け先", "Where to send it"),
            "questions": [
                asked("home", "address", "ご住所", "Your address", required=True),
                asked("phone", "phone", "電話番号", "Telephone", required=True),
                asked("other", "postal_code", "お勤め先の郵便番号", "Postal code of your work"),
                asked("photo", "image", "大福の写真", "A picture of daifuku"),
                asked("terms", "consent", "個人情報の取扱い", "Your data", required=True, text_version="2026-11",
                      text=words("お預かりした個人情報は、賞品の発送のためだけに使います。\n" * 12, "What you tell us is used to send the prize.\n" * 12)),
            ],
        },
        {
            "questions": [
                asked("first", "choice", "はじめて召し上がった和菓子", "Your first sweet", options=MANY),
                asked("all", "choices", LONG, "All the sweets that you have ever had at our shop or at any of our other shops", options=MANY),
                asked("more", "text", "ご意見", "Anything else", multiline=True, max_length=500),
            ],
        },
    ],
}  # fmt: skip


@pytest.fixture
def save(stack):
    return lambda definition: connect(stack).surveys.create(definition).survey_id


@pytest.fixture
def shop(stack):
    return connect(stack)


@pytest.fixture
def opened(visit, stack, save, follower, login):
    """A survey that is open before a friend: what is seen, the friend's user id, the survey's id."""

    def make(definition, scheme="light", language="ja"):
        survey_id, user_id = save(definition), follower()
        url = f"{stack['liff']}/s/{survey_id}"
        seen = visit(url, "phone", scheme, locale=LOCALES[language], login=login(user_id))
        seen.page.locator("form").wait_for()
        return seen, user_id, survey_id

    return make


def button(page):
    """What leads on: it says so, or that it sends."""
    return page.locator("button[type=submit]")


def wait_for_focus(page, on):
    page.wait_for_function(
        "(on) => [document.activeElement.id || document.activeElement.name || document.activeElement.textContent].includes(on)",
        arg=on,
    )


def small(page):
    """What is to be touched and lower than 44 pixels; a box is touched with its row."""
    rows = "button, select, textarea, .option, .step, .file, input:not([type=radio], [type=checkbox], [type=file]), .failed a"
    return page.evaluate(
        "rows => [...document.querySelectorAll(rows)].filter((e) => e.getBoundingClientRect().height < 44).map((e) => e.outerHTML)",
        rows,
    )


@pytest.mark.parametrize(("language", "scheme"), [("ja", "light"), ("en", "dark")])
def test_every_type_of_question(opened, shop, language, scheme):
    seen, user_id, survey_id = opened(EVERY, scheme, language)
    page = seen.page

    def looks_right(name):
        assert small(page) == []
        seen.inspect(f"survey-{language}-{scheme}{name}")

    assert page.title() == EVERY["title"][language]
    looks_right("")
    button(page).click()
    wait_for_focus(page, "faults")
    assert page.locator(".failed li").count() == 3
    looks_right("-faults")
    page.locator(".failed a").nth(1).click()
    wait_for_focus(page, "taste")
    page.keyboard.press("Space")
    page.locator("#q-why").fill("幸せ")  # the question has come by the answer
    page.locator("#q-name").fill("大福 花子")
    page.locator("#q-born").fill("1990-04-01")
    page.locator("#q-people").fill("１２")
    for name, value in (("likes", "mame"), ("likes", "yomogi"), ("advise", "9")):
        page.locator(f"[name={name}][value='{value}']").check(force=True)
    button(page).click()
    expect(page.locator("#step")).to_be_focused()
    looks_right("-2")
    page.locator("[name=street]").fill("三条通1-2")  # what the friend typed stays
    page.locator("[name=postal_code]").fill("605-0001")
    expect(page.locator("[name=city]")).to_have_value("京都市東山区")
    file = {"name": "daifuku.png", "mimeType": "image/png", "buffer": pictures.png()}
    page.locator("#q-photo").set_input_files(file)
    page.get_by_text(SENT[language]).wait_for()
    page.locator("#q-phone").fill("090-1234-567")
    button(page).click()
    assert page.locator("#ask-phone .fault").is_visible() and page.locator("#ask-terms .fault").is_visible()
    page.locator("#q-phone").fill("090-1234-5678")
    page.get_by_role("region").focus()
    page.locator("#q-terms").check()
    button(page).click()
    page.locator("#q-first").select_option("o99")
    page.locator("[name=all]").nth(99).check()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("scrollTo(0, 0)")
    looks_right("-200")
    button(page).dblclick()
    page.get_by_text(EVERY["thanks"][language].splitlines()[0]).wait_for()
    looks_right("-thanks")
    (answered,) = shop.surveys.answers(survey_id)
    address = {"postal_code": "6050001", "prefecture": "京都府", "city": "京都市東山区", "street": "三条通1-2"}
    assert answered.friend_id == user_id
    assert answered.answers.pop("photo")
    assert answered.answers == {
        "name": "大福 花子", "born": "1990-04-01", "people": 12, "taste": "sweet", "why": "幸せ", "advise": 9,
        "likes": ["mame", "yomogi"], "home": address, "phone": "+819012345678",
        "terms": {"text_version": "2026-11"}, "first": "o99", "all": ["o99"],
    }  # fmt: skip
    assert seen.troubles == []
    asked_for = " ".join(map(unquote, seen.requests))
    assert not [secret for secret in (user_id, "花子", "6050001", "605-0001", "1234-5678") if secret in asked_for]


def test_three_questions_by_keyboard_alone_put_her_into_her_segment(opened, shop):
    seen, user_id, _ = opened(NINE)
    page = seen.page
    assert button(page).inner_text() == "次へ"
    for key in ("Tab", "Space", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#step")).to_be_focused()
    assert page.get_by_text("2ページ中 2ページ目").is_visible()
    for key in ("Tab", "Space", "Tab", "Space", "Tab"):
        page.keyboard.press(key)
    wait_for_focus(page, "選択を取り消す")
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("heading", name="送信しました").wait_for()
    (standing,) = shop.nine_segments.get(user_id).items
    assert (standing.product_id, standing.segment) == ("daifuku", "positive_loyal")
    page.get_by_role("button", name="もう一度回答する").click()
    page.locator("[name=know][value=no]").check()
    assert button(page).inner_text() == "送信する"  # for this friend, there is no second page


FEW = {
    "name": "少し",
    "title": words("ひとこと", "A word"),
    "pages": [
        {
            "questions": [
                asked("word", "text", "ひとこと", "A word", required=True),
                asked("age", "number", "年齢", "Your age", min=0, max=120),
                asked("terms", "consent", "同意", "Consent", text=words("使います。", "We use it."), text_version="1"),
            ]
        }
    ],
}


def test_a_draft_outlives_the_page_and_what_is_sent_twice_is_taken_once(opened, shop):
    seen, _, survey_id = opened({**FEW, "repeats": "many"})
    page = seen.page
    word = page.locator("#q-word")

    def lost(route):
        """It arrives, and the friend does not learn of it."""
        assert route.fetch().status == 200
        route.abort("internetdisconnected")

    word.fill("おいしい")
    page.locator("#q-terms").check()
    page.reload()
    page.get_by_text("続きから再開しました").wait_for()
    assert word.input_value() == "おいしい"
    assert not page.locator("#q-terms").is_checked()
    seen.screenshot("survey-ja-draft")
    page.get_by_role("button", name="はじめから入力する").click()
    assert word.input_value() == ""
    page.get_by_role("button", name="元に戻す").click()
    assert word.input_value() == "おいしい"

    page.route("**/answers", lost, times=1)
    button(page).click()
    expect(page.locator("#failed")).to_be_focused()
    assert button(page).inner_text() == "もう一度送信"
    assert seen.against_wcag() == []
    seen.screenshot("survey-ja-offline")
    button(page).click()
    page.get_by_role("heading", name="送信しました").wait_for()
    assert [answered.answers for answered in shop.surveys.answers(survey_id)] == [{"word": "おいしい"}]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('daifukucho:survey'))") == []

    page.get_by_role("button", name="もう一度回答する").click()
    word.fill("とても")
    page.route("**/answers", lost, times=1)
    button(page).click()
    page.locator("#failed").wait_for()
    page.reload()  # its key is kept with the draft
    page.get_by_text("続きから再開しました").wait_for()
    word.fill("とても！")
    button(page).click()
    page.get_by_text("先に送信した内容で受け付けています").wait_for()
    assert [answered.answers["word"] for answered in shop.surveys.answers(survey_id)] == ["とても", "おいしい"]


def home(*more):
    address = asked("home", "address", "ご住所", "Your address", required=True)
    return {**FEW, "pages": [{"questions": [address]}, *more]}


def test_what_a_postal_code_has_filled_in_goes_with_it_and_what_she_wrote_stays(opened, shop):
    seen, _, _ = opened(home())
    page = seen.page
    code, lines = (
        page.locator("[name=postal_code]"),
        [page.locator(f"[name={n}]") for n in ("prefecture", "city", "street")],
    )

    def filled(*values):
        for line, value in zip(lines, values, strict=True):
            expect(line).to_have_value(value)

    code.fill("605-0001")
    expect(lines[1]).to_have_value("京都市東山区")
    street = lines[2].input_value()
    lines[2].fill(f"{street}1-2")
    code.fill("605-000")
    filled("", "", "1-2")
    code.fill("100-0001")
    filled("東京都", "千代田区", "千代田1-2")
    page.reload()  # a draft: what was filled in is known again
    page.get_by_text("続きから再開しました").wait_for()
    page.wait_for_load_state("networkidle")
    code.fill("")
    filled("", "", "1-2")
    lines[1].fill("京都市")
    lines[2].fill("")
    code.fill("100-0001")
    filled("東京都", "京都市", "千代田")
    code.fill("999-9999")
    page.get_by_text("見つかりませんでした").wait_for()
    filled("", "京都市", "")
    assert seen.overflows() is False


def test_without_a_connection_the_look_up_says_so_and_is_tried_again(opened, shop):
    seen, _, _ = opened(home())
    page = seen.page
    page.route("**/postal-*", lambda route: route.abort("internetdisconnected"), times=1)
    page.locator("[name=postal_code]").fill("605-0001")
    page.get_by_text("電波が届かないため、住所を調べられませんでした").wait_for()
    assert page.locator("[name=city]").input_value() == ""
    seen.screenshot("survey-ja-postal-offline")
    expect(page.locator("[name=city]")).to_have_value("京都市東山区", timeout=20_000)


def test_back_leads_to_the_page_before_and_nothing_that_was_typed_is_lost(opened, shop):
    word = asked("word", "text", "ひとこと", "A word")
    sweet = asked("sweet", "choice", "甘さ", "Sweet?", options=options(("yes", "はい", "Yes"), ("no", "いいえ", "No")))
    last = asked("last", "text", "さいごに", "At last")
    seen, _, survey_id = opened(FEW | {"pages": [{"questions": [word]}, {"questions": [sweet]}, {"questions": [last]}]})
    page = seen.page
    entries = page.evaluate("history.length")
    page.locator("#q-word").fill("おいしい")
    button(page).click()
    page.locator("[name=sweet][value=yes]").check()
    button(page).click()
    page.locator("#q-last").fill("また")
    page.go_back()
    expect(page.locator("[name=sweet][value=yes]")).to_be_checked()
    page.get_by_role("button", name="戻る").click()
    expect(page.locator("#q-word")).to_have_value("おいしい")
    page.go_forward()
    page.go_forward()
    expect(page.locator("#q-last")).to_have_value("また")
    assert page.evaluate("history.length") == entries + 2
    button(page).click()
    page.get_by_role("heading", name="送信しました").wait_for()
    (answered,) = shop.surveys.answers(survey_id)
    assert answered.answers == {"word": "おいしい", "sweet": "yes", "last": "また"}
    assert page.evaluate("history.state.step") == 0  # the next back leaves the page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chosen_answer_keeps_its_frame_with_any_accent(opened, shop, scheme):
    sweet = asked("sweet", "choice", "甘さ", "Sweet?", options=options(("yes", "はい", "Yes"), ("no", "いいえ", "No")))
    rate = asked("rate", "scale", "お味", "Taste", min=1, max=5)
    seen, _, _ = opened(FEW | {"pages": [{"questions": [sweet, rate]}]}, scheme)
    page = seen.page
    page.locator("[name=sweet][value=yes]").check()
    page.locator("[name=rate][value='3']").check(force=True)
    for accent in ("#ffffff", "#fffdf8", "#000000", "#242220", "#f4d35e", "#8c2f39"):
        page.evaluate("accent => document.documentElement.style.setProperty('--accent', accent)", accent)
        for chosen in (page.locator(".option.on"), page.locator(".step.on")):
            assert edge(chosen) >= 3, accent


def test_an_address_that_is_found_too_late_brings_no_draft_back(opened, shop):
    seen, _, survey_id = opened(home())
    page, held = seen.page, []
    page.route("**/postal-*", lambda route: held.append(route))
    with page.expect_request("**/postal-*"):
        page.locator("[name=postal_code]").fill("605-0001")
    page.locator("[name=prefecture]").select_option("京都府")
    page.locator("[name=city]").fill("京都市東山区")
    page.locator("[name=street]").fill("三条通\t1-2")  # as it is pasted from a table
    button(page).click()
    page.get_by_role("heading", name="送信しました").wait_for()
    with page.expect_response("**/postal-*"):
        held.pop().continue_()
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('daifukucho:survey'))") == []
    (answered,) = shop.surveys.answers(survey_id)
    assert answered.answers["home"]["street"] == "三条通 1-2"


def test_what_the_server_refuses_is_said_at_its_question(opened, shop):
    seen, _, survey_id = opened(FEW)
    page = seen.page

    def spoilt(route):
        body = json.loads(route.request.post_data)
        body["answers"]["age"] = 121
        route.continue_(post_data=json.dumps(body))

    page.route("**/answers", spoilt, times=1)
    page.locator("#q-word").fill("おいしい")
    button(page).click()
    expect(page.locator("#faults")).to_be_focused()
    assert page.locator("#ask-age .fault").inner_text() == "0〜120 の整数を入力してください。"
    assert page.locator("#q-age").get_attribute("aria-invalid") == "true"
    page.locator(".failed a").click()
    wait_for_focus(page, "q-age")
    page.keyboard.type("20")
    assert page.locator("#ask-age .fault").count() == 0
    button(page).click()
    page.get_by_role("heading", name="送信しました").wait_for()
    assert [answered.answers for answered in shop.surveys.answers(survey_id)] == [{"word": "おいしい", "age": 20}]


def test_a_survey_that_was_changed_is_shown_anew_with_what_still_fits_and_one_that_closed_says_so(opened, shop):
    seen, _, survey_id = opened({**FEW, "repeats": "many"})
    page = seen.page
    page.locator("#q-word").fill("おいしい")
    page.locator("#q-age").fill("20")
    asked_now = [FEW["pages"][0]["questions"][0], asked("town", "text", "お住まいの町", "Your town", required=True)]
    changed = {**FEW, "repeats": "many", "pages": [{"questions": asked_now}]}
    shop.surveys.update(survey_id, changed)
    refusal = {"status": 409, "code": "survey_changed", "faults": []}  # as the server says it a day later
    page.route("**/answers", lambda route: route.fulfill(status=409, json=refusal), times=1)
    button(page).click()
    expect(page.locator("#note")).to_be_focused()
    assert page.locator("#q-word").input_value() == "おいしい"
    assert page.locator("#q-age").count() == 0
    seen.screenshot("survey-ja-changed")
    page.locator("#q-town").fill("京都")
    button(page).click()
    page.get_by_role("heading", name="送信しました").wait_for()
    (answered,) = shop.surveys.answers(survey_id)
    assert (answered.version, answered.answers) == (2, {"word": "おいしい", "town": "京都"})
    page.get_by_role("button", name="もう一度回答する").click()
    page.locator("#q-word").fill("もう一度")
    page.locator("#q-town").fill("大津")
    shop.surveys.update(survey_id, {**changed, "closes_at": "2020-01-01T00:00:00+09:00"})
    button(page).click()
    page.get_by_role("heading", name="受付は終了しました").wait_for()
    assert seen.against_wcag() == []
    page.goto(page.url.replace(survey_id, "nothing"))
    page.get_by_role("heading", name="回答フォームが見つかりません").wait_for()
    seen.screenshot("survey-ja-unknown")
